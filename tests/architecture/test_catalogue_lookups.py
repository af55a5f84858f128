"""Workshops look actions up in their own catalogue, and not in the shipped one."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.tree import ROOT, files

LOOKUPS = {"find_action", "load_catalogue", "search_catalogue"}
# Module: why it may ask the shipped catalogue.
ALLOWED = {
    "workshop/charts/proposals/preview.py": "petrol cars are a yardstick for tonnes, the same everywhere",
}


def test_no_other_module_of_the_application_asks_the_shipped_catalogue() -> None:
    found = {
        path.relative_to(ROOT).as_posix()
        for path in files("workshop")
        if path.suffix == ".py" and _asks(path)
    }
    assert found == ALLOWED.keys()


def _asks(path: Path) -> bool:
    """Return whether a module imports a look-up of the shipped catalogue."""
    return any(
        isinstance(node, ast.ImportFrom)
        and (node.module or "").startswith("scenarios")
        and LOOKUPS & {alias.name for alias in node.names}
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    )
