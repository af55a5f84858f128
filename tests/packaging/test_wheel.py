"""The wheel: what it holds, and whether it works where nothing else is."""

from __future__ import annotations

import json
import subprocess
import sys
from email.parser import Parser
from pathlib import Path
from urllib.request import Request, urlopen
from zipfile import ZipFile

import pytest

from tests.program import running
from tests.tree import ROOT, VENDOR, files

TRANSLATIONS = ROOT / "workshop" / "locale"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel into a folder of its own."""
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder), cwd=ROOT)
    (built,) = folder.glob("*.whl")
    return built


def run(*command: str, cwd: Path) -> str:
    """Run a command, expect that it succeeds, and return what it prints."""
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def place_in_wheel(path: Path) -> str:
    """Say where a file of the tree lies in the wheel."""
    place = path.relative_to(ROOT)
    return (Path("workshop") / place if place.parts[0] in ("templates", "static") else place).as_posix()


def test_the_wheel_holds_the_tree_and_nothing_else(wheel: Path) -> None:
    written = set(files("workshop", "scenarios", "templates", "static"))
    built = set(VENDOR.iterdir()) | set(TRANSLATIONS.rglob("*.mo"))
    expected = {place_in_wheel(path): path.read_bytes() for path in written | built}
    with ZipFile(wheel) as archive:
        found = {name: archive.read(name) for name in archive.namelist() if ".dist-info/" not in name}
    assert found.keys() == expected.keys()
    assert not [name for name in found if found[name] != expected[name]]


def test_every_translation_is_compiled() -> None:
    texts = {path.with_suffix("") for path in TRANSLATIONS.rglob("*.po")}
    compiled = {path.with_suffix("") for path in TRANSLATIONS.rglob("*.mo")}
    assert texts == compiled


def test_the_wheel_says_what_it_is(wheel: Path) -> None:
    with ZipFile(wheel) as archive:
        names = archive.namelist()
        (metadata,) = (archive.read(name).decode() for name in names if name.endswith(".dist-info/METADATA"))
        (entries,) = (archive.read(name).decode() for name in names if name.endswith("/entry_points.txt"))
    said = Parser().parsestr(metadata)
    assert (said["Name"], said["License-Expression"]) == ("handlingsrom", "MIT")
    assert [name for name in names if name.endswith("/licenses/LICENSE")]
    assert "handlingsrom = workshop.cli.main:main" in entries


@pytest.mark.slow
def test_the_wheel_works_on_its_own(wheel: Path, tmp_path: Path) -> None:
    run(sys.executable, "-m", "venv", "venv", cwd=tmp_path)
    pip = (str(tmp_path / "venv/bin/python"), "-m", "pip", "--disable-pip-version-check", "install", "-q")
    run(*pip, "--require-hashes", "-r", str(ROOT / "requirements/run.txt"), cwd=tmp_path)
    run(*pip, "--no-deps", str(wheel), cwd=tmp_path)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    program = str(tmp_path / "venv/bin/handlingsrom")
    assert "territories" in run(program, "--help", cwd=elsewhere)
    territories = json.loads(run(program, "territories", "--json", cwd=elsewhere))
    assert {"SE-0480", "NO-4001"} <= {territory["id"] for territory in territories}
    with running(tmp_path / "data", command=[program], cwd=elsewhere) as started:
        for page in (started.wall, started.join, f"{started.address}/static/vendor/chart.umd.min.js"):
            with urlopen(page, timeout=10) as answer:  # noqa: S310  # our own address
                assert answer.status == 200
        request = Request(started.join, headers={"Accept-Language": "sv"})  # noqa: S310
        with urlopen(request, timeout=10) as answer:  # noqa: S310
            assert "Jag är här som" in answer.read().decode()
