"""A log that strangers cannot fill: each message is one short line, with few of one kind per minute."""

from __future__ import annotations

import logging
import re
import traceback
from collections.abc import Callable
from time import monotonic

MOST_A_MINUTE = 20
LONGEST_MESSAGE, LONGEST_TRACEBACK = 1_000, 6_000
_MOST_KINDS = 200
LIBRARIES = ("engineio.server", "socketio.server", "flask-limiter")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_CONTROL_BUT_LINES = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


class BoundedLog(logging.Filter):
    """Shortens lines, and drops those that repeat too often; their number is logged later."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        super().__init__()
        self._clock = clock
        self._said: dict[tuple[str, int, str], int] = {}
        self._ends = 0.0

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether to write a line, and shorten it."""
        now = self._clock()
        if now >= self._ends:
            left_out = sum(max(0, number - MOST_A_MINUTE) for number in self._said.values())
            self._said, self._ends = {}, now + 60
        else:
            left_out = 0
        kind = (record.name, record.lineno, str(record.msg)[:80])
        if kind not in self._said and len(self._said) >= _MOST_KINDS:
            kind = ("", 0, "")
        number = self._said[kind] = self._said.get(kind, 0) + 1
        if number > MOST_A_MINUTE:
            return False
        self._shorten(record)
        if number == MOST_A_MINUTE:
            record.msg += " (more of this kind are counted for a minute, and not written)"
        if left_out:
            record.msg += f" ({left_out} lines were left out before)"
        return True

    @staticmethod
    def _shorten(record: logging.LogRecord) -> None:
        record.msg, record.args = _escape(_CONTROL, record.getMessage(), LONGEST_MESSAGE), ()
        if record.exc_info and record.exc_info[0] is not None:
            # The cause is at the end.
            text = "".join(traceback.format_exception(*record.exc_info))[-LONGEST_TRACEBACK:]
            record.exc_text, record.exc_info = (
                _escape(_CONTROL_BUT_LINES, text.rstrip(), LONGEST_TRACEBACK),
                None,
            )


def _escape(what: re.Pattern[str], text: str, longest: int) -> str:
    told = text if len(text) <= longest else f"{text[:longest]}… ({len(text)} characters)"
    return what.sub(lambda found: f"\\x{ord(found[0]):02x}", told)


def bound_log(*loggers: logging.Logger) -> None:
    """Bound the logs of these loggers, and of the libraries; called once per process."""
    for logger in (*loggers, *map(logging.getLogger, LIBRARIES)):
        if not any(isinstance(each, BoundedLog) for each in logger.filters):
            logger.addFilter(BoundedLog())
