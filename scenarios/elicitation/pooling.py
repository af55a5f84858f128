"""Several people's estimates of one action: two rounds, their spread, and the estimates to pool.

The IDEA protocol (investigate, discuss, estimate, aggregate; Hemming et al. 2018, Methods in Ecology and
Evolution 9, 169-180): everybody estimates alone, the room discusses the differences, everybody estimates
again, and the second estimates are pooled with equal weights (`scenarios.elicitation.linear_pool`). No
agreement is required.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from scenarios.errors import ScenariosError
from scenarios.scenario import Estimate

ROUNDS: Final = (1, 2)
FEWEST: Final = 5
"""Minimum number of people behind any figure that is shown: fewer could be identified."""

OTHERS: Final = "others"


class PoolingError(ScenariosError):
    """Estimates that cannot be pooled."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """One person's estimate in one round.

    Attributes
    ----------
    person, role
        Any ids; a person has one judgement a round.
    round
        1 before the discussion, 2 after it.
    estimate
        In the unit of the action's effect.
    """

    person: str
    role: str
    round: int
    estimate: Estimate


@dataclass(frozen=True, slots=True)
class Spread:
    """The spread of some people's estimates.

    Attributes
    ----------
    people
        How many; the figures are None if these are too few.
    low, likely, high
        Medians of the estimates, in the unit of the effect.
    lower_quartile, upper_quartile
        Of the likely values, in the unit of the effect, interpolated linearly.
    """

    people: int
    low: float | None = None
    likely: float | None = None
    high: float | None = None
    lower_quartile: float | None = None
    upper_quartile: float | None = None

    @property
    def is_shown(self) -> bool:
        """Whether there are enough people to show the figures."""
        return self.likely is not None


@dataclass(frozen=True, slots=True)
class Round:
    """One round: all together, and by role; small roles are joined as ``others``.

    Attributes
    ----------
    number
        1 before the discussion, 2 after it.
    all
        The spread of all who took part.
    by_role
        Role to the spread of those in it; empty if only the whole can be shown.
    """

    number: int
    all: Spread
    by_role: dict[str, Spread]


def spread_of(estimates: Sequence[Estimate], *, fewest: int = FEWEST) -> Spread:
    """Return medians and quartiles of estimates; None for fewer than ``fewest`` people.

    Parameters
    ----------
    estimates
        One for each person.
    fewest
        Minimum number of people behind a figure.

    Returns
    -------
    Spread
        In the unit of the estimates.

    Examples
    --------
    >>> five = [Estimate(likely - 1, likely, likely + 2) for likely in (10, 20, 30, 40, 90)]
    >>> spread = spread_of(five)
    >>> spread.low, spread.likely, spread.high, spread.lower_quartile, spread.upper_quartile
    (29, 30, 32, 20.0, 40.0)
    >>> spread_of(five[:4]).is_shown
    False
    """
    people = len(estimates)
    if people < max(1, fewest):
        return Spread(people)
    likely = sorted(estimate.likely for estimate in estimates)
    return Spread(
        people,
        low=statistics.median(estimate.low for estimate in estimates),
        likely=statistics.median(likely),
        high=statistics.median(estimate.high for estimate in estimates),
        lower_quartile=_quantile(likely, 0.25),
        upper_quartile=_quantile(likely, 0.75),
    )


def read_round(judgements: Sequence[Judgement], number: int, *, fewest: int = FEWEST) -> Round:
    """Return the spread of a round.

    Roles with fewer than ``fewest`` people are joined as ``others``. If these are still too few, the smallest
    shown role joins them, so that the others do not follow by subtraction from the whole; if no role remains,
    only the whole is shown.

    Parameters
    ----------
    judgements
        Of both rounds.
    number
        1 or 2.
    fewest
        As in `spread_of`.

    Returns
    -------
    Round
        In the unit of the estimates.

    Raises
    ------
    PoolingError
        If the round is another, or a person is in it twice.
    """
    of_round = _of_round(judgements, number)
    roles: dict[str, list[Estimate]] = {}
    for judgement in of_round:
        roles.setdefault(judgement.role, []).append(judgement.estimate)
    shown = {role: estimates for role, estimates in sorted(roles.items()) if len(estimates) >= fewest}
    rest = [estimate for role, estimates in roles.items() if role not in shown for estimate in estimates]
    while rest and len(rest) < fewest and shown:
        smallest = min(shown, key=lambda role: (len(shown[role]), role))
        rest += shown.pop(smallest)
    by_role = {role: spread_of(estimates, fewest=fewest) for role, estimates in shown.items()}
    if rest and by_role:
        by_role[OTHERS] = spread_of(rest, fewest=fewest)
    return Round(number, spread_of([j.estimate for j in of_round], fewest=fewest), by_role)


def narrowing(judgements: Sequence[Judgement], *, fewest: int = FEWEST) -> float | None:
    """Return by which share the interquartile range has narrowed in the discussion.

    ``1 - (q75[2] - q25[2]) / (q75[1] - q25[1])`` of the likely values of those who estimated in both
    rounds: 0 if nothing has changed, 1 if they agree, negative if they have moved apart.

    Parameters
    ----------
    judgements
        Of both rounds.
    fewest
        As in `spread_of`.

    Returns
    -------
    float or None
        A share, at most 1; None if fewer than ``fewest`` took part in both rounds, or agreed from the
        start.

    Raises
    ------
    PoolingError
        If a person is in a round twice.
    """
    first, second = ({j.person: j.estimate for j in _of_round(judgements, number)} for number in ROUNDS)
    both = sorted(first.keys() & second.keys())
    before, after = (spread_of([of[person] for person in both], fewest=fewest) for of in (first, second))
    widths = [
        spread.upper_quartile - spread.lower_quartile
        for spread in (before, after)
        if spread.upper_quartile is not None and spread.lower_quartile is not None
    ]
    if len(widths) < len(ROUNDS) or widths[0] == 0:
        return None
    return 1.0 - widths[1] / widths[0]


def pooled_estimates(judgements: Sequence[Judgement]) -> tuple[Estimate, ...]:
    """Return the estimates for a scenario: each person's latest.

    Every draw of `scenarios.engine.uncertainty` takes one of them at random with equal weight: a linear
    opinion pool. A person without a second estimate keeps the first.

    Parameters
    ----------
    judgements
        Of both rounds.

    Returns
    -------
    tuple
        Ordered by value, so that the order identifies nobody.

    Raises
    ------
    PoolingError
        If a person is in a round twice.
    """
    latest: dict[str, Estimate] = {}
    for number in ROUNDS:
        latest |= {j.person: j.estimate for j in _of_round(judgements, number)}
    return tuple(sorted(latest.values(), key=lambda e: (e.likely, e.low, e.high)))


def _of_round(judgements: Sequence[Judgement], number: int) -> list[Judgement]:
    if number not in ROUNDS:
        raise PoolingError(f"There is no round {number!r}; there are 1, before the discussion, and 2.")
    chosen = [judgement for judgement in judgements if judgement.round == number]
    people = [judgement.person for judgement in chosen]
    if len(set(people)) < len(people):
        raise PoolingError(f"Somebody has two estimates in round {number}; keep the latest of each person.")
    return chosen


def _quantile(ordered: Sequence[float], part: float) -> float:
    place = part * (len(ordered) - 1)
    below = math.floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])
