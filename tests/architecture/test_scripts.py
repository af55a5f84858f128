"""Our scripts: each has a name of its own, is there where a page asks for it, and is asked for in time."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from tests.tree import ROOT, VENDOR, files

STATIC = ROOT / "static"
IMPORT = re.compile(r"(?:from|import)\s*\(?\s*\"(\.[^\"]+)\"")
# What a script needs only later, it imports then.
LATER = {STATIC / "js/lib/morph.js", VENDOR / "idiomorph.esm.js"}
MODULES = re.compile(r"data-module=\"([a-z -]+)\"")
LISTED = re.compile(r"\"((?:js|vendor)/[^\"]+\.js)\"")


def imports_of(script: Path) -> set[Path]:
    """Follow the imports of a script, through our own scripts and into the libraries."""
    found: set[Path] = set()
    waiting = [script]
    while waiting:
        path = waiting.pop()
        if path in found:
            continue
        found.add(path)
        if path.parent != VENDOR:
            text = path.read_text(encoding="utf-8")
            waiting += [(path.parent / name).resolve() for name in IMPORT.findall(text)]
    return found


def test_no_two_scripts_have_one_name() -> None:
    names = Counter(path.name for path in files("static/js"))
    assert len(names) > 30
    assert {name: count for name, count in names.items() if count > 1} == {}


def test_each_import_and_each_module_of_a_page_is_there() -> None:
    components = STATIC / "js/components"
    asked = {
        components / f"{name}.js"
        for path in files("templates")
        if path.suffix == ".html"
        for names in MODULES.findall(path.read_text(encoding="utf-8"))
        for name in names.split()
    }
    assert len(asked) > 20
    wanted = set().union(*map(imports_of, asked)) | imports_of(STATIC / "js/start.js")
    assert {path for path in wanted if not path.is_file()} == set()
    assert set(files("static/js")) - wanted == set()


def test_the_phone_asks_for_all_that_its_scripts_import_together() -> None:
    layout = (ROOT / "templates/phone/_layout.html").read_text(encoding="utf-8")
    listed = {STATIC / name for name in LISTED.findall(layout)}
    components = STATIC / "js/components"
    needed = imports_of(components / "phone.js") | imports_of(components / "clock.js")
    assert listed == needed - LATER
