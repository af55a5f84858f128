"""The order in which passwords are compared: newcomers before those who have guessed, at any name.

Comparing a password takes a core for a tenth of a second by design, and only then it is known to be right or
wrong. So comparisons are the scarce resource: they run one at a time, and this module orders them.

- A device on which somebody has logged in under the name before comes first; its tries are not counted.
- Then the order is by the number of tries within ten minutes, right or wrong, at any name: fewest first by
  device, then by address, then the newest first. A guessing device falls behind with every try, refused ones
  included, so no number of guessing devices delays a device that tries for the first time.
- At each name some wrong passwords are free, then one in two seconds. First tries of a device may use some
  more, so that they need not wait where others do. A right password uses up nothing.
- After a wrong password nobody is compared for as long as that took, and nobody who has tried before for
  three times as long.
- The queue is bounded. If it is full, the one with most tries is refused; so is one that waits too long.

Guarantees in one process: at a name 40 passwords can be wrong at once, and 30 in each minute after; passwords
are compared half of the time at most, a quarter if known devices guess. A right password on a device that
tries for the first time waits for the comparison under way and the pause after it, and for at most two
seconds if first tries of others have just used up the free ones.

Limits: somebody who takes a new token for each guess (one visit of a page) looks like a newcomer each time.
They guess no faster, but compete with other newcomers of the same address, or with all newcomers if they have
many addresses or everybody is behind one proxy. Then a device that has logged in before, or a login link,
lets the facilitator in. Each process counts in its memory.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count

from workshop.errors import Problem
from workshop.i18n import gettext

# Free wrong passwords at one name, and additional ones for devices that have not tried before.
FREE_TRIES, FREE_FIRST_TRIES = 30, 10
# After that, one wrong password per this many seconds.
SLOW_S = 2.0
# Pauses after a wrong password, in multiples of its duration: for newcomers, and for others.
PAUSE, LONG_PAUSE = 1.0, 3.0
MOST_IN_LINE = 64
PATIENCE_S = 20.0
REMEMBERED_S = 600.0
_MOST_REMEMBERED = 8_192


@dataclass(frozen=True)
class Asker:
    """A client that tries a password: its device's token, and its address.

    ``is_known``: somebody has logged in under the name on this device before.
    """

    device: str
    address: str
    is_known: bool = False


@dataclass
class Turn:
    """The time in which one password is compared."""

    wrong: bool = False


@dataclass(eq=False)
class _Waiting:
    name: str
    address: str
    # Earlier tries of the device; negative for a known one.
    tries: int
    number: int
    sent_away: bool = False


@dataclass
class _Wrong:
    """Wrong passwords still counted at a name: one less each :data:`SLOW_S`."""

    number: float = 0.0
    noted: float = field(default_factory=time.monotonic)

    def left(self, now: float) -> float:
        return max(0.0, self.number - (now - self.noted) / SLOW_S)

    def note(self, now: float) -> None:
        self.number, self.noted = self.left(now) + 1, now


class _Tries:
    """How often each client has tried within some minutes."""

    def __init__(self) -> None:
        self._counted: OrderedDict[str, tuple[int, float]] = OrderedDict()

    def count(self, who: str, now: float) -> int:
        """Count a try, and return the number before."""
        number, last = self._counted.pop(who, (0, now))
        number = number if now - last < REMEMBERED_S else 0
        self._counted[who] = (number + 1, now)
        while len(self._counted) > _MOST_REMEMBERED:
            self._counted.popitem(last=False)
        return number

    def __getitem__(self, who: str) -> int:
        return self._counted.get(who, (0, 0.0))[0]


class PasswordQueue:
    """Lets clients compare passwords, one at a time."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._waiting: list[_Waiting] = []
        self._is_taken = False
        self._wrong: dict[str, _Wrong] = {}
        self._devices, self._addresses = _Tries(), _Tries()
        self._numbers = count()
        # When newcomers, and when all others, may go on after a wrong password.
        self._opens, self._opens_to_all = 0.0, 0.0

    @contextmanager
    def turn(self, name: str, asker: Asker) -> Iterator[Turn]:
        """Wait for a turn to try a password at a name.

        Raises
        ------
        Problem
          Too many others wait, or this one waited for too long.
        """
        with self._changed:
            self._wait(self._enter(name, asker))
        begun, turn = time.monotonic(), Turn()
        try:
            yield turn
        finally:
            with self._changed:
                self._leave(name, begun, is_stranger=not asker.is_known, wrong=turn.wrong)

    def _enter(self, name: str, asker: Asker) -> _Waiting:
        """Join the queue; if it is full, the client with most tries is refused."""
        now, tries = time.monotonic(), -1
        if not asker.is_known:
            tries = self._devices.count(asker.device, now)
            self._addresses.count(asker.address, now)
        me = _Waiting(name, asker.address, tries, next(self._numbers))
        self._waiting.append(me)
        if len(self._waiting) > MOST_IN_LINE:
            last = max(self._waiting, key=self._rank)
            self._waiting.remove(last)
            last.sent_away = True
            self._changed.notify_all()
        return me

    def _wait(self, me: _Waiting) -> None:
        deadline = time.monotonic() + PATIENCE_S
        try:
            while not me.sent_away:
                now = time.monotonic()
                opens = self._when(me, now)
                if not self._is_taken and opens <= now and self._next(now) is me:
                    self._is_taken = True
                    return
                if now >= deadline:
                    break
                # The running comparison notifies all at its end; before that nothing changes.
                sleeps = self._is_taken or opens <= now
                self._changed.wait(deadline - now if sleeps else min(opens, deadline) - now)
            raise _too_many()
        finally:
            if me in self._waiting:
                self._waiting.remove(me)
            self._changed.notify_all()

    def _next(self, now: float) -> _Waiting:
        return min((each for each in self._waiting if self._when(each, now) <= now), key=self._rank)

    def _rank(self, waiting: _Waiting) -> tuple[int, int, int]:
        """Return the sorting key: the lowest comes first."""
        # Tries of an address meanwhile count for all who wait there.
        return waiting.tries, self._addresses[waiting.address], -waiting.number

    def _when(self, waiting: _Waiting, now: float) -> float:
        """Return from when on somebody may be compared, as far as it is known now."""
        if waiting.tries < 0:
            return 0.0
        wrong = self._wrong.get(waiting.name)
        too_many = (wrong.left(now) if wrong else 0.0) + 1 - _free(waiting.tries)
        pause = self._opens if waiting.tries == 0 else self._opens_to_all
        return max(pause, now + too_many * SLOW_S if too_many > 0 else 0.0)

    def _leave(self, name: str, begun: float, *, is_stranger: bool, wrong: bool) -> None:
        self._is_taken = False
        if wrong:
            now = time.monotonic()
            took = now - begun
            self._opens, self._opens_to_all = now + PAUSE * took, now + LONG_PAUSE * took
            if is_stranger:
                self._wrong = {each: noted for each, noted in self._wrong.items() if noted.left(now)}
                self._wrong.setdefault(name, _Wrong()).note(now)
        self._changed.notify_all()


def _free(tries: int) -> int:
    """Return how many wrong passwords at a name are free after this many earlier tries."""
    return FREE_TRIES + FREE_FIRST_TRIES // (1 + tries)


def _too_many() -> Problem:
    """Return the error that others are trying, too."""
    return Problem(
        gettext("Many people are logging in just now."),
        gettext("Wait some seconds and try again."),
        status=429,
    )
