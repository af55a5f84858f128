"""Read a report in its three forms, and look at its PDF."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from dataclasses import dataclass, replace
from html import unescape
from typing import Any

import pikepdf
import pypdfium2
from docx import Document
from docx.oxml.ns import qn
from pdfua import validate
from pdfua.model import Confidence

from tests.integration.saved_workshop import decided
from tests.workshop_room import Browser, Room
from workshop.services.importing.list_import import import_list
from workshop.services.people.facilitators import ensure_facilitator
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


def look_at_pdf(pdf: bytes, language: str) -> None:
    """Look for what pdfua 0.1 decides (16 of 106 rules of PDF/UA-1), and for more: Typst refuses the rest."""
    find_no_fault(pdf)
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


def find_no_fault(pdf: bytes) -> None:
    found = validate(io.BytesIO(pdf)).findings
    certain = [each for each in found if each.confidence is Confidence.CERTAIN]
    assert [f"{each.rule_id}: {each.message}" for each in certain] == []
