"""The mapping from the names of the statistics to ids and labels."""

from __future__ import annotations

import pytest

from scenarios.inventory.sources import (
    UnknownSourceError,
    find_source_id,
    list_sources,
    source_labels,
)

SWEDISH_IDS = {
    "transport/cars", "transport/vans", "transport/heavy_trucks", "transport/buses", "transport/motorcycles",
    "transport/rail", "transport/domestic_aviation", "transport/domestic_shipping", "machinery/construction",
    "machinery/farm_forest", "machinery/households", "machinery/commercial_public",
    "machinery/snowmobiles_atvs", "machinery/fishing_boats", "machinery/other", "heating_buildings/homes",
    "heating_buildings/premises", "heating_buildings/farm_forest", "agriculture/liming",
    "agriculture/other_fertiliser", "product_use/household_paint", "product_use/business_paint",
    "product_use/business_solvents", "product_use/paraffin_wax", "product_use/lubricants", "product_use/urea",
    "waste/crematoria_hazardous", "industry/all", "electricity_district_heating/all",
}  # fmt: skip


def test_the_swedish_ids_stay() -> None:
    """Catalogues and saved scenarios refer to them."""
    assert {source.id for source in list_sources("SE")} == SWEDISH_IDS


def test_names_lead_to_ids() -> None:
    assert find_source_id("SE", "Transporter", "Personbilar") == "transport/cars"
    assert find_source_id("SE", "Arbetsmaskiner", "Jordbruk och skogsbruk") == "machinery/farm_forest"
    assert find_source_id("NO", "Veitrafikk", "Tunge kjøretøy") == "road_transport/heavy_vehicles"


def test_one_name_in_two_sectors_is_told_apart() -> None:
    assert find_source_id("NO", "Annen mobil forbrenning", "Jordbruk") == "machinery/agriculture"
    with pytest.raises(UnknownSourceError, match=r"sources\.csv"):
        find_source_id("NO", "Veitrafikk", "Jordbruk")


def test_labels_speak_three_languages() -> None:
    assert source_labels("SE", "en")["transport/cars"] == "Cars"
    assert source_labels("SE", "nb")["transport/cars"] == "Personbiler"
    assert source_labels("SE", "sv")["machinery"] == "Arbetsmaskiner"


def test_unknown_language_and_country_are_refused() -> None:
    with pytest.raises(UnknownSourceError, match="en, nb, sv"):
        source_labels("SE", "de")
    with pytest.raises(UnknownSourceError, match="SE, NO"):
        list_sources("DK")
