"""``handlingsrom compare`` as another program sees it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from scenarios.engine.evaluation import evaluate
from scenarios.file.schema import scenario_from_dict
from tests.unit.scenarios.compared_files import FIRST, SECOND, document
from tests.unit.workshop.cli.conftest import Answer
from workshop.cli import main

Program = Callable[..., Answer]


@pytest.fixture
def program(handlingsrom: Program, monkeypatch: pytest.MonkeyPatch) -> Program:
    monkeypatch.setattr(main, "COMMANDS", ("compare",))
    return handlingsrom


@pytest.fixture
def two(tmp_path: Path) -> tuple[str, str]:
    paths = (tmp_path / "first.json", tmp_path / "second.json")
    for path, file in zip(paths, (FIRST, SECOND), strict=True):
        path.write_text(json.dumps(file), encoding="utf-8")
    return str(paths[0]), str(paths[1])


@pytest.mark.parametrize("form", [("--format", "json"), ("--json",)])
def test_json_has_the_figures_of_evaluate(
    program: Program, two: tuple[str, str], form: tuple[str, ...]
) -> None:
    answer = program("compare", *two, *form, "--draws", "20", "--seed", "3")
    assert (answer.status, answer.err) == (0, "")
    expected = [evaluate(scenario_from_dict(file), draws=20, seed=3).to_dict() for file in (FIRST, SECOND)]
    assert [scenario["outcome"] for scenario in answer.document["scenarios"]] == expected


def test_csv_and_output(program: Program, two: tuple[str, str], tmp_path: Path) -> None:
    target = tmp_path / "comparison.csv"
    answer = program("compare", *two, "--format", "csv", "--output", str(target))
    assert (answer.status, answer.out, answer.err) == (0, "", "")
    rows = list(csv.DictReader(io.StringIO(target.read_text(encoding="utf-8"))))
    assert {row["scenario"] for row in rows} == {"First", "Second"}


def test_iamc(program: Program, two: tuple[str, str]) -> None:
    answer = program("compare", *two, "--format", "iamc")
    rows = list(csv.reader(io.StringIO(answer.out)))
    assert rows[0] == ["model", "scenario", "region", "variable", "unit", "2025", "2026"]
    assert len({tuple(row[:5]) for row in rows}) == len(rows)


def test_files_with_one_title_are_told_apart(program: Program, two: tuple[str, str]) -> None:
    document = program("compare", two[0], two[0], "--json").document
    assert [scenario["name"] for scenario in document["scenarios"]] == ["First", "First (2)"]


def test_a_person_is_told_the_same(program: Program, two: tuple[str, str]) -> None:
    lines = [line.split() for line in program("compare", *two).out.replace("−", "-").splitlines()]
    for line in (
        "1 First (CO₂, 2025 to 2026)",
        "Fits no no",
        "charge Charge -40 -60 -60 -50 -40 2",
        "transport -40 -70",
        "municipality -40 -80",
    ):
        assert line.split() in lines


def test_all_faults_of_all_files_are_listed(program: Program, two: tuple[str, str], tmp_path: Path) -> None:
    faulty = tmp_path / "faulty.json"
    faulty.write_text(json.dumps(document("Faulty", [], gas="CH4")), encoding="utf-8")
    answer = program("compare", str(faulty), two[0], str(tmp_path / "missing.json"))
    assert (answer.status, answer.out) == (2, "")
    first, second = answer.err.splitlines()
    assert first.startswith(f"{faulty}: /gas: ")
    assert "cannot be read" in second


def test_two_gases_are_refused(program: Program, two: tuple[str, str], tmp_path: Path) -> None:
    other = tmp_path / "other.json"
    other.write_text(json.dumps(document("Other", [], gas="CO2e")), encoding="utf-8")
    answer = program("compare", two[0], str(other), "--json")
    assert (answer.status, answer.out) == (2, "")
    assert answer.err.startswith("handlingsrom compare: CO2 and CO2e cannot be compared")


def test_a_place_that_cannot_be_written(program: Program, two: tuple[str, str], tmp_path: Path) -> None:
    answer = program("compare", *two, "--output", str(tmp_path / "no" / "where"))
    assert (answer.status, answer.out) == (2, "")
    assert "cannot be written" in answer.err
