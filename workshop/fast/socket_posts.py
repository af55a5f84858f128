"""Answer a post over a socket by its view, without most of what Flask does for each request.

The posts of a hall differ only in path and body. The session, URL matching by host and the parsing of headers
are skipped, or done once per phone. Functions registered with ``before_request`` run as usual.
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
    """The context of a post, without a session and without matching the host."""

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

    ``environ`` is the WSGI environment without the path; ``read`` has the parsed headers by request
    attribute. ``allows`` returns whether the sender may post to a rule with these arguments.
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
    """Match an address; cached, because a hall posts to few of them."""
    return adapter.match(path, "POST", return_rule=True)


@lru_cache(maxsize=64)
def _adapter(app: Flask, host: str, scheme: str) -> MapAdapter:
    """Bind the URL map to a host, once for all clients that use it."""
    return app.url_map.bind(host or "localhost", url_scheme=scheme)
