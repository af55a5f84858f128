"""The faults of the file of a place's own catalogue, each with its place in the file."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Any, Final

from pydantic import BaseModel, ValidationError

from scenarios.catalogue.action import CatalogueAction
from scenarios.catalogue.catalogue import load_catalogue
from scenarios.errors import Fault, ScenarioFileError
from scenarios.file.catalogue_forms import FORM_OF, FORMAT, VERSION, CatalogueForm
from scenarios.file.json_text import Location, pointer_to, shown
from scenarios.file.values import number, objects

# As `workshop.clean_input`: no database stores these.
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def refuse_other_formats(document: Any) -> None:
    """Refuse a file of another format or version without judging what it cannot know.

    Parameters
    ----------
    document
        Any JSON value.

    Raises
    ------
    ScenarioFileError
        With this fault alone.
    """
    if not isinstance(document, dict):
        return
    for key, right in (("format", FORMAT), ("version", VERSION)):
        value = document.get(key, right)
        if value != right or isinstance(value, bool):
            expected = f'"{right}"' if isinstance(right, str) else str(right)
            raise ScenarioFileError([Fault(f"/{key}", f"{shown(value)} is another {key}", expected)])


def catalogue_form_faults(error: ValidationError) -> Iterator[Fault]:
    """Tell all faults of a document that its form refuses.

    Parameters
    ----------
    error
        Of the form of the whole file.

    Yields
    ------
    Fault
        One for each fault that the form has found.
    """
    for detail in error.errors(include_url=False):
        location = detail["loc"]
        owner, field = _owner(location)
        member = owner.model_fields.get(field)
        expected = (member and member.description) or "an object"
        match detail["type"]:
            case "missing":
                problem = "missing"
            case "extra_forbidden":
                problem, expected = "unknown key", f"one of {', '.join(owner.model_fields)}"
            case "too_long" | "string_too_long":
                problem = "too long"
            case "too_short" | "string_too_short":
                problem = "empty"
            case "model_type" | "dict_type":
                problem, expected = f"{shown(detail['input'])} is not allowed", "an object"
            case _:
                problem = f"{shown(detail['input'])} is not allowed"
        yield Fault(pointer_to(location), problem, expected)


def _owner(location: Location) -> tuple[type[BaseModel], str]:
    """Return the form that a location ends in, and the last of its members on the way."""
    owner: type[BaseModel] = CatalogueForm
    form, field = owner, ""
    for part in location:
        if isinstance(part, str):
            owner, field = form, part
            form = FORM_OF.get(part, form)
    return owner, field


def control_faults(value: Any, location: Location = ()) -> Iterator[Fault]:
    """Find control characters, which no database stores.

    Parameters
    ----------
    value
        A document or a part of one.
    location
        Where the value is in the document.

    Yields
    ------
    Fault
        One for each text that has one.
    """
    if isinstance(value, str):
        if _CONTROL.search(value):
            yield Fault(pointer_to(location), "a control character", "text")
    elif isinstance(value, dict):
        for key, member in value.items():
            yield from control_faults(member, (*location, key))
    elif isinstance(value, list):
        for place, member in enumerate(value):
            yield from control_faults(member, (*location, place))


def catalogue_file_faults(document: Any, targets: Collection[str] | None) -> Iterator[Fault]:
    """Find what one member demands of another; what is not of its form is a fault already.

    Parameters
    ----------
    document
        Any JSON value.
    targets
        Sources and sectors of the place's statistics; None checks only the form of targets.

    Yields
    ------
    Fault
        As `scenarios.file.catalogue_forms.BEYOND` lists them.
    """
    if not isinstance(document, dict):
        return
    shipped = {action.id: action for action in load_catalogue()}
    seen: set[str] = set()
    for key in ("actions", "changed"):
        for index, action in objects(document, key):
            here = (key, index)
            identifier = action.get("id")
            if isinstance(identifier, str):
                if identifier in seen:
                    yield Fault(
                        pointer_to((*here, "id")), f"{shown(identifier)} stands twice", "every id once"
                    )
                elif key == "changed" and identifier not in shipped:
                    yield Fault(
                        pointer_to((*here, "id")),
                        f"{shown(identifier)} is not shipped",
                        "the id of a shipped action",
                    )
                seen.add(identifier)
            yield from _effect_faults(action, shipped.get(str(identifier)), here)
            yield from _target_faults(action, shipped.get(str(identifier)), targets, here)
    yield from _hidden_faults(document.get("hidden"), {*shipped, *seen})


def _hidden_faults(hidden: Any, known: Collection[str]) -> Iterator[Fault]:
    before: set[str] = set()
    for place, identifier in enumerate(hidden if isinstance(hidden, list) else ()):
        if not isinstance(identifier, str):
            continue
        where = pointer_to(("hidden", place))
        if identifier in before:
            yield Fault(where, f"{shown(identifier)} stands twice", "every id once")
        elif identifier not in known:
            yield Fault(
                where, f"{shown(identifier)} is unknown", "the id of an action, shipped or of this file"
            )
        before.add(identifier)


def _effect_faults(
    action: dict[str, Any], shipped: CatalogueAction | None, here: Location
) -> Iterator[Fault]:
    effect, amount = action.get("effect"), action.get("amount")
    kind, high = None, None
    if shipped is not None and shipped.effect is not None:
        kind, high = shipped.effect.kind, shipped.effect.per_unit.high
    if isinstance(effect, dict):
        low, likely, high = (number(effect.get(name)) for name in ("low", "likely", "high"))
        kind = effect.get("kind")
        for name, lower, upper in (("likely", low, likely), ("high", likely, high)):
            if lower is not None and upper is not None and lower > upper:
                yield Fault(
                    pointer_to((*here, "effect", name)),
                    f"{shown(upper)} is out of order",
                    "low <= likely <= high",
                )
        if kind == "share" and high is not None and high > 1:
            yield Fault(
                pointer_to((*here, "effect", "high")), f"{shown(high)} is more than everything", "at most 1"
            )
            high = None
    maximum = None if shipped is None else shipped.amount.maximum
    if isinstance(amount, dict):
        minimum, usual, maximum = (number(amount.get(name)) for name in ("minimum", "usual", "maximum"))
        for name, lower, upper in (("usual", minimum, usual), ("maximum", usual, maximum)):
            if lower is not None and upper is not None and lower > upper:
                yield Fault(
                    pointer_to((*here, "amount", name)),
                    f"{shown(upper)} is out of order",
                    "minimum <= usual <= maximum",
                )
    if kind == "share" and high is not None and maximum is not None and high * maximum > 1 + 1e-9:
        yield Fault(
            pointer_to((*here, "amount", "maximum")),
            f"{shown(maximum)} units would take away more than everything",
            "a maximum that times the high value is at most 1",
        )


def _target_faults(
    action: dict[str, Any], shipped: CatalogueAction | None, targets: Collection[str] | None, here: Location
) -> Iterator[Fault]:
    said = action.get("targets")
    has_targets = shipped is not None and bool(shipped.targets)
    if action.get("effect") is not None and said is None and not has_targets:
        yield Fault(pointer_to((*here, "targets")), "missing", "the emission sources that the effect lowers")
    for place, target in enumerate(said if isinstance(said, list) else ()):
        if targets is not None and isinstance(target, str) and target not in targets:
            yield Fault(
                pointer_to((*here, "targets", place)),
                f"{shown(target)} is unknown",
                "a source or sector of the place's statistics",
            )
