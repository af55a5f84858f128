"""The form of the file of a place's own catalogue: members, types, ranges and defaults.

The format is ``handlingsrom/own-catalogue``, version 1. What one member demands of another is in
`scenarios.file.own_catalogue`.
"""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal, get_args

from pydantic import Field, WithJsonSchema
from pydantic.json_schema import models_json_schema

from scenarios.catalogue.catalogue import ACTORS
from scenarios.catalogue.own import OWN_PREFIX
from scenarios.file.forms import Form, Years, describe, optional
from scenarios.file.json_schema import DIALECT

FORMAT: Final = "handlingsrom/own-catalogue"
VERSION: Final = 1
MOST_ACTIONS: Final = 500
LONGEST_ID: Final = 80
LARGEST: Final = 1e9

Ramp = Literal["linear", "step", "s-curve"]
Control = Literal["direct", "shared", "external"]
Kind = Literal["units", "share"]

_OWN: Final = f"{OWN_PREFIX}[a-z0-9]+(-[a-z0-9]+)*"
_ANY: Final = "[a-z0-9]+(-[a-z0-9]+)*"
_TARGET: Final = "[a-z0-9_-]+(/[a-z0-9_-]+)?"


def _as_schema(pattern: str, longest: int) -> WithJsonSchema:
    """Write a text that matches a pattern as a whole for other programs."""
    # For some of them $ is also the place before a last line break, and not all know \z.
    return WithJsonSchema({"type": "string", "pattern": rf"^{pattern}$(?!\n)", "maxLength": longest})


OwnId = Annotated[str, Field(pattern=rf"^{_OWN}\z", max_length=LONGEST_ID), _as_schema(_OWN, LONGEST_ID)]
AnyId = Annotated[str, Field(pattern=rf"^{_ANY}\z", max_length=LONGEST_ID), _as_schema(_ANY, LONGEST_ID)]
Target = Annotated[str, Field(pattern=rf"^{_TARGET}\z", max_length=200), _as_schema(_TARGET, 200)]
Title = Annotated[str, Field(min_length=1, max_length=120)]
Description = Annotated[str, Field(max_length=1000)]
Source = Annotated[str, Field(min_length=1, max_length=300)]
UnitName = Annotated[str, Field(min_length=1, max_length=60)]
Positive = Annotated[float, Field(gt=0, le=LARGEST)]
# Few enough that each can be read, many enough for every source of a sector.
Targets = Annotated[list[Target], Field(min_length=1, max_length=50)]

_ACTOR: Final = f"one of {', '.join(ACTORS)}"
_CONTROL: Final = f"one of {', '.join(get_args(Control))}"
_RAMP: Final = f"one of {', '.join(get_args(Ramp))}"
_SOURCE: Final = "a text of 1 to 300 characters, the source of the figures"
_TARGETS: Final = "a list of 1 to 50 emission sources or sectors"
_TITLE: Final = "a text of 1 to 120 characters, the title"
_DESCRIPTION: Final = "a text of at most 1000 characters"
_OWN_ID: Final = (
    f"an id of at most {LONGEST_ID} characters: {OWN_PREFIX} and lower-case letters, digits and hyphens"
)


class UnitForm(Form):
    """What one unit is called."""

    one: UnitName = describe("a text of 1 to 60 characters, after the number 1")
    many: UnitName = describe("a text of 1 to 60 characters, after every other number")


class CatalogueEffectForm(Form):
    """The reduction by one unit: t/yr, or a fraction of each target."""

    kind: Kind = describe(f"one of {', '.join(get_args(Kind))}")
    low: Positive = describe("a number above 0 and at most 1e9, the low value")
    likely: Positive = describe("a number above 0 and at most 1e9, the likely value")
    high: Positive = describe("a number above 0 and at most 1e9, the high value")


class AmountForm(Form):
    """How many units can be chosen."""

    minimum: Positive = describe("a number above 0 and at most 1e9, the fewest units")
    maximum: Positive = describe("a number above 0 and at most 1e9, the most units")
    step: Positive = describe("a number above 0 and at most 1e9, the units per step")
    usual: Positive = describe("a number above 0 and at most 1e9, with which a phone begins")


class _CommonForm(Form):
    source: Source = describe(_SOURCE)
    effect: CatalogueEffectForm = optional("an object, the effect of one unit")
    amount: AmountForm = optional("an object, how many units can be chosen")
    actor: Literal[ACTORS] = optional(_ACTOR)  # type: ignore[valid-type]
    control: Control = optional(_CONTROL)
    start_after_years: Annotated[float, Field(ge=0, le=60, multiple_of=1)] = optional(
        "a whole number of years from 0 to 60"
    )
    ramp: Ramp = optional(_RAMP)
    ramp_years: Annotated[Years, Field(le=60)] = optional("a whole number of years from 1 to 60")


class AdditionForm(_CommonForm):
    """An action of the place's own."""

    id: OwnId = describe(_OWN_ID)
    title: Title = describe(_TITLE)
    description: Description = optional(_DESCRIPTION)
    unit: UnitForm = describe("an object, what one unit is called")
    targets: Targets = optional(_TARGETS)


class ChangeForm(_CommonForm):
    """What differs from a shipped action."""

    id: AnyId = describe("the id of a shipped action")
    title: Title = optional(_TITLE)
    description: Description = optional(_DESCRIPTION)
    unit: UnitForm = optional("an object, what one unit is called")
    targets: Targets = optional(_TARGETS)


class CatalogueForm(Form):
    """The whole file."""

    format: Literal["handlingsrom/own-catalogue"] = describe(f'"{FORMAT}"')
    version: Annotated[float, Field(ge=1, le=1)] = describe(f"{VERSION}")
    territory: Annotated[str, Field(min_length=2, max_length=2000)] = describe(
        "the id of a place, such as NO-4001"
    )
    catalogue_version: str = optional("a text, the version of the shipped catalogue")
    actions: Annotated[list[AdditionForm], Field(max_length=MOST_ACTIONS)] = describe(
        f"a list of at most {MOST_ACTIONS} additions", []
    )
    changed: Annotated[list[ChangeForm], Field(max_length=MOST_ACTIONS)] = describe(
        f"a list of at most {MOST_ACTIONS} changes", []
    )
    hidden: Annotated[list[AnyId], Field(max_length=MOST_ACTIONS)] = describe(
        f"a list of at most {MOST_ACTIONS} ids", []
    )


FORM_OF: Final[dict[str, type[Form]]] = {
    "actions": AdditionForm,
    "changed": ChangeForm,
    "unit": UnitForm,
    "effect": CatalogueEffectForm,
    "amount": AmountForm,
}
"""The form of the object, or of each object of the list, under a key."""

BEYOND: Final = (
    "0 < low <= likely <= high, and at most 1 for a share",
    "minimum <= usual <= maximum",
    "an effect of shares that takes away no more than everything with the most units",
    "targets for every addition with an effect, which the statistics of the place have",
    "ids that stand once",
    "changes of shipped actions, and hidden ones that are shipped or stand in the file",
)
"""What a file has to keep and a JSON Schema cannot say; ``handlingsrom catalogue check`` checks all."""


def own_catalogue_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of the file of a place's own catalogue.

    Returns
    -------
    dict
        Made of the forms by which the reader judges; it accepts more than the reader, see `BEYOND`.
    """
    _, schema = models_json_schema([(CatalogueForm, "validation")])
    return {
        **schema,
        "$ref": "#/$defs/CatalogueForm",
        "$schema": DIALECT,
        "$id": f"urn:{FORMAT.replace('/', ':')}:{VERSION}",
        "title": f"Own catalogue, {FORMAT} version {VERSION}",
        "$comment": f"A file also has to keep what no schema can say: {'; '.join(BEYOND)}.",
    }
