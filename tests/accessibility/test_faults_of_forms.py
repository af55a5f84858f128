"""What a page with faults begins with: a title that says so, links to the fields, and the focus."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.accessibility.hall import Hall
from tests.browser.faces import audit

pytestmark = pytest.mark.browser

_LINKS = """() => [...document.querySelectorAll("#faults a")].map((link) => {
  const field = document.getElementById(link.hash.slice(1));
  if (!field) return `${link.hash} leads nowhere`;
  const group = field.closest("[role=radiogroup]");
  const holder = group ?? field;
  const about = (holder.getAttribute("aria-describedby") ?? "").split(" ");
  const told = about.map((id) => document.getElementById(id)?.textContent.trim() ?? "").join(" ");
  if (holder.getAttribute("aria-invalid") !== "true") return `${link.hash} is not marked as invalid`;
  const fault = link.textContent.split(": ").at(-1).trim();
  if (!told.includes(fault)) return `${link.hash} is described by “${told}”`;
  field.closest("details")?.setAttribute("open", "");
  link.click();
  return document.activeElement === field ? "" : `${link.hash} does not take the focus`;
}).filter(Boolean)"""


def submit_plainly(page: Page, form: str = "main form") -> None:
    """Send a form as a browser without our scripts would, whatever its fields ask for."""
    page.locator(form).last.evaluate("(form) => { form.noValidate = true; form.submit(); }")
    page.wait_for_selector("#faults")


def check(page: Page, word: str = "Error") -> None:
    """Look at the page with faults."""
    expect(page).to_have_title(re.compile(f"^{word}: "))
    expect(page.locator("#faults")).to_be_focused()
    audit(page)
    assert page.locator("#faults a").count() > 0
    assert page.evaluate(_LINKS) == []


def test_a_page_with_faults_says_so_in_its_title_and_leads_to_each_field(hall: Hall) -> None:
    address, code = hall.program.address, hall.program.code
    hall.move("propose")
    for path in ("/own", "/catalogue/electric-buses"):
        phone = hall.open_phone(path)
        phone.locator("main input[type=text], #amount").first.fill("")
        submit_plainly(phone)
        check(phone)
    hall.move("deliberate")
    first = hall.desk.locator(".phase-others form input[name=proposal]").first.get_attribute("value")
    phone = hall.open_phone(f"/objections/{first}")
    submit_plainly(phone)
    check(phone)
    hall.move("predict")
    submit_plainly(hall.open_phone(), "form.guess")
    check(hall.phone)
    desk = hall.desk
    for path, field in {
        f"/desk/{code}/decided": "#text",
        f"/desk/{code}/agenda/": "input[name=steps-0-minutes]",
        f"/desk/{code}/paper/own": "#title",
        f"/desk/{code}/paper/pick": "#amount",
        "/workshops/new": "#territory",
        "/login/password": "#password",
        f"/desk/{code}/rehearsal": "#people",
    }.items():
        desk.goto(address + path)
        form = desk.locator("main form", has=desk.locator(field)).first
        form.locator(field).fill("")
        if "minutes" in field:
            form.locator(field).fill("100000")
        form.evaluate("(form) => { form.noValidate = true; form.submit(); }")
        desk.wait_for_selector("#faults")
        check(desk)
    stranger = hall.faces.open("phone")
    stranger.goto(f"{address}/j/?code=AB")
    check(stranger)
    stranger.context.add_cookies([{"name": "language", "value": "sv", "url": address}])
    stranger.goto(f"{address}/j/?code=AB")
    check(stranger, "Fel")


def test_a_page_that_says_what_went_wrong_has_the_focus_on_it(hall: Hall) -> None:
    page = hall.faces.open("desk")
    page.goto(f"{hall.program.address}/nowhere")
    expect(page).to_have_title(re.compile("^Error: This page does not exist"))
    expect(page.locator("h1")).to_be_focused()
    audit(page)
    hall.faces.forgive("desk", "status of 404")


def test_a_fault_of_a_form_sent_by_scripts_is_shown_at_its_field(hall: Hall) -> None:
    hall.move("deliberate")
    desk = hall.open_desk()
    if desk.get_by_text("Vote again").count():
        desk.get_by_text("Vote again").click()
    dots = desk.locator("#dots")
    dots.fill("many")
    desk.get_by_role("button", name="Open the vote").click()
    expect(dots).to_be_focused()
    expect(dots).to_have_attribute("aria-invalid", "true")
    described = (dots.get_attribute("aria-describedby") or "").split()
    assert "is not a number" in " ".join(desk.locator(f"#{part}").inner_text() for part in described)
    audit(desk)
    dots.fill("0")
    desk.get_by_role("button", name="Open the vote").click()
    expect(desk.get_by_role("button", name="Close the vote and count")).to_be_visible()
    hall.order("vote/close")
