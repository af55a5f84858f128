"""The sentences of a comparison, equivalent to its figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from scenarios.comparison.comparison import Comparison
from scenarios.numbers import round_whole
from scenarios.outcome import Outcome
from workshop.charts.budget.gap_table import describe_gap_of
from workshop.charts.budget.one_unit import Balance
from workshop.charts.budget.rates import AT_ONCE_PCT, describe_cut_from
from workshop.charts.budget.verdict import last_year_of
from workshop.charts.comparison.series import (
    LEAST_T,
    Changes,
    base_year_of,
    describe_amount,
    describe_scenario,
    rate_of,
)
from workshop.i18n import format_decimal, format_tonnes, gettext, ngettext
from workshop.services.workshops.comparisons import SavedOutcome
from workshop.state.limits import is_sum_of_limits
from workshop.state.todays_rate import ESTIMATED, Rate

NAMED_ACTIONS = 6


def describe_state(outcome: Outcome) -> str:
    """Return the state of an outcome: ``fits``, ``over``, or ``used-up`` before the first year."""
    if outcome.budget_t <= 0:
        return "used-up"
    return "fits" if outcome.fits else "over"


def describe_fit(outcome: Outcome) -> str:
    """Write by how much a scenario keeps or misses the budget."""
    year = str(outcome.years[-1])
    amount = Balance.of(outcome).describe(abs(outcome.remaining_t))
    if outcome.fits:
        return gettext("Meets the budget: %(amount)s of it is left in %(year)s.", amount=amount, year=year)
    return gettext("Does not meet the budget: %(amount)s too much by %(year)s.", amount=amount, year=year)


def describe_origin(origin: Mapping[str, Any] | None) -> str:
    """Write where an imported scenario comes from; empty for one that was saved at the desk."""
    if origin is None:
        return ""
    told = [gettext("Imported from the file “%(file)s”.", file=origin["file"])]
    if origin["place"]:
        told.append(gettext("It is about another place: %(place)s.", place=origin["place"]))
    if origin["years"]:
        told.append(gettext("It counts other years than this workshop."))
    return " ".join(told)


def describe_end(outcome: Outcome) -> str:
    """Write the year in which the budget runs out."""
    if outcome.budget_t <= 0:
        return gettext("used up before %(year)s", year=str(outcome.years[0]))
    year = last_year_of(outcome)
    return gettext("not before %(year)s", year=str(outcome.years[-1])) if year is None else str(year)


def describe_tries(outcome: Outcome) -> str:
    """Write in how many of 100 draws the scenario fits, without rounding doubt away."""
    # Without counted actions there is no uncertainty.
    if outcome.draws is None or not outcome.actions:
        return "–"
    share = outcome.draws.probability_fits
    if 0 < share < 0.01:
        return gettext("fewer than 1 of 100")
    if 0.99 < share < 1:
        return gettext("more than 99 of 100")
    return gettext("%(number)d of 100", number=round_whole(100 * share))


def describe_difference(chosen: Sequence[SavedOutcome]) -> str:
    """Write what the last scenario emits more or less than the first."""
    first, last = chosen[0], chosen[-1]
    difference = last.outcome.cumulative_emissions_t - first.outcome.cumulative_emissions_t
    words = {
        "last": describe_scenario(last),
        "first": describe_scenario(first),
        "year": str(last.outcome.years[-1]),
    }
    if abs(difference) < LEAST_T:
        return gettext("“%(last)s” and “%(first)s” emit the same by %(year)s.", **words)
    words["amount"] = format_tonnes(abs(difference))
    if difference < 0:
        return gettext("“%(last)s” emits %(amount)s less than “%(first)s” by %(year)s.", **words)
    return gettext("“%(last)s” emits %(amount)s more than “%(first)s” by %(year)s.", **words)


def describe_trajectory(saved: SavedOutcome) -> str:
    """Describe the course of yearly emissions."""
    outcome = saved.outcome
    size = float(max(outcome.reference_t.max(), outcome.emissions_t.max()))
    return gettext(
        "From %(first)s in %(start)s to %(last)s in %(end)s; without the actions it would be %(reference)s.",
        first=describe_amount(float(outcome.emissions_t[0]), size),
        start=str(outcome.years[0]),
        last=describe_amount(outcome.last_year_t, size),
        end=str(outcome.years[-1]),
        reference=describe_amount(float(outcome.reference_t[-1]), size),
    )


def describe_path(chosen: Sequence[SavedOutcome]) -> str:
    """Write how fast emissions would have to fall."""
    if any(is_sum_of_limits(saved.case.scenario.provenance.get("budget")) for saved in chosen):
        return ""
    cuts = list(dict.fromkeys((rate_of(saved), base_year_of(saved)) for saved in chosen))
    if len(cuts) != 1:
        return ""
    rate, base_year = cuts[0]
    if rate is None:
        return gettext("No yearly cut is fast enough to keep this budget.")
    words = {"rate": format_decimal(rate, 1), "year": base_year}
    if rate > AT_ONCE_PCT:
        return gettext(
            "To keep the budget, emissions would have to end practically at once (%(rate)s %% every year, "
            "counted from %(year)s).",
            **words,
        )
    told = gettext(
        "To keep the budget, emissions would have to fall by %(rate)s %% every year, counted from %(year)s.",
        **words,
    )
    today = list(dict.fromkeys(_cut_from_today(saved) for saved in chosen))
    return " ".join(filter(None, (told, today[0] if len(today) == 1 else "")))


def _cut_from_today(saved: SavedOutcome) -> str:
    outcome = saved.outcome
    rate = Rate(float(outcome.reference_t[0]), int(outcome.years[0]), ESTIMATED)
    return describe_cut_from({**saved.case.scenario.provenance["budget"], "budget_t": outcome.budget_t}, rate)


def describe_limits(saved: SavedOutcome) -> str:
    """Write how far the last annual limit of a scenario is met, and how many of all are."""
    outcome = saved.outcome
    if not outcome.limits:
        return gettext("This scenario has no annual limits.")
    met = sum(limit.met for limit in outcome.limits)
    counted = gettext("%(met)d of %(all)d limits are met.", met=met, all=len(outcome.limits))
    return f"{describe_gap_of(saved.case.scenario, outcome)} {counted}"


def describe_band(chosen: Sequence[SavedOutcome]) -> str:
    """Explain the bands, if there are any."""
    if not any(_is_wide(saved.outcome) for saved in chosen):
        return gettext("The actions have no range of estimates, so no line has a band.")
    return gettext(
        "In 8 of 10 tries, each year is inside the band of the same colour. The uncertainty of budget "
        "and statistics is not in it."
    )


def describe_crossing(chosen: Sequence[SavedOutcome]) -> str:
    """Explain where the figure shows that the budget runs out."""
    if all(saved.outcome.budget_t <= 0 for saved in chosen):
        return gettext("The budget was used up before the first year: every tonne is too much.")
    return gettext("The budget runs out where a line crosses into the hatched part.")


def describe_cumulative(saved: SavedOutcome) -> str:
    """Compare the sum with the budget, with its uncertainty."""
    outcome = saved.outcome
    told = gettext(
        "%(amount)s from %(start)s to %(end)s.",
        amount=format_tonnes(outcome.cumulative_emissions_t),
        start=str(outcome.years[0]),
        end=str(outcome.years[-1]),
    )
    parts = [told, describe_fit(outcome)]
    if outcome.draws is not None and _is_wide(outcome):
        low, _, high = outcome.draws.cumulative_percentiles_t.tolist()
        words = {"low": format_tonnes(low, like=high), "high": format_tonnes(high)}
        if words["low"] != words["high"]:
            parts.append(gettext("In 8 of 10 tries %(low)s to %(high)s.", **words))
    return " ".join(parts)


def describe_largest(place: int, rows: Sequence[Changes]) -> str:
    """Name one or two rows in which a scenario changes most."""
    found = [(name, change) for name, changes in rows if (change := changes[place]) is not None]
    told = sorted((row for row in found if abs(row[1]) >= LEAST_T), key=lambda row: -abs(row[1]))
    if not told:
        return gettext("Nothing changes.")
    (name, change), size = told[0], abs(told[0][1])
    if len(told) == 1:
        return gettext("All in %(name)s: %(change)s.", name=name, change=describe_amount(change, size))
    return gettext(
        "Most in %(name)s: %(change)s. Then %(name2)s: %(change2)s.",
        name=name,
        change=describe_amount(change, size),
        name2=told[1][0],
        change2=describe_amount(told[1][1], size),
    )


def describe_actions(chosen: Sequence[SavedOutcome], comparison: Comparison) -> str:
    """Write how many actions count, and in how many scenarios."""
    counted = [action for action in comparison.actions if action.count]
    everywhere = sum(action.count == len(chosen) for action in counted)
    told = ngettext(
        "%(num)s action is included in at least one.",
        "%(num)s actions are included in at least one.",
        len(counted),
    )
    if len(chosen) == 1 or not counted:
        return told
    common = ngettext("%(num)s is included in every one.", "%(num)s are included in every one.", everywhere)
    return f"{told} {common}"


def describe_only_here(place: int, comparison: Comparison) -> str:
    """Name the actions that count in one scenario only."""
    titles = [
        action.title
        for action in comparison.actions
        if action.count == 1 and action.change_t[place] is not None
    ]
    if not titles:
        return gettext("No action that is missing in the others.")
    named = ", ".join(f"“{title}”" for title in titles[:NAMED_ACTIONS])
    if len(titles) > NAMED_ACTIONS:
        more = len(titles) - NAMED_ACTIONS
        return ngettext(
            "Only here: %(names)s and %(num)s more.",
            "Only here: %(names)s and %(num)s more.",
            more,
            names=named,
        )
    return gettext("Only here: %(names)s.", names=named)


def _is_wide(outcome: Outcome) -> bool:
    if outcome.draws is None:
        return False
    low, _, high = outcome.draws.cumulative_percentiles_t.tolist()
    return bool(high - low >= LEAST_T)
