"""What the database holds after a burst, compared with what phones were told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, text


@dataclass(frozen=True)
class Account:
    """Acknowledged operations that are missing, operations or revisions that are there twice."""

    lost: int
    doubled: int
    stored: int


def embedded(folder: Path) -> str:
    """Return the address of the SQLite database in a data folder, for reading."""
    return f"sqlite:///file:{folder / 'handlingsrom.sqlite'}?mode=ro&uri=true"


def compare(database: str, workshop_id: int, acknowledged: Iterable[str]) -> Account:
    """Look for each acknowledged proposal in the database's receipts, proposals and change log."""
    engine = create_engine(database)
    with engine.connect() as connection:

        def column(query: str) -> list[Any]:
            return list(connection.scalars(text(query), {"workshop": workshop_id}))

        titles = Counter(
            column("SELECT title FROM proposal WHERE workshop_id = :workshop AND title LIKE 'Idea %'")
        )
        receipts = Counter(column("SELECT operation_id FROM operation WHERE workshop_id = :workshop"))
        changes = Counter(column("SELECT revision FROM change WHERE workshop_id = :workshop"))
        (revision,) = column("SELECT revision FROM workshop WHERE id = :workshop")
    engine.dispose()
    told = set(acknowledged)
    lost = sum(1 for each in told if not receipts[each] or not titles[f"Idea {each}"])
    gaps = int(revision) - len(changes)
    doubled = sum(
        count - 1 for counted in (titles, receipts, changes) for count in counted.values() if count > 1
    )
    return Account(lost=lost + abs(gaps), doubled=doubled, stored=sum(titles.values()))
