"""A stored result beside today's, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from markupsafe import escape

from workshop.charts.budget.one_unit import Balance
from workshop.charts.library.rows import describe_gap_closed, describe_result, describe_result_state
from workshop.i18n import gettext, ngettext
from workshop.services.library.evaluated_again import Evaluated, Reason
from workshop.words import quote_english


@dataclass(frozen=True)
class FigureView:
    """A figure as it was stored, and as it is today (empty where it is the same throughout)."""

    label: str
    then: str
    now: str


@dataclass(frozen=True, kw_only=True)
class EvaluatedView:
    """What a saved scenario gives; ``why`` says what has changed since, and is empty if nothing has."""

    fit: str
    state: str
    fit_now: str
    why: tuple[str, ...]
    figures: tuple[FigureView, ...]
    then_label: str
    same: str
    notes: tuple[str, ...]


def build_evaluated_view(evaluated: Evaluated) -> EvaluatedView:
    """Return a stored result, with today's beside it where they differ."""
    then, now = evaluated.then, evaluated.now
    return EvaluatedView(
        fit=describe_result(then),
        state=describe_result_state(then),
        fit_now="" if now is None else describe_result(now),
        why=tuple(_say_why(reason, then, now or then) for reason in evaluated.reasons),
        figures=_figures(then, now),
        then_label=gettext("When it was saved") if evaluated.is_stored else gettext("With its own figures"),
        same=_say_same(evaluated),
        notes=_notes(evaluated),
    )


def _say_same(evaluated: Evaluated) -> str:
    if evaluated.reasons or evaluated.obstacle:
        return ""
    if evaluated.has_own_path:
        return gettext(
            "The program of today gives the same. An imported file has its own reference path, which is not "
            "compared with the statistics."
        )
    return gettext("The statistics and the program of today give the same.")


def _say_why(reason: Reason, then: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    if reason is Reason.PROGRAM:
        return gettext(
            "The program computes it otherwise now: it was saved with version %(then)s, and this is %(now)s.",
            then=then["program"],
            now=now["program"],
        )
    if then["statistics"] == now["statistics"]:
        return gettext(
            "The same rules give another budget or another reference path today: the figures behind them "
            "have changed."
        )
    said = gettext(
        "The statistics are others now. It was saved with “%(then)s”; today it is “%(now)s”.",
        then="{then}",
        now="{now}",
    )
    names = {name: quote_english(each["statistics"]) for name, each in (("then", then), ("now", now))}
    return escape(said).format(**names)


def _figures(then: Mapping[str, Any], now: Mapping[str, Any] | None) -> tuple[FigureView, ...]:
    labels = {
        "budget_t": gettext("Budget"),
        "cumulative_reference_t": gettext("Emitted without actions"),
        "cumulative_emissions_t": gettext("Emitted with the actions"),
        "remaining_t": gettext("Left of the budget (below zero: too much)"),
    }
    rows = [
        FigureView(label, *_pair(then, now, partial(_describe_amount, name)))
        for name, label in labels.items()
    ]
    return (
        *rows,
        FigureView(gettext("Share of the gap that is closed"), *_pair(then, now, describe_gap_closed)),
        FigureView(gettext("Budget runs out"), *_pair(then, now, _say_end)),
    )


def _describe_amount(name: str, result: Mapping[str, Any]) -> str:
    balance = Balance(result["budget_t"], result["cumulative_emissions_t"], result["fits"])
    return balance.describe(result[name])


def _pair(
    then: Mapping[str, Any], now: Mapping[str, Any] | None, say: Callable[[Mapping[str, Any]], str]
) -> tuple[str, str]:
    return say(then), "" if now is None else say(now)


def _say_end(result: Mapping[str, Any]) -> str:
    if result["budget_t"] <= 0:
        return gettext("used up before %(year)s", year=str(result["start_year"]))
    if result["exhausted"] is None:
        return gettext("not before %(year)s", year=str(result["end_year"]))
    return str(int(result["exhausted"]))


def _notes(evaluated: Evaluated) -> tuple[str, ...]:
    notes: list[str] = []
    if not evaluated.is_stored:
        notes.append(
            gettext("An earlier version of the program saved it without a result: these figures are today’s.")
        )
    if not evaluated.is_whole:
        notes.append(
            gettext("The figures in the database are not those that were saved: their hash is another one.")
        )
    if evaluated.obstacle:
        said = gettext("It cannot be evaluated with the statistics of today: %(reason)s", reason="{}")
        notes.append(escape(said).format(quote_english(evaluated.obstacle)))
    if evaluated.lost:
        notes.append(
            ngettext(
                "%(num)s action has no effect today: the statistics no longer have its emission sources.",
                "%(num)s actions have no effect today: the statistics no longer have their emission sources.",
                evaluated.lost,
            )
        )
    return tuple(notes)
