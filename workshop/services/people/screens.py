"""Screens without a login: each shows a code, and typing it at the desk makes it that workshop's wall."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError

from workshop.database.durability import commit_durably
from workshop.errors import Problem
from workshop.extensions import db
from workshop.i18n import gettext
from workshop.identity import hash_secret, new_code, tidy_code
from workshop.models import Screen, Workshop
from workshop.signals import send_away

LIFETIME = timedelta(minutes=10)
# Many times what waits anywhere at once. Devices cost nothing, so somebody may still open as many: then the
# oldest waiting ones are dropped, and newcomers have a code and the time to type it.
MOST_WAITING = 5_000


def find_screen(secret: str) -> Screen | None:
    """Return a device's screen, whether it waits or shows a workshop."""
    if not secret:
        return None
    return db.session.scalar(select(Screen).where(Screen.secret_hash == hash_secret(secret)))


def show_code(secret: str, now: datetime) -> tuple[Screen, str]:
    """Give a waiting screen a valid code, and a secret if it has none."""
    screen = find_screen(secret)
    if screen is not None and (screen.workshop_id is not None or screen.expires_at > now):
        return screen, secret
    _forget_expired(now)
    _make_room()
    secret = secrets.token_urlsafe(16)
    while True:
        screen = Screen(secret_hash=hash_secret(secret), code=new_code(), expires_at=now + LIFETIME)
        db.session.add(screen)
        try:
            commit_durably()
        except IntegrityError:
            db.session.rollback()  # Another screen shows that code.
        else:
            return screen, secret


def pair_screen(workshop_id: int, typed: str, now: datetime) -> Screen:
    """Make the screen with this code a workshop's wall."""
    code = tidy_code(typed)
    paired = db.session.execute(
        update(Screen)
        .where(Screen.code == code, Screen.workshop_id.is_(None), Screen.expires_at > now)
        .values(workshop_id=workshop_id)
    )
    if paired.rowcount == 0:  # type: ignore[attr-defined]  # missing from the stubs
        db.session.rollback()
        raise Problem(
            gettext("No screen shows the code %(code)s now.", code=code[:12]),
            gettext("A code works for ten minutes. Look at the screen and type what it shows."),
            status=404,
        )
    commit_durably()
    return db.session.scalars(select(Screen).where(Screen.code == code)).one()


def list_screens(workshop_id: int) -> list[Screen]:
    """List the screens that show a workshop."""
    return list(
        db.session.scalars(select(Screen).where(Screen.workshop_id == workshop_id).order_by(Screen.id))
    )


def part_screen(workshop_id: int, screen_id: int) -> None:
    """Disconnect a screen from a workshop; its picture ends at once."""
    parted = db.session.scalars(
        delete(Screen).where(Screen.id == screen_id, Screen.workshop_id == workshop_id).returning(Screen.id)
    ).first()
    commit_durably()
    if parted is not None:
        send_away("screen", parted)


def shown_workshop(screen: Screen) -> Workshop:
    """Return the workshop that a paired screen shows."""
    return db.session.get_one(Workshop, screen.workshop_id)


def _forget_expired(now: datetime) -> None:
    db.session.execute(delete(Screen).where(Screen.workshop_id.is_(None), Screen.expires_at <= now))


def _make_room() -> None:
    """Delete the oldest waiting screens if there are too many; their pages ask for another code."""
    waiting = Screen.workshop_id.is_(None)
    number = db.session.scalar(select(func.count()).select_from(Screen).where(waiting)) or 0
    if number >= MOST_WAITING:
        longest = select(Screen.id).where(waiting).order_by(Screen.id).limit(number - MOST_WAITING + 1)
        db.session.execute(delete(Screen).where(Screen.id.in_(longest), waiting))


def renew_link(workshop: Workshop) -> None:
    """Give the wall a new link; screens opened by the old one stop."""
    workshop.screen_key = secrets.token_urlsafe(16)
    commit_durably()
    send_away("wall", workshop.id)
