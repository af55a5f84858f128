"""What the workshop leaves out: the desk's choice, with budget, marks and reference computed anew."""

from __future__ import annotations

from typing import Any

from scenarios.budget.presets import WITHOUT_RULE, find_preset
from scenarios.budget.warming_marks import marks_beside
from scenarios.errors import ScenariosError
from workshop.errors import Problem
from workshop.i18n import gettext
from workshop.models import Facilitator, Workshop
from workshop.services.workshops.facts import compute_by_same_rule, freeze_facts, stored_own_path
from workshop.services.workshops.scopes import may_leave_out
from workshop.store.changes import Changes
from workshop.store.context import WorkshopContext
from workshop.store.operations import Answer, operation
from workshop.store.receipts import Receipt


def choose_scope(workshop: Workshop, facilitator: Facilitator, operation_id: str, name: str) -> Receipt:
    """Leave something out of budget and emissions, or nothing (an empty name); undo takes it back."""
    if workshop.budget["preset"] in WITHOUT_RULE or (name and not may_leave_out(workshop.territory_id, name)):
        raise Problem(
            gettext("This cannot be left out here."), gettext("Choose one from the list."), status=409
        )
    try:
        facts = _facts(workshop, name)
    except ScenariosError as error:
        raise Problem(
            gettext("The budget cannot be computed without it."), gettext("Choose another."), status=409
        ) from error
    return _write_scope(workshop.id, facilitator, operation_id, name, facts)


def _facts(workshop: Workshop, name: str) -> dict[str, Any]:
    """Compute the workshop's budget by the same rule with another scope."""
    now = workshop.budget
    budget = compute_by_same_rule(now, workshop.start_year, (name,) if name else ())
    takes_probability = "probability" in find_preset(now["preset"]).takes
    marks = marks_beside(budget, probability=now["probability_pct"] if takes_probability else None)
    return freeze_facts(
        budget,
        marks,
        method=workshop.reference["method"],
        end_year=workshop.end_year,
        own=stored_own_path(workshop.reference),
    )


@operation("workshop.scope", leave_out={"facts"})
def _write_scope(context: WorkshopContext, changes: Changes, name: str, facts: dict[str, Any]) -> Answer:
    workshop = context.load_workshop()
    chosen = workshop.budget.get("chosen")
    changes.set(
        workshop,
        budget={**facts["budget"], **({"chosen": chosen} if chosen else {})},
        marks=facts["marks"],
        reference=facts["reference"],
        history=facts["history"],
    )
    changes.subject = name
    return {"without": name}
