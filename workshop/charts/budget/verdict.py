"""The verdict: one sentence with the result of the scenario."""

from __future__ import annotations

import math
from dataclasses import dataclass

from scenarios.outcome import Outcome
from workshop.charts.budget.allocation_rule import describe_key
from workshop.charts.budget.one_unit import Balance
from workshop.charts.budget.rates import describe_spent
from workshop.i18n import format_decimal, format_tonnes, gettext, ngettext
from workshop.services.meeting.allocation_rule import foreign_key
from workshop.state.evaluated import Evaluated
from workshop.state.snapshot import Snapshot


@dataclass(frozen=True)
class VerdictView:
    """``lead`` is the sentence for the room, ``detail`` the amount, ``mark`` the nearest warming mark.

    ``state`` is ``fits``, ``over`` or ``used-up`` (the budget was gone before the first year).
    """

    state: str
    lead: str
    detail: str
    mark: str


def build_verdict_view(snapshot: Snapshot) -> VerdictView:
    """Describe how the room's scenario fits the budget, in the language in force."""
    return VerdictView(
        _state(snapshot.outcome),
        describe_lead(snapshot),
        describe_detail(snapshot),
        describe_marks(snapshot),
    )


def describe_lead(snapshot: Snapshot) -> str:
    """Return the verdict's sentence alone, which every phone gets with every change."""
    return _lead(snapshot, _state(snapshot.outcome), len(snapshot.counted))


def describe_detail(snapshot: Snapshot) -> str:
    """Return the verdict's amount alone."""
    return _detail(snapshot, _state(snapshot.outcome))


def describe_silence(snapshot: Snapshot) -> str:
    """Write that tonight's proposals are not in the verdict yet; empty unless the round is silent."""
    return (
        gettext("The meeting’s proposals are included when this silent round is over.")
        if snapshot.silent
        else ""
    )


def describe_marks(snapshot: Snapshot) -> str:
    """Write which warming mark is reached and how far the next one is."""
    used = snapshot.outcome.cumulative_emissions_t
    marks = sorted(snapshot.marks, key=lambda mark: -mark["budget_t"])
    reached = [mark for mark in marks if used <= mark["budget_t"]]
    missed = [mark for mark in marks if used > mark["budget_t"]]
    parts = []
    if reached:
        parts.append(gettext("Within the %(degrees)s limit.", degrees=_degrees(reached[-1])))
    if missed:
        parts.append(
            gettext(
                "%(amount)s above the %(degrees)s limit.",
                amount=format_tonnes(used - missed[0]["budget_t"]),
                degrees=_degrees(missed[0]),
            )
        )
    if parts and (key := foreign_key(snapshot)) is not None:
        parts.append(
            gettext("(These limits are shared out by another rule: %(key)s.)", key=describe_key(key))
        )
    return " ".join(parts)


def last_year_of(outcome: Outcome) -> int | None:
    """Return the year in which the budget runs out; None if it lasts."""
    return None if outcome.exhausted is None else math.floor(outcome.exhausted)


def describe_last_year(snapshot: Evaluated) -> str:
    """Write when the budget runs out, for those who do not see the picture."""
    last = last_year_of(snapshot.outcome)
    if _state(snapshot.outcome) == "used-up":
        return gettext("The budget was used up before %(year)s.", year=str(snapshot.start_year))
    if last is None:
        return gettext("The budget lasts beyond %(year)s.", year=str(snapshot.end_year))
    return gettext("The budget runs out in %(year)s.", year=str(last))


def _state(outcome: Outcome) -> str:
    return "used-up" if outcome.budget_t <= 0 else "fits" if outcome.fits else "over"


def _degrees(mark: dict[str, float]) -> str:
    return f"{format_decimal(mark['temperature_c'], 1)}\u00a0°C"


def _lead(snapshot: Snapshot, state: str, number: int) -> str:
    place, end = snapshot.place, str(snapshot.end_year)
    if state == "used-up":
        return describe_spent(snapshot)
    if state == "fits":
        if number == 0:
            return gettext("%(place)s keeps within the budget until %(year)s.", place=place, year=end)
        return ngettext(
            "With this action %(place)s keeps within the budget until %(year)s.",
            "With these %(num)s actions %(place)s keeps within the budget until %(year)s.",
            number,
            place=place,
            year=end,
        )
    last = last_year_of(snapshot.outcome)
    if number == 0:
        if snapshot.decided:
            return gettext(
                "With what is already decided, the budget for %(place)s lasts until %(year)s.",
                place=place,
                year=str(last),
            )
        if snapshot.reference["method"] != "flat":
            return gettext(
                "Without new actions, the budget for %(place)s lasts until %(year)s.",
                place=place,
                year=str(last),
            )
        return gettext(
            "At today’s rate (%(start)s), the budget for %(place)s lasts until %(year)s.",
            start=str(snapshot.start_year),
            place=place,
            year=str(last),
        )
    return ngettext(
        "With this action, the budget for %(place)s lasts until %(year)s%(longer)s.",
        "With these %(num)s actions, the budget for %(place)s lasts until %(year)s%(longer)s.",
        number,
        place=place,
        year=str(last),
        longer=describe_longer(snapshot),
    )


def describe_longer(snapshot: Snapshot) -> str:
    """Compare with the decided plan, or with today's rate if nothing is decided."""
    outcome = snapshot.outcome
    before = outcome.decided.exhausted
    if before is None or outcome.exhausted is None:
        return ""
    # Whole years of difference: two dates on both sides of New Year are not a year apart.
    years = math.floor(outcome.exhausted - before)
    if years <= 0:
        return ""
    if snapshot.decided:
        return ngettext(
            ", %(num)s year longer than with what is decided",
            ", %(num)s years longer than with what is decided",
            years,
        )
    return ngettext(", %(num)s year longer", ", %(num)s years longer", years)


def _detail(snapshot: Snapshot, state: str) -> str:
    outcome, end = snapshot.outcome, str(snapshot.end_year)
    if state == "fits":
        return gettext(
            "%(amount)s of the budget is left in %(year)s, when %(still)s a year is still emitted.",
            amount=Balance.of(outcome).describe(outcome.remaining_t),
            year=end,
            still=format_tonnes(outcome.last_year_t),
        )
    too_much = Balance.of(outcome).describe(-outcome.remaining_t)
    return gettext("%(amount)s too much by %(year)s.", amount=too_much, year=end)
