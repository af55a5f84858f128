"""A file that does harm costs only who sends it."""

from __future__ import annotations

import http.cookiejar
import re
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from pathlib import Path
from statistics import median

import pytest

from tests.hostile_files import HOSTILE
from tests.program import Program, running

# What a page may take on a machine whose other core reads the file.
PATIENCE_S = 1.5
# One that takes as long as it may, and one of each kind of answer.
SHORT = {
    *("15 million elements without a meaning", "10 million empty rows", "4 million shared texts"),
    *("a billion laughs", "half a workbook", "a password"),
}


class Desk:
    """The facilitator's browser, as far as an upload needs it."""

    def __init__(self, program: Program) -> None:
        self.program = program
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(cookies)
        secret = program.login.replace(program.address, "")
        self.post(secret, self._form(self.get(secret)[1]))

    def get(self, path: str) -> tuple[int, str]:
        """Get a page."""
        return self._ask(urllib.request.Request(f"{self.program.address}{path}"))  # noqa: S310

    def post(self, path: str, fields: dict[str, str]) -> tuple[int, str]:
        """Send a form."""
        body = urllib.parse.urlencode(fields).encode()
        return self._ask(urllib.request.Request(f"{self.program.address}{path}", body))  # noqa: S310

    def upload(self, content: bytes) -> tuple[int, str]:
        """Send a file as the list of what is decided."""
        path = f"/desk/{self.program.code}/decided"
        fields = self._form(self.get(path)[1]) | {"text": ""}
        border = "border-of-the-parts"
        parts = [
            f'--{border}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in fields.items()
        ]
        head = f'--{border}\r\nContent-Disposition: form-data; name="file"; filename="list.xlsx"\r\n\r\n'
        body = "".join([*parts, head]).encode() + content + f"\r\n--{border}--\r\n".encode()
        kind = {"Content-Type": f"multipart/form-data; boundary={border}"}
        status, page = self._ask(
            urllib.request.Request(f"{self.program.address}{path}", body, kind)  # noqa: S310
        )
        until = time.monotonic() + PATIENCE_S * 20
        while "The list is being read" in page and time.monotonic() < until:
            time.sleep(0.5)
            status, page = self.get(f"{path}/sheet")
        return status, page

    def _ask(self, request: urllib.request.Request) -> tuple[int, str]:
        try:
            with self.opener.open(request, timeout=60) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    @staticmethod
    def _form(page: str) -> dict[str, str]:
        names = ("csrf_token", "operation_id")
        found = {name: re.search(rf'name="{name}" value="([^"]+)"', page) for name in names}
        return {name: match[1] for name, match in found.items() if match}


@pytest.mark.clock
def test_hostile_workbooks_are_uploaded_one_after_the_other(
    tmp_path: Path, full: bool, found: Callable[[str], None]
) -> None:
    """Workbooks below 250 kB unpack to millions of rows, texts, cells and elements, lie about their size or
    declare entities. The desk reads a sentence for each of them; everybody else is served as before.
    """
    chosen = {name: make for name, make in HOSTILE.items() if full or name in SHORT}
    with running(tmp_path) as program:
        desk = Desk(program)
        answers: dict[str, tuple[int, str]] = {}
        done = threading.Event()

        def upload_all() -> None:
            try:
                for name, make in chosen.items():
                    answers[name] = desk.upload(make())
            finally:
                done.set()

        harm = threading.Thread(target=upload_all)
        harm.start()
        taken = []
        while not done.is_set():
            begin = time.monotonic()
            with urllib.request.urlopen(program.join, timeout=60) as page:  # noqa: S310
                assert page.status == 200
            taken.append(time.monotonic() - begin)
            time.sleep(0.05)
        harm.join()
        assert desk.get(f"/desk/{program.code}")[0] == 200
    assert answers.keys() == chosen.keys()
    assert {name: status for name, (status, _) in answers.items() if status != 422} == {}
    # Reading the elements without a meaning takes seven of the eight seconds that it may: a quick machine
    # comes to their end, and has found nothing.
    said = r"This (workbook|file) |The sheet has more|A cell has more|Reading this file|No cell of this file"
    assert [name for name, (_, page) in answers.items() if not re.search(said, page)] == []
    worst = max(taken)
    found(
        f"of {len(taken)} pages meanwhile, half within {median(taken) * 1e3:.0f} ms, all within {worst:.1f} s"
    )
    assert median(taken) < PATIENCE_S / 3
    assert worst < PATIENCE_S * 4
