"""Errors that a person reads: what happened, why, and what to do now."""

from __future__ import annotations


class Problem(Exception):  # noqa: N818  # what a person reads is a problem, not an error
    """Something a person asked for that cannot be done; the words are already translated.

    ``what`` says what happened, ``now`` what to do; ``status`` is the HTTP status.
    """

    def __init__(self, what: str, now: str = "", *, status: int = 400) -> None:
        super().__init__(what)
        self.what = what
        self.now = now
        self.status = status


class NotNow(Problem):
    """Something that cannot be done now, but can when the meeting comes to it, or comes back to it."""

    def __init__(self, what: str, now: str = "") -> None:
        super().__init__(what, now, status=409)


class OperationConflict(Problem):
    """The same operation id came back with other content."""

    def __init__(self, what: str, now: str = "") -> None:
        super().__init__(what, now, status=409)
