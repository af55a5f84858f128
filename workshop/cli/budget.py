"""``handlingsrom budget``: a territory's carbon budget, step by step."""

from __future__ import annotations

import argparse
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

from workshop.cli.data_folder import add_data_argument, use_data
from workshop.cli.omissions import ALIAS, add_without_argument, read_without

if TYPE_CHECKING:
    from scenarios.budget.breakdown import Breakdown
    from scenarios.budget.steps import Budget, Step

SUMMARY = "Compute a territory's carbon budget, with every step and its source."
WIDTH, FIGURE = 96, 20
AT_ONCE_PCT = 60.0
"""A yearly cut above this ends most emissions in the first year."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("territory", metavar="TERRITORY", help="id, such as SE-0480 or SE-0480+SE-0481")
    parser.add_argument(
        "--preset",
        metavar="NAME",
        help="uppsala-2022-1.7, uppsala-2022-1.5, klimatkollen-2024, per-capita, emission-share, blend, "
        "carbon-law or own",
    )
    parser.add_argument(
        "--as-of", metavar="YEAR", help="count from 1 January of this year; subtract the years before"
    )
    parser.add_argument("--edition", metavar="NAME", help="edition of the global budget: igcc-2024 or ar6")
    parser.add_argument("--temperature", metavar="C", help="warming limit of the global budget, 1.5 to 2.0")
    parser.add_argument(
        "--probability", metavar="PERCENT", help="chance of staying below it, such as 50, 67 or 83"
    )
    parser.add_argument("--weight", metavar="W", help="for blend: weight of the share by inhabitants, 0 to 1")
    parser.add_argument("--amount", metavar="T", help="the municipality's own budget, tonnes of CO₂")
    parser.add_argument(
        "--start-year", metavar="YEAR", help="the own amount counts from 1 January of this year"
    )
    parser.add_argument(
        "--base-emissions", metavar="T", help="emissions of the year before, t; else the statistics"
    )
    parser.add_argument("--source", metavar="TEXT", help="where the own amount comes from")
    add_without_argument(parser)
    parser.add_argument(
        "--by",
        choices=("sector", "actor"),
        help="also break the budget down, over sectors or over the actors who control the sources",
    )
    parser.add_argument(
        "--shares",
        metavar="FILE",
        type=Path,
        help="who controls which emissions, for --by actor: CSV with target, actor and share (0 to 1)",
    )
    add_data_argument(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def run(arguments: argparse.Namespace) -> int:
    """Compute and print the budget; return the exit status."""
    from scenarios.budget.amounts import MISMATCH
    from scenarios.budget.scope import budget_warnings
    from scenarios.errors import ScenariosError
    from scenarios.inventory.territories import find_territory
    from workshop.cli.figures import print_fault, print_json, print_warnings, tell_reading

    use_data(arguments)
    try:
        if arguments.shares is not None and arguments.by != "actor":
            from scenarios.budget.breakdown import BreakdownError

            raise BreakdownError("--shares says who controls what: it belongs to --by actor.")
        budget, notes = _compute(arguments)
        warnings = [
            *notes,
            *(warning for warning in budget.warnings if warning.endswith(MISMATCH)),
            *tell_reading(arguments.amount, "--amount"),
            *tell_reading(arguments.base_emissions, "--base-emissions"),
            *budget_warnings(find_territory(budget.territory), budget.gas, budget.cement, budget.without),
        ]
        document, lines = budget.to_dict(), _derivation_lines(budget)
        if arguments.by:
            from scenarios.budget.breakdown import break_down
            from workshop.cli.shares import read_shares

            shares = None if arguments.shares is None else read_shares(arguments.shares)
            breakdown = break_down(budget, shares=shares)
            document["breakdown"] = breakdown.to_dict(arguments.by)
            lines += _breakdown_lines(breakdown, arguments.by)
    except ScenariosError as fault:
        return print_fault("budget", fault)
    print_warnings("budget", warnings)
    if arguments.json:
        print_json(document)
    else:
        print("\n".join(lines))
    return 0


def _compute(arguments: argparse.Namespace) -> tuple[Budget, list[str]]:
    """Return the budget, and notes on how the arguments were read."""
    from scenarios.budget.budgets import compute_budget
    from scenarios.budget.steps import BudgetError
    from scenarios.inventory.omissions import has_cement_plant
    from scenarios.inventory.territories import find_territory
    from workshop.cli.figures import read_number, read_year

    as_of = None if arguments.as_of is None else read_year(arguments.as_of, "--as-of")
    if arguments.amount is not None or arguments.start_year is not None or arguments.preset == "own":
        return _own(arguments, as_of), _own_notes(arguments)
    if arguments.preset is None:
        raise BudgetError("Which budget? Give --preset NAME, or --amount T with --start-year YEAR.")
    for flag in ("base_emissions", "source"):
        if getattr(arguments, flag):
            raise BudgetError(f"--{flag.replace('_', '-')} belongs to an own --amount, not to a preset.")
    chosen = {name: getattr(arguments, name) for name in ("temperature", "probability", "weight")}
    numbers = {name: read_number(text, f"--{name}") for name, text in chosen.items() if text is not None}
    without, notes = read_without(arguments, has_plant=has_cement_plant(find_territory(arguments.territory)))
    budget = compute_budget(
        arguments.territory,
        arguments.preset,
        as_of=as_of,
        edition=arguments.edition,
        without=without,
        **numbers,
    )
    return budget, notes


def _own_notes(arguments: argparse.Namespace) -> list[str]:
    if not arguments.without_cement:
        return []
    note = (
        f"{ALIAS} goes away with the next release: an own amount has its own scope. Give --base-emissions to "
        "count from emissions of that scope."
    )
    return [note]


def _own(arguments: argparse.Namespace, as_of: int | None) -> Budget:
    from scenarios.budget.budgets import own_budget
    from scenarios.budget.steps import BudgetError
    from workshop.cli.figures import read_number, read_year

    if arguments.preset not in (None, "own"):
        raise BudgetError(
            f"--preset {arguments.preset} and an own amount exclude each other; give one of them."
        )
    needed = {"--amount T": arguments.amount, "--start-year YEAR": arguments.start_year}
    missing = [flag for flag, text in needed.items() if text is None]
    if missing:
        raise BudgetError(f"An own budget is an amount from a year on; give {' and '.join(missing)} too.")
    for name in ("edition", "temperature", "probability", "weight"):
        if getattr(arguments, name) is not None:
            raise BudgetError(f"--{name} belongs to a preset; an own amount already has it in.")
    if arguments.without:
        raise BudgetError(
            "--without belongs to a preset: an own amount has its own scope, and nothing can be taken out."
        )
    base = arguments.base_emissions
    return own_budget(
        arguments.territory,
        amount_t=read_number(arguments.amount, "--amount"),
        start_year=read_year(arguments.start_year, "--start-year"),
        base_emissions_t=None if base is None else read_number(base, "--base-emissions"),
        source=arguments.source,
        as_of=as_of,
        cement=not arguments.without_cement,
    )


def _derivation_lines(budget: Budget) -> list[str]:
    """Return the derivation of the budget as lines of text."""
    from scenarios.budget.addition import is_fitted, whole_tonnes
    from workshop.cli.figures import write_fixed, write_gas, write_tonnes

    gas = write_gas(budget.gas)
    lines = [
        f"Carbon budget of {budget.name} ({budget.territory}), {gas}, preset {budget.preset}",
        budget.disclaimer,
        *([] if budget.left_out is None else [budget.left_out.sentence]),
        "",
    ]
    given = next((step.value for step in budget.steps if step.key == "local_budget"), 0.0)
    steps = [step.to_dict() for step in budget.steps]
    tonnes = whole_tonnes(steps)
    for step, whole in zip(budget.steps, tonnes, strict=True):
        figure = f"{_figure(step, whole, given):>{FIGURE}}  "
        lines += textwrap.wrap(step.label, WIDTH, initial_indent=figure, subsequent_indent=" " * (FIGURE + 2))
        lines += textwrap.wrap(
            step.source, WIDTH, initial_indent=" " * (FIGURE + 4), subsequent_indent=" " * (FIGURE + 4)
        )
    base = f"{write_tonnes(budget.base_emissions_t)} a year ({budget.base_year})"
    lines += ["", f"Budget from 1 January {budget.start_year}: {write_tonnes(budget.budget_t)}."]
    rate = budget.annual_reduction_pct
    if rate is None:
        since = budget.used_up_since
        used_up = f"before {budget.start_year}" if since is None else f"since {since}"
        lines += [
            f"Nothing is left. The budget is used up {used_up}.",
            f"Emissions are {base}; no yearly rate is fast enough for this budget.",
        ]
    elif budget.years_left is None or budget.exhausted is None or budget.linear_zero_year is None:
        lines.append("Nothing is emitted; the budget never runs out.")
    else:
        start = budget.start_year
        soon = ", practically at once" if rate > AT_ONCE_PCT else ""
        lasts = f"At {base} it lasts {write_fixed(budget.years_left)} years"
        lines += [
            f"{lasts} and is spent during {int(budget.exhausted)}.",
            f"It never runs out if emissions fall by {write_fixed(rate)} % every year from {start} on{soon},",
            f"counted from the emissions of {budget.base_year},",
            f"or along a straight line that reaches zero during {int(budget.linear_zero_year)}.",
            *_newest_level_lines(budget),
        ]
    warnings = list(budget.warnings)
    if is_fitted(steps):
        fitted = "The lines are in whole tonnes, rounded so that they add up; a line can differ by one tonne "
        warnings.append(f"{fitted}from the figure elsewhere.")
    if warnings:
        lines += ["", "Keep in mind:"]
        for warning in warnings:
            lines += textwrap.wrap(warning, WIDTH, initial_indent="- ", subsequent_indent="  ")
    return lines


def _newest_level_lines(budget: Budget) -> list[str]:
    """Return how long the budget lasts at the newest level, if that is not the official one."""
    from scenarios.budget.pathways import exhaustion_year, required_rate, years_left
    from scenarios.inventory.statistics import read_inventory
    from workshop.cli.figures import write_fixed, write_tonnes

    inventory = read_inventory(budget.territory, gas=budget.gas, cement=budget.cement, without=budget.without)
    newest, year, status = (
        float(inventory.emissions_t[:, -1].sum()),
        inventory.years[-1],
        inventory.status[-1],
    )
    figures = {"budget_t": budget.budget_t, "base_emissions_t": newest}
    years = years_left(**figures)
    spent = exhaustion_year(**figures, start_year=budget.start_year)
    if year == budget.base_year or years is None or spent is None:
        return []
    told = (
        f"At {write_tonnes(newest)} a year ({year}, {status}), it lasts {write_fixed(years)} years and is "
        f"spent during {int(spent)}: so do screens that carry on the newest level."
    )
    cut = required_rate(**figures)
    if cut is not None:
        told += f" From that level a yearly cut of {write_fixed(100 * cut)} % keeps it."
    return textwrap.wrap(told, WIDTH)


def _breakdown_lines(breakdown: Breakdown, dimension: str) -> list[str]:
    from workshop.cli.figures import write_fixed

    parts = breakdown.parts(dimension)
    width = max(len("total"), *(len(part.id) for part in parts))
    rows = [(part.id, part.share, part.budget_t) for part in parts]
    lines = ["", f"By {dimension}, as in {breakdown.base_year}:"]
    for name, share, tonnes in (*rows, ("total", 1.0, breakdown.budget_t)):
        lines.append(f"  {name:{width}}{write_fixed(100 * share):>8} %{tonnes:>16,} t".replace(",", " "))
    for note in breakdown.notes[: 1 if dimension == "sector" else 2]:
        lines += textwrap.wrap(note, WIDTH, initial_indent="- ", subsequent_indent="  ")
    return lines


def _figure(step: Step, whole: int | None, given: float) -> str:
    from scenarios.budget.addition import share_digits
    from workshop.cli.figures import write_fixed, write_tonnes

    if whole is not None and abs(whole) < 1e10:
        return f"{whole:,} t CO₂".replace(",", " ")
    if step.unit == "t":
        return f"{step.value / 1e9:.10g} Gt CO₂"
    if step.unit == "t/yr":
        return f"{write_tonnes(step.value)} CO₂/yr"
    if step.unit == "share":
        digits = share_digits(step.value, given)
        return f"{write_fixed(100 * step.value, digits)} %"
    if step.unit == "% a year":
        return f"{step.value:g} % a year"
    return write_fixed(step.value, 0)
