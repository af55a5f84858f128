"""What python-docx has no words for: languages, headings of tables, descriptions, fields."""

from __future__ import annotations

from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shape import InlineShape
from docx.shared import Pt, RGBColor
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph
from docx.text.run import Run

# As Word names them: a language alone has no dictionary there.
_TAGS = {"en": "en-GB", "nb": "nb-NO", "sv": "sv-SE"}


def set_language(document: Document, language: str) -> None:
    """Set the language of everything that names no other."""
    defaults = document.styles.element.find(f".//{qn('w:rPrDefault')}/{qn('w:rPr')}")
    for earlier in defaults.findall(qn("w:lang")):
        defaults.remove(earlier)
    defaults.append(_lang(language))
    document.core_properties.language = _TAGS.get(language, language)


def mark_language(run: Run, language: str) -> None:
    """Mark a piece of text that is in another language."""
    run._element.get_or_add_rPr().append(_lang(language))


def describe_picture(shape: InlineShape, description: str) -> None:
    """Give a picture the words that say the same."""
    shape._inline.docPr.set("descr", description)


def describe_table(table: Table, caption: str) -> None:
    """Give a table its name, for those who hear it."""
    properties = table._tbl.tblPr
    title = OxmlElement("w:tblCaption")
    title.set(qn("w:val"), caption)
    properties.append(title)


def repeat_as_heading(row: _Row) -> None:
    """Make a row the heading of its table, on each page that the table reaches."""
    _set_row(row, "w:tblHeader")


def keep_together(row: _Row) -> None:
    """Keep a row on one page."""
    _set_row(row, "w:cantSplit")


def shade(cell: _Cell, color: str) -> None:
    """Fill a cell with a colour, six hexadecimal digits."""
    shading = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", color)):
        shading.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(shading)


def add_field(paragraph: Paragraph, name: str) -> None:
    """Add a field that the program fills in, such as ``PAGE``."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)


def set_heading_look(document: Document, name: str, points: float) -> None:
    """Give a style of headings its size, our colour, and the font of the text."""
    style = document.styles[name]
    style.font.size = Pt(points)
    style.font.italic = False
    style.font.color.rgb = RGBColor(0x14, 0x24, 0x2C)
    properties = style.element.get_or_add_rPr()
    for fonts in properties.findall(qn("w:rFonts")):
        properties.remove(fonts)


def _lang(language: str) -> BaseOxmlElement:
    element = OxmlElement("w:lang")
    element.set(qn("w:val"), _TAGS.get(language, language))
    return element


def _set_row(row: _Row, name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(name))
