"""A workshop that leaves one large emitter out: opening, the choice at the desk, and what every face says."""

from __future__ import annotations

import html
import re
import uuid
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from scenarios.budget.budgets import compute_budget
from scenarios.catalogue.catalogue import load_catalogue
from tests.workshop_room import OPENING, Room, enter_room, open_room
from workshop.charts.meeting.briefing import build_conduct_view
from workshop.extensions import db
from workshop.i18n import spoken_in
from workshop.models import Proposal, Workshop
from workshop.services.workshops.opening import Setup
from workshop.services.workshops.scopes import list_offers

PORSGRUNN = {"title": "Meeting", "territory_id": "NO-4001", "preset": "emission-share", "start_year": 2026}
SENTENCES = {
    "en": "Without industry: 94 % of the emissions of 2024 are left out.",
    "nb": "Uten industri: 94 % av utslippene i 2024 er holdt utenfor.",
    "sv": "Utan industri: 94 % av utsläppen 2024 är utelämnade.",
}


def opened(app: Flask, **choices: Any) -> Room:
    return open_room(app, Setup(**{**PORSGRUNN, "without": "industry", **choices}))


def words(room: Room, path: str) -> str:
    page = html.unescape(room.desk.open(path).get_data(as_text=True))
    return " ".join(re.sub(r"<[^>]+>", " ", page).replace("\u00a0", " ").split())


@pytest.mark.parametrize(
    ("place", "names"),
    [
        ("NO-4001", ["industry"]),
        ("SE-0980", ["cement", "industry"]),
        ("SE-2580", ["industry", "electricity_district_heating"]),
        # Industry is below a third there, and cars, which are above it, are never offered.
        ("SE-0480", []),
    ],
)
def test_only_large_emitters_out_of_the_rooms_hands_are_offered(place: str, names: list[str]) -> None:
    offers = list_offers(place)
    assert [offer.name for offer in offers] == names
    assert all(offer.share > 1 / 3 for offer in offers)


def test_the_form_offers_what_can_be_left_out_and_opens_the_workshop(room: Room) -> None:
    query = {"territory": "NO-4001", "start_year": "2026", "preset": "per-capita", "without": "industry"}
    page = room.desk.client.get("/workshops/budgets", query_string=query).get_data(as_text=True)
    assert SENTENCES["en"] in page.replace("\u00a0", " ")
    assert re.findall(r'value="([^"]*)" checked><span>Without', page) == ["industry"]
    nykoping = room.desk.client.get("/workshops/budgets", query_string={**query, "territory": "SE-0480"})
    assert 'name="without"' not in nykoping.get_data(as_text=True)
    fields = {**OPENING, "territory": "NO-4001", "preset": "emission-share", "without": "industry"}
    room.desk.send("/workshops/new", **fields)
    assert 'id="board"' in room.desk.text


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"territory": "SE-0480", "without": "transport"}, "This cannot be left out of Nyköping."),
        ({"territory": "SE-0480", "without": "transport/cars"}, "This cannot be left out of Nyköping."),
        ({"territory": "NO-4001", "without": "industry", "preset": "own", "own_amount": "5"}, "own scope"),
        ({"territory": "SE-0480", "reference_method": "projection"}, "no official projection"),
    ],
)
def test_the_form_refuses_what_cannot_be_left_out(room: Room, fields: dict[str, str], said: str) -> None:
    room.desk.send("/workshops/new", **{**OPENING, **fields})
    assert said in html.unescape(room.desk.text)
    assert 'id="board"' not in room.desk.text


def test_budget_and_emissions_are_those_of_the_model(app: Flask) -> None:
    snapshot = opened(app).snapshot()
    budget = compute_budget("NO-4001", "emission-share", as_of=2026, without=["industry"])
    assert snapshot.budget == budget.to_dict()
    sources = {source["id"]: source["reference_t"][0] for source in snapshot.reference["sources"]}
    assert not any(source.startswith("industry/") for source in sources)
    assert sum(sources.values()) == pytest.approx(budget.base_emissions_t)
    assert len(snapshot.marks) == 3


@pytest.mark.parametrize("language", ["en", "nb", "sv"])
def test_every_face_that_states_the_budget_says_what_is_left_out(app: Flask, language: str) -> None:
    room, sentence = opened(app, language=language), SENTENCES[language]
    room.desk.send("/language", language=language)
    assert sentence in words(room, f"/budget/{room.code}")
    assert sentence in words(room, f"/desk/{room.code}/result")
    for phase in ("lobby", "briefing", "propose", "combine", "thanks"):
        room.move_to(phase)
        assert sentence in words(room, f"/wall/{room.code}/{room.screen_key}"), phase
    room.move_to("briefing")
    phone = room.phone()
    phone.send("/language", language=language)
    page = html.unescape(phone.open(f"/phone/{room.code}").get_data(as_text=True))
    assert sentence in page.replace("\u00a0", " ")
    left_out = room.document()["provenance"]["budget"]["left_out"]
    assert (left_out["sources"], round(left_out["share"], 3)) == (["industry"], 0.942)


def test_the_chain_names_what_each_step_is_counted_without(app: Flask) -> None:
    said = words(opened(app), f"/budget/{opened(app).code}")
    assert "Emissions of Porsgrunn, 2015–2022, without industry" in said
    assert "CO₂ of the world, 2015–2022 " in said
    assert "CO₂ of the world, 2015–2022, without" not in said


def test_a_workshop_that_leaves_nothing_out_says_nothing_of_it(room: Room) -> None:
    assert "are left out" not in words(room, f"/budget/{room.code}")
    assert "left-out" not in room.desk.open(f"/wall/{room.code}/{room.screen_key}").get_data(as_text=True)


def test_a_budget_by_inhabitants_says_that_it_no_longer_matches(app: Flask) -> None:
    room = opened(app, preset="per-capita")
    said = "has not become smaller with what is left out"
    room.move_to("briefing")
    for path in (f"/budget/{room.code}", f"/desk/{room.code}", f"/desk/{room.code}/result"):
        assert said in words(room, path), path
    assert room.snapshot().marks == ()
    assert "it has no key of its own" not in words(room, f"/budget/{room.code}")
    whole = opened(app, preset="per-capita", without="")
    assert "has not become smaller" not in words(whole, f"/budget/{whole.code}")
    assert len(whole.snapshot().marks) == 3


def test_the_desk_leaves_industry_out_and_undo_takes_it_back(app: Flask) -> None:
    room = opened(app, without="")
    room.move_to("briefing")
    before = room.snapshot()
    assert [scope.name for scope in scopes(room)] == ["", "industry"]
    assert switch(room, "industry") == 303
    now = room.snapshot()
    assert now.budget["without"] == ["industry"]
    assert now.budget["budget_t"] < before.budget["budget_t"] / 10
    assert [scope.name for scope in scopes(room) if scope.current] == ["industry"]
    assert SENTENCES["en"] in words(room, f"/wall/{room.code}/{room.screen_key}")
    page = room.desk.open(f"/desk/{room.code}").get_data(as_text=True)
    assert "What is left out was changed" in page
    change = re.search(r'name="change_id" value="(\d+)"', page) or re.search(
        r'name="change" value="(\d+)"', page
    )
    assert change, "the desk offers to undo it"
    room.desk.send(f"/desk/{room.code}/undo", **{change[0].split('"')[1]: change[1]})
    assert room.snapshot().budget == before.budget
    assert room.snapshot().reference == before.reference


def test_the_desk_cannot_leave_out_what_is_not_offered(app: Flask) -> None:
    room = opened(app, without="")
    for name in ("road_transport", "road_transport/cars", "nonsense", "shipping"):
        assert switch(room, name) == 409, name
    own = opened(app, without="", preset="own", own_amount_t=1e6)
    assert switch(own, "industry") == 409


def test_the_key_is_chosen_within_what_is_left_out(app: Flask) -> None:
    room = opened(app)
    room.move_to("briefing")
    room.desk.send(f"/desk/{room.code}/briefing/key", key="population")
    budget = room.snapshot().budget
    assert (budget["preset"], budget["without"]) == ("per-capita", ["industry"])
    assert not any(source["id"].startswith("industry/") for source in room.snapshot().reference["sources"])


def test_actions_on_what_is_left_out_are_excluded_with_the_reason(app: Flask) -> None:
    room = opened(app, without="")
    room.move_to("propose")
    phone = room.phone()
    catalogue = load_catalogue()
    on_industry = next(
        a
        for a in catalogue
        if a.norwegian_targets and set(a.norwegian_targets) <= {"industry", "industry/all"}
    )
    room.pick(phone, on_industry.id, 5)
    for proposal in room.snapshot().proposals:
        room.decide(proposal.id, "approve")
    assert not room.snapshot().outcome.excluded
    link = f"/catalogue/{on_industry.id}"
    assert link in phone.open(f"/phone/{room.code}/catalogue").get_data(as_text=True)
    assert switch(room, "industry") == 303
    assert link not in phone.open(f"/phone/{room.code}/catalogue").get_data(as_text=True)
    (action,) = room.document()["actions"]
    assert (action["included"], action["effect"]) == (False, None)
    assert action["about"]["excluded_because"] == "It is about what is left out: industry."
    assert room.snapshot().outcome.excluded == (on_industry.id,)
    assert not room.snapshot().outcome.actions
    room.move_to("combine")  # The first round is silent: the room reads nothing before it is over.
    assert "left out of the budget" in words(room, f"/desk/{room.code}")
    assert "Not counted, since its emissions are left out" in words(room, f"/desk/{room.code}/result")


def test_an_action_on_what_is_left_out_and_on_what_is_kept_keeps_what_is_kept(app: Flask) -> None:
    room = opened(app, without="")
    with room.app.app_context():
        workshop = db.session.get_one(Workshop, room.workshop_id)
        for title, targets in (
            ("Heat pumps for factory and harbour", ["industry", "machinery/construction"]),
            ("Cars and vans", ["road_transport"]),
            ("A climate council", []),
            ("Trams", ["rail/trams"]),
        ):
            add_decided(workshop, title, targets)
        db.session.commit()
    assert switch(room, "industry") == 303
    actions = {action["title"]: action for action in room.document()["actions"]}
    both = actions["Heat pumps for factory and harbour"]
    assert (both["included"], both["targets"]) == (True, ["machinery/construction"])
    assert both["about"]["targets_left_out"] == ["industry"]
    assert both["effect"]["estimates"] == [{"low": 100.0, "likely": 100.0, "high": 100.0}]
    assert actions["Cars and vans"]["included"]
    assert "targets_left_out" not in actions["Cars and vans"]["about"]
    # Without targets it is a proposal without tonnes, listed as before.
    assert actions["A climate council"]["included"]
    assert not actions["Trams"]["included"]
    assert "have none of its emission sources" in actions["Trams"]["about"]["excluded_because"]


def add_decided(workshop: Workshop, title: str, targets: list[str]) -> None:
    db.session.add(
        Proposal(
            workshop_id=workshop.id,
            title=title,
            targets=targets,
            state="visible",
            layer="decided",
            effect_kind="tonnes",
            fixed_estimate={"low": 100.0, "likely": 100.0, "high": 100.0},
            included=True,
            start_year=2027,
            ramp="step",
            ramp_years=1,
        )
    )


def test_a_reference_can_follow_the_official_projection(app: Flask) -> None:
    room = opened(app, reference_method="projection")
    reference = room.snapshot().reference
    assert reference["projection"] == "no-nb2026"
    cars = next(s["reference_t"] for s in reference["sources"] if s["id"] == "road_transport/cars")
    # esr_road: 7.5 Mt in 2024, 5.0 in 2030, so two thirds of 2024.
    assert cars[4] == pytest.approx(25107.4 * 8576 / 8696 * 5.0 / 7.5)
    assert "emissions follow the country’s official projection" in words(room, f"/desk/{room.code}/result")


def test_a_reference_can_follow_figures_of_ones_own(room: Room) -> None:
    content = b"sector,year,percent_of_base\nroad_transport,2030,50\n"
    fields: dict[str, Any] = {**OPENING, "territory": "NO-4001", "preset": "emission-share"}
    fields["reference_method"] = "own"
    room.desk.send("/workshops/new", **fields)
    assert "Write at least one figure, or choose a file" in room.desk.text
    bad = (BytesIO(b"sector,year,percent_of_base\nrail,soon,50"), "own.csv")
    room.desk.send("/workshops/new", **fields, own_file=bad)
    assert "Row 2: “soon” is not a year; write four digits" in html.unescape(room.desk.text)
    rail = (BytesIO(b"sector,year,percent_of_base\nrail,2030,50"), "own.csv")
    room.desk.send("/workshops/new", **fields, own_file=rail)
    assert "which is not among the emissions of NO-4001" in html.unescape(room.desk.text)
    room.desk.send("/workshops/new", **fields, own_file=(BytesIO(content), "own.csv"))
    found = re.search(r"/desk/([A-Z0-9]{6})", room.desk.text)
    assert found
    with room.app.app_context():
        workshop = db.session.scalars(select(Workshop).where(Workshop.code == found[1])).one()
        opened_room = enter_room(room.app, workshop.id)
    assert cars_2030(opened_room) == pytest.approx(25107.4 * 8576 / 8696 / 2)
    # The figures stay when the key or the scope changes.
    opened_room.move_to("briefing")
    opened_room.desk.send(f"/desk/{opened_room.code}/briefing/key", key="population")
    assert opened_room.snapshot().budget["preset"] == "per-capita"
    assert cars_2030(opened_room) == pytest.approx(25107.4 * 8576 / 8696 / 2)
    assert switch(opened_room, "industry") == 303
    assert cars_2030(opened_room) == pytest.approx(25107.4 * 8576 / 8696 / 2)
    assert "emissions follow figures of one’s own" in words(opened_room, f"/desk/{opened_room.code}/result")


def cars_2030(room: Room) -> float:
    sources = room.snapshot().reference["sources"]
    return float(next(s["reference_t"] for s in sources if s["id"] == "road_transport/cars")[4])


def scopes(room: Room) -> Any:
    with spoken_in("en"):
        return build_conduct_view(room.snapshot()).scopes


def switch(room: Room, name: str) -> int:
    path = f"/desk/{room.code}/briefing/scope"
    return room.desk.send(path, follow=False, without=name, operation_id=str(uuid.uuid4())).status_code
