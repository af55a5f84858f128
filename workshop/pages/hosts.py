"""The host in links that others open: never one that only the request names."""

from __future__ import annotations

import ipaddress
import socket
from collections import OrderedDict

from flask import Flask, current_app, request
from flask_login import current_user

_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_MOST = 8


def remember_hosts(app: Flask) -> None:
    """Prepare to store the addresses by which desks reach this server."""
    app.extensions["desk_hosts"] = OrderedDict()


def note_desk_host() -> None:
    """Store the host of a desk's request: its login is valid there, so it is a host of ours."""
    if current_app.config["PUBLIC_ADDRESS"] or not request.host or is_own_host(request.host):
        return
    hosts: OrderedDict[str, None] = current_app.extensions["desk_hosts"]
    hosts[request.host_url.rstrip("/")] = None
    hosts.move_to_end(request.host_url.rstrip("/"))
    while len(hosts) > _MOST:
        hosts.popitem(last=False)


def address() -> str:
    """Return how phones reach this server: as configured, else as a desk does, else by the machine's name."""
    public: str = current_app.config["PUBLIC_ADDRESS"]
    if public:
        return public
    asked, hosts = request.host_url.rstrip("/"), current_app.extensions["desk_hosts"]
    if request.host and (is_own_host(request.host) or asked in hosts):
        return asked
    if request.host and current_user.is_authenticated:
        note_desk_host()
        return asked
    newest = next(reversed(hosts), None)
    return newest or str(current_app.config["OWN_ADDRESS"]) or "http://localhost"


def is_own_host(host: str) -> bool:
    """Return whether a host is this machine: loopback, one of its addresses or its name."""
    name = _without_port(host).rstrip(".").lower()
    if name in _LOOPBACK or name.endswith(".localhost"):
        return True
    own = socket.gethostname().lower()
    if name in {own, own.partition(".")[0], f"{own.partition('.')[0]}.local"}:
        return True
    try:
        found = ipaddress.ip_address(name)
    except ValueError:
        return False
    return found.is_loopback or _is_address_of_this_machine(found)


def _without_port(host: str) -> str:
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0]


def _is_address_of_this_machine(found: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Try to bind to an address, which succeeds only for the machine's own. Nothing is sent."""
    if found.is_unspecified or found.is_multicast:
        return False
    family = socket.AF_INET if found.version == 4 else socket.AF_INET6
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.bind((str(found), 0))
    except OSError:
        return False
    return True
