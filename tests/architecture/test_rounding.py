"""Figures for people are rounded by one function: Python's own rounding makes 12.5 into 12."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.tree import ROOT

# Where figures are written for machines, chosen for a simulation, or exact in any case.
NOT_FOR_PEOPLE = {
    "scenarios/engine/distributions.py",
    "scenarios/importing/edition_folder.py",
    "scenarios/numbers.py",
    "workshop/rehearsal/filling.py",
    "workshop/services/meeting/combining.py",
}
ROUNDED = {"round_figure", "round_whole"}
FILES = sorted(
    path
    for folder in ("scenarios", "workshop")
    for path in (ROOT / folder).rglob("*.py")
    if path.relative_to(ROOT).as_posix() not in NOT_FOR_PEOPLE
)
SCRIPTS = sorted((ROOT / "static/js").rglob("*.js"))


def roundings(tree: ast.AST) -> Iterator[int]:
    """Find the lines that round to whole numbers, or write decimals, by Python's own rule."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "round":
            # With digits it places shapes in a picture.
            if len(node.args) == 1:
                yield node.lineno
        elif isinstance(node, ast.FormattedValue) and node.format_spec is not None:
            spec = "".join(
                str(part.value) if isinstance(part, ast.Constant) else "0"
                for part in getattr(node.format_spec, "values", ())
            )
            called = node.value.func if isinstance(node.value, ast.Call) else None
            if re.search(r"\.\d+[f%]|\.[1-9]g", spec) and getattr(called, "id", "") not in ROUNDED:
                yield node.lineno


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_nothing_for_people_is_rounded_half_to_even(path: Path) -> None:
    assert list(roundings(ast.parse(path.read_text(encoding="utf-8")))) == []


def test_the_search_finds_what_it_looks_for() -> None:
    tree = ast.parse('a = round(x)\nb = f"{x:,.1f}"\nc = f"{x:.{n}f}"\nd = f"{x:.4g}"\ne = round(x, 1)')
    assert sorted(roundings(tree)) == [1, 2, 3, 4]


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_no_script_writes_figures_by_another_rule(path: Path) -> None:
    allowed = {"number.js", "clock.js", "choice.js"}  # the rule itself, and seconds
    found = re.findall(r"toFixed|Math\.round|NumberFormat|toLocaleString", path.read_text(encoding="utf-8"))
    assert path.name in allowed or not found
