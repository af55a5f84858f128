"""Authentication: secrets, their hashes, and the participant of a device."""

from __future__ import annotations

import enum
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from flask import Request, Response, current_app
from itsdangerous import Signer
from sqlalchemy import bindparam, func, select

from workshop.database.statements import Statement
from workshop.extensions import SOCKET_MARK, db, table_of
from workshop.models import Facilitator, Participant, Removal, Workshop, is_here

CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # no look-alikes: 0 O 1 I L
CODE_LENGTH = 6
SCREEN_COOKIE = "screen"
FACILITATOR_COOKIE = "facilitator"
_DEVICE = "device"
_A_YEAR = 365 * 24 * 3600


class Person(NamedTuple):
    """A participant, without the ORM object."""

    id: int
    public_id: str
    role: str
    nickname: str
    rehearsal_id: int | None


class Entry(NamedTuple):
    """A participant and their workshop, with the columns that a phone's requests need."""

    person: Person
    workshop_id: int
    epoch: str
    revision: int
    code: str
    language: str
    start_year: int
    end_year: int
    own_catalogue: dict[str, Any] | None


_WORKSHOPS, _PARTICIPANTS, _REMOVALS = table_of(Workshop), table_of(Participant), table_of(Removal)
_PERSON = tuple(_PARTICIPANTS.c[name] for name in Person._fields)
# The person whose phone it is: two phones of one person have a row each.
_WHO = _PARTICIPANTS.alias("who")
_FIND_ENTRY = Statement(
    select(
        _PARTICIPANTS.c.secret_hash,
        *(_WHO.c[name] for name in Person._fields),
        _WORKSHOPS.c.id,
        *(_WORKSHOPS.c[name] for name in Entry._fields[2:]),
    )
    .join(_WORKSHOPS, _WORKSHOPS.c.id == _PARTICIPANTS.c.workshop_id)
    .join(_WHO, _WHO.c.id == func.coalesce(_PARTICIPANTS.c.same_as_id, _PARTICIPANTS.c.id))
    .where(
        _WORKSHOPS.c.code == bindparam("wanted_code"),
        _PARTICIPANTS.c.public_id == bindparam("wanted"),
        is_here(_WHO.c.id),
    )
)
# A removed participant is recognised by their device's token, or by their identity.
_FIND_REMOVAL = Statement(
    select(_REMOVALS.c.participant_id)
    .outerjoin(_PARTICIPANTS, _PARTICIPANTS.c.id == _REMOVALS.c.participant_id)
    .join(_WORKSHOPS, _WORKSHOPS.c.id == _REMOVALS.c.workshop_id)
    .where(
        _WORKSHOPS.c.code == bindparam("wanted_code"),
        (_REMOVALS.c.device == bindparam("device")) | (_PARTICIPANTS.c.public_id == bindparam("person")),
    )
    # Who can be put back comes first: a device may have been erased before, as somebody else.
    .order_by(_REMOVALS.c.participant_id.is_(None))
    .limit(1)
)
_FIND_PERSON = Statement(select(*_PERSON).where(_PARTICIPANTS.c.public_id == bindparam("wanted")))


def new_code() -> str:
    """Make a join code that is legible from 15 metres and easy to type on a phone."""
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))


def tidy_code(typed: str) -> str:
    """Return a code from typed text (`` ab3-k7x ``)."""
    return "".join(letter for letter in typed.upper() if letter.isalnum())[: CODE_LENGTH + 1]


def hash_secret(secret: str) -> str:
    """Hash a secret of at least 128 random bits; such secrets need no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()


def participant_secret(operation_id: str) -> str:
    """Derive the device's secret from the join operation, so that a repeated join is the same person."""
    key = str(current_app.secret_key).encode()
    return hmac.new(key, b"participant:" + operation_id.encode(), hashlib.sha256).hexdigest()


def remember_participant(response: Response, code: str, participant: Person, secret: str) -> None:
    """Set the cookie of the participant in this workshop."""
    keep_cookie(response, participant_cookie(code), f"{participant.public_id}.{secret}")


def remember_device(request: Request, response: Response) -> None:
    """Give a device its own token, for limits that must not count a whole hall as one."""
    if find_device(request) is None:
        signer = Signer(str(current_app.secret_key), salt=_DEVICE)
        keep_cookie(response, "device", signer.sign(secrets.token_urlsafe(12)).decode())


def find_device(request: Request) -> str | None:
    """Return the token that we gave to a device; None for a forged one."""
    token = request.cookies.get("device", "")
    return token if _is_signed(str(current_app.secret_key), token) else None


@lru_cache(maxsize=4096)
def _is_signed(key: str, token: str) -> bool:
    """Check a token's signature; cached, because requests of new devices check several times."""
    return Signer(key, salt=_DEVICE).validate(token)


def remember_facilitator(response: Response, facilitator: Facilitator) -> None:
    """Set a cookie that shows a login under a name on the device, until the password is changed."""
    keep_cookie(response, FACILITATOR_COOKIE, _facilitator_mark(facilitator.name, facilitator.password_hash))


def has_logged_in(request: Request, name: str) -> bool:
    """Return whether the last login on this device was under this name."""
    shown = request.cookies.get(FACILITATOR_COOKIE, "")
    if not shown:
        return False
    password_hash = db.session.scalar(select(Facilitator.password_hash).where(Facilitator.name == name))
    return hmac.compare_digest(shown.encode(), _facilitator_mark(name, password_hash).encode())


def _facilitator_mark(name: str, password_hash: str | None) -> str:
    key = str(current_app.secret_key).encode()
    named = f"facilitator:{password_hash or ''}:{name}"
    return hmac.new(key, named.encode(), hashlib.sha256).hexdigest()


def came_by_socket(request: Request) -> bool:
    """Return whether a request is a post over a socket."""
    return SOCKET_MARK in request.environ


def has_joined(code: str, cookies: Mapping[str, str]) -> bool:
    """Return whether a device claims to have joined; the database knows whether it has."""
    return participant_cookie(code) in cookies


def find_entry(code: str, cookies: Mapping[str, str]) -> Entry | None:
    """Return a device's participant in the workshop with a code, or None, in one query."""
    public_id, _, secret = cookies.get(participant_cookie(code), "").partition(".")
    if not secret:
        return None
    wanted = {"wanted_code": code, "wanted": public_id}
    rows = _FIND_ENTRY.read(wanted)
    if not rows or not hmac.compare_digest(rows[0][0], hash_secret(secret)):
        return None
    (found,), end = rows, 1 + len(_PERSON)
    return Entry(Person._make(found[1:end]), *found[end:])


class Removed(enum.Enum):
    """What the desk has done with a person: removed for now, or erased for good."""

    FOR_NOW = enum.auto()
    ERASED = enum.auto()


def find_removal(code: str, request: Request) -> Removed | None:
    """Return whether the desk has removed, or erased, the person or the device of a request."""
    device, person = find_device(request), request.cookies.get(participant_cookie(code), "")
    if device is None and not person:
        return None
    wanted = {
        "wanted_code": code,
        "device": hash_device(device),
        "person": person.partition(".")[0] or None,
    }
    found = _FIND_REMOVAL.read(wanted)
    if not found:
        return None
    return Removed.ERASED if found[0][0] is None else Removed.FOR_NOW


def hash_device(token: str | None) -> str | None:
    """Hash a device's token, which is enough to recognise the device."""
    return None if token is None else hash_secret(token)


def person_of(public_id: str) -> Person:
    """Return the participant with a public id."""
    (found,) = _FIND_PERSON.read({"wanted": public_id})
    return Person._make(found)


def helper_cookie(code: str) -> str:
    """Return the name of the cookie with a helper's secret."""
    return f"helper-{code}"


def desk_cookie(code: str) -> str:
    """Return the name of the cookie that makes a phone the desk of a workshop."""
    return f"desk-{code}"


def participant_cookie(code: str) -> str:
    """Return the name of the cookie of a workshop's participant."""
    return f"participant-{code}"


def keep_cookie(response: Response, name: str, value: str) -> None:
    """Set a cookie for a year, hidden from scripts."""
    response.set_cookie(
        name,
        value,
        max_age=_A_YEAR,
        httponly=True,
        samesite="Lax",
        secure=bool(current_app.config["SESSION_COOKIE_SECURE"]),
    )
