"""``handlingsrom suggest``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from scenarios.selection.suggestion import suggest
from tests.unit.scenarios.test_suggestion import action, as_document, many, scenario
from tests.unit.workshop.cli.conftest import Run


def saved(folder: Path, given: Any) -> str:
    path = folder / "scenario.json"
    path.write_text(json.dumps(given if isinstance(given, dict) else as_document(given)), encoding="utf-8")
    return str(path)


GIVEN = scenario(90, action("a", 40, support=4), action("b", 30, "heating", support=2), action("c", 5))


def test_json_is_the_suggestion(handlingsrom: Run, tmp_path: Path) -> None:
    answer = handlingsrom("suggest", saved(tmp_path, GIVEN), "--json")
    assert (answer.status, answer.err) == (0, "")
    assert answer.document == suggest(GIVEN).to_dict()


def test_a_person_is_told_a_set_that_fits(handlingsrom: Run, tmp_path: Path) -> None:
    text = handlingsrom("suggest", saved(tmp_path, GIVEN)).out
    for line in (
        "This combination meets the budget: 10 t is left at the end of 2030.",
        "Proposals chosen: 2",
        "  a  a",
        "Proposals left out: c",
        "Sum of prices 3, of support 6.",
        "It is proven that no combination that meets the budget has a lower price.",
    ):
        assert line in text.replace("\u202f", " ").splitlines()


def test_a_person_is_told_that_none_fits(handlingsrom: Run, tmp_path: Path) -> None:
    text = handlingsrom("suggest", saved(tmp_path, scenario(10, action("a", 40, cost=3)))).out
    assert "No combination meets the budget. The best exceeds it by 100 t." in text


@pytest.mark.parametrize(
    ("size", "words"),
    [(1, "Not proven: a combination with"), (3, "No combination that meets the budget was")],
)
def test_a_person_is_told_what_is_not_proven(
    handlingsrom: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int, words: str
) -> None:
    monkeypatch.setattr(suggest, "__kwdefaults__", {"excluded_too": False, "most_nodes": 1})
    document = as_document(many(60, size=size))
    text = handlingsrom("suggest", saved(tmp_path, document | ({"budget_t": 0} if size > 1 else {}))).out
    assert words in text


def test_faults_go_to_standard_error(handlingsrom: Run, tmp_path: Path) -> None:
    faulty = handlingsrom("suggest", saved(tmp_path, as_document(GIVEN) | {"gas": "CH4"}), "--json")
    assert (faulty.status, faulty.out) == (2, "")
    assert ": /gas: " in faulty.err
    worded = handlingsrom("suggest", saved(tmp_path, scenario(1, action("a", 1, support="much"))))
    assert (worded.status, worded.out) == (2, "")
    assert worded.err.startswith(
        "handlingsrom suggest: about.support of the action 'a' is 'much'; give a number"
    )
