"""Faults stay on one line."""

from __future__ import annotations

import pickle

import pytest

from scenarios.errors import Fault, ScenarioFileError, ScenariosError, one_line


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ås – 5 °C", "Ås – 5 °C"),
        ("a\nb\r\tc", "a\\u000ab\\u000d\\u0009c"),
        ("\x1b[31mred", "\\u001b[31mred"),
        ("\u2028\u2029\x85", "\\u2028\\u2029\\u0085"),
        ("\ud83d", "\\ud83d"),
        ("\U000e0001", "\\U000e0001"),
    ],
)
def test_one_line(text: str, expected: str) -> None:
    assert one_line(text) == expected


def test_an_error_tells_all_its_faults() -> None:
    error = ScenarioFileError([Fault("/a\nb", "missing", "a text"), Fault("", "no JSON", "JSON")])
    assert str(error) == "/a\\u000ab: missing; expected a text\n: no JSON; expected JSON"
    assert isinstance(error, ScenariosError)
    assert pickle.loads(pickle.dumps(error)).faults == error.faults  # noqa: S301 - our own bytes
