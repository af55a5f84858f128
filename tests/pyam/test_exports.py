"""pyam opens what ``handlingsrom compare`` writes, without a warning, and counts the same tonnes.

``make test-pyam`` sets up pyam's environment; see requirements/pyam.txt.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.tree import ROOT
from tests.unit.scenarios.compared_files import FIRST, SECOND, document

pytestmark = pytest.mark.slow

PYAM = ROOT / "build" / "pyam"
READER = Path(__file__).with_name("reader.py")

LATER = document(
    "Later, and =uneven",
    [],
    start_year=2026,
    end_year=2029,
    budget_t=1e6,
    sources=[
        {"id": "waste/all", "reference_t": [70.1, 60.7, 0, 3.3]},
        {"id": "transport/heavy_trucks", "reference_t": [1e5 / 3, 2e5 / 7, 1e4, 0]},
    ],
)
GASES = document("All gases", [], gas="CO2e", provenance={"place": "Nyköping"})
COMPARISONS = ((FIRST, SECOND, LATER), (GASES,))

Reader = Callable[..., dict[str, Any]]


@pytest.fixture(scope="module")
def read() -> Reader:
    """Ask pyam, in a process of its own, with every warning an error."""
    python = PYAM / "bin" / "python"
    assert python.exists(), "pyam is missing: make test-pyam installs it"
    # Its units are cached with the paths of the environment: never where another one looks.
    environment = os.environ | {"IAM_UNITS_CACHE": str(PYAM / "units"), "PYTHONPATH": str(ROOT)}

    def ask(*arguments: object) -> dict[str, Any]:
        done = subprocess.run(
            [python, READER, *map(str, arguments)], env=environment, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        found: dict[str, Any] = json.loads(done.stdout)
        return found

    return ask


def handlingsrom(*arguments: object) -> str:
    """Run the program."""
    command = [sys.executable, "-m", "workshop.cli.main", *map(str, arguments)]
    return subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT).stdout


def saved(folder: Path, files: tuple[dict[str, Any], ...]) -> list[Path]:
    """Write scenario files."""
    paths = [folder / f"{number}.json" for number in range(len(files))]
    for path, file in zip(paths, files, strict=True):
        path.write_text(json.dumps(file), encoding="utf-8")
    return paths


def check_sums(found: dict[str, Any], paths: list[Path], files: tuple[dict[str, Any], ...]) -> None:
    """Expect our totals in pyam's own sums over time, in all and by source."""
    assert set(found["cumulative"]) == {file["title"] for file in files}
    assert found["parents"]
    assert found["no_sums"] == []
    species = "Kyoto Gases" if files[0]["gas"] == "CO2e" else "CO2"
    for path, file in zip(paths, files, strict=True):
        outcome = json.loads(handlingsrom("evaluate", path, "--json"))
        sums = found["cumulative"][file["title"]]
        assert sums[f"Emissions|{species}"] * 1e3 == pytest.approx(
            outcome["cumulative_emissions_t"], rel=1e-12
        )
        assert sums[f"Reference Emissions|{species}"] * 1e3 == pytest.approx(
            outcome["cumulative_reference_t"], rel=1e-12
        )
        assert outcome["remaining_t"] == pytest.approx(
            file["budget_t"] - sums[f"Emissions|{species}"] * 1e3, rel=1e-12
        )


@pytest.mark.parametrize("files", COMPARISONS, ids=["CO2", "CO2e"])
def test_pyam_opens_the_files_and_counts_the_same(
    read: Reader, tmp_path: Path, files: tuple[dict[str, Any], ...]
) -> None:
    paths = saved(tmp_path, files)
    exports = [tmp_path / "wide.csv", tmp_path / "book.xlsx"]
    for export in exports:
        handlingsrom("compare", *paths, "--format", "iamc", "--output", export)
    answer = read(*exports)
    assert answer["logged"] == []
    wide, book = answer["files"]
    for found in (wide, book):
        check_sums(found, paths, files)
    assert wide["cumulative"] == book["cumulative"]
    assert (wide["regions"], wide["units"]) == (book["regions"], book["units"])
    for path, file in zip(paths, files, strict=True):
        outcome = json.loads(handlingsrom("evaluate", path, "--json"))
        indicators = book["meta"][file["title"]]
        assert indicators["actions"] == len(outcome["actions"])
        assert indicators["fits"] is outcome["fits"]
        assert indicators["budget_t"] == outcome["budget_t"]
        assert indicators["cumulative_t"] == pytest.approx(outcome["cumulative_emissions_t"], rel=1e-12)
        assert indicators["remaining_t"] == pytest.approx(outcome["remaining_t"], rel=1e-12)
        assert indicators["exhausted"] == pytest.approx(outcome["exhausted"])


def test_pyam_opens_whatever_scenarios_are_called(read: Reader, tmp_path: Path) -> None:
    titles = ("", "2025", "NA", "=1+1", "Åre | 50 %")
    paths = saved(tmp_path, tuple(document(title, []) for title in titles))
    exports = [tmp_path / "wide.csv", tmp_path / "book.xlsx"]
    for export in exports:
        handlingsrom("compare", *paths, "--format", "iamc", "--output", export)
    answer = read(*exports)
    assert answer["logged"] == []
    for found in answer["files"]:
        assert set(found["cumulative"]) == {
            "Scenario",
            "Scenario 2025",
            "Scenario NA",
            "Scenario =1+1",
            "Åre | 50 %",
        }


def test_pyam_takes_the_table_of_pandas(read: Reader, tmp_path: Path) -> None:
    files = COMPARISONS[0]
    paths = saved(tmp_path, files)
    answer = read("--frame", *paths)
    assert answer["logged"] == []
    (found,) = answer["files"]
    check_sums(found, paths, files)
