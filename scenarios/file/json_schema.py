"""The published JSON Schema of the scenario file, written from the forms by which the reader judges."""

from __future__ import annotations

from typing import Any, Final

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue, models_json_schema
from pydantic_core import core_schema

from scenarios.file.forms import FORMAT, VERSION, ScenarioForm
from scenarios.file.forms_2 import VERSION_2, ScenarioForm2

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
IDENTIFIER: Final = f"urn:{FORMAT.replace('/', ':')}:{VERSION_2}"

BEYOND: Final = (
    "a list of reference_t as long as the file has years",
    "end_year not before start_year, of the file and of an action",
    "low <= likely <= high",
    "ids that are unique within their list",
    "targets and members of groups that stand in the file",
    "an action in one group at most, and once",
    "no increase in a group",
    "finite numbers (NaN, infinity and 1e999 are no JSON for most programs)",
    "every key once in its object",
    "text without lone surrogates",
    "nesting of 200 levels at most",
    "years, temperatures and budgets that rise, of ramp_points, limits and warming_marks",
    "limits within the horizon",
    "a fraction of 1 among the ramp_points",
    "a start_year that is the first year of the ramp_points",
    "no or at least two warming marks",
    "no action that is in the reference in a group",
)
"""What a scenario file has to keep and a JSON Schema cannot say; ``handlingsrom evaluate`` checks all."""


class _Generator(GenerateJsonSchema):
    """Leaves out the titles that would only repeat the names of the members.

    The cases of a union are ``anyOf``: a proposal without tonnes and without a ramp is of two of them.
    """

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002
        """Give no member a title."""
        return False

    def tagged_union_schema(self, schema: core_schema.TaggedUnionSchema) -> JsonSchemaValue:
        """Accept a value that is of more than one case."""
        union = super().tagged_union_schema(schema)
        return {"anyOf": union["oneOf"]}


def scenario_schema() -> dict[str, Any]:
    """Return the JSON Schema of the scenario file.

    Returns
    -------
    dict
        A schema of the 2020-12 dialect, of both versions. It is made of the forms by which
        `scenarios.file.schema.read_scenario` judges (`scenarios.file.forms`), so the two cannot differ.
        It accepts every file that is accepted there; files with a fault listed in `BEYOND` it accepts
        as well, since a schema cannot compare two values. Each call gives a document of its own.

    Examples
    --------
    >>> schema = scenario_schema()
    >>> schema["$defs"]["ScenarioForm"]["properties"]["gas"]["enum"]
    ['CO2', 'CO2e']
    """
    _, schema = models_json_schema(
        [(ScenarioForm, "validation"), (ScenarioForm2, "validation")], schema_generator=_Generator
    )
    return {
        **schema,
        "if": {"properties": {"version": {"const": VERSION}}},
        "then": {"$ref": "#/$defs/ScenarioForm"},
        "else": {"$ref": "#/$defs/ScenarioForm2"},
        "$schema": DIALECT,
        "$id": IDENTIFIER,
        "title": f"Scenario file, {FORMAT} version {VERSION} or {VERSION_2}",
        "$comment": f"A scenario file also has to keep what no schema can say: {'; '.join(BEYOND)}.",
    }
