"""Random sound scenario files."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

SOURCES = ("transport/cars", "transport/lorries", "heating/all", "industry/all")
TARGETS = (*SOURCES, "transport")


def amounts(largest: float) -> st.SearchStrategy[float]:
    return st.floats(0.0, largest, allow_subnormal=False).map(lambda value: round(value, 6))


@st.composite
def estimates(draw: st.DrawFn, scale: float, *, increases: bool) -> dict[str, float]:
    low, likely, high = sorted(draw(st.tuples(*[amounts(scale)] * 3)))
    if increases and draw(st.integers(0, 5)) == 0:
        low, likely, high = sorted((-low, -likely, draw(st.sampled_from([-low, high]))))
    return {"low": low, "likely": likely, "high": high}


@st.composite
def effects(draw: st.DrawFn, *, increases: bool) -> dict[str, Any]:
    kind = draw(st.sampled_from(["share", "tonnes", "units"]))
    estimate = estimates(1.0 if kind == "share" else 300.0, increases=increases)
    effect: dict[str, Any] = {"kind": kind, "estimates": draw(st.lists(estimate, min_size=1, max_size=3))}
    if kind == "units":
        effect["units"] = draw(st.sampled_from([0.5, 1.0, 3.0]))
    return effect


@st.composite
def actions(draw: st.DrawFn, key: str, *, increases: bool) -> dict[str, Any]:
    start_year = draw(st.integers(2018, 2030))
    end_year = draw(st.none() | st.integers(start_year, 2032))
    return {
        "id": key,
        "title": f"Action {key}",
        "targets": draw(st.lists(st.sampled_from(TARGETS), min_size=1, max_size=3)),
        "layer": draw(st.sampled_from(["decided", "proposed"])),
        "included": draw(st.integers(0, 7)) < 7,
        "ledger": "consumption" if draw(st.integers(0, 9)) == 9 else "territorial",
        "effect": None if draw(st.integers(0, 7)) == 7 else draw(effects(increases=increases)),
        "start_year": start_year,
        "ramp": draw(st.sampled_from(["linear", "step", "s-curve"])),
        "ramp_years": draw(st.integers(1, 8)),
        "end_year": end_year,
        "rebound": draw(st.sampled_from([0.0, 0.0, 0.25])),
        "about": {},
    }


@st.composite
def documents(draw: st.DrawFn, *, increases: bool = True, most_actions: int = 7) -> dict[str, Any]:
    """A file with every default spelt out."""
    years = draw(st.integers(1, 5))
    reference = st.lists(amounts(200.0) | st.just(0.0), min_size=years, max_size=years)
    sources = [{"id": source, "reference_t": draw(reference)} for source in SOURCES]
    count = most_actions - draw(st.integers(0, most_actions))
    keys = draw(st.permutations([f"a{number}" for number in range(count)]))
    chosen = [draw(actions(key, increases=increases)) for key in keys]
    return {
        "format": "handlingsrom/scenario",
        "version": 1,
        "title": "Random",
        "gas": "CO2",
        "start_year": 2025,
        "end_year": 2024 + years,
        "budget_t": draw(st.floats(-100.0, 800.0 * years).map(lambda value: round(value, 3))),
        "correlation": draw(st.sampled_from([0.0, 0.3, 0.9])),
        "sources": sources,
        "actions": chosen,
        "groups": draw(groups(chosen)),
        "provenance": {},
        "about": {},
    }


@st.composite
def documents_2(draw: st.DrawFn, *, increases: bool = True, most_actions: int = 7) -> dict[str, Any]:
    """A file of version 2 with every default spelt out; it has at least a base year."""
    document = draw(documents(increases=increases, most_actions=most_actions))
    grouped = {key for group in document["groups"] for key in group["actions"]}
    for action in document["actions"]:
        action["in_reference"] = action["id"] not in grouped and draw(st.integers(0, 5)) == 5
        if draw(st.booleans()):
            points = draw(points_of(action["start_year"]))
            del action["ramp_years"]
            action |= {"ramp": "points", "ramp_points": points}
    years = range(document["start_year"], document["end_year"] + 1)
    chosen = sorted(draw(st.sets(st.sampled_from(years), max_size=3)))
    count = draw(st.sampled_from([0, 2, 3]))
    budgets = sorted(draw(st.sets(st.integers(-500, 4000), min_size=count, max_size=count)))
    return document | {
        "version": 2,
        "limits": [{"year": year, "limit_t": draw(amounts(400.0))} for year in chosen],
        "warming_marks": [
            {"temperature_c": 1.5 + 0.25 * place, "budget_t": float(budget)}
            for place, budget in enumerate(budgets)
        ],
        "base": {"year": draw(st.integers(1990, 2030)), "emissions_t": draw(amounts(500.0))},
    }


@st.composite
def points_of(draw: st.DrawFn, start_year: int) -> list[list[float]]:
    """Named years from the first on, one of which has the full effect."""
    later = draw(st.sets(st.integers(start_year + 1, 2035), max_size=3))
    years = [start_year, *sorted(later)]
    fractions = [draw(st.sampled_from([0.0, 0.25, 0.5, 1.0])) for _ in years]
    fractions[draw(st.integers(0, len(years) - 1))] = 1.0
    return [[year, fraction] for year, fraction in zip(years, fractions, strict=True)]


@st.composite
def groups(draw: st.DrawFn, chosen: list[dict[str, Any]]) -> list[dict[str, Any]]:
    free = [action["id"] for action in chosen if not can_increase(action)]
    made: list[dict[str, Any]] = []
    # Most scenarios have groups, and most groups several members: that is where engines go wrong.
    while len(free) > 1 and draw(st.sampled_from([True, True, True, False])):
        size = draw(st.sampled_from([2, 3, 4, 1]))
        members, free = free[:size], free[size:]
        relation = draw(st.sampled_from(["exclusive", "disjoint"]))
        made.append({"id": f"g{len(made)}", "relation": relation, "actions": members})
    return made


def can_increase(action: dict[str, Any]) -> bool:
    effect = action["effect"]
    return effect is not None and any(estimate["low"] < 0 for estimate in effect["estimates"])
