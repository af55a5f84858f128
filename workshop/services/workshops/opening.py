"""Opening, finding and deleting workshops."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from typing import Any

from flask import current_app
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from scenarios.budget.presets import CLIMATE_BUDGET, WITHOUT_RULE
from scenarios.budget.warming_marks import marks_beside
from scenarios.errors import ScenariosError
from scenarios.inventory.own_path import OwnPath
from workshop.database.durability import commit_durably, wait_until_durable
from workshop.database.forgetting import forget_soon
from workshop.errors import Problem
from workshop.extensions import db
from workshop.i18n import gettext
from workshop.identity import new_code
from workshop.models import Facilitator, Layer, Operation, Proposal, Rules, Step, Workshop
from workshop.models.agenda import AGENDAS, DEFAULT_AGENDA, stored
from workshop.services.people.adopted_words import find_origins, note_origins
from workshop.services.people.attendance import USUAL_PEOPLE
from workshop.services.people.audit import Event, note
from workshop.services.workshops.annual_limits import budgets_beside
from workshop.services.workshops.catalogues import read_catalogue
from workshop.services.workshops.facts import OWN, compute_setup_budget, freeze_facts
from workshop.signals import workshop_deleted
from workshop.state.limits import Limits
from workshop.state.rehearsed import is_rehearsed
from workshop.store.actors import desk_name
from workshop.store.receipts import OperationRequest, sent_before

# The first three presets are for Sweden only.
PRESETS = (
    *("uppsala-2022-1.7", "uppsala-2022-1.5", "klimatkollen-2024"),
    *("emission-share", "per-capita", OWN, CLIMATE_BUDGET),
)
BY_RULE = tuple(preset for preset in PRESETS if preset not in WITHOUT_RULE)


@dataclass(frozen=True, kw_only=True)
class Setup:
    """What a facilitator decides when opening a workshop; without ``steps`` it has those of ``agenda``."""

    title: str
    territory_id: str
    preset: str
    own_amount_t: float | None = None
    own_source: str = ""
    limits: Limits | None = None
    without: str = ""
    reference_method: str = "flat"
    own_path: OwnPath | None = None
    start_year: int
    end_year: int = 2045
    language: str = "en"
    agenda: str = DEFAULT_AGENDA
    steps: tuple[Step, ...] = ()
    people: int = USUAL_PEOPLE


class BudgetNotPossible(Problem):
    """The model cannot compute the requested budget."""


def open_workshop(facilitator: Facilitator, operation_id: str, setup: Setup) -> Workshop:
    """Open a workshop on a real budget; a repeated operation returns the one already opened."""
    request = _opening(facilitator, operation_id, asdict(setup))
    earlier = _opened_by(request)
    if earlier is not None:
        return earlier
    try:
        facts = _facts(setup)
    except ScenariosError as error:
        raise BudgetNotPossible(str(error)) from error

    own = {
        "owner_id": facilitator.id,
        "title": setup.title,
        "language": setup.language,
        "territory_id": setup.territory_id,
        "start_year": setup.start_year,
        "end_year": setup.end_year,
        "agenda": stored(setup.steps or AGENDAS[setup.agenda]),
        "rules": Rules(people=setup.people).differences(),
        "own_catalogue": read_catalogue(setup.territory_id).stored,
    }
    return _open({**own, **facts}, request)


def _open(
    columns: dict[str, Any], request: OperationRequest, fill: Callable[[Workshop], None] | None = None
) -> Workshop:
    """Store a workshop with an unused code and its content, in one transaction."""
    for _ in range(20):
        workshop = Workshop(code=new_code(), **columns)
        db.session.add(workshop)
        try:
            db.session.flush()
            if fill is not None:
                fill(workshop)
            db.session.add(_receipt(workshop, request))
            note(db.session.get_one(Facilitator, workshop.owner_id), Event.WORKSHOP_OPENED, workshop.code)
            commit_durably()
        except IntegrityError:
            # Either the code is taken (try another), or the same form was sent twice at once.
            db.session.rollback()
            earlier = _opened_by(request)
            if earlier is not None:
                return earlier
            continue
        return workshop
    raise Problem(gettext("No free join code was found."), gettext("Try again."), status=503)


def copy_workshop(facilitator: Facilitator, operation_id: str, original: Workshop, title: str) -> Workshop:
    """Open another workshop with the set-up of one: budget, reference, agenda, decided actions ...

    People, and whatever they proposed, estimated, voted or wrote, are not copied.
    """
    request = _opening(facilitator, operation_id, {"title": title, "copy of": original.code})
    earlier = _opened_by(request)
    if earlier is not None:
        return earlier
    kept = (
        *("language", "territory_id", "place", "gas", "start_year", "end_year"),
        *("budget", "marks", "reference", "history", "limits", "agenda", "own_catalogue"),
    )
    if is_rehearsed(db.session.connection(), original.id):
        raise Problem(
            gettext("A rehearsal is going on in this workshop."),
            gettext("Remove it first: its results are not part of a set-up."),
            status=409,
        )
    facts = {name: getattr(original, name) for name in kept}
    # Do not copy a paused or blank state.
    usual = Rules()
    rules = replace(original.in_force, frozen=usual.frozen, wall=usual.wall).differences()
    decided = db.session.scalars(
        select(Proposal).where(
            Proposal.workshop_id == original.id,
            Proposal.layer == Layer.DECIDED.value,
            Proposal.removed.is_(False),
        )
    ).all()
    columns = [
        column.key
        for column in Proposal.__mapper__.column_attrs
        if column.key not in ("id", "public_id", "workshop_id", "author_id", "written", "created_at")
    ]
    rows = [{name: getattr(proposal, name) for name in columns} for proposal in decided]
    origins = find_origins(decided)

    def fill(workshop: Workshop) -> None:
        copies = [Proposal(workshop_id=workshop.id, **row) for row in rows]
        db.session.add_all(copies)
        db.session.flush()
        note_origins(dict(zip(copies, origins, strict=True)))

    return _open({"owner_id": facilitator.id, "title": title, "rules": rules, **facts}, request, fill)


def open_filled(
    facilitator: Facilitator,
    operation_id: str,
    content: dict[str, Any],
    columns: dict[str, Any],
    fill: Callable[[Workshop], None],
) -> Workshop:
    """Open a workshop with columns and content that are known; ``content`` tells two requests apart."""
    request = _opening(facilitator, operation_id, content)
    return _opened_by(request) or _open({"owner_id": facilitator.id, **columns}, request, fill)


def list_workshops(facilitator: Facilitator) -> list[Workshop]:
    """List a facilitator's workshops, newest first."""
    return list(
        db.session.scalars(
            select(Workshop).where(Workshop.owner_id == facilitator.id).order_by(Workshop.id.desc())
        )
    )


def delete_workshop(workshop: Workshop) -> None:
    """Delete a workshop with everything in it for good, and disconnect its screens."""
    workshop_id = workshop.id
    db.session.delete(workshop)
    commit_durably()
    forget_soon()
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    workshop_deleted.send(app, workshop_id=workshop_id)


def _facts(setup: Setup) -> dict[str, Any]:
    """Compute the facts that are frozen into a new workshop."""
    budget = compute_setup_budget(
        setup.territory_id,
        setup.preset,
        setup.start_year,
        without=setup.without,
        own_amount_t=setup.own_amount_t,
        own_source=setup.own_source,
        limits=setup.limits,
    )
    facts = freeze_facts(
        budget,
        marks_beside(budget),
        method=setup.reference_method,
        end_year=setup.end_year,
        own=setup.own_path,
    )
    if setup.limits is not None:
        facts["limits"] = setup.limits.stored()
        facts["budget"]["beside"] = budgets_beside(budget.territory, budget.start_year, BY_RULE)
    return facts


def _opening(facilitator: Facilitator, operation_id: str, content: dict[str, Any]) -> OperationRequest:
    return OperationRequest(
        operation_id=operation_id, kind="workshop.open", actor=desk_name(facilitator), content=content
    )


def _receipt(workshop: Workshop, request: OperationRequest) -> Operation:
    return Operation(
        operation_id=request.operation_id,
        workshop_id=workshop.id,
        actor=request.actor,
        kind=request.kind,
        digest=request.digest,
        answer={"revision": 0, "answer": {"code": workshop.code}},
    )


def _opened_by(request: OperationRequest) -> Workshop | None:
    """Return the workshop that this request has opened, once durable; refuse another one with its id."""
    found = db.session.execute(
        select(Operation.digest, Operation.workshop_id).where(Operation.operation_id == request.operation_id)
    ).first()
    if found is None:
        return None
    digest, workshop_id = found
    if digest != request.digest:
        raise sent_before()
    # Release the connection while waiting for the disk.
    db.session.rollback()
    wait_until_durable()
    return db.session.get(Workshop, workshop_id)
