"""References that follow a biofuel mandate."""

from __future__ import annotations

import pytest

from scenarios.inventory.datasets import read_document
from scenarios.inventory.mandates import MANDATES, find_mandate, list_mandates
from scenarios.inventory.reference_steps import BadReferenceError
from scenarios.inventory.references import Reference, build_reference
from scenarios.inventory.sources import list_sources


def built(method: str, territory: str = "SE-0480") -> Reference:
    return build_reference(territory, method=method, start_year=2024, end_year=2045)


def in_year(reference: Reference, source: str, year: int) -> float:
    return float(reference.reference_t[reference.sources.index(source), reference.years.index(year)])


@pytest.mark.parametrize(
    ("method", "year", "petrol", "diesel"),
    [
        ("mandate", 2025, 0.92 / 0.94, 0.92 / 0.94),
        ("mandate", 2026, 0.90 / 0.94, 0.90 / 0.94),
        ("mandate", 2045, 0.90 / 0.94, 0.90 / 0.94),
        ("mandate-2022", 2026, 0.90 / 0.94, 0.90 / 0.94),
        ("mandate-2022", 2030, 0.72 / 0.94, 0.34 / 0.94),
        ("mandate-2022", 2045, 0.72 / 0.94, 0.34 / 0.94),
    ],
)
def test_each_fuel_changes_by_what_the_mandate_leaves(
    method: str, year: int, petrol: float, diesel: float
) -> None:
    reference = built(method)

    def ratio(source: str) -> float:
        return in_year(reference, source, year) / in_year(reference, source, 2024)

    assert ratio("transport/heavy_trucks") == pytest.approx(diesel)
    assert ratio("transport/motorcycles") == pytest.approx(petrol)
    assert ratio("transport/cars") == pytest.approx((petrol + diesel) / 2)
    assert ratio("heating_buildings/homes") == pytest.approx(1.0)
    assert ratio("transport/domestic_aviation") == pytest.approx(1.0)


def test_the_reference_says_what_it_follows_and_what_is_approximate() -> None:
    reference = built("mandate")
    assert "10 % for petrol and diesel" in reference.method_text
    assert [step.sector for step in reference.steps if step.key == "mandate"] == ["petrol", "diesel"]
    assert any("rules of thumb" in note for note in reference.notes)
    assert all(step.source for step in reference.steps)


def test_norway_has_none_and_a_projection_does_not_go_with_one() -> None:
    assert [mandate.id for mandate in list_mandates("SE")] == list(MANDATES)
    assert list_mandates("NO") == ()
    with pytest.raises(BadReferenceError, match="no biofuel mandate for NO"):
        built("mandate", "NO-4001")
    with pytest.raises(BadReferenceError, match="no biofuel mandate"):
        find_mandate("SE-0480", "mandate-1900")
    with pytest.raises(BadReferenceError, match="belongs to the method projection"):
        build_reference("SE-0480", method="mandate", start_year=2024, end_year=2045, projection="no-nb2026")


def test_fuels_belong_to_known_sources_and_add_up() -> None:
    fuels = read_document("mandates", "mandates.json")["fuels"]
    assert set(fuels) <= {source.id for source in list_sources("SE")}
    assert all(sum(parts.values()) == pytest.approx(1.0) for parts in fuels.values())
