"""Lists in the other formats of spreadsheets do no harm either: .ods and .xls from anybody."""

from __future__ import annotations

import io
import time
import zipfile

import pytest
import xlwt

from scenarios.importing.table_file import ACTION_WORKBOOK, Cell, TableRefusedError
from scenarios.importing.table_guard import read_sheets_guarded

_OFFICE = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
)
CELL = '<table:table-cell office:value-type="string"><text:p>A</text:p></table:table-cell>'
LONG = "9" * 5_000


def open_document(rows: str, declaration: str = "") -> bytes:
    """Write an OpenDocument spreadsheet of one sheet."""
    body = (
        f"<office:document-content {_OFFICE}><office:body><office:spreadsheet>"
        f'<table:table table:name="List">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        # Readers know the file by it: it comes first and is not compressed.
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        archive.writestr("content.xml", f'<?xml version="1.0"?>{declaration}{body}')
    return file.getvalue()


def row(cells: str = CELL, attributes: str = "") -> str:
    return f"<table:table-row {attributes}>{cells}</table:table-row>"


def repeated(number: str) -> str:
    return CELL.replace("<table:table-cell", f'<table:table-cell table:number-columns-repeated="{number}"')


def spoilt_xls() -> bytes:
    book = xlwt.Workbook()
    book.add_sheet("List").write(0, 0, "A")
    file = io.BytesIO()
    book.save(file)
    content = bytearray(file.getvalue())
    for place in range(600, len(content), 7):
        content[place] ^= 0xFF
    return bytes(content)


_ENTITIES = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 9))
HOSTILE = {
    "a row that is there a billion times": open_document(
        row(attributes='table:number-rows-repeated="999999999"')
    ),
    "a row that is there 5,000 digits times": open_document(
        row(attributes=f'table:number-rows-repeated="{LONG}"')
    ),
    "a cell that is there a billion times": open_document(row(repeated("999999999"))),
    "a cell that is there 5,000 digits times": open_document(row(repeated(LONG))),
    "a cell that is there minus one times": open_document(row(repeated("-1"))),
    "20 million letters": open_document(row(CELL.replace(">A<", f">{'A' * 20_000_000}<"))),
    "a million spaces, a thousand times": open_document(
        row(CELL.replace("A", '<text:s text:c="1000000"/>' * 1_000))
    ),
    "100,000 elements in each other": open_document(row("<text:p>" * 100_000)),
    "a billion laughs": open_document(
        row(CELL.replace("A", "&e8;")), f'<!DOCTYPE x [<!ENTITY e0 "ha">{_ENTITIES}]>'
    ),
    "an external entity": open_document(
        row(CELL.replace("A", "&e;")), '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>'
    ),
    "half an OpenDocument": open_document(row())[:200],
    "half an .xls": spoilt_xls()[:1_000],
    "an .xls with spoilt bytes": spoilt_xls(),
}


def read(content: bytes) -> tuple[list[Cell], str]:
    """Return all cells of a file, or why it is refused."""
    try:
        tables = read_sheets_guarded(content, ACTION_WORKBOOK)
    except TableRefusedError as refused:
        return [], str(refused)
    return [cell for table in tables for each in table.rows for cell in each.cells.values()], ""


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_list_is_refused_in_a_sentence_or_read_within_limits(name: str) -> None:
    begin = time.monotonic()
    cells, refusal = read(HOSTILE[name])
    assert time.monotonic() - begin < 2 * ACTION_WORKBOOK.wall_s
    assert not refusal or "; expected " in refusal
    assert len(cells) <= ACTION_WORKBOOK.cells
    assert sum(len(str(cell)) for cell in cells) <= ACTION_WORKBOOK.characters


def test_a_sound_list_is_read() -> None:
    assert read(open_document(row())) == (["A"], "")


def test_what_a_file_refers_to_is_not_read() -> None:
    cells, refusal = read(HOSTILE["an external entity"])
    assert (cells, "declares XML entities" in refusal) == ([], True)
