"""Modules stay short enough to be read in one go."""

from __future__ import annotations

from tests.tree import ROOT, files

LIMIT = 400
EXCEPTIONS: dict[str, str] = {}  # path: why it may be longer


def test_modules_stay_short() -> None:
    lengths = {
        path.relative_to(ROOT).as_posix(): len(path.read_text(encoding="utf-8").splitlines())
        for path in files("scenarios", "workshop", "static", "tests")
        if path.suffix in {".css", ".js", ".py"}
    }
    long = {path: length for path, length in lengths.items() if length >= LIMIT}
    assert long.keys() == EXCEPTIONS.keys(), f"{long} should be shorter, or be exceptions with a reason"
