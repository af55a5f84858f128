"""The direction of imports, and what the model leaves unloaded."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands import MODEL_CALLS, SCENARIO
from tests.tree import ROOT

IMPORT_THE_MODEL = """
import importlib, pkgutil, sys, scenarios
for module in pkgutil.walk_packages(scenarios.__path__, "scenarios."):
    importlib.import_module(module.name)
status = 0
"""

CALL_A_COMMAND = """
import sys
from workshop.cli.main import main
status = main(sys.argv[1:])
"""

NAME_WEB_AND_DATABASE = """
unwanted = {"bokeh", "flask", "flask_socketio", "flask_sqlalchemy", "gevent", "sqlalchemy", "werkzeug"}
sys.exit(status or ", ".join(sorted(unwanted & sys.modules.keys())) or 0)
"""


def run_python(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run code in a Python of its own, which finds a scenario on its standard input."""
    command = (sys.executable, "-c", code, *arguments)
    return subprocess.run(command, cwd=ROOT, input=SCENARIO, capture_output=True, text=True, check=False)


def test_the_contracts_are_kept() -> None:
    program = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run((program, "--no-cache"), cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_importing_the_model_loads_no_web_and_no_database() -> None:
    done = run_python(IMPORT_THE_MODEL + NAME_WEB_AND_DATABASE)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", MODEL_CALLS)
def test_a_command_of_the_model_loads_no_web_and_no_database(name: str) -> None:
    done = run_python(CALL_A_COMMAND + NAME_WEB_AND_DATABASE, *MODEL_CALLS[name])
    assert done.returncode == 0, done.stderr
