"""Two people change the same thing: nobody overwrites the other unasked, and nothing is lost."""

from __future__ import annotations

import re
from typing import Any

from tests.page_forms import fields_of
from tests.workshop_room import JSON, Browser, Room

CARS = "transport/cars"


def test_two_desks_that_change_different_fields_of_a_proposal_both_keep_theirs(room: Room) -> None:
    path, first, second = _two_forms(room)
    assert room.desk.send(path, **{**first, "title": "A bridge", "joins": ["state"]}).status_code == 200
    sent = {**second, "description": "Over the river", "decides": "region", "joins": ["households"]}
    assert room.desk.send(path, **sent).status_code == 200
    view = room.snapshot().proposals[0]
    assert (view.title, view.description) == ("A bridge", "Over the river")
    assert view.responsibility.decides == "region"
    assert set(view.responsibility.joins) == {"state", "households"}


def test_two_desks_that_change_the_same_field_see_both_and_nothing_is_stored(room: Room) -> None:
    path, first, second = _two_forms(room)
    changed = {**first, "title": "A bridge", "actor": "port", "likely": "500"}
    assert room.desk.send(path, **changed).status_code == 200
    answer = room.desk.send(path, **{**second, "title": "A ferry", "likely": "700", "start_year": "2031"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "Somebody else has changed this to “A bridge” meanwhile." in page
    assert "Somebody else has changed this to “500” meanwhile." in page
    view = room.snapshot().proposals[0]
    assert (view.title, view.likely, view.start_year) == ("A bridge", 500, 2027)
    # What only the other changed is there, mine is in the fields, and sent again it is meant.
    again = fields_of(page, "ramp_years")
    assert (again["title"], again["likely"], again["actor"]) == ("A ferry", "700", "port")
    assert room.desk.send(path, **again).status_code == 200
    view = room.snapshot().proposals[0]
    assert (view.title, view.likely, view.actor, view.start_year) == ("A ferry", 700, "port", 2031)


def test_a_form_sent_twice_counts_once_whatever_was_changed_between(room: Room) -> None:
    path, first, second = _two_forms(room)
    mine = {**first, "title": "A bridge"}
    assert room.desk.send(path, **mine).status_code == 200
    assert room.desk.send(path, **{**second, "description": "Over the river"}).status_code == 200
    revision = room.snapshot().revision
    assert room.desk.send(path, headers=JSON, **mine).status_code == 200
    assert room.snapshot().revision == revision


def test_estimates_from_phones_meanwhile_are_no_conflict_for_the_desk(room: Room) -> None:
    room.move_to("propose")
    room.pick(room.phone(), "cycling", "300", start_year="2028")
    view = room.snapshot().proposals[0]
    path = f"/desk/{room.code}/proposals/{view.id}/"
    form = fields_of(room.desk.open(path).get_data(as_text=True), "ramp_years")
    for _ in range(2):
        room.pick(room.phone(), "cycling", "300", start_year="2035")
    assert room.snapshot().proposals[0].start_year == 2035
    assert room.desk.send(path, **{**form, "title": "Cycle routes"}).status_code == 200
    assert (room.snapshot().proposals[0].title, room.snapshot().proposals[0].start_year) == (
        "Cycle routes",
        2028,
    )
    # A year that phones had moved before the form was opened stands, too: the desk has looked at it.
    for year in ("2028", "2035", "2035"):
        room.pick(room.phone(), "telework", "10", start_year=year)
    view = next(view for view in room.snapshot().proposals if view.catalogue_id == "telework")
    path = f"/desk/{room.code}/proposals/{view.id}/"
    form = fields_of(room.desk.open(path).get_data(as_text=True), "ramp_years")
    assert form["start_year"] == "2035"
    assert room.desk.send(path, **{**form, "title": "One more day at home"}).status_code == 200
    view = next(view for view in room.snapshot().proposals if view.catalogue_id == "telework")
    assert (view.title, view.start_year) == ("One more day at home", 2035)


def test_an_author_with_a_stale_form_does_not_set_back_what_the_desk_wrote(room: Room) -> None:
    author, path, desk = _written(room)
    form = fields_of(author.open(path).get_data(as_text=True), "ramp_years")
    mine = fields_of(room.desk.open(desk).get_data(as_text=True), "ramp")
    room.desk.send(desk, **{**mine, "title": "A bridge over the river", "ramp_years": "4"})
    sent = {**form, "description": "For bicycles, too", "start_year": "2030"}
    assert author.send(path, **sent).status_code == 200
    view = room.snapshot().proposals[0]
    assert (view.title, view.description) == ("A bridge over the river", "For bicycles, too")
    assert (view.start_year, view.ramp_years) == (2030, 4)


def test_words_and_a_figure_of_the_desk_stay_the_desks_after_a_stale_form_of_the_author(room: Room) -> None:
    author, path, desk = _written(room)
    form = fields_of(author.open(path).get_data(as_text=True), "ramp_years")
    mine = fields_of(room.desk.open(desk).get_data(as_text=True), "ramp")
    room.desk.send(desk, **{**mine, "title": "A bridge over the river", "likely": "950", "target": CARS})
    told = ("changed by the facilitator", "You wrote: “Bridge”", "Your figure: 300\u00a0t a year.")
    assert author.send(path, **{**form, "description": "For bicycles, too"}).status_code == 200
    for page in ("", "/mine"):
        said = author.open(f"/phone/{room.code}{page}").get_data(as_text=True)
        assert [words for words in told if words not in said] == [], page
    view = room.snapshot().proposals[0]
    assert (view.title, view.likely) == ("A bridge over the river", 950)
    assert view.written == {"title": "Bridge", "description": "For bicycles, too"}
    # A form that shows the desk's words leaves them the desk's, too, where its author does not touch them.
    form = fields_of(author.open(path).get_data(as_text=True), "ramp_years")
    assert form["title"] == "A bridge over the river"
    assert author.send(path, **{**form, "description": "For bicycles and prams"}).status_code == 200
    written = {"title": "Bridge", "description": "For bicycles and prams"}
    assert room.snapshot().proposals[0].written == written
    # Undo gives the author their title back: then nothing is left of the desk's words.
    room.desk.send(f"/desk/{room.code}/undo", change=_last_step(room))
    view = room.snapshot().proposals[0]
    assert (view.title, view.description, view.written) == ("Bridge", "For bicycles and prams", None)


def test_an_author_who_writes_another_title_makes_it_theirs(room: Room) -> None:
    author, path, desk = _written(room)
    mine = fields_of(room.desk.open(desk).get_data(as_text=True), "ramp")
    room.desk.send(desk, **{**mine, "title": "A bridge over the river"})
    form = fields_of(author.open(path).get_data(as_text=True), "ramp_years")
    assert author.send(path, **{**form, "title": "A bridge for bicycles"}).status_code == 200
    view = room.snapshot().proposals[0]
    assert (view.title, view.written) == ("A bridge for bicycles", None)
    assert "changed by the facilitator" not in author.open(f"/phone/{room.code}/mine").get_data(as_text=True)


def test_only_what_both_have_changed_is_named_as_a_conflict(room: Room) -> None:
    path, first, second = _two_forms(room)
    assert room.desk.send(path, **{**first, "likely": "600", "target": CARS}).status_code == 200
    answer = room.desk.send(path, **{**second, "likely": "800", "target": CARS})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert re.findall(r'<a href="#(\w+)">[^<]*Somebody else has changed this', page) == ["likely"]
    assert "Somebody else has changed this to “600” meanwhile." in page
    assert "must be corrected" not in page
    assert "Somebody else has changed this meanwhile. Nothing is stored yet." in page


def test_an_author_and_the_desk_who_change_the_same_words_see_both(room: Room) -> None:
    author, path, desk = _written(room)
    form = fields_of(author.open(path).get_data(as_text=True), "ramp_years")
    mine = fields_of(room.desk.open(desk).get_data(as_text=True), "ramp")
    room.desk.send(desk, **{**mine, "title": "A bridge over the river"})
    sent = {**form, "title": "A bridge for bicycles"}
    refused = author.send(path, headers=JSON, **sent)
    assert refused.status_code == 409
    assert "A bridge over the river" in str(refused.get_json()["faults"]["title"])
    page = author.send(path, **sent).get_data(as_text=True)
    assert "Somebody else has changed this to “A bridge over the river” meanwhile." in page
    assert room.snapshot().proposals[0].title == "A bridge over the river"
    again = fields_of(page, "ramp_years")
    assert again["title"] == "A bridge for bicycles"
    assert author.send(path, **again).status_code == 200
    assert room.snapshot().proposals[0].title == "A bridge for bicycles"


def test_a_form_that_says_nonsense_of_what_it_was_opened_with_is_no_failure(room: Room) -> None:
    path, first, _ = _two_forms(room)
    for number, opened in enumerate(("", "{", "[]", '"x"', "[" * 40_000, '{"targets": 5, "joins": 3}')):
        sent = {**first, "opened": opened, "title": f"Title {number}", "operation_id": str(number) * 32}
        assert room.desk.send(path, **sent).status_code in (200, 409)


def test_two_who_ask_an_author_at_the_same_time_read_each_other(room: Room) -> None:
    _, _, desk = _written(room)
    settle = f"{desk}settle"
    first, second = (fields_of(room.desk.open(settle).get_data(as_text=True), "question") for _ in range(2))
    assert room.desk.send(f"{desk}ask", **{**first, "question": "Which river?"}).status_code == 200
    answer = room.desk.send(f"{desk}ask", **{**second, "question": "For whom?"})
    page = answer.get_data(as_text=True)
    assert (answer.status_code, room.snapshot().proposals[0].asked) == (409, "Which river?")
    assert "Somebody else has changed this to “Which river?” meanwhile." in page
    again = fields_of(page, "question")
    assert room.desk.send(f"{desk}ask", **{**again, "question": "Which river, for whom?"}).status_code == 200
    assert room.snapshot().proposals[0].asked == "Which river, for whom?"


def test_words_that_changed_after_they_were_read_are_not_approved_unread(room: Room) -> None:
    author, path, desk = _written(room)
    approve = fields_of(room.desk.open(f"/desk/{room.code}").get_data(as_text=True), "seen")
    form = fields_of(author.open(path).get_data(as_text=True), "ramp_years")
    author.send(path, **{**form, "title": "Something else"})
    assert room.desk.send(f"{desk}approve", **approve).status_code == 409
    assert room.snapshot().proposals[0].state == "waiting"
    approve = fields_of(room.desk.open(f"/desk/{room.code}").get_data(as_text=True), "seen")
    assert room.desk.send(f"{desk}approve", **approve).status_code == 200
    assert room.snapshot().shown[0].title == "Something else"


def test_two_desks_that_change_different_parts_of_the_agenda_both_keep_theirs(room: Room) -> None:
    path = f"/desk/{room.code}/agenda/"
    first, second = (fields_of(room.desk.open(path).get_data(as_text=True), "tables") for _ in range(2))
    room.desk.send(path, **{**first, "steps-1-minutes": "12", "tables": "4"})
    room.desk.send(path, **{**second, "steps-2-minutes": "17", "scribes": "always"})
    snapshot = room.snapshot()
    assert [step["minutes"] for step in snapshot.agenda][1:3] == [12, 17]
    assert (snapshot.rules.tables, snapshot.rules.scribes) == (4, "always")


def test_two_desks_that_change_the_same_step_see_both(room: Room) -> None:
    path = f"/desk/{room.code}/agenda/"
    first, second = (fields_of(room.desk.open(path).get_data(as_text=True), "tables") for _ in range(2))
    room.desk.send(path, **{**first, "steps-1-minutes": "12", "tables": "4"})
    answer = room.desk.send(path, **{**second, "steps-1-minutes": "17", "tables": "6"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "Guess 12" in page
    assert "Somebody else has changed this to “4” meanwhile." in page
    assert room.snapshot().rules.tables == 4
    again = fields_of(page, "tables")
    assert (again["steps-1-minutes"], again["tables"]) == ("17", "6")
    room.desk.send(path, **again)
    assert (room.snapshot().agenda[1]["minutes"], room.snapshot().rules.tables) == (17, 6)


def test_a_step_that_one_desk_adds_and_one_that_another_changes_are_not_mixed_up(room: Room) -> None:
    path = f"/desk/{room.code}/agenda/"
    first, second = (fields_of(room.desk.open(path).get_data(as_text=True), "tables") for _ in range(2))
    new = len(room.snapshot().agenda)
    room.desk.send(path, **{**first, f"steps-{new}-phase": "thanks", f"steps-{new}-minutes": "3"})
    answer = room.desk.send(path, **{**second, "steps-1-minutes": "17"})
    assert answer.status_code == 409
    assert len(room.snapshot().agenda) == new + 1


def test_tables_and_agenda_are_one_form_of_which_nothing_is_left_behind(room: Room) -> None:
    path = f"/desk/{room.code}/agenda/"
    form = fields_of(room.desk.open(path).get_data(as_text=True), "tables")
    sent = {**form, "steps-1-minutes": "12", "tables": "3", "scribes": "never"}
    assert room.desk.send(path, **sent).status_code == 200
    snapshot = room.snapshot()
    assert snapshot.agenda[1]["minutes"] == 12
    assert (snapshot.rules.tables, snapshot.rules.scribes) == (3, "never")


def _two_forms(room: Room) -> tuple[str, dict[str, Any], dict[str, Any]]:
    """Open the form of one proposal at two desks."""
    room.move_to("propose")
    room.propose(room.phone(), "Bridge", likely="300", target=CARS)
    view = room.snapshot().proposals[0]
    path = f"/desk/{room.code}/proposals/{view.id}/"
    first, second = (fields_of(room.desk.open(path).get_data(as_text=True), "ramp") for _ in range(2))
    assert first["operation_id"] != second["operation_id"]
    return path, first, second


def _last_step(room: Room) -> str:
    """Name the step that the desk can take back."""
    page = room.desk.open(f"/desk/{room.code}").get_data(as_text=True)
    found = re.search(r'name="change" value="(\d+)"', page)
    assert found
    return found[1]


def _written(room: Room) -> tuple[Browser, str, str]:
    """Write a proposal of one's own; return its author, their form and the desk's."""
    room.move_to("propose")
    author = room.phone()
    room.propose(author, "Bridge", likely="300", target=CARS)
    view = room.snapshot().proposals[0]
    return author, f"/phone/{room.code}/own/{view.id}", f"/desk/{room.code}/proposals/{view.id}/"
