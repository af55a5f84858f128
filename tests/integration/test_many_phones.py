"""180 phones propose at the same time, by the pages that phones open; what is left to the desk?"""

from __future__ import annotations

import asyncio
import time
import uuid
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from tests.program import running
from workshop.config import read_settings
from workshop.extensions import db
from workshop.factory import create_app
from workshop.models import Workshop
from workshop.rehearsal.crowd import rehearse
from workshop.rehearsal.plan import Plan
from workshop.services.meeting.agenda import move_to
from workshop.services.people.facilitators import ensure_facilitator
from workshop.services.proposals.moderation import approve
from workshop.services.proposals.overlaps import overlap_questions
from workshop.services.rehearsal import rehearsals
from workshop.services.rehearsal.crowd import plan_for
from workshop.services.workshops.example import EXAMPLE
from workshop.services.workshops.opening import Setup, open_workshop
from workshop.state.snapshot import Snapshot, current_snapshot

PHONES, DECISIONS = 180, 25
# Nobody does anything any more: all have said what they wanted to say.
QUIET_S, LONGEST_S = 1.0, 240.0


@pytest.mark.slow
def test_180_phones_leave_at_most_25_decisions_to_the_desk(tmp_path: Path) -> None:
    data = tmp_path / "instance"
    with running(data) as program:
        app = create_app(read_settings(data))
        workshop_id, plan = prepare(app, program.address)
        tally = asyncio.run(take_part(app, workshop_id, plan))
        snapshot = look(app, workshop_id)
        afterwards = approve_all(app, snapshot)
        app.extensions["broadcaster"].close()
        with app.app_context():
            db.engine.dispose()
    refused = {name: number for name, number in tally.items() if name.startswith(("refused", "not let"))}
    assert refused == {}
    assert tally["joined"] == PHONES
    assert tally["proposed"] >= PHONES
    assert snapshot.silent
    picked = sum(view.count for view in snapshot.shown)
    assert picked == tally["proposed"], "a pick is lost, or counted twice"
    waiting, questions = len(snapshot.waiting), len(overlap_questions(snapshot))
    print(
        f"{dict(tally)}: {len(snapshot.shown)} proposals, {waiting} wait, {questions} questions; "
        f"{afterwards} questions when all that waited is approved"
    )
    assert tally["wrote"] == waiting > 0
    assert waiting + questions <= DECISIONS


def prepare(app: Flask, server: str) -> tuple[int, Plan]:
    """Open a workshop of the usual rules, in its silent round, and let a rehearsal begin."""
    with app.test_request_context():
        desk = ensure_facilitator("facilitator")
        setup: Setup = replace(EXAMPLE, agenda="180")
        workshop = open_workshop(desk, uuid.uuid4().hex, setup)
        step = next(number for number, step in enumerate(workshop.agenda) if step["silent"])
        move_to(workshop.id, desk, uuid.uuid4().hex, step)
        token, coming = rehearsals.begin(workshop.id, people=PHONES, lasting=timedelta(minutes=10))
        plan = plan_for(workshop, server=server, token=token, people=coming, seconds=LONGEST_S, seed=1)
        return workshop.id, replace(plan, pace_s=0.5, arriving_s=3.0)


async def take_part(app: Flask, workshop_id: int, plan: Plan) -> Counter[str]:
    """Let all phones act until they have nothing more to say."""
    tally: Counter[str] = Counter()
    acting = asyncio.create_task(rehearse(plan, tally))
    since = time.monotonic()
    while not acting.done() and time.monotonic() - since < QUIET_S:
        await asyncio.sleep(0.1)
        if tally["idle"] < PHONES:
            since = time.monotonic()
    with app.app_context():
        rehearsals.stop(workshop_id)
    await acting
    return tally


def approve_all(app: Flask, snapshot: Snapshot) -> int:
    """Approve whatever waits, as a desk might; return how many questions that leaves."""
    with app.test_request_context():
        desk = ensure_facilitator("facilitator")
        for view in snapshot.waiting:
            approve(snapshot.workshop_id, desk, uuid.uuid4().hex, view.id)
    return len(overlap_questions(look(app, snapshot.workshop_id)))


def look(app: Flask, workshop_id: int) -> Snapshot:
    with app.app_context():
        return current_snapshot(db.session.get_one(Workshop, workshop_id))
