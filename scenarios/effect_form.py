"""The form of an action's effect in a scenario file: its kind, and what people think that it does."""

from __future__ import annotations

from typing import Any, Final

from scenarios import reading
from scenarios.bounds import Bounds
from scenarios.members import OPTIONAL, Member, Members, cases_schema, object_schema, take
from scenarios.reading import Place, Reader
from scenarios.scenario import Effect, Estimate

EFFECT_KINDS: Final = ("tonnes", "share", "units")
ANY_NUMBER: Final = reading.number("a number")


def _estimate_reader(likely: Reader) -> Reader:
    members = {
        "low": Member(likely, "the low value", OPTIONAL),
        "likely": Member(likely, "the likely value"),
        "high": Member(likely, "the high value", OPTIONAL),
    }

    def read(place: Place) -> Estimate:
        low, likely, high = take(place, members).values()
        if likely is not None and low is not None and low > likely:
            place.member("low").fault(f"low {low:g} is above likely {likely:g}", "low <= likely <= high")
        if likely is not None and high is not None and high < likely:
            place.member("high").fault(f"high {high:g} is below likely {likely:g}", "low <= likely <= high")
        if likely is None and low is not None and high is not None and low > high:
            place.member("low").fault(f"low {low:g} is above high {high:g}", "low <= likely <= high")
        return Estimate(likely if low is None else low, likely, likely if high is None else high)

    def read_all(values: list[Any]) -> tuple[Estimate, ...] | None:
        if not all(isinstance(value, dict) and value.keys() == members.keys() for value in values):
            return None
        numbers = likely.read_all([value[name] for value in values for name in members])
        if numbers is None:
            return None
        made = tuple(map(Estimate, numbers[::3], numbers[1::3], numbers[2::3]))
        return made if all(one.low <= one.likely <= one.high for one in made) else None

    return Reader(read, object_schema(members), read_all)


def _effect_members(kind: str) -> Members:
    value = reading.number("a share, at most 1", Bounds(at_most=1)) if kind == "share" else ANY_NUMBER
    some = "a list of at least one estimate"
    members = {
        "kind": Member(reading.one_of(*EFFECT_KINDS), f"one of {', '.join(EFFECT_KINDS)}"),
        "estimates": Member(reading.array(_estimate_reader(value), least=1, expected=some), some),
    }
    if kind == "units":
        members["units"] = Member(reading.number("a positive number", Bounds(above=0)), "the number of units")
    return members


_EFFECTS: Final = {kind: _effect_members(kind) for kind in EFFECT_KINDS}


def _read_effect(place: Place) -> Effect:
    kind = place.value.get("kind") if isinstance(place.value, dict) else None
    if not isinstance(kind, str) or kind not in EFFECT_KINDS:
        kind = EFFECT_KINDS[0]
    return Effect(**take(place, _EFFECTS[kind]))


EFFECT: Final = Reader(
    _read_effect,
    cases_schema(
        *(
            ({"properties": {"kind": {"const": kind}}, "required": ["kind"]}, members)
            for kind, members in _EFFECTS.items()
        )
    ),
)
