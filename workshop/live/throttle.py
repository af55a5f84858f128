"""Call a function at once, and then at most once per interval, however often it is requested."""

from __future__ import annotations

import threading
from collections.abc import Callable

from flask_socketio import SocketIO


class Throttle:
    """Coalesces a burst: the first call runs at once, later ones become one call per interval.

    The last request is always served. Nothing is queued, so that a burst of any size costs the same.
    """

    def __init__(self, socketio: SocketIO, do: Callable[[int], None], interval_s: float) -> None:
        self._socketio = socketio
        self._do = do
        self._interval_s = interval_s
        self._closing = threading.Event()
        self._busy: set[int] = set()
        self._asked_again: set[int] = set()

    def request(self, key: int) -> None:
        """Request a call for ``key``."""
        if key in self._busy:
            self._asked_again.add(key)
            return
        self._busy.add(key)
        self._socketio.start_background_task(self._run, key)

    def close(self) -> None:
        """Serve pending requests without further pauses, and wait for them."""
        self._closing.set()
        while self._busy:
            self._socketio.sleep(0.005)  # type: ignore[arg-type]

    def _run(self, key: int) -> None:
        try:
            while True:
                self._asked_again.discard(key)
                self._do(key)
                self._closing.wait(self._interval_s)
                if key not in self._asked_again:
                    return
        finally:
            self._busy.discard(key)
