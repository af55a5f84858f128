"""Serve the application with gevent, and print the links."""

from __future__ import annotations

import gc
import io
import os
import resource
import signal
import socket
import sys
from datetime import UTC, datetime
from pathlib import Path

import gevent
import segno
from flask import Flask
from gevent.event import Event
from gevent.pool import Pool
from gevent.pywsgi import WSGIServer
from sqlalchemy.exc import DBAPIError

from workshop.cli.claim import FolderInUse, claim_database
from workshop.cli.connections import Handler
from workshop.config import Settings, read_settings
from workshop.database.forgetting import Forgetter
from workshop.database.storage import find_trouble
from workshop.database.upgrade import one_at_a_time, upgrade_database
from workshop.extensions import db
from workshop.factory import create_app
from workshop.live.transport import part_all
from workshop.models import Workshop
from workshop.pages.links import QUIET_ZONE
from workshop.security import headers_of_all
from workshop.services.library.upkeep import empty_trash
from workshop.services.people.audit import remove_old
from workshop.services.people.erasure import erase_due
from workshop.services.people.facilitators import find_for_link, issue_login_link
from workshop.services.people.linked_identities import can_log_in
from workshop.services.workshops.example import ensure_example
from workshop.words import say_remedy, say_trouble

# Connections that the kernel queues while we are busy: with fewer, phones that reconnect at the same moment
# are turned away and retry seconds later.
BACKLOG = 4_096
OPEN_FILES = 65_536
# Grace periods at shutdown, for pending requests and for pending news.
ANSWERED_S, TOLD_S = 5.0, 2.0
ERASING_EVERY_S = 3_600
EVERYWHERE = {"0.0.0.0", "::"}  # noqa: S104  # only compared


def serve(*, host: str, port: int, data_dir: Path) -> int:
    """Bring the database up to date, print the links, and serve until interrupted."""
    _raise_limit_of_open_files()
    # Files of this process are private to its account.
    os.umask(0o077)
    public = f"http://{_address_in_the_network() if host in EVERYWHERE else host}:{port}"
    try:
        settings = read_settings(data_dir, public_address=public if host in EVERYWHERE else "")
        with claim_database(settings):
            return _serve(host, port, settings, public)
    except FolderInUse as problem:
        print(f"Cannot start: {problem.what}\n{problem.now}", file=sys.stderr)
        return 1
    except (DBAPIError, OSError) as error:
        trouble = find_trouble(error)
        if trouble is None:
            raise
        print(
            f"Cannot start: {say_trouble(trouble)} {say_remedy(trouble)}\n"
            f"Data folder: {data_dir.resolve()}. The database says: {error}",
            file=sys.stderr,
        )
        return 1


def _serve(host: str, port: int, settings: Settings, public: str) -> int:
    data_dir = settings.data_dir
    app = create_app(settings, async_mode="gevent")
    Handler.always = headers_of_all(https=settings.https)
    try:
        # The pool only tracks running requests, for the shutdown.
        served = Pool()
        server = WSGIServer((host, port), app, log=None, backlog=BACKLOG, handler_class=Handler, spawn=served)
        server.init_socket()
    except OSError as error:
        print(
            f"Cannot listen on {host}:{port}: {error.strerror}. Choose another port: --port {port + 1}",
            file=sys.stderr,
        )
        return 1
    app.config["OWN_ADDRESS"] = f"http://{'127.0.0.1' if host in EVERYWHERE else host}:{port}"
    with app.app_context():
        with one_at_a_time():
            upgrade_database()
            facilitator = find_for_link("")
            assert facilitator is not None, "one administrator always stays"
            example = ensure_example(facilitator)
            # On a server this goes to a log that others read: print login links only while there is no other
            # way to log in.
            open_to_read = sys.stdout.isatty() or not can_log_in(facilitator)
            secret = issue_login_link(facilitator, datetime.now(UTC)) if open_to_read else None
        # Before the links are printed, somebody may stop what they have just started.
        stop = _hear_stop()
        if secret is None:
            print(_notice(public, data_dir), flush=True)
        else:
            print(_welcome(public, host, port, secret, example, data_dir), flush=True)
    # An earlier process may have been killed before it had overwritten deleted rows.
    app.extensions["forgetter"].ask()
    _start_beat(app)
    app.extensions["socketio"].start_background_task(_erase_what_is_due, app)
    _collect_rarely()
    server.start()
    stop.wait()
    _end(app, server, served)
    if _close_database(app):
        print("\nStopped. Everything is kept.")
    else:
        print(
            "\nStopped. Everything is kept, partly in the file that ends in -wal. It could not be emptied: "
            "another program reads the database, or the disk is full. A copy needs both files.",
        )
    return 0


def _hear_stop() -> Event:
    """Return an event that is set on the first signal to stop; the second one ends the process at once."""
    stop = Event()

    def hear() -> None:
        stop.set()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_DFL)

    for number in (signal.SIGTERM, signal.SIGINT):
        gevent.signal_handler(number, hear)
    return stop


def _end(app: Flask, server: WSGIServer, served: Pool) -> None:
    """Answer pending requests, disconnect the sockets, and send pending news."""
    server.close()
    Handler.end_idle()
    live = app.extensions["socketio"].server
    part_all(live)
    served.join(timeout=ANSWERED_S)
    with gevent.Timeout(TOLD_S, False):  # type: ignore[arg-type]  # missing from the stubs
        app.extensions["broadcaster"].close()
        live.manager.finish()


def _close_database(app: Flask) -> bool:
    """Move the log into the database file, which is the file to copy; return whether all of it was moved."""
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    forgetter: Forgetter = app.extensions["forgetter"]
    return forgetter.finish()


def _raise_limit_of_open_files() -> None:
    """Raise the limit of open files as far as allowed; the usual 1,024 are fewer than a large hall needs."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = OPEN_FILES if hard == resource.RLIM_INFINITY else min(OPEN_FILES, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _collect_rarely() -> None:
    """Collect cyclic garbage less often, and skip permanent objects: it stops a full hall otherwise."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def _start_beat(app: Flask) -> None:
    app.extensions["socketio"].start_background_task(app.extensions["heartbeat"].beat)


def _erase_what_is_due(app: Flask) -> None:
    """Erase what is over its time, at the start and every hour: removed people, scenarios, the audit log."""
    while True:
        try:
            with app.app_context():
                erase_due(datetime.now(UTC))
                empty_trash(datetime.now(UTC))
        except Exception:
            # The next attempt may succeed.
            app.logger.exception("removed people or scenarios could not be erased")
        try:
            with app.app_context():
                remove_old(datetime.now(UTC))
        except Exception:
            app.logger.exception("old entries of the audit log could not be removed")
        gevent.sleep(ERASING_EVERY_S)


def _welcome(public: str, host: str, port: int, secret: str, example: Workshop, data_dir: Path) -> str:
    join = f"{public}/j/{example.code}"
    lines = [
        "",
        "  Handlingsrom is running.",
        "",
        "  Facilitator  log in once with this link (within a day), then set a password:",
        f"               {public}/login/link/{secret}",
        "",
        f"  Screen       {public}/wall/{example.code}/{example.screen_key}",
        "",
        f"  Join         {join}    code {example.code}",
        "",
        _terminal_qr(join),
    ]
    if host not in EVERYWHERE:
        lines += [
            "  Only this machine can open these links. To let phones in, stop and start with",
            f"               make run HOST=0.0.0.0 PORT={port}",
        ]
    else:
        lines += [
            "  Phones must be in the same network as this machine. Guest networks often keep devices apart:",
            "  if a phone cannot open the join link, use a router of your own or a server on the internet.",
        ]
    return "\n".join([*lines, "", f"  Data in {data_dir.resolve()}. Stop with Ctrl+C.", ""])


def _notice(public: str, data_dir: Path) -> str:
    return (
        f"Handlingsrom is running at {public}/. Log in with your password, or print a link:\n"
        f"handlingsrom login-link --data {data_dir.resolve()}"
    )


def _terminal_qr(text: str) -> str:
    drawing = io.StringIO()
    segno.make(text, error="l", micro=False).terminal(drawing, border=QUIET_ZONE, compact=True)
    return "\n".join(f"               {line}" for line in drawing.getvalue().splitlines()) + "\n"


def _address_in_the_network() -> str:
    """Return the address under which other devices see this machine; nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
            return str(probe.getsockname()[0])
        except OSError:
            return socket.gethostname()
