"""The tables equivalent to the comparison's figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from scenarios.comparison.comparison import Comparison
from scenarios.numbers import round_whole
from scenarios.outcome import LimitOutcome
from workshop.charts.comparison.series import (
    Changes,
    by_actor,
    by_sector,
    describe_scenario,
    pathways,
    references,
)
from workshop.i18n import format_decimal, gettext, tonnes_unit
from workshop.services.workshops.comparisons import SavedOutcome
from workshop.words import say_gas

NONE = "–"


@dataclass(frozen=True)
class TableView:
    """A table with formatted figures; not every table has a ``total``."""

    heading: tuple[str, ...]
    rows: list[tuple[str, ...]]
    total: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Measure:
    """The unit of all amounts in one table."""

    scale: float
    unit: str

    def write(self, tonnes: float | None) -> str:
        """Write an amount without its unit, which the heading names."""
        return NONE if tonnes is None else format_decimal(tonnes / self.scale, 0 if self.scale == 1 else 1)


def _measure(amounts: Iterable[float | None]) -> Measure:
    """Choose the unit for a table's amounts; its largest has three digits or more."""
    largest = max((abs(amount) for amount in amounts if amount is not None), default=0.0)
    # With one decimal, megatonnes would hide the differences between scenarios of a municipality.
    scale, unit = tonnes_unit(largest)
    return Measure(1e3, "kt") if unit == "Mt" and largest < 1e8 else Measure(scale, unit)


def build_years_view(chosen: Sequence[SavedOutcome]) -> TableView:
    """Return yearly emissions without actions, with each scenario, and on the path."""
    columns = [
        *((gettext("Without actions"), _by_year(s.years, s.amounts_t)) for s in references(chosen)),
        *(
            (describe_scenario(saved), _by_year(saved.outcome.years, saved.outcome.emissions_t.tolist()))
            for saved in chosen
        ),
        *(
            (gettext("Path that fits the budget, also later"), _by_year(s.years, s.amounts_t))
            for s in pathways(chosen)
        ),
    ]
    return _year_table(columns)


def build_cumulative_view(chosen: Sequence[SavedOutcome]) -> TableView:
    """Return cumulative emissions by year."""
    return _year_table(
        [
            (describe_scenario(saved), _by_year(saved.outcome.years, saved.outcome.cumulative_t.tolist()))
            for saved in chosen
        ]
    )


def build_limits_view(chosen: Sequence[SavedOutcome]) -> TableView:
    """Return the limits, and by how much each scenario exceeds them; in tonnes, as councils adopt them."""
    limits = [{limit.year: limit for limit in saved.outcome.limits} for saved in chosen]
    years = sorted({year for by_year in limits for year in by_year})
    gases = dict.fromkeys(say_gas(saved.outcome.gas) for saved in chosen)
    rows = []
    for year in years:
        adopted = list(dict.fromkeys(by_year[year].limit_t for by_year in limits if year in by_year))
        rows.append(
            (
                str(year),
                " / ".join(format_decimal(round_whole(limit)) for limit in adopted),
                *(_difference(by_year.get(year)) for by_year in limits),
            )
        )
    return TableView(
        heading=(
            gettext("Year, amounts in %(unit)s", unit=f"t {' / '.join(gases)}"),
            gettext("Limit"),
            *(describe_scenario(saved) for saved in chosen),
        ),
        rows=rows,
    )


def _difference(limit: LimitOutcome | None) -> str:
    if limit is None:
        return NONE
    over = round_whole(limit.emissions_t) - round_whole(limit.limit_t)
    said = f"+{format_decimal(over)}" if over > 0 else format_decimal(over)
    return said + " (" + gettext("met") + ")" if limit.met else said


def build_sectors_view(chosen: Sequence[SavedOutcome], comparison: Comparison) -> TableView:
    """Return the change by sector."""
    return _change_table(gettext("Sector"), chosen, by_sector(chosen, comparison))


def build_actors_view(chosen: Sequence[SavedOutcome], comparison: Comparison) -> TableView:
    """Return the change by actor."""
    return _change_table(gettext("Who acts"), chosen, by_actor(comparison))


def build_actions_view(chosen: Sequence[SavedOutcome], comparison: Comparison) -> TableView:
    """Return the matrix: the change by each action in each scenario, and in how many it counts."""
    counted = [action for action in comparison.actions if action.count]
    counted.sort(key=lambda action: action.mean_t or 0.0)
    whole = [saved.case.change_t for saved in chosen]
    unit = _measure([*whole, *(change for action in counted for change in action.change_t)])
    return TableView(
        heading=(
            gettext("Action, change in %(unit)s", unit=unit.unit),
            *(describe_scenario(saved) for saved in chosen),
            gettext("Min"),
            gettext("Mean"),
            gettext("Max"),
            gettext("Included in"),
        ),
        rows=[
            (
                action.title,
                *(unit.write(change) for change in action.change_t),
                unit.write(action.min_t),
                unit.write(action.mean_t),
                unit.write(action.max_t),
                gettext("%(count)d of %(all)d", count=action.count, all=len(chosen)),
            )
            for action in counted
        ],
        total=(gettext("Everything added up"), *(unit.write(change) for change in whole), "", "", "", ""),
    )


def _change_table(what: str, chosen: Sequence[SavedOutcome], rows: Sequence[Changes]) -> TableView:
    whole = [saved.case.change_t for saved in chosen]
    unit = _measure([*whole, *(change for _, changes in rows for change in changes)])
    return TableView(
        heading=(
            gettext("%(what)s, change in %(unit)s", what=what, unit=unit.unit),
            *(describe_scenario(saved) for saved in chosen),
        ),
        rows=[(name, *(unit.write(change) for change in changes)) for name, changes in rows],
        total=(gettext("Everything added up"), *(unit.write(change) for change in whole)),
    )


def _year_table(columns: Sequence[tuple[str, Mapping[int, float]]]) -> TableView:
    years = sorted({year for _, by_year in columns for year in by_year})
    unit = _measure(amount for _, by_year in columns for amount in by_year.values())
    return TableView(
        heading=(
            gettext("Year, amounts in %(unit)s", unit=unit.unit),
            *(heading for heading, _ in columns),
        ),
        rows=[(str(year), *(unit.write(by_year.get(year)) for _, by_year in columns)) for year in years],
    )


def _by_year(years: Sequence[int], amounts: Sequence[float]) -> dict[int, float]:
    return dict(zip(years, amounts, strict=True))
