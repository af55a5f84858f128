"""An outcome as plain text for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from scenarios.errors import one_line
from scenarios.numbers import round_figure
from scenarios.outcome import Outcome
from scenarios.scenario import Scenario
from workshop.cli.figures import write_gas

THIN_SPACE = "\u202f"
TITLE_WIDTH = 40
SCALES = ((1e7, 1e6, "Mt"), (1e4, 1e3, "kt"))


def outcome_text(scenario: Scenario, outcome: Outcome) -> str:
    """Return an outcome as text: whether it meets the budget, totals, actions, and what is not included."""
    blocks = [
        _heading(scenario),
        _verdict(outcome),
        _totals(outcome),
        _limits(outcome),
        _actions(scenario, outcome),
        _overlap(outcome),
        _uncertainty(outcome),
        _lists(scenario, outcome),
    ]
    return "\n\n".join("\n".join(lines) for lines in blocks if lines)


def _heading(scenario: Scenario) -> list[str]:
    title = one_line(scenario.title)
    return [title, f"{write_gas(scenario.gas)}, {scenario.start_year} to {scenario.end_year}"]


def _verdict(outcome: Outcome) -> list[str]:
    last = outcome.years[-1]
    if outcome.fits:
        verdict = f"It meets the budget: {amount(outcome.remaining_t)} is left at the end of {last}."
    else:
        verdict = (
            f"It does not meet the budget: {amount(-outcome.remaining_t)} too much by the end of {last}."
        )
    if outcome.budget_t < 0:
        used_up = "The budget was used up before the first year."
    elif outcome.exhausted is None:
        used_up = f"The budget lasts beyond {last}."
    else:
        used_up = f"The budget is used up in {_year(outcome.exhausted)}."
        if outcome.exhausted_reference is not None:
            used_up += f" Without any action: in {_year(outcome.exhausted_reference)}."
    lines = [verdict, used_up, f"In {last}, {amount(outcome.last_year_t)} is still emitted."]
    # Once the budget is kept, the first line says what is left: a share above 100 % says less.
    if outcome.gap_closed is not None and not outcome.fits:
        closed = f"The actions close {grouped(100 * outcome.gap_closed, 1)} % of the gap"
        lines.append(f"{closed} between reference and budget, {amount(outcome.gap_t)}.")
    if outcome.warming_c is not None:
        lines.append(
            "If every place exceeded its share as this one does, by the same rule: "
            f"{_degrees(outcome.warming_c)} of warming. What is emitted after {last} comes on top."
        )
    return lines


def _degrees(celsius: float) -> str:
    most = 4.0
    return "over 4 °C" if celsius > most else f"{grouped(celsius, 1)} °C"


def _limits(outcome: Outcome) -> list[str]:
    rows = [
        [
            str(limit.year),
            grouped(limit.limit_t, 0),
            grouped(limit.emissions_t, 0),
            grouped(limit.difference_t, 0),
            "kept" if limit.met else "not kept",
        ]
        for limit in outcome.limits
    ]
    return table_lines(["Annual limit, t", "limit", "emissions", "difference", ""], rows) if rows else []


def _totals(outcome: Outcome) -> list[str]:
    decided = outcome.decided
    rows = [
        ("Budget", outcome.budget_t),
        ("Reference path, without the actions", outcome.cumulative_reference_t),
        ("With what is decided", decided.cumulative_emissions_t),
        ("With everything", outcome.cumulative_emissions_t),
        ("Left of the budget", outcome.remaining_t),
    ]
    divisor, unit, decimals = scale_of(value for _, value in rows)
    return table_lines(
        ["Over the horizon", unit],
        [[label, grouped(value / divisor, decimals)] for label, value in rows],
    )


def _actions(scenario: Scenario, outcome: Outcome) -> list[str]:
    if not outcome.actions:
        return ["No action is included."]
    titles = {action.id: action.title for action in scenario.actions}
    tonnes = [
        (action.standalone_t, action.marginal_t, action.attributed_t) for action in outcome.actions.values()
    ]
    divisor, unit, decimals = scale_of(value for row in tonnes for value in row)
    rows = [
        [
            shortened(f"{action_id}  {titles[action_id]}"),
            *(grouped(value / divisor, decimals) for value in values),
            "" if action.days is None else grouped(action.days, 1),
        ]
        for (action_id, action), values in zip(outcome.actions.items(), tonnes, strict=True)
    ]
    lines = table_lines([f"Action, {unit}", "alone", "lost without", "attributed", "days"], rows)
    capped = [
        f"{shortened(titles[action_id])}: {amount(action.capped_t)} of its effect is more than its "
        "sources emit."
        for action_id, action in outcome.actions.items()
        if action.capped_t > 0
    ]
    note = "Days: what would be lost without the action, in days of the first year's reference."
    return [*lines, note, *capped]


def _overlap(outcome: Outcome) -> list[str]:
    if not outcome.actions:
        return []
    saved = outcome.cumulative_reference_t - outcome.cumulative_emissions_t
    added_up = f"Added up one by one the actions give {amount(outcome.gross_t)}"
    return [f"{added_up}, together {amount(saved)}: {amount(outcome.overlap_t)} is overlap."]


def _uncertainty(outcome: Outcome) -> list[str]:
    if outcome.draws is None or not outcome.actions:
        return []
    low, middle, high = outcome.draws.cumulative_percentiles_t.tolist()
    tries = grouped(100 * outcome.draws.probability_fits, 0)
    return [
        f"If the room's own estimates hold, it fits in {tries} of 100 tries.",
        f"Emissions over the horizon: {amount(middle)} (8 of 10 tries: {amount(low)} to {amount(high)}).",
        "The uncertainty of budget and statistics is not in these figures.",
    ]


def _lists(scenario: Scenario, outcome: Outcome) -> list[str]:
    titles = {action.id: action.title for action in scenario.actions}
    lines = []
    named = (
        ("Without tonnes", outcome.unquantified),
        ("Not included", outcome.excluded),
        ("In the reference already, or not to be added", outcome.in_reference),
    )
    for label, ids in named:
        if ids:
            lines.append(f"{label}:")
            lines += [f"  {shortened(f'{action_id}  {titles[action_id]}')}" for action_id in ids]
    if outcome.consumption_t_per_year:
        lines.append("Consumption, not in this budget, at full effect:")
        for action_id, tonnes in outcome.consumption_t_per_year.items():
            effect = "a share" if tonnes is None else f"{amount(tonnes)} a year"
            lines.append(f"  {shortened(f'{action_id}  {titles[action_id]}')}: {effect}")
    return lines


def amount(tonnes: float) -> str:
    """Return an amount in the most readable unit."""
    divisor, unit, decimals = scale_of([tonnes])
    return f"{grouped(tonnes / divisor, decimals)} {unit}"


def grouped(value: float, decimals: int) -> str:
    """Return a number with narrow no-break spaces between thousands."""
    text = f"{round_figure(value, decimals):,.{decimals}f}".replace(",", THIN_SPACE)
    if not text.strip("-0." + THIN_SPACE):
        text = text.removeprefix("-")  # rounded to 0
    return text.replace("-", "\N{MINUS SIGN}")


def scale_of(amounts: Iterable[float]) -> tuple[float, str, int]:
    """Return divisor, unit and decimals for a column of tonnes."""
    largest = max((abs(value) for value in amounts), default=0.0)
    for least, divisor, unit in SCALES:
        if largest >= least:
            return divisor, unit, 1
    return 1.0, "t", 0


def _year(decimal_year: float) -> str:
    return str(int(decimal_year))


def shortened(text: str) -> str:
    text = one_line(text)
    return text if len(text) <= TITLE_WIDTH else f"{text[: TITLE_WIDTH - 1]}…"


def table_lines(header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Return lines with the first column aligned left and the others right."""
    widths = [max(len(row[column]) for row in (header, *rows)) for column in range(len(header))]
    return [
        "  ".join(
            cell.ljust(width) if column == 0 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in (header, *rows)
    ]
