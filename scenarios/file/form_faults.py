"""The faults that the forms find, in words: what is wrong, and what is expected."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Final

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from scenarios.errors import Fault
from scenarios.file.forms_2 import CASES_2, ITEMS_2, MEMBERS_2, ScenarioForm2
from scenarios.file.json_text import Location, pointer_to, shown

LARGEST: Final = int(sys.float_info.max)


def form_faults(error: ValidationError, form: type[BaseModel]) -> Iterator[Fault]:
    """Tell all faults of a document that its form refuses.

    Parameters
    ----------
    error
        Of the form.
    form
        Of the whole document.

    Yields
    ------
    Fault
        One for each fault that the form has found.
    """
    details = error.errors(include_url=False)
    refused = {
        _location(detail)[:-1] for detail in details if _is_at(detail, "ramp") and detail["type"] != "missing"
    }
    for detail in details:
        location = _location(detail)
        # Nobody can say whether a ramp that is unknown needs a number of years, or has points.
        if location[:-1] in refused and (
            (_is_at(detail, "ramp_years") and detail["type"] == "missing")
            or (_is_at(detail, "ramp_points") and form is ScenarioForm2)
        ):
            continue
        problem, expected = _words(detail, form)
        yield Fault(pointer_to(location), problem, expected)


def _words(detail: ErrorDetails, form: type[BaseModel]) -> tuple[str, str]:
    owner, field = _find_owner(detail["loc"], form)
    match detail["type"]:
        case "missing":
            return "missing", _description(owner, field)
        case "extra_forbidden":
            return "unknown key", f"one of {', '.join(owner.model_fields)}"
        case "invalid_key":
            return f"a key that is a Python {type(detail['loc'][-1]).__name__}", "a text as key"
        case "finite_number":
            return "not a finite number", "a number within +-1.8e308"
        case "string_unicode":
            return "a lone surrogate", "text"
        case "too_short":
            return "the list is empty", _description(owner, field)
        case "model_type" | "dict_type":
            return f"{shown(detail['input'])} is not allowed", "an object"
        case _ if isinstance(detail["input"], int) and abs(detail["input"]) > LARGEST:
            return "not a finite number", "a number within +-1.8e308"
        case _:
            return f"{shown(detail['input'])} is not allowed", _description(owner, field)


def _find_owner(location: Location, form: type[BaseModel]) -> tuple[type[BaseModel], str]:
    """Return the form that a location ends in, and the last of its members on the way."""
    owner, field = form, ""
    for part in location:
        if isinstance(part, int):
            form = ITEMS_2.get(field, form)
        elif part in CASES_2:
            form = CASES_2[part]
        else:
            owner, field = form, part
            form = MEMBERS_2.get(part, form)
    return owner, field


def _description(owner: type[BaseModel], field: str) -> str:
    member = owner.model_fields.get(field)
    return (member and member.description) or "an object"


def _location(detail: ErrorDetails) -> Location:
    return tuple(part for part in detail["loc"] if part not in CASES_2)


def _is_at(detail: ErrorDetails, name: str) -> bool:
    return bool(detail["loc"]) and detail["loc"][-1] == name
