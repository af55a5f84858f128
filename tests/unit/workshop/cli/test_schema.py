"""``handlingsrom schema``."""

from __future__ import annotations

import pytest

from scenarios.file.json_schema import scenario_schema
from tests.unit.workshop.cli.conftest import Run


@pytest.mark.parametrize("arguments", [(), ("--json",)])
def test_the_schema_is_printed(handlingsrom: Run, arguments: tuple[str, ...]) -> None:
    answer = handlingsrom("schema", *arguments)
    assert (answer.status, answer.err) == (0, "")
    assert answer.document == scenario_schema()
