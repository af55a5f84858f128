"""The published JSON Schema of the scenario file, written from the forms by which the reader judges."""

from __future__ import annotations

from typing import Any, Final

from pydantic.json_schema import GenerateJsonSchema

from scenarios.file.forms import FORMAT, VERSION, ScenarioForm

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
IDENTIFIER: Final = f"urn:{FORMAT.replace('/', ':')}:{VERSION}"

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
)
"""What a scenario file has to keep and a JSON Schema cannot say; ``handlingsrom evaluate`` checks all."""


class _Generator(GenerateJsonSchema):
    """Leaves out the titles that would only repeat the names of the members."""

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002
        """Give no member a title."""
        return False


def scenario_schema() -> dict[str, Any]:
    """Return the JSON Schema of the scenario file.

    Returns
    -------
    dict
        A schema of the 2020-12 dialect. It is made of the forms by which
        `scenarios.file.schema.read_scenario` judges (`scenarios.file.forms`), so the two cannot differ.
        It accepts every file that is accepted there; files with a fault listed in `BEYOND` it accepts
        as well, since a schema cannot compare two values. Each call gives a document of its own.

    Examples
    --------
    >>> schema = scenario_schema()
    >>> schema["properties"]["gas"]["enum"]
    ['CO2', 'CO2e']
    """
    return {
        **ScenarioForm.model_json_schema(schema_generator=_Generator),
        "$schema": DIALECT,
        "$id": IDENTIFIER,
        "title": f"Scenario file, {FORMAT} version {VERSION}",
        "$comment": f"A scenario file also has to keep what no schema can say: {'; '.join(BEYOND)}.",
    }
