"""``handlingsrom suggest``: a small, well-supported combination of actions that meets the budget."""

from __future__ import annotations

import argparse
import sys
import textwrap
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scenarios.scenario import Scenario
    from scenarios.selection.suggestion import Suggestion

SUMMARY = (
    "Suggest the best-supported combination of a scenario file's proposals that meets the carbon budget."
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("file", metavar="FILE", help="a scenario file, or - for standard input")
    parser.add_argument(
        "--excluded-too", action="store_true", help="proposals that are not included may be chosen as well"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON document and nothing else")


def run(arguments: argparse.Namespace) -> int:
    """Print the combination; print one line per fault and return 2 if the file is refused."""
    from scenarios.errors import ScenarioFileError, ScenariosError, one_line
    from scenarios.file.schema import read_scenario
    from scenarios.selection.suggestion import suggest
    from workshop.cli.evaluate import read_input, written
    from workshop.cli.figures import print_fault, print_json

    try:
        scenario = read_scenario(read_input(arguments.file))
        suggestion = suggest(scenario, excluded_too=arguments.excluded_too)
    except ScenarioFileError as error:
        for fault in error.faults:
            print(f"{one_line(arguments.file)}: {fault}", file=sys.stderr)
        return 2
    except ScenariosError as error:
        return print_fault("suggest", error)
    if arguments.json:
        print_json(suggestion.to_dict())
    else:
        print(written("\n".join(_lines(scenario, suggestion))))
    return 0


def _lines(scenario: Scenario, suggestion: Suggestion) -> list[str]:
    from scenarios.errors import one_line
    from workshop.cli.figures import write_significant
    from workshop.cli.outcome_text import amount

    last = scenario.end_year
    title = {action.id: one_line(action.title) for action in scenario.actions}
    lines = [one_line(scenario.title), ""]
    if suggestion.fits:
        left = amount(suggestion.budget_t - suggestion.cumulative_emissions_t)
        lines.append(f"This combination meets the budget: {left} is left at the end of {last}.")
    elif suggestion.proved:
        lines.append(f"No combination meets the budget. The best exceeds it by {amount(suggestion.short_t)}.")
    else:
        short = amount(suggestion.short_t)
        lines.append(
            f"No combination that meets the budget was found. The best so far exceeds it by {short}."
        )
    for words, ids in (("Decided already", suggestion.decided), ("Proposals chosen", suggestion.chosen)):
        lines += ["", f"{words}: {len(ids)}", *(f"  {key}  {title[key]}" for key in ids)]
    lines += ["", f"Proposals left out: {', '.join(suggestion.left_out) or 'none'}", ""]
    lines += textwrap.wrap(suggestion.objective, 96)
    if suggestion.fits:
        price, support = write_significant(suggestion.price), write_significant(suggestion.support)
        sums = f"Sum of prices {price}, of support {support}"
        lines.append(
            sums + ("." if suggestion.cost is None else f", of cost {write_significant(suggestion.cost)}.")
        )
        if suggestion.proved:
            lines.append("It is proven that no combination that meets the budget has a lower price.")
        else:
            least = write_significant(suggestion.price_at_least or 0.0)
            lines.append(
                f"Not proven: a combination with a price from {least} up to this one's may do so as well."
            )
    return lines
