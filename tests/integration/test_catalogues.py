"""A place's own catalogue: its pages, who may change it, and what workshops see of it."""

from __future__ import annotations

import uuid
from typing import Any

from tests.integration.test_accounts import accept, invite, log_in
from tests.page_forms import fields_of
from tests.workshop_room import Browser, Room, open_room
from workshop.extensions import db
from workshop.models import AuditEntry, CatalogueRevision, SavedScenario, Workshop

PLACE = "/catalogues/SE-0480"
FERRY: dict[str, Any] = {
    "seen": "0",
    "title": "Ferry on batteries",
    "unit_one": "ferry",
    "unit_many": "ferries",
    "kind": "units",
    "low": "80",
    "likely": "120,5",
    "high": "1 400.5",
    "targets": ["machinery", "transport/cars"],
    "source": "Harbour office, 2026",
    "usual": "2",
    "most": "6",
    "actor": "port",
    "control": "shared",
    "start_after_years": "2",
    "ramp": "linear",
    "ramp_years": "3",
}


def add(desk: Browser, **fields: Any) -> None:
    """Add the ferry."""
    page = desk.send(f"{PLACE}/new", follow=False, **{**FERRY, **fields})
    assert page.status_code == 303, page.get_data(as_text=True)


def change(desk: Browser, action: str, **fields: Any) -> Any:
    """Change an action by its form, with all that stands in it."""
    path = f"{PLACE}/actions/{action}"
    form = fields_of(desk.open(path).get_data(as_text=True), "likely")
    return desk.send(path, follow=False, **{**form, **fields})


def press(desk: Browser, action: str, step: str) -> None:
    """Press one of the buttons beside an action."""
    assert desk.send(f"{PLACE}/actions/{action}/{step}", follow=False).status_code == 303


def take_over(room: Room) -> str:
    """Take the newest catalogue over, and return the page that showed what changes."""
    path = f"/desk/{room.code}/catalogue"
    page = room.desk.open(path).get_data(as_text=True)
    assert room.desk.send(path, follow=False, number=fields_of(page, "number")["number"]).status_code == 303
    return page


def test_a_place_without_a_catalogue_says_so(room: Room) -> None:
    page = room.desk.open(PLACE).get_data(as_text=True)
    assert "no actions of its own yet" in page
    assert "Nothing has been changed yet" in page
    assert "No place has changed anything yet" in room.desk.open("/catalogues/").get_data(as_text=True)
    assert room.desk.open("/catalogues/?territory=Skien").request.path == "/catalogues/NO-4003"
    assert room.desk.open("/catalogues/?territory=Atlantis").status_code == 422
    assert room.desk.open("/catalogues/XX-1").status_code == 404
    assert room.desk.open(f"{PLACE}?q=zeppelin").status_code == 200
    assert "Nothing matches" in room.desk.text


def test_an_action_is_previewed_added_and_listed_with_both_number_formats(room: Room) -> None:
    page = room.desk.send(f"{PLACE}/new", preview="1", **FERRY).get_data(as_text=True)
    assert "One unit (ferry)" in page
    assert "120" in page
    with room.app.app_context():
        assert db.session.scalars(db.select(CatalogueRevision)).all() == []
    add(room.desk)
    page = room.desk.open(f"{PLACE}?show=own").get_data(as_text=True)
    assert "Ferry on batteries" in page
    assert "Own action of Nyköping. Source: Harbour office, 2026" in page
    with room.app.app_context():
        entry = db.session.scalars(db.select(CatalogueRevision)).one().entries[0]
        assert entry.action_id == "own-ferry-on-batteries"
        assert entry.content["effect"] == {"kind": "units", "low": 80.0, "likely": 120.5, "high": 1400.5}
        assert "Nyköping: Ferry on batteries" in db.session.scalars(db.select(AuditEntry.subject)).all()


def test_the_same_form_twice_adds_one_action(room: Room) -> None:
    operation = str(uuid.uuid4())
    for _ in range(2):
        add(room.desk, operation_id=operation)
    changed = room.desk.send(f"{PLACE}/new", **{**FERRY, "operation_id": operation, "likely": "200"})
    assert changed.status_code == 409
    with room.app.app_context():
        assert len(db.session.scalars(db.select(CatalogueRevision)).all()) == 1
    # The same title in another form is another action.
    add(room.desk)
    assert "own-ferry-on-batteries-2" in room.desk.open(PLACE).get_data(as_text=True)


def test_faults_are_told_at_their_fields_and_lose_nothing(room: Room) -> None:
    wrong = {**FERRY, "source": "", "low": "200", "usual": "9", "targets": [], "ramp_years": "2.5"}
    page = room.desk.send(f"{PLACE}/new", **wrong)
    assert page.status_code == 422
    for name in ("source", "low", "usual", "targets", "ramp_years"):
        assert f'id="{name}-fault"' in room.desk.text, name
    assert "Ferry on batteries" in room.desk.text
    page = room.desk.send(f"{PLACE}/new", **{**FERRY, "likely": "1,234", "high": ""})
    assert page.status_code == 422
    assert "can mean" in room.desk.text
    share = {**FERRY, "kind": "share", "low": "", "likely": "20", "high": "", "most": "6"}
    assert "take away more than all" in room.desk.send(f"{PLACE}/new", **share).get_data(as_text=True)
    assert room.desk.send(f"{PLACE}/new", **{**FERRY, "targets": ["moon/all"]}).status_code == 422


def test_a_change_keeps_what_it_does_not_say_and_ours_can_be_put_back(room: Room) -> None:
    sent = change(room.desk, "cycling", likely="3", low="2", high="4", source="Survey 2025")
    assert sent.status_code == 303
    with room.app.app_context():
        content = db.session.scalars(db.select(CatalogueRevision)).one().entries[0].content
    assert content == {
        "id": "cycling",
        "effect": {"kind": "units", "low": 2.0, "likely": 3.0, "high": 4.0},
        "source": "Survey 2025",
    }
    assert "Changed by Nyköping. Source: Survey 2025" in room.desk.open(PLACE).get_data(as_text=True)
    # Ours in another language goes on to be ours.
    swedish = room.desk.open(PLACE, headers={"Accept-Language": "sv"}).get_data(as_text=True)
    assert "Fler cyklar" in swedish or "ykel" in swedish or "cykl" in swedish
    press(room.desk, "cycling", "put-back")
    assert "Changed by" not in room.desk.open(PLACE).get_data(as_text=True)
    add(room.desk)
    assert room.desk.send(f"{PLACE}/actions/own-ferry-on-batteries/put-back").status_code == 409


def test_a_change_of_a_share_is_typed_in_percent(room: Room) -> None:
    page = room.desk.open(f"{PLACE}/actions/fewer-car-kilometres").get_data(as_text=True)
    form = fields_of(page, "likely")
    assert (form["low"], form["likely"], form["high"]) == ("0.9", "1", "1.1")
    assert change(room.desk, "fewer-car-kilometres", source="Traffic office").status_code == 303
    with room.app.app_context():
        content = db.session.scalars(db.select(CatalogueRevision)).one().entries[0].content
    assert content == {"id": "fewer-car-kilometres", "source": "Traffic office"}


def test_undo_takes_the_last_change_back_and_then_the_one_before(room: Room) -> None:
    add(room.desk)
    press(room.desk, "cycling", "hide")
    page = room.desk.open(PLACE).get_data(as_text=True)
    number = fields_of(page, "number")["number"]
    assert room.desk.send(f"{PLACE}/undo", number=number, follow=False).status_code == 303
    assert room.desk.send(f"{PLACE}/undo", number=number).status_code == 409
    page = room.desk.open(PLACE).get_data(as_text=True)
    assert "not offered" not in page
    assert "Ferry on batteries" in page
    room.desk.send(f"{PLACE}/undo", number=fields_of(page, "number")["number"])
    page = room.desk.open(f"{PLACE}?show=own").get_data(as_text=True)
    assert "No action is in this part of the list" in page
    assert "Undone: change 1" in page


def test_two_who_change_the_same_action_do_not_overwrite_each_other(room: Room) -> None:
    path = f"{PLACE}/actions/cycling"
    stale = fields_of(room.desk.open(path).get_data(as_text=True), "likely")
    assert change(room.desk, "cycling", likely="3", high="4", source="One").status_code == 303
    late = room.desk.send(path, **{**stale, "source": "Two"})
    assert late.status_code == 409
    assert "has changed this action since" in room.desk.text


def test_viewers_read_and_strangers_do_not(room: Room) -> None:
    add(room.desk)
    link = invite(room.desk, f"/workshops/{room.code}/team/", "viewer")
    viewer = accept(room.app, link, "Councillor 5")
    page = viewer.open(PLACE).get_data(as_text=True)
    assert "Ferry on batteries" in page
    assert "Add an action" not in page
    assert "Hide<" not in page
    assert viewer.open(f"{PLACE}/file.json").status_code == 200
    for path in (f"{PLACE}/new", f"{PLACE}/actions/cycling", f"{PLACE}/import", f"{PLACE}/import/preview"):
        assert viewer.open(path).status_code == 403, path
        assert viewer.send(path).status_code == 403, path
    for path in (f"{PLACE}/actions/cycling/hide", f"{PLACE}/undo"):
        assert viewer.send(path).status_code == 403, path
    stranger = Browser(room.app.test_client())
    assert stranger.open(PLACE).request.path.startswith("/login")
    assert stranger.send(f"{PLACE}/actions/cycling/hide", follow=False).status_code in (302, 401)
    # Another facilitator of the installation shares the catalogue.
    other = log_in(room.app, "somebody else")
    press(other, "cycling", "hide")
    assert "somebody else" in room.desk.open(PLACE).get_data(as_text=True)
    assert other.open(f"/desk/{room.code}/catalogue").status_code == 403


def test_a_workshop_with_own_changed_and_hidden_actions_from_phone_to_file(room: Room) -> None:
    add(room.desk)
    change(room.desk, "cycling", likely="3", low="3", high="3", source="Survey 2025", title="Cycle streets")
    press(room.desk, "parking", "hide")
    mine = open_room(room.app)
    mine.move_to("propose")
    phone = mine.phone()
    listed = phone.open(f"/phone/{mine.code}/catalogue").get_data(as_text=True)
    assert "Own action of Nyköping" in listed
    assert "Changed by Nyköping" in listed
    assert "/catalogue/parking" not in listed
    pick = phone.open(f"/phone/{mine.code}/catalogue/own-ferry-on-batteries").get_data(as_text=True)
    assert "How many ferries?" in pick
    assert "Source: Harbour office, 2026" in pick
    assert 'value="2"' in pick
    assert mine.pick(phone, "own-ferry-on-batteries", 2).status_code == 200
    assert mine.pick(phone, "cycling", 100).status_code == 200
    assert mine.pick(phone, "parking", 1).status_code == 409
    wall = Browser(room.app.test_client()).open(f"/wall/{mine.code}/{mine.screen_key}").get_data(as_text=True)
    assert "Cycle streets" in wall
    assert "Changed by Nyköping" in wall
    desk = mine.desk.open(f"/desk/{mine.code}").get_data(as_text=True)
    assert "Own action of Nyköping" in desk
    mine.desk.send(f"/desk/{mine.code}/save", name="First")
    with room.app.app_context():
        document = db.session.scalars(db.select(SavedScenario.document)).one()
    assert document["provenance"]["own_catalogue"] == {"place": "Nyköping", "change": 3}
    actions = {action["id"]: action for action in document["actions"]}
    ferry = actions["own-ferry-on-batteries"]
    assert ferry["effect"]["estimates"] == [{"low": 160.0, "likely": 241.0, "high": 2801.0}]
    assert ferry["about"]["evidence"] == "Harbour office, 2026"
    assert actions["cycling"]["effect"]["estimates"][0]["likely"] == 300.0
    assert actions["cycling"]["title"] == "Cycle streets"


def test_a_running_workshop_keeps_its_figures_while_the_catalogue_changes(room: Room) -> None:
    room.move_to("propose")
    phone = room.phone()
    room.pick(phone, "cycling", 100)
    before = room.document()
    change(room.desk, "cycling", likely="9", low="9", high="9", source="Survey", title="Other words")
    press(room.desk, "parking", "hide")
    add(room.desk)
    assert room.document() == before
    listed = phone.open(f"/phone/{room.code}/catalogue").get_data(as_text=True)
    assert "Other words" not in listed
    assert "/catalogue/parking" in listed
    # A pick from another phone joins at the figures of the meeting.
    room.pick(room.phone(), "cycling", 100)
    effect = room.document()["actions"][0]["effect"]
    assert len({estimate["likely"] for estimate in effect["estimates"]}) == 1
    assert phone.open(f"/phone/{room.code}/catalogue/own-ferry-on-batteries").status_code == 404


def test_what_is_proposed_stays_when_the_newest_catalogue_is_taken_over(room: Room) -> None:
    room.move_to("propose")
    phone = room.phone()
    room.pick(phone, "cycling", 100)
    before = room.document()["actions"]
    assert "That is the newest catalogue" in room.desk.open(f"/desk/{room.code}/catalogue").get_data(True)
    change(room.desk, "cycling", likely="9", low="9", high="9", source="Survey", title="Other words")
    change(room.desk, "electric-buses", likely="9", low="9", high="9", source="Bus company")
    press(room.desk, "parking", "hide")
    add(room.desk)
    page = take_over(room)
    assert "they stay as they are in this workshop" in page
    assert room.document()["actions"] == before
    room.pick(room.phone(), "cycling", 100)
    figures = room.document()["actions"][0]["effect"]["estimates"]
    assert len({estimate["likely"] for estimate in figures}) == 1
    listed = phone.open(f"/phone/{room.code}/catalogue").get_data(as_text=True)
    assert "Other words" not in listed
    assert "Ferry on batteries" in listed
    assert "/catalogue/parking" not in listed
    assert room.pick(phone, "electric-buses", 10).status_code == 200
    buses = next(each for each in room.document()["actions"] if each["id"] == "electric-buses")
    assert buses["effect"]["estimates"][0]["likely"] == 90.0
    # Taken over twice, with what was proposed meanwhile.
    change(room.desk, "electric-buses", likely="5", low="5", high="5", source="Bus company")
    take_over(room)
    page = phone.open(f"/phone/{room.code}/catalogue/electric-buses").get_data(as_text=True)
    assert "9 t a year" in page
    with room.app.app_context():
        kept = db.session.get_one(Workshop, room.workshop_id).own_catalogue
    assert kept is not None
    assert kept["kept"]["cycling"] == ""
    assert kept["kept"]["electric-buses"] not in ("", kept["revision"])


def test_what_was_added_and_undone_is_still_found_where_it_was_proposed(room: Room) -> None:
    add(room.desk)
    mine = open_room(room.app)
    mine.move_to("propose")
    phone = mine.phone()
    mine.pick(phone, "own-ferry-on-batteries", 2)
    before = mine.document()["actions"]
    room.desk.send(f"{PLACE}/undo", number="1")
    take_over(mine)
    assert mine.document()["actions"] == before
    assert "own-ferry" not in phone.open(f"/phone/{mine.code}/catalogue").get_data(as_text=True)
    assert mine.desk.open(f"/desk/{mine.code}").status_code == 200


def test_a_copy_has_the_catalogue_of_its_original(room: Room) -> None:
    add(room.desk)
    mine = open_room(room.app)
    press(room.desk, "cycling", "hide")
    mine.desk.send(f"/workshops/{mine.code}/copy", title="Again")
    with room.app.app_context():
        rows = {each.title: each.own_catalogue for each in db.session.scalars(db.select(Workshop))}
    assert rows["Again"] == next(row for title, row in rows.items() if row and title != "Again")
