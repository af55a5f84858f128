"""Reference paths: each shows what it does to the gap before it is chosen; an own one can be typed."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest

from scenarios.inventory.references import build_reference
from tests.page_forms import fields_of
from tests.workshop_room import LAST_STEP, OPENING, Browser, Room
from workshop.extensions import db
from workshop.models import Workshop

NORWEGIAN = "/workshops/new?territory=NO-4003&preset=emission-share&start_year=2026&end_year=2045"


def offered(page: str) -> dict[str, str]:
    """Return what each offered path says, by its method."""
    found = {}
    for label in re.findall(r'<label class="choice reference-choice".*?</label>', page, re.DOTALL):
        method = re.search(r'value="([\w-]+)"', label)
        assert method
        found[method[1]] = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", label))
    return found


def facts(room: Room, code: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the stored reference and budget of a workshop."""
    with room.app.app_context():
        stored = db.session.scalars(db.select(Workshop).where(Workshop.code == code)).one()
        return stored.reference, stored.budget


def opened_code(room: Room) -> str:
    found = re.search(r'data-code="(\w+)"', room.desk.text)
    assert found, room.desk.text
    return found[1]


def test_each_path_shows_emissions_gap_and_source_before_it_is_chosen(room: Room) -> None:
    page = room.desk.open(NORWEGIAN).get_data(as_text=True)
    said = offered(page)
    assert {"flat", "trend", "exponential", "projection", "own"} <= set(said)
    for method in ("flat", "trend", "exponential", "projection"):
        assert "from 2026 to 2045" in said[method]
        over = r"Gap to the budget of [\d.,]+\s(kt|Mt): [\d.,]+\s(kt|Mt)\."
        kept = r"The budget of [\d.,]+\s(kt|Mt) is kept without any action"
        assert re.search(over if method == "flat" else f"{over}|{kept}", said[method]), said[method]
        assert "Telemark county" in said[method]
    assert "National" not in said["flat"]
    assert "Nasjonalbudsjettet 2026" in said["projection"]
    assert page.count('<svg class="path-picture"') == len(said) - 1


def test_a_budget_that_is_kept_without_actions_is_no_gap(room: Room) -> None:
    page = room.desk.open(NORWEGIAN.replace("emission-share", "per-capita")).get_data(as_text=True)
    for words in offered(page).values():
        assert "Gap" not in words
    assert "is kept without any action, with" in offered(page)["flat"]


def test_the_figures_are_those_of_the_model_and_of_the_workshop(room: Room) -> None:
    said = offered(room.desk.open(LAST_STEP).get_data(as_text=True))
    for method in ("flat", "trend"):
        room.desk.send("/workshops/new", **{**OPENING, "reference_method": method})
        code = opened_code(room)
        reference, budget = facts(room, code)
        total = sum(sum(source["reference_t"]) for source in reference["sources"])
        amount = re.search(r"([\d.]+)\sMt from 2026 to 2045", said[method])
        assert amount
        assert float(amount[1]) == pytest.approx(total / 1e6, abs=0.006)
        gap = re.search(r"Gap to the budget of ([\d.]+)\sMt: ([\d.]+)\sMt", said[method])
        assert gap
        assert float(gap[2]) == pytest.approx((total - budget["budget_t"]) / 1e6, abs=0.006)
        # Gap, budget and emissions add up as they are written.
        assert float(gap[1]) + float(gap[2]) == pytest.approx(float(amount[1]), abs=0.0101)


def test_a_closure_is_named_with_its_year_and_its_sector(room: Room) -> None:
    page = "/workshops/new?territory=SE-0180&preset=uppsala-2022-1.7&start_year=2026&end_year=2045"
    said = offered(room.desk.open(page).get_data(as_text=True))
    assert "Electricity and district heating fell from 0.58 Mt to 0.29 Mt in 2020 alone." in said["trend"]
    assert "and the path goes on with it." in said["trend"]
    assert "is not continued: the line goes through the years from 2020 on." in said["trend-since"]
    assert "alone" not in said["flat"]


def typed(**cells: str) -> dict[str, str]:
    """Return the fields of the table with some figures."""
    years = {f"path-year-{place}": year for place, year in enumerate(("2030", "2035", "2040", "2045"))}
    return {"path-unit": "emissions_t", "path-years": "4", "path-source": "Plan 2025", **years, **cells}


def test_a_typed_path_is_shown_and_then_chosen(room: Room) -> None:
    form = fields_of(room.desk.open(LAST_STEP).get_data(as_text=True), "title")
    assert form["path-year-0"] == "2030"
    form |= typed(**{"path-transport-0": "60 000", "path-transport-3": "0"})
    shown = room.desk.send("/workshops/new", **{**form, "show": "1", "title": ""})
    assert shown.status_code == 200
    page = shown.get_data(as_text=True)
    assert "Gap to the budget" in offered(page)["own"]
    assert "Plan 2025" in offered(page)["own"]
    again = fields_of(page, "title")
    assert (again["path-transport-0"], again["reference_method"]) == ("60 000", "own")
    room.desk.send("/workshops/new", **{**again, "title": "Own path"})
    stored, _ = facts(room, opened_code(room))
    assert stored["own"]["points"] == {"transport": {"2030": 60000.0, "2045": 0.0}}
    assert stored["own"]["name"] == "Plan 2025"
    transport = [
        sum(values)
        for values in zip(
            *(s["reference_t"] for s in stored["sources"] if s["id"].startswith("transport/")), strict=True
        )
    ]
    assert transport[4] == pytest.approx(60_000)
    assert transport[-1] == pytest.approx(0)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"path-transport-1": "abc"}, "“abc” is not a number."),
        ({"path-transport-1": "1.234"}, "can mean"),
        ({"path-transport-1": "-5"}, "Write zero or more."),
        ({"path-transport-1": "1e308"}, "“1e308” is more than any place can emit."),
        (
            {"path-transport-1": "2e6", "path-unit": "percent_of_base"},
            "“2e6” is more than any place can emit.",
        ),
        ({"path-year-0": "1e400"}, "“1e400” is not a number."),
        ({"path-year-0": "1e308"}, "“1e308” is not a number."),
        ({"path-year-0": "soon"}, "“soon” is not a number."),
        ({"path-year-0": ""}, "Write the year of these figures."),
        ({"path-year-1": "2030"}, "2030 stands twice."),
        ({"path-transport-0": ""}, "Write at least one figure"),
    ],
)
@pytest.mark.parametrize("press", ["show", "open"])
def test_what_is_typed_comes_back_after_a_fault(
    room: Room, wrong: dict[str, str], said: str, press: str
) -> None:
    form = fields_of(room.desk.open(LAST_STEP).get_data(as_text=True), "title")
    form |= {"reference_method": "own", **typed(**{"path-transport-0": "60000"}), **wrong}
    answer = room.desk.send("/workshops/new", **form, **({"show": "1"} if press == "show" else {}))
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert said in page
    again = fields_of(page, "title")
    assert {name: again[name] for name in typed(**wrong)} == {**typed(), **wrong}


def send_file(browser: Browser, path: str, content: str, **fields: str) -> str:
    sent: dict[str, Any] = {**fields, "own_file": (io.BytesIO(content.encode()), "plan.csv")}
    return browser.send(path, **sent).get_data(as_text=True)


def test_a_file_fills_the_table(room: Room) -> None:
    form = fields_of(room.desk.open(LAST_STEP).get_data(as_text=True), "title")
    file = "sector,subsector,year,percent_of_base\ntransport,cars,2030,50\ntransport,cars,2040,0\n"
    page = send_file(room.desk, "/workshops/new", file, **form, show="1")
    again = fields_of(page, "title")
    assert (again["path-transport/cars-0"], again["path-transport/cars-1"]) == ("50", "0")
    assert (again["path-year-1"], again["path-unit"]) == ("2040", "percent_of_base")
    assert "plan.csv" in offered(page)["own"]
    room.desk.send("/workshops/new", **{**again, "title": "From a file"})
    stored, _ = facts(room, opened_code(room))
    assert stored["own"]["points"] == {"transport/cars": {"2030": 50.0, "2040": 0.0}}


def test_each_fault_of_a_file_is_told_with_its_row(room: Room) -> None:
    form = fields_of(room.desk.open(LAST_STEP).get_data(as_text=True), "title")
    file = (
        "sector,year,emissions_t\ntransport,20x,1\n,2030,5\nindustry,2030,abc\nindustry,2035,-1\n"
        "industry,2036,1e308\n"
    )
    page = send_file(room.desk, "/workshops/new", file, **form, show="1")
    for line in (
        "Row 2: “20x” is not a year; write four digits, such as 2030.",
        "Row 3: The sector is missing.",
        "Row 4: “abc” is not a number, or can mean two.",
        "Row 5: “-1” must be zero or more.",
        "Row 6: “1e308” is more than any place can emit.",
    ):
        assert line in page
    unknown = send_file(
        room.desk, "/workshops/new", "sector,year,emissions_t\nmoon,2030,1\n", **form, show="1"
    )
    assert "which is not among the emissions" in unknown


def test_the_desk_chooses_another_path_later_and_undoes_it(room: Room) -> None:
    path = f"/desk/{room.code}/reference"
    before = room.snapshot()
    page = room.desk.open(path).get_data(as_text=True)
    assert "Gap to the budget" in offered(page)["trend"]
    assert "applies now" in offered(page)["flat"]
    room.desk.send(path, **{**fields_of(page, "reference_method"), "reference_method": "trend"})
    after = room.snapshot()
    assert after.reference["method"] == "trend"
    expected = build_reference(
        "SE-0480",
        method="trend",
        start_year=before.start_year,
        end_year=before.end_year,
        cement=before.budget["cement"],
        gas="CO2",
    )
    assert after.outcome.cumulative_reference_t == pytest.approx(float(expected.reference_t.sum()))
    assert after.budget == before.budget
    assert after.revision == before.revision + 1
    last = fields_of(room.desk.open(f"/desk/{room.code}").get_data(as_text=True), "change")["change"]
    room.desk.send(f"/desk/{room.code}/undo", change=last)
    assert room.snapshot().reference == before.reference


def test_the_desk_types_a_path_and_finds_it_again(room: Room) -> None:
    path = f"/desk/{room.code}/reference"
    form = fields_of(room.desk.open(path).get_data(as_text=True), "reference_method")
    form |= typed(**{"path-transport-0": "60000"})
    shown = room.desk.send(path, **form, show="1").get_data(as_text=True)
    assert "Gap to the budget" in offered(shown)["own"]
    assert room.snapshot().reference["method"] == "flat"
    room.desk.send(path, **fields_of(shown, "reference_method"))
    assert room.snapshot().reference["method"] == "own"
    again = room.desk.open(path).get_data(as_text=True)
    assert fields_of(again, "reference_method")["path-transport-0"] == "60000"
    assert "Plan 2025" in offered(again)["own"]
    # A script asks for the picture of what is typed.
    picture = room.desk.client.get(f"{path}/path", query_string=typed(**{"path-transport-0": "0"}))
    assert "Gap to the budget" in picture.get_data(as_text=True)
    assert (
        room.desk.client.get(f"{path}/path", query_string=typed(**{"path-transport-0": "x"})).status_code
        == 204
    )


def test_the_biofuel_mandate_is_a_choice_in_sweden_and_not_in_norway(room: Room) -> None:
    said = offered(room.desk.open(LAST_STEP).get_data(as_text=True))
    assert "but for the biofuel mandate of 2025" in said["mandate"]
    assert "Prop. 2023/24:28" in said["mandate"]
    assert "not adopted policy" in said["mandate-2022"]
    assert not {"mandate", "mandate-2022"} & set(offered(room.desk.open(NORWEGIAN).get_data(as_text=True)))
    room.desk.send("/workshops/new", **{**OPENING, "reference_method": "mandate"})
    reference, budget = facts(room, opened_code(room))
    path = build_reference(
        budget["territory"], method="mandate", start_year=budget["start_year"], end_year=2045, gas="CO2"
    )
    assert reference["method"] == "mandate"
    stored = sum(sum(source["reference_t"]) for source in reference["sources"])
    assert stored == pytest.approx(float(path.reference_t.sum()))


def test_two_desks_that_write_different_figures_both_keep_theirs(room: Room) -> None:
    path, older = _followed_by_two(room)
    # The first desk also puts a year before the others: figures are told apart by year, not by place.
    moved = {"path-year-0": "2028", "path-year-1": "2030", "path-year-2": "2045"}
    moved |= {"path-transport-0": "70000", "path-transport-1": "61000", "path-transport-2": "0"}
    assert room.desk.send(path, **{**older, **moved}).status_code == 200
    assert room.desk.send(path, **{**older, "path-transport-1": "500"}).status_code == 200
    stored = facts(room, room.code)[0]["own"]
    assert stored["points"] == {"transport": {"2028": 70000.0, "2030": 61000.0, "2045": 500.0}}


def test_two_desks_that_write_the_same_figure_are_asked(room: Room) -> None:
    path, older = _followed_by_two(room)
    assert room.desk.send(path, **{**older, "path-transport-0": "61000"}).status_code == 200
    mine = {**older, "path-transport-0": "62000", "path-transport-1": "500", "operation_id": "z" * 32}
    assert room.desk.send(path, **mine).status_code == 409
    assert "Somebody else has changed this to “61000” meanwhile." in room.desk.text
    assert re.search(r'id="path-transport-0"[^>]*aria-invalid="true"', room.desk.text)
    assert facts(room, room.code)[0]["own"]["points"]["transport"]["2030"] == 61000.0
    again = fields_of(room.desk.text, "reference_method")
    assert (again["path-transport-0"], again["path-transport-1"]) == ("62000", "500")
    assert room.desk.send(path, **again).status_code == 200
    assert facts(room, room.code)[0]["own"]["points"]["transport"] == {"2030": 62000.0, "2045": 500.0}
    # What was sent twice counts once, whatever stands there by now.
    revision = room.snapshot().revision
    assert room.desk.send(path, **again).status_code == 200
    assert room.snapshot().revision == revision


def test_a_desk_that_chooses_another_path_is_asked_about_figures_written_meanwhile(room: Room) -> None:
    path, older = _followed_by_two(room)
    assert room.desk.send(path, **{**older, "path-transport-0": "61000"}).status_code == 200
    assert room.desk.send(path, **{**older, "reference_method": "trend"}).status_code == 409
    assert "Somebody else has changed this to “61000” meanwhile." in room.desk.text
    assert room.snapshot().reference["method"] == "own"
    again = fields_of(room.desk.text, "reference_method")
    assert again["reference_method"] == "trend"
    assert room.desk.send(path, **again).status_code == 200
    assert room.snapshot().reference["method"] == "trend"
    # The other way round: figures written on a page of before are not put away by a newer choice.
    assert room.desk.send(path, **{**older, "path-transport-0": "63000"}).status_code == 409
    assert "changed this to “follow the trend of recent years”" in room.desk.text
    kept = fields_of(room.desk.text, "reference_method")
    assert (kept["reference_method"], kept["path-transport-0"]) == ("own", "63000")


def _followed_by_two(room: Room) -> tuple[str, dict[str, Any]]:
    """Let the workshop follow typed figures; return the form as two desks have it open."""
    path = f"/desk/{room.code}/reference"
    form = fields_of(room.desk.open(path).get_data(as_text=True), "reference_method")
    years = {"path-year-1": "2045", "path-year-2": "", "path-year-3": ""}
    figures = typed(**years, **{"path-transport-0": "60000", "path-transport-1": "0"})
    assert room.desk.send(path, **{**form, **figures, "reference_method": "own"}).status_code == 200
    older = fields_of(room.desk.open(path).get_data(as_text=True), "reference_method")
    return path, {name: value for name, value in older.items() if name != "operation_id"}
