"""What version 2 of the scenario file adds to version 1.

The members are effects of named years (``ramp_points``), actions that are listed and not counted
(``in_reference``), annual limits, warming marks, and the base year of percentages. A file that uses none of
them stays version 1, in which they are unknown keys.
"""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal, get_args

from pydantic import BaseModel, Discriminator, Field, Tag, WithJsonSchema

from scenarios.file.forms import (
    CASES,
    ITEMS,
    RAMP,
    STEP,
    TARGETS,
    WITHOUT_EFFECT,
    YEAR,
    CommonActionForm,
    EffectForm,
    Form,
    RampedActionForm,
    ScenarioForm,
    StepActionForm,
    Text,
    UnquantifiedActionForm,
    Year,
    describe,
    optional,
)
from scenarios.scenario import Ramp

VERSION_2: Final = 2

_RAMPS = f"one of {', '.join(get_args(Ramp))}"
_FIRST_YEAR = f"{YEAR}, the first year with effect"
_POINTS = "a list of at least one pair of a year and a fraction from 0 to 1, such as [2030, 0.5]"

Fraction = Annotated[float, Field(ge=0, le=1)]
# A strict tuple refuses the lists of JSON; the year and the fraction in it stay strict.
Point = Annotated[tuple[Year, Fraction], Field(strict=False)]
Points = Annotated[list[Point], Field(min_length=1)]
Amount = Annotated[float, Field(ge=0)]


class InReferenceForm(Form):
    """What version 2 adds to every action."""

    in_reference: bool = describe("true or false, whether the effect is in the reference already", False)


class RampedActionForm2(InReferenceForm, RampedActionForm):
    """An action that takes some years to its full effect."""

    ramp: Literal["linear", "s-curve"] = describe(_RAMPS)


class StepActionForm2(InReferenceForm, StepActionForm):
    """An action that has its full effect at once."""


class PointsActionForm(InReferenceForm, CommonActionForm):
    """An action that has a stated fraction of its effect in named years."""

    targets: Annotated[list[Text], Field(min_length=1)] = describe(TARGETS)
    effect: EffectForm = describe("an effect, or null")
    start_year: Year = describe(_FIRST_YEAR)
    ramp: Literal["points"] = describe(_RAMPS)
    ramp_points: Points = describe(_POINTS)


class UnquantifiedActionForm2(InReferenceForm, UnquantifiedActionForm):
    """A proposal without tonnes: it may lack targets and timing."""

    ramp: Literal["linear", "step", "s-curve"] = optional(_RAMPS)


class UnquantifiedPointsForm(InReferenceForm, CommonActionForm):
    """A proposal without tonnes that has a stated fraction of its effect in named years."""

    targets: list[Text] = describe(TARGETS, [])
    effect: None = describe("an effect, or null")
    start_year: Year = optional(_FIRST_YEAR)
    ramp: Literal["points"] = optional(_RAMPS)
    ramp_points: Points = optional(_POINTS)


_RAMP_2, _STEP_2, _POINTS_2 = f"{RAMP} 2", f"{STEP} 2", "\0points"
_WITHOUT_EFFECT_2, _WITHOUT_EFFECT_POINTS = f"{WITHOUT_EFFECT} 2", f"{WITHOUT_EFFECT} points"


def _action_case(value: Any) -> str:
    if not isinstance(value, dict):
        return _WITHOUT_EFFECT_2
    # Where the ramp is missing, its points say which one is meant.
    has_points = value.get("ramp", "points" if "ramp_points" in value else None) == "points"
    if value.get("effect") is None:
        return _WITHOUT_EFFECT_POINTS if has_points else _WITHOUT_EFFECT_2
    if has_points:
        return _POINTS_2
    return _STEP_2 if value.get("ramp") == "step" else _RAMP_2


ActionForm2 = Annotated[
    Annotated[RampedActionForm2, Tag(_RAMP_2)]
    | Annotated[StepActionForm2, Tag(_STEP_2)]
    | Annotated[PointsActionForm, Tag(_POINTS_2)]
    | Annotated[UnquantifiedActionForm2, Tag(_WITHOUT_EFFECT_2)]
    | Annotated[UnquantifiedPointsForm, Tag(_WITHOUT_EFFECT_POINTS)],
    Discriminator(_action_case),
]


class LimitForm(Form):
    """What may be emitted in one year."""

    year: Year = describe(f"{YEAR}, within the horizon")
    limit_t: Amount = describe("a number of tonnes, 0 or more")


class WarmingMarkForm(Form):
    """A temperature and the budget for it."""

    temperature_c: float = describe("a number of degrees Celsius")
    budget_t: float = describe("a number of tonnes, the budget for this temperature")


class BaseYearForm(Form):
    """The year from which percentages are counted."""

    year: Year = describe(YEAR)
    emissions_t: Amount = describe("a number of tonnes, 0 or more")


class ScenarioForm2(ScenarioForm):
    """The whole file."""

    version: Annotated[float, WithJsonSchema({"const": VERSION_2})] = describe(str(VERSION_2))
    # Not a subclass of the actions of version 1, though everything that reads them reads these.
    actions: list[ActionForm2] = describe(  # type: ignore[assignment]
        "a list of actions, which may be empty"
    )
    limits: list[LimitForm] = describe("a list of annual limits, which may be empty", [])
    warming_marks: list[WarmingMarkForm] = describe("a list of no or at least two warming marks", [])
    base: BaseYearForm = optional("an object with a year and its emissions_t")


CASES_2: Final[dict[str, type[BaseModel]]] = {
    **CASES,
    _RAMP_2: RampedActionForm2,
    _STEP_2: StepActionForm2,
    _POINTS_2: PointsActionForm,
    _WITHOUT_EFFECT_2: UnquantifiedActionForm2,
    _WITHOUT_EFFECT_POINTS: UnquantifiedPointsForm,
}
"""As `scenarios.file.forms.CASES`, of both versions."""

ITEMS_2: Final[dict[str, type[BaseModel]]] = {
    **ITEMS,
    "limits": LimitForm,
    "warming_marks": WarmingMarkForm,
}
"""As `scenarios.file.forms.ITEMS`, of both versions."""

MEMBERS_2: Final[dict[str, type[BaseModel]]] = {"base": BaseYearForm}
"""The name of a member that is an object to its form."""
