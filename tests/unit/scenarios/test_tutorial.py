"""What documents and docstrings show is what happens."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import scenarios
from tests.tree import ROOT

MODULES = sorted(module.name for module in pkgutil.iter_modules(scenarios.__path__, "scenarios."))
WITH_EXAMPLES = {
    "scenarios.comparison",
    "scenarios.file.json_schema",
    "scenarios.pooling",
    "scenarios.prepared",
}


def test_the_tutorial_is_true() -> None:
    found = doctest.testfile(str(ROOT / "scenarios" / "TUTORIAL.md"), module_relative=False, encoding="utf-8")
    assert found.attempted > 10
    assert found.failed == 0


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_docstrings_are_true(name: str) -> None:
    found = doctest.testmod(importlib.import_module(name))
    assert found.failed == 0
    assert (found.attempted > 0) == (name in WITH_EXAMPLES)
