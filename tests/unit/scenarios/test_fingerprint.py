"""What the hash of a scenario's figures is of, and what it leaves out."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from scenarios.file.fingerprint import hash_figures
from scenarios.file.schema import scenario_from_dict
from tests.unit.scenarios.scenario_file import SOUND

Change = Callable[[dict[str, Any]], Any]
SECOND = {
    **copy.deepcopy(SOUND),
    "version": 2,
    "limits": [{"year": 2026, "limit_t": 90000.0}],
    "warming_marks": [
        {"temperature_c": 1.5, "budget_t": 200000.0},
        {"temperature_c": 1.7, "budget_t": 300000.0},
    ],
    "base": {"year": 2009, "emissions_t": 150000.0},
}


def hash_of(change: Change | None = None, document: dict[str, Any] = SECOND) -> str:
    """Return the hash of the file after a change."""
    changed = copy.deepcopy(document)
    if change is not None:
        change(changed)
    return hash_figures(scenario_from_dict(changed))


TEXTS: dict[str, Change] = {
    "title": lambda file: file.update(title="Other"),
    "about": lambda file: file.update(about={"note": "Other", "workshop": "Other"}),
    "provenance": lambda file: file.update(provenance={"place": "Other"}),
    "title of an action": lambda file: file["actions"][0].update(title="Erased"),
    "about of an action": lambda file: file["actions"][0].update(about={}),
    "order of sources": lambda file: file["sources"].reverse(),
    "order of actions": lambda file: file["actions"].reverse(),
    "order of a group": lambda file: file["groups"][0]["actions"].reverse(),
    "id of a group": lambda file: file["groups"][0].update(id="other"),
    "whole number": lambda file: file.update(budget_t=int(file["budget_t"])),
}
FIGURES: dict[str, Change] = {
    "gas": lambda file: file.update(gas="CO2e"),
    "budget": lambda file: file.update(budget_t=file["budget_t"] + 1),
    "correlation": lambda file: file.update(correlation=0.25),
    "reference": lambda file: file["sources"][0]["reference_t"].__setitem__(1, 1.0),
    "id of an action": lambda file: file["actions"][2].update(id="a9"),
    "layer": lambda file: file["actions"][0].update(layer="decided"),
    "included": lambda file: file["actions"][0].update(included=False),
    "in the reference": lambda file: file["actions"][2].update(in_reference=True),
    "ledger": lambda file: file["actions"][1].update(ledger="consumption"),
    "targets": lambda file: file["actions"][0].update(targets=["transport"]),
    "estimate": lambda file: file["actions"][0]["effect"]["estimates"][0].update(high=999.0),
    "another estimate": lambda file: file["actions"][0]["effect"]["estimates"].append({"likely": 200.0}),
    "start year": lambda file: file["actions"][0].update(start_year=2026),
    "end year": lambda file: file["actions"][0].update(end_year=2027),
    "ramp": lambda file: file["actions"][0].update(ramp="s-curve"),
    "years of the ramp": lambda file: file["actions"][0].update(ramp_years=7),
    "rebound": lambda file: file["actions"][0].update(rebound=0.2),
    "no effect": lambda file: [file["actions"][1].update(effect=None, targets=[]), file["groups"].clear()],
    "relation": lambda file: file["groups"][0].update(relation="disjoint"),
    "no group": lambda file: file["groups"].clear(),
    "limit": lambda file: file["limits"][0].update(limit_t=1.0),
    "warming limit": lambda file: file["warming_marks"][1].update(budget_t=310000.0),
    "base year": lambda file: file["base"].update(emissions_t=1.0),
}


@pytest.mark.parametrize("name", TEXTS)
def test_texts_and_order_do_not_change_the_hash(name: str) -> None:
    assert hash_of(TEXTS[name]) == hash_of()


@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_changes_the_hash(name: str) -> None:
    assert hash_of(FIGURES[name]) != hash_of()


def test_all_figures_differ_from_each_other() -> None:
    hashes = {hash_of(change) for change in FIGURES.values()}
    assert len(hashes) == len(FIGURES)


def test_the_hash_stays_the_same_from_version_to_version() -> None:
    assert hash_of(document=SOUND) == "1340b90cf702749ac533d2d4896b0d89b956467c3e6f72d4d551bb17ea0117ea"
