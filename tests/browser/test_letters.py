"""Which files of letters a page fetches: CO₂ alone is not worth 60 kB."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.faces import Faces
from tests.program import Program, running

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """Run the real program."""
    with running(tmp_path_factory.mktemp("letters")) as program:
        yield program


def test_a_phone_fetches_no_letters_for_co2_alone(chromium: Browser, program: Program) -> None:
    faces = Faces(chromium, program)
    phone, fetched = faces.phone(), []
    phone.on("request", lambda request: fetched.append(request.url))
    home = f"{program.address}/phone/{program.code}"
    for path in (home, f"{home}/own", f"{home}/catalogue", f"{program.address}/budget/{program.code}"):
        phone.goto(path)
        phone.evaluate("document.fonts.ready")
    assert "CO₂" in phone.inner_text("body")
    assert any("source-sans-3-latin-wght" in url for url in fetched)
    assert not [url for url in fetched if "latin-ext" in url]
    faces.close()
