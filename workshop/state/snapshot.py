"""A workshop at one revision: proposals and outcome, as plain data.

Every screen is drawn from a :class:`Snapshot`, which is computed once per revision.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from typing import Any

from cachetools import LRUCache
from sqlalchemy import Connection

from scenarios.catalogue.own import Catalogue
from scenarios.engine.prepared import PreparedScenario
from scenarios.outcome import Outcome
from scenarios.scenario import Scenario
from workshop.database.reading import reading
from workshop.models import Layer, Rules, State, Workshop
from workshop.models.agenda import is_silent, phase_at
from workshop.state.catalogues import catalogue_of
from workshop.state.outcomes import Outcomes
from workshop.state.proposal_views import ProposalView, read_objections, view_of
from workshop.state.records import (
    NOTHING,
    ProposalRecord,
    WorkshopRow,
    read_records,
    read_workshop,
)
from workshop.state.rehearsed import is_rehearsed
from workshop.state.scenario_document import build_scenario, rebuild_scenario, with_records
from workshop.state.touched import find_touched

_KEPT = 64


@dataclass(frozen=True, kw_only=True, eq=False)
class Snapshot:
    """A workshop at one ``(epoch, revision)``; ``touched`` pairs a revision with the id of what it changed.

    ``records`` are what the scenario was built from, and ``proposals`` what the screens show of them.
    ``catalogue`` is the one from which the workshop looks its actions up.
    ``rehearsed``: invented people are in it, and none of it may be taken for real.
    """

    workshop_id: int
    territory_id: str
    code: str
    title: str
    place: str
    language: str
    phase: str
    step: int
    agenda: tuple[dict[str, Any], ...]
    ends: str | None
    clock: dict[str, Any]
    focus: dict[str, Any]
    rules: Rules
    vote: dict[str, Any]
    epoch: str
    revision: int
    start_year: int
    end_year: int
    budget: dict[str, Any]
    marks: tuple[dict[str, Any], ...]
    reference: dict[str, Any]
    history: dict[str, Any]
    limits: dict[str, Any]
    gas: str
    catalogue: Catalogue
    scenario: Scenario
    prepared: PreparedScenario
    outcome: Outcome
    records: tuple[ProposalRecord, ...]
    proposals: tuple[ProposalView, ...]
    touched: tuple[tuple[int, str], ...]
    rehearsed: bool

    @property
    def silent(self) -> bool:
        """Whether the present step hides what others propose."""
        return is_silent(self.agenda, self.step)

    @property
    def counted(self) -> tuple[ProposalView, ...]:
        """Tonight's proposals that lower or raise emissions in the scenario."""
        return tuple(p for p in self.proposals if p.layer == Layer.PROPOSED and p.marginal_t is not None)

    @property
    def decided(self) -> tuple[ProposalView, ...]:
        """What is already decided."""
        return tuple(p for p in self.proposals if p.layer == Layer.DECIDED)

    @property
    def waiting(self) -> tuple[ProposalView, ...]:
        """What waits for the desk."""
        return tuple(p for p in self.proposals if p.state == State.WAITING)

    @property
    def shown(self) -> tuple[ProposalView, ...]:
        """Tonight's proposals that the room may see, newest first."""
        return tuple(p for p in self.proposals if p.state == State.VISIBLE and p.layer == Layer.PROPOSED)

    @property
    def newest(self) -> ProposalView | None:
        """The newest proposal that the room may see; while it proposes, None before one came in this step."""
        newest = next(iter(self.shown), None)
        return None if newest is None or newest.number <= self.focus.get("after", 0) else newest


# The newest snapshot of each workshop; older ones are not needed.
_newest: LRUCache[int, Snapshot] = LRUCache(_KEPT)
# Records of each workshop: the next revision most likely shares most of them.
_records: LRUCache[int, dict[int, ProposalRecord]] = LRUCache(_KEPT)
_outcomes = Outcomes()
_cache_lock = threading.Lock()


def current_snapshot(workshop: Workshop) -> Snapshot:
    """Evaluate ``workshop`` as stored now; each revision is evaluated once."""
    return snapshot_at(workshop.id, workshop.epoch, workshop.revision)


def snapshot_at(workshop_id: int, epoch: str, revision: int) -> Snapshot:
    """Return the snapshot of a state that was just read, or of a newer one."""
    snapshot = _remembered(workshop_id, epoch, revision) or newest_snapshot(workshop_id)
    if snapshot is None:
        raise LookupError(f"no workshop {workshop_id}")
    return snapshot


def newest_snapshot(workshop_id: int) -> Snapshot | None:
    """Return a workshop's present snapshot; None if it is gone."""
    with reading() as connection:
        workshop = read_workshop(connection, workshop_id)
        if workshop is None:
            return None
        snapshot = _remembered(workshop.id, workshop.epoch, workshop.revision)
        if snapshot is None:
            snapshot = _evaluate(connection, workshop)
            with _cache_lock:
                _newest[workshop.id] = snapshot
    return snapshot


def _remembered(workshop_id: int, epoch: str, revision: int) -> Snapshot | None:
    """Return the cached snapshot of this state or a newer one, if any."""
    with _cache_lock:
        snapshot = _newest.get(workshop_id)
        if snapshot is None or snapshot.epoch != epoch or snapshot.revision < revision:
            return None
        return snapshot


def _evaluate(connection: Connection, workshop: WorkshopRow) -> Snapshot:
    with _cache_lock:
        known = _records.get(workshop.id, NOTHING)
    records = read_records(connection, workshop.id, known)
    with _cache_lock:
        _records[workshop.id] = {record.proposal.id: record for record in records}
    catalogue = catalogue_of(workshop.own_catalogue, connection)
    scenario = build_scenario(workshop, records, catalogue, title=workshop.title)
    prepared, outcome = _outcomes.evaluate((workshop.id, workshop.epoch), scenario)
    objections = read_objections(connection, workshop.id)
    return Snapshot(
        workshop_id=workshop.id,
        territory_id=workshop.territory_id,
        code=workshop.code,
        title=workshop.title,
        place=workshop.place,
        language=workshop.language,
        phase=phase_at(workshop.agenda, workshop.step).value,
        step=workshop.step,
        agenda=tuple(workshop.agenda),
        ends=workshop.clock.get("ends"),
        clock=workshop.clock,
        focus=workshop.focus,
        rules=Rules(**workshop.rules),
        vote=workshop.vote,
        epoch=workshop.epoch,
        revision=workshop.revision,
        start_year=workshop.start_year,
        end_year=workshop.end_year,
        budget=workshop.budget,
        marks=tuple(workshop.marks),
        reference=workshop.reference,
        history=workshop.history,
        limits=workshop.limits,
        gas=workshop.gas,
        catalogue=catalogue,
        scenario=scenario,
        prepared=prepared,
        outcome=outcome,
        records=tuple(records),
        proposals=tuple(
            view_of(record, outcome, scenario, catalogue, objections.get(record.proposal.id, ()))
            for record in records
        ),
        touched=find_touched(connection, workshop),
        rehearsed=is_rehearsed(connection, workshop.id),
    )


def without_tonight(snapshot: Snapshot) -> Snapshot:
    """Evaluate a workshop as if none of tonight's proposals counted; they stay in the snapshot."""
    records = [
        record
        if record.proposal.layer == Layer.DECIDED
        else replace(record, proposal=record.proposal._replace(included=False))
        for record in snapshot.records
    ]
    scenario = with_records(snapshot.scenario, records, snapshot.catalogue)
    prepared, outcome = _outcomes.evaluate((snapshot.workshop_id, snapshot.epoch, "decided"), scenario)
    held_against = {view.number: view.objections for view in snapshot.proposals}
    return replace(
        snapshot,
        scenario=scenario,
        prepared=prepared,
        outcome=outcome,
        records=tuple(records),
        proposals=tuple(
            view_of(record, outcome, scenario, snapshot.catalogue, held_against.get(record.proposal.id, ()))
            for record in snapshot.records
        ),
    )


def snapshot_with(
    snapshot: Snapshot, records: list[ProposalRecord], facts: dict[str, Any], *, revision: int, step: int
) -> Snapshot:
    """Evaluate a workshop with the proposals and the ``facts`` (budget, reference ...) of another time.

    The focus of the screens and objections are left out.
    """
    scenario = rebuild_scenario(snapshot.scenario, records, snapshot.catalogue, facts)
    past = (snapshot.workshop_id, snapshot.epoch, "past")
    prepared, outcome = snapshot.prepared, snapshot.outcome
    if scenario != snapshot.scenario:
        prepared, outcome = _outcomes.evaluate(past, scenario)
    return replace(
        snapshot,
        revision=revision,
        step=step,
        phase=str(snapshot.agenda[step]["phase"]) if step < len(snapshot.agenda) else snapshot.phase,
        focus={},
        **facts,
        scenario=scenario,
        prepared=prepared,
        outcome=outcome,
        records=tuple(records),
        proposals=tuple(view_of(record, outcome, scenario, snapshot.catalogue, ()) for record in records),
        touched=(),
    )
