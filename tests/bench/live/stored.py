"""What the database holds after a burst, compared with what phones were told."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Account:
    """Acknowledged operations that are missing, operations or revisions that are there twice."""

    lost: int
    doubled: int
    stored: int


def compare(folder: Path, workshop_id: int, acknowledged: Iterable[str]) -> Account:
    """Look for each acknowledged proposal in the database's receipts, proposals and change log."""
    with closing(sqlite3.connect(f"file:{folder / 'handlingsrom.sqlite'}?mode=ro", uri=True)) as database:

        def column(query: str) -> list[str]:
            return [row[0] for row in database.execute(query, (workshop_id,))]

        titles = Counter(column("SELECT title FROM proposal WHERE workshop_id = ? AND title LIKE 'Idea %'"))
        receipts = Counter(column("SELECT operation_id FROM operation WHERE workshop_id = ?"))
        changes = Counter(column("SELECT revision FROM change WHERE workshop_id = ?"))
        (revision,) = column("SELECT revision FROM workshop WHERE id = ?")
    told = set(acknowledged)
    lost = sum(1 for each in told if not receipts[each] or not titles[f"Idea {each}"])
    gaps = int(revision) - len(changes)
    doubled = sum(
        count - 1 for counted in (titles, receipts, changes) for count in counted.values() if count > 1
    )
    return Account(lost=lost + abs(gaps), doubled=doubled, stored=sum(titles.values()))
