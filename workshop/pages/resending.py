"""What a refused request had sent, to be sent again, and the page that its reader can return to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import g, request, url_for
from flask.globals import request_ctx
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from workshop.pages.destinations import safe_destination

# Passwords, codes and one-time links are never sent back.
_KEPT_BACK = {"login", "second_step", "openid"}
_SECRETS = {"password", "again", "current"}
# Where the pages of an address lead back to.
_HOMES = {"phone": "phone.phone", "desk": "desk.desk", "moderation": "moderation.moderate"}


@dataclass(frozen=True)
class Return:
    """Where a choice of language leads: a page, and the form that was sent to ``address`` and refused."""

    page: str
    address: str = ""
    fields: Sequence[tuple[str, str]] = ()


def find_return() -> Return:
    """Say where the reader of this answer returns to, with what they had sent."""
    kept: Return | None = g.get("page_to_return_to")
    if kept is not None:
        return kept
    fields = sent_fields()
    return Return(page_to_return_to(), request.full_path.rstrip("?") if fields else "", fields)


def page_to_return_to() -> str:
    """Return the address of the page that was asked for, or of the one whose form was sent."""
    here = request.full_path.rstrip("?")
    if request.method in ("GET", "HEAD") and not (request.routing_exception and can_be_asked(here, "POST")):
        return here
    came_from = _our_referrer()
    wanted = (each for each in (here, came_from) if each and can_be_asked(each, "GET"))
    return next(wanted, None) or home_of_request() or "/"


def can_be_asked(address: str, method: str) -> bool:
    """Return whether there is a page at an address of this server."""
    adapter = request_ctx.url_adapter
    try:
        return adapter is not None and bool(adapter.match(urlsplit(address).path, method))
    except (HTTPException, ValueError):
        return False


def home_of_request() -> str | None:
    """Return the workshop's page that the request came from; None if there is none."""
    code = (request.view_args or {}).get("code")
    if "default_language" not in g:
        # No workshop was found under this code.
        return None
    endpoint = _HOMES.get(request.blueprint or "") or _HOMES.get(request.path.split("/")[1])
    return url_for(endpoint, code=code) if code and endpoint else None


def sent_fields(*, is_ours: bool = False) -> list[tuple[str, str]]:
    """Return the posted data for a repeat; empty if a repeat may not be offered.

    ``is_ours`` says that the form is known to come from a page of ours: its token was right.
    """
    return [] if has_files() else written_fields(is_ours=is_ours)


def written_fields(*, is_ours: bool = False) -> list[tuple[str, str]]:
    """Return the posted data, to be read; a file that came with them is not among them."""
    try:
        fields = list(request.form.items(multi=True)) if _may_send_again(is_ours=is_ours) else []
    except RequestEntityTooLarge:
        return []
    if any(name in _SECRETS for name, _ in fields):
        return []
    return [(name, value) for name, value in fields if name != "csrf_token"]


def has_files() -> bool:
    """Return whether a file was sent; a browser names none where none was chosen."""
    try:
        return any(file.filename for file in request.files.values())
    except RequestEntityTooLarge:
        return False


def may_take_again(address: str) -> bool:
    """Return whether what was sent to an address may be sent to it again."""
    if safe_destination(address) != address or not can_be_asked(address, "POST"):
        return False
    adapter = request_ctx.url_adapter
    assert adapter is not None
    endpoint, _ = adapter.match(urlsplit(address).path, "POST")
    return str(endpoint).partition(".")[0] not in _KEPT_BACK


def _may_send_again(*, is_ours: bool) -> bool:
    """Return whether a page of ours sent this: never repeat another site's post for a visitor."""
    ours = is_ours or _is_ours(request.headers.get("Origin") or request.headers.get("Referer") or "")
    return request.method == "POST" and ours and request.blueprint not in _KEPT_BACK


def _is_ours(address: str) -> bool:
    try:
        return urlsplit(address).netloc == request.host
    except ValueError:
        return False


def _our_referrer() -> str:
    """Return the path and query of the page of ours that sent this; empty for none."""
    referrer = request.headers.get("Referer") or ""
    if not _is_ours(referrer):
        return ""
    parts = urlsplit(referrer)
    path = safe_destination(parts.path, "")
    return f"{path}?{parts.query}" if path and parts.query else path
