"""The file of a place's own catalogue: read with every fault named, and written."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pydantic import ValidationError

from scenarios.catalogue.action import Amount, CatalogueEffect, Estimate
from scenarios.catalogue.catalogue import CATALOGUE_VERSION
from scenarios.catalogue.own import OWN_PREFIX, OwnAction, Unit, usual_amount
from scenarios.errors import Fault, ScenarioFileError
from scenarios.file.catalogue_forms import (
    FORMAT,
    VERSION,
    AdditionForm,
    CatalogueForm,
    ChangeForm,
)
from scenarios.file.json_text import parse, text_faults
from scenarios.file.own_catalogue_faults import (
    catalogue_file_faults,
    catalogue_form_faults,
    control_faults,
    refuse_other_formats,
)

LARGEST_BYTES: Final = 2_000_000


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
    refuse_other_formats(document)
    found = [*faults, *text_faults(document), *control_faults(document)]
    form = None
    try:
        form = CatalogueForm.model_validate(document)
    except ValidationError as error:
        found += catalogue_form_faults(error)
    found += catalogue_file_faults(document, targets)
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
