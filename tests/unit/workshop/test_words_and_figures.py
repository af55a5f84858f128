"""How figures are written, and how the verdict puts them into words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from time import tzset

import pytest
from flask import Flask
from flask_babel import Babel

from workshop.charts.budget.one_unit import Balance, describe_alike, describe_parts
from workshop.charts.proposals.preview import describe_in_cars
from workshop.i18n import format_decimal, format_moment, format_time, format_tonnes, spoken_in, tonnes_unit

THIN, HARD = "\u202f", "\u00a0"


@pytest.fixture(autouse=True)
def speaking() -> Iterator[None]:
    app = Flask("speaking")
    Babel(app, default_locale="en")
    with app.test_request_context():
        yield


@pytest.mark.parametrize(
    ("language", "value", "digits", "written"),
    [
        ("en", 1234567.891, 1, f"1{THIN}234{THIN}567.9"),
        ("nb", 1234567.891, 1, f"1{THIN}234{THIN}567,9"),
        ("sv", -0.5, 1, "\u22120,5"),
        ("sv", -0.04, 1, "0,0"),
        ("en", 999, 0, "999"),
        ("en", 12.5, 0, "13"),
        ("nb", 2.5, 0, "3"),
        ("sv", -12.5, 0, "\u221213"),
        ("sv", 12.45, 1, "12,5"),
    ],
)
def test_decimals_follow_the_language(language: str, value: float, digits: int, written: str) -> None:
    with spoken_in(language):
        assert format_decimal(value, digits) == written


def test_a_small_amount_keeps_its_digits_beside_a_large_one() -> None:
    assert format_tonnes(22_000, like=422_000) == f"22{HARD}kt"
    assert format_tonnes(150_000, like=4e6) == f"0.15{HARD}Mt"
    assert format_tonnes(0, like=4e6) == f"0{HARD}Mt"


@pytest.mark.parametrize(
    ("tonnes", "written"),
    [
        (0, f"0{HARD}t"),
        (0.4, f"0.4{HARD}t"),
        (576, f"576{HARD}t"),
        (3990, f"3{THIN}990{HARD}t"),
        (12_500, f"13{HARD}kt"),
        (14_000, f"14{HARD}kt"),
        (99_000, f"99{HARD}kt"),
        (422_000, f"0.42{HARD}Mt"),
        (1_692_634, f"1.7{HARD}Mt"),
        (355e6, f"355{HARD}Mt"),
        (-2_100_000, f"\u22122.1{HARD}Mt"),
    ],
)
def test_tonnes_take_the_unit_that_fits(tonnes: float, written: str) -> None:
    assert format_tonnes(tonnes) == written


@pytest.mark.parametrize(
    ("language", "moment", "time", "day_and_time"),
    [
        ("sv", datetime(2026, 11, 22, 18, 5, tzinfo=UTC), "19:05", "22 nov. 2026, 19:05"),
        ("nb", datetime(2026, 8, 22, 17, 5, tzinfo=UTC), "19:05", "22 aug. 2026, 19:05"),
        ("en", datetime(2026, 12, 31, 23, 5, tzinfo=UTC), "00:05", "1 Jan 2027, 00:05"),
    ],
)
def test_times_are_those_of_the_clocks_in_the_room(
    language: str, moment: datetime, time: str, day_and_time: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The server may stand anywhere.
    monkeypatch.setenv("TZ", "America/New_York")
    tzset()
    with spoken_in(language):
        assert (format_time(moment), format_moment(moment)) == (time, day_and_time)
    monkeypatch.undo()
    tzset()


def test_amounts_that_stand_together_share_a_unit() -> None:
    assert format_tonnes(3_990, like=62_000) == f"4.0{HARD}kt"
    assert tonnes_unit(230_000) == (1e3, "kt")
    assert tonnes_unit(45e6) == (1e6, "Mt")
    assert tonnes_unit(900) == (1.0, "t")


@pytest.mark.parametrize(
    ("tonnes", "words"),
    [
        (0.5, "a year, once in full effect"),
        (2.1, "a year, once in full effect: about what 1 petrol car emits"),
        (1330.0, "a year, once in full effect: about what 630 petrol cars emit"),
        (-21.0, "a year, once in full effect: about what 10 petrol cars emit"),
    ],
)
def test_tonnes_are_told_in_cars_of_the_catalogue(tonnes: float, words: str) -> None:
    with spoken_in("en"):
        assert describe_in_cars(tonnes) == words


@pytest.mark.parametrize(
    ("emissions", "budget", "written"),
    [
        (1_257_000, 862_000, ("1.26", "0.86", "0.40")),
        (11.85e6, 12.4e6, ("11.85", "12.40", "\u22120.55")),
        (20.1e6, 6.14e6, ("20.1", "6.1", "14.0")),
        # 3.3 - 1.1 is not 2.3.
        (1.07e6, 3.32e6, ("1.07", "3.32", "\u22122.25")),
    ],
)
def test_emissions_budget_and_rest_can_be_added_up(
    emissions: float, budget: float, written: tuple[str, ...]
) -> None:
    balance = Balance(budget, emissions, fits=emissions <= budget)
    with spoken_in("en"):
        shown = tuple(balance.describe(each) for each in (emissions, budget, emissions - budget))
    assert shown == tuple(f"{each}{HARD}Mt" for each in written)


def test_a_few_tonnes_are_written_as_they_were_typed_beside_others() -> None:
    with spoken_in("en"):
        assert [describe_alike(each, 120.0) for each in (1.5, 2.0, 15.4)] == [
            f"1.5{HARD}t",
            f"2{HARD}t",
            f"15{HARD}t",
        ]


def test_the_parts_of_an_amount_add_up_as_printed() -> None:
    parts = [41_160.0, 43_650.0]
    with spoken_in("en"):
        assert describe_alike(sum(parts), 106_000.0) == f"84.8{HARD}kt"
        written = describe_parts(parts, 106_000.0)
        assert [float(text.removesuffix(f"{HARD}kt")) for text in written] == [41.2, 43.6]
        # A small part is never nothing, and the whole is 107.
        assert describe_parts([105_100.0, 1_400.0, 20.0], 106_000.0) == [
            f"105.1{HARD}kt",
            f"1.4{HARD}kt",
            f"0.02{HARD}kt",
        ]
        # 106.46 is written as 106.
        assert describe_parts([105_060.0, 1_400.0], 106_000.0) == [f"105.0{HARD}kt", f"1.4{HARD}kt"]
