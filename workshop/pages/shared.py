"""Pages that a whole hall opens at the same moment: drawn once, and filled in for each who asks.

What differs in every answer (the token against forgery, operation ids, the time) stands in them as
marks. All else that a page depends on is in its key.
"""

from __future__ import annotations

import re
import secrets
import uuid
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any

from flask import Flask, g, get_flashed_messages, render_template, request, url_for
from flask_login import current_user
from flask_wtf.csrf import generate_csrf

from workshop.i18n import current_language
from workshop.models.types import utc_now

_KEPT = 128
# Nobody can write into a text what he cannot guess.
_SECRET = secrets.token_hex(8)
_VALUES: dict[str, Callable[[], str]] = {
    f"{_SECRET}-csrf": generate_csrf,
    f"{_SECRET}-time": lambda: utc_now().isoformat(),
    f"{_SECRET}-operation": lambda: str(uuid.uuid4()),
}
_CSRF, _TIME, OPERATION_MARK = _VALUES
_MARKS = re.compile(f"({'|'.join(_VALUES)})")

_pages: OrderedDict[tuple[Hashable, ...], list[str]] = OrderedDict()


def render_shared(key: tuple[Hashable, ...], template: str, context: Callable[[], dict[str, Any]]) -> str:
    """Render a template, or fill in what was rendered for the same key, address and language."""
    if current_user.is_authenticated or get_flashed_messages():
        return _fill_in(_render(template, context()))
    key = (template, request.full_path, current_language(), *key)
    parts = _pages.get(key)
    if parts is None:
        parts = _pages[key] = _render(template, context())
        while len(_pages) > _KEPT:
            _pages.popitem(last=False)
    return _fill_in(parts)


def _render(template: str, context: dict[str, Any]) -> list[str]:
    g.shared = True
    try:
        return _MARKS.split(render_template(template, **context))
    finally:
        g.shared = False


def _fill_in(parts: list[str]) -> str:
    return "".join(_VALUES[part]() if part in _VALUES else part for part in parts)


def register(app: Flask) -> None:
    """Give templates what differs in every answer, and the addresses of files without a search."""

    def give(mark: str) -> Callable[[], str]:
        return lambda: mark if g.get("shared") else _VALUES[mark]()

    own = {"csrf_token": give(_CSRF), "server_time": give(_TIME), "new_operation_id": give(OPERATION_MARK)}
    files: dict[str, str] = {}

    def address(endpoint: str, **values: Any) -> str:
        if endpoint != "static" or list(values) != ["filename"]:
            return url_for(endpoint, **values)
        name = values["filename"]
        return files.get(name) or files.setdefault(name, url_for(endpoint, **values))

    app.jinja_env.globals.update(own, url_for=address)
    # Flask-WTF hands its own to each template, too.
    app.context_processor(lambda: {"csrf_token": own["csrf_token"]})
