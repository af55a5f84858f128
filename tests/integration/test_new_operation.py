"""The recipe for a new operation in CONTRIBUTING works as it stands there."""

from __future__ import annotations

import importlib
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask_socketio.test_client import SocketIOTestClient

from tests.tree import ROOT
from tests.workshop_room import Room, listen
from workshop.errors import OperationConflict, Problem
from workshop.extensions import db
from workshop.models import Change, Operation
from workshop.services.people.facilitators import ensure_facilitator
from workshop.store.receipts import Receipt

ID, OTHER_ID = "n" * 32, "o" * 32
PATIENCE_S = 20


@pytest.fixture
def postpone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Write the recipe's code into a package of its own, and import the operation from it."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    # The guide has no other Python than this recipe.
    (code,) = re.findall(r"^```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    package = tmp_path / "newcomer"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "postponing.py").write_text(code, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    yield importlib.import_module("newcomer.postponing").postpone
    for name in ("newcomer", "newcomer.postponing"):
        sys.modules.pop(name, None)


def test_a_new_operation_is_stored_once_logged_announced_and_undone(room: Room, postpone: Any) -> None:
    proposal_id = propose(room)
    revision = room.snapshot().revision
    wall = listen(room, "wall", key=room.screen_key)

    first = run(room, postpone, ID, proposal_id, 2031)
    assert (first.revision, first.answer, first.repeated) == (revision + 1, {"proposal": proposal_id}, False)
    assert start_year(room) == 2031
    assert hears(wall, first.revision)

    again = run(room, postpone, ID, proposal_id, 2031)
    assert (again.revision, again.answer, again.repeated) == (first.revision, first.answer, True)
    with pytest.raises(OperationConflict):
        run(room, postpone, ID, proposal_id, 2032)
    assert room.snapshot().revision == first.revision

    step = log(room)[-1]
    assert (step.kind, step.subject, step.revision) == ("proposal.postpone", "A bridge", first.revision)
    assert step.actor.startswith("desk:")
    (changed,) = step.after.values()
    assert changed["start_year"] == 2031
    assert "A bridge" in last_step(room.desk.open(f"/desk/{room.code}").get_data(as_text=True))

    assert room.desk.send(f"/desk/{room.code}/undo", change=step.id).status_code == 200
    assert start_year(room) == 2027
    assert [(each.kind, each.undoes) for each in log(room)[-1:]] == [("undo", step.id)]


def test_a_refused_operation_leaves_nothing_and_can_be_sent_again(room: Room, postpone: Any) -> None:
    proposal_id = propose(room)
    before = [each.id for each in log(room)]
    with pytest.raises(Problem, match="not later"):
        run(room, postpone, OTHER_ID, proposal_id, 2020)
    assert [each.id for each in log(room)] == before
    with room.app.app_context():
        assert db.session.scalar(db.select(Operation).where(Operation.operation_id == OTHER_ID)) is None
    assert not run(room, postpone, OTHER_ID, proposal_id, 2030).repeated


def propose(room: Room) -> str:
    """Propose a bridge from 2027 on a phone, and show it to the room."""
    room.move_to("propose")
    room.propose(room.phone(), "A bridge")
    (view,) = room.snapshot().waiting
    room.decide(view.id, "approve")
    return str(view.id)


def run(room: Room, postpone: Any, operation_id: str, proposal_id: str, year: int) -> Receipt:
    """Call the operation as the desk's view would."""
    with room.app.test_request_context():
        receipt: Receipt = postpone(
            room.workshop_id, ensure_facilitator("facilitator"), operation_id, proposal_id, year
        )
        return receipt


def hears(wall: SocketIOTestClient, revision: int) -> bool:
    """Wait until the wall is told of a revision."""
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        if any(message["args"][0].get("revision", -1) >= revision for message in wall.get_received()):
            return True
        time.sleep(0.01)
    return False


def start_year(room: Room) -> int:
    """Tell when the room sees the bridge begin."""
    (view,) = room.snapshot().shown
    return int(view.start_year)


def log(room: Room) -> list[Change]:
    """List the steps in the change log, the oldest first."""
    with room.app.app_context():
        return list(db.session.scalars(db.select(Change).order_by(Change.id)))


def last_step(page: str) -> str:
    """Find what the desk says that its last step was."""
    found = re.search(r"The desk:(.*?)</form>", page, re.DOTALL)
    assert found
    return found[1]
