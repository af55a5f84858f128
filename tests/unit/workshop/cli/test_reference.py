"""``handlingsrom reference``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scenarios.inventory.references import build_reference

Run = Callable[..., Any]


def flags(method: str = "flat", start: str = "2025", end: str = "2045") -> tuple[str, ...]:
    return ("--method", method, "--start-year", start, "--end-year", end)


@pytest.mark.parametrize("method", ["flat", "trend", "exponential"])
def test_json_has_the_sources_ready_to_paste(handlingsrom: Run, method: str) -> None:
    answer = handlingsrom("reference", "SE-0480", *flags(method), "--json")
    assert (answer.status, answer.err) == (0, "")
    reference = build_reference("SE-0480", method=method, start_year=2025, end_year=2045)
    assert answer.document["sources"] == reference.to_sources()
    assert answer.document["statistic_years"] == list(reference.statistic_years)
    assert answer.document["gas"] == "CO2"
    assert len(answer.document["years"]) == len(answer.document["sources"][0]["reference_t"]) == 21


def test_cement_and_gas_can_be_chosen(handlingsrom: Run) -> None:
    net = handlingsrom("reference", "SE-0980", *flags(), "--without-cement", "--json").document
    assert net["cement"] is False
    assert (
        net["sources"]
        == build_reference(
            "SE-0980", method="flat", start_year=2025, end_year=2045, cement=False
        ).to_sources()
    )
    assert handlingsrom("reference", "NO-4001", *flags(), "--json").document["gas"] == "CO2e"
    assert handlingsrom("reference", "NO-4001", *flags(), "--gas", "CO2", "--json").document["gas"] == "CO2"


def test_without_json_it_is_a_table(handlingsrom: Run) -> None:
    out = handlingsrom("reference", "SE-0480", *flags("trend", "2022")).out
    assert "Reference path of Nyköping (SE-0480), t CO₂ a year, trend" in out
    assert "Theil-Sen line through 2015 to 2024" in out
    assert "official" in out
    total = next(line for line in out.splitlines() if line.startswith("total"))
    assert total.split()[1:3] == ["194", "850"]
    assert "7 of 24 years" in out


def test_a_short_table_shows_every_year(handlingsrom: Run) -> None:
    out = handlingsrom("reference", "SE-0480", *flags("flat", "2025", "2025")).out
    assert "Shown are" not in out
    assert "transport/cars" in out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("SE-9", *flags()), "no territory"),
        (("SE-0480", *flags("wish")), "flat, trend, exponential"),
        (("SE-0480", *flags(start="now")), "--start-year is 'now'"),
        (("SE-0480", *flags(end="2000")), "before the start year"),
        (("SE-0480", *flags(start="0")), "no year from 1900"),
        (("SE-0480", *flags(start="2011")), "start in 2015 or later"),
        (("SE-0480", *flags(), "--gas", "CO2e"), "CO2e"),
    ],
)
def test_faults_are_one_line_and_status_two(
    handlingsrom: Run, arguments: tuple[str, ...], words: str
) -> None:
    answer = handlingsrom("reference", *arguments, "--json")
    assert (answer.status, answer.out) == (2, "")
    assert answer.err.startswith("handlingsrom reference: ")
    assert answer.err.count("\n") == 1
    assert words in answer.err


@pytest.mark.parametrize(
    ("territory", "options", "words"),
    [
        ("NO-4001", (), "Give --gas CO2"),
        ("SE-0980", (), "give --without cement"),
        ("SE", (), "give --without cement"),
    ],
)
def test_a_reference_that_does_not_go_with_every_budget_says_so(
    handlingsrom: Run, territory: str, options: tuple[str, ...], words: str
) -> None:
    answer = handlingsrom("reference", territory, *flags(), *options, "--json")
    assert answer.status == 0
    assert words in answer.err
    assert [words in warning for warning in answer.document["warnings"]] == [True]


@pytest.mark.parametrize(
    ("territory", "preset"),
    [("NO-4001", "per-capita"), ("SE-0980", "uppsala-2022-1.7"), ("SE-0480", "blend")],
)
def test_the_options_that_a_budget_names_give_the_reference_that_goes_with_it(
    handlingsrom: Run, territory: str, preset: str
) -> None:
    budget = handlingsrom("budget", territory, "--preset", preset, "--json")
    named = [text for text in budget.document["warnings"] if "handlingsrom reference" in text]
    assert ("handlingsrom reference" in budget.err) is bool(named)
    options = named[0].partition(f"reference {territory} ")[2].removesuffix(" ...").split() if named else []
    answer = handlingsrom("reference", territory, *flags(), *options, "--json")
    assert (answer.document["gas"], answer.document["cement"]) == ("CO2", budget.document["cement"])
    assert (answer.document["warnings"], answer.err) == ([], "")


def test_a_sector_that_is_not_divided_can_be_split(handlingsrom: Run, tmp_path: Path) -> None:
    file = tmp_path / "bergen.csv"
    heading = "municipality_code,municipality,sector,year,emissions_t,gas"
    file.write_text(f"{heading}\n4601,Bergen,road_transport,2024,430000,CO2e\n", encoding="utf-8")
    data = ("--data", str(tmp_path))
    handlingsrom("import-statistics", str(file), "--country", "NO", *data)
    whole = handlingsrom("reference", "NO-4601", *flags(), "--json", *data).document
    split = handlingsrom("reference", "NO-4601", *flags(), "--split", "--json", *data).document
    assert [source["id"] for source in whole["sources"]] == ["road_transport/all"]
    assert "road_transport/cars" in [source["id"] for source in split["sources"]]
    assert any("an estimated split" in note for note in split["notes"])


def test_a_source_can_be_left_out_and_the_document_says_so(handlingsrom: Run) -> None:
    answer = handlingsrom(
        *("reference", "NO-4001", *flags(), "--gas", "CO2", "--without", "industry"),
        *("--without", "shipping/cruise", "--json"),
    )
    document = answer.document
    assert document["without"] == ["industry", "shipping/cruise"]
    assert not any(source["id"] in ("industry/all", "shipping/cruise") for source in document["sources"])
    assert document["left_out"]["share"] == pytest.approx(0.9424, abs=1e-3)
    assert "--without industry --without shipping/cruise" in answer.err
    out = handlingsrom("reference", "NO-4001", *flags(), "--without", "industry").out
    assert "Without industry: 93.5 % of the emissions of 2024 are left out." in out


def test_the_older_form_for_cement_says_what_to_give_instead(handlingsrom: Run) -> None:
    older = handlingsrom("reference", "SE-0980", *flags(), "--without-cement", "--json")
    newer = handlingsrom("reference", "SE-0980", *flags(), "--without", "cement", "--json")
    assert older.document == newer.document
    assert "--without-cement goes away with the next release; give --without cement." in older.err
    assert "goes away" not in newer.err
    nowhere = handlingsrom("reference", "SE-0480", *flags(), "--without-cement", "--json")
    assert (nowhere.status, nowhere.document["without"]) == (0, [])
    assert "There is none here." in nowhere.err


def test_a_reference_follows_a_projection_or_a_file(handlingsrom: Run, tmp_path: Path) -> None:
    answer = handlingsrom("reference", "NO-4001", *flags("projection"), "--json")
    assert (answer.status, answer.document["projection"]) == (0, "no-nb2026")
    assert {step["key"] for step in answer.document["steps"]} == {"statistic", "projection"}
    out = handlingsrom("reference", "NO-4001", *flags("projection"), "--projection", "no-nb2026").out
    assert "- road transport follows esr_road; 2045 in proportion to 2024: 28.0 % (Meld. St. 1" in out
    file = tmp_path / "own.csv"
    file.write_text("sector,year,percent_of_base\nindustry,2030,50\n")
    own = handlingsrom("reference", "NO-4001", *flags("own"), "--file", str(file), "--json").document
    (industry,) = [s["reference_t"] for s in own["sources"] if s["id"] == "industry/all"]
    assert industry[5] == pytest.approx(1843810 / 2)
    assert own["steps"][-1]["source"] == "own.csv"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("SE-0480", *flags("projection")), "no official projection by sector for SE"),
        (("NO-4001", *flags("projection"), "--projection", "x"), "there are no-nb2026"),
        (("NO-4001", *flags(), "--projection", "no-nb2026"), "belongs to the method projection"),
        (("NO-4001", *flags("own")), "--method own needs figures of one's own: give --file FILE."),
        (("NO-4001", *flags(), "--file", "own.csv"), "--file belongs to --method own, not to flat."),
        (("NO-4001", *flags("own"), "--file", "nowhere.csv"), "nowhere.csv: cannot be read"),
        (("NO-4001", *flags(), "--without", "cars"), "no source or sector 'cars' in Porsgrunn; there are"),
    ],
)
def test_what_does_not_fit_is_refused_in_one_line(handlingsrom: Run, arguments: Any, words: str) -> None:
    answer = handlingsrom("reference", *arguments, "--json")
    assert (answer.status, answer.out) == (2, "")
    assert words in answer.err
    assert len(answer.err.splitlines()) == 1
