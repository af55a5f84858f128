"""The program with only the commands tested here."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from workshop.cli import main


@dataclass(frozen=True)
class Answer:
    """What a command printed, and its exit status."""

    status: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """The one JSON document on standard output."""
        return json.loads(self.out)


COMMANDS = (
    "budget",
    "territories",
    "reference",
    "schema",
    "import-statistics",
    "read-actions",
    "suggest",
    "levers",
)

Run = Callable[..., Answer]


@pytest.fixture
def handlingsrom(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Answer]:
    """Run ``handlingsrom`` with arguments."""
    monkeypatch.setattr(main, "COMMANDS", COMMANDS)

    def run(*arguments: str) -> Answer:
        status = main.main(arguments)
        captured = capsys.readouterr()
        return Answer(status, captured.out, captured.err)

    return run
