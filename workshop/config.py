"""Settings of an installation, and the location of its files."""

from __future__ import annotations

import fcntl
import os
import re
import secrets
import socket
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from redis.backoff import NoBackoff
from redis.retry import Retry
from sqlalchemy.engine import make_url

from workshop.account_settings import AccountSettings, read_account_settings
from workshop.fast.switches import NAMES, without
from workshop.faulty_setting import FaultySetting

# Everything works without Redis: callers give up after a second without a retry. Keepalives let the listening
# connection notice that Redis' machine has vanished.
REDIS_PATIENCE: dict[str, Any] = {
    "socket_connect_timeout": 1,
    "socket_timeout": 1,
    "socket_keepalive": True,
    "socket_keepalive_options": {socket.TCP_KEEPIDLE: 5, socket.TCP_KEEPINTVL: 3, socket.TCP_KEEPCNT: 3},
    "retry": Retry(NoBackoff(), 0),
}
SHORTEST_SECRET = 32
# A key of one repeated letter is long but guessable; a random one of hexadecimal digits has 13 or more.
FEWEST_DIFFERENT = 8
_ADDRESS = re.compile(r"https?://(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:]+\])(?::[0-9]{1,5})?/?")
# A login outlasts a day of preparation with the meeting in its evening, and a meeting of four hours in which
# nobody touches the desk.
LOGIN_HOURS, IDLE_HOURS = 24.0, 8.0


DATABASE = "handlingsrom.sqlite"
# Only the account that runs the program may read what people wrote.
PRIVATE_FOLDER, PRIVATE_FILE = 0o700, 0o600


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Settings of an installation; the defaults serve a laptop in a meeting room."""

    data_dir: Path = field(default_factory=lambda: Path("instance"))
    database_url: str = ""
    redis_url: str = ""
    secret_key: str = ""
    public_address: str = ""
    https: bool = False
    login_hours: float = LOGIN_HOURS
    idle_hours: float = IDLE_HOURS
    accounts: AccountSettings = field(default_factory=AccountSettings)
    without_fast: frozenset[str] = frozenset()
    testing: bool = False

    @property
    def has_server(self) -> bool:
        """Whether the database is a PostgreSQL server."""
        return self.database_url.startswith(("postgres://", "postgresql://"))

    @property
    def sqlalchemy_url(self) -> str:
        """The database's URL; the SQLite file by default."""
        if self.has_server:
            # Hosting providers' URLs name no driver; ours is psycopg 3.
            return "postgresql+psycopg://" + self.database_url.split("://", 1)[1]
        return self.database_url or f"sqlite:///{self.data_dir.resolve() / DATABASE}"

    @property
    def sqlite_file(self) -> Path | None:
        """The SQLite file; None if the database is a server, or in memory."""
        url = make_url(self.sqlalchemy_url)
        in_a_file = url.get_backend_name() == "sqlite" and url.database not in (None, "", ":memory:")
        return Path(str(url.database)) if in_a_file else None


def read_settings(data_dir: Path, *, public_address: str = "") -> Settings:
    """Read the settings from the environment and from the files in ``data_dir``, which is created.

    ``public_address`` is how phones reach this server, if the desk reaches it differently.
    """
    data_dir.mkdir(parents=True, exist_ok=True)
    settings = Settings(
        data_dir=data_dir,
        database_url=os.environ.get("DATABASE_URL", ""),
        redis_url=os.environ.get("REDIS_URL", ""),
        secret_key=_given_secret() or _kept_secret(data_dir / "secret-key"),
        public_address=_given_address() or public_address,
        https=os.environ.get("HANDLINGSROM_HTTPS") == "1",
        login_hours=_hours("HANDLINGSROM_LOGIN_HOURS", LOGIN_HOURS),
        idle_hours=_hours("HANDLINGSROM_IDLE_HOURS", IDLE_HOURS),
        accounts=read_account_settings(),
        without_fast=_without_fast(),
    )
    keep_private(data_dir, settings.sqlite_file)
    return settings


def _without_fast() -> frozenset[str]:
    """Return the fast paths that are turned off; refuse unknown names."""
    names = frozenset(os.environ.get("HANDLINGSROM_WITHOUT_FAST", "").replace(",", " ").split())
    try:
        without(names)
    except ValueError as error:
        raise FaultySetting(
            f"Cannot start: HANDLINGSROM_WITHOUT_FAST names {error.args[0]!r}, which is no fast path.\n"
            f"They are: {', '.join(NAMES)}; all stands for each of them."
        ) from error
    return names


def _given_secret() -> str:
    """Return the signing key in the environment, or an empty text; refuse a guessable one."""
    secret = os.environ.get("SECRET_KEY", "")
    different = len(set(secret))
    if secret and (len(secret.encode()) < SHORTEST_SECRET or different < FEWEST_DIFFERENT):
        raise FaultySetting(
            f"Cannot start: SECRET_KEY has {len(secret.encode())} bytes, and at least {SHORTEST_SECRET} are "
            f"needed; {different} of its characters differ, and at least {FEWEST_DIFFERENT} must.\n"
            "It signs the cookies: a person who guesses it can log in as anybody.\n"
            'Make one with: python3 -c "import secrets; print(secrets.token_hex(32))"\n'
            "and set it for all processes; or leave SECRET_KEY away, and one is made in the data folder."
        )
    return secret


def _given_address() -> str:
    """Return the public address in the environment, if any; it is in every link and QR code."""
    address = os.environ.get("HANDLINGSROM_ADDRESS", "").strip()
    if address and not _ADDRESS.fullmatch(address):
        raise FaultySetting(
            f"Cannot start: HANDLINGSROM_ADDRESS is “{address[:80]}”, and no address that a phone can open.\n"
            "It stands in every link and QR code.\n"
            "Write it as https://workshops.example.org, without a path behind it; or leave it away."
        )
    return address


def _hours(name: str, usual: float) -> float:
    """Return a number of hours in the environment."""
    text = os.environ.get(name, "")
    try:
        hours = float(text or usual)
    except ValueError:
        hours = 0.0
    if not 0 < hours <= 24 * 366:
        raise FaultySetting(
            f"Cannot start: {name} is “{text[:40]}”, and a number of hours above 0 is needed.\n"
            "It says how long facilitators stay logged in.\n"
            f"Set a number, such as {usual:g}, or leave it away."
        )
    return hours


def keep_private(data_dir: Path, database: Path | None) -> None:
    """Make the data folder, and files from earlier versions, readable for the owner only.

    A ``database`` file elsewhere is ours to protect, too; its folder may have other files.
    """
    # The database's other files get the mode of the database.
    endings = ("", "-wal", "-shm", "-journal")
    ours = [database.with_name(f"{database.name}{ending}") for ending in endings] if database else []
    modes = {data_dir: PRIVATE_FOLDER, **dict.fromkeys([*ours, data_dir / "secret-key"], PRIVATE_FILE)}
    for path, mode in modes.items():
        # A folder that somebody else owns is theirs to protect.
        with suppress(FileNotFoundError, PermissionError):
            path.chmod(mode)


def make_private_file(path: Path) -> None:
    """Make an empty file that only its owner can read, unless it exists."""
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE))


def resource_dir(name: str) -> Path:
    """Return the folder ``templates`` or ``static``: inside the package in a wheel, else beside it."""
    package = Path(__file__).parent
    inside = package / name
    return inside if inside.is_dir() else package.parent / name


def _kept_secret(path: Path) -> str:
    """Return the stored signing key; create one that only the process's owner may read.

    The file is written atomically, also if the machine crashes meanwhile. A partial key by an earlier version
    is ignored.
    """
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        # Of two processes that start at the same moment, one makes the key and the other reads it.
        fcntl.flock(folder, fcntl.LOCK_EX)
        kept = path.read_text(encoding="ascii", errors="replace") if path.exists() else ""
        if len(kept.strip("\0 \n")) >= SHORTEST_SECRET:
            return kept
        secret = secrets.token_hex(32)
        with NamedTemporaryFile("w", encoding="ascii", dir=path.parent, delete=False) as file:
            try:
                file.write(secret)
                file.flush()
                os.fsync(file.fileno())
                Path(file.name).replace(path)
            except BaseException:
                Path(file.name).unlink(missing_ok=True)
                raise
        os.fsync(folder)
        return secret
    finally:
        os.close(folder)
