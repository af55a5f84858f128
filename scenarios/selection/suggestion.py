"""Suggest actions: of all sets whose emissions meet the budget, the best supported one."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from scenarios.arrays import Floats
from scenarios.engine.evaluation import evaluate
from scenarios.errors import ScenariosError
from scenarios.scenario import Action, Scenario
from scenarios.selection.cheapest_choice import Search, least_emissions
from scenarios.selection.choice import Choice, lay_out_choice

OBJECTIVE = (
    "Of all sets that fit, the one with the lowest sum of prices, where an action's price is how many times "
    "its support goes into that of the best-supported action, at most 100."
)
DEAREST = 100.0
COST_WEIGHT = 0.01
MOST_NODES = 2500


class SuggestionError(ScenariosError):
    """An action's support or cost is no valid number."""


@dataclass(frozen=True)
class Suggestion:
    """A set of actions.

    Attributes
    ----------
    fits
        Whether it meets the budget. If no set does, it is the set with the least emissions.
    decided, chosen, left_out
        Ids of the decided actions, which are always in, of the proposals chosen, and of those not.
    budget_t, cumulative_emissions_t, short_t
        t; ``short_t`` is the excess over the budget, 0 if the set fits.
    support, cost, price
        Sums over the chosen: in the units of ``about.support`` and ``about.cost``, and without unit;
        ``cost`` is None if no action has one.
    proved
        Whether no fitting set has a lower price; for a set that does not fit, whether none emits less.
    price_at_least
        Lower bound of the price of fitting sets, without unit; None if no fitting set is known.
    objective
        The objective of the search, in a sentence.
    """

    fits: bool
    decided: tuple[str, ...]
    chosen: tuple[str, ...]
    left_out: tuple[str, ...]
    budget_t: float
    cumulative_emissions_t: float
    short_t: float
    support: float
    cost: float | None
    price: float
    proved: bool
    price_at_least: float | None
    objective: str = OBJECTIVE

    def to_dict(self) -> dict[str, Any]:
        """Return it as the command prints it.

        Returns
        -------
        dict
            Plain lists, numbers, text and None, by the names of the attributes.
        """
        values = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}


def suggest(scenario: Scenario, *, excluded_too: bool = False, most_nodes: int = MOST_NODES) -> Suggestion:
    """Suggest a small, well-supported set of proposals that fits the budget.

    Among the sets ``S`` of proposals for which the scenario with the decided actions and ``S`` alone fits,
    this searches one with the lowest

    ``sum over i in S of p[i],  p[i] = min(100, max(s) / s[i]) + 0.01 c[i] / sum(c)``

    with support ``s`` and cost ``c``. Every action has a price, and one with half the support costs twice as
    much: the set is small and well supported. Maximising the sum of support instead would always take every
    proposal that anyone supports. Cost only decides between sets of about equal price, and not at all if no
    action has one.

    Parameters
    ----------
    scenario
        A valid scenario. Support is the number ``about.support`` of an action; 1 if missing, for its author;
        zero or negative support gives the price 100. Cost is the number ``about.cost`` in any unit; if only
        some actions have one, the others cost as much as the most expensive, so that omitting it is no
        advantage.
    excluded_too
        Whether proposals with ``included: false`` may be chosen.
    most_nodes
        Limit of the search; a number and not a time, so that the answer is reproducible.

    Returns
    -------
    Suggestion
        Proposals without tonnes, increases and members of an exclusive group that would not win are
        never chosen. The set's emissions are those of `scenarios.engine.evaluation.evaluate`.

    Raises
    ------
    SuggestionError
        If support or cost is no finite number, or a cost is negative.
    ScenarioFileError
        As `evaluate`.

    Notes
    -----
    See `scenarios.selection.cheapest_choice` for the proof. The answer does not depend on the order of
    actions. Source of the prices: the project's model (MODEL.md, section 10); this weight of support is a
    choice, stated in `objective`.
    """
    proposals = [a for a in scenario.actions if a.layer == "proposed" and (a.included or excluded_too)]
    candidates = [a for a in proposals if replace(a, included=True).counts]
    decided = [a for a in scenario.actions if a.layer == "decided" and a.counts]
    choice = lay_out_choice(scenario, candidates, decided)
    support = {action.id: _support(action) for action in candidates}
    cost = _costs(candidates)
    prices = _prices(choice, support, cost)

    def chosen_ids(x: Floats) -> set[str]:
        return {action.id for action, value in zip(choice.candidates, x, strict=True) if value > 0.5}

    def fits(x: Floats) -> bool:
        emissions = choice.emissions_t(x)
        if not math.isclose(emissions, scenario.budget_t, rel_tol=1e-7, abs_tol=1e-5):
            return emissions < scenario.budget_t
        return evaluate(_with_only(scenario, proposals, chosen_ids(x))).fits

    x, proved = least_emissions(choice)
    at_least = None
    is_found = fits(x)
    if is_found or not proved:
        allowed = scenario.budget_t + 1e-6 * max(1.0, abs(scenario.budget_t))
        search = Search(choice, prices, allowed, fits, most_nodes)
        if is_found:
            search.best, search.best_price = x, float(prices @ x)
        search.run()
        if search.best is not None:
            x, at_least = search.best, min(search.best_price, search.open_bound)
            proved = search.open_bound == np.inf
    ids = chosen_ids(x)
    outcome = evaluate(_with_only(scenario, proposals, ids))
    return Suggestion(
        fits=outcome.fits,
        decided=tuple(sorted(action.id for action in decided)),
        chosen=tuple(sorted(ids)),
        left_out=tuple(sorted(action.id for action in proposals if action.id not in ids)),
        budget_t=outcome.budget_t,
        cumulative_emissions_t=outcome.cumulative_emissions_t,
        short_t=0.0 if outcome.fits else -outcome.remaining_t,
        support=math.fsum(support[key] for key in ids),
        cost=None if cost is None else math.fsum(cost[key] for key in ids),
        price=float(prices @ x),
        proved=proved,
        price_at_least=at_least,
    )


def _with_only(scenario: Scenario, proposals: list[Action], ids: set[str]) -> Scenario:
    known = {action.id for action in proposals}
    actions = tuple(
        replace(action, included=action.id in ids) if action.id in known else action
        for action in scenario.actions
    )
    return replace(scenario, actions=actions)


def _prices(choice: Choice, support: Mapping[str, float], cost: Mapping[str, float] | None) -> Floats:
    best = max(support.values(), default=1.0)
    total = math.fsum(cost.values()) if cost else 0.0
    prices = []
    for action in choice.candidates:
        has = support[action.id]
        price = min(DEAREST, best / has) if has > 0 and best / has < DEAREST else DEAREST
        prices.append(price + (COST_WEIGHT * cost[action.id] / total if cost and total > 0 else 0.0))
    return np.array(prices, dtype=np.float64)


def _support(action: Action) -> float:
    return _number(action, "support", 1.0)


def _costs(candidates: list[Action]) -> dict[str, float] | None:
    known = {a.id: _number(a, "cost", 0.0) for a in candidates if a.about.get("cost") is not None}
    if not known:
        return None
    for action in candidates:
        if known.get(action.id, 0.0) < 0:
            raise SuggestionError(f"The cost of {action.id!r} is {known[action.id]:g}; give 0 or more.")
    dearest = max(known.values())
    return {action.id: known.get(action.id, dearest) for action in candidates}


def _number(action: Action, name: str, default: float) -> float:
    value = action.about.get(name)
    if value is None:
        return default
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise SuggestionError(
            f"about.{name} of the action {action.id!r} is {value!r}; give a number, or leave it out."
        )
    return float(value)
