"""The chain of the budget in as few steps as a room can read."""

from __future__ import annotations

from typing import Any

from workshop.charts.chain import write_share
from workshop.i18n import format_decimal, format_tonnes, gettext
from workshop.services.standing import Standing


def shorten_chain(standing: Standing) -> list[dict[str, str]]:
    """Tell amount, what is set aside, share, what has been emitted since, and what is left."""
    steps = standing.budget["steps"]
    by_key: dict[str, list[dict[str, Any]]] = {}
    for step in steps:
        by_key.setdefault(step["key"], []).append(step)
    links = []
    if "amount" in by_key:
        links.append(_link("", format_tonnes(by_key["amount"][0]["value"]), _say_amount(standing)))
    if "rate" in by_key:
        rate = format_decimal(by_key["rate"][0]["value"], 2)
        links.append(_link("", f"{rate}\u00a0%", gettext("less every year, for everyone, for ever")))
        links.append(
            _link(
                "=",
                format_tonnes(by_key["local_budget"][0]["value"]),
                gettext("what that adds up to in %(place)s", place=standing.place),
            )
        )
    if "overhead" in by_key:
        aside = -sum(step["value"] for step in by_key["overhead"])
        links.append(_link("−", format_tonnes(aside), gettext("set aside for international transport")))
    if "share" in by_key:
        share = by_key["share"][-1]["value"]
        links.append(
            _link(
                "×", write_share(share, 1), gettext("the share of %(place)s by the key", place=standing.place)
            )
        )
    if "spent" in by_key:
        spent = by_key["spent"]
        first, last = str(spent[0]["year"]), str(spent[-1]["year"])
        label = (
            gettext("emitted %(first)s to %(last)s", first=first, last=last)
            if len(spent) > 1
            else gettext("emitted in %(year)s", year=first)
        )
        links.append(_link("−", format_tonnes(-sum(step["value"] for step in spent)), label))
    left = gettext("left on 1 January %(year)s", year=str(standing.budget["start_year"]))
    links.append(_link("=", format_tonnes(standing.budget["budget_t"]), left))
    return links


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
