"""What cells say as figures, units, years and names."""

from __future__ import annotations

import pytest

from scenarios.importing.action_list.counting import footnotes_in, is_not_counted, marks_in
from scenarios.importing.action_list.figures import Doubt, Figure, read_figure
from scenarios.importing.action_list.grid import GridCell
from scenarios.importing.action_list.leads import split_names
from scenarios.importing.action_list.roles import Role, role_of
from scenarios.importing.action_list.targets import TargetFinder
from scenarios.importing.action_list.units import gas_in, unit_in
from scenarios.importing.action_list.years import read_start_year, years_in


@pytest.mark.parametrize(
    ("text", "numbers", "unit", "doubts"),
    [
        ("1 200", ("1 200",), "", ()),
        ("−15\u00a0807", ("−15 807",), "", ()),
        ("527 t", ("527",), "t", ()),
        ("0,3 Mt", ("0,3",), "Mt", ()),
        ("30 KT less per year", ("30",), "kt", ()),
        ("15 000 tonnes CO2e/year", ("15 000",), "t", ()),
        ("2 tusen tonn", ("2",), "kt", ()),
        ("900 kg", ("900",), "kg", ()),
        ("ca 14", ("14",), "", (Doubt.APPROXIMATE,)),
        ("<0,1", ("0,1",), "", (Doubt.APPROXIMATE,)),
        ("20 000 – 30 000", ("20 000", "30 000"), "", ()),
        ("5.000-10.000 ton", ("5.000", "10.000"), "t", ()),
        ("mellan 2 och 4 kt", ("2", "4"), "kt", ()),
        ("500²", ("500",), "", ()),
        ("Ikke beregnet", (), "", ()),
        ("–", (), "", ()),
        ("10 % reduction", (), "", (Doubt.NOT_TONNES,)),
        ("500 MWh", (), "", (Doubt.NOT_TONNES,)),
        ("0,5 ton per invånare", (), "", (Doubt.NOT_TONNES,)),
        ("Counted in the 104 KT above", (), "", (Doubt.DIGITS_IN_TEXT,)),
        ("2024-2030", (), "", (Doubt.DIGITS_IN_TEXT,)),
        ("12x0", (), "", (Doubt.BROKEN,)),
        ("1.2.2026", (), "", (Doubt.BROKEN,)),
        ("500 (300 i 2027)", ("500",), "", (Doubt.MORE_FIGURES,)),
        ("5 elbilar", ("5",), "", (Doubt.REMARK,)),
        ("4 000 t totalt 2025-2030", ("4 000",), "t", (Doubt.SUM_OF_YEARS,)),
    ],
)
def test_a_cell_says_a_figure_or_that_there_is_none(
    text: str, numbers: tuple[str, ...], unit: str, doubts: tuple[Doubt, ...]
) -> None:
    figure = read_figure(GridCell(text))
    assert (tuple(n.strip() for n in figure.numbers), figure.unit, figure.doubts) == (numbers, unit, doubts)


def test_the_format_of_a_number_names_its_unit_and_its_scale() -> None:
    assert read_figure(GridCell("17200", 17200.0, "#,##0.0,")) == Figure(exact=17.2)
    assert read_figure(GridCell("17", 17.0, '0.0" kt"')) == Figure(exact=17.0, unit="kt")
    assert read_figure(GridCell("17", 17.0, '0" MWh"')).doubts == (Doubt.NOT_TONNES,)


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("Minskning 2030 (kton CO2e)", "kt"),
        ("Effekt i 1000 tonn", "kt"),
        ("Vähennys, t CO2-ekv.", "t"),
        ("Reduktion (mio. ton)", "Mt"),
        ("Kostnad kr/tonn", ""),
        ("The goal is 50 kt", ""),
        ("Totalt", ""),
    ],
)
def test_a_heading_names_a_unit(text: str, unit: str) -> None:
    assert unit_in(text) == unit


def test_the_gas_is_co2_only_where_no_equivalents_are_meant() -> None:
    assert [gas_in(text) for text in ("tonn CO₂-ekv.", "t CO2", "kasvihuonekaasut", "ton")] == [
        *("CO2e", "CO2", "CO2e", "")
    ]


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Åtgärd", Role.TITLE),
        ("Tiltaksområde", Role.TARGET),
        ("Minskade utsläpp (ton)", Role.EFFECT),
        ("Päästövähennys", Role.EFFECT),
        ("Kostnad per ton CO2", Role.COST),
        ("Energibesparing (MWh)", Role.NO_EFFECT),
        ("Reduksjon, andel av sektor (%)", Role.NO_EFFECT),
        ("Ansvarlig for gjennomføring", Role.LEAD),
        ("Startår for tiltaket", Role.START_YEAR),
        ("Emission redcution", Role.EFFECT),
        ("Helt ukjent", None),
    ],
)
def test_a_heading_says_what_its_column_is_for(text: str, role: Role | None) -> None:
    assert role_of(text) is role


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("2024-01 – 2027-12", 2024),
        ("høsten 2025", 2025),
        ("46023", 2026),
        ("01.09.2027", 2027),
        ("Ongoing – 2030", None),
        ("løpende", None),
        ("innen 2030", None),
        ("fr.o.m. 2026", 2026),
        ("FY 2026/27", 2026),
    ],
)
def test_a_start_is_the_first_year_and_open_ones_have_none(text: str, year: int | None) -> None:
    assert read_start_year(GridCell(text)) == year


def test_a_year_of_comparison_is_no_year_of_an_effect() -> None:
    assert years_in("Reduksjon 2030 sammenlignet med 2009") == (2030,)
    assert years_in("2026*") == (2026,)


@pytest.mark.parametrize(
    ("text", "left_out"),
    [
        ("Effekten inngår i referansebanen", True),
        ("Ingår redan i referensbanan.", True),
        ("Included in the 2030 baseline", True),
        ("Lagring, ikke medregnet i summen", True),
        ("Sisältyy perusuraan", True),
        ("Indgår i basisfremskrivningen", True),
        ("Not included in the sum", True),
        ("Not included in the baseline", False),
        ("Effekt mot referansebanen", False),
        ("I forhold til referansebanen", False),
        ("Kommer i tillegg til referansebanen", False),
        ("Inngår i summen", False),
        ("Øker utslippene", False),
    ],
)
def test_words_say_whether_an_effect_is_added_up(text: str, left_out: bool) -> None:
    assert is_not_counted(text) is left_out


def test_marks_and_footnotes_meet() -> None:
    assert footnotes_in(["² Ingår i referensbanan.", "* leder arbeidet"]) == {
        "2": "Ingår i referensbanan.",
        "*": "leder arbeidet",
    }
    assert marks_in("Elpanna på glasbruket ²") == {"2"}
    assert marks_in("100 m² solceller") == set()


def test_names_with_a_star_lead() -> None:
    assert split_names("KLI*, VEI*, NÆR, INN") == (("KLI", "VEI"), ("NÆR", "INN"))
    assert split_names("VEI/KOL") == (("VEI", "KOL"), ())
    assert split_names("Plan- og bygningsetaten") == (("Plan- og bygningsetaten",), ())


def test_targets_are_the_countrys_own() -> None:
    sweden, norway = TargetFinder("SE"), TargetFinder("NO")
    assert sweden.find("Tunga lastbilar") == ("transport/heavy_trucks",)
    assert norway.find("Tunge kjøretøy") == ("road_transport/heavy_vehicles",)
    assert norway.find("Jordbruk", ("machinery",)) == ("machinery/agriculture",)
    assert norway.find("Jordbruk") == ("agriculture",)
    assert sweden.find("Transporter - personbilar") == ("transport/cars",)
    assert sweden.find("Green infrastructure") == ()
    assert sweden.find("Kreativitet") is None
