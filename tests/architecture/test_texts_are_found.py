"""The extraction of texts reads no f-strings: a text in one of them would never be translated."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.tree import ROOT, files

TRANSLATING = {"gettext", "ngettext", "pgettext", "npgettext", "lazy_gettext", "lazy_ngettext", "_l"}


@pytest.mark.parametrize(
    "path",
    [path for path in files("workshop") if path.suffix == ".py"],
    ids=lambda path: path.relative_to(ROOT).as_posix(),
)
def test_no_text_stands_in_an_f_string(path: Path) -> None:
    found = [
        call.lineno
        for string in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(string, ast.JoinedStr)
        for call in ast.walk(string)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in TRANSLATING
    ]
    assert found == []
