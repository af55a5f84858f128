"""The file of a place's own catalogue: read with every fault named, and written."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pydantic import BaseModel, ValidationError

from scenarios.catalogue.action import Amount, CatalogueAction, CatalogueEffect, Estimate
from scenarios.catalogue.catalogue import CATALOGUE_VERSION, load_catalogue
from scenarios.catalogue.own import OWN_PREFIX, OwnAction, Unit, usual_amount
from scenarios.errors import Fault, ScenarioFileError
from scenarios.file.catalogue_forms import (
    FORM_OF,
    FORMAT,
    VERSION,
    AdditionForm,
    CatalogueForm,
    ChangeForm,
)
from scenarios.file.json_text import Location, parse, pointer_to, shown, text_faults
from scenarios.file.values import number, objects

LARGEST_BYTES: Final = 2_000_000
# As `workshop.clean_input`: no database stores these.
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


@dataclass(frozen=True)
class OwnCatalogue:
    """What a place has in its own catalogue.

    Attributes
    ----------
    territory
        The id of the place.
    actions
        Additions and changes.
    hidden
        Ids of the actions that are not offered, in code-point order.
    """

    territory: str
    actions: tuple[OwnAction, ...] = ()
    hidden: tuple[str, ...] = ()


def read_own_catalogue(text: str | bytes, targets: Collection[str] | None = None) -> OwnCatalogue:
    """Read the file of a place's own catalogue.

    Parameters
    ----------
    text
        The JSON; bytes are UTF-8.
    targets
        Sources and sectors of the place's statistics; None checks only the form of targets.

    Returns
    -------
    OwnCatalogue
        With nothing but what the file says.

    Raises
    ------
    ScenarioFileError
        With all faults of the file; a wrong format or version stands alone.
    """
    if len(text) > LARGEST_BYTES:
        raise ScenarioFileError([Fault("", "the file is too large", f"at most {LARGEST_BYTES} bytes")])
    document, faults = parse(text)
    return own_catalogue_from_dict(document, targets, faults)


def own_catalogue_from_dict(
    document: Any, targets: Collection[str] | None = None, faults: Iterable[Fault] = ()
) -> OwnCatalogue:
    """Make an own catalogue of a JSON document that is in memory already.

    Parameters
    ----------
    document
        What the JSON of a file stands for.
    targets
        As for `read_own_catalogue`.
    faults
        Those that were found before.

    Returns
    -------
    OwnCatalogue
        With nothing but what the document says.

    Raises
    ------
    ScenarioFileError
        As `read_own_catalogue`.
    """
    _refuse_other_formats(document)
    found = [*faults, *text_faults(document), *_control_faults(document, ())]
    form = None
    try:
        form = CatalogueForm.model_validate(document)
    except ValidationError as error:
        found += _form_faults(error)
    found += _file_faults(document, targets)
    if found or form is None:
        raise ScenarioFileError({fault.pointer: fault for fault in reversed(found)}.values())
    actions = [_action(each) for each in (*form.actions, *form.changed)]
    return OwnCatalogue(form.territory, tuple(actions), tuple(sorted(form.hidden)))


def own_catalogue_to_dict(catalogue: OwnCatalogue) -> dict[str, Any]:
    """Write an own catalogue as a JSON document.

    Parameters
    ----------
    catalogue
        Any.

    Returns
    -------
    dict
        Reading it again gives an equal catalogue.
    """
    return {
        "format": FORMAT,
        "version": VERSION,
        "territory": catalogue.territory,
        "catalogue_version": CATALOGUE_VERSION,
        "actions": [own_action_to_dict(each) for each in catalogue.actions if each.is_addition],
        "changed": [own_action_to_dict(each) for each in catalogue.actions if not each.is_addition],
        "hidden": list(catalogue.hidden),
    }


def own_action_to_dict(action: OwnAction) -> dict[str, Any]:
    """Write an addition or change as the file has it.

    Parameters
    ----------
    action
        Any.

    Returns
    -------
    dict
        Without keys for what it does not say.
    """
    unit, effect, amount = action.unit, action.effect, action.amount
    said = {
        "id": action.id,
        "title": action.title,
        "description": action.description,
        "unit": None if unit is None else {"one": unit.one, "many": unit.many},
        "effect": None
        if effect is None
        else {
            "kind": effect.kind,
            "low": effect.per_unit.low,
            "likely": effect.per_unit.likely,
            "high": effect.per_unit.high,
        },
        "amount": None
        if amount is None
        else {
            "minimum": amount.minimum,
            "maximum": amount.maximum,
            "step": amount.step,
            "usual": amount.default,
        },
        "targets": None if action.targets is None else list(action.targets),
        "source": action.source,
        "actor": action.actor,
        "control": action.control,
        "start_after_years": action.start_after_years,
        "ramp": action.ramp,
        "ramp_years": action.ramp_years,
    }
    return {name: value for name, value in said.items() if value is not None}


def own_action_from_dict(document: Mapping[str, Any]) -> OwnAction:
    """Read an addition or change that was written by `own_action_to_dict`.

    Parameters
    ----------
    document
        As it was stored.

    Returns
    -------
    OwnAction
        As it was.
    """
    form = AdditionForm if str(document["id"]).startswith(OWN_PREFIX) else ChangeForm
    return _action(form.model_validate(dict(document)))


def own_action_faults(action: OwnAction, targets: Collection[str] | None = None) -> tuple[Fault, ...]:
    """Find what a file with this action alone would be refused for.

    Parameters
    ----------
    action
        As somebody has typed it.
    targets
        As for `read_own_catalogue`.

    Returns
    -------
    tuple of Fault
        Empty if it is sound. The pointers begin at the action.
    """
    key = "actions" if action.is_addition else "changed"
    document = {"format": FORMAT, "version": VERSION, "territory": "XX", key: [own_action_to_dict(action)]}
    try:
        own_catalogue_from_dict(document, targets)
    except ScenarioFileError as error:
        prefix = f"/{key}/0"
        return tuple(
            Fault(fault.pointer.removeprefix(prefix), fault.problem, fault.expected) for fault in error.faults
        )
    return ()


def _refuse_other_formats(document: Any) -> None:
    if not isinstance(document, dict):
        return
    for key, right in (("format", FORMAT), ("version", VERSION)):
        value = document.get(key, right)
        if value != right or isinstance(value, bool):
            expected = f'"{right}"' if isinstance(right, str) else str(right)
            raise ScenarioFileError([Fault(f"/{key}", f"{shown(value)} is another {key}", expected)])


def _form_faults(error: ValidationError) -> Iterator[Fault]:
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


def _control_faults(value: Any, location: Location) -> Iterator[Fault]:
    if isinstance(value, str):
        if _CONTROL.search(value):
            yield Fault(pointer_to(location), "a control character", "text")
    elif isinstance(value, dict):
        for key, member in value.items():
            yield from _control_faults(member, (*location, key))
    elif isinstance(value, list):
        for place, member in enumerate(value):
            yield from _control_faults(member, (*location, place))


def _file_faults(document: Any, targets: Collection[str] | None) -> Iterator[Fault]:
    """Find what one member demands of another; what is not of its form is a fault already."""
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


def _action(form: Any) -> OwnAction:
    unit, effect, amount = form.unit, form.effect, form.amount
    made = None
    if effect is not None:
        made = CatalogueEffect(effect.kind, Estimate(effect.low, effect.likely, effect.high))
    chosen = None
    if amount is not None:
        chosen = Amount(amount.minimum, amount.maximum, amount.step, amount.usual)
    elif isinstance(form, AdditionForm):
        chosen = usual_amount(made)
    return OwnAction(
        id=form.id,
        source=form.source,
        title=form.title,
        description=form.description,
        unit=None if unit is None else Unit(unit.one, unit.many),
        effect=made,
        amount=chosen,
        targets=None if form.targets is None else tuple(dict.fromkeys(form.targets)),
        actor=form.actor,
        control=form.control,
        start_after_years=None if form.start_after_years is None else int(form.start_after_years),
        ramp=form.ramp,
        ramp_years=None if form.ramp_years is None else int(form.ramp_years),
    )
