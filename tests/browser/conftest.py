"""A fresh page for each test, and the real program."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.faces import Faces
from tests.program import Program, running


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """Open a page in a context of its own, and expect that it raises no error."""
    errors: list[str] = []
    context = chromium.new_context()
    opened = context.new_page()
    opened.on("pageerror", lambda error: errors.append(str(error)))
    yield opened
    context.close()
    assert errors == []


@pytest.fixture(autouse=True)
def nothing_is_healed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Show each news that is lost: the next beat would heal it."""
    monkeypatch.setattr(Faces, "heals", False)


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """Start the real program with its example workshop, once a module."""
    with running(tmp_path_factory.mktemp("instance")) as started:
        yield started
