"""The chain of the budget in few steps, for a room to read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from scenarios.budget.addition import share_digits, whole_tonnes
from scenarios.budget.presets import WITHOUT_RULE
from scenarios.numbers import round_figure
from workshop.charts.budget.chain import describe_share, describe_years_of
from workshop.i18n import format_decimal, gettext
from workshop.state.limits import is_sum_of_limits
from workshop.state.snapshot import Snapshot
from workshop.words import say_gas


@dataclass(frozen=True)
class CardLink:
    """One step of the short chain: its sign, its amount with the unit, and its name."""

    sign: str
    figure: str
    label: str


def build_short_chain_views(snapshot: Snapshot) -> list[CardLink]:
    """List amount, set-aside, share, emissions since, and remainder.

    The place's amounts share one unit and add up as printed, as the lines of the budget page do.
    """
    steps = snapshot.budget["steps"]
    by_key: dict[str, list[dict[str, Any]]] = {}
    for step in steps:
        by_key.setdefault(step["key"], []).append(step)
    scale = _scale(snapshot)
    tonnes = whole_tonnes(steps, scale.step_t)

    def local(key: str) -> str:
        total = sum(tonnes[place] or 0 for place, step in enumerate(steps) if step["key"] == key)
        figure = format_decimal((abs(total) if key == "spent" else total) / 10**scale.digits, scale.digits)
        return f"{figure}\u00a0{scale.unit}\u00a0{say_gas(snapshot.gas)}"

    left = gettext("left on 1 January %(year)s", year=str(snapshot.budget["start_year"]))
    shared = float(by_key["share"][-1]["value"]) if "share" in by_key else 1.0

    def large(tonnes: float) -> str:
        return _large(tonnes, off_t=scale.step_t / 10 / shared)

    links = []
    if "amount" in by_key:
        is_own = snapshot.budget["preset"] in WITHOUT_RULE
        figure = local("amount") if is_own else large(by_key["amount"][0]["value"])
        links.append(CardLink("", figure, _say_amount(snapshot)))
    if "rate" in by_key:
        rate = format_decimal(by_key["rate"][0]["value"], 2)
        links.append(CardLink("", f"{rate}\u00a0%", gettext("the same yearly cut for all")))
        sum_of_rate = gettext("what that adds up to in %(place)s", place=snapshot.place)
        links.append(CardLink("=", local("local_budget"), sum_of_rate))
    if "overhead" in by_key:
        aside = -sum(step["value"] for step in by_key["overhead"])
        links.append(CardLink("−", large(aside), gettext("set aside for international transport")))
    if "share" in by_key:
        share = by_key["share"][-1]
        given = by_key["local_budget"][0]["value"] / scale.step_t
        figure = describe_share(share["value"], share_digits(share["value"], given))
        links.append(CardLink("×", figure, _say_share(snapshot, share)))
        if "spent" in by_key:
            start = gettext("the budget of %(place)s at its start", place=snapshot.place)
            links.append(CardLink("=", local("local_budget"), start))
    if "spent" in by_key:
        spent = by_key["spent"]
        first, until = str(spent[0]["year"]), str(spent[-1]["year"])
        label = (
            gettext("emitted %(first)s to %(last)s", first=first, last=until)
            if len(spent) > 1
            else gettext("emitted in %(year)s", year=first)
        )
        links.append(CardLink("−", local("spent"), label))
    last = next(key for key in ("remaining", "local_budget", "amount") if key in by_key)
    links.append(CardLink("=", local(last), left))
    return links


@dataclass(frozen=True)
class _Scale:
    """The notation of a place's amounts: unit, decimals, and rounding step in tonnes."""

    unit: str
    digits: int
    step_t: float


_TONNES = _Scale("t", 0, 1.0)


def _scale(snapshot: Snapshot) -> _Scale:
    """Choose kilotonnes if the remainder has three digits in them, with the decimals that they need.

    Rounded to these, past emissions are still the nearest figure, so that no line differs from other screens
    about the same years. Amounts that would need three decimals, and smaller ones, are in tonnes.
    """
    if abs(float(snapshot.budget["budget_t"])) < 1e5:
        return _TONNES
    steps = snapshot.budget["steps"]
    spent = [place for place, step in enumerate(steps) if step["key"] == "spent"]
    exact = sum(float(steps[place]["value"]) for place in spent)
    for digits in range(3):
        step_t = 1000.0 / 10**digits
        whole = whole_tonnes(steps, step_t)
        if abs(sum(whole[place] or 0 for place in spent) - exact / step_t) <= 0.5:
            return _Scale("kt", digits, step_t)
    return _TONNES


def _large(tonnes: float, *, off_t: float) -> str:
    """Write an amount of the world or the country with an error of at most ``off_t``."""
    scale, unit = (1e9, "Gt") if abs(tonnes) >= 1e10 else (1e6, "Mt")
    value = tonnes / scale
    digits = next(
        (
            n
            for n in range(9)
            if round_figure(value, n) == round_figure(value, 9)
            or (n >= 3 and abs(round_figure(value, n) - value) * scale <= off_t)
        ),
        9,
    )
    return f"{format_decimal(value, digits)}\u00a0{unit}\u00a0CO₂"


def _say_share(snapshot: Snapshot, share: dict[str, Any]) -> str:
    years = describe_years_of(share)
    if not years:
        return gettext("the share of %(place)s by the allocation rule", place=snapshot.place)
    return gettext("the share of %(place)s by emissions %(years)s", place=snapshot.place, years=years)


def _say_amount(snapshot: Snapshot) -> str:
    budget = snapshot.budget
    if is_sum_of_limits(budget):
        return gettext("the sum of the adopted annual limits")
    if budget["preset"] == "own":
        return gettext("the municipality’s own carbon budget")
    degrees = f"{format_decimal(budget['temperature_c'] or 0, 1)}\u00a0°C"
    if budget["edition"] is None:
        return gettext("the country’s budget for %(degrees)s", degrees=degrees)
    return gettext("the world’s budget for %(degrees)s", degrees=degrees)
