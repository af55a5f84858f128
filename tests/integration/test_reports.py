"""The report to the council: its page, its PDF and its DOCX say what the saved file gives."""

from __future__ import annotations

import io
import json
from dataclasses import replace

import pypdfium2
import pytest
from docx import Document
from docx.oxml.ns import qn

from tests.integration.report_forms import (
    CARS,
    LANGUAGES,
    LONG,
    LONGER,
    MARKUP,
    evaluate_file,
    find_no_fault,
    get,
    look_at_pdf,
    plain,
    play,
    read,
    save,
)
from tests.integration.saved_workshop import decided
from tests.workshop_room import Room
from workshop.charts.budget.one_unit import describe_alike
from workshop.charts.reports.tables import describe_tonnes
from workshop.i18n import spoken_in
from workshop.services.importing.list_import import import_list
from workshop.services.people.facilitators import ensure_facilitator


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_figure_is_that_of_the_file(room: Room, language: str) -> None:
    play(room)
    save(room)
    files, outcome = read(room, language, "?budget_year=2028&target_year=2040"), evaluate_file(room)
    start = outcome["years"][0]
    with spoken_in(language):
        figures = []
        for action in outcome["actions"].values():
            row = [action["attributed_by_year_t"][year - start] for year in (2028, 2040)]
            figures += [describe_tonnes(tonnes) for tonnes in (*row, action["block_t"])]
        saved = [outcome["reference_t"][y - start] - outcome["emissions_t"][y - start] for y in (2028, 2040)]
        total = outcome["cumulative_reference_t"] - outcome["cumulative_emissions_t"]
        sums = [describe_tonnes(tonnes) for tonnes in (*saved, total)]
        blocks = sum(action["block_t"] for action in outcome["actions"].values())
    assert blocks == pytest.approx(total)
    assert len(outcome["actions"]) == 3
    for form, text in files.texts.items():
        missing = [figure for figure in figures if plain(figure) not in text]
        assert missing == [], form
        assert plain("".join(sums)) in text, form


def test_the_hands_of_the_table_are_those_of_the_file(room: Room) -> None:
    play(room)
    save(room)
    files, outcome = read(room), evaluate_file(room)
    document = json.loads(room.desk.client.get(f"/compare/{room.code}/1/scenario.json").data)
    actor = {action["id"]: action["about"]["actor"] for action in document["actions"]}
    homes = sum(a["block_t"] for key, a in outcome["actions"].items() if actor[key] == "households")
    most = max(
        sum(a["block_t"] for key, a in outcome["actions"].items() if actor[key] == each)
        for each in set(actor.values())
    )
    with spoken_in("en"):
        amount = plain(f"Households1 action{describe_alike(homes, most)}")
    assert all(amount in text for text in files.texts.values())


def test_the_pdf_is_accessible(room: Room) -> None:
    play(room)
    save(room)
    for language in LANGUAGES:
        look_at_pdf(read(room, language).pdf, language)


def test_the_document_can_be_edited(room: Room) -> None:
    play(room)
    save(room)
    document = Document(io.BytesIO(read(room, "nb").docx))
    styles = [paragraph.style.name for paragraph in document.paragraphs]
    assert styles[0] == "Title"
    assert styles.count("Heading 1") >= 6
    assert styles.count("Heading 2") >= 3
    assert document.core_properties.title.startswith("Rapport til kommunestyret")
    assert document.core_properties.language == "nb-NO"
    assert len(document.tables) >= 3
    for table in document.tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val"))
        assert not list(table._tbl.iter(qn("w:vMerge"), qn("w:gridSpan")))
    (picture,) = document.inline_shapes
    assert "2045" in picture._inline.docPr.get("descr")
    assert [run for run in document.element.iter(qn("w:lang")) if run.get(qn("w:val")) == "en-GB"]


def test_what_the_room_said_is_in_the_appendix(room: Room) -> None:
    phones = play(room)
    room.move_to("deliberate")
    view = next(view for view in room.snapshot().shown if view.title == LONG)
    phones[0].send(f"/phone/{room.code}/objections/{view.id}", kind="value", text="The quay is worth more")
    phones[1].send(f"/phone/{room.code}/objections/{view.id}", kind="fact", text="Never approved")
    for objection in next(v for v in room.snapshot().shown if v.id == view.id).objections:
        if objection.text == "The quay is worth more":
            room.desk.send(f"/desk/{room.code}/objections/{objection.id}", shown="yes")
    room.desk.send(f"/desk/{room.code}/vote/open", dots="5")
    for phone in phones:
        phone.send(f"/phone/{room.code}/vote", **{f"supports-{view.id}": "yes", f"dots-{view.id}": "2"})
    room.desk.send(f"/desk/{room.code}/vote/close")
    save(room)
    files = read(room)
    for form, text in files.texts.items():
        for said in (
            *("Because of the harbour", "The quay is worth more", "18 dots, 9 supporters", MARKUP),
            *("Call the bus company (Kari, by 1 February 2027)", "Put it to the board", LONG),
            *("9 people took part. By role: Resident 5", "Plan board", "Harbour company", "12 million"),
        ):
            # Fewer than five may not be told apart, and the rest would tell them.
            if said.startswith("9 people"):
                said = "9 people took part. Roles are not named"
            assert plain(said) in text, (form, said)
        assert plain("A thought that stays hidden") not in text
        assert plain("Never approved") not in text


def test_what_is_hidden_later_is_in_no_form_of_it(room: Room) -> None:
    play(room)
    save(room)
    view = next(view for view in room.snapshot().shown if view.title == LONG)
    assert plain(LONG) in read(room).docx_text
    room.decide(view.id, "hide", reason="personal")
    cars = next(view for view in room.snapshot().shown if view.catalogue_id == CARS)
    assert plain("500 cars") in read(room).page
    room.decide(cars.id, "hide", reason="off-topic")
    files = read(room)
    for form, text in files.texts.items():
        assert plain(LONG) not in text, form
        assert plain("A proposal that is not shown now") in text, form
        assert plain("Because of the harbour") not in text
        assert plain("500 cars") not in text
    assert LONG.encode() not in files.pdf


def test_roles_are_told_where_nobody_is_told_apart(room: Room) -> None:
    for role in ("resident",) * 6 + ("elected",) * 5 + ("pupil",) * 2:
        room.phone(role)
    save(room)
    text = read(room).page
    assert plain("13 people took part. By role:") in text
    # Two pupils alone would follow from the sum: the elected are among the others, too.
    assert plain("Residents 6, Others 7.") in text
    assert plain("Pupil") not in text


def test_several_scenarios_are_compared(room: Room) -> None:
    play(room)
    save(room, "First")
    view = next(view for view in room.snapshot().shown if view.catalogue_id == CARS)
    room.decide(view.id, "include", included="")
    save(room, "Second")
    files = read(room, "sv", "?s=1&s=2")
    look_at_pdf(files.pdf, "sv")
    for number in (1, 2):
        outcome = evaluate_file(room, number)
        total = outcome["cumulative_reference_t"] - outcome["cumulative_emissions_t"]
        with spoken_in("sv"):
            figures = [describe_tonnes(action["block_t"]) for action in outcome["actions"].values()]
            figures.append(describe_tonnes(total))
        for form, text in files.texts.items():
            assert [figure for figure in figures if plain(figure) not in text] == [], form
    assert get(room, "", query="?s=1&s=7").status_code == 404
    assert f"/reports/{room.code}?s=1&amp;s=2" in room.desk.open(f"/compare/{room.code}").text


def test_sixty_actions_and_nothing_fit(room: Room) -> None:
    save(room, "Nothing yet")
    assert plain("No action is included yet.") in read(room).pdf_text
    find_no_fault(read(room).pdf)
    sources = [source["id"] for source in room.snapshot().reference["sources"]]
    listed = [
        replace(
            decided(sources[n % len(sources)]),
            row=n + 2,
            title=f"Plan{n} {LONGER}",
            low=90.0,
            likely=100.0 + n,
            high=900.0,
        )
        for n in range(60)
    ]
    with room.app.app_context():
        import_list(room.workshop_id, ensure_facilitator("facilitator"), "list-2", tuple(listed))
    save(room, "Sixty")
    files = read(room, "nb")
    look_at_pdf(files.pdf, "nb")
    assert [files.pdf_text.count(plain(f"Plan{n} {LONGER}")) for n in range(60)] == [1] * 60
    document = pypdfium2.PdfDocument(files.pdf)
    # The heading of the table stands on each page that it reaches, and no text leaves a page.
    assert 3 <= len(document) <= 9
    for page in document:
        text = page.get_textpage()
        for place in range(text.count_rects()):
            left, _, right, _ = text.get_rect(place)
            assert 40 < left < right < page.get_width() - 40
    document.close()
