"""An import of a list before it happens: its rows, and what would become of each."""

from __future__ import annotations

from dataclasses import dataclass

from workshop.services.importing.list_actions import ListAction
from workshop.services.importing.list_arrival import Known
from workshop.services.importing.list_questions import ListQuestion


@dataclass(frozen=True)
class TargetChoice:
    """What an action can be aimed at, with its emissions in t/yr; None if it lowers none of them."""

    id: str
    label: str
    emissions_t: float | None


@dataclass(frozen=True)
class PlannedFigure:
    """An effect: its year (empty if none is named), what stands in the cell, and how it is read in t/yr."""

    year: str
    quoted: str
    tonnes: float | None


@dataclass(frozen=True, kw_only=True)
class PlannedRow:
    """A row of an action: how it is read, what is asked, and what importing would do with it.

    ``status`` is ``new``, ``changed``, ``same`` or ``left_out``. ``proposed`` says that the target is
    proposed by the title and not said by the list. ``share`` is the part of the list's gas that counts.
    ``may_be_in_reference`` offers the choice, because the list or the start year leaves a doubt.
    """

    row: int
    title: str
    figures: tuple[PlannedFigure, ...]
    target: str
    proposed: bool
    needs_target: bool
    in_reference: bool
    may_be_in_reference: bool
    quantified: bool
    share: float
    questions: tuple[ListQuestion, ...]
    notes: tuple[str, ...]
    status: str
    was: str
    actions: tuple[ListAction, ...]

    @property
    def is_open(self) -> bool:
        """Whether a question is open; one about a row that is left out is none."""
        return self.status != "left_out" and any(question.is_open for question in self.questions)


@dataclass(frozen=True)
class NotTaken:
    """A row that is no action, and what it is."""

    row: int
    text: str
    what: str


@dataclass(frozen=True)
class CheckedTotal:
    """A sum of the list against its rows."""

    row: int
    stated: str
    read: str
    agrees: bool


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A whole import before it happens."""

    rows: tuple[PlannedRow, ...]
    questions: tuple[ListQuestion, ...]
    targets: tuple[TargetChoice, ...]
    not_taken: tuple[NotTaken, ...]
    totals: tuple[CheckedTotal, ...]
    vanished: tuple[Known, ...]
    list_id: str
    converts: bool

    @property
    def open(self) -> int:
        """The number of open questions."""
        of_rows = sum(
            question.is_open for row in self.rows if row.status != "left_out" for question in row.questions
        )
        return of_rows + sum(question.is_open for question in self.questions)

    @property
    def groups(self) -> dict[str, int]:
        """Questions that one press can answer, by their group, with how many are open."""
        found: dict[str, int] = {}
        for row in self.rows:
            for question in row.questions:
                if row.status != "left_out" and question.is_open and question.group.startswith("figure-"):
                    found[question.group] = found.get(question.group, 0) + 1
        return found

    @property
    def actions(self) -> tuple[ListAction, ...]:
        """What would be imported."""
        return tuple(action for row in self.rows if row.status != "left_out" for action in row.actions)

    def count(self, status: str) -> int:
        """Count the rows with a status."""
        return sum(row.status == status for row in self.rows)
