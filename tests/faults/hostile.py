"""Requests that no browser of ours makes, for every route, form and socket event of the application."""

from __future__ import annotations

import json
import random
import re
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import parse_qs, urlencode

from werkzeug.routing import Rule

from tests.bench.live.rooms import Prepared
from tests.faults.hostile_values import HEADERS, PATHS, VALUES

# What makes the server do much, or ends what the others use: the session, and the workshop.
LEFT_OUT = {
    *("login.log_out", "login.end", "login.end_others"),
    *("rehearsals.begin", "static", "workshops.delete", "workshops.example"),
}
# Forms that end the session of who sends them, or make the server do much.
NOT_SENT = (
    *("/login/out", "/login/where/1/end", "/login/where/end-others", "/login/password", "/login/code/"),
    *("/rehearsal/begin", "/close", "/hand-over"),
)
# Names in addresses that only pages have that show much, or that scripts write.
MORE_NAMES = {
    *("most", "until", "before", "from", "next", "s", "template", "theme", "wall", "round", "proposal"),
    *("territory", "preset", "start_year", "end_year", "own_amount", "without", "source", "step"),
}
# So many names fit into an address with long values.
NAMES_AT_ONCE = 12
# What a person types into fields that must hold something.
TYPED = {"title": "A bridge", "role": "resident", "likely": "5", "amount": "5", "reason": "Because"}


def posts_over_the_socket(code: str, proposal: str) -> Iterator[Any]:
    """List what a phone could post that its pages do not."""
    home = f"/phone/{code}"
    bodies = (
        "title=\ud800",
        "title=%ED%A0%80&operation_id=" + "a" * 32,
        "title=a%00b",
        "operation_id=\ud800",
        f"operation_id={uuid.uuid4()}&title=%00",
        f"operation_id={uuid.uuid4()}&amount={'9' * 5_000}&start_year={'9' * 25}",
        f"operation_id={uuid.uuid4()}&table={'9' * 25}&seat={'0' * 5_000}",
        "&" * 5_000,
        "=" * 5_000,
    )
    for place in ("own", "table", "catalogue/private-cars-electric", f"estimates/{proposal}", "vote"):
        yield from ({"path": f"{home}/{place}", "body": body} for body in bodies)
    for path in ("\ud800", "\0", f"{home}/\ud800", f"{home}/own/%00", f"{home}/own/{'9' * 5_000}", "//[", ""):
        yield {"path": path, "body": f"operation_id={uuid.uuid4()}"}
    yield from (1, [], {"path": [], "body": {}}, {"path": home}, {"path": home, "body": 1})


@dataclass(frozen=True)
class Hostile:
    """A request, and what is wrong with it."""

    what: str
    method: str
    path: str
    fields: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Visitor:
    """Whoever sends: the desk, a phone or a stranger."""

    cookies: Mapping[str, str]
    token: str


class _Forms(HTMLParser):
    """Reads where the forms of a page go, and what they would send."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str, dict[str, str]]] = []
        self._open: dict[str, str] | None = None
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        about = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open = {}
            self.found.append((about.get("method", "get").upper(), about.get("action", ""), self._open))
        elif self._open is None:
            return
        elif tag == "select":
            self._select = about.get("name", "")
            self._open[self._select] = ""
        elif tag == "option" and (not self._open[self._select] or "selected" in about):
            self._open[self._select] = about.get("value", "")
        elif tag in ("input", "textarea", "button") and about.get("name") and about.get("type") != "file":
            name = about["name"]
            if about.get("type") == "radio" and "checked" not in about and name in self._open:
                return
            self._open[name] = about.get("value") or TYPED.get(name, "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None


def list_rules() -> list[Rule]:
    """List the routes of the application."""
    from workshop.config import Settings
    from workshop.factory import create_app

    with TemporaryDirectory() as folder:
        app = create_app(Settings(data_dir=Path(folder), secret_key="x" * 32, testing=True))
        return [rule for rule in app.url_map.iter_rules() if rule.endpoint not in LEFT_OUT]


def usual(rule: Rule, room: Prepared) -> dict[str, str]:
    """Fill in the arguments of an address as our pages do."""
    known = {
        "code": room.code,
        "action_id": "private-cars-electric",
        "proposal_id": room.proposals[0],
        "key": room.screen_key,
        "moment": "before",
        "form": "ballot",
    }
    return {name: known.get(name, "1") for name in rule.arguments}


def write_path(rule: Rule, arguments: Mapping[str, str]) -> str:
    """Write the address of a route with arguments that are quoted already."""
    path = rule.rule
    for name, value in arguments.items():
        for written in (f"<{name}>", f"<int:{name}>", f"<path:{name}>"):
            path = path.replace(written, value)
    return path


def list_pages(rules: Sequence[Rule], room: Prepared) -> list[str]:
    """List the addresses of all pages, with the arguments of our pages."""
    return sorted({write_path(rule, usual(rule, room)) for rule in rules if "GET" in (rule.methods or ())})


def query_names(pages: Mapping[str, str]) -> list[str]:
    """List the names that pages send in addresses: of links, and of forms, which scripts send to previews."""
    names: set[str] = set()
    for html in pages.values():
        forms = _Forms()
        forms.feed(html)
        names |= {name for _, _, fields in forms.found for name in fields}
        for query in re.findall(r'(?:href|action|data-url)="[^"?]*\?([^"#]+)', html):
            names |= set(parse_qs(unescape(query), keep_blank_values=True))
    written = {name for name in names if re.fullmatch(r"[\w/-]+", name)}
    return sorted((written | MORE_NAMES) - {"csrf_token", "operation_id"})


def hostile_addresses(rules: list[Rule], room: Prepared, names: Sequence[str]) -> Iterator[Hostile]:
    """Spoil each argument of each route, and ask for it with a hostile query of some of the ``names``."""
    for rule in rules:
        right = usual(rule, room)
        for method in sorted((rule.methods or set()) - {"OPTIONS"}):
            for name in rule.arguments:
                for what, value in PATHS.items():
                    yield Hostile(f"{name}: {what}", method, write_path(rule, {**right, name: value}))
            for what, value in VALUES.items():
                for begin in range(0, len(names), NAMES_AT_ONCE):
                    query = urlencode(dict.fromkeys(names[begin : begin + NAMES_AT_ONCE], value[:300]))
                    yield Hostile(f"query: {what}", method, f"{write_path(rule, right)}?{query}")


_UPGRADE = {"Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13"}
# What lacks the key of a WebSocket, or has one of no sense.
HALF_HANDSHAKES = (
    _UPGRADE,
    {**_UPGRADE, "Sec-WebSocket-Key": ""},
    {**_UPGRADE, "Upgrade": "WebSocket", "Connection": "keep-alive, Upgrade"},
)


def hostile_headers(room: Prepared) -> Iterator[Hostile]:
    """Spoil each header, on pages of several kinds."""
    pages = ("/", f"/j/{room.code}", f"/desk/{room.code}", f"/phone/{room.code}", "/static/js/start.js")
    for path in (*pages, "/socket.io/?EIO=4&transport=polling", "/nowhere"):
        for name, values in HEADERS.items():
            for value in values:
                method = "POST" if name == "Content-Type" else "GET"
                told = value.replace("{code}", room.code)
                yield Hostile(f"{name}: {value[:20]!r}", method, path, headers={name: told})


def hostile_forms(pages: Mapping[str, str]) -> Iterator[Hostile]:
    """Spoil each field of each form that the pages offer."""
    seen = set()
    for page, html in pages.items():
        forms = _Forms()
        forms.feed(html)
        for method, action, fields in forms.found:
            path = action or page
            if path.endswith(NOT_SENT):
                continue
            for name in set(fields) - {"csrf_token"}:
                if (path, name) in seen:
                    continue
                seen.add((path, name))
                for what, value in VALUES.items():
                    sent = {"operation_id": str(uuid.uuid4()), **fields, name: value}
                    if "operation_id" in fields and name != "operation_id":
                        sent["operation_id"] = str(uuid.uuid4())
                    yield Hostile(f"{name}: {what}", method, path, sent)


def sample(hostile: Iterator[Hostile], number: int) -> list[Hostile]:
    """Choose some of many requests, always the same."""
    every = list(hostile)
    return every if len(every) <= number else random.Random(7).sample(every, number)  # noqa: S311


def send(connection: HTTPConnection, request: Hostile, visitor: Visitor, **more: str) -> tuple[int, str]:
    """Send a request as it is, and return what came back."""
    fields = {"csrf_token": visitor.token, **request.fields}
    body, path = b"", request.path
    if request.method == "POST":
        body = urlencode(fields, encoding="utf-8", errors="surrogatepass").encode()
    elif request.fields:
        path = f"{path.partition('?')[0]}?{urlencode(request.fields)}"
    headers = {
        "Host": f"{connection.host}:{connection.port}",
        "Cookie": "; ".join(f"{name}={value}" for name, value in visitor.cookies.items()),
        "Content-Type": "application/x-www-form-urlencoded",
        **more,
        **request.headers,
    }
    if "Cookie" in request.headers:
        # The client's own writer would refuse what it finds malformed.
        headers["Cookie"] = request.headers["Cookie"]
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items() if value)
    if "Host" in request.headers and not request.headers["Host"]:
        head += "Host:\r\n"
    wire = f"{request.method} {path} HTTP/1.1\r\n{head}Content-Length: {len(body)}\r\n\r\n"
    if connection.sock is None:
        connection.connect()
    connection.sock.sendall(wire.encode("latin-1") + body)
    return _answer(connection, request.method)


def _answer(connection: HTTPConnection, method: str) -> tuple[int, str]:
    answer = connection.response_class(connection.sock, method=method)
    answer.begin()
    text = answer.read().decode("utf-8", "replace")
    if answer.will_close:
        connection.close()
    return answer.status, text


def write_auth(auth: Any, code: str) -> str:
    """Write what opens a socket, lone surrogates and all."""
    return json.dumps(auth).replace("{code}", code)
