"""Budget presets as data: the amount, the allocation rule, and what is left out."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from functools import cache
from typing import Any

from scenarios.budget.steps import LIMITS, BudgetError
from scenarios.inventory.datasets import list_documents, read_document, read_rows

OWN = "own"
CLIMATE_BUDGET = LIMITS
"""The sum of adopted annual limits; see `scenarios.budget.climate_budget`."""
WITHOUT_RULE = (OWN, CLIMATE_BUDGET)
"""Amounts that a council has decided itself: no allocation rule shares them out."""


@dataclass(frozen=True)
class Preset:
    """A preset as its file in ``data/budget_presets`` has it.

    Attributes
    ----------
    id, labels
        Its name, and its label in ``en``, ``nb`` and ``sv``.
    country
        The only country that it is for, or None.
    cement
        Whether emissions of cement plants are included.
    takes
        Which of ``edition``, ``temperature``, ``probability``, ``weight`` are optional arguments.
    amount, overheads, allocation
        The amount shared out, what is set aside from it, and the allocation rule.
    """

    id: str
    labels: dict[str, str]
    country: str | None
    cement: bool
    takes: tuple[str, ...]
    amount: dict[str, Any]
    overheads: tuple[dict[str, Any], ...]
    allocation: dict[str, Any] | None


@cache
def list_presets(country: str | None = None) -> tuple[Preset, ...]:
    """Return the presets, all or those for a country, without ``own``.

    Parameters
    ----------
    country
        Two letters, such as ``SE``; None for all presets.

    Returns
    -------
    tuple of Preset
        In the order of their files.
    """
    documents = [read_document("budget_presets", name) for name in list_documents("budget_presets")]
    presets = [
        Preset(
            id=document["id"],
            labels={code: document[f"label_{code}"] for code in ("en", "nb", "sv")},
            country=document["country"],
            cement=document["cement"],
            takes=tuple(document["takes"]),
            amount=document["amount"],
            overheads=tuple(document["overheads"]),
            allocation=document["allocation"],
        )
        for document in documents
    ]
    return tuple(preset for preset in presets if country is None or preset.country in (None, country))


def find_preset(name: str) -> Preset:
    """Return the preset of this name.

    Parameters
    ----------
    name
        Id of a shipped preset.

    Returns
    -------
    Preset
        As its file has it.

    Raises
    ------
    BudgetError
        If it is unknown, or ``own``, which needs an amount.
    """
    presets = {preset.id: preset for preset in list_presets()}
    if name in presets:
        return presets[name]
    if name == OWN:
        raise BudgetError(
            "The preset 'own' is the municipality's own figure: give its amount and start year."
        )
    close = difflib.get_close_matches(name, presets, n=1, cutoff=0.5)
    advice = f"did you mean {close[0]}? There" if close else "there"
    raise BudgetError(f"There is no preset {name!r}; {advice} are {', '.join([*presets, OWN])}.")


@dataclass(frozen=True)
class GlobalBudget:
    """A remaining global carbon budget.

    Attributes
    ----------
    edition, label
        Short name and name of the source.
    start_year
        The amount counts from 1 January of this year.
    temperature_c, probability_pct
        Warming limit in °C and the chance of staying below it in %.
    budget_gt
        GtCO2.
    checked
        How the figure was compared with its source.
    """

    edition: str
    label: str
    start_year: int
    temperature_c: float
    probability_pct: float
    budget_gt: float
    checked: str


def find_global_budget(edition: str, temperature_c: float, probability_pct: float) -> GlobalBudget:
    """Return a global remaining budget by edition, warming limit and probability.

    Parameters
    ----------
    edition
        ``igcc-2024`` or ``ar6``.
    temperature_c
        Warming limit, °C; one of the table.
    probability_pct
        Chance of staying below it, %; one of the table.

    Returns
    -------
    GlobalBudget
        GtCO2 from 1 January of the edition's start year.

    Raises
    ------
    BudgetError
        If the edition, the temperature or the probability is not in the table.

    Notes
    -----
    Sources: IPCC AR6 WGI, Table SPM.2 (2021); Forster et al. (2025), Earth System Science Data 17:2641.
    """
    labels = {row["id"]: row["label"] for row in read_rows("global", "editions.csv")}
    if edition not in labels:
        raise BudgetError(f"There is no edition {edition!r}; there are {', '.join(labels)}.")
    rows = [row for row in read_rows("global", "remaining_budgets.csv") if row["edition"] == edition]
    for name, column, wanted in (
        ("temperature", "temperature_c", temperature_c),
        ("probability", "probability_pct", probability_pct),
    ):
        known = sorted({float(row[column]) for row in rows})
        rows = [row for row in rows if float(row[column]) == wanted]
        if not rows:
            listed = ", ".join(f"{value:g}" for value in known)
            raise BudgetError(f"{labels[edition]} has no {name} {wanted}; it has {listed}.")
    row = rows[0]
    return GlobalBudget(
        edition=edition,
        label=labels[edition],
        start_year=int(row["start_year"]),
        temperature_c=float(row["temperature_c"]),
        probability_pct=float(row["probability_pct"]),
        budget_gt=float(row["budget_gt"]),
        checked=row["checked"],
    )
