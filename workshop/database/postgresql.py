"""A PostgreSQL server that hangs or has vanished: bound how long anybody waits for it.

A server that refuses a connection says so at once. If its machine, network or disk hangs, it says nothing,
and without bounds a workshop's writer would keep its turn for as long as the operating system retries.
"""

from __future__ import annotations

from typing import Any, TypeVar

import psycopg
from psycopg.abc import PQGen
from psycopg.errors import _WaitTimeout
from sqlalchemy import Connection
from sqlalchemy.engine import make_url

Result = TypeVar("Result")

CONNECT_S = 5
STATEMENT_S, LOCK_S, IDLE_S = 10, 5, 15
# More than the server's own bound, so that its more precise error comes first.
ANSWER_S = 12.0
POOL_S = 10
LOOK_S = 0.1


class ImpatientConnection(psycopg.Connection[Any]):
    """A connection that is given up when the server has not answered for :data:`ANSWER_S`.

    The server's own timeouts do not help when the server hangs, and those of the operating system apply only
    when its machine is gone.
    """

    patience_s: float | None = ANSWER_S

    def wait(self, gen: PQGen[Result], interval: float = LOOK_S, timeout: float | None = None) -> Result:
        """Wait for the server, at most :attr:`patience_s` seconds."""
        try:
            return super().wait(gen, interval, self.patience_s if timeout is None else timeout)
        except _WaitTimeout:
            # A late answer would belong to none of our queries.
            self.pgconn.finish()
            raise


def connecting(url: str) -> dict[str, Any]:
    """Return connect arguments, with bounds for system, server and pool; the URL's own options win."""
    bounds = {
        "statement_timeout": STATEMENT_S,
        "lock_timeout": LOCK_S,
        "idle_in_transaction_session_timeout": IDLE_S,
    }
    ours = " ".join(f"-c {name}={seconds * 1000}" for name, seconds in bounds.items())
    theirs = make_url(url).query.get("options", "")
    return {
        "connect_timeout": CONNECT_S,
        "tcp_user_timeout": STATEMENT_S * 1000,
        "keepalives_idle": 5,
        "keepalives_interval": 3,
        "keepalives_count": 3,
        "options": f"{ours} {theirs}".strip(),
    }


def connect(_: Any, __: Any, arguments: Any, options: Any) -> ImpatientConnection:
    """Connect for SQLAlchemy, as its event ``do_connect`` asks."""
    return ImpatientConnection.connect(*arguments, **options)


def be_patient(connection: Connection) -> None:
    """Lift the bounds of a connection, for migrations; it is used for nothing else afterwards."""
    driver: Any = connection.connection.driver_connection
    driver.patience_s = None
    connection.detach()
    for name in ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"):
        connection.exec_driver_sql(f"SET {name} = 0")
    connection.commit()
