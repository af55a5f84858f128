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


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md"])
def test_a_document_names_only_files_that_exist(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    folders = "workshop|scenarios|templates|static|tests|requirements"
    named = set(re.findall(rf"`((?:{folders})/[\w./-]+\.(?:py|html|js|css|toml|md|txt))`", text))
    assert len(named) > 5
    assert {each for each in named if not (ROOT / each).exists()} == set()


def test_the_processes_that_the_readme_starts_are_those_that_nginx_passes_on_to() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shipped = (ROOT / "workshop" / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    passed_on = re.findall(r"^ *(server 127\.0\.0\.1:)(\d+)( .*;)$", shipped, re.MULTILINE)
    assert re.findall(r"handlingsrom run --port (\d+) &", readme) == [port for _, port, _ in passed_on]
    # The line for a third one is like theirs.
    more = {f"`{begin}{int(port) + 1}{end}`" for begin, port, end in passed_on[-1:]}
    assert all(line in readme for line in more)
    assert re.findall(r"^ *listen ([\d.:]+)", shipped, re.MULTILINE) == re.findall(
        r"listens on ([\d.:]+\d)", readme
    )
