"""Bad input gets a clear message in the reader's language and loses nothing that was typed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from tests.listed import import_list
from tests.workshop_room import JSON, OPENING, Browser, Room
from workshop.services.people.facilitators import ensure_facilitator, issue_login_link

WORKSHOP = {name: value for name, value in OPENING.items() if name != "agenda"}


def test_a_wrong_code_says_so_and_keeps_what_was_typed(app: Flask) -> None:
    browser = Browser(app.test_client())
    assert browser.open("/j/ZZZZZZ").status_code == 404
    assert "No workshop has the code ZZZZZZ" in browser.text
    assert 'value="ZZZZZZ"' in browser.text


def test_a_code_is_forgiving_about_how_it_is_typed(room: Room) -> None:
    browser = Browser(room.app.test_client())
    browser.open(f"/j/?code=%20{room.code[:3].lower()}-{room.code[3:].lower()}")
    assert "I am here as" in browser.text


def test_only_wrong_codes_spend_an_allowance(room: Room) -> None:
    browser = Browser(room.app.test_client())
    browser.open("/")
    for _ in range(30):
        assert browser.open(f"/j/{room.code}").status_code == 200
    answers = [browser.open("/j/ZZZZZZ").status_code for _ in range(25)]
    assert answers[:20] == [404] * 20
    assert answers[-1] == 429
    # Another device behind the same address is not locked out.
    assert (
        Browser(room.app.test_client()).open("/j/ZZZZZZ", headers={"Cookie": "device=other"}).status_code
        == 404
    )


def test_a_login_link_works_once_and_says_when_it_is_used_expired_or_unknown(app: Flask) -> None:
    now = datetime.now(UTC)
    with app.app_context():
        facilitator = ensure_facilitator("facilitator")
        fresh = issue_login_link(facilitator, now)
        stale = issue_login_link(facilitator, now - timedelta(days=2))
    browser = Browser(app.test_client())
    # Looking at the link, as a mail program does, does not use it up.
    assert browser.open(f"/login/link/{fresh}").status_code == 200
    assert browser.send(f"/login/link/{fresh}").status_code == 200
    assert "Workshops" in browser.text
    for secret, status, words in (
        (fresh, 410, "used already"),
        (stale, 410, "expired"),
        ("x", 404, "not known"),
    ):
        other = Browser(app.test_client())
        assert other.send(f"/login/link/{secret}").status_code == status
        assert words in other.text


def test_password_login(room: Room) -> None:
    assert "12 characters" in room.desk.send("/login/password", password="short", again="short").get_data(
        as_text=True
    )
    room.desk.send("/login/password", password="a long enough sentence", again="a long enough sentence")
    other = Browser(room.app.test_client())
    assert other.send("/login/", name="facilitator", password="wrong").status_code == 422
    assert 'value="facilitator"' in other.text
    assert other.send("/login/", name="facilitator", password="a long enough sentence").status_code == 200
    assert "New workshop" in other.text


@pytest.mark.parametrize(
    "next_page", ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example"]
)
def test_logging_in_never_leads_to_another_host(room: Room, next_page: str) -> None:
    room.desk.send("/login/password", password="a long enough sentence", again="a long enough sentence")
    answer = Browser(room.app.test_client()).send(
        f"/login/?next={next_page}", follow=False, name="facilitator", password="a long enough sentence"
    )
    assert answer.headers["Location"] == "/"


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("title", "x" * 10_000, "At most 120 characters"),
        ("title", "", "This must be filled in"),
        ("territory", "SE-9999", "is not a place in the statistics"),
        ("territory", "Atlantis", "is not a place in the statistics"),
        ("start_year", "1066", "Write a whole number from 2022 to 2040"),
        ("start_year", "next year", "is not a number"),
        ("end_year", "2024", "The last year must come after the first"),
        ("preset", "made-up", "Not a valid choice"),
    ],
)
def test_opening_a_workshop(room: Room, field: str, value: str, words: str) -> None:
    answer = room.desk.send("/workshops/new", **{**WORKSHOP, field: value})
    assert answer.status_code == 422
    assert words in room.desk.text
    assert f'value="{WORKSHOP["end_year"] if field != "end_year" else value}"' in room.desk.text
    if field != "title":
        assert 'value="Open meeting"' in room.desk.text


def test_an_own_budget_needs_its_amount(room: Room) -> None:
    assert room.desk.send("/workshops/new", **{**WORKSHOP, "preset": "own"}).status_code == 422
    assert "Give the amount" in room.desk.text
    room.desk.send(
        "/workshops/new",
        **{**WORKSHOP, "preset": "own", "own_amount": "500 000", "own_source": "Report 2025"},
    )
    assert room.desk.page is not None
    assert room.desk.page.status_code == 200


def test_a_swedish_budget_is_not_given_to_a_norwegian_place(room: Room) -> None:
    room.desk.send("/workshops/new", **{**WORKSHOP, "territory": "NO-4001"})
    assert "made for Swedish places" in room.desk.text


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"amount": "-5"}, "A negative amount is not possible here"),
        ({"amount": ""}, "Say how much"),
        ({"amount": "many"}, "“many” is not a number"),
        ({"amount": "1e99"}, "At most"),
        ({"amount": "nan"}, "is not a number"),
        ({"start_year": "1066"}, "Write a whole number from 2026 to 2045"),
        ({"start_year": "2027.5"}, "Write a whole number from 2026 to 2045"),
        ({"reason": "x" * 10_000}, "At most 500 characters"),
        ({"amount_low": "9000"}, "between 0 and the amount"),
        ({"amount_high": "1"}, "cannot be below the amount"),
    ],
)
def test_a_pick(room: Room, fields: dict[str, str], words: str) -> None:
    room.move_to("propose")
    phone = room.phone()
    given = {"amount": "4000", "reason": "Cheaper to drive", **fields}
    answer = room.pick(phone, "private-cars-electric", given.pop("amount"), **given)
    assert answer.status_code == 422
    assert words in phone.text
    if "reason" not in fields:
        assert "Cheaper to drive" in phone.text
    assert room.snapshot().proposals == ()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"title": ""}, "This must be filled in"),
        ({"title": "x" * 10_000}, "At most 120 characters are possible here; this has 10\u202f000"),
        ({"likely": "-100", "target": "transport/cars"}, "Write a positive number of tonnes"),
        ({"likely": "100"}, "Choose which emissions"),
        ({"likely": "100", "low": "200", "target": "transport/cars"}, "cannot be above"),
        ({"target": "moon/cheese"}, "Not a valid choice"),
        ({"ramp_years": "0"}, "Write a whole number from 1 to 60"),
    ],
)
def test_a_proposal_in_own_words(room: Room, fields: dict[str, str], words: str) -> None:
    room.move_to("propose")
    phone = room.phone()
    answer = room.propose(phone, **{"title": "A bridge", "description": "Over the river", **fields})
    assert answer.status_code == 422
    assert words in phone.text
    assert "Over the river" in phone.text


def test_an_increase_is_stated_by_its_direction(room: Room) -> None:
    room.move_to("propose")
    room.propose(
        room.phone(), "A new motorway", direction="raises", likely="500", low="400", target="transport/cars"
    )
    view = room.snapshot().waiting[0]
    assert view.likely == -500
    room.decide(view.id, "approve")
    assert room.snapshot().outcome.actions[view.action_id].standalone_t == pytest.approx(-500 * 19)


def test_proposing_outside_its_phase_says_so_and_stores_nothing(room: Room) -> None:
    phone = room.phone()
    answer = room.pick(phone, "private-cars-electric", "4000", headers=JSON)
    assert answer.status_code == 409
    assert answer.json["what"] == "This is not open now."
    assert room.snapshot().proposals == ()


def test_messages_come_in_the_readers_language(room: Room) -> None:
    browser = Browser(room.app.test_client())
    browser.send("/language", language="sv", next="/")
    assert '<html lang="sv">' in browser.text
    browser.open("/j/ZZZZZZ")
    assert "ZZZZZZ" in browser.text
    assert "No workshop" not in browser.text


def test_a_stale_page_is_distinguished_from_an_attack(room: Room) -> None:
    answer = room.desk.client.post(f"/desk/{room.code}/agenda/move", data={"step": "1"})
    assert answer.status_code == 400
    assert "This page is out of date" in answer.get_data(as_text=True)
    assert room.snapshot().phase == "lobby"


def test_an_unknown_page_and_too_much_at_once(app: Flask) -> None:
    browser = Browser(app.test_client())
    assert browser.open("/nowhere").status_code == 404
    assert "does not exist" in browser.text
    assert browser.send("/login/", name="x" * 2_000_000, password="x").status_code == 413


@pytest.mark.parametrize(
    ("typed", "readings"), [("862.290", "862\u202f290 or 862.29"), ("17,125", "17\u202f125 or 17.1250")]
)
def test_a_budget_that_can_be_a_thousandfold_is_asked_about(app: Flask, typed: str, readings: str) -> None:
    with app.app_context():
        secret = issue_login_link(ensure_facilitator("facilitator"), datetime.now(UTC))
    desk = Browser(app.test_client())
    desk.send(f"/login/link/{secret}")
    answer = desk.send("/workshops/new", **{**OPENING, "preset": "own", "own_amount": typed})
    assert answer.status_code == 422
    assert f"“{typed}” can mean {readings}. Write it as one of these." in desk.text
    assert f'value="{typed}"' in desk.text


def test_an_estimate_that_can_be_a_thousandfold_is_asked_about(room: Room) -> None:
    room.move_to("propose")
    answer = room.pick(room.phone(), "electric-buses", "1,000", preview="1")
    assert answer.status_code == 422
    assert "“1,000” can mean 1\u202f000 or 1." in answer.get_data(as_text=True)


def test_a_figure_that_the_desk_only_looks_at_is_not_asked_about(room: Room) -> None:
    import_list(room.desk, room.code, "title,sector,effect (t CO2),start\nBiogas,transport,17.1250,2026")
    path = f"/desk/{room.code}/proposals/{room.snapshot().proposals[0].id}/"
    assert 'value="17.1250"' in room.desk.open(path).get_data(as_text=True)


@pytest.mark.parametrize("year", ["2.027", "2,027"])
def test_a_year_with_a_separator_is_asked_about_as_a_year(room: Room, year: str) -> None:
    room.move_to("propose")
    phone = room.phone()
    asked = f"“{year}” is not a year. Write 2027 if you mean that."
    for answer in (
        room.propose(phone, "Bridge", start_year=year),
        room.pick(phone, "cycling", 300, start_year=year),
        room.desk.send("/workshops/new", **{**OPENING, "start_year": year}),
    ):
        assert answer.status_code == 422
        assert asked in answer.get_data(as_text=True)
