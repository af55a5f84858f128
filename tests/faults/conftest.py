"""The faults in two lengths, and the table that a full run writes."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.bench.live.site import whole_site
from tests.faults.pair import Pair
from tests.faults.table import write_table

FULL = os.environ.get("FAULTS") == "full"
TABLE = os.environ.get("FAULTS_TABLE")
HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give the full length the time that it needs."""
    for item in items:
        if FULL and item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.timeout(1800))


@pytest.fixture
def full() -> bool:
    """Tell whether ``make faults`` runs, and not the short form in ``make test``."""
    return FULL


@pytest.fixture(scope="session")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    """Start two processes behind nginx; whoever breaks something of it mends it."""
    with whole_site(tmp_path_factory.mktemp("pair") / "site", 2) as site:
        yield Pair.of(site)


@pytest.fixture(autouse=True)
def found(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Take down, for the table, what a test found; what the faults stand on is no row of it."""
    properties = request.node.user_properties
    if request.node.get_closest_marker("ground"):
        return lambda _: None
    about = " ".join((request.function.__doc__ or "").split())
    assert ". " in about, "a fault without a row: say in the docstring what happens. Then what the user sees."
    properties.append(("about", about))
    properties.append(("variant", getattr(getattr(request.node, "callspec", None), "id", "")))
    return lambda text: properties.append(("found", text))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Write the table after a run that was asked to."""
    if TABLE:
        reports = [
            report
            for outcome in ("passed", "failed", "skipped")
            for report in terminalreporter.stats.get(outcome, ())
            if dict(report.user_properties).get("about")
        ]
        write_table(Path(TABLE), reports)
