"""What every test stands on."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect, sync_playwright
from xdist.scheduler import LoadFileScheduling

from scenarios.inventory.editions import ENVIRONMENT, use_data_folder

# Several tests share the cores; what has to come within a second is said where it is expected.
expect.set_options(timeout=15_000)


class OneForBrowsers(LoadFileScheduling):  # type: ignore[misc]  # pytest-xdist tells no types of it
    """Lets one worker lead the browsers of a folder: more of them take the cores from each other."""

    def _split_scope(self, nodeid: str) -> str:
        path: str = super()._split_scope(nodeid)
        browsers = "pytest.mark.browser" in Path(self.config.rootpath, path).read_text()
        return path.rpartition("/")[0] if browsers else path


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> OneForBrowsers:
    """Deal out the files, where several workers run."""
    return OneForBrowsers(config, log)


@pytest.fixture(autouse=True)
def no_statistics_of_this_machine(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Hide what was imported on this machine; a test that imports has a folder of its own."""
    monkeypatch.setenv(ENVIRONMENT, str(Path(tmp_path_factory.getbasetemp(), "no-imports")))
    use_data_folder(None)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Start the machine's Chromium."""
    program = shutil.which("chromium")
    assert program, "Chromium is missing: apt install chromium (make test installs it where it may)"
    # Chromium refuses to run in its sandbox as root, as in many containers.
    arguments = ["--disable-background-networking", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=arguments)
        yield browser
        browser.close()
