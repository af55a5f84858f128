"""The Flask extensions, created once and bound to an application by the factory."""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any

from flask import request
from flask_babel import Babel
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session
from flask_wtf import CSRFProtect
from sqlalchemy import Connection, Engine, MetaData, Table
from sqlalchemy.orm import DeclarativeBase


class Model(DeclarativeBase):
    """Base of all tables; constraint names are fixed, so that migrations can use them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


def table_of(model: type[Model]) -> Table:
    """Return a model's table, for statements without objects."""
    table = model.__table__
    assert isinstance(table, Table)
    return table


# Set by :mod:`workshop.live.posts` in the environment of its requests; no header can set it.
SOCKET_MARK = "handlingsrom.socket"


class TokenCheck(CSRFProtect):  # type: ignore[misc]  # Flask-WTF has no types
    """The check of the CSRF token, for requests that another site could make."""

    def protect(self, *arguments: Any, **options: Any) -> None:
        """Check the token; a post over a socket has none, because no other site can open the socket."""
        if SOCKET_MARK not in request.environ:
            super().protect(*arguments, **options)


# The transaction for a session to join instead of beginning its own; set by the writer.
joined: ContextVar[Connection | None] = ContextVar("joined", default=None)


class JoiningSession(Session):
    """A session that works within an open transaction, if there is one."""

    def get_bind(self, *arguments: Any, **options: Any) -> Engine | Connection:
        """Return the open transaction's connection, else the engine."""
        connection = joined.get()
        return super().get_bind(*arguments, **options) if connection is None else connection


db = SQLAlchemy(
    model_class=Model,
    session_options={"class_": JoiningSession, "join_transaction_mode": "create_savepoint"},
)
migrate = Migrate()
login_manager = LoginManager()
csrf = TokenCheck()
babel = Babel()
limiter = Limiter(key_func=get_remote_address)
