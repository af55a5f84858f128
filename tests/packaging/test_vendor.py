"""The browser libraries in static/vendor, which make vendor fetches."""

from __future__ import annotations

import re

import pytest

from tests.tree import VENDOR

SCRIPTS = ("chart.umd.min.js", "idiomorph.esm.js", "socket.io.esm.min.js")
FONTS = ("source-sans-3-latin-ext-wght-normal.woff2", "source-sans-3-latin-wght-normal.woff2")
# For the PDF of a report.
TYPES = ("SourceSans3-Regular.ttf", "SourceSans3-Semibold.ttf")
LICENCES = (
    "chart.LICENSE.txt",
    "idiomorph.LICENSE.txt",
    "source-sans-3.LICENSE.txt",
    "socket.io.LICENSE.txt",
)


def test_exactly_these_files_are_there() -> None:
    assert sorted(path.name for path in VENDOR.iterdir()) == sorted((*SCRIPTS, *FONTS, *TYPES, *LICENCES))


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_makes_no_code_from_text(name: str) -> None:
    """The pages' content security policy forbids it."""
    text = (VENDOR / name).read_text(encoding="utf-8")
    assert not re.search(r"\beval\(|\bnew Function\b", text)


@pytest.mark.parametrize("name", ["idiomorph.esm.js", "socket.io.esm.min.js"])
def test_a_module_needs_no_other_file(name: str) -> None:
    text = (VENDOR / name).read_text(encoding="utf-8")
    assert re.search(r"\bexport\s*\{", text)
    assert not re.search(r"\bimport\b\s*(\(|[\w{*].*\bfrom\b|[\"'])", text)


@pytest.mark.parametrize("name", FONTS)
def test_a_font_is_a_font(name: str) -> None:
    assert (VENDOR / name).read_bytes().startswith(b"wOF2")


@pytest.mark.parametrize("name", LICENCES)
def test_a_licence_can_be_read(name: str) -> None:
    text = (VENDOR / name).read_text(encoding="utf-8")
    assert re.search(r"permission (is|to) |without fee", text, re.IGNORECASE)
