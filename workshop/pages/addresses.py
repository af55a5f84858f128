"""The networks that requests come from, and the workshops that are open in each of them."""

from __future__ import annotations

from collections import OrderedDict
from ipaddress import IPv6Address, ip_address, ip_network
from time import monotonic

from flask import request

_KNOWN_FOR_S = 12 * 3600
_MOST_KNOWN = 10_000
_NETWORK_BITS = 64


def network_of_request() -> str:
    """Return the address that a request comes from; one customer of IPv6 has a whole network of them."""
    text = request.remote_addr or "unknown"
    try:
        address = ip_address(text)
    except ValueError:
        return text
    if not isinstance(address, IPv6Address) or address.ipv4_mapped is not None:
        return text
    return str(ip_network((address, _NETWORK_BITS), strict=False))


class OpenWorkshops:
    """Remembers in this process where which workshops are open: the oldest are forgotten first.

    A network in which a workshop's desk, screen or phone is open knows its code already. Wrong guesses from
    that network therefore do not block this code.
    """

    def __init__(self) -> None:
        self._until: OrderedDict[tuple[str, str], float] = OrderedDict()

    def note(self, network: str, code: str) -> None:
        """Note that a workshop is open in a network."""
        self._until[network, code] = monotonic() + _KNOWN_FOR_S
        self._until.move_to_end((network, code))
        if len(self._until) > _MOST_KNOWN:
            self._until.popitem(last=False)

    def knows(self, network: str, code: str) -> bool:
        """Return whether a workshop is open in a network."""
        return self._until.get((network, code), 0.0) > monotonic()
