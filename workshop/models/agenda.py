"""The sequence of a meeting: steps of phases, each with its planned minutes."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

MAXIMUM_STEPS = 30


class Phase(enum.StrEnum):
    """What a meeting does in a step; each screen has its own composition for it."""

    LOBBY = "lobby"
    PREDICT = "predict"
    BRIEFING = "briefing"
    PROPOSE = "propose"
    ESTIMATE = "estimate"
    DELIBERATE = "deliberate"
    COMBINE = "combine"
    REFLECT = "reflect"
    COMPARE = "compare"
    THANKS = "thanks"


@dataclass(frozen=True)
class Step:
    """One step of an agenda; while a ``silent`` step lasts, nobody sees what others propose."""

    phase: Phase
    minutes: int
    silent: bool = False

    def to_dict(self) -> dict[str, Any]:
        """Return the step as the database stores it."""
        return {"phase": self.phase.value, "minutes": self.minutes, "silent": self.silent}


def _steps(*steps: tuple[Phase, int] | tuple[Phase, int, bool]) -> tuple[Step, ...]:
    return tuple(Step(*step) for step in steps)


# Minutes; each agenda adds up to its name. The three-hour one begins with a silent round and leaves at least
# 25 minutes to reflect, as comparable workshops do.
AGENDAS: dict[str, tuple[Step, ...]] = {
    "90": _steps(
        (Phase.LOBBY, 5),
        (Phase.PREDICT, 5),
        (Phase.BRIEFING, 10),
        (Phase.PROPOSE, 15),
        (Phase.ESTIMATE, 10),
        (Phase.DELIBERATE, 15),
        (Phase.COMBINE, 15),
        (Phase.REFLECT, 10),
        (Phase.THANKS, 5),
    ),
    "180": _steps(
        (Phase.LOBBY, 10),
        (Phase.PREDICT, 5),
        (Phase.BRIEFING, 15),
        (Phase.PROPOSE, 20, True),
        (Phase.ESTIMATE, 15),
        (Phase.DELIBERATE, 25),
        (Phase.COMBINE, 15),
        (Phase.PROPOSE, 15),
        (Phase.COMBINE, 20),
        (Phase.COMPARE, 10),
        (Phase.REFLECT, 25),
        (Phase.THANKS, 5),
    ),
    "240": _steps(
        (Phase.LOBBY, 10),
        (Phase.PREDICT, 5),
        (Phase.BRIEFING, 20),
        (Phase.PROPOSE, 20, True),
        (Phase.ESTIMATE, 15),
        (Phase.DELIBERATE, 30),
        (Phase.COMBINE, 20),
        (Phase.PROPOSE, 20),
        (Phase.ESTIMATE, 10),
        (Phase.DELIBERATE, 20),
        (Phase.COMBINE, 20),
        (Phase.COMPARE, 15),
        (Phase.REFLECT, 30),
        (Phase.THANKS, 5),
    ),
}
DEFAULT_AGENDA = "180"


def phase_at(agenda: Sequence[Mapping[str, Any]], step: int) -> Phase:
    """Return the phase at a step of a stored agenda."""
    return Phase(agenda[step]["phase"])


def is_silent(agenda: Sequence[Mapping[str, Any]], step: int) -> bool:
    """Return whether a step hides what others propose."""
    return phase_at(agenda, step) is Phase.PROPOSE and bool(agenda[step].get("silent"))


def stored(steps: tuple[Step, ...]) -> list[dict[str, Any]]:
    """Return an agenda as the database stores it."""
    return [step.to_dict() for step in steps]
