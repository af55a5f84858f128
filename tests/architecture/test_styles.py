"""Style sheets take the sizes of letters from the scale in tokens.css and nowhere else."""

from __future__ import annotations

import re

import pytest

from tests.tree import ROOT, files

TOKENS = ROOT / "static/css/tokens.css"
COMMENT = re.compile(r"/\*.*?\*/", re.S)
DECLARATION = re.compile(r"(?<![\w-])(?P<property>font-size|font)\s*:\s*(?P<value>[^;{}]+)[;}]")
# Not --text-muted, which is a colour.
NAME = r"--(?:text-(?!muted)|wall-text-|drawing-text-|print-)[a-z0-9-]+"
STEP = rf"var\({NAME}\)"
SIZE = re.compile(rf"inherit|{STEP}")
# The weight and the line height are numbers, too.
SHORTHAND = re.compile(rf"inherit|(?:\d{{3}} )?{STEP}(?:/[\d.]+)? var\(--font\)")


def sizes_in_numbers(css: str) -> list[str]:
    """Find the declarations whose size of letters is no step of the scale."""
    found = []
    for match in DECLARATION.finditer(COMMENT.sub("", css)):
        allowed = SIZE if match["property"] == "font-size" else SHORTHAND
        if not allowed.fullmatch(match["value"].strip()):
            found.append(match[0])
    return found


def steps_in(css: str) -> set[str]:
    """Find the steps of the scale that a style sheet uses."""
    return set(re.findall(rf"var\(({NAME})\)", css))


def _sheets() -> dict[str, str]:
    return {
        path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
        for path in files("static/css")
        if path.suffix == ".css" and path != TOKENS
    }


def test_no_style_sheet_writes_a_size_of_letters_in_a_number() -> None:
    sheets = _sheets()
    assert len(sheets) > 20
    assert {name: found for name, css in sheets.items() if (found := sizes_in_numbers(css))} == {}


def test_each_step_of_the_scale_is_defined_and_used() -> None:
    tokens = TOKENS.read_text(encoding="utf-8")
    defined = set(re.findall(rf"({NAME}):", tokens))
    used = set().union(*map(steps_in, _sheets().values()))
    assert used == defined


@pytest.mark.parametrize(
    "css",
    [
        "p { font-size: 1rem; }",
        "p {font-size:15px}",
        "p { font-size: calc(2 * var(--text-body)); }",
        "p { font-size: small; }",
        "p { font-size: var(--text-muted); }",
        "p { font: 500 32px/1 var(--font); }",
        "p { font: 400 1.0625rem/1.5 var(--font); }",
        "@media print {\n  .note {\n    font-size: 9pt;\n  }\n}",
    ],
)
def test_a_size_in_a_number_is_found(css: str) -> None:
    assert sizes_in_numbers(css)


@pytest.mark.parametrize(
    "css",
    [
        "p { font-size: var(--text-small); }",
        "p { font: 500 var(--drawing-text-1)/1 var(--font); }",
        "button { font: inherit; }",
        "p { --font: serif; font-weight: 600; }",
        "/* font-size: 1rem; */",
    ],
)
def test_a_step_of_the_scale_passes(css: str) -> None:
    assert sizes_in_numbers(css) == []


def test_the_hatch_is_defined_once() -> None:
    texts = {
        path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
        for path in files("static", "templates", "workshop")
        if path.suffix in {".css", ".html", ".js", ".py", ".svg"}
    }
    hatch = re.compile(
        r"<pattern\b|repeating-(?:linear|radial)-gradient|createPattern|hatch_scale=\d|hatch_pattern=\"\W"
    )
    assert [name for name, text in texts.items() if hatch.search(text)] == ["templates/components/hatch.html"]
