"""Send simulated participants into a workshop: their texts, and the process that simulates them."""

from __future__ import annotations

import subprocess
import sys
import threading

from workshop.errors import Problem
from workshop.i18n import gettext, spoken_in
from workshop.models import Workshop
from workshop.rehearsal.plan import Plan

# Each is a process beside the server's; more would test the machine and not the meeting.
_MOST_CROWDS = 2
_END_S = 5.0
# About as fast as people scan the code on a screen and join.
_ARRIVING_PER_S = 8.0


class Crowds:
    """The processes of simulated participants that this server has started, by workshop.

    Each ends when its standard input closes, which happens when the server ends.
    """

    def __init__(self) -> None:
        self._processes: dict[int, subprocess.Popen[str]] = {}
        self._turn = threading.Lock()

    def require_room(self, workshop_id: int) -> None:
        """Refuse if this server already simulates people in the workshop, or in too many."""
        with self._turn:
            self._require_room(workshop_id)

    def send(self, workshop_id: int, plan: Plan) -> None:
        """Start the people of a plan."""
        with self._turn:
            self._require_room(workshop_id)
            process = subprocess.Popen(
                (sys.executable, "-m", "workshop.rehearsal"),
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                text=True,
            )
            assert process.stdin is not None
            process.stdin.write(plan.to_json() + "\n")
            process.stdin.flush()
            self._processes[workshop_id] = process

    def call_back(self, workshop_id: int) -> bool:
        """End the people of a workshop; return whether this process had started them."""
        with self._turn:
            process = self._processes.pop(workshop_id, None)
        if process is None:
            return False
        process.terminate()
        try:
            process.wait(_END_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        assert process.stdin is not None
        process.stdin.close()
        return True

    def _require_room(self, workshop_id: int) -> None:
        self._forget_the_done()
        if len(self._processes) >= _MOST_CROWDS or workshop_id in self._processes:
            raise Problem(
                gettext("Simulated participants are already taking part."),
                gettext("Stop their rehearsal, or wait until it is over."),
                status=409,
            )

    def _forget_the_done(self) -> None:
        for workshop_id, process in list(self._processes.items()):
            if process.poll() is not None:
                assert process.stdin is not None
                process.stdin.close()
                del self._processes[workshop_id]


def plan_for(workshop: Workshop, *, server: str, token: str, people: int, seconds: float, seed: int) -> Plan:
    """Make the plan of a rehearsal, with texts in the workshop's language."""
    with spoken_in(workshop.language):
        return Plan(
            server=server,
            code=workshop.code,
            token=token,
            people=people,
            seconds=seconds,
            arriving_s=people / _ARRIVING_PER_S,
            language=workshop.language,
            words=_say_words(),
            seed=seed,
        )


def _say_words() -> dict[str, list[str]]:
    """Return the texts of simulated participants; each calls itself an example."""
    return {
        "own": [
            gettext("Example: a cargo bike to share in every street"),
            gettext("Example: repair instead of new"),
            gettext("Example: solar cells on the school’s roof"),
            gettext("Example: less food thrown away in the kitchens"),
            gettext("Example: a bus every ten minutes"),
            gettext("Example: heat the sports hall less"),
            gettext("Example: shared cars for the administration"),
            gettext("Example: a market for local food"),
            gettext("Example: lend tools instead of buying them"),
            gettext("Example: shore power in the harbour"),
            gettext("Example: insulate the oldest houses first"),
            gettext("Example: fewer parking places in the centre"),
        ],
        "reason": [
            gettext("Example of a reason: it is cheap and quick."),
            gettext("Example of a reason: others have done it already."),
        ],
        "objection": [
            gettext("Example of an objection: is the figure not too high?"),
            gettext("Example of an objection: it must not hit those with little money."),
            gettext("Example of an objection: our business would have to carry the cost."),
        ],
        "thought": [
            gettext("Example of a thought: it is more in our hands than we believed."),
            gettext("Example of a thought: without the others it does not work."),
            gettext("Example of a thought: we should meet again in half a year."),
        ],
        "pledge": [
            gettext("Example of a pledge: we bring this to our next meeting."),
            gettext("Example of a pledge: we measure what our vehicles use."),
        ],
        "owner": [gettext("Example: our association"), gettext("Example: our department")],
        "again": [gettext("Example: this is meant for the whole municipality, from next year on.")],
    }
