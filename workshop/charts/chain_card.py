"""The chain of the budget in as few steps as a room can read."""

from __future__ import annotations

from typing import Any

from scenarios.budget.addition import share_digits, whole_tonnes
from scenarios.budget.presets import OWN
from workshop.charts.chain import write_share, years_of
from workshop.i18n import format_decimal, gettext
from workshop.services.standing import Standing


def shorten_chain(standing: Standing) -> list[dict[str, str]]:
    """Tell amount, what is set aside, share, what has been emitted since, and what is left.

    The place's amounts share one unit and add up as they are printed.
    """
    steps = standing.budget["steps"]
    by_key: dict[str, list[dict[str, Any]]] = {}
    for step in steps:
        by_key.setdefault(step["key"], []).append(step)
    unit_t, unit = _unit(standing)
    tonnes = whole_tonnes(steps, unit_t)

    def local(*keys: str) -> str:
        places = [place for place, step in enumerate(steps) if step["key"] in keys]
        total = abs(sum(tonnes[place] or 0 for place in places))
        return f"{format_decimal(total)}\u00a0{unit}\u00a0CO₂"

    left = gettext("left on 1 January %(year)s", year=str(standing.budget["start_year"]))
    links = []
    if "amount" in by_key:
        figure = local("amount") if standing.budget["preset"] == OWN else _large(by_key["amount"][0]["value"])
        links.append(_link("", figure, _say_amount(standing)))
    if "rate" in by_key:
        rate = format_decimal(by_key["rate"][0]["value"], 2)
        links.append(_link("", f"{rate}\u00a0%", gettext("the same yearly cut for all")))
        sum_of_rate = gettext("what that adds up to in %(place)s", place=standing.place)
        links.append(_link("=", local("local_budget"), sum_of_rate))
    if "overhead" in by_key:
        aside = -sum(step["value"] for step in by_key["overhead"])
        links.append(_link("−", _large(aside), gettext("set aside for international transport")))
    if "share" in by_key:
        share = by_key["share"][-1]
        given = by_key["local_budget"][0]["value"] / unit_t
        figure = write_share(share["value"], share_digits(share["value"], given))
        links.append(_link("×", figure, _say_share(standing, share)))
        if "spent" in by_key:
            start = gettext("the budget of %(place)s at its start", place=standing.place)
            links.append(_link("=", local("local_budget"), start))
    if "spent" in by_key:
        spent = by_key["spent"]
        first, until = str(spent[0]["year"]), str(spent[-1]["year"])
        label = (
            gettext("emitted %(first)s to %(last)s", first=first, last=until)
            if len(spent) > 1
            else gettext("emitted in %(year)s", year=first)
        )
        links.append(_link("−", local("spent"), label))
    sign = "−\u00a0" if standing.budget["budget_t"] < 0 else ""
    last = next(key for key in ("remaining", "local_budget", "amount") if key in by_key)
    links.append(_link("=", sign + local(last), left))
    return links


def _unit(standing: Standing) -> tuple[float, str]:
    """Choose kilotonnes where what is left has three digits in them; else tonnes."""
    size = abs(float(standing.budget["budget_t"]))
    return (1e3, "kt") if size >= 1e5 else (1.0, "t")


def _large(tonnes: float) -> str:
    """Write an amount of the world or the country with the digits that its product needs."""
    scale, unit = (1e9, "Gt") if abs(tonnes) >= 1e10 else (1e6, "Mt")
    value = tonnes / scale
    digits = next((n for n in range(4) if round(value, n) == round(value, 9)), 3)
    return f"{format_decimal(value, digits)}\u00a0{unit}\u00a0CO₂"


def _say_share(standing: Standing, share: dict[str, Any]) -> str:
    years = years_of(share)
    if not years:
        return gettext("the share of %(place)s by the key", place=standing.place)
    return gettext("the share of %(place)s by emissions %(years)s", place=standing.place, years=years)


def _link(sign: str, figure: str, label: str) -> dict[str, str]:
    return {"sign": sign, "figure": figure, "label": label}


def _say_amount(standing: Standing) -> str:
    budget = standing.budget
    if budget["preset"] == "own":
        return gettext("the municipality’s own carbon budget")
    degrees = f"{format_decimal(budget['temperature_c'] or 0, 1)}\u00a0°C"
    if budget["edition"] is None:
        return gettext("the country’s budget for %(degrees)s", degrees=degrees)
    return gettext("the world’s budget for %(degrees)s", degrees=degrees)
