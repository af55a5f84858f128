"""Who is asking: secrets, their hashes, and the participant that a device carries."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from flask import Request, Response, current_app
from sqlalchemy import select

from workshop.extensions import db
from workshop.models import Participant, Workshop

CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # no look-alikes: 0 O 1 I L
CODE_LENGTH = 6
_A_YEAR = 365 * 24 * 3600


def new_code() -> str:
    """Make a join code that can be read from 15 metres and typed on a phone."""
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))


def tidy_code(typed: str) -> str:
    """Turn what somebody typed (`` ab3-k7x ``) into a code."""
    return "".join(letter for letter in typed.upper() if letter.isalnum())[: CODE_LENGTH + 1]


def hash_secret(secret: str) -> str:
    """Hash a secret of at least 128 random bits; such secrets need no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()


def participant_secret(operation_id: str) -> str:
    """Derive the device's secret from the join operation, so that a repeated join is the same person."""
    key = str(current_app.secret_key).encode()
    return hmac.new(key, b"participant:" + operation_id.encode(), hashlib.sha256).hexdigest()


def remember_participant(response: Response, code: str, participant: Participant, secret: str) -> None:
    """Let the device carry the participant of this workshop."""
    keep_cookie(response, _participant_cookie(code), f"{participant.public_id}.{secret}")


def remember_device(request: Request, response: Response) -> None:
    """Give a device a token of its own, for limits that must not count a whole hall as one."""
    if "device" not in request.cookies:
        keep_cookie(response, "device", secrets.token_urlsafe(16))


def find_participant(workshop: Workshop, cookies: dict[str, str]) -> Participant | None:
    """Find the participant that a device carries in ``workshop``, or none."""
    public_id, _, secret = cookies.get(_participant_cookie(workshop.code), "").partition(".")
    if not secret:
        return None
    participant = db.session.scalar(
        select(Participant).where(Participant.public_id == public_id, Participant.workshop_id == workshop.id)
    )
    if participant is None or not hmac.compare_digest(participant.secret_hash, hash_secret(secret)):
        return None
    return participant


def helper_cookie(code: str) -> str:
    """Name the cookie that carries a helper's secret."""
    return f"helper-{code}"


def _participant_cookie(code: str) -> str:
    return f"participant-{code}"


def keep_cookie(response: Response, name: str, value: str) -> None:
    """Let the device carry a value for a year, out of scripts' reach."""
    response.set_cookie(
        name,
        value,
        max_age=_A_YEAR,
        httponly=True,
        samesite="Lax",
        secure=bool(current_app.config["SESSION_COOKIE_SECURE"]),
    )
