"""The reference path of a workshop: the desk's choice, computed anew from the statistics in force."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from scenarios.errors import ScenariosError
from scenarios.inventory.own_path import OwnPath
from workshop.errors import Problem
from workshop.i18n import gettext
from workshop.models import Facilitator, Workshop
from workshop.services.workshops.facts import freeze_reference, stored_own_path
from workshop.services.workshops.references import BudgetScope
from workshop.store.changes import Changes
from workshop.store.context import WorkshopContext
from workshop.store.operations import Answer, operation
from workshop.store.receipts import Receipt
from workshop.store.three_way import merge_changes

METHOD: Final = "reference_method"
_QUANTITY, _NAME = "quantity", "name"


def choose_reference(
    workshop: Workshop,
    facilitator: Facilitator,
    operation_id: str,
    sent: Mapping[str, Any],
    opened: Mapping[str, Any] | None = None,
) -> Receipt:
    """Follow another reference path; the budget stays as it is, and undo takes it back.

    ``sent`` is as :func:`flatten_reference` writes it, and ``opened`` what the form was opened with. Changes
    by another desk since stay; :class:`~workshop.store.three_way.ChangedMeanwhile` is raised if both changed
    the same.
    """
    # What is sent is computed before the workshop is locked, so that a fault is told at once.
    _freeze(workshop, sent)
    return _write_reference(workshop.id, facilitator, operation_id, dict(sent), opened)


def flatten_reference(method: str, own: OwnPath | None) -> dict[str, Any]:
    """Return a method with its figures, each by its target and year, as forms carry and merge them."""
    flat: dict[str, Any] = {METHOD: method}
    if own is not None:
        flat |= {_QUANTITY: own.quantity, _NAME: own.name}
        flat |= {f"{target} {year}": value for target, of in own.points.items() for year, value in of.items()}
    return flat


def read_flat_reference(flat: Mapping[str, Any]) -> tuple[str, OwnPath | None]:
    """Return the method and the path of one's own that :func:`flatten_reference` wrote."""
    if flat.get(_QUANTITY) is None:
        return flat[METHOD], None
    points: dict[str, dict[int, float]] = {}
    for name, value in flat.items():
        place = place_of(name)
        if place is not None and value is not None:
            points.setdefault(place[0], {})[place[1]] = value
    return flat[METHOD], OwnPath(flat[_QUANTITY], points, flat[_NAME])


def place_of(name: str) -> tuple[str, int] | None:
    """Return the target and year of a figure by its name in a flat reference; None for what is no figure."""
    target, _, year = name.rpartition(" ")
    return (target, int(year)) if target else None


def current_reference(workshop: Workshop) -> dict[str, Any]:
    """Return the reference that a workshop follows, flat."""
    return flatten_reference(workshop.reference["method"], stored_own_path(workshop.reference))


@operation("workshop.reference")
def _write_reference(
    context: WorkshopContext, changes: Changes, sent: dict[str, Any], opened: Mapping[str, Any] | None
) -> Answer:
    workshop = context.load_workshop()
    merged = _merge(opened, current_reference(workshop), sent)
    facts = _freeze(workshop, merged)
    changes.set(workshop, reference=facts["reference"], history=facts["history"])
    changes.subject = merged[METHOD]
    return {"method": merged[METHOD]}


def _merge(
    opened: Mapping[str, Any] | None, now: Mapping[str, Any], mine: Mapping[str, Any]
) -> dict[str, Any]:
    """Merge two versions figure by figure; as one, if they differ in what the figures mean."""
    if opened is None:
        return dict(mine)
    known = {name for name in opened if name in (METHOD, _QUANTITY, _NAME) or _is_figure(name)}
    names = sorted({*known, *now, *mine})
    versions = [{name: each.get(name) for name in names} for each in (opened, now, mine)]
    alike = all(len({each.get(name) for each in versions}) == 1 for name in (METHOD, _QUANTITY, _NAME))
    return merge_changes(*versions, together=() if alike else (names,))


def _is_figure(name: str) -> bool:
    year = name.rpartition(" ")[2]
    return " " in name and year.isascii() and year.isdigit() and len(year) == 4


def _freeze(workshop: Workshop, flat: Mapping[str, Any]) -> dict[str, Any]:
    method, own = read_flat_reference(flat)
    try:
        return freeze_reference(
            BudgetScope.of_stored(workshop.budget), method=method, end_year=workshop.end_year, own=own
        )
    except ScenariosError as error:
        raise Problem(
            gettext("This path cannot be followed here."), gettext("Choose another one."), status=409
        ) from error
