"""Real database servers of our own, in a folder of the test run, on the loopback address."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psycopg

from tests.program import free_port
from workshop.config import resource_dir

START_S = 20
# Open files of a service, unless it asks for more.
SERVICE_FILES = 1_024


@contextmanager
def postgresql(*, durable: bool = True) -> Iterator[str]:
    """Start a PostgreSQL of its own in a folder that goes with it, and give the address of its server."""
    with stoppable_postgresql(durable=durable) as (address, _):
        yield address


@contextmanager
def stoppable_postgresql(*, durable: bool = True) -> Iterator[tuple[str, Callable[[bool], None]]]:
    """Start a PostgreSQL of its own; give its address, and a switch that stops and starts it.

    A durable one has each commit on the disk before it says so, as where people rely on it. The other one
    is quicker: for tests that look at what is right, not at what survives or how long it takes.
    """
    programs = _postgresql_programs()
    port = free_port()
    # PostgreSQL refuses to run as root: then it runs as the account that its package made, which must
    # be able to reach its folder.
    prefix = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    address = f"postgresql://tests@127.0.0.1:{port}"
    running: list[subprocess.Popen[bytes]] = []
    with tempfile.TemporaryDirectory(
        prefix="handlingsrom-postgresql-",
        # Where the usual folder is memory, this one is a disk.
        dir="/var/tmp" if durable else None,  # noqa: S108  # the folder in it has a name of its own
        ignore_cleanup_errors=True,
    ) as folder:
        if prefix:
            shutil.chown(folder, "postgres")
        cluster = f"{folder}/cluster"
        initdb = [programs / "initdb", "-D", cluster, "-U", "tests", "-A", "trust", "-E", "UTF8"]
        # PostgreSQL as it is shipped is durable.
        initdb += [] if durable else ["--no-sync"]
        subprocess.run([*prefix, *map(str, initdb)], check=True, capture_output=True, cwd="/")
        settings = ["-p", str(port), "-k", "", *([] if durable else ["-c", "fsync=off"])]

        def switch(on: bool) -> None:
            if on:
                command = [*prefix, str(programs / "postgres"), "-D", cluster, *settings]
                quiet = subprocess.DEVNULL
                running.append(subprocess.Popen(command, stdout=quiet, stderr=quiet, cwd="/"))
                _wait_until_it_takes_queries(address)
            else:
                # At once, without waiting for those who are connected.
                stop = [str(programs / "pg_ctl"), "-D", cluster, "-m", "fast", "-w", "stop"]
                subprocess.run([*prefix, *stop], check=False, capture_output=True, cwd="/")
                running.pop().wait(timeout=20)

        switch(True)
        try:
            yield address, switch
        finally:
            if running:
                switch(False)


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


@contextmanager
def nginx(folder: Path, port: int, backends: Sequence[int]) -> Iterator[str]:
    """Start nginx with the configuration that we ship, on ``port`` before the processes on ``backends``."""
    program = shutil.which("nginx") or "/usr/sbin/nginx"
    assert Path(program).exists(), "nginx is missing: apt install nginx (make test installs it where it may)"
    shipped = (resource_dir("deploy") / "nginx.conf").read_text(encoding="utf-8")
    ports = dict(zip(("8001", "8002", "8000"), (*map(str, backends), str(port)), strict=True))
    ours = re.sub(r"(?<=127\.0\.0\.1:)\d+", lambda found: ports[found[0]], shipped)
    # Besides the ports: whose it is, and where it puts what it cannot keep in memory.
    ours = ours.replace("user www-data;", "user root;" if os.geteuid() == 0 else "")
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    ours = ours.replace("http {", "http {" + "".join(f" {kind}_temp_path {kind};" for kind in kinds))
    (folder / "nginx.conf").write_text(ours, encoding="utf-8")
    command: list[str | Path] = [
        program,
        "-p",
        folder,
        "-e",
        folder / "error.log",
        "-c",
        folder / "nginx.conf",
    ]
    foreground = f"daemon off; pid {folder}/nginx.pid;"
    # As a service begins, with few open files: the configuration asks for more.
    few: list[str | Path] = ["/bin/sh", "-c", f'ulimit -Sn {SERVICE_FILES}; exec "$@"', "sh"]
    server = subprocess.Popen([*few, *command, "-g", foreground], cwd=folder)
    try:
        _wait_for(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=10)


def _postgresql_programs() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    initdb = str(found[-1]) if found else shutil.which("initdb")
    assert initdb, "PostgreSQL is missing: apt install postgresql (make test installs it where it may)"
    return Path(initdb).parent


def _wait_until_it_takes_queries(address: str) -> None:
    """An open port is not enough: PostgreSQL refuses queries while it starts up."""
    deadline = time.monotonic() + START_S
    while True:
        try:
            psycopg.connect(f"{address}/postgres", connect_timeout=2).close()
        except psycopg.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError(f"nothing answers on port {port}")
