"""The servers under test, each a process on a core that it shares with nobody of ours."""

from __future__ import annotations

import os
import re
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tests.bench.live.listener import PLAIN, SOCKET_IO
from tests.program import running
from tests.tree import ROOT

SERVER_CORE, LOAD_CORE = 0, 1
OPEN_FILES = 8_192
_PINNED = "import os, sys; os.sched_setaffinity(0, {int(sys.argv[1])}); os.execvp(sys.argv[2], sys.argv[2:])"
_PEERS = Path(__file__).parent / "peers"


@dataclass(frozen=True)
class Server:
    """A running server: where it listens, and its process."""

    name: str
    address: tuple[str, int]
    pid: int
    path: str = SOCKET_IO

    @property
    def resident_bytes(self) -> int:
        """Memory that the process holds now."""
        status = Path(f"/proc/{self.pid}/status").read_text(encoding="ascii")
        found = re.search(r"VmRSS:\s+(\d+) kB", status)
        assert found
        return int(found[1]) * 1024

    @property
    def times(self) -> Times:
        """How long the process has run on its core, and how long it has waited for it."""
        return times_of(self.pid)


@dataclass(frozen=True)
class Times:
    """Seconds on a core, and seconds ready but waiting because others were on it."""

    running_s: float
    waiting_s: float

    def __sub__(self, earlier: Times) -> Times:
        return Times(self.running_s - earlier.running_s, self.waiting_s - earlier.waiting_s)


def times_of(pid: int) -> Times:
    """Read the processor time of a process from its clock, and how long its threads waited for a core."""
    waiting = 0
    for thread in Path(f"/proc/{pid}/task").iterdir():
        with suppress(OSError):  # a thread may just have ended
            waiting += int((thread / "schedstat").read_text(encoding="ascii").split()[1])
    # The clock counts the threads that have ended, too; clock_getcpuclockid(3) names it like this.
    return Times(time.clock_gettime((~pid << 3) | 2), waiting / 1e9)


def prepare_load_process() -> bool:
    """Take the load's core, and room for as many sockets as phones; tell whether each has a core."""
    # Asked first: a process that has taken its core sees no other.
    a_core_each = {SERVER_CORE, LOAD_CORE} <= os.sched_getaffinity(0)
    if a_core_each:
        os.sched_setaffinity(0, {LOAD_CORE})
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = OPEN_FILES if hard == resource.RLIM_INFINITY else min(OPEN_FILES, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    return a_core_each


def pinned(*command: str) -> tuple[str, ...]:
    """Run ``command`` on the server's core, where there is one to spare."""
    core = (sys.executable, "-c", _PINNED, str(SERVER_CORE))
    return (*core, *command) if os.cpu_count() != 1 else command


@contextmanager
def ours(folder: Path) -> Iterator[Server]:
    """Start the real program, as ``make run`` does, on a prepared database."""
    command = pinned(sys.executable, "-m", "workshop.cli.main")
    with running(folder, command=command, cwd=ROOT) as program:
        host, _, port = program.address.removeprefix("http://").partition(":")
        yield Server("Handlingsrom", (host, int(port)), program.process.pid)


@contextmanager
def peer(name: str) -> Iterator[Server]:
    """Start one of the programs in ``peers`` that only pass on what is posted to them."""
    label, program, path = _PROGRAMS[name]
    command = pinned(*program, str(_PEERS / name))
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        try:
            assert process.stdout is not None
            port = int(process.stdout.readline())
            yield Server(label, ("127.0.0.1", port), process.pid, path)
        finally:
            process.terminate()
            process.wait(timeout=10)


def has_peer(name: str) -> bool:
    """Tell whether the machine has what a peer needs."""
    program = _PROGRAMS[name][1][0]
    return shutil.which(program) is not None and (
        program != "node" or (ROOT / "node_modules" / "socket.io").is_dir()
    )


_PROGRAMS = {
    "socketio.mjs": ("Node Socket.IO", ("node",), SOCKET_IO),
    "ws.mjs": ("bare Node ws", ("node",), PLAIN),
    "asgi.py": ("python-socketio on uvicorn", (sys.executable,), SOCKET_IO),
    "plain.py": ("HTTP alone", (sys.executable,), PLAIN),
    "kept.py": ("bare gevent", (sys.executable,), PLAIN),
}
