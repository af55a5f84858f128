"""Somebody leaves: what they own is told beforehand, and gets a new owner in one step."""

from __future__ import annotations

import re

from flask import Flask

from tests.integration.test_accounts import find_link, id_of, invite, log_in
from tests.workshop_room import Browser, Room
from workshop.extensions import db
from workshop.models import AuditEntry, Facilitator, RememberedList, SavedScenario, Workshop

LEAVER, HEIR = "Adviser 2", "Adviser 3"


def remember(app: Flask, name: str, *shapes: str) -> None:
    """Let an account have explained lists of some shapes."""
    number = id_of(app, name)
    with app.app_context():
        db.session.add_all(
            RememberedList(facilitator_id=number, shape=shape, choices={"by": name}) for shape in shapes
        )
        db.session.commit()


def prepare(room: Room) -> tuple[Browser, int]:
    """Let somebody own two workshops, one with a saved scenario, and what is known of three lists."""
    leaver = log_in(room.app, LEAVER)
    log_in(room.app, HEIR)
    leaver.send("/workshops/examples/norwegian")
    leaver.send("/workshops/examples/county")
    number = id_of(room.app, LEAVER)
    with room.app.app_context():
        newest = db.session.scalars(db.select(Workshop).where(Workshop.owner_id == number)).first()
        assert newest is not None
        scenario = SavedScenario(
            workshop_id=newest.id, number=1, name="Evening", document={}, revision=1, figures_hash="0" * 64
        )
        db.session.add(scenario)
        db.session.commit()
    remember(room.app, LEAVER, "a", "b", "c")
    remember(room.app, HEIR, "c")
    return leaver, number


def test_what_belongs_to_somebody_is_told_and_handed_over_in_one_step(room: Room) -> None:
    leaver, number = prepare(room)
    team = leaver.open("/workshops/").get_data(as_text=True)
    path = re.search(r'href="(/workshops/\w+/team/)"', team)
    assert path
    invite(leaver, path[1], "viewer")
    told = room.desk.open(f"/accounts/{number}/hand-over").get_data(as_text=True)
    assert "1 saved scenario" in told
    assert "What is known of the columns of 3 kinds of lists" in told
    assert "1 open invitation that this account made" in told
    assert len(re.findall(r"\d+ decided action", told)) == 2
    heir = id_of(room.app, HEIR)
    room.desk.send(f"/accounts/{number}/hand-over", heir=heir, close="y")
    assert f"All that “{LEAVER}” owned belongs to “{HEIR}” now." in room.desk.text
    assert "Log in" in leaver.open("/workshops/").get_data(as_text=True)
    with room.app.app_context():
        assert db.session.get_one(Facilitator, number).closed_at is not None
        owners = db.session.scalars(db.select(Workshop.owner_id)).all()
        assert sorted(owners) == sorted([1, heir, heir])
        lists = db.session.execute(
            db.select(RememberedList.facilitator_id, RememberedList.shape, RememberedList.choices)
        ).all()
        # What the heir has said about the same kind of list stays.
        assert {shape: (owner, choices["by"]) for owner, shape, choices in lists} == {
            "a": (heir, LEAVER),
            "b": (heir, LEAVER),
            "c": (heir, HEIR),
        }
        kinds = db.session.scalars(db.select(AuditEntry.kind)).all()
    assert {"workshop.handed-over", "lists.handed-over", "account.closed"} <= set(kinds)
    empty = room.desk.open(f"/accounts/{number}/hand-over").get_data(as_text=True)
    assert "Nothing belongs to this account." in empty


def test_a_wrong_heir_changes_nothing(room: Room) -> None:
    _, number = prepare(room)
    viewer = id_of(room.app, HEIR)
    room.desk.send(f"/accounts/{viewer}/role", role="viewer")
    for heir, status in ((viewer, 422), (number, 422), (999, 404)):
        sent = room.desk.send(f"/accounts/{number}/hand-over", heir=heir, close="y")
        assert sent.status_code == status
    # The only administrator stays.
    assert room.desk.send("/accounts/1/hand-over", heir=number, close="y").status_code == 409
    with room.app.app_context():
        assert db.session.get_one(Facilitator, number).closed_at is None
        owned = db.session.scalars(db.select(Workshop.owner_id)).all()
    assert sorted(owned) == sorted([1, number, number])


def test_an_invitation_of_the_former_owner_is_no_longer_valid(room: Room) -> None:
    heir = log_in(room.app, HEIR)
    path = f"/workshops/{room.code}/team/"
    link = invite(room.desk, path, "co_facilitator")
    room.desk.send(f"{path}hand-over", heir=id_of(room.app, HEIR))
    stranger = Browser(room.app.test_client())
    assert stranger.open(link).status_code == 410
    assert "This invitation is no longer valid." in stranger.text
    assert "No invitation is open." in heir.open(path).get_data(as_text=True)
    heir.send(path, role="viewer", about="")
    assert stranger.open(find_link(heir, "accounts/invitation")).status_code == 200


def test_an_invitation_from_before_is_not_valid_either(room: Room) -> None:
    log_in(room.app, HEIR)
    link = invite(room.desk, f"/workshops/{room.code}/team/", "co_facilitator")
    with room.app.app_context():
        # As an earlier version handed over, which left invitations alone.
        db.session.get_one(Workshop, room.workshop_id).owner_id = id_of(room.app, HEIR)
        db.session.commit()
    assert Browser(room.app.test_client()).open(link).status_code == 410
