"""What the database holds after a burst, compared with what phones were told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, text

from tests.bench.live.forms import DOTS


@dataclass(frozen=True)
class Account:
    """Acknowledged operations that are missing, operations or revisions that are there twice."""

    lost: int
    doubled: int
    stored: int


def embedded(folder: Path) -> str:
    """Return the address of the SQLite database in a data folder, for reading."""
    return f"sqlite:///file:{folder / 'handlingsrom.sqlite'}?mode=ro&uri=true"


def compare(database: str, workshop_id: int, acknowledged: Iterable[str], *, ideas: bool = True) -> Account:
    """Look for each acknowledged operation in the database's receipts and change log.

    Where they were ``ideas``, look for the proposals themselves, too.
    """
    told = set(acknowledged)
    with _reading(database, workshop_id) as column:
        titles = Counter(
            column("SELECT title FROM proposal WHERE workshop_id = :workshop AND title LIKE 'Idea %'")
        )
        receipts = Counter(column("SELECT operation_id FROM operation WHERE workshop_id = :workshop"))
        changes = Counter(column("SELECT revision FROM change WHERE workshop_id = :workshop"))
        (revision,) = column("SELECT revision FROM workshop WHERE id = :workshop")
    lost = sum(1 for each in told if not receipts[each] or (ideas and not titles[f"Idea {each}"]))
    gaps = int(revision) - len(changes)
    doubled = sum(
        count - 1 for counted in (titles, receipts, changes) for count in counted.values() if count > 1
    )
    stored = sum(titles.values()) if ideas else len(told & receipts.keys())
    return Account(lost=lost + abs(gaps), doubled=doubled, stored=stored)


def count_ballots(database: str, workshop_id: int, acknowledged: Iterable[str]) -> Account:
    """Look for each acknowledged ballot in the database: its receipt, and all its dots, once."""
    told = set(acknowledged)
    with _reading(database, workshop_id) as column:
        receipts = set(column("SELECT operation_id FROM operation WHERE workshop_id = :workshop"))
        given = column("SELECT SUM(dots) FROM ballot WHERE workshop_id = :workshop GROUP BY participant_id")
    lost = sum(1 for each in told if each not in receipts) + sum(1 for dots in given if dots < DOTS)
    return Account(
        lost=lost + max(0, len(told) - len(given)),
        doubled=sum(1 for dots in given if dots > DOTS),
        stored=len(given),
    )


@contextmanager
def _reading(database: str, workshop_id: int) -> Iterator[Callable[[str], list[Any]]]:
    """Read columns of one workshop."""
    engine = create_engine(database)
    with engine.connect() as connection:
        yield lambda query: list(connection.scalars(text(query), {"workshop": workshop_id}))
    engine.dispose()
