"""How often one device may guess: a hall of phones behind one address is many devices."""

from __future__ import annotations

from flask import Response, make_response, redirect, request
from flask_limiter import RequestLimit

from workshop.identity import find_device, remember_device

WRONG_CODES = "20 per minute"
# Of all together behind one address that have no token yet; a hall that mistypes stays below.
WRONG_CODES_OF_STRANGERS = "300 per minute"


def who_tries() -> str:
    """Name the device that asks; those without a token of ours share their address's allowance."""
    return find_device(request) or request.remote_addr or "unknown"


def allowance() -> str:
    """Tell how many wrong codes are allowed to who asks."""
    return WRONG_CODES_OF_STRANGERS if find_device(request) is None else WRONG_CODES


def meet_first(_: RequestLimit) -> Response | None:
    """Where the strangers' allowance is used up, hand out a token: then each counts for itself."""
    if find_device(request) is not None:
        return None
    response = make_response(redirect(request.full_path.rstrip("?"), 303))
    remember_device(request, response)
    return response
