"""What documents and docstrings show is what happens."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
import re

import pytest

import scenarios
from tests.tree import ROOT

MODULES = sorted(module.name for module in pkgutil.walk_packages(scenarios.__path__, "scenarios."))
WITH_EXAMPLES = {
    "scenarios.comparison.comparison",
    "scenarios.file.json_schema",
    "scenarios.elicitation.pooling",
    "scenarios.engine.prepared",
}


def test_the_tutorial_is_true() -> None:
    found = doctest.testfile(str(ROOT / "scenarios" / "TUTORIAL.md"), module_relative=False, encoding="utf-8")
    assert found.attempted > 10
    assert found.failed == 0


def test_the_tutorial_uses_the_front_door_alone() -> None:
    text = (ROOT / "scenarios" / "TUTORIAL.md").read_text(encoding="utf-8")
    imported = re.findall(r"^>>> from (scenarios[\w.]*) import", text, re.MULTILINE)
    assert imported
    assert set(imported) == {"scenarios"}


def test_each_public_name_is_loaded_from_its_home() -> None:
    assert sorted(scenarios.__all__) == scenarios.__all__
    for name in scenarios.__all__:
        found = getattr(scenarios, name)
        assert found.__name__ == name
        assert found.__module__.startswith("scenarios.")
    with pytest.raises(AttributeError, match="has no attribute 'utils'"):
        scenarios.utils  # noqa: B018


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_docstrings_are_true(name: str) -> None:
    found = doctest.testmod(importlib.import_module(name))
    assert found.failed == 0
    assert (found.attempted > 0) == (name in WITH_EXAMPLES)
