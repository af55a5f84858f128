"""Files that a browser saves."""

from __future__ import annotations

from flask import Response, make_response


def send_file(text: str, name: str, kind: str) -> Response:
    """Answer with a file of a media type, which the browser asks for again each time."""
    response = make_response(text)
    response.headers["Content-Type"] = f"{kind}; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "private, no-cache"
    return response
