"""Styles, scripts and fonts from memory, each compressed once, at immutable addresses.

The address has a digest of all files together, so that relative imports of scripts stay below it. A browser
caches a file for good, and fetches it again when any file has changed.
"""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from flask import Flask, Response, request

_TEXTS = {".css", ".js", ".svg", ".txt"}
_TAKING = {"gzip", "x-gzip", "*"}
_QUALITY = re.compile(r"0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?", re.ASCII)
# Content types of views that are compressed; files are compressed when they are first asked for.
_COMPRESSED = {"text/html", "application/json", "text/csv", "text/plain", "image/svg+xml"}
_FINGERPRINT = re.compile(r"[0-9a-f]{12}/")
FOR_GOOD = "public, max-age=31536000, immutable"
_SMALL = 2_000

StartResponse = Callable[..., Any]
WSGIApp = Callable[[dict[str, Any], StartResponse], Iterable[bytes]]


@dataclass(frozen=True)
class Asset:
    """A file, and whether browsers may get it compressed."""

    mimetype: str
    plain: bytes
    is_text: bool

    @cached_property
    def compressed(self) -> bytes | None:
        """The file compressed, if that is shorter."""
        if not self.is_text:
            return None
        compressed = gzip.compress(self.plain, mtime=0)
        return compressed if len(compressed) < len(self.plain) else None


class Assets:
    """All files of a folder, read once when the program starts."""

    def __init__(self, folder: Path) -> None:
        paths = sorted(path for path in folder.rglob("*") if path.is_file())
        self._files = {path.relative_to(folder).as_posix(): read_asset(path) for path in paths}
        whole = hashlib.sha256()
        for name, asset in self._files.items():
            whole.update(f"{name}\0{len(asset.plain)}\0".encode() + asset.plain)
        self.fingerprint = whole.hexdigest()[:12]

    def find(self, path: str) -> tuple[Asset, bool] | None:
        """Return a file by its path below the digest, and whether that is ours; old pages have older ones."""
        found = _FINGERPRINT.match(path)
        asset = self._files.get(path[found.end() :] if found else path)
        return None if asset is None else (asset, path.startswith(f"{self.fingerprint}/"))


def serve_assets(app: Flask, assets: Assets) -> None:
    """Serve ``assets`` before ``app`` sees the request."""
    inner: WSGIApp = app.wsgi_app

    def serve(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        path: str = environ.get("PATH_INFO", "")
        found = assets.find(path.removeprefix("/static/")) if path.startswith("/static/") else None
        if found is None or environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return inner(environ, start_response)
        asset, is_ours = found
        body, headers = choose_body(asset, environ.get("HTTP_ACCEPT_ENCODING", ""))
        headers.append(("Cache-Control", FOR_GOOD if is_ours else "no-cache"))
        headers.append(("Content-Length", str(len(body))))
        start_response("200 OK", headers)
        return [body] if environ["REQUEST_METHOD"] == "GET" else []

    app.wsgi_app = serve  # type: ignore[method-assign]


def choose_body(asset: Asset, accepted: str) -> tuple[bytes, list[tuple[str, str]]]:
    """Return the body of a file for a browser, with its headers."""
    headers = [("Content-Type", asset.mimetype)]
    if asset.compressed is None:
        return asset.plain, headers
    headers.append(("Vary", "Accept-Encoding"))
    if not _takes_gzip(accepted):
        return asset.plain, headers
    return asset.compressed, [*headers, ("Content-Encoding", "gzip")]


def compress_answers(app: Flask) -> None:
    """Compress long answers for browsers that accept it."""

    @app.after_request
    def _compress(response: Response) -> Response:
        if (
            response.mimetype not in _COMPRESSED
            or response.direct_passthrough
            or "Content-Encoding" in response.headers
        ):
            return response
        # Also for an uncompressed answer, or a cache could serve it to the wrong browser.
        response.vary.add("Accept-Encoding")
        if response.status_code == 304 or not _takes_gzip(request.headers.get("Accept-Encoding", "")):
            return response
        body = response.get_data()
        if len(body) >= _SMALL:
            # The fastest level: a phone's page shrinks to a third, at a fraction of the cost of rendering it.
            response.set_data(gzip.compress(body, compresslevel=1, mtime=0))
            response.headers["Content-Encoding"] = "gzip"
        return response


def read_asset(path: Path) -> Asset:
    plain = path.read_bytes()
    mimetype = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    is_text = path.suffix in _TEXTS
    return Asset(f"{mimetype}; charset=utf-8" if is_text else mimetype, plain, is_text)


def _takes_gzip(accepted: str) -> bool:
    """Return whether a browser accepts gzip, by name or ``*``; a quality of 0 refuses it."""
    if "," not in accepted and ";" not in accepted:
        return accepted.strip().lower() in _TAKING
    qualities = {}
    for part in accepted.lower().split(","):
        name, *parameters = (each.strip() for each in part.split(";"))
        quality = next((each.partition("=") for each in parameters if each.startswith("q")), None)
        qualities[name] = "1" if quality is None else quality[2].strip()
    wanted = qualities.get("gzip", qualities.get("x-gzip", qualities.get("*", "0")))
    return _QUALITY.fullmatch(wanted) is not None and wanted.strip("0.") != ""
