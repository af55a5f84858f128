"""The reference path of a workshop: the desk's choice, computed anew from the statistics in force."""

from __future__ import annotations

from typing import Any

from scenarios.errors import ScenariosError
from scenarios.inventory.own_path import OwnPath
from workshop.errors import Problem
from workshop.i18n import gettext
from workshop.models import Facilitator, Workshop
from workshop.services.workshops.facts import freeze_reference
from workshop.services.workshops.references import BudgetScope
from workshop.store.changes import Changes
from workshop.store.context import WorkshopContext
from workshop.store.operations import Answer, operation
from workshop.store.receipts import Receipt


def choose_reference(
    workshop: Workshop, facilitator: Facilitator, operation_id: str, method: str, own: OwnPath | None
) -> Receipt:
    """Follow another reference path; the budget stays as it is, and undo takes it back."""
    scope = BudgetScope.of_stored(workshop.budget)
    try:
        facts = freeze_reference(scope, method=method, end_year=workshop.end_year, own=own)
    except ScenariosError as error:
        raise Problem(
            gettext("This path cannot be followed here."), gettext("Choose another one."), status=409
        ) from error
    points = {} if own is None else {target: dict(of) for target, of in own.points.items()}
    return _write_reference(workshop.id, facilitator, operation_id, method, points, facts)


@operation("workshop.reference", leave_out={"facts"})
def _write_reference(
    context: WorkshopContext,
    changes: Changes,
    method: str,
    points: dict[str, dict[int, float]],  # noqa: ARG001  # two requests with other figures differ
    facts: dict[str, Any],
) -> Answer:
    changes.set(context.load_workshop(), reference=facts["reference"], history=facts["history"])
    changes.subject = method
    return {"method": method}
