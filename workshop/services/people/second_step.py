"""The second step of a login: a code of six digits from an app, or a recovery code.

The codes are those of RFC 6238 (TOTP: SHA-1, 30 s, six digits), which every authenticator app shows. The
secret is encrypted with a key that is derived from the server's ``SECRET_KEY``; a copy of the database alone
shows no codes.
"""

from __future__ import annotations

import base64
import secrets
from datetime import datetime
from typing import Final

import pyotp
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app
from sqlalchemy import delete, func, select, update

from workshop.account_settings import AccountSettings, SecondStepFor
from workshop.database.durability import commit_durably
from workshop.extensions import db
from workshop.identity import CODE_LETTERS, hash_secret
from workshop.models import Facilitator, Means, RecoveryCode
from workshop.services.people.audit import Event, note

STEP_S: Final = 30
_DRIFT_STEPS: Final = 1
"""Codes of one step before and after are taken, for clocks that are a little off."""
_CODES, _CODE_LENGTH = 10, 26
_ISSUER: Final = "Handlingsrom"


def is_required(facilitator: Facilitator) -> bool:
    """Return whether this account must have a second step."""
    wanted = _settings().second_step
    return wanted is SecondStepFor.EVERYONE or (
        wanted is SecondStepFor.ADMINISTRATORS and facilitator.is_administrator
    )


def is_left_to_provider(means: str) -> bool:
    """Return whether a login by these means had its second step at the provider, as the settings say."""
    openid = _settings().openid
    return means == Means.OPENID and openid is not None and openid.second_step


def must_set_up(facilitator: Facilitator, means: str) -> bool:
    """Return whether an account that logged in by these means has no second step, and needs one."""
    return facilitator.code_secret is None and is_required(facilitator) and not is_left_to_provider(means)


def new_secret() -> str:
    """Make a secret of 160 bits, in base32 as apps read it."""
    return pyotp.random_base32()


def write_address(name: str, secret: str) -> str:
    """Return the address that an app reads from a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=_ISSUER)


def fits(secret: str, typed: str, now: datetime) -> bool:
    """Return whether a typed code is the secret's, to confirm that an app has it."""
    return _find_step(secret, typed, now) is not None


def turn_on(facilitator: Facilitator, secret: str) -> list[str]:
    """Ask this account for a code from now on; return its recovery codes, which are shown once."""
    codes = ["".join(secrets.choice(CODE_LETTERS) for _ in range(_CODE_LENGTH)) for _ in range(_CODES)]
    facilitator.code_secret, facilitator.code_step = _cipher().encrypt(secret.encode()).decode(), 0
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.facilitator_id == facilitator.id))
    db.session.add_all(
        RecoveryCode(facilitator_id=facilitator.id, code_hash=hash_secret(code)) for code in codes
    )
    note(facilitator, Event.CODE_TURNED_ON)
    commit_durably()
    return codes


def turn_off(actor: Facilitator, facilitator: Facilitator) -> None:
    """Ask this account for no code any more."""
    facilitator.code_secret = None
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.facilitator_id == facilitator.id))
    note(actor, Event.CODE_TURNED_OFF, facilitator.name)
    commit_durably()


def take_code(facilitator: Facilitator, typed: str, now: datetime) -> bool:
    """Use up a typed code of the app, or a recovery code; return whether it was right and new."""
    tidy = "".join(letter for letter in typed.upper() if letter.isalnum())
    if len(tidy) == _CODE_LENGTH:
        return _take_recovery_code(facilitator, tidy)
    secret = _decrypt(facilitator.code_secret)
    step = None if secret is None else _find_step(secret, tidy, now)
    if step is None:
        return False
    taken = db.session.execute(
        update(Facilitator)
        .where(Facilitator.id == facilitator.id, Facilitator.code_step < step)
        .values(code_step=step)
    )
    commit_durably()
    return bool(taken.rowcount)  # type: ignore[attr-defined]  # missing from the stubs


def count_recovery_codes(facilitator: Facilitator) -> int:
    """Return how many recovery codes are left."""
    wanted = select(func.count()).where(RecoveryCode.facilitator_id == facilitator.id)
    return db.session.scalar(wanted) or 0


def _take_recovery_code(facilitator: Facilitator, code: str) -> bool:
    taken = db.session.execute(
        delete(RecoveryCode).where(
            RecoveryCode.facilitator_id == facilitator.id, RecoveryCode.code_hash == hash_secret(code)
        )
    )
    if taken.rowcount:  # type: ignore[attr-defined]  # missing from the stubs
        note(facilitator, Event.RECOVERY_CODE_USED)
    commit_durably()
    return bool(taken.rowcount)  # type: ignore[attr-defined]  # missing from the stubs


def _find_step(secret: str, typed: str, now: datetime) -> int | None:
    """Return the time step whose code was typed, or None."""
    totp, current = pyotp.TOTP(secret), int(now.timestamp()) // STEP_S
    for step in range(current - _DRIFT_STEPS, current + _DRIFT_STEPS + 1):
        if secrets.compare_digest(totp.at(step * STEP_S).encode(), typed.encode()):
            return step
    return None


def _decrypt(stored: str | None) -> str | None:
    """Return a stored secret; None if there is none, or if it was stored under another ``SECRET_KEY``."""
    if stored is None:
        return None
    try:
        return _cipher().decrypt(stored.encode()).decode()
    except InvalidToken:
        return None


def _settings() -> AccountSettings:
    found: AccountSettings = current_app.config["ACCOUNTS"]
    return found


def _cipher() -> Fernet:
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"second step of a login")
    return Fernet(base64.urlsafe_b64encode(key.derive(str(current_app.secret_key).encode())))
