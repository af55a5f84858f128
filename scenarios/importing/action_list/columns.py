"""Which column is what: by its heading, by what stands in it, and by what the other columns are."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from scenarios.importing.action_list.column_candidates import Candidate, find_candidates
from scenarios.importing.action_list.effect_columns import find_effects
from scenarios.importing.action_list.grid import Grid
from scenarios.importing.action_list.headings import Heading
from scenarios.importing.action_list.roles import Role
from scenarios.importing.action_list.vocabulary import is_word, says

_MAYBE_TITLE: Final = (Role.NOTE, Role.OTHER, None)


@dataclass(frozen=True)
class Columns:
    """What was recognised; columns are counted from 0.

    Attributes
    ----------
    title, target, lead, others, low, high, start_year, cost, note, unit, counted
        One column each, None where there is none. ``counted`` holds yes or no.
    counted_means
        What yes in ``counted`` says of `in_reference`.
    effects
        Year, or ``*`` where the heading names none, to column.
    more_targets, more_notes
        Further columns about the same.
    doubts
        Columns whose choice is asked about: column to why.
    """

    title: int | None = None
    target: int | None = None
    effects: dict[str, int] = field(default_factory=dict)
    lead: int | None = None
    others: int | None = None
    low: int | None = None
    high: int | None = None
    start_year: int | None = None
    cost: int | None = None
    note: int | None = None
    unit: int | None = None
    counted: int | None = None
    counted_means: bool = True
    more_targets: tuple[int, ...] = ()
    more_notes: tuple[int, ...] = ()
    doubts: dict[int, str] = field(default_factory=dict)

    @property
    def used(self) -> frozenset[int]:
        """All that are read."""
        one = (self.title, self.target, self.lead, self.others, self.low, self.high, self.start_year)
        more = (self.cost, self.note, self.unit, self.counted, *self.effects.values(), *self.more_targets)
        return frozenset(column for column in (*one, *more, *self.more_notes) if column is not None)


def recognise_columns(grid: Grid, heading: Heading, rows: tuple[int, ...]) -> Columns:
    """Recognise the columns of a list.

    Parameters
    ----------
    grid, heading
        The sheet, and its heading.
    rows
        Rows below the heading.

    Returns
    -------
    Columns
        Without a title where no column can be one.
    """
    found = find_candidates(grid, heading, rows)
    effects, low, high, doubts = find_effects(found)
    taken = {*effects.values(), *filter(lambda one: one is not None, (low, high))}
    rest = [each for each in found if each.column not in taken]
    title = _title(rest)
    rest = [each for each in rest if each.column != title]
    counted, means = _counted(rest)
    rest = [each for each in rest if each.column != counted]
    targets = _ordered([each for each in rest if each.content.figures < 0.7], Role.TARGET)
    unit = _first([each for each in rest if each.content.units > 0.7], Role.UNIT, Role.LEAD)
    notes = _ordered(rest, Role.NOTE)
    return Columns(
        title=title,
        target=targets[0] if targets else None,
        effects=effects,
        lead=_first([each for each in rest if each.column != unit], Role.LEAD),
        others=_first(rest, Role.OTHERS),
        low=low,
        high=high,
        start_year=_start(rest),
        cost=_first(rest, Role.COST),
        note=notes[0] if notes else None,
        unit=unit,
        counted=counted,
        counted_means=means,
        more_targets=tuple(targets[1:]),
        more_notes=tuple(notes[1:]),
        doubts=doubts,
    )


def _title(found: list[Candidate]) -> int | None:
    named = [each for each in found if each.role is Role.TITLE and each.content.filled]
    if not named:
        like = [each for each in found if each.role in _MAYBE_TITLE and each.content.filled]
        like = [each for each in like if _holds_words(each)] or _texts_of_most_rows(found)
        if like and max(each.content.filled for each in like) * 2 < max(
            each.content.filled for each in found
        ):
            like = _texts_of_most_rows(found) or like
        return max(like, key=_like_a_title).column if like else None
    named = [each for each in named if each.content.figures < 0.7] or named

    def fitness(each: Candidate) -> tuple[bool, bool, float]:
        return (
            each.content.distinct > 0.6,
            is_word("columns.title", each.heading.own),
            min(each.content.length, 40) * each.content.distinct,
        )

    return max(named, key=fitness).column if named else None


def _texts_of_most_rows(found: list[Candidate]) -> list[Candidate]:
    """Return columns of texts, whatever their heading says."""
    most = max((each.content.filled for each in found), default=0)
    return [each for each in found if each.content.filled * 2 > most and _holds_words(each)]


def _holds_words(each: Candidate) -> bool:
    """Return whether a column mostly holds neither figures nor years nor percentages."""
    return max(each.content.figures, each.content.years, each.content.percent) < 0.5


def _like_a_title(each: Candidate) -> tuple[bool, bool, bool, float]:
    """Return how much a column is like titles, where no heading names them: texts that differ by row."""
    return (
        each.content.distinct > 0.6 and each.content.length > 6 and each.content.sectors < 0.6,
        says("columns.title", each.heading.own),
        each.role is None,
        min(each.content.length, 60) * each.content.distinct,
    )


def _counted(found: list[Candidate]) -> tuple[int | None, bool]:
    for each in found:
        if each.role in (Role.COUNTED_NO, Role.COUNTED_YES) and each.content.answers > 0.6:
            return each.column, each.role is Role.COUNTED_NO
    return None, True


def _ordered(found: list[Candidate], role: Role) -> list[int]:
    """Return the columns of a role, those that say most first."""
    named = [each for each in found if each.role is role and each.content.filled]
    if role is Role.TARGET and not named:
        # No heading says it: a column that mostly holds names of sectors.
        like = [each for each in found if each.role is None and each.content.sectors >= 0.6]
        named = [max(like, key=lambda each: each.content.sectors)] if like else []
    if role is Role.TARGET:
        # The finer of two: what is said most variously, but not a text of its own in each row.
        named.sort(key=lambda each: (each.content.figures > 0.5, -min(each.content.distinct, 0.999)))
    return [each.column for each in named]


def _first(found: list[Candidate], *roles: Role) -> int | None:
    named = [each for role in roles for each in found if each.role is role and each.content.filled]
    return named[0].column if named else None


def _start(found: list[Candidate]) -> int | None:
    """Return the column of the start; where no heading names it, the one column that holds years or dates."""
    named = [each for each in found if each.role is Role.START_YEAR and each.content.filled]
    if named:
        return max(named, key=lambda each: each.content.years > 0).column
    like = [
        each.column
        for each in found
        if each.role is None and each.content.filled > 1 and each.content.years > 0.7
    ]
    return like[0] if len(like) == 1 else None
