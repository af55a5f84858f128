"""The content of the briefing's cards: figure or lead, words, picture and source."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from scenarios.numbers import round_figure, round_whole
from workshop.charts.budget.allocation_rule import (
    KeysView,
    build_keys_view,
    describe_choice,
    describe_years,
)
from workshop.charts.budget.chain_card import CardLink, build_short_chain_views
from workshop.charts.budget.rates import (
    AT_ONCE_PCT,
    describe_cut_from_today,
    describe_origin,
    describe_spent,
    describe_todays_rate,
)
from workshop.charts.meeting.briefing_pictures import (
    PictureView,
    Wait,
    build_achieved_view,
    build_parts_view,
    build_path_view,
    build_waits_view,
    build_years_view,
    describe_percent,
)
from workshop.i18n import format_decimal, format_tonnes, gettext, ngettext
from workshop.services.meeting.allocation_rule import CARD as KEYS
from workshop.services.meeting.briefing import (
    ACHIEVED,
    CHAIN,
    CUT,
    ONE_OF,
    OWN_BUDGET,
    WAITING,
    YEARS,
    find_achieved,
    find_waits,
)
from workshop.state.limits import is_sum_of_limits
from workshop.state.snapshot import Snapshot
from workshop.state.todays_rate import find_years_left
from workshop.words import in_gas

# With no-break spaces, so that the formula stays on one line.
_RATE = "r = E / (B + E)".replace(" ", "\u00a0")


_RATE_AFTER_WAITING = "r = E / (B − d·E + E)".replace(" ", "\u00a0")


@dataclass(frozen=True, kw_only=True)
class CardView:
    """One card: a figure or a lead, with words, source and picture; one card has ``keys`` instead.

    The ``formula`` is for those who read the card by themselves, not for the wall.
    """

    card: str = ""
    place_in_row: str = ""
    figure: str = ""
    words: str = ""
    lead: str = ""
    source: str = ""
    formula: str = ""
    drawn: str = ""
    drawing: PictureView | None = None
    links: Sequence[CardLink] = ()
    waits: Sequence[Wait] = ()
    keys: KeysView | None = None
    vote: str = ""


def _years(snapshot: Snapshot) -> CardView:
    left = find_years_left(snapshot)
    assert left is not None  # otherwise this card is not listed
    if left <= 0:
        return CardView(
            figure=gettext("Used up"),
            words=describe_spent(snapshot),
            source=_say_budget(snapshot),
            drawing=None,
        )
    return CardView(
        figure=describe_years(left),
        words=gettext(
            "is how long the sum of the adopted limits of %(place)s lasts at today’s rate.",
            place=snapshot.place,
        )
        if is_sum_of_limits(snapshot.budget)
        else gettext(
            "is how long the carbon budget of %(place)s lasts at today’s rate.", place=snapshot.place
        ),
        source=_say_budget(snapshot),
        drawing=build_years_view(snapshot.start_year, left),
    )


def _cut(snapshot: Snapshot) -> CardView:
    rate = _needed(snapshot)
    years = {"year": str(snapshot.start_year), "base": str(snapshot.budget["base_year"])}
    if 100 * rate > AT_ONCE_PCT:
        words = gettext(
            "less every year from %(year)s on, counted from the emissions of %(base)s, keeps the budget: "
            "practically at once.",
            **years,
        )
    else:
        words = gettext(
            "less every year from %(year)s on, counted from the emissions of %(base)s, keeps the budget.",
            **years,
        )
    source = gettext(
        "%(emissions)s a year (%(year)s), %(budget)s left.",
        emissions=format_tonnes(snapshot.budget["base_emissions_t"]),
        year=years["base"],
        budget=format_tonnes(snapshot.budget["budget_t"]),
    )
    return CardView(
        figure=describe_percent(100 * rate),
        words=words,
        source=_with_today(source, snapshot),
        formula=_RATE,
        drawing=build_path_view(snapshot.budget, snapshot.start_year, rate),
    )


def _achieved(snapshot: Snapshot) -> CardView:
    achieved = find_achieved(snapshot.history)
    assert achieved is not None
    rate, needed = 100 * achieved.rate, snapshot.budget["annual_reduction_pct"]
    base = str(snapshot.budget["base_year"])
    years = {"first": str(achieved.first_year), "last": str(achieved.last_year)}
    if rate >= 0:
        words = gettext("less every year is what was achieved from %(first)s to %(last)s.", **years)
    else:
        words = gettext("more every year is what happened from %(first)s to %(last)s.", **years)
    return CardView(
        figure=describe_percent(abs(rate), 1),
        words=words,
        source=gettext(
            "Statistics: %(before)s in %(first)s, %(after)s in %(last)s.",
            before=format_tonnes(achieved.first_t),
            after=format_tonnes(achieved.last_t),
            **years,
        )
        if needed is None
        else _with_today(
            gettext(
                "Statistics: %(before)s in %(first)s, %(after)s in %(last)s. What is needed is counted from "
                "%(base)s.",
                before=format_tonnes(achieved.first_t),
                after=format_tonnes(achieved.last_t),
                base=base,
                **years,
            ),
            snapshot,
        ),
        drawing=build_achieved_view(snapshot.budget, achieved.rate),
        drawn=""
        if needed is None
        else gettext("Needed, from %(year)s: %(rate)s.", year=base, rate=describe_percent(needed, 1)),
    )


def _one_of(snapshot: Snapshot) -> CardView:
    needed = _needed(snapshot)
    number = max(1, round_whole(1 / needed))
    if number == 1:
        figure, words = gettext("All"), gettext("All fossil activities would have to go this year.")
    else:
        figure = gettext("1 of %(number)s", number=format_decimal(number))
        words = gettext("fossil activities has to go this year, and again next year.")
    return CardView(
        figure=figure,
        words=words,
        source=gettext(
            "A year’s cut of %(rate)s: practically everything, at once.", rate=describe_percent(100 * needed)
        )
        if 100 * needed > AT_ONCE_PCT
        else _with_today(
            gettext(
                "A year’s cut of %(rate)s, counted from %(year)s, is one part in %(number)s.",
                rate=describe_percent(100 * needed),
                year=str(snapshot.budget["base_year"]),
                number=format_decimal(number),
            ),
            snapshot,
        ),
        drawing=build_parts_view(number) if number <= 60 else None,
    )


def _chain(snapshot: Snapshot) -> CardView:
    return CardView(
        lead=gettext("Where does the budget of %(place)s come from?", place=snapshot.place),
        links=build_short_chain_views(snapshot),
        source=describe_choice(snapshot.budget)
        or gettext(
            "Every step with its source: on your phone, under “%(link)s”",
            link=gettext("Where do these numbers come from?"),
        ),
    )


def _waiting(snapshot: Snapshot) -> CardView:
    waits = _tell_waits(snapshot)
    return CardView(
        lead=gettext("Every year of waiting makes the rest steeper."),
        drawing=build_waits_view(waits),
        drawn=", ".join(f"{wait.when}: {wait.said}" for wait in waits),
        source=_with_today(
            gettext(
                "Yearly cut needed if it begins then, with %(emissions)s a year until then, as in %(year)s.",
                emissions=format_tonnes(snapshot.budget["base_emissions_t"]),
                year=str(snapshot.budget["base_year"]),
            ),
            snapshot,
        ),
        formula=_RATE_AFTER_WAITING,
        waits=waits,
    )


def _own(snapshot: Snapshot) -> CardView:
    return CardView(
        figure=format_tonnes(snapshot.budget["budget_t"]),
        words=gettext(
            "CO₂e is the sum of the adopted annual limits %(first)s–%(last)s.",
            first=str(snapshot.start_year),
            last=str(snapshot.end_year),
        )
        if is_sum_of_limits(snapshot.budget)
        else gettext(
            "is the municipality’s own carbon budget from %(year)s on.",
            year=str(snapshot.budget["start_year"]),
        ),
        source=describe_origin(snapshot.budget),
        drawing=build_years_view(snapshot.start_year, left)
        if (left := find_years_left(snapshot)) is not None and left > 0
        else None,
    )


def _keys(snapshot: Snapshot) -> CardView:
    return CardView(
        lead=gettext("Who should get how much of what is left?"),
        source=gettext("Years at today’s rate (%(year)s).", year=str(snapshot.start_year)),
        keys=build_keys_view(snapshot),
    )


CARDS: dict[str, Callable[[Snapshot], CardView]] = {
    OWN_BUDGET: _own,
    YEARS: _years,
    CUT: _cut,
    ACHIEVED: _achieved,
    ONE_OF: _one_of,
    CHAIN: _chain,
    WAITING: _waiting,
    KEYS: _keys,
}


def _needed(snapshot: Snapshot) -> float:
    return float(snapshot.budget["annual_reduction_pct"]) / 100


def _with_today(source: str, snapshot: Snapshot) -> str:
    """Add the yearly cut from today's rate, if it is a different one."""
    return " ".join(filter(None, (source, describe_cut_from_today(snapshot))))


def _say_budget(snapshot: Snapshot) -> str:
    budget = snapshot.budget
    said = gettext(
        "%(budget)s CO₂ left on 1 January %(start)s; %(rate)s.",
        budget=format_tonnes(budget["budget_t"]),
        start=str(budget["start_year"]),
        rate=describe_todays_rate(snapshot),
    )
    return in_gas(said, snapshot.gas)


def _say_wait(percent: float, digits: int) -> str:
    """Write a cut below a bar, where there is room for few letters."""
    return gettext("at once") if percent > AT_ONCE_PCT else describe_percent(percent, digits)


def _tell_waits(snapshot: Snapshot) -> list[Wait]:
    waits = find_waits(snapshot.budget)
    paths = [wait.rate for wait in waits if wait.rate is not None and 100 * wait.rate <= AT_ONCE_PCT]
    # Use enough digits that different cuts look different.
    digits = next(
        (n for n in (0, 1) if len({round_figure(100 * rate, n) for rate in paths}) == len(paths)), 2
    )
    return [
        Wait(
            rate=wait.rate,
            said=gettext("used up") if wait.rate is None else _say_wait(100 * wait.rate, digits),
            when=ngettext("in %(num)s year", "in %(num)s years", wait.years)
            if wait.years
            else gettext("now"),
        )
        for wait in waits
    ]
