"""What every answer carries so that a browser runs only what we serve."""

from __future__ import annotations

from datetime import UTC, datetime

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


class SteadySessions(SecureCookieSessionInterface):
    """Sessions that survive a clock that is set back: a cookie from the future is still ours.

    A laptop that finds the right time in the middle of a meeting would log everybody out otherwise.
    """

    def __init__(self) -> None:
        self._serializer: URLSafeTimedSerializer | None = None

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """Return what signs sessions, made once: the key is the same until the program ends."""
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


def protect_answers(app: Flask) -> None:
    """Set the security headers on every answer of ``app``, and read its sessions steadily."""
    app.session_interface = SteadySessions()

    @app.after_request
    def _protect(response: Response) -> Response:
        policy = dict(_POLICY)
        # Older Safari does not count a socket of the same host as 'self'.
        scheme = "wss" if request.is_secure else "ws"
        policy["connect-src"] += f" {scheme}://{request.host}"
        if g.get("bokeh_styles"):
            # BokehJS writes style elements; scripts stay as strict as everywhere.
            policy["style-src"] += " 'unsafe-inline'"
        response.headers["Content-Security-Policy"] = "; ".join(f"{k} {v}" for k, v in policy.items())
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "same-origin"
        if request.is_secure:
            # Without TLS, as in most halls, browsers ignore it and complain.
            response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        # A page of ours asks for it: what a Wi-Fi's login answers in our place does not have it.
        response.headers["Handlingsrom"] = "1"
        response.headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
        if response.mimetype == "text/html":
            response.headers.setdefault("Cache-Control", "private, no-cache")
        return response
