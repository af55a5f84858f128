"""Who may see and do what: asked by every view, answered from the database."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from typing import Any, TypeVar, cast

from flask import Response, abort, g, redirect, request, url_for
from flask_login import current_user
from flask_login import login_required as _login_required

from workshop.errors import Problem
from workshop.i18n import gettext
from workshop.identity import find_participant, helper_cookie, keep_cookie, tidy_code
from workshop.models import Facilitator, Helper, Participant, Workshop
from workshop.services.helpers import find_helper
from workshop.services.moderation import Moderator
from workshop.services.participants import find_workshop

View = TypeVar("View", bound=Callable[..., Any])


def login_required(view: View) -> View:
    """Let only facilitators reach ``view``."""
    return cast(View, _login_required(view))


def me() -> Facilitator:
    """Return the facilitator who is logged in."""
    assert isinstance(current_user._get_current_object(), Facilitator)
    return current_user  # type: ignore[no-any-return]


def my_workshop(code: str) -> Workshop:
    """Find a workshop of the facilitator who asks."""
    workshop = _find(code)
    if workshop.owner_id != me().id:
        raise Problem(
            gettext("This workshop belongs to another facilitator."),
            gettext("Choose one of your own."),
            status=403,
        )
    return workshop


def moderated_workshop(code: str) -> tuple[Workshop, Moderator]:
    """Find a workshop for its facilitator, or for a helper whose link still holds."""
    workshop = _find(code)
    helper = _helper(workshop)
    if helper is not None and not _owned(workshop):
        return workshop, helper
    if not current_user.is_authenticated:
        abort(redirect(url_for("login.login", next=request.full_path.rstrip("?")), 303))
    return my_workshop(code), me()


def helped_workshop(code: str) -> tuple[Workshop, Helper]:
    """Find the workshop that a helper moderates."""
    workshop = _find(code)
    helper = _helper(workshop)
    if helper is None:
        raise Problem(
            gettext("This helper’s link no longer holds."),
            gettext("Ask the facilitator for a new one."),
            status=403,
        )
    return workshop, helper


def let_helper_in(response: Response, workshop: Workshop, secret: str) -> None:
    """Let the device carry a helper's secret."""
    keep_cookie(response, helper_cookie(workshop.code), secret)


def _owned(workshop: Workshop) -> bool:
    return bool(current_user.is_authenticated and current_user.id == workshop.owner_id)


def _helper(workshop: Workshop) -> Helper | None:
    secret = request.cookies.get(helper_cookie(workshop.code), "")
    return find_helper(workshop, secret) if secret else None


def someones_workshop(code: str) -> Workshop:
    """Find a workshop for its facilitator or for somebody who joined it."""
    workshop = _find(code)
    if current_user.is_authenticated and current_user.id == workshop.owner_id:
        return workshop
    if find_participant(workshop, dict(request.cookies)) is None:
        abort(redirect(url_for("join.join", code=workshop.code)))
    return workshop


def this_participant(code: str) -> tuple[Workshop, Participant]:
    """Find the participant whom the device carries, or show the door."""
    workshop = _find(code)
    participant = find_participant(workshop, dict(request.cookies))
    if participant is None:
        abort(redirect(url_for("join.join", code=workshop.code), 303))
    return workshop, participant


def wall_workshop(code: str, key: str) -> Workshop:
    """Find the workshop of a screen's link."""
    workshop = _find(code)
    if not hmac.compare_digest(key.encode(), workshop.screen_key.encode()):
        raise Problem(
            gettext("This screen link is not valid."), gettext("Copy it again from the desk."), status=404
        )
    return workshop


def _find(code: str) -> Workshop:
    workshop = find_workshop(tidy_code(code))
    if workshop is None:
        raise Problem(
            gettext("No workshop has the code %(code)s.", code=code[:12]),
            gettext("Look at the screen and type the code again."),
            status=404,
        )
    g.default_language = workshop.language
    return workshop
