"""What a phone fetches of the room's picture, and what it asks before it sends."""

from __future__ import annotations

import re

from tests.workshop_room import JSON, Room
from workshop.extensions import db
from workshop.models import Workshop


def test_the_board_lists_what_is_in_and_out_and_is_fetched_once(room: Room) -> None:
    room.move_to("propose")
    phone = room.phone()
    room.pick(phone, "private-cars-electric", 4000)
    room.pick(phone, "cycling", 300)
    views = {view.catalogue_id: view for view in room.snapshot().shown}
    room.decide(views["cycling"].id, "include", included="no")
    room.move_to("combine")
    path = f"/phone/{room.code}/picture"
    assert f'data-url="{path}"' in phone.open(f"/phone/{room.code}").get_data(as_text=True)
    answer = phone.open(path)
    page = re.sub(r"\s+", " ", answer.get_data(as_text=True))
    assert "In: 1" in page
    assert "Out: 1" in page
    assert "% of the gap is closed" in page
    again = phone.client.get(path, headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    room.decide(views["cycling"].id, "include", included="yes")
    changed = phone.client.get(path, headers={"If-None-Match": answer.headers["ETag"]})
    assert "In: 2" in changed.get_data(as_text=True)


def test_saved_scenarios_are_beams_on_a_phone(room: Room) -> None:
    room.move_to("propose")
    phone = room.phone()
    room.pick(phone, "private-cars-electric", 4000)
    assert room.desk.send(f"/desk/{room.code}/save", name="Cars alone", note="").status_code == 200
    with room.app.app_context():
        workshop = db.session.get_one(Workshop, room.workshop_id)
        workshop.agenda = [*workshop.agenda, {**workshop.agenda[-1], "phase": "compare"}]
        step = len(workshop.agenda) - 1
        db.session.commit()
    assert room.desk.send(f"/desk/{room.code}/agenda/move", step=step).status_code == 200
    page = phone.open(f"/phone/{room.code}/picture").get_data(as_text=True)
    assert "Cars alone" in page
    assert "too much by 2045" in page


def test_more_than_the_place_has_is_asked_about_and_not_refused(room: Room) -> None:
    room.move_to("propose")
    phone = room.phone()
    plenty = {"amount": "90000", "start_year": "2027", "reason": ""}
    path = f"/phone/{room.code}/catalogue/private-cars-electric"
    shown = phone.send(path, headers=JSON, preview="1", **plenty).json
    assert shown["told"][-1]["words"].startswith(
        "This is more than fits: Nyköping has about 23\u202f486 petrol and diesel cars of residents."
    )
    refused = phone.send(path, headers=JSON, **plenty)
    assert refused.status_code == 422
    assert refused.json["faults"]["anyway"][0].endswith("Send it anyway?")
    assert 'name="anyway"' in phone.send(path, **plenty).get_data(as_text=True)
    assert phone.send(path, anyway="y", **plenty).status_code == 200
    # Of what cannot be read, nobody asks whether it is too much.
    for unread in ("164,500", "abc"):
        faults = phone.send(path, headers=JSON, **{**plenty, "amount": unread}).json["faults"]
        assert [*faults] == ["amount"], faults
    assert [view.catalogue_id for view in room.snapshot().shown] == ["private-cars-electric"]


def test_a_phone_shows_what_the_place_has_and_what_it_costs_elsewhere(room: Room) -> None:
    room.move_to("propose")
    page = room.phone().open(f"/phone/{room.code}/catalogue/trade-vans-electric").get_data(as_text=True)
    assert "Nyköping has 3\u202f249 petrol and diesel vans." in page
    assert "Trafikanalys, Statistik 2026:2, 31 December 2025" in page
    assert "T22 Alle nye varebiler er elektriske i 2027" in page
    assert "up to 1\u202f250 Norwegian kroner a tonne" in page


def test_what_lowers_other_gases_is_neither_offered_nor_taken_where_co2_is_counted(room: Room) -> None:
    room.move_to("propose")
    phone = room.phone()
    listed = phone.open(f"/phone/{room.code}/catalogue").get_data(as_text=True)
    assert "/catalogue/motorcycles-electric" in listed
    for absent in ("landfill-gas", "feed-additive", "steel-hydrogen", "ammonia-capture", "carbon-capture"):
        assert f"/catalogue/{absent}" not in listed
    path = f"/phone/{room.code}/catalogue/landfill-gas"
    assert phone.send(path, amount="50", start_year="2028", reason="").status_code == 409
    assert room.snapshot().shown == ()


def test_a_phone_begins_with_an_amount_that_fits_the_place(room: Room) -> None:
    room.move_to("propose")
    page = room.phone().open(f"/phone/{room.code}/catalogue/oil-boilers-out").get_data(as_text=True)
    found = re.search(r'id="amount"[^>]*value="(\d+)"', page)
    assert found
    # The catalogue's usual 100 are more than there are.
    assert int(found[1]) < 100


def test_chips_list_what_there_is_and_the_popular_first(room: Room) -> None:
    room.move_to("propose")
    room.pick(room.phone(), "cycling", 300)
    phone = room.phone()
    page = phone.open(f"/phone/{room.code}/catalogue").get_data(as_text=True)
    assert page.count("?about=") == 8
    assert re.findall(r'href="/phone/\w+/catalogue/([\w-]+)"', page)[0] == "cycling"
    about = phone.open(f"/phone/{room.code}/catalogue?about=industry").get_data(as_text=True)
    found = re.findall(r'href="/phone/\w+/catalogue/([\w-]+)"', about)
    assert sorted(found) == ["industry-energy-management", "industry-fuel-switch"]
