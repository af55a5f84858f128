"""Files that a browser fetches once: short on the way, kept for good, and new when one is another."""

from __future__ import annotations

import gzip
import re
from pathlib import Path
from urllib.parse import urljoin

import pytest
from flask import Flask

from tests.workshop_room import Room
from workshop.assets import Assets
from workshop.charts.comparison.bokeh_files import bokeh_version

FIRST_VIEW_BYTES = 100_000


def linked(html: str) -> list[str]:
    """List the files that a page names."""
    return re.findall(r'(?:href|src)="(/static/[^"]+)"', html)


def test_a_file_is_kept_for_good_and_travels_compressed(app: Flask) -> None:
    client = app.test_client()
    (style,) = [path for path in linked(client.get("/").get_data(as_text=True)) if path.endswith("base.css")]
    answer = client.get(style, headers={"Accept-Encoding": "gzip, deflate"})
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Content-Type"] == "text/css; charset=utf-8"
    assert answer.headers["Content-Encoding"] == "gzip"
    plain = client.get(style, headers={"Accept-Encoding": "gzip;q=0"})
    assert "Content-Encoding" not in plain.headers
    assert gzip.decompress(answer.data) == plain.data
    assert "Accept-Encoding" in plain.headers["Vary"]


def test_a_page_from_before_an_upgrade_still_gets_its_files_and_does_not_keep_them(app: Flask) -> None:
    client = app.test_client()
    for path in ("/static/0123456789ab/js/start.js", "/static/js/start.js"):
        answer = client.get(path)
        assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-cache")
    assert client.get("/static/0123456789ab/js/none.js").status_code == 404
    assert client.get("/static/../pyproject.toml").status_code == 404


def test_another_file_is_another_address(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text("a {}")
    first = Assets(tmp_path)
    assert Assets(tmp_path).fingerprint == first.fingerprint
    (tmp_path / "a.css").write_text("b {}")
    assert Assets(tmp_path).fingerprint != first.fingerprint


def test_the_first_view_of_a_phone_is_at_most_100_kb(room: Room) -> None:
    room.move_to("propose")
    client = room.phone().client
    headers = {"Accept-Encoding": "gzip"}
    page = client.get(f"/phone/{room.code}", headers=headers)
    html = gzip.decompress(page.data).decode()
    modules = re.findall(r'data-module="([^"]+)"', html)
    paths = linked(html)
    base = next(path for path in paths if path.endswith("/js/start.js"))
    paths += [urljoin(base, f"components/{name}.js") for names in modules for name in names.split()]
    total, seen = len(page.data), set()
    for path in paths:
        if path in seen:
            continue
        seen.add(path)
        answer = client.get(path, headers=headers)
        assert answer.status_code == 200, path
        total += len(answer.data)
        if path.endswith(".js"):
            script = gzip.decompress(answer.data).decode()
            paths += [
                urljoin(path, name) for name in re.findall(r'(?:from|import)\s*\(?\s*"(\.[^"]+)"', script)
            ]
    assert len(seen) > 10
    assert total <= FIRST_VIEW_BYTES


def test_a_short_answer_is_not_worth_compressing_and_a_long_one_is(room: Room) -> None:
    client, headers = room.phone().client, {"Accept-Encoding": "gzip"}
    assert client.get(f"/phone/{room.code}", headers=headers).headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in client.get(f"/phone/{room.code}/news", headers=headers).headers
    assert "Content-Encoding" not in client.get(f"/phone/{room.code}").headers


@pytest.mark.parametrize(
    ("accepted", "is_compressed"),
    [
        ("gzip;q=0.5", True),
        ("br;q=1.0, gzip;q=0.8, *;q=0.1", True),
        ("*", True),
        ("*;q=0, gzip", True),
        ("gzip; q=0.000", False),
        ("gzip;q=0, *", False),
        ("*;q=0", False),
        ("identity", False),
        ("", False),
        (";;q=x", False),
    ],
)
def test_a_browser_gets_the_encoding_that_it_takes(app: Flask, accepted: str, is_compressed: bool) -> None:
    for path in ("/", "/static/js/start.js"):
        answer = app.test_client().get(path, headers={"Accept-Encoding": accepted})
        assert (answer.headers.get("Content-Encoding") == "gzip") == is_compressed, path
        assert "Accept-Encoding" in answer.headers["Vary"], path


def test_bokeh_travels_compressed(room: Room) -> None:
    path = f"/compare/assets/{bokeh_version()}/bokeh.min.js"
    answer = room.desk.client.get(path, headers={"Accept-Encoding": "gzip"})
    plain = room.desk.client.get(path)
    assert gzip.decompress(answer.data) == plain.data
    assert len(answer.data) < len(plain.data) / 3
    assert "Accept-Encoding" in answer.headers["Vary"]
    assert "immutable" in answer.headers["Cache-Control"]
