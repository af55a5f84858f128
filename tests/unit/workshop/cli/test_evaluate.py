"""``handlingsrom evaluate`` as another program sees it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from scenarios.engine.evaluation import evaluate
from scenarios.file.schema import scenario_from_dict
from tests.unit.scenarios.scenario_file import SOUND, spoilt

ROOT = Path(__file__).parents[4]

# The program with this one command, so that the test asks nothing of the others.
PROGRAM = """
import sys
from workshop.cli import main
main.COMMANDS = ("evaluate",)
sys.exit(main.main(sys.argv[1:]))
"""


def run(*arguments: str, given: bytes = b"", **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", PROGRAM, "evaluate", *arguments],
        input=given,
        capture_output=True,
        check=False,
        cwd=ROOT,
        env={**os.environ, **environment},
    )


@pytest.fixture
def sound_file(tmp_path: Path) -> str:
    path = tmp_path / "sound.json"
    path.write_text(json.dumps(SOUND), encoding="utf-8")
    return str(path)


def test_json_is_the_outcome_and_nothing_else(sound_file: str) -> None:
    done = run(sound_file, "--json")
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout) == evaluate(scenario_from_dict(SOUND)).to_dict()


def test_standard_input_draws_and_seed(sound_file: str) -> None:
    done = run("-", "--json", "--draws", "50", "--seed", "4", given=Path(sound_file).read_bytes())
    assert (done.returncode, done.stderr) == (0, b"")
    expected = evaluate(scenario_from_dict(SOUND), draws=50, seed=4).to_dict()
    assert json.loads(done.stdout) == expected


def test_faults_are_listed_one_per_line(tmp_path: Path) -> None:
    path = tmp_path / "faulty.json"
    changes: dict[str, Any] = {"/gas": "CH4", "/about": {"line\nbreak": float("nan")}, "/actions/0/title": 1}
    path.write_text(json.dumps(spoilt(changes)), encoding="utf-8")
    done = run(str(path), "--json")
    assert (done.returncode, done.stdout) == (2, b"")
    lines = done.stderr.decode().splitlines()
    pointers = {line.removeprefix(f"{path}: ").split(":")[0] for line in lines}
    assert pointers == {"/gas", "/about/line\\u000abreak", "/actions/0/title"}
    assert all("; expected " in line for line in lines)


@pytest.mark.parametrize(
    "given",
    [b"", b"{", b"\xff", b"[" * 100_000, b"null", b'{"version": 1, "\\ud83d\\n": 1e999}', b"NaN"],
)
def test_no_input_gives_a_traceback(given: bytes) -> None:
    done = run("-", given=given)
    assert (done.returncode, done.stdout) == (2, b"")
    lines = done.stderr.decode().splitlines()
    assert lines
    assert all(line.startswith("-: ") for line in lines)


def test_a_result_that_is_not_finite_is_a_fault() -> None:
    changes = {"/sources/0/reference_t": [1e308, 1e308, 1e308]}
    done = run("-", "--json", "--draws", "3", given=json.dumps(spoilt(changes)).encode())
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode().startswith("-: /sources: the result is not finite; expected ")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("name", ["missing.json", ".", "new\nline.json"])
def test_an_unreadable_file_is_a_fault_of_the_whole(name: str, tmp_path: Path) -> None:
    path = f"{tmp_path}/{name}"
    done = run(path)
    assert (done.returncode, done.stdout) == (2, b"")
    (line,) = done.stderr.decode().splitlines()
    shown = path.replace("\n", "\\u000a")
    assert line.startswith(f"{shown}: : cannot be read: ")


@pytest.mark.parametrize("draws", ["0", "-3", "many", "1.5", "1000001"])
def test_draws_that_are_no_number_of_draws(draws: str, sound_file: str) -> None:
    done = run(sound_file, f"--draws={draws}")
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"--draws" in done.stderr


def test_help() -> None:
    done = run("--help")
    assert done.returncode == 0
    assert b"--draws N" in done.stdout


def text_of(changes: dict[str, Any], *arguments: str, **environment: str) -> str:
    given = json.dumps(spoilt(changes)).encode()
    done = run("-", *arguments, given=given, **{"PYTHONIOENCODING": "utf-8", **environment})
    assert (done.returncode, done.stderr) == (0, b"")
    return done.stdout.decode(environment.get("PYTHONIOENCODING", "utf-8"))


def test_a_person_is_told_the_same() -> None:
    changes = {
        "/actions/0/included": False,
        "/actions/1/ledger": "consumption",
        "/groups": [],
        "/actions/3/effect": {"kind": "tonnes", "estimates": [{"likely": 2000}]},
    }
    text = text_of(changes, "--draws", "20")
    for line in (
        "Table 3, round 2",
        "CO₂, 2025 to 2027",
        # 321 000 of reference, less 1000 and 2000, against 250 000
        "It does not meet the budget: 68.0 kt too much by the end of 2027.",
        "The budget is used up in 2027. Without any action: in 2027.",
        "In 2027, 104.0 kt is still emitted.",
        "it fits in 0 of 100 tries.",
        "  a3  A climate council of residents",
        "  a1  Electric municipal fleet",
        "  a2  Fleet pool: a share",
    ):
        assert line in text
    (row,) = [line for line in text.splitlines() if line.startswith("a4  Ring road")]
    # alone, lost without, attributed, and 3000 t in days of 108 000 t a year
    assert re.split(" {2,}", row)[-4:] == ["3\u202f000", "3\u202f000", "3\u202f000", "10.1"]


def test_a_budget_that_holds() -> None:
    text = text_of({"/budget_t": 4e6})
    assert "It meets the budget: 3\u202f67" in text
    assert "The budget lasts beyond 2027." in text


def test_titles_cannot_write_to_the_terminal() -> None:
    text = text_of({"/title": "\x1b[2Jclear", "/actions/1/title": "a\nb"})
    assert "\x1b" not in text
    assert "\\u001b[2Jclear" in text


def test_a_poor_terminal_gets_plain_letters() -> None:
    text = text_of({"/title": "Ålesund", "/budget_t": 4e6}, PYTHONIOENCODING="ascii")
    assert "?lesund" in text
    assert "It meets the budget: 3 67" in text


def test_what_version_2_adds_is_told_to_a_person(tmp_path: Path) -> None:
    changes = {
        "/version": 2,
        "/budget_t": 100000,
        "/actions/3/in_reference": True,
        "/limits": [{"year": 2026, "limit_t": 107000}],
        "/warming_marks": [
            {"temperature_c": 1.5, "budget_t": 100000},
            {"temperature_c": 2, "budget_t": 150000},
        ],
    }
    file = tmp_path / "two.json"
    file.write_text(json.dumps(spoilt(changes)), encoding="utf-8")
    text = run(str(file), PYTHONIOENCODING="utf-8").stdout.decode()
    assert "% of the gap between reference and budget" in text
    assert "by the same rule: 3.7 °C of warming. What is emitted after 2027 comes on top." in text
    assert re.search(r"^2026 +107\u202f000 +106\u202f\d{3} +\N{MINUS SIGN}\d+ +kept$", text, re.MULTILINE)
    assert "In the reference already, or not to be added:\n  a4  Ring road" in text
