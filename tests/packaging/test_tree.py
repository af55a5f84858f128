"""The tree names no machine it was made on, and its documents name only what exists."""

from __future__ import annotations

import re

import pytest

from tests.tree import ROOT, files

REGISTRY = re.compile(r"https?://[^\s\"'<>]*(pypi|npmjs|debian|registry)")
MACHINE_PATH = re.compile(r"(?<![\w.~/-])/(root\b|work\b|home/\w)")


def test_no_file_names_a_registry_or_a_machine() -> None:
    texts = {path: path.read_text(encoding="utf-8", errors="ignore") for path in files()}
    named = {
        f"{path.relative_to(ROOT)}: {found[0]}"
        for path, text in texts.items()
        for found in (REGISTRY.search(text), MACHINE_PATH.search(text))
        if found
    }
    assert not named


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md"])
def test_a_document_names_only_targets_that_exist(name: str) -> None:
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    named = re.findall(
        r"^\s*make ([a-z-]+)|`make ([a-z-]+)", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE
    )
    assert named
    assert {first or second for first, second in named} <= set(targets)
