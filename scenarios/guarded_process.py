"""Run a program of ours over an untrusted file in a process of its own, with limits, that can be killed.

A server stays responsive meanwhile: waiting for the process is waiting for a pipe.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any


def ask_guarded(
    module: str,
    order: Mapping[str, Any],
    content: bytes,
    *,
    wall_s: int,
    heard: Callable[[dict[str, Any]], None] | None = None,
) -> dict[str, Any]:
    """Run the ``main`` of a module over a file, and return the last that it says.

    Parameters
    ----------
    module
        Of this package; its ``main`` reads the order, a line of JSON, and then the file from standard input,
        and writes lines of JSON objects.
    order
        What to do with the file.
    content
        The bytes of the file, untrusted.
    wall_s
        Seconds until the process is killed.
    heard
        Is called with each line.

    Returns
    -------
    dict
        The last line; empty if there was none.
    """
    program = f"import sys; sys.path.insert(0, sys.argv[1]); from {module} import main; main()"
    process = subprocess.Popen(  # noqa: S603  # our own program; the file is its input
        [sys.executable, "-I", "-B", "-c", program, str(Path(__file__).resolve().parents[1])],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        # No secrets of the server, and one thread for NumPy, whose others would each reserve memory.
        env={
            "OPENBLAS_NUM_THREADS": "1",
            **{name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ},
        },
    )
    assert process.stdin is not None  # noqa: S101  # for the type checker: PIPE gives a file
    assert process.stdout is not None  # noqa: S101
    limit = threading.Timer(wall_s, process.kill)
    limit.start()
    said: dict[str, Any] = {}
    try:
        with suppress(BrokenPipeError):
            process.stdin.write(json.dumps(order).encode() + b"\n" + content)
            process.stdin.close()
        for line in process.stdout:
            said = json.loads(line)
            if heard is not None:
                heard(said)
        process.wait()
    finally:
        limit.cancel()
        if process.poll() is None:
            process.kill()
            process.wait()
        with suppress(OSError):
            process.stdin.close()
        process.stdout.close()
    return said


def bind_process(memory_bytes: int, cpu_s: int) -> None:
    """Yield the CPU to the server, and give up what reading a file does not need.

    Parameters
    ----------
    memory_bytes, cpu_s
        The most that the process may take, bytes and s; beyond it, it ends.
    """
    os.nice(5)
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_s, cpu_s + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
