"""The curve: history, reference, decided plan, tonight's scenario, and the pathway that fits."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenarios.budget.pathways import constant_rate_pathway
from workshop.charts.budget.rates import describe_cut
from workshop.charts.budget.verdict import describe_last_year, last_year_of
from workshop.i18n import format_decimal, format_tonnes, gettext, tonnes_unit
from workshop.state.limits import is_sum_of_limits, limits_of_sum
from workshop.state.snapshot import Snapshot
from workshop.words import in_gas

FIRST_YEAR_SHOWN = 2010


@dataclass(frozen=True)
class Point:
    """A year and the amount in it, in the unit of the curve."""

    x: int
    y: float


@dataclass(frozen=True)
class Flag:
    """The year in which the budget runs out, and its label."""

    x: int
    label: str


@dataclass(frozen=True, kw_only=True)
class CurveLabels:
    """The labels of the legend, one per series."""

    official: str
    preliminary: str
    reference: str
    decided: str
    combined: str
    pathway: str


@dataclass(frozen=True, kw_only=True)
class CurveView:
    """The series, with amounts in ``unit`` a year, and their labels."""

    unit: str
    unit_label: str
    first_year: int
    last_year: int
    official: list[Point]
    preliminary: list[Point]
    reference: list[Point]
    decided: list[Point]
    combined: list[Point]
    pathway: list[Point]
    flag: Flag | None
    after: str
    labels: CurveLabels
    description: str


@dataclass(frozen=True)
class CurveTableView:
    """The curve as a table, with figures in tonnes; ``note`` says why it can differ."""

    heading: tuple[str, ...]
    rows: list[tuple[str, ...]]
    note: str


def build_curve_view(snapshot: Snapshot) -> CurveView:
    """Return the series as points (year, amount in ``unit``), and their labels."""
    outcome, history = snapshot.outcome, snapshot.history
    years = list(outcome.years)
    before = [
        (year, total, status)
        for year, total, status in zip(history["years"], history["total_t"], history["status"], strict=True)
        if FIRST_YEAR_SHOWN <= year < snapshot.start_year
    ]
    largest = max(
        [*(total for _, total, _ in before), float(max(outcome.reference_t)), float(max(outcome.emissions_t))]
    )
    scale, unit = tonnes_unit(largest)

    def points(pairs: Iterable[tuple[int, float]]) -> list[Point]:
        # Finer than a pixel, and a third of the length of a full double.
        return [Point(x=year, y=round(value / scale, 4)) for year, value in pairs]

    def ahead(emissions_t: NDArray[np.float64]) -> list[Point]:
        # Start lines into the future at the last known year, so that there is no gap.
        last_known = [(year, total) for year, total, _ in before[-1:]]
        return points([*last_known, *zip(years, emissions_t.tolist(), strict=True)])

    official = [(year, total) for year, total, status in before if status == "official"]
    preliminary = [(year, total) for year, total, status in before if status == "preliminary"]
    last_year = last_year_of(outcome)
    return CurveView(
        unit=unit,
        unit_label=in_gas(gettext("%(unit)s CO₂ a year", unit=unit), snapshot.gas),
        first_year=before[0][0] if before else snapshot.start_year,
        last_year=snapshot.end_year,
        official=points(official),
        preliminary=points([*official[-1:], *preliminary] if preliminary else []),
        reference=ahead(outcome.reference_t),
        decided=ahead(outcome.decided.emissions_t) if snapshot.decided else [],
        combined=ahead(outcome.emissions_t),
        pathway=points(_pathway(snapshot, years)),
        flag=None
        if last_year is None or outcome.budget_t <= 0
        else Flag(
            # At the beginning of the year: the statistics are not exact enough for a month.
            x=last_year,
            label=gettext("Budget runs out %(year)s", year=str(last_year)),
        ),
        after=gettext(
            "In %(year)s, %(amount)s a year is still emitted.",
            year=str(snapshot.end_year),
            amount=format_tonnes(outcome.last_year_t),
        ),
        labels=CurveLabels(
            official=gettext("Statistics"),
            preliminary=gettext("Preliminary"),
            reference=gettext("Without actions"),
            decided=gettext("Already decided"),
            combined=gettext("With the actions"),
            pathway=_name_path(snapshot),
        ),
        description=_describe(snapshot),
    )


def _describe(snapshot: Snapshot) -> str:
    """Describe the curve in sentences."""
    outcome, years = snapshot.outcome, list(snapshot.outcome.years)
    without = format_tonnes(float(outcome.reference_t[-1]))
    sentences = [
        gettext(
            "Emissions go from %(first)s in %(start)s to %(last)s in %(end)s with the actions that are "
            "included now.",
            first=format_tonnes(float(outcome.emissions_t[0])),
            start=str(years[0]),
            last=format_tonnes(float(outcome.emissions_t[-1])),
            end=str(years[-1]),
        ),
        gettext("Without actions they would be %(amount)s.", amount=without),
        gettext("The budget is %(budget)s.", budget=format_tonnes(outcome.budget_t)),
        describe_last_year(snapshot),
    ]
    rate = snapshot.budget["annual_reduction_pct"]
    if rate is not None:
        sentences.append(
            gettext(
                "The yearly cut of the path that fits it, counted from %(year)s: %(cut)s.",
                cut=describe_cut(rate, 1),
                year=str(snapshot.budget["base_year"]),
            )
        )
    return " ".join(sentences)


def build_curve_table_view(snapshot: Snapshot) -> CurveTableView:
    """Return the curve as a table: one row a year, with figures in tonnes."""
    outcome = snapshot.outcome
    pathway = dict(_pathway(snapshot, [int(year) for year in outcome.years]))
    rows = []
    for index, year in enumerate(int(y) for y in outcome.years):
        cells = [
            outcome.reference_t[index],
            outcome.decided.emissions_t[index],
            outcome.emissions_t[index],
            outcome.cumulative_t[index],
        ]
        rows.append(
            (
                str(year),
                *(format_decimal(float(cell)) for cell in cells),
                format_decimal(pathway[year]) if year in pathway else "–",
            )
        )
    return CurveTableView(
        heading=(
            gettext("Year"),
            gettext("Without actions"),
            gettext("Already decided"),
            gettext("With the actions"),
            gettext("Sum so far"),
            _name_path(snapshot),
        ),
        rows=rows,
        note=_tell_path(snapshot),
    )


def _tell_path(snapshot: Snapshot) -> str:
    """Say why a scenario can keep the budget although it is above the path."""
    path, budget = _pathway(snapshot, list(map(int, snapshot.outcome.years))), snapshot.budget
    if not path or is_sum_of_limits(budget):
        return ""
    return gettext(
        "The path begins at the official %(emissions)s of %(base)s and falls by the same percentage "
        "every year. It saves %(rest)s CO₂ of the budget for the years after %(end)s. The result does "
        "not look beyond %(end)s, so a scenario above the path can still meet the budget until then.",
        emissions=format_tonnes(budget["base_emissions_t"]),
        base=str(budget["base_year"]),
        rest=format_tonnes(max(0.0, budget["budget_t"] - sum(amount for _, amount in path))),
        end=str(snapshot.end_year),
    )


def _name_path(snapshot: Snapshot) -> str:
    if is_sum_of_limits(snapshot.budget):
        return gettext("Adopted annual limits")
    return gettext("Path that fits the budget, also after %(year)s", year=str(snapshot.end_year))


def _pathway(snapshot: Snapshot, years: list[int]) -> list[tuple[int, float]]:
    if is_sum_of_limits(snapshot.budget):
        return limits_of_sum(snapshot.budget)
    rate = snapshot.budget["annual_reduction_pct"]
    if rate is None:
        return []
    path = constant_rate_pathway(
        base_emissions_t=snapshot.budget["base_emissions_t"],
        rate=rate / 100,
        start_year=years[0],
        end_year=years[-1],
    )
    return list(zip(years, path.tolist(), strict=True))
