"""The first check of every request, by HTTP and over a socket: its input is valid text.

Invalid input gets an explanation with 400 or 404, before it reaches a view, the database or ``int``.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Request, Response, redirect, request, url_for
from flask.globals import request_ctx
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.routing import IntegerConverter, RequestRedirect
from werkzeug.sansio.http import parse_cookie

from workshop.clean_input import are_clean, is_clean_line
from workshop.errors import Problem
from workshop.i18n import gettext
from workshop.identity import CODE_LENGTH, tidy_code
from workshop.security import MALFORMED_HOST

# Our forms have some dozens of fields, a ballot two for each proposal.
MOST_FIELDS = 5_000
LARGEST_LIST_BYTES, LARGEST_STATISTICS_BYTES = 10_000_000, 40_000_000
# A municipality's own files are larger than all else that is sent. One that is too large for its reader comes
# back as the form, with all that was typed.
UPLOADS = {
    "decided.decided": LARGEST_LIST_BYTES,
    "scenario_files.scenario_files": LARGEST_LIST_BYTES,
    "workshops.new": LARGEST_LIST_BYTES,
    "reference.reference": LARGEST_LIST_BYTES,
    "statistics.statistics": LARGEST_STATISTICS_BYTES,
}
_HEADERS = ("HTTP_X_REHEARSAL", "HTTP_USER_AGENT", "HTTP_ORIGIN", "HTTP_REFERER", "HTTP_X_CSRFTOKEN")


class Whole(IntegerConverter):
    """A whole number in an address that fits into the database; ``int`` would accept any length."""

    regex = "[0-9]{1,9}"


class GuardedRequest(Request):
    """A request with valid cookies only: another program on the same host may have set others."""

    @cached_property
    def cookies(self) -> ImmutableMultiDict[str, str]:
        """The valid cookies."""
        return read_cookies(self.environ)


def read_cookies(environ: dict[str, Any]) -> ImmutableMultiDict[str, str]:
    """Read the valid cookies of a request."""
    # Another program on the same host may have set bytes that are not UTF-8.
    text = environ.get("HTTP_COOKIE", "").encode("latin-1", "replace").decode(errors="replace")
    pairs = parse_cookie(text).items(multi=True)
    return ImmutableMultiDict([(name, value) for name, value in pairs if is_clean_line(value)])


def guard_requests(app: Flask) -> None:
    """Check each request before anything else does; called before any extension is bound."""
    app.request_class = GuardedRequest
    app.url_map.converters["int"] = Whole
    app.before_request(_guard)


def _unclean() -> Problem:
    return Problem(
        gettext("What was sent contains a character that cannot be stored."),
        gettext("Such characters come along with copied text. Type the text again, and send it."),
    )


def _guard() -> Response | None:
    environ = request.environ
    if MALFORMED_HOST in environ:
        raise Problem(
            gettext("The address of this server cannot be understood."),
            gettext("Check the address, or start from the first page."),
        )
    sent: list[tuple[str, str]] = []
    if request.method == "POST":
        if request.endpoint in UPLOADS:
            request.max_content_length = UPLOADS[request.endpoint]
        sent += request.form.items(multi=True)
        sent += ((name, file.filename or "") for name, file in request.files.items(multi=True))
        if len(sent) > MOST_FIELDS:
            raise Problem(
                gettext("That is too much at once."), gettext("Send less, or split it."), status=413
            )
    if not is_clean_line(request.path):
        raise NotFound
    if not are_clean(sent):
        raise _unclean()
    lines = [environ.get(name, "") for name in _HEADERS]
    for pair in request.args.items(multi=True):
        lines += pair
    if not all(map(is_clean_line, lines)):
        raise _unclean()
    return _lead_on()


def _lead_on() -> Response | None:
    """Redirect an address with a slash too many or too few, or a code in small letters, to the right one."""
    missed = request.routing_exception
    if missed is None:
        return _lead_to_code() if request.method in ("GET", "HEAD") else None
    if isinstance(missed, RequestRedirect):
        return _redirect(urlsplit(missed.new_url).path)
    if isinstance(missed, NotFound) and request.path.endswith("/"):
        adapter, path = request_ctx.url_adapter, "/" + request.path.strip("/")
        try:
            rule, arguments = adapter.match(path, request.method, return_rule=True)  # type: ignore[union-attr]
        except HTTPException:
            return None
        return _redirect(url_for(rule.endpoint, **arguments))
    return None


def _lead_to_code() -> Response | None:
    given = request.view_args or {}
    code = given.get("code", "")
    if not isinstance(code, str) or code.isupper() or len(tidy_code(code)) != CODE_LENGTH or code.isdecimal():
        return None
    return _redirect(url_for(request.endpoint or "", **{**given, "code": tidy_code(code)}))


def _redirect(path: str) -> Response:
    """Redirect within this server, whatever host the request named, and keep the query."""
    query = request.query_string.decode("latin-1")
    return redirect("/" + path.lstrip("/") + (f"?{query}" if query else ""), 308)  # type: ignore[return-value]
