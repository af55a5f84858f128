"""The comparison of saved scenarios: cards, sentences, tables and figures, from their outcomes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from scenarios.comparison.comparison import compare
from scenarios.outcome import Outcome
from workshop.charts.budget.bridge_words import describe_degrees, describe_kept, describe_percent
from workshop.charts.budget.one_unit import Balance
from workshop.charts.comparison import tables as tables
from workshop.charts.comparison import words as words
from workshop.charts.comparison.look import hue_of, svg_dash_of, theme_called
from workshop.charts.comparison.series import by_actor, by_sector, describe_scenario
from workshop.i18n import format_moment, format_whole, gettext
from workshop.services.workshops.comparisons import SavedOutcome


@dataclass(frozen=True)
class Part:
    """A figure with equivalent sentences and table; ``figure`` may be empty."""

    key: str
    heading: str
    lead: str
    sentences: list[tuple[SavedOutcome, str]]
    table_caption: str
    table: tables.TableView
    has_figure: bool = True


@dataclass(frozen=True)
class Card:
    """A saved scenario in the gallery; ``origin`` says where an imported one comes from."""

    saved: SavedOutcome
    label: str
    when: str
    moment: str
    origin: str
    state: str
    fit: str
    facts: list[tuple[str, str]]
    chosen: bool
    hue: int
    dash: str


def build_card_view(saved: SavedOutcome, chosen: Sequence[SavedOutcome]) -> Card:
    """Return the gallery's card of a scenario."""
    outcome, balance = saved.outcome, Balance.of(saved.outcome)
    return Card(
        saved=saved,
        label=describe_scenario(saved),
        when=format_moment(saved.created_at),
        moment=saved.created_at.isoformat(timespec="minutes"),
        origin=words.describe_origin(saved.origin),
        state=words.describe_state(outcome),
        fit=words.describe_fit(outcome),
        facts=[
            (
                gettext("Emitted %(start)d–%(end)d", start=outcome.years[0], end=outcome.years[-1]),
                balance.describe(outcome.cumulative_emissions_t),
            ),
            (gettext("Budget"), balance.describe(outcome.budget_t)),
            (gettext("Share of the gap that is closed"), _gap_closed(outcome)),
            (gettext("Warming of a share of this size"), _warming(outcome)),
            (gettext("Budget runs out"), words.describe_end(outcome)),
            (gettext("Meets the budget, of 100 tries"), words.describe_tries(outcome)),
            (gettext("Actions included"), format_whole(len(outcome.actions))),
        ],
        chosen=saved in chosen,
        hue=hue_of(saved.number),
        dash=svg_dash_of(saved.number),
    )


def _gap_closed(outcome: Outcome) -> str:
    if outcome.gap_closed is None:
        return gettext("no gap without actions")
    if kept := describe_kept(Balance.of(outcome)):
        return kept
    return f"{describe_percent(outcome.gap_closed)} %"


def _warming(outcome: Outcome) -> str:
    # A file of version 1, and a budget of one's own, have no warming limits by the rule of the budget.
    if outcome.warming_c is None:
        return gettext("not known: the file has no warming limits by the same rule")
    return describe_degrees(outcome.warming_c)


def build_parts_views(chosen: Sequence[SavedOutcome]) -> list[Part]:
    """Return the content of all figures as sentences and tables."""
    comparison = compare([saved.case for saved in chosen])
    sectors, actors = by_sector(chosen, comparison), by_actor(comparison)
    return [
        Part(
            "trajectories",
            gettext("Emissions year by year"),
            " ".join(filter(None, [words.describe_path(chosen), words.describe_band(chosen)])),
            [(saved, words.describe_trajectory(saved)) for saved in chosen],
            gettext("Emissions year by year, as a table"),
            tables.build_years_view(chosen),
        ),
        Part(
            "cumulative",
            gettext("The sum against the budget"),
            words.describe_crossing(chosen),
            [(saved, words.describe_cumulative(saved)) for saved in chosen],
            gettext("The sum so far, year by year, as a table"),
            tables.build_cumulative_view(chosen),
        ),
        *_limits_part(chosen),
        Part(
            "sectors",
            gettext("Change by sector"),
            _explain_change(),
            [(saved, words.describe_largest(place, sectors)) for place, saved in enumerate(chosen)],
            gettext("Change by sector, as a table"),
            tables.build_sectors_view(chosen, comparison),
        ),
        Part(
            "actors",
            gettext("Change by who acts"),
            gettext("What overlaps is shared out, so that the parts add up to the whole change."),
            [(saved, words.describe_largest(place, actors)) for place, saved in enumerate(chosen)],
            gettext("Change by who acts, as a table"),
            tables.build_actors_view(chosen, comparison),
        ),
        Part(
            "actions",
            gettext("Actions in each scenario"),
            f"{words.describe_actions(chosen, comparison)} {_explain_matrix()}",
            [(saved, words.describe_only_here(place, comparison)) for place, saved in enumerate(chosen)]
            if len(chosen) > 1
            else [],
            gettext("Change by action"),
            tables.build_actions_view(chosen, comparison),
            has_figure=False,
        ),
    ]


def _limits_part(chosen: Sequence[SavedOutcome]) -> list[Part]:
    """Return the annual limits of the scenarios; nothing where none has any."""
    if not any(saved.outcome.limits for saved in chosen):
        return []
    return [
        Part(
            "limits",
            gettext("Annual limits and what is missing to them"),
            gettext("Emissions of the year minus its limit: above zero is too much."),
            [(saved, words.describe_limits(saved)) for saved in chosen],
            gettext("Difference to the annual limits"),
            tables.build_limits_view(chosen),
            has_figure=False,
        )
    ]


def describe_lead(chosen: Sequence[SavedOutcome]) -> str:
    """Write the difference in one sentence, or the result of a single scenario."""
    return words.describe_difference(chosen) if len(chosen) > 1 else words.describe_fit(chosen[0].outcome)


def build_bokeh_figures(
    chosen: Sequence[SavedOutcome], marks: Sequence[dict[str, float]], theme: str
) -> dict[str, Any]:
    """Return the figures for BokehJS, in the colours of a theme, ``light`` or ``dark``."""
    # Importing Bokeh takes most of a second; do it only for these figures.
    from workshop.charts.comparison.figures import draw_figures

    return draw_figures(chosen, compare([saved.case for saved in chosen]), marks, theme_called(theme))


def _explain_change() -> str:
    return gettext(
        "Emissions with the actions minus emissions without them, all years added up: below zero is a cut."
    )


def _explain_matrix() -> str:
    return gettext(
        "Each figure is emissions with the action minus emissions without it, with its overlap with "
        "others shared out. Min, mean and max are over the scenarios that include it."
    )
