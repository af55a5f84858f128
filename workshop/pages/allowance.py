"""How often one device may guess: a hall of phones behind one address is many devices."""

from __future__ import annotations

from time import monotonic

from flask import Response, g, make_response, redirect, request
from flask_limiter import RequestLimit
from flask_limiter.errors import RateLimitExceeded

from workshop.errors import Problem
from workshop.extensions import limiter
from workshop.i18n import gettext
from workshop.identity import came_by_socket, find_device, remember_device
from workshop.pages.addresses import OpenWorkshops, network_of_request
from workshop.pages.resending import page_to_return_to

WRONG_CODES = "20 per minute"
# For all devices without a token behind one address; a hall that mistypes stays below.
WRONG_CODES_OF_STRANGERS = "300 per minute"
# For all devices of an address together, so that new cookies give no new allowance. A hall of a thousand
# people stays below it even if every second one mistypes; the hall's own code is accepted in any case.
WRONG_CODES_OF_AN_ADDRESS = "600 per 10 minutes"

# A phone posts some dozens of times in a whole meeting, and what waited in its outbox at once: 60 at most.
# Previews follow the typing, four a second at most.
POSTS_A_MINUTE, PREVIEWS_A_MINUTE = 120, 300


class RateLimit:
    """Limits how often each key may do something per minute, counted in the memory of this process.

    All counts are reset at the same moment, so that at most a minute's keys are stored.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._counted: dict[str, int] = {}
        self._ends = 0.0

    def allows(self, who: str) -> bool:
        """Count once more, and return whether the limit still holds."""
        now = monotonic()
        if now >= self._ends:
            self._counted, self._ends = {}, now + 60
        number = self._counted[who] = self._counted.get(who, 0) + 1
        return number <= self._most


_posts, _previews = RateLimit(POSTS_A_MINUTE), RateLimit(PREVIEWS_A_MINUTE)


def may_post(person: str) -> bool:
    """Return whether a participant may post again by HTTP; sockets have a limit of their own."""
    return (_previews if "preview" in request.form else _posts).allows(person)


def rate_limit_key() -> str:
    """Return the device that asks; those without a token of ours share their address's limit."""
    return find_device(request) or request.remote_addr or "unknown"


def allowance() -> str:
    """Return the limit on wrong codes for the present request."""
    return WRONG_CODES_OF_STRANGERS if find_device(request) is None else WRONG_CODES


def issue_device_token(_: RequestLimit) -> Response | None:
    """Once the limit of devices without token is reached, issue a token: then each counts separately."""
    if find_device(request) is not None:
        return None
    response = make_response(redirect(page_to_return_to(), 303))
    remember_device(request, response)
    return response


# One limit for every address that takes a code, key or secret from somebody not yet admitted.
_guesses = limiter.shared_limit(
    allowance,
    scope="wrong codes",
    key_func=rate_limit_key,
    deduct_when=lambda _: bool(g.get("wrong_code")),
    on_breach=issue_device_token,
)


_guesses_of_address = limiter.shared_limit(
    lambda: WRONG_CODES_OF_AN_ADDRESS,
    scope="wrong codes of an address",
    key_func=network_of_request,
    deduct_when=lambda _: bool(g.get("wrong_code")),
)
_open = OpenWorkshops()


def require_allowance(code: str = "") -> None:
    """Refuse further guesses; a post over a socket can name no other code than its own.

    Once an address has used up its allowance, it may not find out about right codes either, except about
    those of workshops that are open there.
    """
    if came_by_socket(request) or g.get("may_guess"):
        return
    if not _open.knows(network_of_request(), code):
        try:
            with _guesses_of_address:
                pass
        except RateLimitExceeded as exceeded:
            raise Problem(
                gettext("Too many wrong codes came from your network."),
                gettext("Wait ten minutes and try again, or use another network, such as your phone’s own."),
                status=429,
            ) from exceeded
    with _guesses:
        g.may_guess = True


def note_open_workshop(code: str) -> None:
    """Note that a workshop is open at the address of this request: its code is no secret there."""
    if not came_by_socket(request):
        _open.note(network_of_request(), code)


def spend_try() -> None:
    """Count a wrong code."""
    g.wrong_code = True


def count_wrong_guess() -> None:
    """Refuse further guesses, else count this one."""
    require_allowance()
    spend_try()
