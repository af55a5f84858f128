"""How often one device may guess: a hall of phones behind one address is many devices."""

from __future__ import annotations

from time import monotonic

from flask import Response, g, make_response, redirect, request
from flask_limiter import RequestLimit

from workshop.extensions import limiter
from workshop.identity import came_by_socket, find_device, remember_device

WRONG_CODES = "20 per minute"
# Of all together behind one address that have no token yet; a hall that mistypes stays below.
WRONG_CODES_OF_STRANGERS = "300 per minute"

# A phone posts some dozens of things in a whole meeting, all that waited in its outbox at once: 60 at
# most. Previews come with the letters that are typed, four a second at most.
POSTS_A_MINUTE, PREVIEWS_A_MINUTE = 120, 300


class RateLimit:
    """How often each may do something within a minute, counted in the memory of this process.

    All begin anew at the same moment: what is remembered is never more than a minute's.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._counted: dict[str, int] = {}
        self._ends = 0.0

    def allows(self, who: str) -> bool:
        """Count once more, and tell whether it is not too often."""
        now = monotonic()
        if now >= self._ends:
            self._counted, self._ends = {}, now + 60
        number = self._counted[who] = self._counted.get(who, 0) + 1
        return number <= self._most


_posts, _previews = RateLimit(POSTS_A_MINUTE), RateLimit(PREVIEWS_A_MINUTE)


def may_post(person: str) -> bool:
    """Return whether a participant may post again by HTTP; sockets count what they take themselves."""
    return (_previews if "preview" in request.form else _posts).allows(person)


def rate_limit_key() -> str:
    """Name the device that asks; those without a token of ours share their address's allowance."""
    return find_device(request) or request.remote_addr or "unknown"


def allowance() -> str:
    """Tell how many wrong codes are allowed to who asks."""
    return WRONG_CODES_OF_STRANGERS if find_device(request) is None else WRONG_CODES


def issue_device_token(_: RequestLimit) -> Response | None:
    """Where the strangers' allowance is used up, hand out a token: then each counts for itself."""
    if find_device(request) is not None:
        return None
    response = make_response(redirect(request.full_path.rstrip("?"), 303))
    remember_device(request, response)
    return response


# One allowance for every address that takes a code, a key or a secret of somebody who is not in yet.
_guesses = limiter.shared_limit(
    allowance,
    scope="wrong codes",
    key_func=rate_limit_key,
    deduct_when=lambda _: bool(g.get("wrong_code")),
    on_breach=issue_device_token,
)


def require_allowance() -> None:
    """Stop who has guessed too often; a post over a socket names no other code than the one it came in by."""
    if not came_by_socket(request) and not g.get("may_guess"):
        with _guesses:
            g.may_guess = True


def spend_try() -> None:
    """Count what was asked as a wrong code."""
    g.wrong_code = True


def count_wrong_guess() -> None:
    """Stop who has guessed too often, and count this guess otherwise."""
    require_allowance()
    spend_try()
