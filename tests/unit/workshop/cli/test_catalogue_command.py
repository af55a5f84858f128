"""``handlingsrom catalogue check``: what it says of a sound file and of a faulty one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from workshop.cli.main import main

SOUND: dict[str, Any] = {
    "format": "handlingsrom/own-catalogue",
    "version": 1,
    "territory": "SE-0480",
    "changed": [{"id": "cycling", "source": "Survey"}],
    "hidden": ["parking"],
}


def check(folder: Path, document: Any) -> int:
    file = folder / "ours.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    return main(["catalogue", "check", str(file), "--data", str(folder), "--json"])


def test_a_sound_file_is_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check(tmp_path, SOUND) == 0
    said = json.loads(capsys.readouterr().out)
    assert said == {"territory": "SE-0480", "added": 0, "changed": 1, "hidden": 1}


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"hidden": ["nothing"]}, "/hidden/0"),
        ({"changed": [{"id": "cycling", "source": "x", "targets": ["moon/all"]}]}, "/changed/0/targets/0"),
        ({"territory": "XX-1"}, "/territory"),
    ],
)
def test_a_faulty_file_is_told_by_pointers(
    wrong: dict[str, Any], pointer: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert check(tmp_path, {**SOUND, **wrong}) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert f"ours.json: {pointer}: " in told.err
    assert "Traceback" not in told.err
