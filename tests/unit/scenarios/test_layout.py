"""What cannot be arrays out: an action that only a proposal without tonnes may be."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from scenarios.engine.grid import build_action_arrays, build_grid
from scenarios.scenario import Action, Effect, Estimate, Scenario, Source

GROUND = build_grid(Scenario("", "CO2", 2025, 2025, 1.0, (Source("x/all", (1.0,)),)))
SOUND = Action("a", "A", ("x",), Effect("tonnes", (Estimate(1.0, 1.0, 1.0),)), 2025, "step")


@pytest.mark.parametrize("missing", ["effect", "ramp", "start_year"])
def test_an_effect_needs_a_ramp_and_a_start(missing: str) -> None:
    lacking: dict[str, Any] = {missing: None}
    with pytest.raises(ValueError, match=r"no effect|no ramp or start year"):
        build_action_arrays(GROUND, replace(SOUND, **lacking), GROUND.targets(("x",)))
