"""Comparing saved scenarios: the page, its figures and its downloads."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pandas as pd
import pytest
from flask import Flask
from flask.testing import FlaskClient

from scenarios.engine.evaluation import evaluate
from scenarios.file.schema import read_scenario
from tests.integration.saved_workshop import OWNER, ROADS, TITLE, a_workshop, fill, make_app, new_id
from tests.workshop_room import Browser
from workshop.charts.budget.one_unit import Balance
from workshop.charts.comparison.look import DARK, LIGHT
from workshop.config import resource_dir
from workshop.extensions import db
from workshop.models import SavedScenario, Workshop
from workshop.models.types import utc_now
from workshop.services.people.facilitators import ensure_facilitator, issue_login_link
from workshop.services.workshops.saved_scenarios import save_scenario
from workshop.state.scenario_document import DRAWS

SAVES = 3


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    app = make_app(str(tmp_path_factory.mktemp("compare")))
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="module")
def code(app: Flask) -> str:
    """The code of a workshop with saved scenarios."""
    code = a_workshop(app)
    fill(app, code, SAVES)
    return code


def client_of(app: Flask, name: str) -> FlaskClient:
    """Log in as a facilitator."""
    with app.app_context():
        secret = issue_login_link(ensure_facilitator(name), utc_now())
    desk = Browser(app.test_client())
    assert desk.send(f"/login/link/{secret}").status_code == 200
    return desk.client


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return client_of(app, OWNER)


class Page(HTMLParser):
    """What a page shows: its text, headings, ids, and what is chosen."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.checked: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append(tag)
        self.ids += [given["id"] or ""] if "id" in given else []
        if "checked" in given:
            self.checked.append(given["value"] or "")

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


def page_of(client: FlaskClient, address: str) -> Page:
    answer = client.get(address)
    assert answer.status_code == 200
    return Page(answer.text)


def test_nothing_is_saved_yet(app: Flask, client: FlaskClient) -> None:
    code = a_workshop(app)
    page = page_of(client, f"/compare/{code}")
    assert "No scenario is saved yet" in page.text
    assert page.checked == []
    assert client.get(f"/compare/{code}/figures.json").status_code == 404
    assert client.get(f"/compare/{code}/comparison.csv").status_code == 404


def test_one_is_saved(app: Flask, client: FlaskClient) -> None:
    code = a_workshop(app)
    fill(app, code, 1)
    page = page_of(client, f"/compare/{code}")
    assert "One scenario is saved" in page.text
    assert page.checked == ["1"]
    assert client.get(f"/compare/{code}/figures.json").status_code == 200


def test_the_page_compares_the_last_two_at_first(client: FlaskClient, code: str) -> None:
    page = page_of(client, f"/compare/{code}")
    assert page.checked == ["2", "3"]
    assert page.tags.count("h1") == 1
    assert len(set(page.ids)) == len(page.ids)
    assert "“3 · Round 3” emits" in page.text
    assert "less than “2 · Round 2” by 2045." in page.text


def test_any_number_can_be_chosen(client: FlaskClient, code: str) -> None:
    page = page_of(client, f"/compare/{code}?s=3&s=1&s=2&s=1")
    assert page.checked == ["1", "2", "3"]
    assert "3 actions are included in at least one. 1 is included in every one." in page.text
    assert page_of(client, f"/compare/{code}?s=2").checked == ["2"]


@pytest.mark.parametrize("number", ["4", "0", "-1", "x", "1e3", "9" * 40, ""])
def test_an_unknown_number_is_reported(client: FlaskClient, code: str, number: str) -> None:
    for address in (f"/compare/{code}?s={number}", f"/compare/{code}/figures.json?s={number}"):
        answer = client.get(address)
        assert answer.status_code == 404
        assert "There is no saved scenario number" in answer.text
    assert client.get(f"/compare/{code}/{number}/scenario.json").status_code == 404
    assert client.get(f"/compare/{code}/{number}/outcome.csv").status_code == 404


@pytest.mark.parametrize(
    "rest", ["", "/figures.json", "/comparison.csv", "/1/scenario.json", "/1/outcome.csv"]
)
def test_only_the_workshops_own_facilitator_gets_anything(app: Flask, code: str, rest: str) -> None:
    assert client_of(app, "somebody else").get(f"/compare/{code}{rest}").status_code == 403
    assert app.test_client().get(f"/compare/{code}{rest}").status_code == 302


def test_titles_from_the_room_stay_text(client: FlaskClient, code: str) -> None:
    html = client.get(f"/compare/{code}?s=1&s=2&s=3").text
    assert TITLE not in html
    assert "&lt;b&gt;Cars &amp; vans&lt;/b&gt;" in html
    table = client.get(f"/compare/{code}/comparison.csv?s=2&s=3").text
    assert f"'{ROADS}" in table
    assert f",{ROADS}" not in table


def test_styles_are_relaxed_only_where_bokeh_draws(client: FlaskClient, code: str) -> None:
    policy = client.get(f"/compare/{code}").headers["Content-Security-Policy"]
    assert "style-src 'self' 'unsafe-inline'" in policy
    assert "script-src 'self';" in policy
    other = client.get(f"/compare/{code}/comparison.csv").headers["Content-Security-Policy"]
    assert "unsafe" not in other


def test_the_scenario_file_is_as_it_was_stored_and_gives_the_pages_figures(
    app: Flask, client: FlaskClient, code: str
) -> None:
    answer = client.get(f"/compare/{code}/3/scenario.json")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="handlingsrom-{code}-3.json"'
    with app.app_context():
        stored = db.session.scalars(db.select(SavedScenario).where(SavedScenario.name == "Round 3")).first()
        assert stored is not None
        assert json.loads(answer.text) == stored.document
    outcome = evaluate(read_scenario(answer.data), draws=DRAWS, seed=0)
    text = client.get(f"/compare/{code}?s=3").text
    for tonnes in (outcome.cumulative_emissions_t, -outcome.remaining_t, outcome.budget_t):
        assert Balance.of(outcome).describe(tonnes) in text
    rows = rows_of(client, f"/compare/{code}/3/outcome.csv", f"handlingsrom-{code}-3-outcome.csv")
    assert sum(float(row["emissions_t"]) for row in rows) == pytest.approx(outcome.cumulative_emissions_t)
    assert sum(float(row["reference_t"]) for row in rows) == pytest.approx(outcome.cumulative_reference_t)


def test_the_comparison_as_a_table(client: FlaskClient, code: str) -> None:
    rows = rows_of(
        client, f"/compare/{code}/comparison.csv?s=1&s=3", f"handlingsrom-{code}-comparison-1-3.csv"
    )
    assert {row["scenario"] for row in rows} == {"1 Round 1", "3 Round 3"}
    changes = [row for row in rows if row["scenario"] == "3 Round 3" and row["measure"] == "action_change"]
    (whole,) = (row for row in rows if row["scenario"] == "3 Round 3" and row["measure"] == "change")
    assert len(changes) == 3
    assert sum(float(row["value"]) for row in changes) == pytest.approx(float(whole["value"]))


def rows_of(client: FlaskClient, address: str, name: str) -> list[dict[str, str]]:
    answer = client.get(address)
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert name in answer.headers["Content-Disposition"]
    assert answer.data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("language", ["nb", "sv"])
def test_a_spreadsheet_with_decimal_commas_opens_the_table_by_a_double_click(
    client: FlaskClient, code: str, language: str
) -> None:
    address = f"/compare/{code}/3/outcome.csv"
    english = pd.read_csv(io.BytesIO(client.get(address).data))
    client.set_cookie("language", language)
    answer = client.get(address)
    assert answer.data.startswith(b"\xef\xbb\xbfscenario;gas;year;")
    assert re.search(rb";\d+,\d+;", answer.data)
    line = re.search(
        r"<code>pd\.read_csv\((.*?)\)</code>", html.unescape(client.get(f"/compare/{code}").text)
    )
    assert line
    assert line[1] == '"….csv", sep=";", decimal=","'
    pd.testing.assert_frame_equal(pd.read_csv(io.BytesIO(answer.data), sep=";", decimal=","), english)
    client.delete_cookie("language")


def models_in(value: Any) -> Iterator[dict[str, Any]]:
    """Walk through the models of a Bokeh document."""
    if isinstance(value, dict):
        if value.get("type") == "object":
            yield value
        for member in value.values():
            yield from models_in(member)
    elif isinstance(value, list):
        for member in value:
            yield from models_in(member)


def test_the_figures_share_their_years(client: FlaskClient, code: str) -> None:
    answer = client.get(f"/compare/{code}/figures.json?s=1&s=2&s=3").get_json()
    (item,) = answer["items"]
    assert list(item["roots"].values()) == [
        *("figure-trajectories", "figure-cumulative"),
        *("figure-sectors", "figure-actors"),
    ]
    first, second, *_ = answer["docs"]["comparison"]["roots"]
    assert second["attributes"]["x_range"] == {"id": first["attributes"]["x_range"]["id"]}
    names = {model["name"] for model in models_in(answer["docs"])}
    assert {"HoverTool", "SaveTool", "Legend", "VArea", "BoxAnnotation"} <= names
    assert not {"CustomJS", "CustomJSTickFormatter", "CustomJSHover"} & names, "they need eval"


def test_without_actions_there_are_no_bars(app: Flask, client: FlaskClient) -> None:
    code = a_workshop(app)
    with app.app_context():
        workshop = db.session.scalars(db.select(Workshop).where(Workshop.code == code)).one()
        save_scenario(workshop.id, ensure_facilitator(OWNER), new_id(), name="As it is", note="")
    (item,) = client.get(f"/compare/{code}/figures.json").get_json()["items"]
    assert list(item["roots"].values()) == ["figure-trajectories", "figure-cumulative"]
    page = page_of(client, f"/compare/{code}")
    assert page.text.count("Nothing changes.") == 2


def test_the_figures_come_in_both_themes(client: FlaskClient, code: str) -> None:
    light = client.get(f"/compare/{code}/figures.json?theme=light").text
    dark = client.get(f"/compare/{code}/figures.json?theme=dark").text
    assert LIGHT.budget in light
    assert DARK.budget not in light
    assert DARK.budget in dark


def test_the_page_and_the_figures_have_the_same_hues() -> None:
    style = (resource_dir("static") / "css" / "compare.css").read_text(encoding="utf-8")
    found = re.findall(r"--hue-\d: (#\w+);", style)
    assert tuple(found) == LIGHT.hues + DARK.hues


def test_bokeh_is_served_from_here_and_kept(client: FlaskClient, code: str) -> None:
    html = client.get(f"/compare/{code}").text
    (address,) = re.findall(r'src="(/compare/assets/[^"]+)"', html)
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.mimetype == "text/javascript"
    assert len(answer.data) > 1_000_000
    answer.close()
    assert client.get("/compare/assets/0.0.1/bokeh.min.js").status_code == 404


@pytest.mark.parametrize("language", ["nb", "sv"])
def test_figures_follow_the_language(client: FlaskClient, code: str, language: str) -> None:
    client.set_cookie("language", language)
    answer = client.get(f"/compare/{code}/figures.json").get_json()
    formats = [m["attributes"] for m in models_in(answer) if m["name"] == "NumeralTickFormatter"]
    assert any(attributes.get("language") == "fi" for attributes in formats)


def test_a_saved_scenario_does_not_change_with_the_workshop(app: Flask, client: FlaskClient) -> None:
    code = a_workshop(app)
    fill(app, code, 1)
    before = client.get(f"/compare/{code}/1/outcome.csv").text
    fill(app, code, 2)
    assert client.get(f"/compare/{code}/1/outcome.csv").text == before
