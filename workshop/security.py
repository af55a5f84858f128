"""What every answer carries so that a browser runs only what we serve."""

from __future__ import annotations

from flask import Flask, Response, g, request

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


def protect_answers(app: Flask) -> None:
    """Set the security headers on every answer of ``app``."""

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
        response.headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
        if response.mimetype == "text/html":
            response.headers.setdefault("Cache-Control", "private, no-cache")
        return response
