"""Where the focus is: never under a bar, and in a sensible place after each press."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.accessibility.hall import LONG_TITLE, WAITING, Hall
from tests.browser.faces import audit
from tests.patience import LIVE_MS

# The tour of all pages takes minutes while other workers share the processor.
pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]

_FOCUSED = """() => {
  const element = document.activeElement;
  const list = element.closest("li[data-list]");
  return {
    tag: element.tagName.toLowerCase(),
    text: element.textContent.replace(/\\s+/g, " ").trim().slice(0, 60),
    card: list?.querySelector("h3")?.textContent.trim() ?? "",
    id: element.id,
  };
}"""


def test_no_bar_covers_the_focused_element(tour: dict[str, list[str]]) -> None:
    assert tour["covered"] == [], "\n".join(tour["covered"])


def press_and_settle(hall: Hall, button: Locator) -> dict[str, str]:
    """Press a button of the desk with the keyboard, and return where the focus is when all is at rest."""
    desk = hall.desk
    button.focus()
    with desk.expect_response(lambda response: response.request.method == "POST") as answered:
        desk.keyboard.press("Enter")
    revision = answered.value.json()["revision"]
    desk.wait_for_function(
        "(revision) => document.getElementById('board').dataset.revision >= revision", arg=revision
    )
    # What people answer changes no revision: the desk looks again after each press.
    desk.wait_for_timeout(250)
    return focused(desk)


def focused(page: Page) -> dict[str, str]:
    """Say what has the focus."""
    found: dict[str, str] = page.evaluate(_FOCUSED)
    return found


def test_approving_leads_from_row_to_row_and_at_last_to_what_else_waits(hall: Hall) -> None:
    hall.move("propose")
    desk = hall.open_desk()
    waiting = desk.locator("#queue li.proposal")
    for _ in range(waiting.count()):
        titles = waiting.locator("h3").all_inner_texts()
        found = press_and_settle(hall, waiting.first.get_by_role("button", name="Approve"))
        if len(titles) > 1:
            assert found["card"] == titles[1], (found, titles)
    # What waits in this meeting besides proposals.
    assert found["card"].startswith(("Overlap", "Against"))
    audit(desk)


@pytest.mark.parametrize(
    ("phase", "label", "place"),
    [
        ("propose", "Hide", "the next card"),
        ("propose", "Switch off", "the same button"),
        ("propose", "overlap", "the next row, or the heading"),
        ("propose", "+1 min", "the same button"),
        ("propose", "Pause the phones", "the same button"),
        ("propose", "Freeze the screen", "the same button"),
        ("propose", "Save", "its summary"),
        ("estimate", "Estimate", "the heading"),
        ("deliberate", "Open the vote", "the heading"),
        ("deliberate", "Close the vote and count", "the heading"),
        ("combine", "In 100 tries", "the same button"),
        ("reflect", "Show it", "the next thought, or the heading"),
    ],
)
def test_after_each_press_of_the_desk_the_focus_is_where_the_work_goes_on(
    hall: Hall, phase: str, label: str, place: str
) -> None:
    hall.move(phase)
    desk = hall.open_desk()
    card = desk.locator("li[data-list=visible]", has=desk.locator("h3", has_text=WAITING[0]))
    next_card = ""
    if label == "Hide":
        following = card.locator("xpath=following-sibling::li[1]")
        next_card = following.locator("h3").inner_text()
        button = card.get_by_role("button", name="Hide")
    elif label == "Switch off":
        button = hall.card(LONG_TITLE).get_by_role("button", name="Switch off")
    elif label == "overlap":
        button = desk.get_by_role("button", name="different things").first
    elif label == "Save":
        desk.locator(".save summary").click()
        desk.fill("#name", "Once more")
        button = desk.locator(".save").get_by_role("button", name="Save")
    elif label == "Open the vote" and desk.get_by_text("Vote again").count():
        desk.get_by_text("Vote again").click()
        button = desk.get_by_role("button", name=label)
    elif label == "Show it":
        hall.people[0].send(f"/phone/{hall.program.code}/reflect/thought", prompt="ours", text="A thought")
        desk.reload()
        thought = hall.open_desk().locator("li[data-list]", has_text="A thought")
        button = thought.get_by_role("button", name="Show it")
    elif label == "Estimate":
        button = desk.locator(".phase-choices button").first
    else:
        button = desk.get_by_role("button", name=label).first
    found = press_and_settle(hall, button)
    where = {
        "the next card": found["card"] == next_card and found["tag"] in ("a", "h3"),
        "the next row, or the heading": found["tag"] in ("a", "h2", "h3"),
        "the same button": found["tag"] == "button",
        "its summary": found["tag"] == "summary",
        "the next thought, or the heading": found["tag"] == "h3" or found["id"].startswith("thought-"),
        "the heading": found["tag"] in ("h1", "h2", "h3") and found["text"] != "",
    }
    assert where[place], (found, next_card)
    audit(desk)
    # The meeting goes on for the tests that follow.
    if label == "Pause the phones":
        hall.order("agenda/rule", rule="frozen", to="no")
    if label == "Freeze the screen":
        hall.order("screen/show", wall="live")


def test_after_each_press_of_the_phone_the_focus_is_in_the_page(hall: Hall) -> None:
    lost = []

    def send(path: str, button: str, **fields: str) -> None:
        phone = hall.open_phone(path)
        phone.wait_for_selector("form[data-bound~=outbox-form]")
        for name, value in fields.items():
            phone.fill(f"[name={name}]", value)
        phone.get_by_role("button", name=button).first.focus()
        with phone.expect_navigation():
            phone.keyboard.press("Enter")
        phone.wait_for_selector(".flash[data-once]")
        phone.wait_for_timeout(50)
        if focused(phone)["id"] != "main":
            lost.append((path, button, focused(phone)))
        audit(phone)

    hall.move("predict")
    send("", "Send my guess", number="7")
    hall.move("propose")
    send("/catalogue/electric-buses", "Propose this", amount="7")
    send("/own", "Send to the facilitator", title="Trees along the roads")
    hall.move("reflect")
    send("/reflect/thought", "Send to the facilitator", text="That was new to me")
    phone = hall.open_phone()
    phone.wait_for_selector("form[data-bound~=stand]")
    stand = phone.locator(".stands button").first
    stand.focus()
    phone.keyboard.press("Enter")
    expect(stand).to_have_attribute("aria-pressed", "true")
    phone.wait_for_timeout(300)
    if focused(phone)["tag"] != "button":
        lost.append(("", "stand", focused(phone)))
    # The page of the step goes, with all that had the focus.
    hall.move("thanks")
    expect(phone.get_by_role("heading", name="Three questions")).to_be_visible(timeout=LIVE_MS)
    if focused(phone)["tag"] == "body":
        lost.append(("", "the meeting moves on", focused(phone)))
    assert lost == []
