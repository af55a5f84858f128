"""Security headers and hardened sessions, for all answers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

from flask import Flask, Request, Response, g, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from itsdangerous import BadSignature, URLSafeTimedSerializer

_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
# Set if the ``Host`` header names no host.
MALFORMED_HOST = "handlingsrom.malformed_host"
_LABEL = "[a-z0-9_][a-z0-9_-]{0,62}"
_HOST = re.compile(
    rf"(?:{_LABEL}(?:\.{_LABEL})*\.?|\[[0-9a-f]*:[0-9a-f:.]+\])(?::([0-9]{{1,5}}))?", re.IGNORECASE | re.ASCII
)
_LONGEST_HOST = 260
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    # Answers other than pages run and fetch nothing.
    "Content-Security-Policy": (
        "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
}
# Browsers remember for a year that this server speaks TLS.
_HTTPS = {"Strict-Transport-Security": "max-age=31536000", "Cross-Origin-Opener-Policy": "same-origin"}

_FAILED = b"Something went wrong on our side."

StartResponse = Callable[..., Any]
WSGIApp = Callable[[dict[str, Any], StartResponse], Iterable[bytes]]


class SteadySessions(SecureCookieSessionInterface):
    """Sessions that survive a clock that is set back: a cookie from the future is still valid.

    Otherwise a laptop whose clock is corrected in the middle of a meeting would log everybody out.
    """

    def __init__(self) -> None:
        self._serializer: URLSafeTimedSerializer | None = None

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """Return the serializer of sessions; cached, because the key never changes."""
        if self._serializer is None:
            self._serializer = super().get_signing_serializer(app)
        return self._serializer

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Read the session from its cookie, however the clock has moved since."""
        serializer = self.get_signing_serializer(app)
        value = request.cookies.get(self.get_cookie_name(app))
        if serializer is None or not value:
            return super().open_session(app, request)
        try:
            data, signed_at = serializer.loads(value, return_timestamp=True)
        except BadSignature:
            return self.session_class()
        expired = datetime.now(UTC) - signed_at > app.permanent_session_lifetime
        return self.session_class() if expired else self.session_class(data)


def is_host(host: str) -> bool:
    """Return whether a ``Host`` header names a host, with or without a port."""
    found = _HOST.fullmatch(host) if len(host) <= _LONGEST_HOST else None
    return found is not None and 1 <= int(found[1] or 1) <= 65_535


def headers_of_all(*, https: bool) -> list[tuple[str, str]]:
    """Return the headers that every answer has."""
    return [*_HEADERS.items(), *(_HTTPS.items() if https else ())]


def protect_server(app: Flask, *, https: bool) -> None:
    """Set the security headers on all answers of ``app``, including files, sockets and failures.

    Call it last: it looks at each request first, and removes a malformed host.
    """
    inner: WSGIApp = app.wsgi_app
    lowered = [(name.lower(), (name, value)) for name, value in headers_of_all(https=https)]

    def protect(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        host = environ.get("HTTP_HOST")
        if host is not None and not is_host(host):
            del environ["HTTP_HOST"]
            environ[MALFORMED_HOST] = True

        def start(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            there = {name.lower() for name, _ in headers}
            headers = headers + [each for name, each in lowered if name not in there]
            return start_response(status, headers, *more)

        # Views distinguish reading and writing by GET and POST: HEAD is reading.
        is_head = environ["REQUEST_METHOD"] == "HEAD"
        if is_head:
            environ["REQUEST_METHOD"] = "GET"
        try:
            body = inner(environ, start)
            return _drop(body) if is_head else body
        except Exception:
            # Pages answer their own failures; this is for everything around them.
            app.logger.exception("a request failed outside of the pages")
            start(
                "500 Internal Server Error",
                [("Content-Type", "text/plain"), ("Content-Length", str(len(_FAILED)))],
            )
            return [_FAILED]

    app.wsgi_app = protect  # type: ignore[method-assign]


def _drop(body: Iterable[bytes]) -> Iterable[bytes]:
    """Close a body without sending it."""
    close = getattr(body, "close", None)
    if close is not None:
        close()
    return []


def protect_answers(app: Flask) -> None:
    """Set the content security policy of ``app``'s pages, and use steady sessions."""
    app.session_interface = SteadySessions()

    @app.after_request
    def _protect(response: Response) -> Response:
        policy = dict(_POLICY)
        # Older Safari does not count a socket of the same host as 'self'.
        scheme = "wss" if request.is_secure else "ws"
        if request.host:
            policy["connect-src"] += f" {scheme}://{request.host}"
        if g.get("bokeh_styles"):
            # BokehJS writes style elements; scripts stay as strict as everywhere.
            policy["style-src"] += " 'unsafe-inline'"
        response.headers["Content-Security-Policy"] = "; ".join(f"{k} {v}" for k, v in policy.items())
        # Our pages check it: the answer of a Wi-Fi's login page does not have it.
        response.headers["Handlingsrom"] = "1"
        if response.mimetype == "text/html":
            response.headers.setdefault("Cache-Control", "private, no-cache")
        return response
