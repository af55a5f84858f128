"""Settings of the accounts: what they mean, and what is refused at the start."""

from __future__ import annotations

import pytest

from workshop.account_settings import AUDIT_DAYS, AccountSettings, SecondStepFor, read_account_settings
from workshop.faulty_setting import FaultySetting

PREFIX = "HANDLINGSROM_"
PROVIDER = {
    "OIDC_ISSUER": "https://login.town.example/tenant",
    "OIDC_CLIENT_ID": "handlingsrom",
    "OIDC_CLIENT_SECRET": "a secret",
    "OIDC_NAME": "Town login",
}


def read(monkeypatch: pytest.MonkeyPatch, **given: str) -> AccountSettings:
    """Read the settings of an environment."""
    for name, value in given.items():
        monkeypatch.setenv(PREFIX + name, value)
    return read_account_settings()


def test_without_settings_there_is_a_password_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read(monkeypatch) == AccountSettings()
    assert AccountSettings().audit_days == AUDIT_DAYS == 365


def test_a_provider_is_read_and_its_secret_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    more = {
        "OIDC_MATCH_EMAIL": "1",
        "OIDC_NEW_ACCOUNTS": "viewer",
        "OIDC_NEW_DOMAINS": "Town.example, climate.town.example",
        "OIDC_NEW_CLAIM": "groups=climate office",
        "OIDC_SECOND_STEP": "1",
        "PASSWORDS": "0",
        "SECOND_STEP": "administrators",
        "AUDIT_DAYS": "30",
    }
    settings = read(monkeypatch, **PROVIDER, **more)
    openid = settings.openid
    assert openid is not None
    assert (openid.issuer, openid.client_id, openid.name) == (
        PROVIDER["OIDC_ISSUER"],
        "handlingsrom",
        "Town login",
    )
    assert (openid.new_role, openid.new_domains) == ("viewer", ("town.example", "climate.town.example"))
    assert openid.new_claim == ("groups", "climate office")
    assert (openid.match_email, openid.second_step, settings.passwords) == (True, True, False)
    assert (settings.second_step, settings.audit_days) == (SecondStepFor.ADMINISTRATORS, 30)
    assert "a secret" not in repr(settings)


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"OIDC_ISSUER": "login.town.example"}, "OIDC_ISSUER"),
        ({"OIDC_ISSUER": "http://login.town.example"}, "OIDC_ISSUER"),
        ({"OIDC_ISSUER": "https://[broken"}, "OIDC_ISSUER"),
        ({"OIDC_ISSUER": "https://login.town.example?tenant=1"}, "OIDC_ISSUER"),
        ({"OIDC_CLIENT_ID": " "}, "OIDC_CLIENT_ID"),
        ({"OIDC_CLIENT_SECRET": ""}, "OIDC_CLIENT_SECRET"),
        ({"OIDC_NAME": ""}, "OIDC_NAME"),
        ({"OIDC_MATCH_EMAIL": "yes"}, "OIDC_MATCH_EMAIL"),
        ({"OIDC_NEW_ACCOUNTS": "administrator", "OIDC_NEW_DOMAINS": "town.example"}, "OIDC_NEW_ACCOUNTS"),
        ({"OIDC_NEW_ACCOUNTS": "viewer"}, "OIDC_NEW_ACCOUNTS"),
        ({"OIDC_NEW_DOMAINS": "town.example"}, "OIDC_NEW_DOMAINS"),
        ({"OIDC_NEW_ACCOUNTS": "viewer", "OIDC_NEW_DOMAINS": "@town.example"}, "OIDC_NEW_DOMAINS"),
        ({"OIDC_NEW_ACCOUNTS": "viewer", "OIDC_NEW_CLAIM": "groups"}, "OIDC_NEW_CLAIM"),
        ({"OIDC_NEW_ACCOUNTS": "viewer", "OIDC_NEW_CLAIM": "=climate"}, "OIDC_NEW_CLAIM"),
        ({"OIDC_SECOND_STEP": "true"}, "OIDC_SECOND_STEP"),
        ({"PASSWORDS": "no"}, "PASSWORDS"),
        ({"OIDC_ISSUER": "", "PASSWORDS": "0"}, "PASSWORDS"),
        ({"SECOND_STEP": "all"}, "SECOND_STEP"),
        ({"AUDIT_DAYS": "0"}, "AUDIT_DAYS"),
        ({"AUDIT_DAYS": "-1"}, "AUDIT_DAYS"),
        ({"AUDIT_DAYS": "1.5"}, "AUDIT_DAYS"),
        ({"AUDIT_DAYS": "1" * 5_000}, "AUDIT_DAYS"),
        ({"AUDIT_DAYS": "year"}, "AUDIT_DAYS"),
    ],
)
def test_a_faulty_setting_is_refused_with_what_why_and_what_now(
    monkeypatch: pytest.MonkeyPatch, wrong: dict[str, str], named: str
) -> None:
    with pytest.raises(FaultySetting, match=PREFIX + named) as refused:
        read(monkeypatch, **{**PROVIDER, **wrong})
    what, *rest = str(refused.value).splitlines()
    assert what.startswith("Cannot start:")
    assert len(rest) == 2


@pytest.mark.parametrize("issuer", ["http://127.0.0.1:4000", "http://localhost:4000/x", "http://[::1]:4000"])
def test_a_provider_on_this_machine_needs_no_tls(monkeypatch: pytest.MonkeyPatch, issuer: str) -> None:
    settings = read(monkeypatch, **{**PROVIDER, "OIDC_ISSUER": issuer})
    assert settings.openid is not None
    assert settings.openid.issuer == issuer
