"""The locks: exact versions with hashes, for any machine, from wherever it gets its packages."""

from __future__ import annotations

import json
import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.tree import ROOT

LOCKS = ("run", "dev", "node", "pyam")


def read_lock(name: str) -> list[str]:
    """Read a lock's entries, each a requirement and its hashes in one line."""
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    joined = text.replace("\\\n", " ")
    return [line.strip() for line in joined.splitlines() if line.strip() and not line.strip().startswith("#")]


def locked_versions(name: str) -> dict[str, str]:
    """Read which version a lock has of each package."""
    requirements = (Requirement(entry.split("--hash")[0]) for entry in read_lock(name))
    return {canonicalize_name(each.name): str(each.specifier).removeprefix("==") for each in requirements}


@pytest.mark.parametrize("name", LOCKS)
def test_every_entry_has_an_exact_version_and_hashes(name: str) -> None:
    entries = read_lock(name)
    assert entries
    loose = [
        entry
        for entry in entries
        if not re.match(r"[\w.-]+(\[[\w,]+\])?==[\w.!+-]+ .*--hash=sha256:[0-9a-f]{64}", entry)
    ]
    assert not loose


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_holds_no_address_and_no_option(name: str) -> None:
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(r"^-|--(index|extra|find|trusted)", text, re.MULTILINE)


def test_development_has_the_versions_that_run() -> None:
    development = locked_versions("dev")
    different = {
        name: version for name, version in locked_versions("run").items() if development.get(name) != version
    }
    assert not different


@pytest.mark.parametrize(
    ("lock", "group"), [("run", "build"), ("dev", "dev"), ("node", "node"), ("pyam", "pyam")]
)
def test_a_lock_satisfies_what_the_project_asks_for(lock: str, group: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    asked = [each for each in project["dependency-groups"][group] if isinstance(each, str)]
    if lock in ("run", "dev"):
        asked += project["project"]["dependencies"]
    locked = locked_versions(lock)
    stale = [
        each
        for each in map(Requirement, asked)
        if not each.specifier.contains(locked.get(canonicalize_name(each.name), "0"), prereleases=True)
    ]
    assert not stale, "make locks brings them up to date"


def test_the_browser_libraries_are_locked_without_addresses() -> None:
    asked = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    packages = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    root = packages.pop("")
    assert root["dependencies"] == asked["dependencies"]
    assert root["devDependencies"] == asked["devDependencies"]
    assert packages
    assert not [name for name, package in packages.items() if "resolved" in package]
    assert not [
        name for name, package in packages.items() if not package.get("integrity", "").startswith("sha512-")
    ]
