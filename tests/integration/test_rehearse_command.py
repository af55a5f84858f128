"""``handlingsrom rehearse`` before the running program: people come, take part, and are removed."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from tests.program import Program, free_port, running

PEOPLE = 15


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    with running(tmp_path_factory.mktemp("rehearsed")) as started:
        yield started


def rehearse(program: Program, data: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(program, data, *arguments), capture_output=True, text=True, timeout=60, check=False
    )


def command(program: Program, data: Path, *arguments: str) -> tuple[str, ...]:
    called = (sys.executable, "-m", "workshop.cli.main", "rehearse", program.code, "--data", str(data))
    return (*called, *arguments)


@pytest.mark.slow
def test_people_come_take_part_and_are_removed(program: Program) -> None:
    data = data_of(program)
    before = count(data)
    quickly = ("--participants", str(PEOPLE), "--seconds", "5", "--pace", "0.2")
    done = rehearse(program, data, "--server", program.address, *quickly)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"joined {PEOPLE}" in done.stdout
    assert "answered" in done.stdout
    assert f"rehearse {program.code} --remove" in done.stdout
    there = count(data)
    assert there["participant"] == before["participant"] + PEOPLE
    assert there["answer"] > before["answer"]
    removed = rehearse(program, data, "--remove")
    assert removed.returncode == 0, removed.stderr
    assert f"{PEOPLE} simulated participants are gone" in removed.stdout
    assert count(data) == before
    again = rehearse(program, data, "--remove")
    assert (again.returncode, again.stderr) == (1, "There is no rehearsal in this workshop.\n")


@pytest.mark.slow
def test_a_rehearsal_is_removed_while_its_people_act(program: Program) -> None:
    data = data_of(program)
    before = count(data)
    arguments = ("--participants", "30", "--seconds", "60", "--pace", "0.1", "--server", program.address)
    acting = subprocess.Popen(command(program, data, *arguments), stdout=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 40
        while count(data)["answer"] < before["answer"] + 30:
            assert time.monotonic() < deadline, "nobody came"
            time.sleep(0.1)
        removed = rehearse(program, data, "--remove")
        assert removed.returncode == 0, removed.stderr
        assert acting.wait(20) in (0, 1)
    finally:
        acting.kill()
        acting.wait()
    assert count(data) == before


def test_a_wrong_server_or_code_is_said_in_a_line(program: Program) -> None:
    data = data_of(program)
    elsewhere = f"http://127.0.0.1:{free_port()}"
    done = rehearse(program, data, "--server", elsewhere)
    assert done.returncode == 1
    assert done.stderr.startswith(f"No server answers at {elsewhere}.")
    command = (
        sys.executable,
        "-m",
        "workshop.cli.main",
        "rehearse",
        "ZZZZZZ",
        "--data",
        str(data),
        "--remove",
    )
    wrong = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert wrong.returncode == 1
    assert wrong.stderr.startswith("No workshop has the code ZZZZZZ.")


def data_of(program: Program) -> Path:
    arguments = program.process.args
    assert isinstance(arguments, list)
    return Path(arguments[arguments.index("--data") + 1])


def count(data: Path) -> dict[str, int]:
    engine = create_engine(f"sqlite:///{data / 'handlingsrom.sqlite'}")
    tables = ("participant", "answer", "operation", "change", "proposal", "estimate", "rehearsal")
    with engine.connect() as connection:
        counted = {
            name: int(connection.execute(text(f'SELECT count(*) FROM "{name}"')).scalar_one())  # noqa: S608
            for name in tables
        }
    engine.dispose()
    return counted
