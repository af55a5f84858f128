"""Posts of phones over an open socket: the same request, view and answer as by HTTP.

A connected phone is identified already. A separate HTTP request would cost another connection, headers, a
session and a CSRF token. The form, operation id, errors and language are the view's. The participant is
looked up in the database each time.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from urllib.parse import unquote_to_bytes

from flask import Flask, Response, request
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.exceptions import NotFound
from werkzeug.http import dump_cookie
from werkzeug.routing import Rule

from workshop.extensions import SOCKET_MARK
from workshop.fast.socket_posts import answer_quickly
from workshop.i18n import LANGUAGE_COOKIE
from workshop.identity import participant_cookie, tidy_code

# Only these pages accept posts over a socket; each view below identifies the participant.
PHONES = "/phone/<code>"
_POST = re.compile(r'42(\d{1,9})\["post",')
_KEPT = (
    *("HTTP_HOST", "REMOTE_ADDR", "SERVER_NAME", "SERVER_PORT", "HTTP_ACCEPT_LANGUAGE"),
    *("wsgi.errors", "wsgi.url_scheme", "wsgi.version"),
)


@dataclass(frozen=True)
class Poster:
    """An admitted phone: its workshop's code, and the parts that all of its requests share.

    ``read`` has what a request reads of its headers, parsed once.
    """

    app: Flask
    code: str
    environ: Mapping[str, Any]
    read: Mapping[str, Any]

    def allows(self, rule: Rule | None, arguments: Mapping[str, Any] | None) -> bool:
        """Return whether a post goes to the pages of the workshop to which the phone was admitted."""
        code = (arguments or {}).get("code", "")
        return rule is not None and rule.rule.startswith(PHONES) and tidy_code(code) == self.code

    def answer_message(self, message: str) -> str | None:
        """Answer a Socket.IO message that posts something with its acknowledgement; None if it does not."""
        begun = _POST.match(message)
        if begun is None:
            return None
        try:
            (said,) = json.loads(f"[{message[begun.end() :]}")
        except (ValueError, RecursionError):
            return None
        answered = self.answer(said)
        return None if answered is None else f"43{begun[1]}[[{answered[0]},{answered[1]}]]"

    def answer(self, said: Any) -> tuple[int, str] | None:
        """Answer a post with its status and text; None if it is malformed."""
        if not isinstance(said, dict):
            return None
        path, body = said.get("path"), said.get("body")
        if not isinstance(path, str) or not isinstance(body, str):
            return None
        path = unquote_to_bytes(path.encode(errors="replace")).decode(errors="replace")
        if self.app.extensions["fast_paths"].socket_posts:
            response = answer_quickly(self.app, self.environ, self.read, path, body, self.allows)
        else:
            response = self._dispatch(path, body)
        return response.status_code, response.get_data(as_text=True).strip()

    def _dispatch(self, path: str, body: str) -> Response:
        """Let the app answer a request like any other."""
        content = body.encode(errors="replace")
        environ = {
            **self.environ,
            "PATH_INFO": path.encode().decode("latin-1"),
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "CONTENT_LENGTH": str(len(content)),
            "wsgi.input": BytesIO(content),
        }
        with self.app.request_context(environ):
            try:
                if not self.allows(request.url_rule, request.view_args):
                    raise NotFound
                return self.app.full_dispatch_request()
            except Exception as error:
                return self.app.make_response(self.app.handle_user_exception(error))


def poster_of(app: Flask, code: str, environ: dict[str, Any]) -> Poster:
    """Keep what its posts need from the request that opened a socket, without a facilitator's cookies."""
    opened = app.request_class(environ, populate_request=False)
    carried = (participant_cookie(code), LANGUAGE_COOKIE)
    cookies = {name: opened.cookies[name] for name in carried if name in opened.cookies}
    kept = {name: environ[name] for name in _KEPT if name in environ}
    kept |= {
        "REQUEST_METHOD": "POST",
        "SCRIPT_NAME": "",
        "QUERY_STRING": "",
        "HTTP_ACCEPT": "application/json",
        "HTTP_COOKIE": "; ".join(
            dump_cookie(name, value, path=None).partition(";")[0] for name, value in cookies.items()
        ),
        SOCKET_MARK: True,
    }
    read = {"cookies": ImmutableMultiDict(cookies), "accept_languages": opened.accept_languages}
    return Poster(app, code, kept, read)
