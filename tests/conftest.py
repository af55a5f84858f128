"""What every test stands on."""

from __future__ import annotations

from pathlib import Path

import pytest

from scenarios.editions import ENVIRONMENT, use_data_folder


@pytest.fixture(autouse=True)
def no_statistics_of_this_machine(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Hide what was imported on this machine; a test that imports has a folder of its own."""
    monkeypatch.setenv(ENVIRONMENT, str(Path(tmp_path_factory.getbasetemp(), "no-imports")))
    use_data_folder(None)
