"""Why the database cannot store just now; desk and phones are shown it.

A full disk, a read-only database or an unreachable PostgreSQL is not the sender's fault: the client keeps the
operation and sends it again, and nobody is told that it is stored.
"""

from __future__ import annotations

import enum
import errno
from dataclasses import dataclass

import sqlalchemy.exc


class Trouble(enum.StrEnum):
    """What keeps the database from storing."""

    FULL = "full"
    READ_ONLY = "read-only"
    BROKEN = "broken"
    AWAY = "away"
    BUSY = "busy"


@dataclass
class Storage:
    """The database's trouble as this process knows it, or None."""

    trouble: Trouble | None = None


_BY_ERRNO = {
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT), Trouble.FULL),
    **dict.fromkeys((errno.EROFS, errno.EPERM, errno.EACCES), Trouble.READ_ONLY),
    **dict.fromkeys((errno.EIO, errno.EFBIG), Trouble.BROKEN),
}
# https://www.sqlite.org/rescode.html: the low byte is the primary code.
_SQLITE_ERROR = 1
_BY_SQLITE = {
    5: Trouble.BUSY,
    6: Trouble.BUSY,
    8: Trouble.READ_ONLY,
    10: Trouble.BROKEN,
    11: Trouble.BROKEN,
    13: Trouble.FULL,
    14: Trouble.AWAY,
    26: Trouble.BROKEN,
}
# https://www.postgresql.org/docs/current/errcodes-appendix.html
_BY_SQLSTATE = {
    "25006": Trouble.READ_ONLY,
    "25P03": Trouble.BUSY,
    "40001": Trouble.BUSY,
    "40P01": Trouble.BUSY,
    "53100": Trouble.FULL,
    "53300": Trouble.BUSY,
    "55P03": Trouble.BUSY,
    "57014": Trouble.BUSY,
    "57P01": Trouble.AWAY,
    "57P02": Trouble.AWAY,
    "57P03": Trouble.AWAY,
    "58030": Trouble.BROKEN,
}


def find_trouble(error: BaseException) -> Trouble | None:
    """Return the trouble that an error means; None for other errors."""
    if isinstance(error, sqlalchemy.exc.TimeoutError):
        return Trouble.BUSY
    if isinstance(error, OSError):
        return _BY_ERRNO.get(error.errno or 0)
    if not isinstance(error, sqlalchemy.exc.DBAPIError):
        return None
    code = getattr(error.orig, "sqlite_errorcode", None)
    if code is not None:
        # SQLite has given up a transaction because the disk failed; the roll-back then finds no savepoint,
        # and its error stands in place of the first one.
        if code == _SQLITE_ERROR and "no such savepoint" in str(error.orig):
            return Trouble.BROKEN
        return _BY_SQLITE.get(code & 0xFF)
    state = getattr(error.orig, "sqlstate", None)
    if state is not None:
        return Trouble.AWAY if state.startswith("08") else _BY_SQLSTATE.get(state)
    # A server that cannot be reached gives no code at all.
    away = error.connection_invalidated or isinstance(error, sqlalchemy.exc.OperationalError)
    return Trouble.AWAY if away else None
