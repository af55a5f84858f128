"""Who comes in, who is taken out with what they wrote, and what is left of them."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import text

from tests.workshop_room import JSON, Browser, Room, listen, open_room
from workshop.extensions import db
from workshop.models import Change, Estimate, Objection, Participant, Reflection, Removal
from workshop.models.types import utc_now
from workshop.services.people import erasure, removals
from workshop.services.people.attendance import most_people

TITLE, DETAIL, REASON = "Zwiebelturm for everybody", "Quittenbrot and nothing else", "Mirabellen say so"
OBJECTION, NAME = "Krautsalat stands against it", "Holunder"
WORDS = (TITLE, DETAIL, REASON, OBJECTION, NAME)


def name_of(phone: Browser, room: Room) -> str:
    """Read whom a phone carries."""
    cookie = phone.client.get_cookie(f"participant-{room.code}")
    assert cookie is not None
    return cookie.value.partition(".")[0]


def remove(room: Room, *phones: Browser, **options: object) -> object:
    """Take people out at the desk."""
    names = [name_of(phone, room) for phone in phones]
    return room.desk.send(f"/desk/{room.code}/people/remove", people=names, **options)


@pytest.fixture
def script(room: Room) -> Browser:
    """Return somebody who has filled a meeting with their words, all of them shown."""
    phone, other = room.phone(nickname=NAME, role="business"), room.phone(nickname="Ada")
    room.move_to("propose")
    room.pick(phone, "telework", "10", reason=REASON)
    room.pick(phone, "car-sharing", "5")
    room.pick(other, "car-sharing", "7")
    room.propose(phone, TITLE, description=DETAIL, likely="100", target="transport/cars")
    room.propose(other, "Something of Ada", likely="50", target="transport/cars")
    for view in room.snapshot().waiting:
        room.decide(view.id, "approve")
    reason = next(reason for view in room.snapshot().proposals for reason in view.reasons)
    room.desk.send(f"/desk/{room.code}/reasons/{reason.id}", shown="yes")
    room.move_to("deliberate")
    about = next(view for view in room.snapshot().shown if view.title == "Something of Ada")
    sent = phone.send(f"/phone/{room.code}/objections/{about.id}", kind="value", text=OBJECTION, headers=JSON)
    assert sent.status_code == 200, sent.get_data(as_text=True)
    objection = next(o for view in room.snapshot().proposals for o in view.objections)
    room.desk.send(f"/desk/{room.code}/objections/{objection.id}", shown="yes")
    room.desk.send(f"/desk/{room.code}/save", name="Before")
    return phone


def every_answer(room: Room) -> Iterator[tuple[str, str]]:
    """Fetch what each role may fetch of a meeting."""
    visitor, phone = Browser(room.app.test_client()), room.phone()
    for path in (f"/wall/{room.code}/{room.screen_key}", f"/budget/{room.code}"):
        yield path, visitor.open(path).get_data(as_text=True)
    for page in ("", "/mine", "/news", "/catalogue"):
        yield f"phone{page}", phone.open(f"/phone/{room.code}{page}").get_data(as_text=True)
    for path in (
        f"/desk/{room.code}",
        f"/desk/{room.code}/news",
        f"/desk/{room.code}/result",
        f"/desk/{room.code}/replay",
    ):
        yield path, room.desk.open(path).get_data(as_text=True)


def shown(room: Room) -> set[tuple[str, str]]:
    """Name the words of the script that anybody can fetch, and where."""
    return {(path, word) for path, page in every_answer(room) for word in WORDS if word in page}


def stored(room: Room) -> str:
    """Read every row of every table."""
    with room.app.app_context():
        tables = db.metadata.sorted_tables
        rows = [repr(row) for table in tables for row in db.session.execute(table.select())]
        db.session.rollback()
    return "\n".join(rows)


def test_a_person_and_what_they_wrote_go_in_one_step_everywhere_and_come_back_by_undo(
    room: Room, script: Browser
) -> None:
    before, count = shown(room), room.joined()
    assert {TITLE, DETAIL, REASON, OBJECTION} == {word for _, word in before}
    total = room.snapshot().outcome.cumulative_emissions_t
    joined = sum(count.values())
    socket = listen(room, "phone", script)
    remove(room, script)
    assert shown(room) == set()
    assert not socket.is_connected()
    assert room.snapshot().outcome.cumulative_emissions_t != total
    sharing = next(view for view in room.snapshot().shown if view.catalogue_id == "car-sharing")
    assert (sharing.count, sharing.role) == (1, "resident")
    assert "telework" not in {view.catalogue_id for view in room.snapshot().proposals}
    assert "Something of Ada" in {view.title for view in room.snapshot().shown}
    # Another phone came in to look, each time.
    assert sum(room.joined().values()) == joined - 1 + 1
    # The device stays outside, kindly, whatever page it opens, also without the cookie of the person.
    for path in (f"/phone/{room.code}", f"/j/{room.code}"):
        assert script.open(path).status_code == 403
        assert "talk to the facilitator" in script.text
    posted = room.pick(script, "telework", "10", headers=JSON)
    assert (posted.status_code, posted.json["what"]) == (
        403,
        "The facilitator has removed this phone from the workshop.",
    )
    kept = script.client.get_cookie(f"participant-{room.code}")
    script.client.delete_cookie(f"participant-{room.code}")
    assert script.send(f"/j/{room.code}", role="resident").status_code == 403
    assert kept is not None
    script.client.set_cookie(f"participant-{room.code}", kept.value)
    # The desk takes it back.
    board = room.desk.open(f"/desk/{room.code}").get_data(as_text=True)
    assert "People removed: 1" in board
    change = re.search(r'name="change" value="(\d+)"', board)
    assert change
    room.desk.send(f"/desk/{room.code}/undo", change=change[1])
    assert shown(room) == before
    assert room.snapshot().outcome.cumulative_emissions_t == pytest.approx(total)
    assert script.open(f"/phone/{room.code}").status_code == 200
    sharing = next(view for view in room.snapshot().shown if view.catalogue_id == "car-sharing")
    assert (sharing.count, sharing.role) == (2, "business")


def test_somebody_can_be_put_back_from_the_list_until_the_time_beside_them(
    room: Room, script: Browser
) -> None:
    # The desk also says what its last step was about.
    desk = {f"/desk/{room.code}", f"/desk/{room.code}/news"}
    before, name = {told for told in shown(room) if told[0] not in desk}, name_of(script, room)
    proposal = next(view.id for view in room.snapshot().shown if view.title == TITLE)
    room.desk.send(f"/desk/{room.code}/people/of/{proposal}/remove")
    assert shown(room) == set()
    # Something else is decided meanwhile.
    sharing = next(view.id for view in room.snapshot().shown if view.catalogue_id == "car-sharing")
    room.decide(sharing, "include", included="no")
    page = room.desk.open(f"/desk/{room.code}/people/").get_data(as_text=True)
    assert NAME in page
    assert "can be put back until" in page
    same = str(uuid.uuid4())
    for _ in range(2):
        back = room.desk.send(f"/desk/{room.code}/people/{name}/restore", operation_id=same)
        assert back.status_code == 200
    assert {told for told in shown(room) if told[0] not in desk} == before
    assert [o.text for view in room.snapshot().proposals for o in view.objections] == [OBJECTION]
    assert script.open(f"/phone/{room.code}").status_code == 200
    # Only the later step is left to undo.
    board = room.desk.open(f"/desk/{room.code}").get_data(as_text=True)
    assert "People removed" not in board
    change = re.search(r'name="change" value="(\d+)"', board)
    assert change
    room.desk.send(f"/desk/{room.code}/undo", change=change[1])
    assert "People removed" not in room.desk.open(f"/desk/{room.code}").get_data(as_text=True)
    remove(room, script)
    with room.app.app_context():
        db.session.scalars(db.select(Removal)).one().until = utc_now() - timedelta(seconds=1)
        db.session.commit()
    assert room.desk.send(f"/desk/{room.code}/people/{name}/restore").status_code == 409


def test_removing_is_done_once_and_by_nobody_but_the_desk(room: Room, script: Browser) -> None:
    name, same = name_of(script, room), str(uuid.uuid4())
    path = f"/desk/{room.code}/people/remove"
    page = room.desk.send(f"/desk/{room.code}/helpers").get_data(as_text=True)
    link = re.search(r"/moderation/[\w/-]+", page)
    assert link
    helper = Browser(room.app.test_client())
    helper.open(link[0])
    for other in (helper, script, Browser(room.app.test_client())):
        assert other.send(path, people=name, follow=False).status_code == 401
    press = "Remove the author and what they wrote"
    # The page of a proposal offers it to the desk alone.
    room.move_to("propose")
    room.propose(room.phone(), "Somebody else’s")
    (view,) = room.snapshot().waiting
    page = f"/desk/{room.code}/proposals/{view.id}/settle"
    assert press in room.desk.open(page).get_data(as_text=True)
    assert press not in helper.open(page).get_data(as_text=True)
    stranger = open_room(room.app)
    assert stranger.desk.send(f"/desk/{stranger.code}/people/remove", people=name).status_code == 409
    for _ in range(3):
        assert remove(room, script, operation_id=same).status_code == 200  # type: ignore[attr-defined]
    with room.app.app_context():
        assert len(db.session.scalars(db.select(Removal)).all()) == 1
    assert remove(room, script).status_code == 409  # type: ignore[attr-defined]


def test_votes_and_seats_of_the_removed_do_not_count(room: Room) -> None:
    room.move_to("propose")
    phones = [room.phone() for _ in range(6)]
    room.propose(phones[5], "To vote on")
    (view,) = room.snapshot().waiting
    room.decide(view.id, "approve")
    room.arrange(tables=2)
    room.move_to("deliberate")
    room.desk.send(f"/desk/{room.code}/vote/open", dots="5", hidden="")
    for phone in phones:
        phone.send(f"/phone/{room.code}/table", table=1)
        phone.send(f"/phone/{room.code}/vote", **{f"dots-{view.id}": "5"})
    remove(room, phones[0])
    from workshop.services.meeting.tables import table_scenarios
    from workshop.state.tallies import count_voters, tally

    with room.app.app_context():
        assert count_voters(room.workshop_id) == 5
        voters, totals = tally(room.workshop_id)
        assert (voters, [total.dots for total in totals.values()]) == (5, [25])
    snapshot = room.snapshot()
    with room.app.app_context():
        assert table_scenarios(snapshot)[0].people == 5


def test_what_others_merged_into_a_removed_proposal_waits_again(room: Room) -> None:
    room.move_to("propose")
    script, ada = room.phone(), room.phone()
    room.propose(script, "The large one")
    room.propose(ada, "The small one")
    for view in room.snapshot().waiting:
        room.decide(view.id, "approve")
    ids = {view.title: view.id for view in room.snapshot().shown}
    room.merge(ids["The small one"], ids["The large one"])
    remove(room, script)
    assert [view.title for view in room.snapshot().proposals] == ["The small one"]
    assert [view.title for view in room.snapshot().waiting] == ["The small one"]
    room.desk.send(f"/desk/{room.code}/people/{name_of(script, room)}/restore")
    assert {view.title: view.state for view in room.snapshot().proposals} == {
        "The small one": "merged",
        "The large one": "visible",
    }


def test_erased_words_are_in_no_row_of_any_table(room: Room, script: Browser) -> None:
    name = name_of(script, room)
    hidden = next(view.id for view in room.snapshot().shown if view.title == TITLE)
    # The desk has changed the words before; the old ones are in the log.
    fields = {
        "actor": "",
        "target": "transport/cars",
        "start_year": "2027",
        "ramp": "linear",
        "ramp_years": "2",
    }
    responsibility = {"controls": "", "owner": "", "cost": "", "note": ""}
    changed = f"{TITLE} (shorter)"
    edited = room.desk.send(
        f"/desk/{room.code}/proposals/{hidden}/",
        title=changed,
        description=DETAIL,
        **fields,
        **responsibility,
    )
    assert edited.status_code == 200, edited.get_data(as_text=True)
    assert {word for word in WORDS if word in stored(room)} == set(WORDS)
    early = room.desk.send(f"/desk/{room.code}/people/{name}/erase")
    assert early.status_code == 409
    remove(room, script)
    assert {word for word in WORDS if word in stored(room)} == set(WORDS)
    # The door promises what can still be kept, and no more.
    assert "nothing is lost" in script.open(f"/j/{room.code}").text
    erased = room.desk.send(f"/desk/{room.code}/people/{name}/erase")
    assert erased.status_code == 200
    door = script.open(f"/j/{room.code}").text
    assert "erased for good" in door
    assert "put you back" not in door
    left = stored(room)
    assert [word for word in (*WORDS, name) if word in left] == []
    assert shown(room) == set()
    # Nothing brings it back, and the device stays outside.
    assert room.desk.send(f"/desk/{room.code}/people/{name}/restore").status_code == 409
    assert script.open(f"/j/{room.code}").status_code == 403
    for _ in range(20):
        board = room.desk.open(f"/desk/{room.code}").get_data(as_text=True)
        change = re.search(r'name="change" value="(\d+)"', board)
        if change is None:
            break
        assert room.desk.send(f"/desk/{room.code}/undo", change=change[1]).status_code == 200
    assert shown(room) == set()
    # The figures of what was saved stay.
    saved = room.desk.open(f"/compare/{room.code}")
    assert saved.status_code == 200
    with room.app.app_context():
        (document,) = db.session.execute(text("SELECT document FROM saved_scenario")).one()
    document = json.loads(document) if isinstance(document, str) else document
    assert "Erased" in {action["title"] for action in document["actions"]}


def test_a_hidden_proposal_with_a_persons_name_can_be_erased(room: Room) -> None:
    room.move_to("propose")
    phone = room.phone()
    room.propose(phone, TITLE)
    (view,) = room.snapshot().waiting
    assert room.desk.send(f"/desk/{room.code}/people/of/{view.id}/erase").status_code == 409
    room.decide(view.id, "hide", reason="personal")
    page = f"/desk/{room.code}/proposals/{view.id}/settle"
    assert "Erase for good" in room.desk.open(page).get_data(as_text=True)
    room.desk.send(f"/desk/{room.code}/people/of/{view.id}/erase")
    assert TITLE not in stored(room)
    assert phone.open(f"/phone/{room.code}/mine").status_code == 200


def test_words_that_the_desk_has_judged_twice_are_erased_from_the_log_too(
    room: Room, script: Browser
) -> None:
    """A second press changes nothing, and its step had no row by which the words could be found."""
    call = "Pflaumenmus: call 40 41 42 43"
    number = "4041424344"
    room.move_to("reflect")
    for words in (call, number):
        sent = script.send(f"/phone/{room.code}/reflect/thought", prompt="next", text=words)
        assert sent.status_code == 200
    with room.app.app_context():
        thoughts = list(db.session.scalars(db.select(Reflection.public_id)))
        objection = db.session.scalar(db.select(Objection.public_id))
        reason = db.session.scalar(db.select(Estimate.id).where(Estimate.reason == REASON))
    for _ in range(2):
        for thought in thoughts:
            room.desk.send(f"/desk/{room.code}/reflect/curate", reflection=thought, shown="yes")
        room.desk.send(f"/desk/{room.code}/objections/{objection}", shown="yes")
        room.desk.send(f"/desk/{room.code}/reasons/{reason}", shown="yes")
    with room.app.app_context():
        # As such steps were stored before.
        steps = db.select(Change).where(Change.kind == "reflect.curate").order_by(Change.id.desc())
        for change, words in zip(db.session.scalars(steps.limit(2)), (call, number), strict=True):
            change.subject = words
        db.session.commit()
    remove(room, script)
    room.desk.send(f"/desk/{room.code}/people/{name_of(script, room)}/erase")
    left = stored(room)
    assert [word for word in (*WORDS, call, number) if word in left] == []


def test_when_the_stated_time_is_over_the_removed_are_erased(room: Room, script: Browser) -> None:
    remove(room, script)
    now = utc_now()
    with room.app.app_context():
        assert erasure.erase_due(now + removals.KEPT - timedelta(minutes=1)) == 0
        assert erasure.erase_due(now + removals.KEPT + timedelta(minutes=1)) == 1
        assert erasure.erase_due(now + removals.KEPT + timedelta(minutes=2)) == 0
    left = stored(room)
    assert [word for word in WORDS if word in left] == []


def test_the_list_ticks_who_came_within_the_last_minutes(room: Room) -> None:
    early, late = room.phone(nickname="Early"), room.phone(nickname="Late")
    with room.app.app_context():
        row = db.session.scalars(
            db.select(Participant).where(Participant.public_id == name_of(early, room))
        ).one()
        row.created_at = utc_now() - timedelta(minutes=10)
        db.session.commit()
    page = room.desk.open(f"/desk/{room.code}/people/?minutes=5").get_data(as_text=True)
    ticked = re.findall(r'value="(\w+)" checked', page)
    assert ticked == [name_of(late, room)]


def test_a_removed_person_makes_room(room: Room) -> None:
    room.expect(1)
    phones = [room.phone() for _ in range(most_people(1))]
    remove(room, phones[0])
    room.phone()


def test_nothing_that_a_removed_person_wrote_can_be_shown_any_more(room: Room, script: Browser) -> None:
    room.move_to("reflect")
    script.send(f"/phone/{room.code}/reflect/thought", prompt="surprised", text=DETAIL)
    with room.app.app_context():
        thought = db.session.scalars(db.select(Reflection.public_id)).one()
        objection = db.session.scalars(db.select(Objection.public_id)).one()
        reason = db.session.scalars(db.select(Estimate.id).where(Estimate.reason == REASON)).one()
    remove(room, script)
    desk = f"/desk/{room.code}"
    for path, sent in (
        (f"{desk}/reflect/curate", {"reflection": thought}),
        (f"{desk}/objections/{objection}", {}),
        (f"{desk}/reasons/{reason}", {}),
    ):
        assert room.desk.send(path, **sent, shown="yes", headers=JSON).status_code == 404, path
    page = room.desk.open(desk).get_data(as_text=True)
    assert [word for word in WORDS if word in page] == []
