"""Logging in by a real OpenID Connect provider: which account opens, and what lets nobody in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.integration.test_accounts import PASSWORD, accept, id_of, invite, log_in
from tests.integration.test_second_step import now_code, turn_on
from tests.program import free_port
from tests.provider import BACK, NAME, Provider, running_provider
from tests.workshop_room import Browser, Room
from workshop.account_settings import AccountSettings
from workshop.cli.main import main
from workshop.config import read_settings
from workshop.extensions import db
from workshop.factory import create_app
from workshop.models import AccountRole, AuditEntry, Facilitator, LinkedIdentity, Login
from workshop.services.people.openid import open_openid


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    """Start the provider once for this file."""
    with running_provider() as started:
        yield started


def use(app: Flask, provider: Provider, *, passwords: bool = True, **openid: Any) -> None:
    """Give an application the settings of a provider."""
    settings = AccountSettings(openid=provider.settings(**openid), passwords=passwords)
    app.config["ACCOUNTS"] = settings
    open_openid(app, settings.openid)


def go(
    browser: Browser, provider: Provider, login: str, start: str = "/login/openid/", do: str = "go"
) -> str:
    """Go to the provider and back; return the page that answers."""
    away = browser.client.get(start)
    assert away.status_code == 303, away.get_data(as_text=True)
    back = provider.sign_in(away.headers["Location"], login, do=do)
    browser.open(back.removeprefix("http://localhost"))
    return browser.text


def is_in(browser: Browser) -> bool:
    """Return whether a browser is logged in."""
    return "Log out" in browser.open("/workshops/").get_data(as_text=True)


def link(browser: Browser, provider: Provider, login: str, **fields: str) -> str:
    """Link the account of a browser with a login."""
    asked = go(browser, provider, login, "/login/openid/link")
    assert "From now on" in asked
    browser.send("/login/openid/confirm", **fields)
    return browser.text


def events(app: Flask) -> list[tuple[str, str]]:
    """List the kinds and subjects of the audit log."""
    with app.app_context():
        rows = db.session.execute(db.select(AuditEntry.kind, AuditEntry.subject).order_by(AuditEntry.id))
        return [(kind, subject) for kind, subject in rows]


def test_an_account_is_linked_by_its_owner_and_opens_by_the_provider_from_then_on(
    room: Room, provider: Provider
) -> None:
    use(room.app, provider)
    stranger = Browser(room.app.test_client())
    assert f"No account here belongs to your login with {NAME}." in go(stranger, provider, "ada")
    assert stranger.page is not None
    assert stranger.page.status_code == 403
    assert not is_in(stranger)
    assert "You can log in with Town login now." in link(room.desk, provider, "ada")
    assert "Linked as “Ada@town.example”" in room.desk.text
    browser = Browser(room.app.test_client())
    assert f"Log in with {NAME}" in browser.open("/login/").get_data(as_text=True)
    go(browser, provider, "ada", "/login/openid/?next=/statistics/")
    assert is_in(browser)
    assert ("login.openid", NAME) in events(room.app)
    where = browser.open("/login/where").get_data(as_text=True)
    assert f"with {NAME}" in where
    assert "by a login link" in where
    with room.app.app_context():
        assert "openid" in db.session.scalars(db.select(Login.means)).all()


def test_the_login_ends_as_one_with_a_password_does(room: Room, provider: Provider) -> None:
    use(room.app, provider)
    link(room.desk, provider, "ada")
    browser = Browser(room.app.test_client())
    go(browser, provider, "ada")
    assert is_in(browser)
    room.desk.send("/login/where/end-others")
    assert not is_in(browser)
    go(browser, provider, "ada")
    log_in(room.app, "Adviser 2")
    room.desk.send(f"/accounts/{id_of(room.app, 'Adviser 2')}/role", role="administrator")
    other = log_in(room.app, "Adviser 2")
    other.send("/accounts/1/close")
    assert not is_in(browser)
    assert "The account “facilitator” is closed." in go(browser, provider, "ada")
    assert not is_in(browser)


def test_a_link_needs_the_owners_word_and_password(room: Room, provider: Provider) -> None:
    use(room.app, provider)
    room.desk.send("/login/password", password=PASSWORD, again=PASSWORD)
    assert "Current password" in go(room.desk, provider, "ada", "/login/openid/link")
    with room.app.app_context():
        assert db.session.scalar(db.select(LinkedIdentity)) is None
    assert room.desk.send("/login/openid/confirm", current="not this one at all").status_code == 422
    assert "You can log in with" in link(room.desk, provider, "ada", current=PASSWORD)
    # Neither a second login for the account, nor a second account for the login.
    assert "is linked already" in link(room.desk, provider, "cleo", current=PASSWORD)
    other = log_in(room.app, "Adviser 2")
    assert "is linked already" in link(other, provider, "ada")


def test_a_link_is_removed_by_its_owner_and_by_an_administrator(room: Room, provider: Provider) -> None:
    use(room.app, provider)
    other = log_in(room.app, "Adviser 2")
    number = id_of(room.app, "Adviser 2")
    link(other, provider, "ada")
    assert other.send("/login/openid/unlink").status_code == 409
    assert "Set a password first" in other.text
    assert "Linked as" in room.desk.open(f"/accounts/{number}").get_data(as_text=True)
    room.desk.send(f"/accounts/{number}/unlink")
    assert "No account here belongs" in go(Browser(room.app.test_client()), provider, "ada")
    other.send("/login/password", password=PASSWORD, again=PASSWORD)
    link(other, provider, "ada")
    assert other.send("/login/openid/unlink").status_code == 200
    assert "Link with Town login" in other.text
    assert ("login.identity-unlinked", "Adviser 2") in events(room.app)


def test_an_invitation_makes_an_account_without_a_password(room: Room, provider: Provider) -> None:
    use(room.app, provider)
    path = invite(room.desk, f"/workshops/{room.code}/team/", "co_facilitator")
    newcomer = Browser(room.app.test_client())
    assert "Go on with Town login" in newcomer.open(path).get_data(as_text=True)
    page = go(newcomer, provider, "bo", f"/login/openid/?invitation={path.rsplit('/', 1)[1]}")
    assert "You come from Town login as “bo@town.example”" in page
    assert 'value="Bo Adviser"' in page
    assert newcomer.send(path, name="Bo Adviser").status_code == 200
    assert newcomer.open(f"/desk/{room.code}").status_code == 200
    again = Browser(room.app.test_client())
    go(again, provider, "bo")
    assert is_in(again)
    with room.app.app_context():
        made = db.session.scalars(db.select(Facilitator).where(Facilitator.name == "Bo Adviser")).one()
        assert made.password_hash is None


def test_somebody_with_a_linked_account_takes_an_invitation_with_it(room: Room, provider: Provider) -> None:
    use(room.app, provider)
    link(log_in(room.app, "Adviser 2"), provider, "ada")
    path = invite(room.desk, f"/workshops/{room.code}/team/", "viewer")
    browser = Browser(room.app.test_client())
    page = go(browser, provider, "ada", f"/login/openid/?invitation={path.rsplit('/', 1)[1]}")
    assert "Take the invitation with this account" in page


def test_an_address_opens_an_account_only_if_the_settings_say_so_and_the_provider_verified_it(
    room: Room, provider: Provider
) -> None:
    use(room.app, provider)
    log_in(room.app, "Adviser 2")
    number = id_of(room.app, "Adviser 2")
    room.desk.send(f"/accounts/{number}/email", email="ADA@town.example")
    assert "No account here belongs" in go(Browser(room.app.test_client()), provider, "ada")
    use(room.app, provider, match_email=True)
    browser = Browser(room.app.test_client())
    go(browser, provider, "ada")
    assert is_in(browser)
    room.desk.send(f"/accounts/{number}/unlink")
    room.desk.send(f"/accounts/{number}/email", email="bo@town.example")
    assert "No account here belongs" in go(Browser(room.app.test_client()), provider, "bo")
    assert room.desk.send(f"/accounts/{number}/email", email="no address").status_code == 422
    assert room.desk.send("/accounts/1/email", email="bo@town.example").status_code == 409


@pytest.mark.parametrize(
    ("settings", "ada", "bo", "cleo"),
    [
        ({"new_domains": ("town.example",)}, True, False, False),
        ({"new_claim": ("groups", "climate")}, True, False, False),
        ({"new_claim": ("name", "Cleo Consultant")}, False, False, True),
        ({"new_domains": ("example",)}, False, False, False),
    ],
)
def test_new_accounts_are_made_for_stated_domains_and_claims_only(
    room: Room, provider: Provider, settings: dict[str, Any], ada: bool, bo: bool, cleo: bool
) -> None:
    use(room.app, provider, new_role="viewer", **settings)
    for login, wanted in (("ada", ada), ("bo", bo), ("cleo", cleo)):
        for _ in range(2):
            browser = Browser(room.app.test_client())
            go(browser, provider, login)
            assert is_in(browser) == wanted, login
    with room.app.app_context():
        made = db.session.execute(db.select(Facilitator.name, Facilitator.role).offset(1)).all()
    assert {role for _, role in made} <= {AccountRole.VIEWER.value}
    assert len(made) == ada + bo + cleo


def test_a_new_account_gets_a_name_of_its_own(room: Room, provider: Provider) -> None:
    use(room.app, provider, new_role="viewer", new_domains=("town.example",))
    log_in(room.app, "ada adviser")
    go(Browser(room.app.test_client()), provider, "ada")
    assert id_of(room.app, "Ada Adviser 2")


def test_our_code_is_asked_for_unless_the_settings_leave_it_to_the_provider(
    room: Room, provider: Provider
) -> None:
    use(room.app, provider)
    link(room.desk, provider, "ada")
    secret, _ = turn_on(room)
    browser = Browser(room.app.test_client())
    assert "One more step" in go(browser, provider, "ada")
    assert not is_in(browser)
    browser.send("/login/code/", code=now_code(secret, 1))
    assert is_in(browser)
    use(room.app, provider, second_step=True)
    browser = Browser(room.app.test_client())
    go(browser, provider, "ada")
    assert is_in(browser)


def test_passwords_can_be_forbidden_and_a_login_link_still_opens(room: Room, provider: Provider) -> None:
    room.desk.send("/login/password", password=PASSWORD, again=PASSWORD)
    path = invite(room.desk, "/accounts/", AccountRole.FACILITATOR)
    use(room.app, provider, passwords=False)
    browser = Browser(room.app.test_client())
    assert 'name="password"' not in browser.open("/login/").get_data(as_text=True)
    assert browser.send("/login/", name="facilitator", password=PASSWORD).status_code == 403
    assert "This installation takes no passwords." in browser.text
    assert not is_in(browser)
    assert 'name="password"' not in browser.open(path).get_data(as_text=True)
    assert browser.send(path, name="Eve", password=PASSWORD, again=PASSWORD).status_code == 403
    assert room.desk.send("/login/password", password=PASSWORD, again=PASSWORD).status_code == 403
    assert 'name="password"' not in room.desk.open("/login/password").get_data(as_text=True)
    assert is_in(log_in(room.app, "facilitator"))


def test_the_command_lets_an_administrator_in_while_nothing_else_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HANDLINGSROM_PASSWORDS", "0")
    # Nobody listens there.
    settings = {
        "ISSUER": f"http://127.0.0.1:{free_port()}",
        "CLIENT_ID": "x",
        "CLIENT_SECRET": "y",
        "NAME": NAME,
    }
    for name, value in settings.items():
        monkeypatch.setenv(f"HANDLINGSROM_OIDC_{name}", value)
    assert main(["login-link", "--data", str(tmp_path)]) == 0
    link = capsys.readouterr().out.strip()
    app = create_app(replace(read_settings(tmp_path), testing=True))
    browser = Browser(app.test_client())
    assert browser.open("/login/openid/").status_code == 502
    assert "use a login link, which an administrator can make" in browser.text
    assert browser.send(link.partition(":8000")[2]).status_code == 200
    assert is_in(browser)
    assert "Accounts" in browser.text
    app.extensions["broadcaster"].close()
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def test_somebody_who_cancels_at_the_provider_is_told_so_and_nobody_is_in(
    room: Room, provider: Provider
) -> None:
    use(room.app, provider)
    link(room.desk, provider, "ada")
    browser = Browser(room.app.test_client())
    page = go(browser, provider, "ada", do="refuse")
    assert "The login with Town login was cancelled or refused." in page
    assert "cancelled</b>" not in page
    assert browser.page is not None
    assert browser.page.status_code == 403
    assert not is_in(browser)


def test_an_answer_of_the_provider_is_good_once_and_in_its_own_browser(
    room: Room, provider: Provider
) -> None:
    use(room.app, provider)
    link(room.desk, provider, "ada")
    victim, thief = Browser(room.app.test_client()), Browser(room.app.test_client())
    away = victim.client.get("/login/openid/").headers["Location"]
    assert "code_challenge_method=S256" in away
    assert "nonce=" in away
    back = provider.sign_in(away, "ada").removeprefix("http://localhost")
    assert thief.open(back).status_code == 400
    assert "This login was not begun in this browser" in thief.text
    assert not is_in(thief)
    victim.open(back)
    assert is_in(victim)
    assert victim.open(back).status_code == 400
    # With another's answer in a login that was begun here, the code's verifier does not fit.
    state = thief.client.get("/login/openid/").headers["Location"].partition("state=")[2].partition("&")[0]
    stolen = provider.sign_in(victim.client.get("/login/openid/").headers["Location"], "ada")
    code = stolen.partition("code=")[2].partition("&")[0]
    assert thief.open(f"/login/openid/back?code={code}&state={state}").status_code == 502
    assert "Town login did not accept this login." in thief.text
    assert not is_in(thief)


def test_the_nonce_of_another_login_is_refused(room: Room, provider: Provider) -> None:
    use(room.app, provider)
    link(room.desk, provider, "ada")
    browser = Browser(room.app.test_client())
    back = provider.sign_in(browser.client.get("/login/openid/").headers["Location"], "ada")
    with browser.client.session_transaction() as session:
        (key,) = (key for key in session if key.startswith("_state_openid_"))
        session[key] = {**session[key], "data": {**session[key]["data"], "nonce": "another"}}
    assert browser.open(back.removeprefix("http://localhost")).status_code == 502
    assert "does not prove who you are" in browser.text
    assert not is_in(browser)


def test_logins_that_are_begun_and_never_ended_keep_the_cookie_small(room: Room, provider: Provider) -> None:
    use(room.app, provider)
    browser = Browser(room.app.test_client())
    for _ in range(12):
        browser.client.get("/login/openid/?next=/" + "x" * 490)
    with browser.client.session_transaction() as session:
        assert len([key for key in session if key.startswith("_state_openid_")]) == 3
    cookie = browser.client.get_cookie("session")
    assert cookie is not None
    assert len(cookie.value) < 3_500


def test_a_provider_that_names_itself_otherwise_is_not_believed(room: Room) -> None:
    with running_provider(issuer="http://localhost:{port}") as other:
        use(room.app, other)
        browser = Browser(room.app.test_client())
        assert browser.open("/login/openid/").status_code == 502
        assert "does not come from the provider that this installation knows" in browser.text
        assert "HANDLINGSROM_OIDC_ISSUER" in browser.text


@pytest.mark.parametrize("ahead", [-600, 600])
def test_a_clock_that_differs_is_named(room: Room, ahead: int) -> None:
    with running_provider(ahead=ahead) as other:
        use(room.app, other, new_role="viewer", new_domains=("town.example",))
        browser = Browser(room.app.test_client())
        assert "Town login and this server do not agree on the time." in go(browser, other, "ada")
        assert not is_in(browser)


def test_a_provider_that_is_down_is_named_and_the_password_still_works(room: Room) -> None:
    room.desk.send("/login/password", password=PASSWORD, again=PASSWORD)
    with running_provider() as other:
        use(room.app, other, new_role="viewer", new_domains=("town.example",))
        late = Browser(room.app.test_client())
        back = other.sign_in(late.client.get("/login/openid/").headers["Location"], "ada")
    browser = Browser(room.app.test_client())
    assert late.open(back.removeprefix("http://localhost")).status_code == 502
    assert "Town login does not answer as it should." in late.text
    assert not is_in(late)
    use(room.app, other)
    assert browser.open("/login/openid/").status_code == 502
    assert "Nobody is logged in. Try again in a few minutes." in browser.text
    browser.send("/login/", name="facilitator", password=PASSWORD)
    assert is_in(browser)


def test_without_a_provider_there_is_no_such_login(room: Room) -> None:
    browser = Browser(room.app.test_client())
    assert "openid" not in browser.open("/login/").get_data(as_text=True)
    assert browser.open("/login/openid/").status_code == 404
    assert browser.open(f"{BACK.removeprefix('http://localhost')}?code=1&state=2").status_code == 404
    accept(room.app, invite(room.desk, "/accounts/", AccountRole.VIEWER), "Adviser 2")
