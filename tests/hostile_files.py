"""Workbooks that do harm when they are opened: each below 250 kB, as somebody could send them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Iterator
from itertools import chain

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELS = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
MEGABYTE = 1 << 20

Pieces = Iterable[str]


def workbook_of_parts(
    sheet: Pieces, texts: Pieces | None = None, *, declaration: str = "", level: int = 9
) -> bytes:
    """Write a workbook of one sheet from what stands in its parts."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
        related = f'<Relationship Id="r1" Type="{_REL}/officeDocument" Target="xl/workbook.xml"/>'
        archive.writestr("_rels/.rels", f"{_HEAD}<Relationships {_RELS}>{related}</Relationships>")
        archive.writestr(
            "xl/workbook.xml",
            f'{_HEAD}<workbook {_MAIN} xmlns:r="{_REL}"><sheets><sheet name="Oversikt - detaljert" '
            'sheetId="1" r:id="r1"/></sheets></workbook>',
        )
        kinds = {"r1": ("worksheet", "sheet1.xml")}
        if texts is not None:
            kinds["r2"] = ("sharedStrings", "sharedStrings.xml")
        listed = "".join(
            f'<Relationship Id="{key}" Type="{_REL}/{kind}" Target="{place}"/>'
            for key, (kind, place) in kinds.items()
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels", f"{_HEAD}<Relationships {_RELS}>{listed}</Relationships>"
        )
        _write(archive, "xl/sheet1.xml", (_HEAD, declaration, f"<worksheet {_MAIN}>"), sheet, "</worksheet>")
        if texts is not None:
            _write(archive, "xl/sharedStrings.xml", (_HEAD, f"<sst {_MAIN}>"), texts, "</sst>")
    return file.getvalue()


def _write(archive: zipfile.ZipFile, name: str, head: Pieces, body: Pieces, end: str) -> None:
    with archive.open(name, "w", force_zip64=True) as part:
        for piece in chain(head, body, [end]):
            part.write(piece.encode())


def repeat(text: str, times: int) -> Iterator[str]:
    """Repeat a short text in pieces."""
    at_once = 10_000
    for _ in range(times // at_once):
        yield text * at_once
    yield text * (times % at_once)


def sheet_of(rows: Pieces) -> Iterator[str]:
    """Put rows into a sheet."""
    yield "<sheetData>"
    yield from rows
    yield "</sheetData>"


ONE_CELL = '<row r="1"><c r="A1"><v>1</v></c></row>'


def _empty_rows() -> bytes:
    return workbook_of_parts(sheet_of(repeat("<row/>", 10_000_000)))


def _shared_texts() -> bytes:
    return workbook_of_parts(sheet_of([ONE_CELL]), repeat("<si><t>a</t></si>", 4_000_000))


def _huge_cell() -> bytes:
    cell = ('<row r="1"><c r="A1" t="inlineStr"><is><t>', *repeat("x", 150 * MEGABYTE), "</t></is></c></row>")
    return workbook_of_parts(sheet_of(cell))


def _huge_name() -> bytes:
    return workbook_of_parts(sheet_of(('<row r="', *repeat("1", 50 * MEGABYTE), '"/>')))


def _deep() -> bytes:
    return workbook_of_parts(repeat("<a>", 10_000_000))


def _nothing_for_long() -> bytes:
    return workbook_of_parts(sheet_of(repeat("<x/>", 15_000_000)))


def _zip_bomb() -> bytes:
    return workbook_of_parts(sheet_of(repeat(" ", 220 * MEGABYTE)))


def _many_cells() -> bytes:
    return workbook_of_parts(sheet_of(['<row r="1">', *repeat("<c><v>1</v></c>", 8_000_000), "</row>"]))


def _declared(declaration: str, entity: str) -> bytes:
    cell = f'<row r="1"><c r="A1" t="inlineStr"><is><t>&{entity};</t></is></c></row>'
    return workbook_of_parts(sheet_of([cell]), declaration=declaration)


def _billion_laughs() -> bytes:
    laughs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    return _declared(f'<!DOCTYPE x [<!ENTITY a0 "ha">{laughs}]>', "a9")


def _external_entity() -> bytes:
    return _declared('<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>', "e")


def _cut_short() -> bytes:
    sound = workbook_of_parts(sheet_of([ONE_CELL]))
    return sound[: len(sound) // 2]


def _lies_about_its_size() -> bytes:
    content = bytearray(workbook_of_parts(sheet_of(repeat(" ", 20 * MEGABYTE))))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        size = archive.getinfo("xl/sheet1.xml").file_size
    place = content.rindex(size.to_bytes(4, "little"))
    content[place : place + 4] = (100).to_bytes(4, "little")
    return bytes(content)


def _locked_zip() -> bytes:
    content = bytearray(workbook_of_parts(sheet_of([ONE_CELL])))
    place = content.index(b"PK\x01\x02")
    while place != -1:
        content[place + 8] |= 1
        place = content.find(b"PK\x01\x02", place + 1)
    return bytes(content)


HOSTILE: dict[str, Callable[[], bytes]] = {
    "10 million empty rows": _empty_rows,
    "4 million shared texts": _shared_texts,
    "a cell of 150 MB": _huge_cell,
    "an attribute of 50 MB": _huge_name,
    "10 million elements in each other": _deep,
    "15 million elements without a meaning": _nothing_for_long,
    "220 MB of nothing": _zip_bomb,
    "8 million cells": _many_cells,
    "a billion laughs": _billion_laughs,
    "an external entity": _external_entity,
    "half a workbook": _cut_short,
    "a size that is a lie": _lies_about_its_size,
    "a locked archive": _locked_zip,
    "a password": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4096),
    "no workbook at all": lambda: b"PK\x03\x04" + b"nonsense" * 100,
}
