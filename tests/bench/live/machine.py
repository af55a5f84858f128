"""What the figures were measured on."""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

_PYTHON = ("gevent", "Flask", "Flask-SocketIO", "python-socketio", "python-engineio", "SQLAlchemy", "uvicorn")
_NODE = ("socket.io", "ws")
_SERVERS = {
    "PostgreSQL": "$(ls /usr/lib/postgresql/*/bin/postgres | tail -1) --version | cut -d' ' -f3",
    "Redis": "redis-server --version | grep -o 'v=[^ ]*' | cut -c3-",
    "nginx": "PATH=$PATH:/usr/sbin nginx -v 2>&1 | grep -o '/[^ ]*' | cut -c2-",
}


def describe_machine(root: Path) -> dict[str, str]:
    """Name cores, memory, system and the versions of everything that takes part."""
    processor = re.search(r"model name\s*: (.+)", Path("/proc/cpuinfo").read_text(encoding="utf-8"))
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    facts = {
        "processor": f"{os.cpu_count()} cores, {processor[1] if processor else platform.machine()}",
        "memory": f"{memory:.0f} GiB",
        "system": f"{platform.system()} {platform.release()}",
        "Python": platform.python_version(),
        **{name: version(name) for name in _PYTHON},
        **ask_versions(_SERVERS),
    }
    if shutil.which("node"):
        told = subprocess.run(("node", "--version"), capture_output=True, text=True, check=True)
        facts["Node"] = told.stdout.strip().removeprefix("v")
        facts.update(_node_versions(root / "package-lock.json"))
    return facts


def ask_versions(commands: Mapping[str, str]) -> dict[str, str]:
    """Ask programs for their versions by commands of the shell; those that are not here are left out."""
    told = {
        name: subprocess.run(command, shell=True, capture_output=True, text=True, check=False).stdout.strip()  # noqa: S602
        for name, command in commands.items()
    }
    return {name: answer for name, answer in told.items() if answer}


def _node_versions(lock: Path) -> dict[str, str]:
    import json

    packages = json.loads(lock.read_text(encoding="utf-8"))["packages"]
    return {f"{name} (npm)": packages[f"node_modules/{name}"]["version"] for name in _NODE}


def describe_commit(root: Path) -> str:
    """Name the commit that ran, and whether files differed from it; the reports themselves may."""
    if shutil.which("git") is None or not (root / ".git").exists():
        return "commit not known"
    reports = (":!tests/bench/LIVE.md", ":!tests/faults/FAULTS.md", ":!tests/faults/SOAK.md")
    name, changed = (
        subprocess.run(("git", *told), cwd=root, capture_output=True, text=True, check=True).stdout.strip()
        for told in (("rev-parse", "--short", "HEAD"), ("status", "--porcelain", "--", ".", *reports))
    )
    return f"commit {name}" + (" with changes that are not committed" if changed else "")


def say_load(loads: Sequence[float], own: float) -> str:
    """Say how much wanted the cores; whether other programs ran, where it is more than ``own`` asks for."""
    low, high = f"{min(loads):.1f}", f"{max(loads):.1f}"
    load = "load average " + (low if low == high else f"{low} to {high}")
    return load + (", so other programs ran, too" if max(loads) > own else "")
