"""Entries of the audit log are kept for as many days as the settings say, and no longer."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.integration.test_accounts import log_in
from tests.workshop_room import Room
from workshop.account_settings import AUDIT_DAYS, AccountSettings
from workshop.extensions import db
from workshop.models import AuditEntry
from workshop.models.types import utc_now
from workshop.services.people.audit import remove_old


def age(room: Room, days: float) -> None:
    """Make the entries of the log older than they are."""
    with room.app.app_context():
        db.session.execute(db.update(AuditEntry).values(at=utc_now() - timedelta(days=days)))
        db.session.commit()


@pytest.mark.parametrize(("days", "said"), [(AUDIT_DAYS, "365 days"), (30, "30 days"), (1, "1 day after")])
def test_old_entries_are_neither_shown_nor_kept_and_the_pages_say_so(
    room: Room, days: int, said: str
) -> None:
    room.app.config["ACCOUNTS"] = AccountSettings(audit_days=days)
    age(room, days - 0.01)
    assert "logged in by a link" in room.desk.open("/accounts/log").get_data(as_text=True)
    assert said in room.desk.text
    with room.app.app_context():
        assert remove_old(utc_now()) == 0
    age(room, days)
    for path in ("/accounts/log", "/accounts/log.csv"):
        page = room.desk.open(path)
        assert "logged in by a link" not in page.get_data(as_text=True), path
    assert f"audit-log-{days}-days.csv" in page.headers["Content-Disposition"]
    log_in(room.app, "Adviser 2")
    with room.app.app_context():
        assert remove_old(utc_now()) > 0
        assert db.session.scalars(db.select(AuditEntry.actor)).all() == ["Adviser 2"]
        assert remove_old(utc_now()) == 0


def test_the_file_says_how_long_its_lines_are_kept(room: Room) -> None:
    text = room.desk.open("/accounts/log.csv").get_data(as_text=True)
    assert "Entries are removed 365 days after they were made." in text.splitlines()[-1]
