"""Accounts, invitations, teams, and the logs of who did what."""

from __future__ import annotations

import csv
import io
import re

import pytest
from flask import Flask

from tests.workshop_room import Browser, Room
from workshop.extensions import db
from workshop.i18n import spoken_in
from workshop.models import AccountRole, AuditEntry, Facilitator, Invitation, Workshop
from workshop.models.types import utc_now
from workshop.services.people.facilitators import ensure_facilitator, issue_login_link
from workshop.step_words import say_step_without_words

PASSWORD = "copper lantern under seven oaks"  # of a test
DESK_ADMINISTRATOR = "facilitator"


def log_in(app: Flask, name: str) -> Browser:
    """Log an account in by a one-time link; make it if there is none."""
    browser = Browser(app.test_client())
    with app.app_context():
        secret = issue_login_link(ensure_facilitator(name), utc_now())
    assert browser.send(f"/login/link/{secret}").status_code == 200
    return browser


def find_link(browser: Browser, kind: str) -> str:
    """Return the path of the link that a page shows once."""
    found = re.search(rf'href="[^"]*(/{kind}/[\w-]{{20,}})"', browser.text)
    assert found, browser.text
    return found[1]


def invite(browser: Browser, path: str, role: str) -> str:
    """Make an invitation on a page, and return the path of its link."""
    assert browser.send(path, role=role, about="Planning office").status_code == 200
    return find_link(browser, "accounts/invitation")


def accept(app: Flask, link: str, name: str) -> Browser:
    """Take an invitation with a new account."""
    browser = Browser(app.test_client())
    browser.open(link)
    assert browser.send(link, name=name, password=PASSWORD, again=PASSWORD).status_code == 200, browser.text
    return browser


def id_of(app: Flask, name: str) -> int:
    """Return the id of an account."""
    with app.app_context():
        return db.session.scalars(db.select(Facilitator.id).where(Facilitator.name == name)).one()


def test_the_first_account_is_the_administrator_and_later_ones_are_not(room: Room) -> None:
    other = log_in(room.app, "somebody else")
    assert "Accounts" in room.desk.open("/accounts/").get_data(as_text=True)
    assert other.open("/accounts/").status_code == 403
    assert "administrator" in other.text


def test_an_invitation_makes_one_account_once(room: Room) -> None:
    link = invite(room.desk, "/accounts/", AccountRole.FACILITATOR)
    assert "Planning office" in room.desk.open("/accounts/").get_data(as_text=True)
    newcomer = accept(room.app, link, "Adviser 2")
    assert "No workshop yet" in newcomer.text
    late = Browser(room.app.test_client())
    assert late.open(link).status_code == 410
    assert late.send(link, name="Adviser 3", password=PASSWORD, again=PASSWORD).status_code == 410
    assert "Planning office" not in room.desk.open("/accounts/").get_data(as_text=True)
    assert "Adviser 2" in room.desk.text
    again = Browser(room.app.test_client())
    assert again.send("/login/", name="Adviser 2", password=PASSWORD).status_code == 200
    assert "No workshop yet" in again.text


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": "FACILITATOR "}, "Another account has this name."),
        ({"name": ""}, "This must be filled in."),
        ({"password": "short", "again": "short"}, "Write at least 12 characters."),
        ({"password": "password1234", "again": "password1234"}, "Others would try this early on."),
        ({"again": "something else altogether"}, "Passwords don’t match."),
    ],
)
def test_a_faulty_account_is_refused_in_words_and_the_invitation_stays(
    room: Room, fields: dict[str, str], said: str
) -> None:
    link = invite(room.desk, "/accounts/", AccountRole.FACILITATOR)
    browser = Browser(room.app.test_client())
    sent = {"name": "Adviser 2", "password": PASSWORD, "again": PASSWORD, **fields}
    assert browser.send(link, **sent).status_code == 422
    assert said in browser.text.replace("&#39;", "’")
    accept(room.app, link, "Adviser 2")


def test_a_withdrawn_or_late_invitation_lets_nobody_in(room: Room) -> None:
    link = invite(room.desk, "/accounts/", AccountRole.FACILITATOR)
    withdrawing = re.search(r'action="(/accounts/invitations/\d+/withdraw)"', room.desk.text)
    assert withdrawing
    room.desk.send(withdrawing[1])
    stranger = Browser(room.app.test_client())
    assert stranger.open(link).status_code == 410
    late = invite(room.desk, "/accounts/", AccountRole.FACILITATOR)
    with room.app.app_context():
        newest = db.session.scalars(db.select(Invitation).order_by(Invitation.id.desc())).first()
        assert newest is not None
        newest.expires_at = utc_now()
        db.session.commit()
    assert stranger.open(late).status_code == 410
    assert stranger.open(f"{late}x").status_code == 404


def test_a_co_facilitator_works_at_the_desk_and_does_not_own_it(room: Room) -> None:
    link = invite(room.desk, f"/workshops/{room.code}/team/", "co_facilitator")
    other = accept(room.app, link, "Adviser 2")
    assert "Workshops of others, in whose team you are" in other.text
    revision = room.snapshot().revision
    assert other.send(f"/desk/{room.code}/agenda/move", step="1").status_code == 200
    assert room.snapshot().revision > revision
    for path in (f"/workshops/{room.code}/team/", f"/workshops/{room.code}/delete"):
        assert other.open(path).status_code == 403
        assert other.send(path, role="viewer").status_code == 403
    assert "Only the owner" in other.text
    log = room.desk.open(f"/workshops/{room.code}/team/log").get_data(as_text=True)
    assert "Adviser 2" in log
    assert "Agenda:" in log


def test_a_viewer_reads_and_changes_nothing(room: Room) -> None:
    link = invite(room.desk, f"/workshops/{room.code}/team/", "viewer")
    viewer = accept(room.app, link, "Councillor 5")
    assert "Open an example" not in viewer.text
    for path in (
        f"/desk/{room.code}/result",
        f"/desk/{room.code}/replay",
        f"/compare/{room.code}",
        f"/workshops/{room.code}/team/log",
    ):
        assert viewer.open(path).status_code == 200, path
    revision = room.snapshot().revision
    for path in (f"/desk/{room.code}", f"/desk/{room.code}/agenda/", f"/desk/{room.code}/decided"):
        assert viewer.open(path).status_code == 403, path
    assert viewer.send(f"/desk/{room.code}/agenda/move", step="1").status_code == 403
    assert viewer.open("/workshops/new").status_code == 403
    assert viewer.send("/workshops/examples/norwegian").status_code == 403
    assert room.snapshot().revision == revision


def test_an_account_that_exists_takes_a_place_and_loses_it(room: Room) -> None:
    other = log_in(room.app, "Adviser 2")
    assert other.open(f"/desk/{room.code}").status_code == 403
    link = invite(room.desk, f"/workshops/{room.code}/team/", "co_facilitator")
    other.open(link)
    assert other.send(link, do="take").status_code == 200
    assert other.open(f"/desk/{room.code}").status_code == 200
    room.desk.open(f"/workshops/{room.code}/team/")
    removing = re.search(r'action="(/workshops/\w+/team/\d+/remove)"', room.desk.text)
    assert removing
    room.desk.send(removing[1])
    assert other.open(f"/desk/{room.code}").status_code == 403


def test_a_workshop_is_handed_over_and_its_former_owner_stays(room: Room) -> None:
    heir = log_in(room.app, "Adviser 2")
    number = id_of(room.app, "Adviser 2")
    assert room.desk.send(f"/workshops/{room.code}/team/hand-over", heir=number).status_code == 200
    assert heir.open(f"/workshops/{room.code}/team/").status_code == 200
    assert DESK_ADMINISTRATOR in heir.text
    assert room.desk.open(f"/desk/{room.code}").status_code == 200
    assert room.desk.open(f"/workshops/{room.code}/team/").status_code == 403


def test_a_closed_account_is_out_everywhere_and_its_workshops_can_be_handed_over(room: Room) -> None:
    other = log_in(room.app, "Adviser 2")
    other.send("/workshops/examples/norwegian")
    number = id_of(room.app, "Adviser 2")
    room.desk.send(f"/accounts/{number}/close")
    assert "Log in" in other.open("/workshops/").get_data(as_text=True)
    with room.app.app_context():
        account = db.session.get_one(Facilitator, number)
        secret = issue_login_link(account, utc_now())
    assert Browser(room.app.test_client()).send(f"/login/link/{secret}").status_code == 410
    room.desk.send(f"/accounts/{number}/hand-over", heir=id_of(room.app, DESK_ADMINISTRATOR))
    with room.app.app_context():
        owners = db.session.scalars(db.select(Workshop.owner_id)).all()
    assert set(owners) == {id_of(room.app, DESK_ADMINISTRATOR)}
    room.desk.send(f"/accounts/{number}/open")
    log_in(room.app, "Adviser 2")


def test_one_administrator_always_stays(room: Room) -> None:
    mine = id_of(room.app, DESK_ADMINISTRATOR)
    assert room.desk.send(f"/accounts/{mine}/role", role="facilitator").status_code == 409
    assert room.desk.send(f"/accounts/{mine}/close").status_code == 409
    log_in(room.app, "Adviser 2")
    other = id_of(room.app, "Adviser 2")
    assert room.desk.send(f"/accounts/{other}/role", role="administrator").status_code == 200
    assert room.desk.send(f"/accounts/{mine}/role", follow=False, role="facilitator").status_code == 303
    assert room.desk.open("/accounts/").status_code == 403


def test_an_owner_of_workshops_does_not_become_a_viewer(room: Room) -> None:
    other = log_in(room.app, "Adviser 2")
    other.send("/workshops/examples/norwegian")
    number = id_of(room.app, "Adviser 2")
    assert room.desk.send(f"/accounts/{number}/role", role="viewer").status_code == 409
    assert "Hand the workshops over" in room.desk.text


def test_a_lost_password_is_set_anew_by_a_link_of_the_administrator(room: Room) -> None:
    log_in(room.app, "Adviser 2")
    assert room.desk.send(f"/accounts/{id_of(room.app, 'Adviser 2')}/link").status_code == 200
    link = find_link(room.desk, "login/link")
    other = Browser(room.app.test_client())
    other.open(link)
    assert other.send(link).status_code == 200
    assert other.send("/login/password", password=PASSWORD, again=PASSWORD).status_code == 200


def test_the_audit_log_has_logins_accounts_and_teams_and_no_words_of_participants(room: Room) -> None:
    room.move_to("propose")
    room.propose(room.phone(), "Car-free Sundays", likely="100", target="transport/cars")
    (view,) = room.snapshot().waiting
    room.decide(view.id, "approve")
    link = invite(room.desk, f"/workshops/{room.code}/team/", "viewer")
    viewer = accept(room.app, link, "Councillor 5")
    viewer.send("/login/out")
    viewer.send("/login/", name="Councillor 5", password="not this one at all")
    log = room.desk.open("/accounts/log").get_data(as_text=True)
    for words in ("logged in by a link", "invited", "took an invitation", "logged out", "login refused"):
        assert words in log
    steps = room.desk.open(f"/workshops/{room.code}/team/log").get_data(as_text=True)
    assert "Approved: …" in steps
    files = [
        room.desk.open(path).get_data(as_text=True)
        for path in ("/accounts/log.csv", f"/workshops/{room.code}/team/log.csv")
    ]
    for text in (log, steps, *files):
        assert "Car-free Sundays" not in text
    rows = list(csv.reader(io.StringIO(files[1].removeprefix("\ufeff"))))
    assert rows[0] == ["Time (UTC)", "Who", "What", "Note"]
    assert ["facilitator", "Approved: …", ""] in [row[1:] for row in rows]


def test_wrong_passwords_of_one_account_fill_one_line(room: Room) -> None:
    stranger = Browser(room.app.test_client())
    for name in (DESK_ADMINISTRATOR, DESK_ADMINISTRATOR, "nobody at all"):
        stranger.send("/login/", name=name, password="not this one at all")
    with room.app.app_context():
        refused = db.session.scalars(
            db.select(AuditEntry.actor).where(AuditEntry.kind == "login.refused")
        ).all()
    assert refused == [DESK_ADMINISTRATOR]


def test_who_undid_a_step_is_told(room: Room) -> None:
    link = invite(room.desk, f"/workshops/{room.code}/team/", "co_facilitator")
    other = accept(room.app, link, "Adviser 2")
    room.move_to("propose")
    room.propose(room.phone(), "Car-free Sundays", likely="100", target="transport/cars")
    (view,) = room.snapshot().waiting
    room.decide(view.id, "approve")
    change = re.search(
        r'name="change" value="(\d+)"', other.open(f"/desk/{room.code}").get_data(as_text=True)
    )
    assert change
    other.send(f"/desk/{room.code}/undo", change=change[1])
    steps = room.desk.open(f"/workshops/{room.code}/team/log").get_data(as_text=True)
    assert "undone by Adviser 2" in steps


def test_the_log_leaves_out_the_subject_of_a_kind_of_step_that_it_does_not_know() -> None:
    with spoken_in("en"):
        assert say_step_without_words("proposal.postpone", "Car-free Sundays") == (
            "Another step (proposal.postpone)"
        )
        assert say_step_without_words("proposals.approve", "12") == "Approved together: 12"
