"""A stranger's scenario file is read in a process of its own: sound, at fault, or too much."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from scenarios.file.guarded import (
    LARGEST_BYTES,
    MOST_ACTIONS,
    MOST_FAULTS,
    GuardedFileError,
    TooMuch,
    TooMuchError,
    read_scenario_guarded,
)
from tests.unit.scenarios.scenario_file import SOUND, spoilt


def test_a_sound_file_comes_with_what_it_gives() -> None:
    read = read_scenario_guarded(json.dumps(SOUND).encode(), draws=10)
    assert read.document["title"] == SOUND["title"]
    assert read.counted == 3
    assert read.reference_t - read.emissions_t > 0
    assert read.remaining_t == pytest.approx(read.document["budget_t"] - read.emissions_t)


def test_all_faults_of_a_file_are_told_with_their_pointers() -> None:
    document = spoilt({"/gas": "N2O", "/actions/1/targets": ["ships"]})
    with pytest.raises(GuardedFileError) as refused:
        read_scenario_guarded(json.dumps(document).encode(), draws=10)
    assert {fault.pointer for fault in refused.value.faults} == {"/gas", "/actions/1/targets/0"}
    assert refused.value.count == 2


def test_of_many_faults_the_first_are_told_and_all_are_counted() -> None:
    document = spoilt({"/sources": [{"id": "Not An Id", "reference_t": []}] * 3_000})
    with pytest.raises(GuardedFileError) as refused:
        read_scenario_guarded(json.dumps(document).encode(), draws=10)
    assert len(refused.value.faults) == MOST_FAULTS
    assert refused.value.count > 3_000


def _wide(**more: Any) -> bytes:
    return json.dumps({**SOUND, **more}).encode()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b" " * (LARGEST_BYTES + 1), TooMuch.SIZE),
        (_wide(actions=[{}] * (MOST_ACTIONS + 1)), TooMuch.ACTIONS),
        (_wide(sources=[{"reference_t": [0] * 30_000}]), TooMuch.VALUES),
        (_wide(sources=[1] * 30_000), TooMuch.VALUES),
        (_wide(actions=[{"targets": ["waste"] * 30_000}]), TooMuch.TARGETS),
        (_wide(actions=[{"effect": {"estimates": [{}] * 30_000}}]), TooMuch.ESTIMATES),
    ],
    ids=["bytes", "actions", "years", "sources", "targets", "estimates"],
)
def test_a_file_that_is_too_large_is_refused_by_name(content: bytes, reason: TooMuch) -> None:
    with pytest.raises(TooMuchError) as refused:
        read_scenario_guarded(content, draws=10)
    assert refused.value.reason is reason


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"[" * 1_000_000,
        b'{"a":' * 300 + b"1" + b"}" * 300,
        b"[" + b"[]," * 1_600_000 + b"[]]",
        b'{"format": "handlingsrom/scenario", "version": 1, "budget_t": 1' + b"0" * 4_000_000 + b"}",
        b'{"format": "handlingsrom/scenario", "version": 1, "title": "\\ud800"}',
        _wide(provenance={str(number): [] for number in range(300_000)}, gas="N2O"),
    ],
    ids=["nothing", "no text", "lists", "objects", "million", "digits", "surrogate", "wide"],
)
def test_a_hostile_file_costs_little_and_is_answered(content: bytes) -> None:
    begun = time.monotonic()
    with pytest.raises((GuardedFileError, TooMuchError)):
        read_scenario_guarded(content, draws=10)
    assert time.monotonic() - begun < 60
