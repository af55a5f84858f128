"""Errors for users: what happened, why, and what to do now."""

from __future__ import annotations


class Problem(Exception):  # noqa: N818  # users read of problems, not of errors
    """A request of a person that cannot be fulfilled; the texts are translated already.

    ``what`` says what happened, ``now`` what to do; ``status`` is the HTTP status.
    """

    def __init__(self, what: str, now: str = "", *, status: int = 400) -> None:
        super().__init__(what)
        self.what = what
        self.now = now
        self.status = status


class NotNow(Problem):
    """Something that is not possible now, but is in another step of the meeting."""

    def __init__(self, what: str, now: str = "") -> None:
        super().__init__(what, now, status=409)


class OperationConflict(Problem):
    """The same operation id came again with other content."""

    def __init__(self, what: str, now: str = "") -> None:
        super().__init__(what, now, status=409)
