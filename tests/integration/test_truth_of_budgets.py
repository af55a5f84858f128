"""What the faces say of a budget: whose it is, today's rate, a chain that adds up, and its marks."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest
from flask import Flask

from scenarios.catalogue.catalogue import load_catalogue
from scenarios.file.schema import scenario_to_dict
from scenarios.importing.statistics import import_statistics
from scenarios.inventory import editions
from tests.workshop_room import Room, open_room
from workshop.charts.budget.bridge import build_bridge_view
from workshop.charts.budget.chain_card import build_short_chain_views
from workshop.charts.budget.curve import build_curve_view
from workshop.charts.budget.rates import describe_cut_from, describe_cut_from_today
from workshop.charts.budget.verdict import build_verdict_view
from workshop.charts.comparison.words import describe_path
from workshop.charts.meeting.briefing import build_card_view
from workshop.charts.meeting.predictions import describe_question, describe_reason
from workshop.extensions import db
from workshop.i18n import spoken_in
from workshop.models import Workshop
from workshop.services.meeting.allocation_rule import list_keys
from workshop.services.meeting.predictions import find_question
from workshop.services.workshops.comparisons import read_saved
from workshop.services.workshops.opening import Setup
from workshop.state.todays_rate import Rate, find_years_left, todays_rate

HEADER = "municipality_code,municipality,sector,year,emissions_t,gas"


def opened(
    app: Flask, territory: str = "SE-0480", preset: str = "uppsala-2022-1.7", **choices: object
) -> Room:
    plain = {"title": "Meeting", "start_year": 2026}
    return open_room(app, Setup(territory_id=territory, preset=preset, **{**plain, **choices}))  # type: ignore[arg-type]


def page_of(room: Room) -> str:
    return html.unescape(room.desk.open(f"/budget/{room.code}").get_data(as_text=True))


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


@pytest.fixture
def imported(tmp_path: Path) -> None:
    """Import Bergen by sector: it has neither inhabitants nor sources."""
    editions.use_data_folder(tmp_path / "statistics-of-bergen")
    rows = [f"4601,Bergen,road_transport,{year},430000,CO2e" for year in range(2015, 2025)]
    import_statistics("\n".join([HEADER, *rows]).encode(), country="NO", file_name="bergen.csv")
    import_statistics(
        f"{HEADER}\n540,Sønderborg,transport,2024,174000,CO2".encode(), country="DK", file_name="dk.csv"
    )


@pytest.mark.usefixtures("imported")
def test_an_own_budget_opens_where_no_inhabitants_are_known(app: Flask) -> None:
    room = opened(app, "NO-4601", "own", own_amount_t=1.5e6, own_source="City council, case 12/2026")
    assert len(room.snapshot().marks) == 3
    page = words(page_of(room))
    assert "Limits by another allocation rule: By emissions in the world" in page
    assert "It is the municipality’s own carbon budget. Source: City council, case 12/2026" in page
    with spoken_in("en"):
        verdict = build_verdict_view(room.snapshot())
        marks = build_bridge_view(room.snapshot()).marks
    assert "(These limits are shared out by another rule: By emissions in the world.)" in verdict.mark
    assert marks == ()


@pytest.mark.usefixtures("imported")
def test_an_own_budget_without_any_marks_says_why(app: Flask) -> None:
    room = opened(app, "DK-540", "own", own_amount_t=1.5e6)
    assert room.snapshot().marks == ()
    assert "No other warming limit can be shown beside this budget" in words(page_of(room))


@pytest.mark.usefixtures("imported")
def test_statistics_by_sector_leave_the_catalogue_its_actions(app: Flask) -> None:
    room = opened(app, "NO-4601", "own", own_amount_t=1.5e6)
    room.move_to("propose")
    phone = room.phone()
    listed = phone.open(f"/phone/{room.code}/catalogue").get_data(as_text=True)
    with_cars = [
        action for action in load_catalogue() if "road_transport/cars" in (action.norwegian_targets or ())
    ]
    assert with_cars
    assert all(f"/catalogue/{action.id}" in listed for action in with_cars)
    sources = {source["id"] for source in room.document()["sources"]}
    assert "road_transport/cars" in sources
    assert sum(source["reference_t"][0] for source in room.document()["sources"]) == pytest.approx(
        430000 * 8576 / 8696
    )
    assert "The statistics stop at these sectors: Road transport." in words(page_of(room))
    assert room.document()["provenance"]["estimated_splits"][0]["sector"] == "road_transport"


@pytest.mark.parametrize("language", ["en", "nb", "sv"])
def test_an_own_budget_is_nowhere_called_computed_here(app: Flask, language: str) -> None:
    room = opened(app, preset="own", own_amount_t=9e5, own_source="Report 7", language=language)
    room.desk.send("/language", language=language)
    disclaimers = ("adopted budget", "vedtatte budsjett", "beslutade budget")
    for path in (f"/budget/{room.code}", f"/desk/{room.code}/result"):
        page = html.unescape(room.desk.open(path).get_data(as_text=True))
        assert "Report 7" in page
        assert not [said for said in disclaimers if said in page]
    assert "not computed here" in room.document()["provenance"]["budget"]["disclaimer"]


def test_todays_rate_is_one_figure_on_every_screen(room: Room) -> None:
    snapshot = room.snapshot()
    rate, left = todays_rate(snapshot), find_years_left(snapshot)
    assert (rate.year, rate.status) == (2026, "estimated")
    first_year_t = sum(source["reference_t"][0] for source in scenario_to_dict(snapshot.scenario)["sources"])
    assert left == pytest.approx(snapshot.budget["budget_t"] / first_year_t)
    room.move_to("briefing")
    snapshot = room.snapshot()
    with spoken_in("en"):
        card = build_card_view(snapshot)
        assert f"until {int(2026 + left)}" in build_verdict_view(snapshot).lead
    assert card.figure == f"{round(left)} years"
    assert "today’s rate: 0.22\u00a0Mt CO₂ a year (2026, estimated)" in card.source
    page = words(page_of(room))
    assert f"Years left at today’s rate (2026) {left:.1f}" in page
    assert "today’s rate: 0.22 Mt CO₂ a year (2026, estimated)" in page
    question = find_question(snapshot, "years_left")
    assert question is not None
    assert question.answer == pytest.approx(left)
    in_force = next(key for key in list_keys(snapshot) if key.id == "national-emissions")
    assert in_force.years_left == pytest.approx(left)


@pytest.mark.parametrize("language", ["en", "nb", "sv"])
def test_every_yearly_cut_names_the_year_it_is_counted_from(room: Room, language: str) -> None:
    """18 % from the statistics of 2022 and 20.5 % from today's rate are both true: each says which it is."""
    snapshot = room.snapshot()
    base, today = str(snapshot.budget["base_year"]), str(todays_rate(snapshot).year)
    cut = snapshot.budget["annual_reduction_pct"]
    from_today = todays_rate(snapshot).cut_for(snapshot.budget["budget_t"])
    assert (base, today) == ("2022", "2026")
    assert from_today == pytest.approx(20.4, abs=0.3)
    assert cut == pytest.approx(18, abs=0.5)
    room.desk.send(f"/desk/{room.code}/save", name="A scenario", note="")
    room.move_to("briefing")
    told: dict[str, str] = {}
    for card in ("cut", "achieved", "one_of", "waiting"):
        room.desk.send(f"/desk/{room.code}/briefing/card", step=room.snapshot().step, card=card)
        with spoken_in(language):
            shown = build_card_view(room.snapshot())
        told[card] = " ".join((shown.words, shown.source, shown.drawn))
    with spoken_in(language), room.app.app_context():
        told["curve"] = build_curve_view(snapshot).description
        question = find_question(snapshot, "needed_cut")
        assert question is not None
        told["question"] = describe_question(question, snapshot)
        told["reason"] = describe_reason(question, snapshot)
        workshop = db.session.get_one(Workshop, room.workshop_id)
        told["comparison"] = describe_path(read_saved(workshop))
        said_today = describe_cut_from_today(snapshot)
    room.desk.send("/language", language=language)
    told["page"] = words(page_of(room))
    assert {place: base in text for place, text in told.items()} == dict.fromkeys(told, True)
    # Where the answer is told, so is today's figure, with its year.
    assert today in said_today
    beside = ["cut", "achieved", "one_of", "waiting", "reason", "comparison", "page"]
    assert [place for place in beside if words(said_today) not in words(told[place])] == []


def test_years_at_todays_rate_name_their_year_on_every_face(room: Room) -> None:
    room.move_to("briefing")
    room.desk.send(f"/desk/{room.code}/briefing/card", step=room.snapshot().step, card="keys")
    phone = room.phone()
    pages = [
        words(html.unescape(room.desk.open(f"/desk/{room.code}").get_data(as_text=True))),
        words(html.unescape(phone.open(f"/phone/{room.code}").get_data(as_text=True))),
        words(html.unescape(phone.open(f"/wall/{room.code}/{room.screen_key}").get_data(as_text=True))),
    ]
    for page in pages:
        assert re.search("today’s rate \\(2026\\)", page)
    with spoken_in("en"):
        assert build_verdict_view(room.snapshot()).lead.startswith("At today’s rate (2026), the budget for")


def test_a_cut_that_hardly_differs_from_todays_is_shown_once(room: Room) -> None:
    snapshot = room.snapshot()
    alike = Rate(snapshot.budget["base_emissions_t"] * 1.001, 2026, "estimated")
    with spoken_in("en"):
        assert describe_cut_from(snapshot.budget, alike) == ""


def test_a_cement_plant_is_in_a_key_and_its_rate_or_in_neither(app: Flask) -> None:
    room = opened(app, "SE-0980", "per-capita")
    keys = {key.id: key for key in list_keys(room.snapshot())}
    with_plant, without = keys["population"], keys["national-emissions"]
    assert with_plant.budget is not None
    assert without.budget is not None
    assert with_plant.budget.cement is True
    assert without.budget.cement is False
    assert with_plant.rate_t > 5 * without.rate_t


def test_a_budget_that_is_overdrawn_says_since_when(app: Flask) -> None:
    room = opened(app, preset="uppsala-2022-1.5")
    page = words(page_of(room))
    assert "Years left at today’s rate (2026) used up since 2025" in page
    assert "rate -" not in page.replace("\N{MINUS SIGN}", "-")
    with spoken_in("en"):
        assert build_verdict_view(room.snapshot()).lead.startswith("Nyköping used up this budget in 2025.")


def test_an_impossible_cut_is_called_practically_at_once(app: Flask) -> None:
    room = opened(app, "NO-4001", "per-capita")
    assert "practically at once (83.3\u00a0% a year)" in words(page_of(room)).replace("83.3 %", "83.3\u00a0%")
    room.move_to("briefing")
    room.desk.send(f"/desk/{room.code}/briefing/card", step=room.snapshot().step, card="cut")
    with spoken_in("en"):
        card = build_card_view(room.snapshot())
    assert card.card == "cut"
    assert card.words.endswith("practically at once.")


@pytest.mark.parametrize(
    ("territory", "preset"),
    [("SE-0480", "uppsala-2022-1.7"), ("SE-04", "klimatkollen-2024"), ("SE", "uppsala-2022-1.7")],
)
def test_the_chain_adds_up_by_hand_as_printed(app: Flask, territory: str, preset: str) -> None:
    page = page_of(opened(app, territory, preset))
    links = re.findall(r'chain-label">([^<]*)</p>\s*<p class="chain-figure">([^<]*)<', page)
    figures = [figure for _, figure in links]
    assert all(figure.endswith(("CO₂", "%")) for figure in figures)
    amount, aside, domestic, local, everybody, share, start, *spent, left = map(number, figures)
    assert amount + aside == domestic
    assert start + sum(spent) == left
    assert local / everybody == pytest.approx(share / 100, rel=1e-5)
    assert domestic * share / 100 == pytest.approx(start, abs=1)
    assert all("2015–2022" in label for label, _ in links[3:6])


CARDS = [("SE-0480", "uppsala-2022-1.7"), ("SE-0480", "klimatkollen-2024"), ("SE-0184", "klimatkollen-2024")]
CARDS += [("SE-2505", "uppsala-2022-1.7"), ("SE-04", "uppsala-2022-1.7")]


@pytest.mark.parametrize(("territory", "preset"), CARDS)
def test_the_card_of_the_chain_adds_up_by_hand(app: Flask, territory: str, preset: str) -> None:
    with spoken_in("en"):
        links = build_short_chain_views(opened(app, territory, preset).snapshot())
    amount, aside, share, start, spent, left = (number(link.figure) for link in links)
    assert "".join(link.sign for link in links) == "−×=−="
    assert start - spent == pytest.approx(left, abs=1e-6)
    unit_t = 1e3 if "kt" in links[3].figure else 1.0
    last_digit = 0.1 if "." in links[3].figure else 1.0
    assert (amount - aside) * 1e6 * share / 100 / unit_t == pytest.approx(start, abs=0.7 * last_digit)
    assert "2015–2022" in links[2].label


@pytest.mark.parametrize(
    ("territory", "preset"),
    [*CARDS, ("NO-4003", "per-capita"), ("NO-4001", "per-capita"), ("SE-0480", "emission-share")],
)
def test_the_cards_past_emissions_are_the_sum_of_the_pages_lines(
    app: Flask, territory: str, preset: str
) -> None:
    room = opened(app, territory, preset)
    with spoken_in("en"):
        links = build_short_chain_views(room.snapshot())
    printed = next(link.figure for link in links if link.label.startswith("emitted"))
    exact = -sum(step["value"] for step in room.snapshot().budget["steps"] if step["key"] == "spent")
    unit_t = 1e3 if "kt" in printed else 1.0
    digits = len(printed.split("\u00a0")[0].partition(".")[2])
    assert abs(number(printed) - exact / unit_t) <= max(0.5 * 10**-digits, 1.0 if unit_t == 1.0 else 0)


def test_the_card_of_an_own_amount_below_zero_keeps_its_sign(app: Flask) -> None:
    with spoken_in("en"):
        links = build_short_chain_views(opened(app, preset="own", own_amount_t=-20000.0).snapshot())
    assert [number(link.figure) for link in links] == [-20000, -20000]


def test_a_budget_and_the_mark_of_the_same_warming_and_probability_are_one_amount(app: Flask) -> None:
    snapshot = opened(app, "SE-0184", "klimatkollen-2024").snapshot()
    budget = snapshot.budget
    same = [
        mark["budget_t"]
        for mark in snapshot.marks
        if (mark["temperature_c"], mark["probability_pct"])
        == (budget["temperature_c"], budget["probability_pct"])
    ]
    assert same == [budget["budget_t"]]


def test_the_cost_of_waiting_is_steeper_in_every_bar_as_printed(app: Flask) -> None:
    room = opened(app, "NO-4003", "per-capita")
    room.move_to("briefing")
    room.desk.send(f"/desk/{room.code}/briefing/card", step=room.snapshot().step, card="waiting")
    with spoken_in("en"):
        said = [wait.said for wait in build_card_view(room.snapshot()).waits]
    assert len(set(said)) == len(said)


@pytest.mark.parametrize("preset", ["per-capita", "emission-share"])
def test_estimated_shares_of_co2_stand_on_the_page_and_on_the_result(app: Flask, preset: str) -> None:
    room = opened(app, "NO-4003", preset)
    page = words(page_of(room))
    assert "the statistics have only CO₂e" in page
    assert re.search(r"Heating 58\.3\s%", page)
    result = words(html.unescape(room.desk.open(f"/desk/{room.code}/result").get_data(as_text=True)))
    assert "the statistics have only CO₂e" in result


def test_a_line_rounded_to_fit_its_sum_is_explained(app: Flask) -> None:
    explained = "a line can differ by one tonne"
    assert explained in words(page_of(opened(app, "NO-4003", "per-capita")))
    assert explained not in words(page_of(opened(app, "NO-4001", "per-capita")))


def test_a_scenario_above_the_path_can_keep_the_budget_and_the_page_says_why(room: Room) -> None:
    with spoken_in("en"):
        assert (
            build_curve_view(room.snapshot()).labels.pathway == "Path that fits the budget, also after 2045"
        )
    assert "of the budget for the years after 2045. The result does not look beyond 2045" in words(
        page_of(room)
    )


@pytest.mark.parametrize(
    ("territory", "preset", "said"),
    [
        ("SE-0980", "per-capita", "The cement plant here is included"),
        ("SE-0980", "uppsala-2022-1.7", "The cement plant here is left out"),
        ("SE-0480", "uppsala-2022-1.7", ""),
    ],
)
def test_the_page_and_the_result_say_whether_cement_is_counted(
    app: Flask, territory: str, preset: str, said: str
) -> None:
    room = opened(app, territory, preset)
    for page in (page_of(room), room.desk.open(f"/desk/{room.code}/result").get_data(as_text=True)):
        assert ("The cement plant here" in words(page)) == bool(said)
        assert said in words(page)


def test_the_bridge_and_the_page_write_one_amount_alike(app: Flask) -> None:
    room = opened(app, preset="own", own_amount_t=22_000.0)
    with spoken_in("en"):
        assert build_bridge_view(room.snapshot()).end == "Budget 22\u00a0kt"
    assert "is 22 kt CO₂" in words(page_of(room))


@pytest.mark.usefixtures("imported")
def test_a_budget_without_any_key_names_none(app: Flask) -> None:
    room = opened(app, "DK-540", "own", own_amount_t=1.5e6)
    page = words(page_of(room))
    assert "same allocation rule" not in page
    assert "Other warming limits" in page


def test_the_card_of_keys_says_marked_only_where_one_is(app: Flask) -> None:
    for preset, marked in (("own", False), ("uppsala-2022-1.7", True)):
        amount = {"own_amount_t": 9e5} if preset == "own" else {}
        room = opened(app, preset=preset, **amount)
        room.move_to("briefing")
        room.desk.send(f"/desk/{room.code}/briefing/card", step=room.snapshot().step, card="keys")
        wall = room.desk.open(f"/wall/{room.code}/{room.screen_key}").get_data(as_text=True)
        assert ("the marked one applies now" in wall) == marked
        assert ('class="in-force' in wall) == marked


def number(text: str) -> float:
    """Read a printed figure without its unit."""
    plain = text.replace("\N{MINUS SIGN}", "-").replace(",", "")
    found = re.match(r"-?[\d.]+", re.sub(r"(?<=\d)[\s\u00a0\u202f](?=\d)", "", plain))
    assert found, text
    return float(found[0])
