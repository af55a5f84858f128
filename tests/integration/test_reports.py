"""The report to the council: its page, its PDF and its DOCX say what the saved file gives."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from dataclasses import dataclass, replace
from html import unescape
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from docx import Document
from docx.oxml.ns import qn
from flask import Flask
from pdfua import validate
from pdfua.model import Confidence

from tests.integration.saved_workshop import decided
from tests.workshop_room import Browser, Room
from workshop.charts.budget.one_unit import describe_alike
from workshop.charts.reports.tables import describe_tonnes
from workshop.extensions import db
from workshop.i18n import spoken_in
from workshop.models import SavedScenario, Workshop
from workshop.models.types import utc_now
from workshop.services.importing.list_import import import_list
from workshop.services.people.facilitators import ensure_facilitator, issue_login_link
from workshop.services.reports import pdf as typesetting
from workshop.state.scenario_document import DRAWS

LANGUAGES = ("en", "nb", "sv")
LONG = (
    "Fylkeskommunens kollektivtransportmyndighetssamarbeidsavtale om utslippsfrie "
    "anleggsmaskinleverandørkontrakter"
)
LONGER = f"{LONG} i hele kommunen og i nabokommunene langs kysten, på høring i 2027"
MARKUP = '#eval("1") <b>$x$</b> *stor* _liten_ @ref \\ // [x] = &amp;'
BUSES, CARS = "electric-buses", "private-cars-electric"
OF_PAPER = {"\u00ad": "", "\u200b": "", "\ufffe": "", "\x02": "", "\r\n": " ", "\n": " "}


@dataclass(frozen=True)
class Files:
    """The three forms of one report, as texts, and the files."""

    page: str
    pdf_text: str
    docx_text: str
    pdf: bytes
    docx: bytes

    @property
    def texts(self) -> dict[str, str]:
        return {"page": self.page, "PDF": self.pdf_text, "DOCX": self.docx_text}


def plain(text: str) -> str:
    """Leave out what differs between forms: kinds of spaces, hyphens at the ends of lines."""
    for mark, instead in OF_PAPER.items():
        text = text.replace(mark, instead)
    return re.sub(r"\s+", "", text)


def get(room: Room, path: str, language: str = "en", query: str = "") -> Any:
    address = f"/reports/{room.code}{path}{query}"
    return room.desk.client.get(address, headers={"Accept-Language": language})


def read(room: Room, language: str = "en", query: str = "") -> Files:
    page, pdf, docx = (get(room, path, language, query) for path in ("", "/report.pdf", "/report.docx"))
    assert [answer.status_code for answer in (page, pdf, docx)] == [200] * 3
    assert pdf.content_type == "application/pdf"
    document = pypdfium2.PdfDocument(pdf.data)
    pages = "".join(page.get_textpage().get_text_bounded() for page in document)
    document.close()
    # Words that end with a hyphen at the end of a line are one word.
    return Files(
        page=plain(unescape(re.sub(r"<[^>]*>", " ", page.text))),
        pdf_text=plain(re.sub(r"[-\u2010\u00ad\ufffe\x02]\s*\r?\n", "", pages)),
        docx_text=plain(words_of(docx.data)),
        pdf=pdf.data,
        docx=docx.data,
    )


def words_of(docx: bytes) -> str:
    body = Document(io.BytesIO(docx)).element.body
    return " ".join("".join(t.text or "" for t in p.iter(qn("w:t"))) for p in body.iter(qn("w:p")))


def save(room: Room, name: str = "After the evening") -> None:
    assert room.desk.send(f"/desk/{room.code}/save", name=name, note="").status_code == 200


def evaluate_file(room: Room, number: int = 1) -> dict[str, Any]:
    """Evaluate the exported file by the program's own command."""
    file = room.desk.client.get(f"/compare/{room.code}/{number}/scenario.json").data
    command = [sys.executable, "-m", "workshop.cli.main", "evaluate", "-", "--json", "--draws", str(DRAWS)]
    done = subprocess.run(command, input=file, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    outcome: dict[str, Any] = json.loads(done.stdout)
    return outcome


def import_decided(room: Room) -> None:
    source = room.snapshot().reference["sources"][0]["id"]
    listed = replace(decided(source), lead=("Plan board",), others=("Harbour company",), cost="12 million")
    with room.app.app_context():
        import_list(room.workshop_id, ensure_facilitator("facilitator"), "list-1", (listed,))


def play(room: Room) -> list[Browser]:
    """Let nine people propose, pick, object and pledge, and approve what they wrote."""
    import_decided(room)
    room.move_to("propose")
    phones = [room.phone(role) for role in ("resident",) * 5 + ("elected",) * 4]
    room.pick(phones[0], BUSES, 10)
    room.pick(phones[1], BUSES, 20)
    room.pick(phones[2], CARS, 500)
    room.propose(phones[3], LONG, description="Because of the harbour")
    room.propose(phones[4], MARKUP)
    for view in room.snapshot().waiting:
        room.decide(view.id, "approve")
    room.move_to("reflect")
    phones[0].send(
        f"/phone/{room.code}/reflect/pledge", text="Call the bus company", owner="Kari", due="2027-02-01"
    )
    phones[1].send(f"/phone/{room.code}/reflect/thought", prompt="next", text="Put it to the board")
    phones[1].send(f"/phone/{room.code}/reflect/thought", prompt="ours", text="A thought that stays hidden")
    show_reflections(room, "Call the bus company", "Put it to the board")
    return phones


def show_reflections(room: Room, *texts: str) -> None:
    from workshop.services.meeting.reflections import reflections_of

    with room.app.app_context():
        ids = [each.public_id for each in reflections_of(room.workshop_id) if each.text in texts]
    for public_id in ids:
        answer = room.desk.send(f"/desk/{room.code}/reflect/curate", reflection=public_id, shown="yes")
        assert answer.status_code == 200


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
        _look_at_pdf(read(room, language).pdf, language)


def _look_at_pdf(pdf: bytes, language: str) -> None:
    """Look for what pdfua 0.1 decides (16 of 106 rules of PDF/UA-1), and for more: Typst refuses the rest."""
    _find_no_fault(pdf)
    with pikepdf.open(io.BytesIO(pdf)) as file:
        root = file.Root
        assert bool(root.MarkInfo.Marked)
        assert str(root.Lang) == language
        assert bool(root.ViewerPreferences.DisplayDocTitle)
        meta = bytes(root.Metadata.read_bytes()).decode()
        assert "<pdfuaid:part>1</pdfuaid:part>" in meta
        assert "<pdfaid:part>2</pdfaid:part>" in meta
        tags = list(_elements(root.StructTreeRoot))
        names = [str(tag.S) for tag in tags]
        assert names.count("/Table") >= 2
        assert names.count("/TH") >= 8
        assert "/H1" in names
        pictures = [tag for tag in tags if str(tag.S) == "/Figure"]
        assert pictures
        assert all(len(str(tag.Alt)) > 100 for tag in pictures)
        fonts = [font for page in file.pages for font in page.Resources.get("/Font", {}).values()]
        assert fonts
        for font in fonts:
            (inner,) = font.DescendantFonts
            assert "SourceSans3" in str(inner.BaseFont)
            assert {"/FontFile2", "/FontFile3"} & set(inner.FontDescriptor.keys())


def _elements(node: Any) -> Any:
    children = node.get("/K", [])
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            yield child
            yield from _elements(child)


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
    assert plain("Resident 6, Others 7.") in text
    assert plain("Pupil") not in text


def test_several_scenarios_are_compared(room: Room) -> None:
    play(room)
    save(room, "First")
    view = next(view for view in room.snapshot().shown if view.catalogue_id == CARS)
    room.decide(view.id, "include", included="")
    save(room, "Second")
    files = read(room, "sv", "?s=1&s=2")
    _look_at_pdf(files.pdf, "sv")
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
    _find_no_fault(read(room).pdf)
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
    _look_at_pdf(files.pdf, "nb")
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


def _find_no_fault(pdf: bytes) -> None:
    found = validate(io.BytesIO(pdf)).findings
    certain = [each for each in found if each.confidence is Confidence.CERTAIN]
    assert [f"{each.rule_id}: {each.message}" for each in certain] == []


def test_limits_are_told_with_what_is_missing(room: Room) -> None:
    save(room)
    with room.app.app_context():
        (saved,) = db.session.scalars(db.select(SavedScenario))
        limits = [{"year": 2030, "limit_t": 1000.0}, {"year": 2035, "limit_t": 9e9}]
        saved.document = {**saved.document, "version": 2, "limits": limits}
        db.session.commit()
    files, outcome = read(room), evaluate_file(room)
    missed = outcome["limits"][0]
    with spoken_in("en"):
        amounts = [describe_tonnes(missed[name]) for name in ("limit_t", "emissions_t", "difference_t")]
    for text in files.texts.values():
        assert plain("".join(["2030", *amounts, "not kept"])) in text
        assert plain("–kept") in text


def test_a_file_from_elsewhere_says_what_it_says(room: Room) -> None:
    save(room)
    with room.app.app_context():
        (saved,) = db.session.scalars(db.select(SavedScenario))
        saved.origin = {"file": "other.json", "place": "Elsewhere", "years": False, "own": []}
        saved.document = {**saved.document, "provenance": {"budget": {"steps": "none"}, "statistics": 7}}
        db.session.commit()
    for text in read(room).texts.values():
        assert plain("Imported from the file “other.json”") in text
        assert plain("Budget rule: the file does not say") in text.replace("Budgetrulethe", "Budgetrule:the")
        assert plain("took part") not in text
        assert plain("Appendix") not in text


def test_who_may_read_it(room: Room, app: Flask) -> None:
    save(room)
    with app.app_context():
        secret = issue_login_link(ensure_facilitator("somebody else"), utc_now())
    other = Browser(app.test_client())
    other.send(f"/login/link/{secret}")
    for path in ("", "/report.pdf", "/report.docx"):
        assert app.test_client().get(f"/reports/{room.code}{path}").status_code == 302
        assert other.client.get(f"/reports/{room.code}{path}").status_code == 403
        assert room.phone().client.get(f"/reports/{room.code}{path}").status_code == 302


@pytest.mark.parametrize("year", ["budget_year=2025", "target_year=2046", "budget_year=x", "target_year=²"])
def test_a_year_that_is_not_there_is_reported(room: Room, year: str) -> None:
    save(room)
    query = f"?{year}"
    for path in ("", "/report.pdf", "/report.docx"):
        answer = get(room, path, query=query)
        assert answer.status_code == 422
        assert "Choose a year from 2026 to 2045." in answer.text


def test_without_a_saved_scenario_it_says_what_to_do(room: Room) -> None:
    answer = get(room, "")
    assert answer.status_code == 404
    assert "Save the scenario on the desk" in answer.text


def test_a_process_that_takes_too_long_is_ended(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    save(room)
    monkeypatch.setattr(typesetting, "_WALL_S", 0)
    answer = get(room, "/report.pdf")
    assert answer.status_code == 500
    assert "The report could not be made as a file." in answer.text
    assert get(room, "").status_code == 200


def test_characters_that_no_font_has_are_replaced_on_paper_alone(room: Room) -> None:
    room.move_to("propose")
    room.propose(room.phone(), "Bikes 🚲🚒 for 日本 and مرحبا")
    for view in room.snapshot().waiting:
        room.decide(view.id, "approve")
    save(room)
    files = read(room)
    _find_no_fault(files.pdf)
    assert plain("Bikes □□ for □□ and") in files.pdf_text
    assert plain("Bikes 🚲🚒 for 日本") in files.page
    assert plain("Bikes 🚲🚒 for 日本") in files.docx_text


def test_a_refusal_leaves_no_words_in_the_log(room: Room, caplog: pytest.LogCaptureFixture) -> None:
    save(room)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(typesetting, "resource_dir", lambda _: Path(__file__).parent / "nowhere")
        answer = get(room, "/report.pdf")
    assert answer.status_code == 500
    assert "could not be set" in caplog.text
    assert "Nyk" not in caplog.text


def test_too_many_at_once_are_told_to_wait(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    save(room)
    monkeypatch.setattr(typesetting, "_PATIENCE_S", 0)
    with typesetting._turns, typesetting._turns:
        answer = get(room, "/report.docx")
    assert answer.status_code == 503
    assert "Too many reports are being made" in answer.text
    assert get(room, "/report.docx").status_code == 200


def test_the_workshop_of_another_language_keeps_its_words(room: Room) -> None:
    with room.app.app_context():
        db.session.get_one(Workshop, room.workshop_id).language = "sv"
        db.session.commit()
    save(room)
    assert plain("Report to the council") in read(room, "en").pdf_text
    assert plain("Rapport til kommunestyret") in read(room, "nb").pdf_text
