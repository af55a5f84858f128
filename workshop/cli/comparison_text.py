"""A comparison as plain text for a terminal."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from scenarios.comparison.comparison import Case, Comparison
from scenarios.errors import one_line
from workshop.cli.figures import write_gas
from workshop.cli.outcome_text import amount, grouped, scale_of, shortened, table_lines

NONE = "–"


def comparison_text(comparison: Comparison) -> str:
    """Return a comparison as text: the scenarios, then outcomes, actions, sectors and actors."""
    blocks = [
        _scenarios(comparison.cases),
        _outcomes(comparison),
        _changes(
            comparison,
            "Action",
            [
                (f"{action.id}  {action.title}", action.change_t, (action.min_t, action.mean_t, action.max_t))
                for action in comparison.actions
                if action.count
            ],
            counts=[action.count for action in comparison.actions if action.count],
        ),
        _changes(comparison, "Sector", [(sector, row, ()) for sector, row in comparison.by_sector_t.items()]),
        _changes(
            comparison,
            "Who acts",
            [(actor or "not named", row, ()) for actor, row in comparison.by_actor_t.items()],
        ),
    ]
    note = (
        "Changes: emissions with the actions minus emissions without them, over the horizon;\n"
        "below zero is a cut. Min, mean and max are over the scenarios that include the action."
    )
    return "\n\n".join([*("\n".join(lines) for lines in blocks if lines), note])


def _scenarios(cases: Sequence[Case]) -> list[str]:
    return [
        f"{number}  {one_line(case.name)} ({write_gas(case.outcome.gas)}, {_horizon(case)})"
        for number, case in enumerate(cases, start=1)
    ]


def _outcomes(comparison: Comparison) -> list[str]:
    told: list[tuple[str, Callable[[Case], str]]] = [
        ("Budget", lambda case: amount(case.outcome.budget_t)),
        ("Reference, without the actions", lambda case: amount(case.outcome.cumulative_reference_t)),
        ("With what is decided", lambda case: amount(case.outcome.decided.cumulative_emissions_t)),
        ("With everything", lambda case: amount(case.outcome.cumulative_emissions_t)),
        ("Change", lambda case: amount(case.change_t)),
        ("Left of the budget", lambda case: amount(case.outcome.remaining_t)),
        ("Fits", lambda case: "yes" if case.outcome.fits else "no"),
        ("Budget used up in", lambda case: _year(case.outcome.exhausted)),
        ("Emitted in the last year", lambda case: amount(case.outcome.last_year_t)),
    ]
    if all(case.outcome.draws is not None for case in comparison.cases):
        told.append(("Meets the budget, of 100 tries", _tries))
    header = ["Over the horizon", *_numbers(comparison)]
    return table_lines(header, [[label, *(tell(case) for case in comparison.cases)] for label, tell in told])


def _changes(
    comparison: Comparison,
    label: str,
    rows: Sequence[tuple[str, Sequence[float | None], Sequence[float | None]]],
    counts: Sequence[int] = (),
) -> list[str]:
    if not rows:
        return []
    cells = [(name, [*changes, *extremes]) for name, changes, extremes in rows]
    divisor, unit, decimals = scale_of(value for _, values in cells for value in values if value is not None)
    header = [f"{label}, change in {unit}", *_numbers(comparison)]
    if counts:
        header += ["min", "mean", "max", "included in"]
    lines = [
        [
            shortened(name),
            *(NONE if value is None else grouped(value / divisor, decimals) for value in values),
            *([str(counts[index])] if counts else []),
        ]
        for index, (name, values) in enumerate(cells)
    ]
    return table_lines(header, lines)


def _numbers(comparison: Comparison) -> list[str]:
    return [str(number) for number in range(1, len(comparison.cases) + 1)]


def _horizon(case: Case) -> str:
    return f"{case.outcome.years[0]} to {case.outcome.years[-1]}"


def _year(decimal_year: float | None) -> str:
    return NONE if decimal_year is None else str(int(decimal_year))


def _tries(case: Case) -> str:
    if case.outcome.draws is None or not case.outcome.actions:
        return NONE
    return grouped(100 * case.outcome.draws.probability_fits, 0)
