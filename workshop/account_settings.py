"""Settings of the accounts: OpenID Connect, passwords, the second step, and the audit log."""

from __future__ import annotations

import enum
import os
import re
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from workshop.faulty_setting import FaultySetting

AUDIT_DAYS: Final = 365
"""A year: long enough to look into what is noticed late, and no longer than that needs."""
_MOST_DAYS: Final = 36_600
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}
_DOMAIN = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+")
# An administrator is always made by another one.
_ROLES_OF_NEW = ("facilitator", "viewer")


class SecondStepFor(enum.StrEnum):
    """Who must have a second step at login."""

    NOBODY = "nobody"
    ADMINISTRATORS = "administrators"
    EVERYONE = "everyone"


@dataclass(frozen=True, kw_only=True)
class OpenIdSettings:
    """An OpenID Connect provider, and which account each of its logins gets.

    An account is linked by its owner, or by an invitation. Besides, ``match_email`` lets in the account whose
    address the provider has verified, and ``new_role`` makes new accounts for the verified addresses of
    ``new_domains`` and for logins with the claim ``new_claim`` (its name and value).
    """

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    name: str
    match_email: bool = False
    new_role: str = ""
    new_domains: tuple[str, ...] = ()
    new_claim: tuple[str, str] | None = None
    second_step: bool = False
    """Whether the provider asks for a second step, so that ours is not asked for."""


@dataclass(frozen=True, kw_only=True)
class AccountSettings:
    """Settings of the accounts of an installation."""

    openid: OpenIdSettings | None = None
    passwords: bool = True
    second_step: SecondStepFor = SecondStepFor.NOBODY
    audit_days: int = AUDIT_DAYS


def read_account_settings() -> AccountSettings:
    """Read the settings of the accounts from the environment."""
    openid = _read_openid()
    passwords = _read_switch("HANDLINGSROM_PASSWORDS", usual=True)
    if not passwords and openid is None:
        raise FaultySetting(
            "Cannot start: HANDLINGSROM_PASSWORDS is 0, and there is no OpenID Connect provider.\n"
            "Nobody could log in except by login links.\n"
            "Set HANDLINGSROM_OIDC_ISSUER and what belongs to it, or leave HANDLINGSROM_PASSWORDS away."
        )
    return AccountSettings(
        openid=openid, passwords=passwords, second_step=_read_second_step(), audit_days=_read_audit_days()
    )


def _read_openid() -> OpenIdSettings | None:
    issuer = _read("HANDLINGSROM_OIDC_ISSUER")
    if not issuer:
        return None
    _check_issuer(issuer)
    role, domains, claim = _read_new_accounts()
    return OpenIdSettings(
        issuer=issuer,
        client_id=_needed("HANDLINGSROM_OIDC_CLIENT_ID"),
        client_secret=_needed("HANDLINGSROM_OIDC_CLIENT_SECRET"),
        name=_needed("HANDLINGSROM_OIDC_NAME")[:40],
        match_email=_read_switch("HANDLINGSROM_OIDC_MATCH_EMAIL", usual=False),
        new_role=role,
        new_domains=domains,
        new_claim=claim,
        second_step=_read_switch("HANDLINGSROM_OIDC_SECOND_STEP", usual=False),
    )


def _check_issuer(issuer: str) -> None:
    try:
        parts = urlsplit(issuer)
        host = parts.hostname
    except ValueError:
        parts, host = urlsplit(""), None
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and host in _LOOPBACK)
    if not host or not is_safe or parts.query or parts.fragment:
        raise FaultySetting(
            f"Cannot start: HANDLINGSROM_OIDC_ISSUER is “{issuer[:80]}”, and https is needed.\n"
            "A person who can read or change what the provider sends could log in as anybody.\n"
            "Write the issuer exactly as the provider states it, such as https://login.example.org/tenant."
        )


def _read_new_accounts() -> tuple[str, tuple[str, ...], tuple[str, str] | None]:
    """Return the role of new accounts, the domains and the claim that get one; an empty role for none."""
    role = _read("HANDLINGSROM_OIDC_NEW_ACCOUNTS")
    domains = tuple(_read("HANDLINGSROM_OIDC_NEW_DOMAINS").lower().replace(",", " ").split())
    name, equals, value = _read("HANDLINGSROM_OIDC_NEW_CLAIM").partition("=")
    if role and role not in _ROLES_OF_NEW:
        raise FaultySetting(
            f"Cannot start: HANDLINGSROM_OIDC_NEW_ACCOUNTS is “{role[:40]}”, and no role of new accounts.\n"
            "An administrator is made by another administrator only.\n"
            f"Set one of: {', '.join(_ROLES_OF_NEW)}; or leave it away, and new accounts need an invitation."
        )
    wrong = [each for each in domains if not _DOMAIN.fullmatch(each)]
    if wrong:
        raise FaultySetting(
            f"Cannot start: HANDLINGSROM_OIDC_NEW_DOMAINS has “{wrong[0][:80]}”, and no domain.\n"
            "It names the e-mail domains whose people get an account.\n"
            "Write domains without @, with a space between them: example.org climate.example.org"
        )
    if (name or equals) and not (name.strip() and value.strip()):
        raise FaultySetting(
            "Cannot start: HANDLINGSROM_OIDC_NEW_CLAIM has no name or no value.\n"
            "It names the claim whose people get an account.\n"
            "Write it as name=value, such as groups=climate-office."
        )
    claim = (name.strip(), value.strip()) if name else None
    if bool(role) != bool(domains or claim):
        raise FaultySetting(
            "Cannot start: HANDLINGSROM_OIDC_NEW_ACCOUNTS says the role of new accounts, and "
            "HANDLINGSROM_OIDC_NEW_DOMAINS or HANDLINGSROM_OIDC_NEW_CLAIM who gets one: one is missing.\n"
            "Without a role nobody gets an account, and without a limit everybody at the provider would.\n"
            "Set both, or neither."
        )
    return role, domains, claim


def _read_second_step() -> SecondStepFor:
    given = _read("HANDLINGSROM_SECOND_STEP") or SecondStepFor.NOBODY.value
    try:
        return SecondStepFor(given)
    except ValueError:
        raise FaultySetting(
            f"Cannot start: HANDLINGSROM_SECOND_STEP is “{given[:40]}”.\n"
            "It says who must have a second step at login.\n"
            f"Set one of: {', '.join(SecondStepFor)}; or leave it away."
        ) from None


def _read_audit_days() -> int:
    given = _read("HANDLINGSROM_AUDIT_DAYS")
    if not given:
        return AUDIT_DAYS
    if not given.isascii() or not given.isdigit() or len(given) > 5 or not 1 <= int(given) <= _MOST_DAYS:
        raise FaultySetting(
            f"Cannot start: HANDLINGSROM_AUDIT_DAYS is “{given[:40]}”, and a whole number of days from 1 to "
            f"{_MOST_DAYS} is needed.\n"
            "It says after how many days entries of the audit log are removed.\n"
            f"Set a number, such as {AUDIT_DAYS}, or leave it away."
        )
    return int(given)


def _read_switch(name: str, *, usual: bool) -> bool:
    given = _read(name)
    if given not in ("", "0", "1"):
        raise FaultySetting(
            f"Cannot start: {name} is “{given[:40]}”, and 1 (yes) or 0 (no) is needed.\n"
            "It decides who can log in, so nothing is guessed.\n"
            "Set 1 or 0, or leave it away."
        )
    return given == "1" if given else usual


def _needed(name: str) -> str:
    given = _read(name)
    if not given:
        raise FaultySetting(
            f"Cannot start: HANDLINGSROM_OIDC_ISSUER is set, and {name} is missing.\n"
            "Without it nobody can log in by that provider.\n"
            f"Set {name}, or leave HANDLINGSROM_OIDC_ISSUER away."
        )
    return given


def _read(name: str) -> str:
    return os.environ.get(name, "").strip()
