"""Reports as DOCX, which a secretary can edit: styles, tables and pictures of the program that opens it."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import datetime

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph as WordParagraph

from workshop.services.reports import docx_parts as parts
from workshop.services.reports.blocks import (
    Block,
    Facts,
    Heading,
    Listing,
    NewPage,
    Paragraph,
    Picture,
    Report,
    Table,
    Text,
    plain,
)

_MARGIN_MM, _WIDTH_MM = 18, 174
_TABLE_PT, _NOTE_PT, _BODY_PT, _LEAD_PT = 8.5, 8.5, 10, 13
_GROUND = "E9EEEC"
# Characters that XML does not have.
_IMPOSSIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def write_docx(report: Report, pictures: list[bytes]) -> bytes:
    """Return the report as DOCX.

    ``pictures`` are its drawings as PNG, in their order.
    """
    document = Document()
    _prepare(document, report)
    document.add_heading(_clean(report.title), 0)
    _write(document.add_paragraph(style="Subtitle"), plain(report.subtitle))
    drawn = iter(pictures)
    for block in report.blocks:
        _add(document, block, drawn)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _prepare(document: WordDocument, report: Report) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(_MARGIN_MM)
    section.top_margin = section.bottom_margin = Mm(_MARGIN_MM)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Calibri", Pt(_BODY_PT)
    normal.paragraph_format.space_after = Pt(4)
    for name, points in (("Title", 20), ("Heading 1", 13), ("Heading 2", 11)):
        parts.set_heading_look(document, name, points)
    parts.set_heading_look(document, "Subtitle", _BODY_PT)
    about = document.core_properties
    about.title, about.author, about.comments = _clean(report.title), "Handlingsrom", ""
    about.created = about.modified = datetime(*report.made)  # noqa: DTZ001  # a day, as the report prints it
    parts.set_language(document, report.language)
    foot = section.footer.paragraphs[0]
    before, between, after = re.split(r"%\(pages?\)s", report.page)
    foot.add_run(f"{_clean(report.foot)} · {before}").font.size = Pt(_NOTE_PT)
    parts.add_field(foot, "PAGE")
    foot.add_run(between).font.size = Pt(_NOTE_PT)
    parts.add_field(foot, "NUMPAGES")
    foot.add_run(after).font.size = Pt(_NOTE_PT)


def _add(document: WordDocument, block: Block, drawn: Iterator[bytes]) -> None:
    match block:
        case Heading():
            document.add_heading(_clean(block.text), block.level)
        case Paragraph():
            paragraph = document.add_paragraph()
            size = {"body": _BODY_PT, "lead": _LEAD_PT, "note": _NOTE_PT}[block.look]
            _write(paragraph, block.text, size, strong=block.look == "lead")
        case Listing():
            for item in block.items:
                _write(document.add_paragraph(style="List Bullet"), item)
        case Facts():
            for fact in block.rows:
                paragraph = document.add_paragraph()
                paragraph.add_run(f"{_clean(fact.label)}: ").bold = True
                _write(paragraph, fact.text)
        case Table():
            _add_table(document, block)
        case Picture():
            shape = document.add_picture(io.BytesIO(next(drawn)), width=Mm(_WIDTH_MM))
            parts.describe_picture(shape, _clean(block.description))
            if block.caption:
                document.add_paragraph(_clean(block.caption), style="Caption")
        case NewPage():
            document.add_paragraph().paragraph_format.page_break_before = True


def _add_table(document: WordDocument, block: Table) -> None:
    table = document.add_table(rows=0, cols=len(block.columns), style="Table Grid")
    table.autofit = False
    parts.describe_table(table, _clean(block.caption))
    whole = sum(column.width for column in block.columns)
    widths = [Mm(_WIDTH_MM * column.width / whole) for column in block.columns]
    heading = tuple(plain(column.heading) for column in block.columns)
    last = (block.total,) if block.total else ()
    for number, cells in enumerate((heading, *block.rows, *last)):
        row = table.add_row()
        parts.keep_together(row)
        is_heading, is_total = number == 0, bool(last) and number == len(block.rows) + 1
        if is_heading:
            parts.repeat_as_heading(row)
        for place, (cell, text) in enumerate(zip(row.cells, cells, strict=True)):
            cell.width = widths[place]
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_after = Pt(0)
            if block.columns[place].numeric:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            _write(paragraph, text, _TABLE_PT, strong=is_heading or is_total)
            if is_heading:
                parts.shade(cell, _GROUND)
    document.add_paragraph().paragraph_format.space_after = Pt(0)


def _write(paragraph: WordParagraph, text: Text, size: float = _BODY_PT, *, strong: bool = False) -> None:
    for piece in text:
        run = paragraph.add_run(_clean(piece.text))
        run.font.size = Pt(size)
        run.bold = strong or piece.strong or None
        if piece.language:
            parts.mark_language(run, piece.language)


def _clean(text: str) -> str:
    return _IMPOSSIBLE.sub("", text)
