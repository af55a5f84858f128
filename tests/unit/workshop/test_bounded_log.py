"""A log that strangers cannot fill."""

from __future__ import annotations

import io
import logging

import pytest

from workshop.bounded_log import LONGEST_MESSAGE, LONGEST_TRACEBACK, MOST_A_MINUTE, BoundedLog


class Clock:
    """A clock that stands still until it is moved."""

    now = 0.0

    def __call__(self) -> float:
        """Tell the time."""
        return self.now


@pytest.fixture
def written() -> tuple[logging.Logger, io.StringIO, Clock]:
    """Make a logger that is bounded, with what it writes."""
    text, clock, logger = io.StringIO(), Clock(), logging.Logger("bounded")
    logger.addHandler(logging.StreamHandler(text))
    logger.addFilter(BoundedLog(clock))
    return logger, text, clock


def test_one_kind_is_written_some_times_a_minute_and_then_counted(
    written: tuple[logging.Logger, io.StringIO, Clock],
) -> None:
    logger, text, clock = written
    for number in range(1_000):
        logger.error("request %d makes no sense", number)
    logger.error("something else")
    assert len(text.getvalue().splitlines()) == MOST_A_MINUTE + 1
    clock.now = 61.0
    logger.error("request %d makes no sense", 1)
    assert f"{1_000 - MOST_A_MINUTE} lines were left out" in text.getvalue().splitlines()[-1]


def test_a_message_is_one_short_line_without_control_characters(
    written: tuple[logging.Logger, io.StringIO, Clock],
) -> None:
    logger, text, _ = written
    logger.error("asked for %s", "a\r\n2026-01-01 ERROR all is lost\x1b[31m" + "x" * 100_000)
    (line,) = text.getvalue().splitlines()
    assert len(line) < LONGEST_MESSAGE + 100
    assert "\\x0d\\x0a2026" in line
    assert "\x1b" not in line


def test_a_traceback_is_short(written: tuple[logging.Logger, io.StringIO, Clock]) -> None:
    logger, text, _ = written
    try:
        raise ValueError("\x1b" + "x" * 100_000)
    except ValueError:
        logger.exception("failed")
    assert len(text.getvalue()) < LONGEST_TRACEBACK + 200
    assert "\x1b" not in text.getvalue()
