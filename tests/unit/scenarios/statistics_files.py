"""Statistics files for tests: tidy CSV and the workbook, sound and to be spoilt."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import openpyxl

from scenarios.importing.formats import SHEET, WORKBOOK_COLUMNS

HEADER = "municipality_code,municipality,sector,subsector,year,emissions_t,gas"

# Two municipalities of Norway, two years; a total for each, and a sector that is not divided.
TIDY = (
    HEADER,
    "4001,Porsgrunn,road_transport,cars,2023,100.4,CO2e",
    "4001,Porsgrunn,road_transport,Busser,2023,20.6,CO2e",
    "4001,Porsgrunn,industry,,2023,1000,CO2e",
    "4001,Porsgrunn,total,,2023,1121,CO2e",
    "4001,Porsgrunn,road_transport,cars,2024,90,CO2e",
    "4001,Porsgrunn,Veitrafikk,,2024,90,CO2e",
    "1103,Stavanger,road_transport,cars,2023,300,CO2e",
    "1103,Stavanger,waste,,2023,5.5,CO2e",
    "1103,Stavanger,road_transport,cars,2024,280,CO2e",
)

FIRST = ("Telemark", 4001, "Porsgrunn", "Veitrafikk", "Personbiler")
WORKBOOK: tuple[tuple[Any, ...], ...] = (
    tuple(WORKBOOK_COLUMNS.values()),
    (*FIRST, "CO2", 2023, 100.0),
    (*FIRST, "CH4", 2023, 1.5),
    (*FIRST, "N2O", 2023, 0.5),
    (*FIRST, "CO2", 2024, 90.0),
    ("Telemark", 4001, "Porsgrunn", "Energiforsyning", "Varmekraftverk", "CO2", 2024, 7),
    ("Oslo", 301, "Oslo", "Luftfart", "Innenriks luftfart", "CO2", 2023, 4),
    ("Oslo", 301, "Oslo", "produkter med fluorgasser", "Bruk av HFK", "HFK", 2024, 3.25),
    ("Oslo", 301, "Oslo", "Luftfart", "Innenriks luftfart", "CO2", 2024, 2),
)


def tidy(changes: dict[int, str | None] | None = None, lines: Sequence[str] = TIDY) -> bytes:
    """Return the file with rows (counted as a spreadsheet does) changed, left out or added."""
    rows: dict[int, str | None] = dict(enumerate(lines, start=1)) | (changes or {})
    return "".join(f"{row}\n" for _, row in sorted(rows.items()) if row is not None).encode()


def workbook(changes: dict[int, tuple[Any, ...]] | None = None, sheet: str = SHEET) -> bytes:
    """Return the workbook with rows changed or added."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = sheet
    rows = dict(enumerate(WORKBOOK, start=1)) | (changes or {})
    for _, row in sorted(rows.items()):
        page.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
