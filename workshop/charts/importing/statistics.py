"""What an import of statistics would change, in words and tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from workshop.charts.budget.sources import SourceView, build_source_view
from workshop.i18n import current_language, format_decimal, format_tonnes, gettext, ngettext
from workshop.services.workshops.references import name_target

_MOST_NAMED = 8


@dataclass(frozen=True)
class GasChangeView:
    """What becomes of the figures of a gas for some places."""

    places: str
    gas: str
    says: tuple[str, ...]
    edition: SourceView | None
    before: SourceView | None


@dataclass(frozen=True)
class SectorChangeView:
    """A sector's emissions in the newest year of the file, now and afterwards."""

    name: str
    before: str
    after: str


@dataclass(frozen=True)
class BudgetChangeView:
    """A workshop's budget and newest emissions, now and by the new statistics."""

    title: str
    code: str
    budget: str
    budget_after: str
    rate: str
    rate_after: str


@dataclass(frozen=True, kw_only=True)
class StatisticsPreview:
    """All that an import would change."""

    holds: str
    dated: str
    places: str
    figures: tuple[GasChangeView, ...]
    newest_year: int
    sectors: tuple[SectorChangeView, ...]
    budgets: tuple[BudgetChangeView, ...]
    notes: tuple[str, ...]
    lost: str


def build_statistics_preview(status: Mapping[str, Any], lost_years: Sequence[int]) -> StatisticsPreview:
    """Return what the reader of a draft found."""
    years = status["years"]
    return StatisticsPreview(
        holds=gettext(
            "%(places)s, %(years)s, %(gases)s, %(rows)s.",
            places=ngettext("%(num)s place", "%(num)s places", len(status["places"])),
            years=describe_years(years),
            gases=" + ".join(map(_name_gas, status["gases"])),
            rows=ngettext("%(num)s row", "%(num)s rows", status["rows"]),
        ),
        dated=status["date"]
        if status["date_given"]
        else gettext(
            "%(day)s, the first day after its newest year: the day of publication was not given",
            day=status["date"],
        ),
        places=_name_places(status["places"]),
        figures=tuple(_build_gas_change(group) for group in status["figures"]),
        newest_year=years[-1],
        sectors=tuple(
            SectorChangeView(
                name_target(status["country"], sector, current_language()), _tonnes(before), _tonnes(after)
            )
            for sector, before, after in status["sectors"]
        ),
        budgets=tuple(
            BudgetChangeView(
                each["title"],
                each["code"],
                _tonnes(each["before_t"]),
                _tonnes(each["after_t"]),
                _tonnes(each["rate_before_t"]),
                _tonnes(each["rate_after_t"]),
            )
            for each in status["budgets"]
        ),
        notes=tuple(status["notes"]),
        lost=describe_years(lost_years),
    )


def describe_years(years: Sequence[int]) -> str:
    """Write years, consecutive ones as a range."""
    runs: list[list[int]] = []
    for year in years:
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)


def _build_gas_change(group: Mapping[str, Any]) -> GasChangeView:
    before, after = group["before"], group["after"]
    says = []
    if before is None:
        says.append(gettext("New: there were no figures."))
    elif before == after and not group["revised"]:
        says.append(gettext("Nothing changes: an edition that is newer, or has the same figures, is used."))
    if after and (before is None or after["official"] != before["official"]):
        says.append(gettext("Official years: %(years)s.", years=describe_years(after["official"])))
    if after and after["preliminary"] and (before is None or after["preliminary"] != before["preliminary"]):
        says.append(gettext("Preliminary years: %(years)s.", years=describe_years(after["preliminary"])))
    if group["revised"]:
        says.append(gettext("Revised: %(years)s.", years=describe_years(group["revised"])))
    is_other = before is not None and after is not None and before["edition"] != after["edition"]
    return GasChangeView(
        _name_places(group["places"]),
        _name_gas(group["gas"]),
        tuple(says),
        build_source_view(after["edition"]) if after else None,
        build_source_view(before["edition"]) if before and is_other else None,
    )


def _name_places(places: Sequence[str]) -> str:
    if len(places) <= _MOST_NAMED:
        return ", ".join(places)
    return gettext(
        "%(named)s and %(number)s more",
        named=", ".join(places[:_MOST_NAMED]),
        number=format_decimal(len(places) - _MOST_NAMED),
    )


def _name_gas(gas: str) -> str:
    return gas.replace("CO2", "CO₂")


def _tonnes(tonnes: float | None) -> str:
    return "–" if tonnes is None else format_tonnes(tonnes)
