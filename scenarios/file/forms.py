"""The form of a scenario file of version 1: the members of each object, their types, ranges and defaults.

The form is the contract between programs (format ``handlingsrom/scenario``); what version 2 adds is in
`scenarios.file.forms_2`. The reader judges by these models, and `scenarios.file.json_schema` writes the
published JSON Schema from them, so the two cannot differ. What one member demands of another is in
`scenarios.file.consistency`.
"""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal, get_args

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, WithJsonSchema

from scenarios.scenario import EffectKind, Gas, Layer, Ledger, Relation
from scenarios.years import FIRST_YEAR, LAST_YEAR

FORMAT: Final = "handlingsrom/scenario"
VERSION: Final = 1
SOURCE_ID: Final = "[a-z0-9_-]+/[a-z0-9_-]+"


def describe(text: str, default: Any = ...) -> Any:
    """Describe a member by what is expected of it.

    Parameters
    ----------
    text
        What is expected: the words of faults and of the JSON Schema.
    default
        What a missing member stands for; without it the member is required.

    Returns
    -------
    Any
        A field of a form.
    """
    return Field(default, description=text)


def _drop_default(schema: dict[str, Any]) -> None:
    # The default None is for the reader alone: no file may have null there.
    del schema["default"]


def optional(text: str) -> Any:
    """Describe a member that may be left out, but may not be null.

    Parameters
    ----------
    text
        What is expected: the words of faults and of the JSON Schema.

    Returns
    -------
    Any
        A field of a form, None where the member is missing.
    """
    return Field(None, description=text, json_schema_extra=_drop_default)


# A strict int refuses 2025.0, which is the whole number 2025.
Year = Annotated[
    float,
    Field(ge=FIRST_YEAR, le=LAST_YEAR, multiple_of=1),
    WithJsonSchema({"type": "integer", "minimum": FIRST_YEAR, "maximum": LAST_YEAR}),
]
Years = Annotated[float, Field(ge=1, multiple_of=1), WithJsonSchema({"type": "integer", "minimum": 1})]
Part = Annotated[float, Field(ge=0, lt=1)]
Share = Annotated[float, Field(le=1)]
# Any length will do: with a bound on it, pydantic refuses lone surrogates, which no UTF-8 file can hold.
Text = Annotated[str, Field(min_length=0), WithJsonSchema({"type": "string"})]
# For some programs $ is also the place before a last line break.
SourceId = Annotated[
    str,
    Field(pattern=rf"^{SOURCE_ID}\z"),
    WithJsonSchema({"type": "string", "pattern": rf"^{SOURCE_ID}$(?!\n)"}),
]

FirstRamp = Literal["linear", "step", "s-curve"]
"""The ramps of version 1."""

YEAR = f"a whole number from {FIRST_YEAR} to {LAST_YEAR}"
_PART = "a number from 0 to below 1"
TARGETS = "a list of sources or sectors of this file"


class Form(BaseModel):
    """An object of the file: no other keys, no conversion of types, no NaN or infinity."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


class EstimateForm(Form):
    """One judgement of an effect, in t/yr or in t/yr per unit."""

    low: float = optional("a number, the low value")
    likely: float = describe("a number, the likely value")
    high: float = optional("a number, the high value")


class ShareEstimateForm(Form):
    """One judgement of an effect, as a share of the targets' emissions."""

    low: Share = optional("a number of at most 1, the low value")
    likely: Share = describe("a number of at most 1, the likely value")
    high: Share = optional("a number of at most 1, the high value")


_ESTIMATES = "a list of at least one estimate"


class TonnesForm(Form):
    """An effect in t/yr."""

    kind: Literal["tonnes"] = describe(f"one of {', '.join(get_args(EffectKind))}")
    estimates: Annotated[list[EstimateForm], Field(min_length=1)] = describe(_ESTIMATES)


class ShareForm(Form):
    """An effect as a share of the targets' emissions."""

    kind: Literal["share"] = describe(f"one of {', '.join(get_args(EffectKind))}")
    estimates: Annotated[list[ShareEstimateForm], Field(min_length=1)] = describe(_ESTIMATES)


class UnitsForm(Form):
    """An effect of a number of units, each with t/yr."""

    kind: Literal["units"] = describe(f"one of {', '.join(get_args(EffectKind))}")
    estimates: Annotated[list[EstimateForm], Field(min_length=1)] = describe(_ESTIMATES)
    units: Annotated[float, Field(gt=0)] = describe("a positive number of units")


# A discriminated union names its case in the location of a fault. A NUL marks these names, so that no
# key of a real file is taken for one.
_TONNES, _SHARE, _UNITS = "\0tonnes", "\0share", "\0units"
WITHOUT_EFFECT, STEP, RAMP = "\0without effect", "\0step", "\0ramp"


def _effect_case(value: Any) -> str:
    kind = value.get("kind") if isinstance(value, dict) else None
    # An unknown kind is judged as tonnes, whose form refuses the kind and has no other demands.
    return {"share": _SHARE, "units": _UNITS}.get(kind, _TONNES) if isinstance(kind, str) else _TONNES


EffectForm = Annotated[
    Annotated[TonnesForm, Tag(_TONNES)]
    | Annotated[ShareForm, Tag(_SHARE)]
    | Annotated[UnitsForm, Tag(_UNITS)],
    Discriminator(_effect_case),
]


class CommonActionForm(Form):
    """What every action has, whatever its effect."""

    id: Text = describe("a text, the id")
    title: Text = describe("a text, the title")
    layer: Layer = describe(f"one of {', '.join(get_args(Layer))}", "proposed")
    included: bool = describe("true or false", True)
    ledger: Ledger = describe(f"one of {', '.join(get_args(Ledger))}", "territorial")
    end_year: Year | None = describe(f"{YEAR}, the last year with effect, or null", None)
    rebound: Part = describe(f"{_PART}, the part of the effect that is lost again", 0.0)
    about: dict[Any, Any] = describe("an object with any members", {})


class RampedActionForm(CommonActionForm):
    """An action that takes some years to its full effect."""

    targets: Annotated[list[Text], Field(min_length=1)] = describe(TARGETS)
    effect: EffectForm = describe("an effect, or null")
    start_year: Year = describe(f"{YEAR}, the first year with effect")
    ramp: Literal["linear", "s-curve"] = describe(f"one of {', '.join(get_args(FirstRamp))}")
    ramp_years: Years = describe("a whole number of years to full effect, 1 or more")


class StepActionForm(CommonActionForm):
    """An action that has its full effect at once."""

    targets: Annotated[list[Text], Field(min_length=1)] = describe(TARGETS)
    effect: EffectForm = describe("an effect, or null")
    start_year: Year = describe(f"{YEAR}, the first year with effect")
    ramp: Literal["step"] = describe(f"one of {', '.join(get_args(FirstRamp))}")
    ramp_years: Years = describe("a whole number of years, 1 or more", 1)


class UnquantifiedActionForm(CommonActionForm):
    """A proposal without tonnes: it may lack targets and timing."""

    targets: list[Text] = describe(TARGETS, [])
    effect: None = describe("an effect, or null")
    start_year: Year = optional(f"{YEAR}, the first year with effect")
    ramp: FirstRamp = optional(f"one of {', '.join(get_args(FirstRamp))}")
    ramp_years: Years = optional("a whole number of years, 1 or more")


def _action_case(value: Any) -> str:
    if not isinstance(value, dict) or value.get("effect") is None:
        return WITHOUT_EFFECT
    return STEP if value.get("ramp") == "step" else RAMP


ActionForm = Annotated[
    Annotated[RampedActionForm, Tag(RAMP)]
    | Annotated[StepActionForm, Tag(STEP)]
    | Annotated[UnquantifiedActionForm, Tag(WITHOUT_EFFECT)],
    Discriminator(_action_case),
]


class SourceForm(Form):
    """An emission source of the file."""

    id: SourceId = describe("sector/name with one slash, of a-z 0-9 _ -")
    reference_t: list[Annotated[float, Field(ge=0)]] = describe(
        "a list of tonnes of 0 or more, one for each year"
    )


class GroupForm(Form):
    """Actions that stand in a relation to each other."""

    id: Text = describe("a text, the id")
    relation: Relation = describe(f"one of {', '.join(get_args(Relation))}")
    actions: list[Text] = describe("a list of ids of actions")


class ScenarioForm(Form):
    """The whole file."""

    format: Literal["handlingsrom/scenario"] = describe(f'"{FORMAT}"')
    # The reader refuses another version before it judges anything else; 1.0 is the version 1, too.
    version: Annotated[float, WithJsonSchema({"const": VERSION})] = describe(str(VERSION))
    title: Text = describe("a text")
    gas: Gas = describe(f"one of {', '.join(get_args(Gas))}")
    start_year: Year = describe(f"{YEAR}, the first year")
    end_year: Year = describe(f"{YEAR}, the last year")
    budget_t: float = describe("a number of tonnes, what is left on 1 January of the first year")
    correlation: Part = describe(f"{_PART}, of the draws of actions in one sector", 0.0)
    sources: Annotated[list[SourceForm], Field(min_length=1)] = describe(
        "a list of at least one emission source"
    )
    actions: list[ActionForm] = describe("a list of actions, which may be empty")
    groups: list[GroupForm] = describe("a list of groups, which may be empty", [])
    provenance: dict[Any, Any] = describe("an object with any members", {})
    about: dict[Any, Any] = describe("an object with any members", {})


CASES: Final[dict[str, type[BaseModel]]] = {
    _TONNES: TonnesForm,
    _SHARE: ShareForm,
    _UNITS: UnitsForm,
    RAMP: RampedActionForm,
    STEP: StepActionForm,
    WITHOUT_EFFECT: UnquantifiedActionForm,
}
"""The name of a case of a union, as a fault's location has it, to its form."""

ITEMS: Final[dict[str, type[BaseModel]]] = {
    "sources": SourceForm,
    "groups": GroupForm,
    "estimates": EstimateForm,
}
"""The name of a list to the form of its items, where all have the same."""
