"""Pages that a whole hall opens, and the values that differ in every answer."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Hashable
from typing import Any

from flask import Flask, get_flashed_messages, render_template, request, url_for
from flask_login import current_user
from flask_wtf.csrf import generate_csrf

from workshop.fast.shared_pages import is_rendering, mark_of, render_once
from workshop.fast.switches import fast_paths
from workshop.i18n import current_language
from workshop.models.types import utc_now

_VALUES: dict[str, Callable[[], str]] = {
    "csrf_token": generate_csrf,
    "server_time": lambda: utc_now().isoformat(),
    "new_operation_id": lambda: str(uuid.uuid4()),
}


def operation_mark() -> str:
    """Return an operation id for a page rendered by :func:`render_shared`."""
    return mark_of("new_operation_id") if is_rendering() else _VALUES["new_operation_id"]()


def render_shared(key: tuple[Hashable, ...], template: str, context: Callable[[], dict[str, object]]) -> str:
    """Render a template; readers with the same key, address and language may get the same page.

    The key has everything else that the page depends on.
    """

    def render() -> str:
        return render_template(template, **context())

    if not fast_paths().shared_pages or current_user.is_authenticated or get_flashed_messages():
        return render()
    return render_once((template, request.full_path, current_language(), *key), render, _VALUES)


def register(app: Flask) -> None:
    """Register template functions for values that differ per answer, and for addresses of static files."""

    def give(name: str) -> Callable[[], str]:
        return lambda: mark_of(name) if is_rendering() else _VALUES[name]()

    own = {name: give(name) for name in _VALUES}
    files: dict[str, str] = {}

    def address(endpoint: str, **values: Any) -> str:
        if endpoint != "static" or list(values) != ["filename"]:
            return url_for(endpoint, **values)
        name = values["filename"]
        return files.get(name) or files.setdefault(name, url_for(endpoint, **values))

    app.jinja_env.globals.update(own, url_for=address)
    # Flask-WTF passes its own to each template, too.
    app.context_processor(lambda: {"csrf_token": own["csrf_token"]})
