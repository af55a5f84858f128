"""Templates and static files: nothing from other hosts, nothing that the content security policy forbids."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.tree import ROOT, files

TEXTS = {".css", ".html", ".js", ".json", ".svg", ".txt", ".webmanifest", ".xml"}
NAMESPACES = "http://www.w3.org/"
ADDRESS = re.compile(r"https?://[^\s\"'<>)]+|(?<=[\"'(])//[\w-]+\.[\w.-]+")
JINJA = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}", re.DOTALL)


class Inline(HTMLParser):
    """Collect what would run or be styled inside the page itself."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.found += [f"<{tag} {name}=...>" for name in given if name == "style" or name.startswith("on")]
        self.found += [
            f"<{tag} {name}={value}>" for name, value in attrs if (value or "").startswith("javascript:")
        ]
        if tag == "style" or (
            tag == "script" and "src" not in given and given.get("type") != "application/json"
        ):
            self.found.append(f"<{tag}>")


def inline_code(template: str) -> list[str]:
    """Find inline handlers, scripts and styles in a template."""
    page = Inline()
    page.feed(JINJA.sub("", template))
    return page.found


def foreign_addresses(text: str) -> list[str]:
    """Find the addresses of other hosts in a text."""
    return [address for address in ADDRESS.findall(text) if not address.startswith(NAMESPACES)]


@pytest.mark.parametrize(
    "template",
    [
        '<a onclick="go()">',
        '<p {% if late %}class="late"{% endif %} style="color: red">',
        "<script>go()</script>",
        '<script type="module">go()</script>',
        "<style>p { color: red }</style>",
        '<a href="javascript:go()">',
    ],
)
def test_inline_code_is_found(template: str) -> None:
    assert inline_code(template)


@pytest.mark.parametrize(
    "template",
    [
        "<script src=\"{{ url_for('static', filename='js/join.js') }}\" type=\"module\"></script>",
        '<script type="application/json">{{ figures | tojson }}</script>',
        "{% if only > 1 %}<p>On style: one.</p>{% endif %}",
    ],
)
def test_clean_templates_pass(template: str) -> None:
    assert inline_code(template) == []


def test_addresses_are_found() -> None:
    assert foreign_addresses("url(https://fonts.example/inter.woff2)")
    assert foreign_addresses('<script src="//cdn.example/chart.js">')
    assert foreign_addresses('<svg xmlns="http://www.w3.org/2000/svg"> // a comment') == []


def test_no_file_holds_an_address_of_another_host() -> None:
    texts = {
        path: path.read_text(encoding="utf-8")
        for path in files("templates", "static")
        if path.suffix in TEXTS
    }
    assert {name(path): found for path, text in texts.items() if (found := foreign_addresses(text))} == {}


def test_no_page_holds_inline_code() -> None:
    pages = {
        path: path.read_text(encoding="utf-8")
        for path in files("templates", "static")
        if path.suffix in {".html", ".svg"}
    }
    assert {name(path): found for path, text in pages.items() if (found := inline_code(text))} == {}


def test_only_the_wall_loads_itself_again() -> None:
    """A page that somebody types on must not (WCAG 2.2.1)."""
    found = {
        name(path)
        for path in files("templates")
        if re.search(r"http-equiv=.?refresh", path.read_text(encoding="utf-8"), re.IGNORECASE)
    }
    assert found == {"templates/wall/wall.html", "templates/wall/pair.html"}


def test_no_python_is_among_templates_and_static_files() -> None:
    """It would break the editable installation."""
    assert [name(path) for path in files("templates", "static") if path.suffix == ".py"] == []


def name(path: Path) -> str:
    """Name a file from the root of the tree."""
    return path.relative_to(ROOT).as_posix()
