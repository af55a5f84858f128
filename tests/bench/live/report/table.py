"""The table: each figure beside its goal, what was measured beside it and what others have published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One figure: what, the goal in words, ours, the others', and whether the goal is reached."""

    what: str
    goal: str
    ours: str
    beside: str = ""
    published: str = ""
    reached: bool | None = None

    @property
    def cells(self) -> tuple[str, ...]:
        """The row as the table shows it."""
        verdict = {True: "yes", False: "**no**", None: ""}[self.reached]
        return self.what, self.goal, self.ours, self.beside, self.published, verdict


HEADING = ("what", "goal", "ours", "beside it, in the same run", "published elsewhere", "reached")


def as_markdown(rows: Sequence[Row]) -> str:
    """Write the rows as a table; columns in which no row has anything are left out."""
    table = [HEADING, *(row.cells for row in rows)]
    used = [column for column in range(len(HEADING)) if any(row.cells[column] for row in rows)]

    def line(cells: Sequence[str]) -> str:
        return "| " + " | ".join(cells[column] for column in used) + " |"

    return "\n".join([line(table[0]), line(["---"] * len(HEADING)), *map(line, table[1:])])


def verdict(rows: Sequence[Row]) -> str:
    """Say which goals were reached and which were not."""
    judged = [row for row in rows if row.reached is not None]
    missed = [row for row in judged if not row.reached]
    if not judged:
        return ""
    if not missed:
        return f"**Reached: all {len(judged)} goals.**"
    told = "; ".join(f"{row.what.removeprefix('- ')}: {row.ours}, goal {row.goal}" for row in missed)
    return f"**Not reached: {len(missed)} of {len(judged)} goals.** {told}."
