"""Two phones of one person, joined by the desk: one person with everything, on both."""

from __future__ import annotations

from tests.integration.paper import undo_at_desk
from tests.integration.test_people import name_of, remove
from tests.integration.test_posts import BRIDGE, post
from tests.workshop_room import JSON, Browser, Room, listen
from workshop.extensions import db
from workshop.models import Estimate, Participant, Proposal
from workshop.models.types import utc_now
from workshop.services.meeting.reflections import own_reflections
from workshop.services.meeting.votes import own_ballot
from workshop.services.people.erasure import erase_due
from workshop.services.people.participants import count_by_role
from workshop.services.people.removals import KEPT
from workshop.state.tallies import tally_by_id

TITLE = "Quittenbaum for everybody"
CARS = "private-cars-electric"
# As tests.integration.test_posts sends it.
ID = "e" * 32


def join(room: Room, phone: Browser, person: Browser) -> None:
    path = f"/desk/{room.code}/people/{name_of(phone, room)}/join"
    assert room.desk.send(path, person=name_of(person, room)).status_code == 200


def people_in(room: Room) -> int:
    with room.app.app_context():
        return sum(count_by_role(room.workshop_id).values())


def mine(room: Room, phone: Browser) -> str:
    return phone.open(f"/phone/{room.code}/mine").get_data(as_text=True)


def estimates_of(room: Room) -> list[float]:
    """Return the number of cars in the estimate of each person whose estimate counts."""
    record = next(each for each in room.snapshot().records if each.proposal.catalogue_id == CARS)
    per_car = record.estimates[0].likely / 4000
    return [round(each.likely / per_car) for each in record.estimates]


def propose_on_both(room: Room) -> tuple[Browser, Browser]:
    """Let two phones estimate one action differently, and each propose something of its own."""
    ada, tablet = room.phone(nickname="Ada"), room.phone(nickname="Tablet")
    room.move_to("propose")
    room.pick(ada, CARS, 4000)
    room.pick(tablet, CARS, 8000)
    room.propose(ada, "Ada’s idea")
    room.propose(tablet, TITLE, likely="100", target="transport/cars")
    for view in room.snapshot().waiting:
        room.decide(view.id, "approve")
    return ada, tablet


def test_everything_is_one_persons_and_one_undo_parts_them_again(room: Room) -> None:
    ada, tablet = propose_on_both(room)
    assert estimates_of(room) == [4000, 8000]
    assert people_in(room) == 2
    page = room.desk.open(f"/desk/{room.code}/people/?same={name_of(tablet, room)}").get_data(as_text=True)
    assert f'<option value="{name_of(ada, room)}">Ada · ' in page
    assert f'<option value="{name_of(tablet, room)}">' not in page
    join(room, tablet, ada)
    assert people_in(room) == 1
    assert "1 more phone" in room.desk.open(f"/desk/{room.code}/people/").get_data(as_text=True)
    # Both phones show both proposals, and go on as the same person.
    for phone in (ada, tablet):
        assert TITLE in mine(room, phone)
        assert "Ada’s idea" in mine(room, phone)
    room.propose(tablet, "A third idea")
    assert "A third idea" in mine(room, ada)
    # What both estimated counts once: what Ada said.
    assert estimates_of(room) == [4000]
    with room.app.app_context():
        authors = set(db.session.scalars(db.select(Proposal.author_id)))
        assert len(authors) == 1
    assert room.desk.open(f"/desk/{room.code}/replay").status_code == 200
    undo_at_desk(room)
    assert people_in(room) == 2
    assert TITLE not in mine(room, ada)
    assert TITLE in mine(room, tablet)
    assert estimates_of(room) == [4000, 8000]


def test_a_vote_cast_twice_counts_once_and_a_single_one_is_kept(room: Room) -> None:
    ada, tablet = propose_on_both(room)
    bo, spare = room.phone(nickname="Bo"), room.phone()
    room.move_to("deliberate")
    cars, other = (view.id for view in room.snapshot().shown[:2])
    room.desk.send(f"/desk/{room.code}/vote/open", dots="5", hidden="y")
    for phone, about in ((ada, cars), (tablet, other), (spare, other)):
        sent = phone.send(f"/phone/{room.code}/vote", **{f"dots-{about}": "3"})
        assert sent.status_code == 200
    join(room, tablet, ada)
    join(room, spare, bo)
    with room.app.app_context():
        voters, totals = tally_by_id(room.workshop_id)
        assert voters == 2
        assert {key: given.dots for key, given in totals.items()} == {cars: 3, other: 3}
        who = db.session.scalars(db.select(Participant).where(Participant.nickname == "Bo")).one()
        assert own_ballot(who)[other].dots == 3
    # The other phone changes the same vote.
    spare.send(f"/phone/{room.code}/vote", **{f"dots-{cars}": "2"})
    with room.app.app_context():
        voters, totals = tally_by_id(room.workshop_id)
        assert (voters, totals[cars].dots) == (2, 5)


def test_thoughts_go_with_the_person_and_connected_phones_count_once(room: Room) -> None:
    ada, tablet = propose_on_both(room)
    room.move_to("reflect")
    tablet.send(f"/phone/{room.code}/reflect/thought", prompt="next", text="Begin with the buses")
    sockets = [listen(room, "phone", phone) for phone in (ada, tablet)]
    presence = room.app.extensions["presence"]
    assert presence.connected(room.workshop_id) == 2
    join(room, tablet, ada)
    assert presence.connected(room.workshop_id) == 1
    with room.app.app_context():
        who = db.session.scalars(db.select(Participant).where(Participant.nickname == "Ada")).one()
        assert [each.text for each in own_reflections(who)] == ["Begin with the buses"]
    for socket in sockets:
        socket.disconnect()


def test_who_is_removed_goes_with_both_phones_and_nothing_of_them_is_left(room: Room) -> None:
    ada, tablet = propose_on_both(room)
    join(room, tablet, ada)
    remove(room, ada)
    assert people_in(room) == 0
    for phone in (ada, tablet):
        assert "Quittenbaum" not in phone.open(f"/phone/{room.code}").get_data(as_text=True)
        assert phone.client.get(f"/phone/{room.code}/news").status_code == 303
    restored = room.desk.send(f"/desk/{room.code}/people/{name_of(ada, room)}/restore")
    assert restored.status_code == 200
    assert TITLE in mine(room, tablet)
    remove(room, ada)
    with room.app.app_context():
        assert erase_due(utc_now() + KEPT * 2) == 2
        db.session.expire_all()
        for model in (Participant, Estimate):
            assert db.session.scalars(db.select(model)).all() == []
        log = str(db.session.execute(db.text("SELECT before, after FROM change")).all())
        assert "same_as_id" not in log
        assert "participants/" not in log
    assert room.desk.open(f"/desk/{room.code}/replay").status_code == 200


def test_nobody_is_joined_with_themselves_or_with_somebody_who_has_gone(room: Room) -> None:
    ada, tablet = propose_on_both(room)
    path = f"/desk/{room.code}/people/{name_of(ada, room)}/join"
    assert room.desk.send(path, person=name_of(ada, room)).status_code == 409
    remove(room, tablet)
    assert room.desk.send(path, person=name_of(tablet, room)).status_code == 409


def test_what_a_phone_sends_again_after_it_was_joined_gets_its_first_receipt(room: Room) -> None:
    ada, tablet, stranger = room.phone(nickname="Ada"), room.phone(nickname="Tablet"), room.phone()
    room.move_to("propose")
    own = f"/phone/{room.code}/own"
    socket = listen(room, "phone", tablet)
    # The answer is lost on its way; the phone keeps what it sent, and sends it again.
    first = post(socket, own, **BRIDGE)
    assert first[0] == 200
    join(room, tablet, ada)
    assert post(socket, own, **BRIDGE) == first
    again = listen(room, "phone", tablet)
    assert post(again, own, **BRIDGE) == first
    # The other phone of the person, and a person's question after the receipt, count as theirs, too.
    for phone in (tablet, ada):
        sent = phone.send(own, headers=JSON, operation_id=ID, **BRIDGE)
        assert [sent.status_code, sent.get_json()] == first
        receipt = phone.client.get(f"/receipts/{ID}").get_json()
        assert (receipt["revision"], receipt["proposal"]) == (first[1]["revision"], first[1]["proposal"])
    # Other content under that id, and somebody else, are refused as before.
    assert (
        tablet.send(own, headers=JSON, operation_id=ID, **{**BRIDGE, "title": "A tunnel"}).status_code == 409
    )
    assert stranger.send(own, headers=JSON, operation_id=ID, **BRIDGE).status_code == 409
    assert stranger.client.get(f"/receipts/{ID}").status_code == 404
    assert [view.title for view in room.snapshot().proposals] == ["A bridge"]
    for each in (socket, again):
        each.disconnect()
