"""Statistics files: sound ones become editions, faulty ones are refused with every row at fault."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scenarios.budget.budgets import compute_budget
from scenarios.budget.steps import BudgetError
from scenarios.importing.statistics import ImportArgumentError, ImportedEdition, import_statistics
from scenarios.inventory import editions
from scenarios.inventory.references import build_reference
from scenarios.inventory.sources import list_sectors, source_labels
from scenarios.inventory.statistics import StatisticsError, read_inventory
from scenarios.inventory.territories import (
    UnknownTerritoryError,
    find_territory,
    list_territories,
    search_territories,
)
from tests.unit.scenarios.statistics_files import HEADER, tidy, workbook

pytestmark = pytest.mark.usefixtures("data")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    editions.use_data_folder(tmp_path)
    return tmp_path


def take(content: bytes, country: str = "NO", **choices: Any) -> ImportedEdition:
    return import_statistics(content, country=country, file_name="figures.csv", **choices)


@pytest.mark.parametrize(
    "choices", [{"country": "Norway"}, {"country": "N1"}, {"date": "2026"}, {"date": "2026-02-30"}]
)
def test_arguments_that_no_edition_can_have(choices: dict[str, str]) -> None:
    with pytest.raises(ImportArgumentError, match="; give "):
        take(tidy(), **choices)


def test_a_folder_that_cannot_be_written_to(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("")
    with pytest.raises(ImportArgumentError, match="give another by --data DIR"):
        take(tidy(), folder=file)


def test_a_tidy_file_becomes_an_edition() -> None:
    edition = take(tidy(), name="The county", date="2026-04-24")
    assert edition.to_dict() | {"notes": [], "changes": []} == {
        "country": "NO",
        "edition": "2026-04-24",
        "date": "2026-04-24",
        "date_from": "given",
        "statistic": "The county (edition of 2026-04-24, imported)",
        "gases": ["CO2e"],
        "years": [2023, 2024],
        "municipalities": ["NO-1103", "NO-4001"],
        "sources": ["road_transport/cars", "road_transport/buses", "industry/all", "waste/all"],
        "rows": 9,
        "notes": [],
        "is_new": True,
        "changes": [],
    }
    # 2 municipalities, 3 sectors and 2 years are 12 combinations, of which 6 have a figure
    assert edition.notes[0].startswith("6 combinations")
    inventory = read_inventory("NO-4001")
    assert inventory.years == (2023, 2024)
    assert inventory.sources == edition.sources
    np.testing.assert_allclose(inventory.emissions_t, [[100.4, 90], [20.6, 0], [1000, 0], [0, 0]])
    assert "edition of 2026-04-24, imported" in inventory.method[0]
    assert inventory.edition == "edition of 2026-04-24, imported from figures.csv"


def test_commands_see_new_territories_and_years() -> None:
    before = {territory.id for territory in list_territories()}
    assert "NO-1103" not in before
    take(tidy())
    assert {territory.id for territory in list_territories()} - before == {"NO-1103", "NO"}
    assert find_territory("NO-1103").name == "Stavanger"
    assert search_territories("stavang")[0].id == "NO-1103"
    assert find_territory("NO-4001").first_year == 2023
    reference = build_reference("NO-1103", method="flat", start_year=2024, end_year=2025)
    assert {source["id"]: source["reference_t"] for source in reference.to_sources()} == {
        "road_transport/cars": [280, 280],
        "waste/all": [0, 0],
    }
    assert reference.notes[0] == "Figures of statistics of figures.csv (edition of 2025-01-01, imported)."


def test_the_edition_stands_in_the_steps_of_a_budget() -> None:
    take(tidy(), date="2025-06-01")
    budget = compute_budget("NO-4001", "per-capita", as_of=2026)
    spent = next(step for step in budget.steps if step.key == "spent")
    assert spent.year == 2025
    assert budget.base_year == 2024
    # 90 t CO2e of road traffic, times Norway's share of CO2 there
    assert spent.value == pytest.approx(-90 * 8576 / 8696)
    assert any("edition of 2025-06-01" in warning for warning in budget.warnings)


def test_the_workbook_has_co2_apart() -> None:
    edition = take(workbook())
    assert (edition.gases, edition.date) == (("CO2", "CO2e"), "2025-01-01")
    assert edition.statistic.startswith("Miljødirektoratet, Utslipp av klimagasser i kommuner")
    assert edition.notes[-1].endswith("electricity_district_heating/varmekraftverk.")
    co2, co2e = (read_inventory("NO-4001", gas=gas) for gas in ("CO2", "CO2e"))
    np.testing.assert_allclose(co2.total_t, [100, 97])
    np.testing.assert_allclose(co2e.total_t, [102, 97])
    assert read_inventory("NO-4001").gas == "CO2"
    assert not any("estimated" in method for method in co2.method)
    assert source_labels("NO", "sv")["electricity_district_heating/varmekraftverk"] == "Varmekraftverk"
    assert source_labels("NO", "sv")["road_transport/cars"] == "Personbilar"
    assert find_territory("NO-03").name == "Oslo"
    assert find_territory("NO-40").members == ("NO-4001",)


def test_a_header_need_not_be_in_the_first_row_and_may_have_small_letters() -> None:
    lines = ("", HEADER.upper().replace(",SUBSECTOR", ""), ",,", "NO-4001, Porsgrunn ,WASTE,2024,1.50,co2e")
    assert take("\ufeff".encode() + tidy(lines=lines)).rows == 1
    assert read_inventory("NO-4001").total_t.tolist() == [1.5]


def test_international_transport_is_left_out() -> None:
    lines = (
        HEADER,
        "0480,Nyköping,transport,,2024,9,CO2e",
        "0480,Nyköping,international_transport,,2024,5,CO2e",
        "0480,Nyköping,total,,2024,9,CO2e",
    )
    assert "1 rows of international transport" in take(tidy(lines=lines), "SE").notes[0]
    # CO2 still comes from the shipped edition: a budget is CO2.
    assert find_territory("SE-0480").gas == "CO2"
    assert read_inventory("SE-0480", gas="CO2e").total_t.tolist() == [9]
    with pytest.raises(StatisticsError, match="'CO2e' cannot be had"):
        read_inventory("SE-0481", gas="CO2e")


def test_a_swedish_edition_keeps_the_reports_of_cement_plants() -> None:
    lines = (HEADER, *(f"0980,Gotland,industry,,{year},1600000,CO2" for year in (2021, 2022)))
    take(tidy(lines=lines), "SE")
    without = read_inventory("SE-0980", cement=False)
    np.testing.assert_allclose(without.total_t[:2], [1600000 - 1621211 + 21211, 1600000 - 1514132])
    assert "cement plants taken out" in without.method[0]
    assert without.status == ("official", "official", "preliminary", "preliminary")


def test_cement_cannot_be_taken_out_of_a_divided_industry() -> None:
    lines = (HEADER, "0980,Gotland,transport,cars,2022,1,CO2")
    take(tidy(lines=lines), "SE")
    with pytest.raises(StatisticsError, match="use an edition that has it as one"):
        read_inventory("SE-0980", cement=False)


def test_another_country_has_its_own_subsectors() -> None:
    lines = (
        HEADER,
        "101,København,transport,bicycles_with_motor,2023,7,CO2",
        "101,København,heating_buildings,homes,2023,3,CO2",
    )
    edition = take(tidy(lines=lines), "dk")
    assert edition.sources == ("transport/bicycles_with_motor", "heating_buildings/homes")
    assert find_territory("DK-101").name == "København"
    assert find_territory("DK").members == ("DK-101",)
    assert source_labels("DK", "nb")["heating_buildings/homes"] == "Oppvarming av boliger"
    assert [sector.id for sector in list_sectors("DK")] == ["transport", "heating_buildings"]


def test_each_import_is_an_edition_and_the_newest_speaks() -> None:
    another = tidy({2: "4001,Porsgrunn,road_transport,cars,2023,100.40,CO2e"})
    files = ((tidy(), "2026-01-01"), (tidy(), "2025-01-01"), (another, "2026-01-01"))
    names = [take(content, date=day).edition for content, day in files]
    assert names == ["2026-01-01", "2025-01-01", "2026-01-01-2"]
    assert [edition.name for edition in editions.list_editions("NO")] == [
        *("2026-01-01-2", "2026-01-01", "2025-01-01", "shipped", "shipped"),
    ]
    take(tidy(lines=(HEADER, "4001,Porsgrunn,waste,,2024,3,CO2e")), date="2026-02-01")
    assert read_inventory("NO-4001").total_t.tolist() == [3]
    assert read_inventory("NO-1103").edition.startswith("edition of 2026-01-01")
    # a set is added up from one edition: here the older one, which has both
    assert read_inventory("NO-1103+NO-4001").total_t.tolist() == [1426.5, 370]
    with pytest.raises(UnknownTerritoryError, match="No edition of the statistics has all municipalities"):
        find_territory("NO-1103+NO-4003")


def test_a_municipality_without_inhabitants_has_no_share_by_inhabitants() -> None:
    take(tidy())
    with pytest.raises(BudgetError, match="no population of Stavanger"):
        compute_budget("NO-1103", "per-capita")


def test_a_failed_import_leaves_nothing(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "rename", fail)
    with pytest.raises(ImportArgumentError, match="No space left on device"):
        take(tidy())
    assert list((data / "statistics" / "NO").iterdir()) == []


def test_an_unfinished_import_is_not_seen(data: Path) -> None:
    take(tidy())
    (data / "statistics" / "NO" / ".import-x").mkdir()
    (data / "statistics" / "README").write_text("mine")
    assert len(editions.list_editions("NO")) == 3


def test_where_editions_lie(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    editions.use_data_folder(None)
    assert editions.data_folder().name == "no-imports"
    monkeypatch.delenv(editions.ENVIRONMENT)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert editions.data_folder() == tmp_path / "handlingsrom"
    monkeypatch.delenv("XDG_DATA_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert editions.data_folder() == tmp_path / ".local" / "share" / "handlingsrom"
    editions.use_data_folder(tmp_path / "mine")
    assert editions.data_folder() == tmp_path / "mine"
