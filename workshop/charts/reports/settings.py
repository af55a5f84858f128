"""Everything that a report stands on: rule of the budget, statistics, catalogue, program, sources."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from importlib.metadata import version
from typing import Any

from scenarios.errors import ScenariosError
from workshop.charts.budget.allocation_rule import describe_choice
from workshop.charts.budget.left_out import describe_left_out_of, describe_mismatch_of
from workshop.charts.budget.rates import (
    describe_cement_of,
    describe_co2_shares_of,
    describe_origin,
    describe_split_of,
)
from workshop.charts.budget.settings import build_budget_sources, describe_method, describe_preset
from workshop.charts.budget.sources import SourceView, build_source_view
from workshop.charts.reports.subject import SubjectView
from workshop.i18n import current_language, format_day, format_decimal, format_tonnes, gettext
from workshop.services.reports.blocks import Fact, Facts, Run, Text, plain
from workshop.state.scenario_document import DRAWS


def build_settings(subject: SubjectView) -> Facts:
    """Return the settings of a saved scenario; what an imported file does not say is named so."""
    scenario, provenance = subject.scenario, subject.scenario.provenance
    unknown = gettext("the file does not say")
    rows = [
        (
            gettext("Place"),
            plain(f"{subject.place} {_quoted(provenance.get('territory'))}".strip()),
        ),
        (gettext("Years"), plain(f"{scenario.start_year}–{scenario.end_year}")),
        (gettext("Gas"), plain(scenario.gas.replace("CO2", "CO₂"))),
        *_budget(subject, unknown),
        (
            gettext("Without actions"),
            plain(describe_method(str(provenance.get("reference_method") or unknown))),
        ),
        (gettext("Statistics"), _cite(build_source_view(str(provenance.get("statistics") or unknown)))),
        (gettext("Catalogue of actions"), plain(_day(provenance.get("catalogue_version")) or unknown)),
        (gettext("Step of the meeting"), plain(_revision(provenance.get("workshop_revision")) or unknown)),
        (
            gettext("Uncertainty"),
            plain(
                gettext(
                    "%(draws)s tries with the room’s estimates, correlation within a sector %(correlation)s. "
                    "The uncertainty of budget and statistics is not in it.",
                    draws=format_decimal(DRAWS),
                    correlation=format_decimal(scenario.correlation, 1),
                )
            ),
        ),
        (gettext("Program"), plain(f"Handlingsrom {version('handlingsrom')}")),
    ]
    return Facts(tuple(Fact(label, text) for label, text in rows if text))


def _budget(subject: SubjectView, unknown: str) -> Iterator[tuple[str, Text]]:
    """Tell the budget with its rule, what it leaves out, and its sources."""
    scenario = subject.scenario
    amount = gettext(
        "%(budget)s from 1 January %(year)s",
        budget=f"{format_tonnes(scenario.budget_t)} {scenario.gas.replace('CO2', 'CO₂')}",
        year=str(scenario.start_year),
    )
    budget = scenario.provenance.get("budget")
    territory = str(scenario.provenance.get("territory", ""))
    try:
        told = list(_rule(budget, territory, scenario.provenance.get("estimated_splits")))
    except (AttributeError, KeyError, TypeError, ValueError, ScenariosError):
        # A file from elsewhere may have anything here.
        told = [(gettext("Budget rule"), plain(unknown))]
    yield gettext("Budget"), plain(amount)
    yield from told


def _rule(budget: Any, territory: str, splits: Any) -> Iterator[tuple[str, Text]]:
    yield gettext("Budget rule"), plain(describe_preset(budget))
    yield gettext("Allocation rule"), plain(describe_choice(budget))
    yield gettext("Whose budget"), plain(describe_origin(budget))
    yield gettext("Cement"), plain(describe_cement_of(budget, territory))
    left_out = (describe_left_out_of(budget), describe_mismatch_of(budget))
    yield gettext("Left out"), plain(" ".join(filter(None, left_out)))
    yield gettext("Estimated"), plain(describe_split_of(splits or [], territory))
    yield gettext("Share of CO₂"), plain(describe_co2_shares_of(budget, territory))
    sources: list[Run] = []
    for source in build_budget_sources(budget):
        sources += [Run("; ")] if sources else []
        sources += _cite(source)
    yield gettext("Sources of the budget"), tuple(sources)


def _cite(source: SourceView) -> Text:
    """Return a source, marked where it is in another language than the report."""
    other = source.language if source.language and source.language != current_language() else ""
    return (Run(source.text, language=other),) if source.text else ()


def _quoted(territory: object) -> str:
    return f"({territory})" if territory else ""


def _day(stated: object) -> str:
    """Write the version of the catalogue, which is a date."""
    try:
        return format_day(date.fromisoformat(str(stated)))
    except ValueError:
        return str(stated or "")


def _revision(stated: object) -> str:
    return format_decimal(stated) if isinstance(stated, int) else ""
