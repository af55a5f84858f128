"""A pool of forms: making one costs several times as much as reading a post with it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable
from typing import Any

from flask import g

_MOST_IDLE = 8
# Idle forms, by their kind and the language of their choices.
_idle: defaultdict[Hashable, list[Any]] = defaultdict(list)


def take_form(kind: Hashable) -> Any | None:
    """Take an idle form; None if there is none."""
    idle = _idle[kind]
    return idle.pop() if idle else None


def note_use(kind: Hashable, form: Any) -> None:
    """Note that this request uses a form; it is released at the end of the request at the latest."""
    g.setdefault("pooled_forms", []).append((kind, form))


def release(form: Any) -> None:
    """Release a form before slow work: another request may use it from here on."""
    used = g.get("pooled_forms", [])
    for kind, each in [pair for pair in used if pair[1] is form]:
        used.remove((kind, each))
        _keep(kind, each)


def release_all(_: BaseException | None = None) -> None:
    """Release the forms of a request at its end."""
    for kind, form in g.pop("pooled_forms", ()):
        _keep(kind, form)


def _keep(kind: Hashable, form: Any) -> None:
    if len(_idle[kind]) < _MOST_IDLE:
        _idle[kind].append(form)
