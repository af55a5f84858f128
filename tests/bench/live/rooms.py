"""Prepare workshops full of people before the server starts: ``python -m ...rooms FOLDER PLAN``.

People join and propose through the services, as the pages would have them do, in this process;
only the browsers' requests are left out. What the phones need to carry is written as JSON.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

PEOPLE_S = 600
FIRST_ACTION = "private-cars-electric"
# Below it, the catalogue serves; above it, own proposals that the desk approves.
CATALOGUE_ACTIONS = 40


@dataclass(frozen=True)
class Plan:
    """How many workshops, each with how many people and actions, and how large a phone's frame is.

    ``territory``, ``preset`` and ``language`` are the example's where empty; ``own_amount_t`` is for the
    preset ``own``. ``vote`` opens the vote.
    """

    workshops: int = 1
    people: int = 1000
    actions: int = 5
    frame_bytes: int | None = 2048
    territory: str = ""
    preset: str = ""
    own_amount_t: float | None = None
    language: str = ""
    vote: bool = False


@dataclass(frozen=True)
class Prepared:
    """A prepared workshop: id, code and screen's key, cookies of phones and desk, what can be voted on."""

    id: int
    code: str
    screen_key: str
    phones: list[dict[str, str]]
    desk: dict[str, str]
    token: str
    desk_token: str
    proposals: list[str]


def prepare(folder: Path, plan: Plan, environment: Mapping[str, str] | None = None) -> list[Prepared]:
    """Fill ``folder`` (or the database of ``environment``) as ``plan`` says, in a process of its own."""
    done = subprocess.run(
        (sys.executable, "-m", __name__, str(folder), json.dumps(asdict(plan))),
        capture_output=True,
        text=True,
        env={**os.environ, **(environment or {})},
        timeout=PEOPLE_S,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [Prepared(**each) for each in json.loads(done.stdout.splitlines()[-1])]


def _prepare(folder: Path, plan: Plan) -> list[Prepared]:
    from workshop.config import read_settings
    from workshop.database.upgrade import upgrade_database
    from workshop.extensions import db
    from workshop.factory import create_app

    app = create_app(read_settings(folder))
    with app.app_context():
        upgrade_database()
    # What is only prepared need not survive a power cut.
    app.extensions["durability"] = None
    prepared = [_fill(app, plan) for _ in range(plan.workshops)]
    with app.app_context():
        db.engine.dispose()
    return prepared


def _fill(app: Any, plan: Plan) -> Prepared:
    from scenarios.inventory.territories import find_territory
    from tests.workshop_room import open_room
    from workshop.extensions import db
    from workshop.models import Role, Workshop
    from workshop.services.people.participants import join
    from workshop.services.workshops.example import EXAMPLE

    given: dict[str, Any] = {
        "territory_id": plan.territory,
        "preset": plan.preset,
        "language": plan.language,
        **({"own_amount_t": plan.own_amount_t, "own_source": "A report"} if plan.own_amount_t else {}),
    }
    if plan.territory:
        # The example is named after its place.
        given["title"] = find_territory(plan.territory).name
    room = open_room(app, replace(EXAMPLE, **{name: value for name, value in given.items() if value}))
    room.move_to("propose")
    visitor = app.test_client()
    with app.test_request_context():
        workshop = db.session.get_one(Workshop, room.workshop_id)
        # A thousand people write at once: one scribe a table, as usual, would avoid the hardest case.
        # The hall is expected, and each of them sends as much as a table does.
        workshop.rules = {"scribes": "never", "people": 5_000, "waiting": 60}
        db.session.commit()
        joined = [
            join(workshop.id, operation_id=uuid.uuid4().hex, role=Role.RESIDENT, nickname="")
            for _ in range(plan.people)
        ]
        _propose(workshop, [participant for participant, _ in joined], plan.actions)
        if plan.vote:
            _open_vote(workshop)
        if plan.frame_bytes:
            _lengthen(workshop, plan.frame_bytes)
        cookies = [
            {f"participant-{room.code}": f"{participant.public_id}.{secret}"}
            for participant, secret in joined
        ]
    token = _token(visitor)
    return Prepared(
        room.workshop_id,
        room.code,
        room.screen_key,
        [{**_session(visitor), **each} for each in cookies],
        _session(room.desk.client),
        token,
        room.desk.token(),
        [view.id for view in room.snapshot().shown],
    )


def _propose(workshop: Any, people: list[Any], actions: int) -> None:
    from scenarios.catalogue.catalogue import load_catalogue
    from workshop.services.people.facilitators import ensure_facilitator
    from workshop.services.proposals.free_text import FreeTextProposal, submit_free_text
    from workshop.services.proposals.moderation import approve
    from workshop.services.proposals.picks import Pick, submit_pick

    catalogue = [
        action
        for action in load_catalogue()
        if action.counts or (action.effect and action.ledger == "consumption")
    ]
    catalogue.sort(key=lambda action: action.id != FIRST_ACTION)
    sources = [source["id"] for source in workshop.reference["sources"]]
    desk = ensure_facilitator("facilitator")
    for number in range(actions):
        person = people[number % len(people)]
        if number < min(CATALOGUE_ACTIONS, len(catalogue)):
            action = catalogue[number]
            pick = Pick(action_id=action.id, amount=action.amount.default, start_year=2027)
            submit_pick(workshop.id, person, uuid.uuid4().hex, pick)
            continue
        free = FreeTextProposal(
            title=f"Our own idea, number {number}",
            target=sources[number % len(sources)],
            likely=100.0 + number,
            start_year=2028,
            ramp_years=3,
        )
        receipt = submit_free_text(workshop.id, person, uuid.uuid4().hex, free)
        approve(workshop.id, desk, uuid.uuid4().hex, receipt.answer["proposal"])


def _open_vote(workshop: Any) -> None:
    from tests.bench.live.forms import DOTS
    from workshop.services.meeting.votes import open_vote
    from workshop.services.people.facilitators import ensure_facilitator

    desk = ensure_facilitator("facilitator")
    open_vote(workshop.id, desk, uuid.uuid4().hex, dots=DOTS, hidden=True)


def _lengthen(workshop: Any, frame_bytes: int) -> None:
    """Give the place so long a name that a phone's frame has about ``frame_bytes``."""
    from workshop.charts.meeting.picture import build_phone_news_view
    from workshop.extensions import db
    from workshop.state.snapshot import current_snapshot

    def size() -> int:
        news = asdict(build_phone_news_view(current_snapshot(workshop)))
        return len(json.dumps(["news", news], separators=(",", ":"))) + 2

    short, name = size(), workshop.place
    # The verdict names the place once in each of three languages.
    missing = max(0, frame_bytes - short) // 3
    workshop.place = (name + " and the places around it" * 40)[: len(name) + missing]
    db.session.commit()


def _token(client: Any) -> str:
    import re

    found = re.search(r'name="csrf-token" content="([^"]+)"', client.get("/").get_data(as_text=True))
    assert found
    return found[1]


def _session(client: Any) -> dict[str, str]:
    cookie = client.get_cookie("session")
    assert cookie is not None
    return {"session": cookie.value}


if __name__ == "__main__":
    print(json.dumps([asdict(each) for each in _prepare(Path(sys.argv[1]), Plan(**json.loads(sys.argv[2])))]))
