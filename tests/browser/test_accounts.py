"""Accounts by keyboard alone: invite, accept, second step, link, hand over, log out everywhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pyotp
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.faces import Faces
from tests.program import Program, free_port, running
from tests.provider import CLIENT, NAME, SECRET, Provider, running_provider

pytestmark = pytest.mark.browser

PASSWORD = "copper lantern under seven oaks"  # of a test
NEWCOMER = "Adviser 2"
# Far more stops than any of these pages has.
MOST_STOPS = 60
_FOCUSED = """() => {
  const on = document.activeElement;
  const named = on.labels?.length ? on.labels[0] : on;
  return [named.textContent.replace(/\\s+/g, " ") || on.value || "", on.matches(":focus-visible")];
}"""


@dataclass
class Keyboard:
    """Somebody without a mouse."""

    page: Page

    def reach(self, text: str) -> None:
        """Press Tab until what a text names has the focus, which must be seen."""
        for _ in range(MOST_STOPS):
            self.page.keyboard.press("Tab")
            name, seen = self.page.evaluate(_FOCUSED)
            if name.strip().startswith(text):
                assert seen, f"the focus on {text} is not seen"
                return
        raise AssertionError(f"no key leads to {text}")

    def press(self, text: str) -> None:
        """Go to a link or a button, and press Enter; wait for the page that it leads to."""
        self.reach(text)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def write(self, **fields: str) -> None:
        """Type into the fields with these labels, and send the form with Enter."""
        for label, text in fields.items():
            self.reach(label.replace("_", " "))
            self.page.keyboard.type(text)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def set_code_up(self) -> str:
        """Set the second step up where the page asks for it; return its secret."""
        expect(self.page.locator("main")).to_contain_text("This installation requires a code at login.")
        secret = self.page.locator("main section code").inner_text()
        self.write(Code=pyotp.TOTP(secret).now())
        expect(self.page.locator(".recovery-codes li")).to_have_count(10)
        self.press("I have kept them")
        return secret


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Program, Provider]]:
    """Start the program with a provider, and with a second step for everybody."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    with running_provider(back=[f"{address}/login/openid/back"]) as provider:
        environment = {
            "HANDLINGSROM_ADDRESS": address,
            "HANDLINGSROM_SECOND_STEP": "everyone",
            "HANDLINGSROM_OIDC_ISSUER": provider.issuer,
            "HANDLINGSROM_OIDC_CLIENT_ID": CLIENT,
            "HANDLINGSROM_OIDC_CLIENT_SECRET": SECRET,
            "HANDLINGSROM_OIDC_NAME": NAME,
            "HANDLINGSROM_OIDC_SECOND_STEP": "1",
            "NO_PROXY": "127.0.0.1",
        }
        folder = tmp_path_factory.mktemp("instance")
        with running(folder, port=port, environment=environment) as started:
            yield started, provider


def test_the_whole_journey_without_a_mouse(chromium: Browser, installed: tuple[Program, Provider]) -> None:
    installation, provider = installed
    faces = Faces(chromium, installation)
    first = Keyboard(faces.open("desk"))
    first.page.goto(installation.login)
    first.press("Log in")
    first.set_code_up()
    # Invite.
    first.press("Accounts")
    first.reach("Facilitator")
    first.reach("For whom")
    first.page.keyboard.type(NEWCOMER)
    first.press("Make an invitation")
    link = first.page.locator(".flash a").inner_text()
    # Accept, with a password and a second step.
    second = Keyboard(faces.open("phone"))
    second.page.goto(link)
    second.write(Name=NEWCOMER, Password=PASSWORD, Repeat_password=PASSWORD)
    second.set_code_up()
    expect(second.page.locator("main")).to_contain_text("No workshop yet.")
    # Link the account with the organisation's own login, and come back by it.
    second.press("Password")
    second.press(f"Link with {NAME}")
    second.page.keyboard.type("ada")
    with second.page.expect_navigation(url="**/login/openid/confirm"):
        second.page.keyboard.press("Enter")
    second.write(Current_password=PASSWORD)
    expect(second.page.locator("main")).to_contain_text("Linked as “Ada@town.example”")
    second.press("Log out")
    other = Keyboard(faces.open("desk"))
    other.page.goto(f"{installation.address}/login/")
    other.reach(f"Log in with {NAME}")
    with other.page.expect_navigation(url="**/interaction/**"):
        other.page.keyboard.press("Enter")
    other.page.keyboard.type("ada")
    with other.page.expect_navigation(url=f"{installation.address}/"):
        other.page.keyboard.press("Enter")
    other.press("Workshops")
    expect(other.page.locator("main")).to_contain_text("No workshop yet.")
    # Hand over.
    first.press("Workshops")
    first.press("Team")
    first.reach("New owner")
    first.page.keyboard.type(NEWCOMER)
    first.press("Hand it over")
    expect(first.page.locator("main")).to_contain_text(f"The workshop belongs to “{NEWCOMER}” now.")
    other.page.reload()
    expect(other.page.locator(".workshop-row h2")).to_have_count(1)
    # Log out everywhere else: the same account in two browsers.
    second.page.goto(f"{installation.address}/login/")
    second.reach(f"Log in with {NAME}")
    # The provider still knows this browser.
    with second.page.expect_navigation(url=f"{installation.address}/"):
        second.page.keyboard.press("Enter")
    second.press("Password")
    second.press("Where you are logged in")
    expect(second.page.locator("main")).to_contain_text(f"with {NAME}")
    second.press("Log out everywhere else")
    other.page.goto(f"{installation.address}/workshops/")
    expect(other.page.locator("h1")).to_have_text("For facilitators")
    # Somebody leaves: everything at once.
    first.press("Accounts")
    first.reach("Manage: Adviser 2")
    with first.page.expect_navigation():
        first.page.keyboard.press("Enter")
    first.press("Hand everything over")
    expect(first.page.locator("main")).to_contain_text("saved scenario")
    first.reach("New owner")
    first.reach("Close the account")
    first.page.keyboard.press("Space")
    first.press("Hand everything over")
    second.page.reload()
    expect(second.page.locator("h1")).to_have_text("For facilitators")
    # The provider is the one other host that a browser goes to.
    faces.problems[:] = [each for each in faces.problems if provider.issuer not in each]
    faces.close()
