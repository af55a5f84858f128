"""The real program in a process of its own, as ``make run`` starts it."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

START_S, STOP_S = 90, 60


@dataclass(frozen=True)
class Program:
    """A running program and the links that it printed."""

    process: subprocess.Popen[str]
    address: str
    login: str
    wall: str
    join: str
    cookies: list[Any] = field(default_factory=list)

    @property
    def code(self) -> str:
        """The example workshop's join code."""
        return self.join.rsplit("/", 1)[1]


@contextmanager
def running(
    data: Path,
    *,
    host: str = "127.0.0.1",
    port: int | None = None,
    command: Sequence[str] = (sys.executable, "-m", "workshop.cli.main"),
    cwd: Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> Iterator[Program]:
    """Start the program on ``data``, wait until it answers, and end it afterwards."""
    port = port or free_port()
    log = data / "program.log"
    data.mkdir(parents=True, exist_ok=True)
    with log.open("w", encoding="utf-8") as output:
        arguments = ["run", "--host", host, "--port", str(port), "--data", str(data)]
        process = subprocess.Popen(
            [*command, *arguments],
            cwd=cwd,
            env={**os.environ, **(environment or {})},
            stdout=output,
            stderr=subprocess.STDOUT,
            text=True,
        )
        try:
            yield _links(process, log, port)
        finally:
            process.terminate()
            process.wait(timeout=STOP_S)


def free_port() -> int:
    """Find a port of the loopback address that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _links(process: subprocess.Popen[str], log: Path, port: int) -> Program:
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline:
        text = log.read_text(encoding="utf-8")
        if "Stop with Ctrl+C" in text:
            return Program(
                process,
                f"http://127.0.0.1:{port}",
                *(re.search(rf"http://\S+/{word}/\S+", text)[0] for word in ("login", "wall", "j")),  # type: ignore[index]
            )
        if process.poll() is not None:
            break
        time.sleep(0.05)
    raise AssertionError(f"the program did not start:\n{log.read_text(encoding='utf-8')}")
