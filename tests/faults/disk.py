"""A disk that can be told to fail, beneath the real program: ``python -m tests.faults.disk FOLDER run ...``

It can also let SQLite take only reading, by its own switch: that needs no rights and no disk of its own.

It keeps beside the database what would be found after a power cut. As under Linux, a flush writes the
pages that have changed since the last one, and one that fails leaves them unwritten and counts them as
written. What SQLite moves from the log into the database is not followed: tests stay below a thousand
pages, where it does so.
"""

from __future__ import annotations

import errno
import os
import sqlite3
import sys
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import perf_counter_ns
from typing import Any

LOG = "-wal"
# Long enough that an answer which does not wait for the disk comes before it is done.
SLOW_S = 0.05
_PAGE = 4096
_FAILS, _READ_ONLY, _FLUSHES, _SEEN, _KEPT = "fails", "read-only", "flushes", "seen", "kept"
_sleep, _fdatasync, _pwrite = time.sleep, os.fdatasync, os.pwrite


@dataclass(frozen=True)
class Flush:
    """A flush that succeeded: its number, when it was over, and what is kept since."""

    folder: Path
    number: int
    done_ns: int

    def read(self, query: str) -> list[str]:
        """Ask the database that is found where the power was cut after this flush."""
        with closing(sqlite3.connect(self.folder / f"{self.number}.sqlite")) as connection:
            return [str(row[0]) for row in connection.execute(query)]


@dataclass(frozen=True)
class Disk:
    """The disk in a folder of its own, as tests hold it."""

    folder: Path

    @property
    def command(self) -> tuple[str, ...]:
        """Start the program on this disk."""
        self.folder.mkdir(exist_ok=True)
        return (sys.executable, "-m", __name__, str(self.folder))

    def fail(self, *, fails: bool) -> None:
        """Let it fail from now on, or not."""
        self._mark(_FAILS, fails)

    def take_only_reading(self, *, only: bool) -> None:
        """Let SQLite refuse whatever would change something, or not."""
        self._mark(_READ_ONLY, only)

    def _mark(self, name: str, there: bool) -> None:
        mark = self.folder / name
        mark.touch() if there else mark.unlink()

    @property
    def flushes(self) -> list[Flush]:
        """Those that succeeded, in their order."""
        there = self.folder / _FLUSHES
        lines = there.read_text(encoding="ascii").splitlines() if there.exists() else []
        return [Flush(self.folder, *map(int, line.split())) for line in lines]

    def before(self, moment_ns: int) -> Flush:
        """The last flush that was over before a moment of the machine's clock."""
        over = [flush for flush in self.flushes if flush.done_ns <= moment_ns]
        assert over, "nothing was flushed before"
        return over[-1]


class _Memory:
    """What the system remembers of the log's pages, in the program's process."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._written: set[int] = set()
        self._database = -1

    def fdatasync(self, descriptor: int) -> None:
        """Flush as ``os.fdatasync`` does."""
        path = Path(f"/proc/self/fd/{descriptor}").readlink()
        if not path.name.endswith(LOG):
            return _fdatasync(descriptor)
        log = path.read_bytes()
        if self._database < 0:
            # Open as long as the program is: closing it once would end the locks that SQLite has on it.
            self._database = os.open(path.with_name(path.name.removesuffix(LOG)), os.O_RDONLY)
        database = os.pread(self._database, os.fstat(self._database).st_size, 0)
        changed = self._changed(log)
        self._write(_SEEN, log)
        self._written.clear()
        _sleep(SLOW_S)
        if (self._folder / _FAILS).exists():
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        _fdatasync(descriptor)
        kept = bytearray(self._read(_KEPT)[: len(log)].ljust(len(log), b"\0"))
        for place in changed:
            kept[place : place + _PAGE] = log[place : place + _PAGE]
        self._write(_KEPT, kept)
        self._keep(database, kept)
        return None

    def pwrite(self, descriptor: int, data: bytes, place: int) -> int:
        """Write as ``os.pwrite`` does, and remember which pages."""
        if Path(f"/proc/self/fd/{descriptor}").readlink().name.endswith(LOG):
            self._written.update(range(place - place % _PAGE, place + len(data), _PAGE))
        return _pwrite(descriptor, data, place)

    def _changed(self, log: bytes) -> set[int]:
        seen = self._read(_SEEN)
        places = range(0, len(log), _PAGE)
        return {at for at in places if log[at : at + _PAGE] != seen[at : at + _PAGE]} | self._written

    def _keep(self, database: bytes, kept: bytes) -> None:
        done = perf_counter_ns()
        flushes = self._read(_FLUSHES).decode()
        number = flushes.count("\n")
        self._write(f"{number}.sqlite", database)
        self._write(f"{number}.sqlite{LOG}", kept)
        self._write(_FLUSHES, f"{flushes}{number} {done}\n".encode())

    def _read(self, name: str) -> bytes:
        path = self._folder / name
        return path.read_bytes() if path.exists() else b""

    def _write(self, name: str, data: bytes) -> None:
        fresh = self._folder / f"{name}.new"
        fresh.write_bytes(data)
        fresh.replace(self._folder / name)


def _switchable(mark: Path) -> type[sqlite3.Connection]:
    """Make connections that take only reading while a file is there."""

    class Switchable(sqlite3.Connection):
        """A connection with its switch."""

        only = False

        def cursor(self, *arguments: Any) -> Any:
            """Give a cursor, after a look at the switch."""
            cursor = super().cursor(*arguments)
            if self.only != mark.exists():
                self.only = not self.only
                cursor.execute(f"PRAGMA query_only={self.only:d}")
            return cursor

    return Switchable


def _main() -> int:
    from workshop.cli.main import main

    folder = sys.argv.pop(1)
    memory = _Memory(Path(folder))
    ours: dict[str, Callable[..., object]] = {"fdatasync": memory.fdatasync, "pwrite": memory.pwrite}
    for name, call in ours.items():
        setattr(os, name, call)
    connect = partial(sqlite3.connect, factory=_switchable(Path(folder, _READ_ONLY)))
    vars(sqlite3.dbapi2)["connect"] = connect
    return main()


if __name__ == "__main__":
    sys.exit(_main())
