"""Real database servers of our own, in a folder of the test run, on the loopback address."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.program import free_port

START_S = 20


@contextmanager
def postgresql(folder: Path) -> Iterator[str]:
    """Start a PostgreSQL of its own in ``folder`` and give the address of its server."""
    programs = _postgresql_programs()
    port = free_port()
    cluster = folder / "cluster"
    # PostgreSQL refuses to run as root: then it runs as the account that its package made.
    prefix = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    folder.mkdir(parents=True, exist_ok=True)
    if prefix:
        for path in (folder, *folder.parents):
            if path.owner() == "root" and path.stat().st_mode & 0o001 == 0:
                path.chmod(path.stat().st_mode | 0o011)
        shutil.chown(folder, "postgres")
    initdb = [programs / "initdb", "-D", cluster, "-U", "tests", "-A", "trust", "-E", "UTF8", "--no-sync"]
    subprocess.run([*prefix, *map(str, initdb)], check=True, capture_output=True, cwd="/")
    server = subprocess.Popen(
        # No fsync: the tests try what is right, not what survives a power cut of the test machine.
        [*prefix, programs / "postgres", "-D", cluster, "-p", str(port), "-k", "", "-c", "fsync=off"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd="/",
    )
    try:
        _wait_for(port)
        yield f"postgresql://tests@127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=20)


@contextmanager
def redis(folder: Path, port: int | None = None) -> Iterator[str]:
    """Start a Redis of its own in ``folder`` and give its address."""
    program = shutil.which("redis-server")
    assert program, "Redis is missing: apt install redis-server (make test installs it where it may)"
    port = port or free_port()
    server = subprocess.Popen(
        [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"],
        stdout=subprocess.DEVNULL,
        cwd=folder,
    )
    try:
        _wait_for(port)
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        server.terminate()
        server.wait(timeout=10)


def _postgresql_programs() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    initdb = str(found[-1]) if found else shutil.which("initdb")
    assert initdb, "PostgreSQL is missing: apt install postgresql (make test installs it where it may)"
    return Path(initdb).parent


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError(f"nothing answers on port {port}")
