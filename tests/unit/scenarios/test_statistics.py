"""Inventories: sums, preliminary years, cement, sets, Norway."""

from __future__ import annotations

import numpy as np
import pytest

from scenarios.inventory.datasets import read_year_table
from scenarios.inventory.sources import list_sectors, list_sources
from scenarios.inventory.statistics import StatisticsError, read_inventory
from scenarios.inventory.territories import find_territory, list_territories

MUNICIPALITIES = [t for t in list_territories() if t.members == (t.id,)]
PLANTS = ("SE-0840", "SE-0980", "SE-1496")


@pytest.mark.parametrize("country", ["SE", "NO"])
def test_sources_add_up_to_the_published_sectors_everywhere(country: str) -> None:
    """All municipalities, all sectors, all official years."""
    gas = {"SE": "co2", "NO": "co2e"}[country]
    table = read_year_table(f"{country.lower()}_emissions", f"{gas}_sectors.csv")
    sectors = [sector.id for sector in list_sectors(country)]
    # Oslo has an edition of its own: `test_oslo` adds up its sources.
    members = [t.id for t in MUNICIPALITIES if t.country == country and t.id != "NO-0301"]
    assert len(members) == {"SE": 290, "NO": 17}[country]
    published = table.values(members, sectors)
    for index, member in enumerate(members):
        inventory = read_inventory(member, preliminary=False)
        assert inventory.years == table.years
        assert (inventory.emissions_t >= 0).all()
        for position, sector in enumerate(sectors):
            np.testing.assert_allclose(
                inventory.sector_t(sector), published[index, position], rtol=0, atol=1e-6
            )
        np.testing.assert_allclose(inventory.total_t, published[index].sum(axis=0), rtol=0, atol=1e-5)


def test_parts_are_only_invented_where_a_sector_has_one_source() -> None:
    """Where all parts are zero and the sector is not, the whole must have one place to go."""
    sources = [source.id for source in list_sources("SE")]
    members = find_territory("SE").members
    table = read_year_table("se_emissions", "co2_sectors.csv")
    parts = read_year_table("se_emissions", "co2_sources.csv").values(members, sources)
    for position, sector in enumerate(s.id for s in list_sectors("SE")):
        rows = [index for index, source in enumerate(sources) if source.startswith(f"{sector}/")]
        total = table.values(members, [s.id for s in list_sectors("SE")])[:, position]
        lost = (parts[:, rows].sum(axis=1) == 0) & (total > 0)
        assert len(rows) == 1 or not lost.any(), sector


def test_nykoping_is_as_published() -> None:
    inventory = read_inventory("SE-0480")
    assert inventory.years == (1990, 2000, 2005, 2010, *range(2015, 2025))
    assert inventory.status == ("official",) * 12 + ("preliminary",) * 2
    assert inventory.total_t[inventory.year_index(2022)] == pytest.approx(194_849.9, abs=0.3)
    cars = inventory.emissions_t[inventory.sources.index("transport/cars"), inventory.year_index(2022)]
    assert 90_000 < cars < 105_000
    assert not inventory.emissions_t.flags.writeable


def test_preliminary_years_follow_each_sectors_co2e() -> None:
    inventory = read_inventory("SE-0480")
    # SMHI's CO2e of Nyköping's transport: 173 388.0 t in 2022, 170 527.5 in 2023, 204 627.1 in 2024.
    base = inventory.sector_t("transport")[inventory.year_index(2022)]
    assert base == pytest.approx(161_233.3)
    for year, co2e in ((2023, 170_527.5), (2024, 204_627.1)):
        found = inventory.sector_t("transport")[inventory.year_index(year)]
        assert found == pytest.approx(161_233.3 * co2e / 173_388.0)
    assert "2023 over that of 2022" in inventory.method[-2]


def test_sources_of_a_sector_scale_alike() -> None:
    inventory = read_inventory("SE-0180")
    rows = [i for i, s in enumerate(inventory.sources) if s.startswith("transport/")]
    last, newest = inventory.emissions_t[rows, -3], inventory.emissions_t[rows, -1]
    ratios = newest[last > 0] / last[last > 0]
    np.testing.assert_allclose(ratios, ratios[0])


def test_preliminary_years_can_be_left_out() -> None:
    assert read_inventory("SE-0480", preliminary=False).years[-1] == 2022
    assert read_inventory("NO-4001").status == ("official",) * 13


def test_a_sector_without_base_keeps_its_level_and_says_so() -> None:
    inventory = read_inventory("SE-1881")
    industry = inventory.sector_t("industry")
    assert industry[-1] == industry[-2] == industry[-3] == pytest.approx(143_331.5)
    assert any("Kumla, industry" in note for note in inventory.notes)


@pytest.mark.parametrize("plant", PLANTS)
def test_cement_is_taken_out_and_nothing_is_negative(plant: str) -> None:
    full, net = read_inventory(plant), read_inventory(plant, cement=False)
    assert net.years == (2010, *range(2015, 2025))
    assert (net.emissions_t >= 0).all()
    columns = [full.year_index(year) for year in net.years]
    row = full.sources.index("industry/all")
    others = np.delete(full.emissions_t[:, columns], row, axis=0)
    np.testing.assert_array_equal(np.delete(net.emissions_t, row, axis=0), others)
    assert (net.emissions_t[row] <= full.emissions_t[row, columns]).all()


def test_cement_is_what_the_plant_reported() -> None:
    net = read_inventory("SE-1496", cement=False)
    # Skövde 2022: industry 428 501.6 t, the plant 406 856.0 t.
    assert net.sector_t("industry")[net.year_index(2022)] == pytest.approx(21_645.6)
    # Preliminary: that rest times the change of all industry, 360 800.4 / 432 188.8 t CO2e.
    assert net.sector_t("industry")[-1] == pytest.approx(21_645.6 * 360_800.4 / 432_188.8)
    assert "cement plants taken out" in net.method[0]


def test_gotlands_plant_takes_no_more_than_there_is() -> None:
    net = read_inventory("SE-0980", cement=False)
    assert net.sector_t("industry")[net.year_index(2021)] == 0
    assert net.sector_t("industry")[-1] == 0
    assert any("2020, 2021, 2022" in note for note in net.notes)


def test_no_preliminary_year_is_negative_or_wild() -> None:
    for cement in (True, False):
        inventory = read_inventory("SE", cement=cement)
        assert (inventory.emissions_t >= 0).all()
        # The country's own CO2 rose by 4.8 % from 2022 to 2024 in the Global Carbon Budget 2025.
        assert 0.98 < inventory.total_t[-1] / inventory.total_t[-3] < 1.1


def test_cement_makes_no_difference_where_there_is_no_plant() -> None:
    full, net = read_inventory("SE-0480"), read_inventory("SE-0480", cement=False)
    np.testing.assert_array_equal(full.emissions_t, net.emissions_t)
    assert full.method == net.method


@pytest.mark.parametrize("cement", [True, False])
def test_a_set_adds_up_its_members(cement: bool) -> None:
    whole = read_inventory("SE-08", cement=False) if not cement else read_inventory("SE-08")
    parts = np.zeros_like(whole.emissions_t)
    for member in find_territory("SE-08").members:
        part = read_inventory(member, cement=cement)
        parts += part.emissions_t[:, [part.year_index(year) for year in whole.years]]
    np.testing.assert_allclose(whole.emissions_t, parts, rtol=1e-12)


def test_counties_add_up_to_the_country() -> None:
    counties = [t.id for t in list_territories() if t.country == "SE" and len(t.id) == 5]
    total = sum(read_inventory(county).total_t for county in counties)
    np.testing.assert_allclose(total, read_inventory("SE").total_t, rtol=1e-10)


def test_norways_co2_is_an_estimate_that_says_so() -> None:
    co2e, co2 = read_inventory("NO-4001"), read_inventory("NO-4001", gas="CO2")
    assert co2.gas == "CO2"
    # Statistics Norway 2021: road transport 8 576 kt CO2 of 8 696 kt CO2e.
    np.testing.assert_allclose(co2.sector_t("road_transport"), co2e.sector_t("road_transport") * 8576 / 8696)
    assert (co2.sector_t("product_use") == 0).all()
    assert all("estimated" in method for method in co2.method)
    assert co2.notes


def test_porsgrunn_is_as_published() -> None:
    inventory = read_inventory("NO-4001")
    # Checked when the data were collected: 1.97 Mt in 2024, Telemark 2.95 Mt.
    assert inventory.total_t[-1] == pytest.approx(1.97e6, rel=0.005)
    telemark = sum(read_inventory(t.id).total_t[-1] for t in MUNICIPALITIES if t.id.startswith("NO-40"))
    assert telemark == pytest.approx(2.95e6, rel=0.005)


def test_sweden_has_no_co2e_by_source() -> None:
    with pytest.raises(StatisticsError, match="CO2e"):
        read_inventory("SE-0480", gas="CO2e")
    with pytest.raises(StatisticsError, match="CH4"):
        read_inventory("NO-4001", gas="CH4")


def test_a_missing_year_is_named() -> None:
    with pytest.raises(StatisticsError, match="2012"):
        read_inventory("SE-0480").year_index(2012)
