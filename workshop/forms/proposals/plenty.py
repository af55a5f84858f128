"""Ask once about an amount that is more than fits the place, instead of refusing it."""

from __future__ import annotations

import math

from workshop.i18n import format_whole, gettext
from workshop.services.proposals.fitting import Fit


def ask_about(amount: float | None, place: str, fit: Fit | None) -> str:
    """Write the question about an amount that is more than fits the place; empty without one."""
    if fit is None or amount is None or amount <= fit.plenty:
        return ""
    plenty, found = format_whole(fit.plenty), fit.found
    if found is None:
        return gettext("This is much: the catalogue thinks that %(number)s is possible.", number=plenty)
    if found.bound == "tonnes":
        return gettext(
            "This is more than %(place)s has: about %(number)s would take away all that is emitted here.",
            place=place,
            number=plenty,
        )
    return gettext("This is more than fits: %(facts)s", facts=say_facts(place, fit))


def say_facts(place: str, fit: Fit | None) -> str:
    """Write what a place has, as far as it bounds the amount; empty where the catalogue's amounts stand."""
    found = None if fit is None else fit.found
    if fit is None or found is None:
        return ""
    tonnes, plenty = format_whole(found.tonnes), format_whole(fit.plenty)
    if found.bound == "tonnes" or found.holding is None:
        return gettext(
            "%(place)s emits %(tonnes)s t a year here, which is as much as %(number)s would take away.",
            place=place,
            tonnes=tonnes,
            number=plenty,
        )
    holding = found.holding
    if holding.names:
        names = ", ".join(holding.names)
        if math.isnan(holding.count):
            return gettext("%(names)s is here; %(number)s is about the most.", names=names, number=plenty)
        return gettext(
            "%(names)s emits about %(tonnes)s t of CO₂ a year; %(number)s is about the most.",
            names=names,
            tonnes=format_whole(holding.count),
            number=plenty,
        )
    count = format_whole(holding.count)
    if found.bound == "town":
        return gettext(
            "%(place)s has %(number)s inhabitants; in a place of that size, %(most)s is about the most.",
            place=place,
            number=count,
            most=plenty,
        )
    # Each sentence in full, so that it can be translated.
    sentences = {
        "private_cars": gettext("%(place)s has about %(number)s petrol and diesel cars of residents."),
        "vans": gettext("%(place)s has %(number)s petrol and diesel vans."),
        "heavy_trucks": gettext("%(place)s has %(number)s heavy trucks on petrol or diesel."),
        "buses": gettext("%(place)s has %(number)s petrol and diesel buses."),
        "motorcycles": gettext("%(place)s has %(number)s motorcycles and mopeds."),
        "snowmobiles": gettext("%(place)s has %(number)s snowmobiles and quad bikes."),
        "inhabitants": gettext("%(place)s has %(number)s inhabitants."),
    }
    return sentences[found.bound] % {"place": place, "number": count}
