"""How fast the model is: ``make bench-model`` prints a table and writes JSON.

Every figure is a ratio of medians to a bare NumPy writing of the same formulas (``bare.py``), both
timed in turn in the same run, because milliseconds say more about a machine than about the model.
One action has one target, over 26 years; the bare writing computes everything anew after each
change, as its whole block of arrays is quicker than any bookkeeping. Its draws give neither
percentiles nor one stream for each action, ours do.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from scenarios.engine.evaluation import evaluate
from scenarios.engine.prepared import PreparedScenario, prepare
from scenarios.file.schema import read_scenario, scenario_to_dict
from scenarios.scenario import Action, Scenario
from scenarios.selection.suggestion import suggest
from tests.bench.bare import Bare
from tests.bench.ratios import Ratio, compare, median_ms
from tests.bench.rooms import grouped, room, stronger, voted

ROOT = Path(__file__).parents[2]
SIZES = ((40, 6), (400, 12))
BUDGET = ("budget", "SE-0480", "--preset", "uppsala-2022-1.7")
COLD_GOAL_S = 0.6
SUGGEST_GOAL_S = 1.0


@dataclass(frozen=True)
class Goal:
    """What is measured at one size, and how many times as long as the bare writing it may take."""

    name: str
    actions: int
    sources: int
    most: float

    def measure(self, seconds: float) -> Ratio:
        """Time it."""
        return {"verdict": verdicts, "outcome": outcomes, "1,000 draws": draws}[self.name](
            room(self.actions, self.sources), seconds
        )


GOALS = (
    Goal("verdict", *SIZES[0], 5.0),
    Goal("verdict", *SIZES[1], 3.0),
    Goal("outcome", *SIZES[0], 3.0),
    Goal("outcome", *SIZES[1], 3.0),
    Goal("1,000 draws", *SIZES[0], 2.0),
    Goal("1,000 draws", *SIZES[1], 2.0),
)


class Changing:
    """A prepared scenario in which, in turn, one action after the other becomes stronger or weaker."""

    def __init__(self, scenario: Scenario, changes: list[Action] | None = None) -> None:
        self.prepared: PreparedScenario = prepare(scenario)
        self.prepared.outcome()
        self.changes = itertools.cycle(changes if changes is not None else made_stronger(scenario))

    def verdict(self) -> object:
        """Change one action; the new verdict."""
        self.prepared = self.prepared.with_action(next(self.changes))
        return self.prepared.verdict()

    def outcome(self) -> object:
        """Change one action; the new outcome."""
        self.prepared = self.prepared.with_action(next(self.changes))
        return self.prepared.outcome()


def made_stronger(scenario: Scenario) -> list[Action]:
    """One change of every action, spread over the sources, no two rounds the same."""
    factors = (1.01, 0.97, 1.04, 0.99)
    return [stronger(action, factor) for factor in factors for action in scenario.actions]


def bare_changes(bare: Bare, scenario: Scenario) -> Iterator[None]:
    """Make the same changes in the bare writing."""
    for action in itertools.cycle(made_stronger(scenario)):
        assert action.effect is not None
        yield bare.change(action.id, action.effect.estimates[0].likely)


def verdicts(scenario: Scenario, seconds: float) -> Ratio:
    """One action changes: the new verdict."""
    bare, ours = Bare(scenario), Changing(scenario)
    changes = bare_changes(bare, scenario)
    return compare(lambda: (next(changes), bare.verdict()), ours.verdict, seconds=seconds)


def outcomes(scenario: Scenario, seconds: float) -> Ratio:
    """One action changes: the new outcome with what every action does."""
    bare, ours = Bare(scenario), Changing(scenario)
    changes = bare_changes(bare, scenario)
    return compare(lambda: (next(changes), bare.outcome()), ours.outcome, seconds=seconds)


def draws(scenario: Scenario, seconds: float, *, correlation: float = 0.0) -> Ratio:
    """An outcome with 1,000 draws; the bare writing draws independently."""
    bare, prepared = Bare(scenario), prepare(replace(scenario, correlation=correlation))
    return compare(lambda: bare.draws(1000, 0), lambda: prepared.outcome(draws=1000), seconds=seconds)


def touches(seconds: float) -> dict[str, float]:
    """What a change costs next to that of one action with one target, 400 actions on 12 sources."""
    plain = room(400, 12)
    alone = Changing(plain).verdict

    def times(scenario: Scenario, changes: list[Action] | None = None) -> float:
        return compare(alone, Changing(scenario, changes).verdict, seconds=seconds).ratio

    def aimed(targets: int) -> list[Action]:
        names = tuple(source.id for source in plain.sources[:targets])
        return [replace(stronger(plain.actions[0], factor), targets=names) for factor in (1.01, 0.97)]

    return {
        "one action, 4 targets": times(plain, aimed(4)),
        "one action, 12 targets": times(plain, aimed(12)),
        "in a group of 5": times(grouped(plain, 5)),
        "in a group of 20": times(grouped(plain, 20)),
        "one action of 4,000 on 120 sources": times(room(4000, 120)),
    }


def reading(seconds: float) -> dict[str, Ratio]:
    """What a scenario file of 2,000 actions on 12 sources costs, next to Python's own reading of its JSON."""
    text = json.dumps(scenario_to_dict(room(2000, 12)))
    work: dict[str, Callable[[], object]] = {
        "read": lambda: read_scenario(text),
        "read and evaluated": lambda: evaluate(read_scenario(text)),
    }
    return {name: compare(lambda: json.loads(text), each, seconds=seconds) for name, each in work.items()}


def growth() -> dict[str, dict[str, list[float]]]:
    """Milliseconds at doubled sizes, from 400 actions on 12 sources over 26 years and 1,000 draws."""

    def of(scenario: Scenario, count: int = 1000) -> dict[str, Callable[[], object]]:
        changing = Changing(scenario)
        prepared = changing.prepared
        return {
            "verdict": changing.verdict,
            "outcome": changing.outcome,
            "from nothing": lambda: evaluate(scenario),
            "draws": lambda: prepared.outcome(draws=count),
        }

    found: dict[str, dict[str, list[float]]] = {}
    for name, scenarios in {
        "actions 200, 400, 800": [of(room(size, 12)) for size in (200, 400, 800)],
        "sources 6, 12, 24": [of(room(400, size)) for size in (6, 12, 24)],
        "years 13, 26, 52": [of(room(400, 12, years=size)) for size in (13, 26, 52)],
        "draws 500, 1000, 2000": [of(room(400, 12), size) for size in (500, 1000, 2000)],
    }.items():
        kinds = ["draws"] if name.startswith("draws") else list(scenarios[0])
        found[name] = {kind: [median_ms(work[kind]) for work in scenarios] for kind in kinds}
    return found


def cold_s(runs: int = 5) -> tuple[float, float]:
    """Seconds of a whole process of the command, waited and of processor time; medians of some."""
    command = [sys.executable, "-m", "workshop.cli.main", *BUDGET]
    waited, worked = [], []
    for _ in range(runs):
        start, before = time.perf_counter(), os.times()
        subprocess.run(command, check=True, capture_output=True, cwd=ROOT)
        waited.append(time.perf_counter() - start)
        after = os.times()
        worked.append(sum(after[2:4]) - sum(before[2:4]))
    return statistics.median(waited), statistics.median(worked)


def suggest_s() -> float:
    """Seconds of processor time of the slowest suggestion for rooms of 60 actions in groups of two."""
    slowest = 0.0
    for sources, targets, part in itertools.product((1, 6), (1, 3), (0.5, 0.7, 0.9)):
        scenario = voted(grouped(room(60, sources, targets=min(targets, sources)), 2), part)
        start = time.process_time()
        suggest(scenario)
        slowest = max(slowest, time.process_time() - start)
    return slowest


def main() -> int:
    """Measure everything, print it and write it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, default=Path("build/bench-model.json"), metavar="FILE")
    parser.add_argument("--seconds", type=float, default=2.0, help="for each figure (default: 2)")
    arguments = parser.parse_args()
    versions = f"Python {platform.python_version()}, NumPy {np.__version__}"
    heading = f"{'actions':>24}{'sources':>8}{'bare ms':>10}{'ours ms':>10}{'ratio':>8}{'goal':>7}"
    print(f"{versions}\n\n{heading}")
    rows = []
    for goal in GOALS:
        found = goal.measure(arguments.seconds)
        rows.append({**vars(goal), **vars(found), "ratio": found.ratio})
        print(_row(goal, found), f"{goal.most:6.1f}")
    for size in SIZES:
        found = draws(room(*size), arguments.seconds, correlation=0.3)
        rows.append({"name": "draws, rho 0.3", **vars(found), "ratio": found.ratio})
        print(_row(Goal("draws, rho 0.3", *size, 0.0), found), "     -")
    cold, worked = cold_s()
    print(f"\ncold {' '.join(BUDGET)}: {cold:.2f} s, {worked:.2f} s of it at work (goal {COLD_GOAL_S})")
    suggested = suggest_s()
    print(f"suggest, 60 actions: {suggested:.2f} s at most (goal {SUGGEST_GOAL_S})")
    files = reading(arguments.seconds)
    print("\nA scenario file of 2,000 actions, next to json.loads of its text:")
    for name, found in files.items():
        print(f"  {name:36}{found.bare_ms:8.1f} ms{found.ours_ms:8.1f} ms{found.ratio:6.1f}")
    touched = touches(arguments.seconds / 4)
    print("\nA change, next to one action with one target (400 actions, 12 sources):")
    for name, times in touched.items():
        print(f"  {name:36}{times:6.1f}")
    grown = growth()
    print("\nGrowth, milliseconds (400 actions, 12 sources, 26 years, 1,000 draws unless told):")
    for name, by_kind in grown.items():
        for kind, times_ms in by_kind.items():
            print(f"  {name:24}{kind:14}" + "".join(f"{value:10.3f}" for value in times_ms))
    report = {
        "versions": versions,
        "ratios": rows,
        "cold_s": cold,
        "cold_work_s": worked,
        "suggest_s": suggested,
        "files": {name: {**vars(found), "ratio": found.ratio} for name, found in files.items()},
        "touches": touched,
        "growth_ms": grown,
    }
    arguments.json.parent.mkdir(parents=True, exist_ok=True)
    arguments.json.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    return 0


def _row(goal: Goal, found: Ratio) -> str:
    sizes = f"{goal.name:16}{goal.actions:8}{goal.sources:8}"
    return f"{sizes}{found.bare_ms:10.4f}{found.ours_ms:10.4f}{found.ratio:8.2f}"


if __name__ == "__main__":
    sys.exit(main())
