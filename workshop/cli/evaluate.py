"""``handlingsrom evaluate``: the outcome of a scenario file."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

SUMMARY = "Evaluate a scenario file: does everything together fit the carbon budget?"

STANDARD_INPUT = "-"
REFUSED = 2
MOST_DRAWS = 1_000_000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument("file", metavar="FILE", help="a scenario file, or - for standard input")
    add_draws(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON document and nothing else")


def add_draws(parser: argparse.ArgumentParser) -> None:
    """Add the arguments about draws, shared by all commands that evaluate."""
    parser.add_argument(
        "--draws", type=_count, metavar="N", help="draw the uncertain effects N times (default: not)"
    )
    parser.add_argument("--seed", type=int, default=0, metavar="S", help="seed of the draws (default: 0)")


def run(arguments: argparse.Namespace) -> int:
    """Print the outcome; print one line per fault and return 2 if the file is refused."""
    from scenarios.engine.evaluation import evaluate
    from scenarios.errors import ScenarioFileError, one_line
    from scenarios.file.schema import read_scenario

    try:
        scenario = read_scenario(read_input(arguments.file))
        outcome = evaluate(scenario, draws=arguments.draws, seed=arguments.seed)
    except ScenarioFileError as error:
        for fault in error.faults:
            print(f"{one_line(arguments.file)}: {fault}", file=sys.stderr)
        return REFUSED
    if arguments.json:
        import json

        print(json.dumps(outcome.to_dict(), allow_nan=False))
    else:
        from workshop.cli.outcome_text import outcome_text

        print(written(outcome_text(scenario, outcome)))
    return 0


def read_input(file: str) -> bytes:
    """Return the content of a file, or of standard input for ``-``."""
    from scenarios.errors import Fault, ScenarioFileError

    try:
        return sys.stdin.buffer.read() if file == STANDARD_INPUT else Path(file).read_bytes()
    except (OSError, ValueError) as error:  # ValueError: a name with a null character
        reason = getattr(error, "strerror", None) or str(error)
        raise ScenarioFileError(
            [Fault("", f"cannot be read: {reason}", "a readable scenario file")]
        ) from error


def _count(text: str) -> int:
    try:
        count = int(text)
    except ValueError:
        count = 0
    # All draws of all years are in memory; the limit is far beyond what a percentile needs.
    if not 1 <= count <= MOST_DRAWS:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1 to {MOST_DRAWS}")
    return count


def written(text: str) -> str:
    """Return the text with characters replaced that the terminal's encoding lacks."""
    encoding = sys.stdout.encoding or "utf-8"
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        spaced = text.replace("\u202f", " ").replace("\N{MINUS SIGN}", "-")
        return spaced.encode(encoding, "replace").decode(encoding)
    return text
