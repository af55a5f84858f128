"""The shipped data are whole and agree with published totals."""

from __future__ import annotations

import csv
import hashlib
import json

import numpy as np
import pytest

from scenarios.inventory.datasets import DATA, read_rows, read_year_table
from scenarios.inventory.sources import list_sectors, list_sources
from scenarios.inventory.territories import find_territory

SECTORS_SE = [sector.id for sector in list_sectors("SE")]
MUNICIPALITIES_SE = find_territory("SE").members

FINGERPRINTS = {
    "se_emissions/co2_sectors.csv": "91d85799981040b5",
    "se_emissions/co2_sources.csv": "773b2e0ab8ad87ec",
    "se_emissions/co2e_sectors.csv": "204a9326ac42d5ff",
    "se_emissions/cement.csv": "74f7018d34ef4aad",
    "no_emissions/co2e_sectors.csv": "03b0538589d8ca54",
    "no_emissions/co2e_sources.csv": "e9234dd9f3c42487",
    "no_emissions/co2_shares.csv": "8261b835a7d1530e",
    "no_oslo/co2_sectors.csv": "8580ffd43c19245c",
    "no_oslo/co2_sources.csv": "e052906f598509e1",
    "no_oslo/co2e_sectors.csv": "c5005e25835a9864",
    "no_oslo/co2e_sources.csv": "4159e7a57458b276",
    "population/population.csv": "12c34037bbef917b",
    "global/remaining_budgets.csv": "642932bfb7fcdb47",
    "global/world_co2.csv": "dd8e9f7128df4563",
    "global/world_population.csv": "b25bde13812105c0",
}


@pytest.mark.parametrize("name", FINGERPRINTS)
def test_no_figure_changes_unnoticed(name: str) -> None:
    """A new edition is a new fingerprint, together with its SOURCES.md and its golden figures."""
    assert hashlib.sha256((DATA / name).read_bytes()).hexdigest()[:16] == FINGERPRINTS[name]


DATASETS = (
    "territories",
    "se_emissions",
    "no_emissions",
    "no_oslo",
    "population",
    "global",
    "budget_presets",
    "budget_marks",
    "actor_shares",
)


@pytest.mark.parametrize("name", DATASETS)
def test_every_dataset_names_its_sources(name: str) -> None:
    assert (DATA / name / "SOURCES.md").stat().st_size > 300
    assert f"`{name}`" in (DATA / "README.md").read_text(encoding="utf-8")


def test_every_file_is_named_by_its_sources() -> None:
    for path in (path for name in DATASETS for path in (DATA / name).glob("*.csv")):
        about = (path.parent / "SOURCES.md").read_text(encoding="utf-8")
        folder_is_one_file = path.parent.name in {"population", "territories"} or "editions" in path.name
        assert folder_is_one_file or path.name in about, path


@pytest.mark.parametrize("name", ["co2_sectors.csv", "co2e_sectors.csv"])
def test_each_swedish_municipality_has_each_sector(name: str) -> None:
    table = read_year_table("se_emissions", name)
    assert set(table.cells) == set(MUNICIPALITIES_SE)
    for rows in table.cells.values():
        assert [key for key, _ in rows] == SECTORS_SE
        assert all(len(cells) == len(table.years) for _, cells in rows)


@pytest.mark.parametrize(
    "name",
    [
        p.relative_to(DATA).as_posix()
        for p in sorted(DATA.glob("*_emissions/*_s*.csv"))
        if "shares" not in p.name
    ],
)
def test_figures_are_finite_and_not_negative_and_rows_unique(name: str) -> None:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        _, *rows = csv.reader(file)
    figures = np.array([[float(cell) for cell in row[2:]] for row in rows])
    assert np.isfinite(figures).all()
    assert (figures >= 0).all()
    assert len({(row[0], row[1]) for row in rows}) == len(rows)


# Municipalities of the CO2 edition, t, and Sweden's fossil CO2 in the Global Carbon Budget 2025, t.
@pytest.mark.parametrize(
    ("year", "municipalities", "country"),
    [(2015, 43_331_405, 43_310_144), (2019, 40_554_366, 40_772_480), (2022, 35_775_179, 36_342_156)],
)
def test_municipalities_add_up_to_the_country(year: int, municipalities: float, country: float) -> None:
    table = read_year_table("se_emissions", "co2_sectors.csv")
    total = table.values(MUNICIPALITIES_SE, SECTORS_SE)[:, :, table.years.index(year)].sum()
    assert total == pytest.approx(municipalities, abs=60)
    assert total == pytest.approx(country, rel=0.016)


def test_co2_is_a_part_of_co2e_where_the_editions_agree() -> None:
    co2, co2e = (read_year_table("se_emissions", f"{gas}_sectors.csv") for gas in ("co2", "co2e"))
    part = co2.values(MUNICIPALITIES_SE, SECTORS_SE)[:, :, co2.years.index(2022)].sum()
    whole = co2e.values(MUNICIPALITIES_SE, SECTORS_SE)[:, :, co2e.years.index(2022)].sum()
    assert 0.75 < part / whole < 0.85


def test_ids_of_sources_are_well_formed_and_in_a_known_sector() -> None:
    for country in ("SE", "NO"):
        sectors = {sector.id for sector in list_sectors(country)}
        sources = list_sources(country)
        assert len({source.id for source in sources}) == len(sources)
        for source in sources:
            assert source.sector in sectors
            assert source.id.count("/") == 1
            assert set(source.id) <= set("abcdefghijklmnopqrstuvwxyz0123456789_-/")
        assert {source.sector for source in sources} == sectors


def test_names_of_the_statistics_are_unique_within_a_sector() -> None:
    for country in ("SE", "NO"):
        named = [(s.sector, s.statistics_name) for s in list_sources(country) if s.statistics_name]
        assert len(set(named)) == len(named)


def test_labels_exist_in_every_language() -> None:
    for country in ("SE", "NO"):
        for entry in (*list_sources(country), *list_sectors(country)):
            assert set(entry.labels) == {"en", "nb", "sv"}
            assert all(label and label == label.strip() for label in entry.labels.values())


# IPCC AR6 WGI Table SPM.2, and Forster et al. 2025, Gt.
@pytest.mark.parametrize(
    ("edition", "temperature", "probability", "gt"),
    [
        ("ar6", "1.5", "50", 500),
        ("ar6", "1.7", "50", 850),
        ("ar6", "2.0", "50", 1350),
        ("ar6", "2.0", "83", 900),
        ("igcc-2024", "1.5", "50", 130),
        ("igcc-2024", "1.7", "50", 490),
        ("igcc-2024", "2.0", "67", 870),
    ],
)
def test_global_budgets_are_the_published_ones(
    edition: str, temperature: str, probability: str, gt: float
) -> None:
    found = [
        float(row["budget_gt"])
        for row in read_rows("global", "remaining_budgets.csv")
        if (row["edition"], row["temperature_c"], row["probability_pct"])
        == (edition, temperature, probability)
    ]
    assert found == [gt]


def test_editions_are_described() -> None:
    for country in ("se", "no"):
        edition = json.loads((DATA / f"{country}_emissions" / "edition.json").read_text(encoding="utf-8"))
        assert edition["statistic"]
        assert edition["edition"]
        assert edition["gas"] in ("CO2", "CO2e")
