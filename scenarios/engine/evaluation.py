"""Evaluate a scenario: the same scenario always gives the same outcome."""

from __future__ import annotations

from scenarios.engine.prepared import prepare
from scenarios.outcome import Outcome
from scenarios.scenario import Scenario


def evaluate(scenario: Scenario, *, draws: int | None = None, seed: int = 0) -> Outcome:
    """Evaluate a scenario.

    Parameters
    ----------
    scenario
        A sound scenario, as :func:`scenarios.file.schema.read_scenario` gives.
    draws
        How many draws of the uncertain effects to make, at least 1; None for none.
    seed
        Of the draws; any whole number.

    Returns
    -------
    Outcome
        Its arrays cannot be written to. It does not depend on the order of sources, actions or
        groups, on the clock, or on earlier calls.

    Raises
    ------
    ScenarioFileError
        A number of the outcome is beyond a double (1.8e308).
    ValueError
        `draws` is below 1.

    Notes
    -----
    ``E[l,t] = R[l,t] x product over groups (1 - r[g,l,t]) + sum of A[i,l,t]``; see
    :mod:`scenarios.engine.combination`, :mod:`scenarios.engine.marginal`, :mod:`scenarios.engine.attribution`
    and :mod:`scenarios.engine.uncertainty`. The same as ``prepare(scenario).outcome(...)``, which is also the
    way to see many changes of one scenario quickly. Source: the project's model (MODEL.md, section 6).
    """
    return prepare(scenario).outcome(draws=draws, seed=seed)
