"""Biofuel mandates, and references that follow one.

How much biofuel is in petrol and diesel is decided by the state: a choice of the reference, and no action of
a municipality. The equation is the project's model (MODEL.md, section 3); levels and rules of thumb are in
``data/mandates/SOURCES.md``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from scenarios.inventory.datasets import FloatArray, read_document, read_rows
from scenarios.inventory.inventory import Inventory
from scenarios.inventory.reference_steps import BadReferenceError, ReferenceStep
from scenarios.inventory.territories import find_territory

MANDATES = ("mandate", "mandate-2022")
_FOLDER = "mandates"
_APPROXIMATE = (
    "A mandate counts emissions over the life cycle, statistics what leaves the exhaust: both are taken to "
    "fall by the same per cent, and cars to use petrol and diesel half each (rules of thumb)."
)


@dataclass(frozen=True)
class Mandate:
    """A path of a country's biofuel mandate.

    Attributes
    ----------
    id, country
        Of `MANDATES`, and two letters.
    label, source
        Its name in words, and its publication.
    """

    id: str
    country: str
    label: str
    source: str

    def remaining(self, fuel: str, years: Sequence[int]) -> FloatArray:
        """Return what the mandate leaves of a fuel's emissions.

        Parameters
        ----------
        fuel
            ``petrol`` or ``diesel``.
        years
            Calendar years; before the first level its value, after the last its value.

        Returns
        -------
        ndarray
            A fraction, 1 minus the mandate, shape (years,).
        """
        rows = [
            row
            for row in read_rows(_FOLDER, "levels.csv")
            if (row["mandate"], row["fuel"]) == (self.id, fuel)
        ]
        points = sorted((int(row["year"]), float(row["percent"])) for row in rows)
        levels = np.interp(years, [year for year, _ in points], [percent for _, percent in points])
        return np.asarray(1.0 - levels / 100.0, dtype=np.float64)


def list_mandates(country: str) -> tuple[Mandate, ...]:
    """Return the mandates of a country.

    Parameters
    ----------
    country
        Two letters.

    Returns
    -------
    tuple of Mandate
        In the order of `MANDATES`; empty where none is shipped.
    """
    document = read_document(_FOLDER, "mandates.json")
    return tuple(Mandate(name, **document[name]) for name in MANDATES if document[name]["country"] == country)


def find_mandate(territory_id: str, name: str) -> Mandate:
    """Return the mandate that a territory's reference follows.

    Parameters
    ----------
    territory_id
        Whose reference.
    name
        Of `MANDATES`.

    Returns
    -------
    Mandate
        Of the territory's country.

    Raises
    ------
    BadReferenceError
        If the country has none of that name.
    """
    territory = find_territory(territory_id)
    for mandate in list_mandates(territory.country):
        if mandate.id == name:
            return mandate
    raise BadReferenceError(
        f"There is no biofuel mandate for {territory.country}, so the reference of {territory.name} cannot "
        "follow one; use flat, trend, projection or own."
    )


def follow_mandate(
    inventory: Inventory, mandate: Mandate, later: Sequence[int]
) -> tuple[FloatArray, tuple[ReferenceStep, ...], tuple[str, ...]]:
    """Return emissions that change with the mandate alone: ``R[l,t] = E[l,b] sum of w[l,f] m[f,t] / m[f,b]``.

    ``b`` is the newest year of the statistics, ``m`` what the mandate leaves of a fuel, ``w`` the fuels of a
    source. Sources without petrol and diesel stay as they are.

    Parameters
    ----------
    inventory
        Of a territory of the mandate's country.
    mandate
        To follow.
    later
        Years after ``b``.

    Returns
    -------
    ahead, steps, notes
        t/yr, shape (sources, years); a step for each fuel with what is left in the last year as a share of
        ``b``; and notes on what is approximate.

    Notes
    -----
    Source: the project's model (MODEL.md, section 3).
    """
    base = inventory.years[-1]
    fuels: dict[str, dict[str, float]] = read_document(_FOLDER, "mandates.json")["fuels"]
    ratios = {}
    for fuel in ("petrol", "diesel"):
        left = mandate.remaining(fuel, [base, *later])
        ratios[fuel] = left[1:] / left[0]
    rows = [
        sum((part * ratios[fuel] for fuel, part in fuels[source].items()), np.zeros(len(later)))
        if source in fuels
        else np.ones(len(later))
        for source in inventory.sources
    ]
    ahead = inventory.emissions_t[:, -1:] * np.array(rows).reshape(len(rows), len(later))
    steps = tuple(
        ReferenceStep(
            key="mandate",
            label=f"{fuel} with {mandate.label}; {later[-1]} in proportion to {base}",
            value=float(ratio[-1]),
            unit="share",
            source=mandate.source,
            sector=fuel,
        )
        for fuel, ratio in ratios.items()
        if len(later)
    )
    return ahead, steps, (f"The reference follows {mandate.label}.", _APPROXIMATE)
