"""Scenarios of any size, for measuring: plausible figures, always the same."""

from __future__ import annotations

import random
from dataclasses import replace

from scenarios.engine.evaluation import evaluate
from scenarios.scenario import Action, Effect, Estimate, Group, Ramp, Scenario, Source

FIRST_YEAR = 2025
YEARS = 26


def room(
    actions: int, sources: int, *, years: int = YEARS, targets: int = 1, correlation: float = 0.0
) -> Scenario:
    """Actions dealt out evenly to the sources, a quarter of them decided, none in a group."""
    dealer = random.Random(actions * 1000 + sources)  # noqa: S311 - a simulation, no secret
    made = tuple(
        Source(f"s{number}/all", tuple(2e4 + 1e3 * number - 150.0 * year for year in range(years)))
        for number in range(sources)
    )
    total = sum(sum(source.reference_t) for source in made)
    return Scenario(
        "Measured",
        "CO2",
        FIRST_YEAR,
        FIRST_YEAR + years - 1,
        0.4 * total,
        made,
        tuple(
            _action(
                dealer, f"a{number}", tuple(made[(number + k) % sources].id for k in range(targets)), actions
            )
            for number in range(actions)
        ),
        correlation=correlation,
    )


def grouped(scenario: Scenario, size: int) -> Scenario:
    """The same actions in groups of `size`, exclusive and disjoint in turn."""
    ids = [action.id for action in scenario.actions]
    groups = tuple(
        Group(f"g{start}", "disjoint" if start // size % 2 else "exclusive", tuple(ids[start : start + size]))
        for start in range(0, len(ids) - size + 1, size)
    )
    return replace(scenario, groups=groups)


def voted(scenario: Scenario, part: float) -> Scenario:
    """The same proposals with support and cost; they fit if they save `part` of what they can."""
    dealer = random.Random(len(scenario.actions))  # noqa: S311 - a simulation, no secret
    actions = tuple(
        replace(action, about={"support": dealer.choice((1, 2, 3, 5, 8)), "cost": dealer.uniform(1, 100)})
        for action in scenario.actions
    )
    outcome = evaluate(scenario)
    decided, least = outcome.decided.cumulative_emissions_t, outcome.cumulative_emissions_t
    return replace(scenario, actions=actions, budget_t=decided - part * (decided - least))


def stronger(action: Action, factor: float) -> Action:
    """The same action with another estimate."""
    assert action.effect is not None
    estimates = tuple(
        Estimate(e.low * factor, e.likely * factor, e.high * factor) for e in action.effect.estimates
    )
    return replace(action, effect=replace(action.effect, estimates=estimates))


def _action(dealer: random.Random, key: str, targets: tuple[str, ...], actions: int) -> Action:
    # Together they take a good part away, however many they are.
    size = 20.0 * dealer.uniform(0.5, 1.5) / actions
    kind = dealer.choice(("share", "tonnes"))
    low, likely, high = (part * (0.3 * size if kind == "share" else 6e3 * size) for part in (0.5, 1.0, 1.4))
    ramp: Ramp = dealer.choice(("linear", "step", "s-curve"))
    return Action(
        id=key,
        title=f"Action {key}",
        targets=targets,
        effect=Effect("share" if kind == "share" else "tonnes", (Estimate(low, likely, high),)),
        start_year=FIRST_YEAR + dealer.randrange(6),
        ramp=ramp,
        ramp_years=dealer.randint(1, 8),
        layer="decided" if dealer.random() < 0.25 else "proposed",
    )
