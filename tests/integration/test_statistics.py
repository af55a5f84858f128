"""Statistics on the desk: upload, what changes, import, undo; and how to bring a place that is missing."""

from __future__ import annotations

import io
import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from scenarios.importing.staging import ORDER, write_status
from scenarios.importing.statistics import import_statistics
from scenarios.inventory.editions import list_editions, use_data_folder
from tests.page_forms import fields_of
from tests.unit.scenarios.statistics_files import TIDY, tidy, workbook
from tests.workshop_room import OPENING, Browser, Room
from workshop.services.importing.list_actions import _inventories, co2_share
from workshop.services.people.facilitators import ensure_facilitator, issue_login_link
from workshop.services.workshops.municipalities import _read

PATIENCE_S = 60
_MARK = re.compile(r'name="draft" [^>]*value="([^"]+)"')


@pytest.fixture(autouse=True)
def data(tmp_path: Path) -> Iterator[Path]:
    """Keep imports of a test in a folder of its own."""
    folder = tmp_path / "statistics-data"
    use_data_folder(folder)
    yield folder
    use_data_folder(None)


def upload(room: Room, content: bytes, name: str = "official.csv", **fields: str) -> str:
    """Bring a file, and wait for the page that says what changes."""
    sent = {"country": "NO", "published": "", "publisher": "", **fields}
    room.desk.send("/statistics/", file=(io.BytesIO(content), name), **sent)
    until = time.monotonic() + PATIENCE_S
    while "is being read" in room.desk.text and time.monotonic() < until:
        time.sleep(0.3)
        room.desk.open("/statistics/changes")
    return room.desk.text


def take_into_use(room: Room, **fields: str) -> TestResponse:
    """Press "Import" on the page about the file that waits, as it stands now."""
    found = _MARK.search(room.desk.open("/statistics/changes").get_data(as_text=True))
    return room.desk.send("/statistics/import", draft=found[1] if found else "", **fields)


def imported() -> list[str]:
    return [edition.name for edition in list_editions("NO") if edition.is_imported]


def test_what_changes_is_seen_before_anything_is_imported(room: Room) -> None:
    page = upload(room, workbook(), "utslippsstatistikk.xlsx")
    assert "2 places, 2023–2024, CO₂ + CO₂e, 8 rows." in page
    assert "Porsgrunn" in page
    assert "Sectors in 2024" in page
    assert re.search(r"Road transport</th><td>[^<]+</td><td>90", page)
    assert "No workshop is about a place of this file." in page
    # The small file has two of the years that are shipped for Porsgrunn.
    assert "2009, 2011, 2013, 2015–2022 would be missing for some places." in page
    assert take_into_use(room).status_code == 409
    assert imported() == []
    take_into_use(room, older="y")
    assert "Imported: Miljødirektoratet, Utslipp av klimagasser i kommuner" in room.desk.text
    assert imported() == ["2025-01-01"]


def test_the_budgets_of_workshops_stand_beside_what_they_would_be(room: Room) -> None:
    room.desk.send(
        "/workshops/new",
        **{**OPENING, "territory": "NO-4001", "preset": "emission-share", "title": "Porsgrunn’s meeting"},
    )
    before = room.desk.text
    page = upload(room, workbook(), "new.xlsx", published="2027-01-01")
    row = re.search(r"Porsgrunn’s meeting.*?</tr>", page, re.DOTALL)
    assert row
    cells = re.findall(r"<td>([^<]+)</td>", row[0])
    assert cells[0].endswith("Mt")
    assert cells[2] != cells[3]
    take_into_use(room, older="y")
    assert imported() == ["2027-01-01"]
    code = re.search(r'data-code="(\w+)"', before)
    assert code
    # The open workshop keeps its figures.
    assert cells[0] in room.desk.open(f"/budget/{code[1]}").get_data(as_text=True)


def test_a_file_with_faults_changes_nothing_and_names_its_rows(room: Room) -> None:
    page = upload(room, tidy({3: "4001,Porsgrunn,road_transport,Busser,2023,many,CO2e", 5: "x"}))
    assert "This file cannot be imported" in page
    assert "row 3" in page or "row 5" in page
    assert imported() == []
    assert take_into_use(room).status_code == 409


def test_the_same_file_twice_makes_no_third_edition(room: Room) -> None:
    content = workbook()
    upload(room, content, "one.xlsx")
    take_into_use(room, older="y")
    assert len(imported()) == 1
    for date in ("", "2027-05-05"):
        page = upload(room, content, "renamed.xlsx", published=date)
        assert "This file was imported before" in page
        assert take_into_use(room).status_code == 409
    assert len(imported()) == 1


def test_older_statistics_displace_newer_ones_only_if_said(room: Room) -> None:
    upload(room, workbook(), "new.xlsx", published="2027-01-01")
    take_into_use(room, older="y")
    # Dated before the one in use: nothing would change.
    older = tidy(lines=[row for row in TIDY if ",2024," not in row and "Stavanger" not in row])
    page = upload(room, older, published="2026-12-01")
    assert "Nothing would change" in page
    # Dated after it, and without the newest year.
    page = upload(room, older, published="2027-06-01")
    assert "These statistics lack years that the ones in use have: 2024" in page
    refused = take_into_use(room)
    assert refused.status_code == 409
    assert len(imported()) == 1
    assert take_into_use(room, older="y").status_code == 200
    assert len(imported()) == 2


def test_an_import_is_undone_until_a_workshop_stands_on_it(room: Room, data: Path) -> None:
    upload(room, workbook(), "new.xlsx", published="2027-01-01")
    take_into_use(room, older="y")
    assert imported() == ["2027-01-01"]
    room.desk.send("/statistics/undo/NO/2027-01-01")
    assert imported() == []
    # Other figures under the same date are another edition: what a running program remembers stays true.
    changed = workbook({2: ("Telemark", 4001, "Porsgrunn", "Veitrafikk", "Personbiler", "CO2", 2023, 5.0)})
    upload(room, changed, "new.xlsx", published="2027-01-01")
    take_into_use(room, older="y")
    assert imported() == ["2027-01-01-2"]
    opening = {"territory": "NO-4001", "preset": "own", "own_amount": "90 000", "title": "In use"}
    room.desk.send("/workshops/new", **{**OPENING, **opening})
    page = room.desk.open("/statistics/").get_data(as_text=True)
    assert "Can no longer be undone: in use by In use." in page
    assert room.desk.send("/statistics/undo/NO/2027-01-01-2").status_code == 409
    assert imported() == ["2027-01-01-2"]
    assert room.desk.send("/statistics/undo/NO/shipped").status_code == 404
    assert room.desk.send("/statistics/undo/NO/..").status_code == 404
    assert (data / "statistics" / "NO").is_dir()


def test_a_page_about_an_earlier_file_imports_and_discards_nothing(room: Room) -> None:
    """Two administrators at once: what the first has looked at is what the first imports."""
    first = fields_of(upload(room, workbook(), "first.xlsx", published="2026-12-01"), "draft")
    second = upload(room, workbook(), "second.xlsx", published="2027-01-01")
    assert "second.xlsx" in second
    for step in ("import", "discard"):
        answer = room.desk.send(f"/statistics/{step}", **{**first, "older": "y"})
        assert answer.status_code == 409, step
        assert "This page belongs to another file" in room.desk.text
        assert "Look at what “second.xlsx” would change" in room.desk.text
    assert imported() == []
    assert room.desk.send("/statistics/import", **fields_of(second, "draft"), older="y").status_code == 200
    assert imported() == ["2027-01-01"]


def test_a_reader_of_an_earlier_file_writes_nothing_about_a_later_one(room: Room, data: Path) -> None:
    """A reader that is ended says so in the folder of its own file alone."""
    upload(room, workbook(), "first.xlsx", published="2026-12-01")
    [earlier] = {order.parent for order in (data / "statistics").rglob(ORDER)}
    upload(room, workbook(), "second.xlsx", published="2027-01-01")
    with pytest.raises(OSError, match="No such file"):
        write_status(earlier, state="broken")
    assert "second.xlsx" in room.desk.open("/statistics/changes").get_data(as_text=True)
    assert "could not be read" not in room.desk.text


def test_only_an_administrator_brings_statistics(room: Room) -> None:
    stranger = Browser(room.app.test_client())
    assert "Log in" in stranger.open("/statistics/").get_data(as_text=True)
    phone = room.phone()
    assert "Log in" in phone.open("/statistics/changes").get_data(as_text=True)
    with room.app.app_context():
        link = issue_login_link(ensure_facilitator("Second"), datetime.now(UTC))
    second = Browser(room.app.test_client())
    second.send(f"/login/link/{link}")
    assert "Only an administrator" in second.open("/statistics/").get_data(as_text=True)
    assert second.open("/statistics/changes").status_code == 403
    sent = {"country": "NO", "published": "", "publisher": ""}
    for path in (
        "/statistics/",
        "/statistics/import",
        "/statistics/discard",
        "/statistics/undo/NO/2025-01-01",
    ):
        file = {"file": (io.BytesIO(workbook()), "a.xlsx")} if path == "/statistics/" else {}
        assert second.send(path, **sent, **file).status_code == 403
    assert imported() == []


def test_what_is_typed_comes_back_after_a_fault(room: Room) -> None:
    sent = {"country": "SE", "published": "24.4.2026", "publisher": "SMHI"}
    answer = room.desk.send("/statistics/", **sent)
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert "Write a day as year-month-day" in page
    assert "Choose the file with the statistics." in page
    form = fields_of(page, "country")
    assert {name: form[name] for name in sent} == sent


def test_a_norwegian_place_that_is_not_there_leads_to_the_official_file(room: Room) -> None:
    for text in ("Bergen", "bergen kommune", "4601"):
        page = room.desk.open(f"/territories/?q={text}").get_data(as_text=True)
        assert "Bergen" in page
        assert 'href="/statistics/#norway"' in page
    answer = room.desk.open("/workshops/new?territory=Bergen")
    assert answer.status_code == 422
    assert "The statistics of Bergen do not come with the program" in room.desk.text
    page = room.desk.open("/statistics/").get_data(as_text=True)
    assert "utslippsstatistikk_alle_kommuner.xlsx" in page
    assert 'href="/statistics/#norway"' not in room.desk.open("/territories/?q=Skien").get_data(as_text=True)


def test_the_gas_of_a_list_and_a_region_follow_an_import_without_a_restart(data: Path) -> None:
    oslo = ("NO-0301", "per-capita", (), "flat", 2026, 2030)
    before = co2_share("NO-0301", ["road_transport"]), _read(*oslo, list_editions())
    import_statistics(
        workbook(), country="NO", file_name="w.xlsx", date="2027-01-01", folder=data, compare=False
    )
    after = co2_share("NO-0301", ["road_transport"]), _read(*oslo, list_editions())
    for cached in (_inventories, _read):
        cached.cache_clear()
    assert after == (co2_share("NO-0301", ["road_transport"]), _read(*oslo, list_editions()))
    assert after[0] != before[0]
    assert after[1] != before[1]
