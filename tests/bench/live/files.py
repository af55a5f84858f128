"""The styles, scripts and letters that a phone with an empty cache fetches besides its page."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urljoin

from tests.bench.live.rooms import Prepared
from tests.bench.live.servers import Server, times_of
from tests.bench.live.web import Browser

PHONES = 10
_LINKED = re.compile(rb'(?:href|src)="(/static/[^"]+)"')
_IMPORTED = re.compile(rb'(?:from|import)\s*\(?\s*"(\.{1,2}/[^"]+\.js)"')
_MODULE = re.compile(rb'data-module="([a-z-]+)"')


async def fetch_files(server: Server, room: Prepared) -> dict[str, Any]:
    """Fetch everything that the phone's page needs, as some phones would; return the cost of one."""
    browser = Browser(server.address, dict(room.phones[0]))
    paths = await _find_files(browser, f"/phone/{room.code}")
    before, received = times_of(server.pid), 0
    for _ in range(PHONES):
        received = 0
        for path in paths:
            received += len((await browser.get(path, accept="*/*")).body)
    spent = times_of(server.pid) - before
    browser.close()
    return {"requests": len(paths), "bytes": received, "server_ms": spent.running_s / PHONES * 1e3}


async def _find_files(browser: Browser, page: str) -> list[str]:
    """Follow the page's links and the scripts' imports, as a browser does."""
    text = (await browser.get(page)).body
    paths = [found.decode() for found in _LINKED.findall(text)]
    # start.js loads the modules that the page names.
    paths += [f"/static/js/components/{name.decode()}.js" for name in set(_MODULE.findall(text))]
    for path in paths:
        if path.endswith(".js"):
            script = (await browser.get(path, accept="*/*")).body
            found = [urljoin(path, name.decode()) for name in _IMPORTED.findall(script)]
            paths += [each for each in dict.fromkeys(found) if each not in paths]
    return list(dict.fromkeys(paths))
