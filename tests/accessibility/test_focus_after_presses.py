"""Every button of the desk's pages, pressed with the keyboard: the focus is never lost nor on another one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import pytest
from playwright.sync_api import Browser, Error, Locator, Page, expect

from tests.accessibility.hall import DECIDED, MINE, Hall, open_hall
from tests.accessibility.scenes import ESTIMATES
from tests.program import running

pytestmark = pytest.mark.browser

LEAST, MOST_OF_THEM = 45, 60
_LOOKS = 10
HELPED = ("A bus at night", "Shared vans", "Lend tools")
PHASES = ("lobby", "predict", "briefing", "propose", "estimate", "deliberate", "combine", "reflect", "thanks")
# Of what a page without scripts has besides, nothing is shown.
BUTTONS = "main button:not([disabled], [hidden], dialog *, noscript *)"
# What a button does, whichever card it stands on: its address without ids, and what it sends.
_KEYS = """(buttons) => {
  const keyOf = (button) => {
    const { form } = button;
    const path = new URL(form?.getAttribute("action") ?? "", location).pathname;
    const told = [...(form?.elements ?? [])].filter(({ type, name, value }) =>
      type === "hidden" && !/step|change|proposal|reflection|seen/.test(name) && value.length < 9);
    if (button.name && button.name !== "step")
      told.push({ name: button.name, value: button.value.slice(0, 9) });
    const sent = told.map(({ name, value }) => `${name}=${value}`).join("&");
    const does = `${path.replace(/\\/([0-9a-f]{16}|\\d+)(?=\\/)/g, "/*")} ${sent}`;
    return form ? does : `${does} ${button.textContent.trim()}`;
  };
  return buttons.map(keyOf);
}"""
_TAKE = """(button) => {
  for (let part = button; part; part = part.parentElement) if (part.localName === "details") part.open = true;
  button.focus();
  window.pressed = { address: button.form?.getAttribute("action"), button };
  if (document.activeElement !== button) return "nothing";
  const isSent = button.form?.dataset.bound?.includes("fetch-form") && !button.hasAttribute("data-page");
  const isPlain = button.form && !isSent;
  // What the browser finds missing is not sent: the focus goes to its field.
  return isPlain && (button.formNoValidate || button.form.checkValidity()) ? "another page" : "this page";
}"""
# Only what was pressed may be pressed again, also where it now says the opposite.
_LOST = """() => {
  const element = document.activeElement;
  const name = element.outerHTML.slice(0, 200).replace(/\\s+/g, " ");
  if (element === document.body) return "the focus is lost";
  if (element.getClientRects().length === 0) return `the focus is on what nobody sees: ${name}`;
  if (element.localName !== "button" || element === window.pressed?.button) return "";
  const isSame = element.form && element.form.getAttribute("action") === window.pressed?.address;
  return isSame ? "" : `the focus is on ${name}`;
}"""


@pytest.fixture(scope="module")
def own(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    """Open a meeting in which everything may be pressed."""
    with running(tmp_path_factory.mktemp("pressed")) as program:
        opened = open_hall(chromium, program)
        yield opened
        opened.faces.close()


def press(page: Page, button: Locator) -> str:
    """Press a button with the keyboard, and tell what is wrong with where the focus is afterwards."""
    fault = "the page reloaded again and again"
    follows = button.evaluate(_TAKE)
    if follows == "nothing":
        return "it cannot take the focus"
    if follows == "another page":
        with page.expect_navigation():
            page.keyboard.press("Enter")
    else:
        page.keyboard.press("Enter")
        # Until the answer is laid over the board.
        page.wait_for_timeout(600)
    # A browser with much to do moves the focus a moment after the page is there.
    for _ in range(_LOOKS):
        page.wait_for_timeout(150)
        try:
            fault = str(page.evaluate(_LOST))
        except Error:
            # The page has just reloaded by itself, as that of a rehearsal that is over.
            page.wait_for_load_state()
            continue
        if not fault:
            return ""
    return fault


def prepare(hall: Hall, phase: str) -> None:
    """Let something stand in a phase that can be pressed."""
    if phase == "estimate":
        hall.order("estimates/look", step=hall.step, proposal=hall.first, round="1")
        for person, (low, likely, high) in zip(hall.people, ESTIMATES * 2, strict=False):
            path = f"/phone/{hall.program.code}/estimates/{hall.first}"
            person.send(path, round="1", low=low, likely=likely, high=high)
    if phase == "deliberate":
        hall.send(f"/objections/{hall.first}", kind="fact", text="It was tried before")
    if phase == "reflect":
        hall.send("/reflect/thought", prompt="ours", text="A thought of mine")
        hall.send("/reflect/thought", prompt="ours", text="Another thought of mine")


def come_to(hall: Hall, phase: str) -> Page:
    """Bring the desk to a phase, whatever was pressed before."""
    desk = hall.desk
    desk.goto(hall.board)
    hall.move(phase)
    desk.wait_for_selector("#board form[data-bound~=fetch-form]")
    return desk


def press_each(come: Callable[[], Page], pressed: set[str], later: str = "") -> list[str]:
    """Press what was not pressed before, one by one; leave the addresses with ``later`` for another time."""
    lost = []
    # A press may bring buttons that were not there before.
    for _ in range(MOST_OF_THEM):
        page = come()
        keys = page.locator(BUTTONS).evaluate_all(_KEYS)
        new = [number for number, key in enumerate(keys) if key not in pressed]
        if later:
            new = [number for number in new if later not in keys[number]]
        if not new:
            break
        key = keys[new[0]]
        pressed.add(key)
        fault = press(page, page.locator(BUTTONS).nth(new[0]))
        if fault:
            lost.append(f"{key}: {fault}")
    return lost


@pytest.mark.timeout(600)
def test_no_press_of_the_desk_loses_the_focus_or_leaves_it_on_another_button(own: Hall) -> None:
    pressed: set[str] = set()
    lost = []
    for phase in PHASES:
        come_to(own, phase)
        prepare(own, phase)
    for phase in PHASES:
        # Who is taken out sends nothing more: that comes last.
        later = "/people/of/" if phase != PHASES[-1] else ""
        found = press_each(partial(come_to, own, phase), pressed, later)
        lost += [f"{phase}: {fault}" for fault in found]
    # The old address of the wall was taken away.
    own.faces.forgive("wall", "status of 404")
    assert len(pressed) > LEAST, sorted(pressed)
    assert lost == [], "\n".join(lost)


def test_no_press_of_a_helper_loses_the_focus_or_leaves_it_on_another_button(own: Hall) -> None:
    own.move("propose")
    for title in HELPED:
        own.propose(own.people[4], title)
    own.desk.goto(f"{own.board}/helpers")
    own.desk.get_by_role("button", name="Make a link for a helper").click()
    link = own.desk.locator(".flash a").get_attribute("href") or ""
    helper = own.faces.open("desk")
    helper.goto(link)
    page = f"{own.program.address}/moderation/{own.program.code}"

    def come() -> Page:
        helper.goto(page)
        helper.wait_for_selector("#board form[data-bound~=fetch-form]")
        return helper

    pressed: set[str] = set()
    lost = press_each(come, pressed)
    # The link is withdrawn later on.
    helper.close()
    did = {key.split()[0].rsplit("/", 1)[1] for key in pressed}
    assert {"approve", "hide", "together"} <= did
    assert lost == [], "\n".join(lost)


PAPER = {"#sheet": "1", "#role": "resident"}
WRONG = {"many", "none", "nonsense"}
# The page, what is filled in or ticked, and the button.
_PAGES: tuple[tuple[str, dict[str, str], str], ...] = (
    ("/rehearsal", {"#people": "none"}, "Begin the rehearsal"),
    ("/rehearsal", {"#people": "5"}, "Begin the rehearsal"),
    ("/rehearsal", {}, "Stop them"),
    ("/rehearsal", {}, "Remove the rehearsal"),
    ("/people/", {"#people": "60"}, "Set the number"),
    ("/people/", {"#people": "many"}, "Set the number"),
    ("/people/", {}, "Remove those who are ticked"),
    ("/people/", {".people-list input": ""}, "Remove those who are ticked"),
    ("/people/", {".people-list input": ""}, "Remove those who are ticked"),
    ("/people/", {}, "Put back"),
    ("/people/", {}, "Erase for good"),
    ("/helpers", {}, "Make a link for a helper"),
    ("/helpers", {}, "Make a link for a helper"),
    ("/helpers", {}, "Withdraw the link"),
    ("/remote/", {}, "Show a code for my phone"),
    (
        "/decided",
        {"#text": f"{DECIDED}Sun;heating_buildings;25;2027\n"},
        "Look at the list",
    ),
    ("/decided/columns", {}, "Read again"),
    ("/decided/actions", {}, "Keep the answers"),
    ("/decided/actions", {}, "Leave it out"),
    ("/decided/actions", {}, "Import"),
    ("/decided", {}, "Undo this import"),
    ("/agenda/", {}, "Use this agenda"),
    ("/agenda/", {"#tables": "2"}, "Use this agenda"),
    (
        "/paper/pick",
        {"#sheet": "1", "#action": "1", "#amount": "7", "#role": "resident"},
        "Save",
    ),
    ("/paper/own", {"#sheet": "2", "#title": "Bicycles for all", "#role": "elected"}, "Save"),
    ("/paper/count", {"#voters": "7", ".paper-table input": "6"}, "Save"),
    ("/paper/count", {}, "Remove it"),
    ("/paper/estimate", {}, "Choose"),
    ("/paper/estimate", {**PAPER, "#likely": "70"}, "Save"),
    ("/proposals/{first}/", {}, "Change"),
    ("/proposals/{mine}/settle", {"#question": "Where?"}, "Ask the author"),
    ("/suggestion", {}, "Use this combination"),
    ("/venue", {}, "Try again"),
    ("/replay", {}, "Play"),
)


def test_no_press_on_the_other_pages_of_the_desk_loses_the_focus(own: Hall) -> None:
    come_to(own, "deliberate")
    if own.desk.get_by_role("button", name="Close the vote and count").count():
        own.order("vote/close")
    ids = {"first": own.first, "mine": own.id_of(MINE)}
    lost = []
    for path, fields, label in _PAGES:
        page = own.desk
        if path == "/paper/count" and label == "Save":
            own.order("vote/open", dots="5")
        page.goto(own.board + path.format(**ids))
        page.wait_for_timeout(200)
        if path.startswith("/decided/"):
            # A machine with much to do takes a while to read the list.
            reading = page.get_by_role("heading", name="The list is being read")
            expect(reading).to_have_count(0, timeout=60_000)
        for selector, value in fields.items():
            field = page.locator(selector).first
            if field.get_attribute("type") in ("checkbox", "radio"):
                field.check()
            elif field.evaluate("({ localName }) => localName") == "select":
                field.select_option(value)
            else:
                field.fill(value)
        if path == "/venue":
            expect(page.get_by_role("button", name=label)).to_be_visible(timeout=30_000)
        button = page.locator("main button:not(.visually-hidden)", has_text=label).first
        fault = press(page, button) if button.count() else f"no such button: {page.inner_text('main')}"
        refused = page.title().startswith("Error")
        wrong = bool(WRONG & {*fields.values()}) or (label.startswith("Remove those") and not fields)
        if not fault and refused != wrong:
            fault = f"refused: {refused}: {page.inner_text('main')[:200]}"
        if fault:
            lost.append(f"{path} {fields} {label}: {fault}")
    assert lost == [], "\n".join(lost)


def test_a_restored_person_is_seen_at_once(own: Hall) -> None:
    page = own.desk
    page.goto(f"{own.board}/people/")
    page.locator(".people-list input").first.check()
    page.get_by_role("button", name="Remove those who are ticked").click()
    rows = page.locator("section[aria-labelledby=removed] li")
    expect(page.locator("main > .flash")).to_contain_text("1 person is removed")
    before = rows.count()
    page.get_by_role("button", name="Put back").first.click()
    expect(page.locator("main > .flash")).to_have_text("Back in the room, with what they wrote.")
    expect(rows).to_have_count(before - 1)
