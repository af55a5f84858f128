"""Authorisation: each view asks here who may see and do what; the database decides."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from functools import wraps
from typing import TypeVar, cast

from flask import Response, abort, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_login import login_required as _login_required

from workshop.errors import Problem
from workshop.extensions import login_manager
from workshop.i18n import gettext
from workshop.identity import (
    Entry,
    Removed,
    came_by_socket,
    desk_cookie,
    find_entry,
    find_removal,
    helper_cookie,
    keep_cookie,
    participant_cookie,
    tidy_code,
)
from workshop.models import Facilitator, Helper, Workshop
from workshop.models.types import utc_now
from workshop.pages.allowance import (
    count_wrong_guess,
    may_post,
    note_open_workshop,
    require_allowance,
    spend_try,
)
from workshop.pages.answers import wants_json
from workshop.pages.hosts import note_desk_host
from workshop.services.people.helpers import find_helper
from workshop.services.people.logins import note_seen
from workshop.services.people.participants import find_workshop
from workshop.services.people.remote_desks import find_desk
from workshop.services.people.teams import find_role, may_lead
from workshop.store.actors import Moderator

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])


def account_required(view: View) -> View:
    """Let only facilitators who are logged in reach ``view``."""
    return cast(View, _login_required(view))


def administrator_required(view: View) -> View:
    """Let only administrators who are logged in reach ``view``."""

    @wraps(view)
    def let_in(*args: object, **kwargs: object) -> ResponseReturnValue:
        require_administrator()
        return view(*args, **kwargs)

    return account_required(cast(View, let_in))


def require_administrator() -> None:
    """Raise a :class:`Problem` unless the acting account manages the installation."""
    if not me().is_administrator:
        raise Problem(
            gettext("This page is for administrators."),
            gettext("Ask an administrator of this installation."),
            status=403,
        )


def opener_required(view: View) -> View:
    """Let only accounts that may open workshops reach ``view``."""

    @wraps(view)
    def let_in(*args: object, **kwargs: object) -> ResponseReturnValue:
        if not me().may_open:
            raise Problem(
                gettext("Your account can read workshops, but not open one."),
                gettext("Ask an administrator to make you a facilitator."),
                status=403,
            )
        return view(*args, **kwargs)

    return account_required(cast(View, let_in))


def login_required(view: View) -> View:
    """Let facilitators reach ``view``, and phones that are the desk of its workshop."""
    guarded = account_required(view)

    @wraps(view)
    def let_in(*args: object, **kwargs: object) -> ResponseReturnValue:
        code = str(kwargs.get("code", ""))
        if _holds_desk(code):
            return view(*args, **kwargs)
        if desk_cookie(tidy_code(code)) in request.cookies and not current_user.is_authenticated:
            # Tell a phone that was the desk that the workshop is gone, rather than to log in.
            _find(code)
        return guarded(*args, **kwargs)

    return cast(View, let_in)


def note_use(response: Response) -> Response:
    """Note that a facilitator is at work; requests by scripts are no sign of that."""
    if "login" in g and not (request.method == "GET" and wants_json()):
        login_id, seen_at = g.login
        note_seen(login_id, seen_at, utc_now())
    return response


def me() -> Facilitator:
    """Return the acting facilitator: logged in, or by a phone that is their desk."""
    remote: Facilitator | None = g.get("remote_facilitator")
    if remote is not None:
        return remote
    assert isinstance(current_user._get_current_object(), Facilitator)
    return current_user  # type: ignore[no-any-return]


def _holds_desk(code: str) -> bool:
    """Return whether this device is a workshop's desk without a login of its facilitator."""
    secret = request.cookies.get(desk_cookie(tidy_code(code)), "")
    # Not by `_find`, which asks here who may look for a code.
    workshop = find_workshop(tidy_code(code)) if secret else None
    desk = None if workshop is None else find_desk(workshop.id, secret, utc_now())
    if desk is None:
        return False
    g.remote_facilitator = desk.facilitator
    return True


def let_desk_in(response: Response, workshop: Workshop, secret: str) -> None:
    """Set the cookie that makes the device a workshop's desk."""
    keep_cookie(response, desk_cookie(workshop.code), secret)


def led_workshop(code: str) -> Workshop:
    """Return a workshop that the acting facilitator leads: as its owner, or as a co-facilitator."""
    workshop = _find(code)
    if not may_lead(workshop, me().id):
        raise _belongs_to_another()
    note_desk_host()
    return workshop


def owned_workshop(code: str) -> Workshop:
    """Return a workshop of the acting facilitator, who alone deletes it and decides about its team."""
    workshop = led_workshop(code)
    if workshop.owner_id != me().id:
        raise Problem(
            gettext("Only the owner of this workshop can do this."),
            gettext("Ask %(name)s, or let them hand the workshop over to you.", name=workshop.owner.name),
            status=403,
        )
    return workshop


def read_workshop(code: str) -> Workshop:
    """Return a workshop for those who lead it, and for its viewers, who change nothing."""
    workshop = _find(code)
    if not may_lead(workshop, me().id) and find_role(workshop.id, me().id) is None:
        raise _belongs_to_another()
    return workshop


def _belongs_to_another() -> Problem:
    return Problem(
        gettext("This workshop belongs to another facilitator."),
        gettext("Choose one of your own, or ask its facilitator to invite you."),
        status=403,
    )


def moderated_workshop(code: str) -> tuple[Workshop, Moderator]:
    """Return a workshop for its facilitator, or for a helper with a valid link."""
    workshop = _find(code)
    helper = _helper(workshop)
    if helper is not None and not at_desk(workshop):
        return workshop, helper
    if not current_user.is_authenticated and not _holds_desk(code):
        abort(login_manager.unauthorized())
    return led_workshop(code), me()


def helped_workshop(code: str) -> tuple[Workshop, Helper]:
    """Return the workshop that a helper moderates."""
    workshop = _find(code)
    helper = _helper(workshop)
    if helper is None:
        raise Problem(
            gettext("This helper’s link no longer works."),
            gettext("Ask the facilitator for a new one."),
            status=403,
        )
    return workshop, helper


def let_helper_in(response: Response, workshop: Workshop, secret: str) -> None:
    """Set the cookie with a helper's secret."""
    keep_cookie(response, helper_cookie(workshop.code), secret)


def at_desk(workshop: Workshop) -> bool:
    """Return whether this device is a workshop's desk: by its facilitator's login, or as their phone."""
    if current_user.is_authenticated and may_lead(workshop, current_user.id):
        return True
    return _holds_desk(workshop.code)


def _helper(workshop: Workshop) -> Helper | None:
    secret = request.cookies.get(helper_cookie(workshop.code), "")
    return find_helper(workshop, secret) if secret else None


def someones_workshop(code: str) -> Workshop:
    """Return a workshop for its facilitator or for somebody who joined it."""
    entry = find_entry(tidy_code(code), request.cookies)
    workshop = _find(code, is_known=entry is not None)
    if at_desk(workshop):
        return workshop
    if entry is None:
        abort(redirect(url_for("join.join", code=workshop.code)))
    return workshop


def this_participant(code: str) -> Entry:
    """Return the device's participant, or redirect to the page for joining."""
    entry = find_entry(tidy_code(code), request.cookies)
    if entry is None:
        workshop = _find(code)
        removed = find_removal(workshop.code, request) if wants_json() else None
        if removed is not None:
            raise Problem(
                gettext("The facilitator has removed this phone from the workshop."),
                gettext("If this is a mistake, talk to the facilitator, who can put you back.")
                if removed is Removed.FOR_NOW
                else gettext("What was sent from it is erased for good."),
                status=403,
            )
        if wants_json():
            # A script would follow the redirect and take that page for an answer.
            raise Problem(
                gettext("This phone is no longer in the workshop."),
                gettext("Join again: what is waiting on it is then sent."),
                status=401,
            )
        abort(redirect(url_for("join.join", code=workshop.code), 303))
    note_open_workshop(entry.code)
    g.default_language = entry.language
    if request.method == "POST" and not came_by_socket(request) and not may_post(entry.person.public_id):
        raise Problem(
            gettext("Too many messages from this phone."),
            gettext("Wait a minute, then send it again."),
            status=429,
        )
    return entry


def opened_workshop(code: str) -> Workshop:
    """Return a workshop for anybody with a link to it."""
    return _find(code)


def wall_workshop(code: str, key: str) -> Workshop:
    """Return the workshop of a screen's link."""
    workshop = find_workshop(tidy_code(code))
    if workshop is None or not hmac.compare_digest(key.encode(), workshop.screen_key.encode()):
        count_wrong_guess()
        raise Problem(
            gettext("This screen link is not valid."), gettext("Copy it again from the desk."), status=404
        )
    note_open_workshop(workshop.code)
    g.default_language = workshop.language
    return workshop


def _find(code: str, *, is_known: bool = False) -> Workshop:
    """Return a workshop; the limit on guessing applies to right and wrong codes alike."""
    if not is_known and not current_user.is_authenticated and not _carries(code):
        require_allowance(tidy_code(code))
    workshop = find_workshop(tidy_code(code))
    if workshop is None:
        # Also if a cookie says that the device had joined: anybody can write one.
        spend_try()
        if _was_in(tidy_code(code)):
            raise Problem(
                gettext("This workshop no longer exists."),
                gettext("It was deleted, with everything in it."),
                status=404,
            )
        raise Problem(
            gettext("No workshop has the code %(code)s.", code=code[:12]),
            gettext("Look at the screen and type the code again."),
            status=404,
        )
    note_open_workshop(workshop.code)
    g.default_language = workshop.language
    return workshop


def _was_in(code: str) -> bool:
    """Return whether an open page asks: of a device that joined, or by a page's script."""
    names = (participant_cookie(code), helper_cookie(code), desk_cookie(code))
    return wants_json() or any(name in request.cookies for name in names)


def _carries(code: str) -> bool:
    """Return whether a device was admitted before, as a participant, a helper or a desk."""
    tidy = tidy_code(code)
    if find_entry(tidy, request.cookies) is not None or _holds_desk(tidy):
        return True
    workshop = find_workshop(tidy) if helper_cookie(tidy) in request.cookies else None
    return workshop is not None and _helper(workshop) is not None
