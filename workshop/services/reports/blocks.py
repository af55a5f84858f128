"""The parts of a report: written once, and drawn as HTML, PDF and DOCX, so that the three say the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, Final, Literal


@dataclass(frozen=True)
class Run:
    """A piece of text; ``language`` is empty where it is the report's."""

    text: str
    strong: bool = False
    language: str = ""


Text = tuple[Run, ...]
Row = tuple[Text, ...]


def plain(text: str) -> Text:
    """Return a text without marks; empty without words."""
    return (Run(text),) if text else ()


@dataclass(frozen=True)
class Heading:
    """The beginning of a part; 1 is the highest level below the title."""

    text: str
    level: Literal[1, 2] = 1


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; a ``lead`` is what readers in a hurry take with them, a ``note`` is small."""

    text: Text
    look: Literal["body", "lead", "note"] = "body"


@dataclass(frozen=True)
class Listing:
    """A list of points."""

    items: tuple[Text, ...]


@dataclass(frozen=True)
class Fact:
    """A name with what it stands for."""

    label: str
    text: Text


@dataclass(frozen=True)
class Facts:
    """Names with what they stand for."""

    rows: tuple[Fact, ...]


@dataclass(frozen=True)
class Column:
    """A column of a table; ``width`` is its share of the page beside those of the others."""

    heading: str
    width: float = 1.0
    numeric: bool = False


@dataclass(frozen=True)
class Table:
    """A table with one row of headings; ``name`` is the column whose cells name their rows.

    ``total`` is empty without a last row of sums.
    """

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    total: Row = ()
    name: int = 0


@dataclass(frozen=True)
class Picture:
    """A drawing (SVG, of our own making) with the words that say the same."""

    svg: str
    description: str
    caption: str = ""


@dataclass(frozen=True)
class NewPage:
    """What follows begins on a new page of paper."""


Block = Heading | Paragraph | Listing | Facts | Table | Picture | NewPage

KINDS: Final[dict[type[Block], str]] = {
    Heading: "heading",
    Paragraph: "paragraph",
    Listing: "listing",
    Facts: "facts",
    Table: "table",
    Picture: "picture",
    NewPage: "new_page",
}


@dataclass(frozen=True, kw_only=True)
class Report:
    """A report in one ``language``; ``made`` is its date as year, month and day.

    ``page`` names a page of paper: ``%(page)s`` and ``%(pages)s`` stand for the numbers. ``foot`` stands on
    each page of paper.
    """

    title: str
    subtitle: str
    language: str
    made: tuple[int, int, int]
    foot: str
    page: str
    blocks: tuple[Block, ...]

    @property
    def parts(self) -> Iterator[tuple[str, Block]]:
        """The blocks, each with the name of its kind."""
        for block in self.blocks:
            yield KINDS[type(block)], block

    def to_dict(self) -> dict[str, Any]:
        """Return the report as plain data, each block with its ``kind``."""
        about = {
            name: getattr(self, name) for name in ("title", "subtitle", "language", "made", "foot", "page")
        }
        return {**about, "blocks": [{"kind": kind, **asdict(block)} for kind, block in self.parts]}
