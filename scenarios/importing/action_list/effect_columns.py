"""Which columns hold effects, and of which year; which hold the ends of estimates."""

from __future__ import annotations

import re
from typing import Final

from scenarios.importing.action_list.column_candidates import Candidate
from scenarios.importing.action_list.headings import ColumnHeading
from scenarios.importing.action_list.roles import Role, estimate_in, role_of
from scenarios.importing.action_list.units import unit_in
from scenarios.importing.action_list.vocabulary import fold
from scenarios.importing.action_list.years import has_period, years_in

_OVER_YEARS: Final = re.compile(
    r"\b(?:i|under|over|for) (?:hele |hela |the |the whole )?(?:plan)?period(?:en)?\b|"
    r"kaudella|\bsammanlagt|\btilsammen|\blifetime|\blevetid|\blivslängd"
)
ANY_YEAR: Final = "*"
"""Stands for the year of an effect whose heading names none."""


def find_effects(found: list[Candidate]) -> tuple[dict[str, int], int | None, int | None, dict[int, str]]:
    """Choose the columns of effects and of the ends of estimates.

    Parameters
    ----------
    found
        All columns.

    Returns
    -------
    effects, low, high, doubts
        Year or ``*`` to column; the columns of low and high ends, None where there are none; column to why
        its choice is in doubt.
    """
    wanted, doubts = _wanted(found)
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
    by_key: dict[str, list[Candidate]] = {}
    for each in main:
        by_key.setdefault(_key(each.heading), []).append(each)
    for key, rivals in by_key.items():
        best = max(rivals, key=_fitness)
        if sum(_fitness(rival)[:2] == _fitness(best)[:2] for rival in rivals) > 1 and len(rivals) > 1:
            doubts[best.column] = "several columns could hold this effect"
        effects[key] = best.column
        if key == ANY_YEAR and _is_of_period(best.heading.own):
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


def _wanted(found: list[Candidate]) -> tuple[list[Candidate], dict[int, str]]:
    """Return the columns that could hold effects, those that say it clearly before all others."""
    said = [each for each in found if each.role is Role.EFFECT]
    clear = [each for each in said if not each.is_guessed]
    if any(each.content.figures for each in clear):
        return clear, {}
    if any(each.content.figures for each in said):
        return said, {each.column: "the heading names tonnes, but not an effect" for each in said}
    named = [each for each in found if each.role is Role.EMISSIONS and each.content.figures]
    if named:
        return named, {each.column: "the heading names emissions, not an effect" for each in named}
    # No heading is known: a column of tonnes, or of figures below a year.
    like = [each for each in found if each.role is None and each.content.figures > 0.4]
    like = [each for each in like if each.content.years < 0.6 and each.content.percent < 0.3]
    like = [each for each in like if each.content.tonnes] or [
        each for each in like if years_in(each.heading.own)
    ]
    return said + like, {each.column: "the heading does not say that this is an effect" for each in like}


def _key(heading: ColumnHeading) -> str:
    for text in (heading.own, *heading.groups):
        years = years_in(text)
        if years and not has_period(text):
            return str(max(years))
        if years:
            return ANY_YEAR
    return ANY_YEAR


def _fitness(each: Candidate) -> tuple[bool, bool, bool, bool]:
    whole = each.heading.whole
    return (
        each.content.figures > 0,
        not _is_of_period(whole),
        role_of(each.heading.own) is Role.EFFECT
        or any(role_of(text) is Role.EFFECT for text in each.heading.groups),
        bool(unit_in(whole)) or each.content.tonnes > 0.5,
    )


def _is_of_period(text: str) -> bool:
    """Return whether a heading speaks of the sum of several years."""
    return has_period(text) or _OVER_YEARS.search(fold(text)) is not None


def _end_of(
    wanted: list[Candidate], ends: dict[int, Role | None], side: Role, effects: dict[str, int]
) -> int | None:
    columns = [each for each in wanted if ends.get(each.column) is side]
    if not columns:
        return None
    latest = max(effects, default=ANY_YEAR)
    fitting = [each for each in columns if _key(each.heading) == latest]
    return (fitting or columns)[-1].column
