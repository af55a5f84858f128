"""Answer a post that came over a socket by its view, without most of what Flask does for each request.

A hall's posts differ in their path and body only: the session, the search for the host, and the reading
of headers are left out or done once for each phone. Whatever is bound to come before a request
(``before_request``) comes before these posts, too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl

from flask import Flask, Request, Response
from flask.ctx import RequestContext
from flask.sessions import SecureCookieSession
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.exceptions import NotFound
from werkzeug.routing import MapAdapter, Rule

Allows = Callable[[Rule | None, Mapping[str, Any] | None], bool]


class _Context(RequestContext):
    """The context of a post, without a session and without a search for the host."""

    def __init__(self, app: Flask, request: Request, adapter: MapAdapter) -> None:
        self.app, self.request, self.url_adapter = app, request, adapter
        self.flashes, self._session = None, SecureCookieSession()
        self._after_request_functions, self._cv_tokens = [], []

    def match_request(self) -> None:
        """Do nothing: the rule has been found before."""


def answer_quickly(
    app: Flask, environ: Mapping[str, Any], read: Mapping[str, Any], path: str, body: str, allows: Allows
) -> Response:
    """Let the view at ``path`` answer a form.

    ``environ`` is that of a request without its path, ``read`` what a request reads of its headers,
    by attribute. ``allows`` tells whether the sender may post to a rule with its arguments.
    """
    adapter = _adapter(app, environ.get("HTTP_HOST", ""), environ["wsgi.url_scheme"])
    request = app.request_class({**environ, "PATH_INFO": path.encode().decode("latin-1")})
    with _Context(app, request, adapter):
        answer: Any
        try:
            form = ImmutableMultiDict(parse_qsl(body, keep_blank_values=True))
            vars(request).update(read, form=form, files=ImmutableMultiDict())
            request.url_rule, arguments = _match(adapter, path)
            request.view_args = dict(arguments)
            if not allows(request.url_rule, request.view_args):
                raise NotFound
            answer = app.preprocess_request()
            if answer is None:
                answer = app.view_functions[request.url_rule.endpoint](**request.view_args)
        except Exception as error:
            answer = app.handle_user_exception(error)
        return app.make_response(answer)


@lru_cache(maxsize=1024)
def _match(adapter: MapAdapter, path: str) -> tuple[Rule, Mapping[str, Any]]:
    """Find the rule of an address; a hall posts to few, again and again."""
    return adapter.match(path, "POST", return_rule=True)


@lru_cache(maxsize=64)
def _adapter(app: Flask, host: str, scheme: str) -> MapAdapter:
    """Bind the addresses to a host, once for all who reach the server by it."""
    return app.url_map.bind(host or "localhost", url_scheme=scheme)
