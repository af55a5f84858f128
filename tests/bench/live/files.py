"""The styles, scripts and letters that a phone with an empty cache fetches besides its page."""

from __future__ import annotations

import gzip
import re
from typing import Any
from urllib.parse import urljoin

from tests.bench.live.rooms import Prepared
from tests.bench.live.servers import Server, times_of
from tests.bench.live.web import Browser

PHONES = 10
_LINKED = re.compile(rb'(?:href|src)="(/static/[^"]+)"')
_IMPORTED = re.compile(rb'(?:from|import)\s*\(?\s*"(\.{1,2}/[^"]+\.js)"')
_GZIP = b"\x1f\x8b"
_MODULE = re.compile(rb'data-module="([a-z-]+)"')


async def fetch_files(server: Server, room: Prepared) -> dict[str, Any]:
    """Fetch everything that the phone's page needs, as some phones would; return the cost of one."""
    browser = Browser(server.address, dict(room.phones[0]))
    paths = await _find_files(browser, f"/phone/{room.code}")
    before, received = times_of(server.pid), 0
    for _ in range(PHONES):
        received = 0
        for path in paths:
            received += len(await _fetch(browser, path))
    spent = times_of(server.pid) - before
    browser.close()
    return {"requests": len(paths), "bytes": received, "server_ms": spent.running_s / PHONES * 1e3}


async def _fetch(browser: Browser, path: str) -> bytes:
    """Fetch a file as a browser does, compressed where the server can."""
    answer = await browser.get(path, accept="*/*\r\nAccept-Encoding: gzip")
    assert answer.status == 200, f"{path} is not there: make setup fetches what pages load"
    return answer.body


async def _find_files(browser: Browser, page: str) -> list[str]:
    """Follow the page's links and the scripts' imports, as a browser does."""
    text = (await browser.get(page)).body
    paths = [found.decode() for found in _LINKED.findall(text)]
    # start.js loads the modules that the page names.
    start = next(path for path in paths if path.endswith("/js/start.js"))
    paths += [urljoin(start, f"components/{name.decode()}.js") for name in set(_MODULE.findall(text))]
    paths = list(dict.fromkeys(paths))
    for path in paths:
        if path.endswith(".js"):
            script = await _fetch(browser, path)
            script = gzip.decompress(script) if script.startswith(_GZIP) else script
            found = [urljoin(path, name.decode()) for name in _IMPORTED.findall(script)]
            paths += [each for each in dict.fromkeys(found) if each not in paths]
    return list(dict.fromkeys(paths))
