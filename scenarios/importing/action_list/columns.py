"""Which column is what: by its heading, by what stands in it, and by what the other columns are."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, Final

from scenarios.importing.action_list.figures import read_figure
from scenarios.importing.action_list.grid import Grid
from scenarios.importing.action_list.headings import ColumnHeading, Heading
from scenarios.importing.action_list.roles import Role, estimate_in, is_bare_qualifier, role_of
from scenarios.importing.action_list.targets import names_a_sector
from scenarios.importing.action_list.units import unit_in
from scenarios.importing.action_list.vocabulary import is_word, says
from scenarios.importing.action_list.years import has_period, is_year, read_start_year, years_in

ANY_YEAR: Final = "*"
_MAYBE_TITLE: Final = (Role.NOTE, Role.OTHER, None)
_LOOKED_AT: Final = 500
"""Rows that are enough to tell what a column holds."""


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


@dataclass(frozen=True)
class _Content:
    """What stands in a column, as shares of its filled cells."""

    years: float
    sectors: float
    filled: int
    figures: float
    percent: float
    answers: float
    units: float
    length: float
    distinct: float


@dataclass
class _Candidate:
    column: int
    heading: ColumnHeading
    role: Role | None
    content: _Content


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
    contents = {column: _content(grid, column, rows) for column in grid.columns}
    found = [
        _Candidate(
            column,
            heading.columns[column],
            _role(heading.columns[column], contents[column]),
            contents[column],
        )
        for column in grid.columns
    ]
    found = [each for each in found if each.content.filled or each.heading.own]
    effects, low, high, doubts = _effects(found)
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


def _content(grid: Grid, column: int, rows: tuple[int, ...]) -> _Content:
    cells = [cell for row in rows[:_LOOKED_AT] if (cell := grid.own(row, column)) is not None]
    count = len(cells) or 1
    figures = sum(cell.number is not None or read_figure(cell).has_figure for cell in cells)
    words = [cell.line for cell in cells]
    starts = [read_start_year(cell) for cell in cells]
    return _Content(
        sectors=sum(len(text) <= 60 and names_a_sector(text) for text in words) / count,
        years=sum(year is not None and 1990 <= year <= 2100 for year in starts) / count,
        filled=len(cells),
        figures=figures / count,
        percent=sum(text.endswith("%") for text in words) / count,
        answers=sum(is_word("answers.yes", text) or is_word("answers.no", text) for text in words) / count,
        units=sum(bool(unit_in(text)) and len(text) < 20 for text in words) / count,
        length=sum(map(len, words)) / count,
        distinct=len(set(words)) / count,
    )


def _role(heading: ColumnHeading, content: _Content) -> Role | None:
    own = role_of(heading.own)
    group = next((role for text in heading.groups if (role := role_of(text)) is not None), None)
    measured = own in (Role.EMISSIONS, Role.LOW, Role.HIGH, Role.LIKELY, None) and heading.own
    if measured and group in (Role.COST, Role.NO_EFFECT, Role.EFFECT, Role.EMISSIONS):
        own = group
    if own is Role.START_YEAR and is_year(heading.own):
        own = None
    if own in (None, Role.LOW, Role.HIGH, Role.LIKELY) and is_bare_qualifier(heading.own) and own is None:
        own = group if group is not None else Role.EFFECT
    if own is Role.EFFECT and group in (Role.COST, Role.NO_EFFECT) and not unit_in(heading.own):
        own = group
    if own in (Role.EFFECT, Role.EMISSIONS) and content.percent > 0.5:
        return Role.NO_EFFECT
    if own is Role.EFFECT and content.filled and content.figures < 0.15 and content.length > 25:
        return Role.NOTE
    return own


def _effects(found: list[_Candidate]) -> tuple[dict[str, int], int | None, int | None, dict[int, str]]:
    """Choose the columns of effects, the ends of estimates, and say what was doubtful."""
    doubts: dict[int, str] = {}
    wanted = [each for each in found if each.role is Role.EFFECT]
    if not any(each.content.figures for each in wanted):
        weak = [each for each in found if each.role is Role.EMISSIONS and each.content.figures]
        if weak:
            wanted = weak
            doubts = {each.column: "the heading names emissions, not an effect" for each in weak}
    ends = {
        each.column: estimate_in(each.heading.own) or estimate_in(" ".join(each.heading.groups))
        for each in found
        if each in wanted or each.role in (Role.LOW, Role.HIGH, Role.LIKELY)
    }
    wanted += [
        each
        for each in found
        if each.role in (Role.LOW, Role.HIGH, Role.LIKELY) and each not in wanted and each.content.figures
    ]
    sides = {end for end in ends.values() if end}
    if len(wanted) == 1 or not ({Role.LOW, Role.HIGH} <= sides):
        single = [each for each in wanted if ends.get(each.column) in (Role.LOW, Role.HIGH)]
        others = [each for each in wanted if each not in single]
        if single and not others:
            doubts |= {each.column: "the heading names one end of an estimate only" for each in single}
            ends |= {each.column: None for each in single}
    main = [each for each in wanted if ends.get(each.column) not in (Role.LOW, Role.HIGH)]
    effects: dict[str, int] = {}
    by_key: dict[str, list[_Candidate]] = {}
    for each in main:
        by_key.setdefault(_key(each.heading), []).append(each)
    for key, rivals in by_key.items():
        best = max(rivals, key=_fitness)
        if sum(_fitness(rival) == _fitness(best) for rival in rivals) > 1 and len(rivals) > 1:
            doubts[best.column] = "several columns could hold this effect"
        effects[key] = best.column
        if key == ANY_YEAR and has_period(best.heading.own):
            doubts[best.column] = (
                "the heading names a period: is this a year's effect or the sum of the period?"
            )
    if len(effects) > 1 and ANY_YEAR in effects:
        star = effects.pop(ANY_YEAR)
        doubts.pop(star, None)
        doubts[next(iter(effects.values()))] = "another column has an effect without a year"
    effects = dict(sorted(effects.items()))
    low, high = (_end_of(wanted, ends, side, effects) for side in (Role.LOW, Role.HIGH))
    if not main and (low is not None or high is not None):
        for column in (low, high):
            if column is not None:
                doubts[column] = "there is no column with the estimate itself"
    return effects, low, high, doubts


def _key(heading: ColumnHeading) -> str:
    for text in (heading.own, *heading.groups):
        years = years_in(text)
        if years and not has_period(text):
            return str(max(years))
        if years:
            return ANY_YEAR
    return ANY_YEAR


def _fitness(each: _Candidate) -> tuple[bool, bool, bool, bool]:
    whole = each.heading.whole
    return (
        each.content.figures > 0,
        role_of(each.heading.own) is Role.EFFECT
        or any(role_of(text) is Role.EFFECT for text in each.heading.groups),
        bool(unit_in(whole)),
        not has_period(each.heading.own),
    )


def _end_of(
    wanted: list[_Candidate], ends: dict[int, Role | None], side: Role, effects: dict[str, int]
) -> int | None:
    columns = [each for each in wanted if ends.get(each.column) is side]
    if not columns:
        return None
    latest = max(effects, default=ANY_YEAR)
    fitting = [each for each in columns if _key(each.heading) == latest]
    return (fitting or columns)[-1].column


def _title(found: list[_Candidate]) -> int | None:
    named = [each for each in found if each.role is Role.TITLE and each.content.filled]
    if not named:
        like = [each for each in found if each.role in _MAYBE_TITLE and each.content.filled]
        like = [each for each in like if each.content.figures < 0.5]
        return max(like, key=_like_a_title).column if like else None
    named = [each for each in named if each.content.figures < 0.7] or named

    def fitness(each: _Candidate) -> tuple[bool, bool, float]:
        return (
            each.content.distinct > 0.6,
            is_word("columns.title", each.heading.own),
            min(each.content.length, 40) * each.content.distinct,
        )

    return max(named, key=fitness).column if named else None


def _like_a_title(each: _Candidate) -> tuple[bool, bool, bool, float]:
    """Return how much a column is like titles, where no heading names them: texts that differ by row."""
    return (
        each.content.distinct > 0.6 and each.content.length > 6 and each.content.sectors < 0.6,
        says("columns.title", each.heading.own),
        each.role is None,
        min(each.content.length, 60) * each.content.distinct,
    )


def _counted(found: list[_Candidate]) -> tuple[int | None, bool]:
    for each in found:
        if each.role in (Role.COUNTED_NO, Role.COUNTED_YES) and each.content.answers > 0.6:
            return each.column, each.role is Role.COUNTED_NO
    return None, True


def _ordered(found: list[_Candidate], role: Role) -> list[int]:
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


def _first(found: list[_Candidate], *roles: Role) -> int | None:
    named = [each for role in roles for each in found if each.role is role and each.content.filled]
    return named[0].column if named else None


def _start(found: list[_Candidate]) -> int | None:
    """Return the column of the start; where no heading names it, the one column that holds years or dates."""
    named = _first(found, Role.START_YEAR)
    if named is not None:
        return named
    like = [
        each.column
        for each in found
        if each.role is None and each.content.filled > 1 and each.content.years > 0.7
    ]
    return like[0] if len(like) == 1 else None


def override(columns: Columns, given: Columns, said: frozenset[str]) -> Columns:
    """Put what a person has said in the place of what was recognised.

    Parameters
    ----------
    columns, given
        What was recognised, and what was said.
    said
        Names of the attributes that were said, also those that are to be None.

    Returns
    -------
    Columns
        A column has one use: where two claim it, the person's word counts.
    """
    changed = replace(columns, **{name: getattr(given, name) for name in said})
    claimed = {column for name in said for column in _claims(getattr(given, name)) if column is not None}
    freed = {
        name: None
        for name in (
            "title",
            "target",
            "lead",
            "others",
            "low",
            "high",
            "start_year",
            "cost",
            "note",
            "unit",
            "counted",
        )
        if name not in said and getattr(changed, name) in claimed
    }
    more = {
        name: tuple(column for column in getattr(changed, name) if column not in claimed)
        for name in ("more_targets", "more_notes")
        if name not in said
    }
    effects = changed.effects
    if "effects" not in said:
        effects = {key: column for key, column in effects.items() if column not in claimed}
    doubts = {column: why for column, why in changed.doubts.items() if column not in claimed}
    more_freed: dict[str, Any] = {**freed, **more}
    return replace(changed, **more_freed, effects=effects, doubts=doubts)


def _claims(value: Any) -> list[int | None]:
    """Return the columns of one attribute."""
    if isinstance(value, dict):
        return list(value.values())
    return list(value) if isinstance(value, tuple) else [value]
