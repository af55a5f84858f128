"""The venue check: whether phones in the hall can reach this server, and how."""

from __future__ import annotations

import enum
import hashlib
import hmac
import ipaddress
import json
import socket
import time
from collections import OrderedDict
from contextlib import suppress
from dataclasses import asdict, dataclass
from urllib.parse import urlsplit

import redis
from flask import current_app

from workshop.config import REDIS_PATIENCE
from workshop.models import Workshop

MAXIMUM_PHONES = 20
MAXIMUM_WORKSHOPS = 200
FORGOTTEN_AFTER_S = 3600
ANSWER_S = 3
# Nielsen (1993), Usability Engineering, chapter 5: 0.1 s feels instant, up to 1 s keeps the thought.
INSTANT_MS, NOTICED_MS = 100, 1000


class Transport(enum.StrEnum):
    """The transport of a browser's news."""

    WEBSOCKET = "websocket"
    POLLING = "polling"
    NONE = "none"


class Reach(enum.StrEnum):
    """From where the address that phones open is reachable."""

    ONLY_HERE = "only-here"
    SILENT = "silent"
    SAME_NETWORK = "same-network"
    EVERYWHERE = "everywhere"


@dataclass(frozen=True)
class Arrival:
    """A test phone that arrived: its transport, its median round-trip time, and when."""

    device: str
    transport: str
    latency_ms: int | None
    at: float

    @property
    def pace(self) -> str:
        """The feel of its latency: instant, noticed or slow."""
        if self.latency_ms is None:
            return ""
        return (
            "instant"
            if self.latency_ms <= INSTANT_MS
            else "noticed"
            if self.latency_ms <= NOTICED_MS
            else "slow"
        )


def venue_key(workshop: Workshop) -> str:
    """Return the key of the test phones' page; it gives access to nothing else."""
    key = str(current_app.secret_key).encode()
    return hmac.new(key, f"venue:{workshop.code}".encode(), hashlib.sha256).hexdigest()[:12]


def judge_address(address: str, *, ask: bool) -> Reach:
    """Return from where ``address`` is reachable; with ``ask``, only if something answers there."""
    parts = urlsplit(address)
    host = parts.hostname or ""
    if host == "localhost" or _is(host, "is_loopback"):
        return Reach.ONLY_HERE
    if ask:
        try:
            port = parts.port or (443 if parts.scheme == "https" else 80)
            socket.create_connection((host, port), timeout=ANSWER_S).close()
        except OSError:
            return Reach.SILENT
    local = "." not in host or host.endswith((".local", ".lan", ".home.arpa"))
    return Reach.SAME_NETWORK if local or _is(host, "is_private") else Reach.EVERYWHERE


class Arrivals:
    """The test phones of the last hour, by workshop; shared through Redis if there is one."""

    def __init__(self, redis_url: str = "") -> None:
        self._here: OrderedDict[int, OrderedDict[str, Arrival]] = OrderedDict()
        self._shared = redis.Redis.from_url(redis_url, **REDIS_PATIENCE) if redis_url else None

    def note(self, workshop_id: int, arrival: Arrival) -> None:
        """Store a phone; a known one keeps its place in the list."""
        phones = self._here.setdefault(workshop_id, OrderedDict())
        phones[arrival.device] = arrival
        while len(phones) > MAXIMUM_PHONES:
            phones.popitem(last=False)
        while len(self._here) > MAXIMUM_WORKSHOPS:
            self._here.popitem(last=False)
        if self._shared is not None:
            with suppress(redis.RedisError):
                name = _name(workshop_id)
                if self._shared.hlen(name) < MAXIMUM_PHONES or self._shared.hexists(name, arrival.device):
                    self._shared.hset(name, arrival.device, json.dumps(asdict(arrival)))
                    self._shared.expire(name, FORGOTTEN_AFTER_S)

    def of(self, workshop_id: int) -> list[Arrival]:
        """List the phones of a workshop, first arrival first."""
        phones = dict(self._here.get(workshop_id, {}))
        if self._shared is not None:
            with suppress(redis.RedisError):
                for told in self._shared.hvals(_name(workshop_id)):
                    arrival = Arrival(**json.loads(told))
                    phones[arrival.device] = arrival
        fresh = [phone for phone in phones.values() if phone.at > time.time() - FORGOTTEN_AFTER_S]
        return sorted(fresh, key=lambda phone: phone.at)


def _name(workshop_id: int) -> str:
    return f"handlingsrom:venue:{workshop_id}"


def _is(host: str, what: str) -> bool:
    try:
        return bool(getattr(ipaddress.ip_address(host), what))
    except ValueError:
        return False
