"""The soak says when something is wrong, and its short form finds nothing."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace

import pytest

from tests.faults.errands import Account
from tests.faults.soak import Stretch, find_faults
from tests.tree import ROOT

SOUND = Account(stored=90, lost=0, doubled=0, gaps=0)


def stretches(
    *, last_ms: tuple[float, ...] = (20, 20, 20), mb: tuple[float, ...] = (100, 101, 102)
) -> list[Stretch]:
    """Make three stretches of thirty changes each."""
    return [
        Stretch(begin_min=number, last_ms=[taken] * 30, resident_mb=memory, load=1.0)
        for number, (taken, memory) in enumerate(zip(last_ms, mb, strict=True))
    ]


def test_a_quiet_run_has_no_faults() -> None:
    assert find_faults(stretches(), SOUND) == []
    assert find_faults(stretches(last_ms=(90, 200, 170), mb=(100, 104, 107)), SOUND) == []


@pytest.mark.parametrize(
    ("counts", "says"),
    [
        ({"lost": 1}, "1 acknowledged operations are lost"),
        ({"doubled": 2}, "2 are there twice"),
        ({"partial": 3}, "3 are there in part"),
        ({"gaps": 4}, "4 revisions are missing"),
    ],
)
def test_faults_of_the_database_are_reported(counts: Mapping[str, int], says: str) -> None:
    assert find_faults(stretches(), replace(SOUND, **counts)) == [says]


def test_screens_that_become_slow_and_memory_that_grows_are_said() -> None:
    (slow,) = find_faults(stretches(last_ms=(90, 90, 190)), SOUND)
    assert slow == "the last screen waits 190 ms, at the beginning 90 ms"
    (grown,) = find_faults(stretches(mb=(100, 105, 108)), SOUND)
    assert grown == "memory grew by 8 MB with 60 changes, and may by 7 MB"


@pytest.mark.slow
def test_half_a_minute_of_it_finds_nothing() -> None:
    command = [
        sys.executable,
        "-m",
        "tests.faults.soak",
        "--minutes",
        "0.5",
        "--phones",
        "40",
        "--stretches",
        "3",
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=240, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "None is lost or doubled, no revision missing." in done.stdout
