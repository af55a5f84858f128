"""The plan of a rehearsal, as passed to the process that runs it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

# Invented, like the people: enough in every role that its answers may be shown separately.
SHARES: Mapping[str, float] = {
    "resident": 0.4,
    "elected": 0.2,
    "administration": 0.18,
    "business": 0.12,
    "association": 0.1,
}


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Who rehearses where, for how long and how fast.

    ``people`` join within ``arriving_s``; a person thinks for about ``pace_s`` before each action. ``words``
    are their texts, by occasion (``own``, ``reason``, ``objection``, ``thought``, ``pledge``, ``owner``,
    ``again``), each marked as an example. ``token`` admits them.
    """

    server: str
    code: str
    token: str
    people: int
    seconds: float
    arriving_s: float = 20.0
    pace_s: float = 8.0
    language: str = "en"
    words: Mapping[str, list[str]] = field(default_factory=dict)
    seed: int = 0

    def to_json(self) -> str:
        """Return the plan as JSON."""
        return json.dumps(asdict(self))

    @staticmethod
    def from_json(text: str) -> Plan:
        """Read the result of :meth:`to_json`."""
        return Plan(**json.loads(text))


def roles_of(people: int) -> list[str]:
    """Distribute roles over a number of people, mixed in the order of joining.

    Each next person gets the role that is furthest behind its share.
    """
    roles: list[str] = []
    counts = dict.fromkeys(SHARES, 0)
    for number in range(1, people + 1):
        role = max(SHARES, key=lambda name: SHARES[name] * number - counts[name])
        counts[role] += 1
        roles.append(role)
    return roles
