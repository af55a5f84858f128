"""Rehearse with direct access to the database, beside the running server."""

from __future__ import annotations

import asyncio
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from flask import Flask

from workshop.config import read_settings
from workshop.errors import Problem
from workshop.extensions import db
from workshop.factory import create_app
from workshop.identity import tidy_code
from workshop.models import Workshop
from workshop.rehearsal.browser import Browser
from workshop.rehearsal.crowd import rehearse
from workshop.rehearsal.plan import Plan
from workshop.services.people.participants import find_workshop
from workshop.services.rehearsal import rehearsals
from workshop.services.rehearsal.crowd import plan_for
from workshop.services.rehearsal.removal import remove


def rehearse_from_here(
    data_dir: Path, code: str, *, server: str, people: int, seconds: float, pace_s: float, seed: int
) -> int:
    """Run a rehearsal, and say how to remove it."""
    with _database(data_dir) as app, _print_problems():
        asyncio.run(_require_server(server))
        with app.app_context():
            workshop = _find(code)
            token, coming = rehearsals.begin(workshop.id, people=people, lasting=timedelta(seconds=seconds))
            workshop_id = workshop.id
            plan = plan_for(workshop, server=server, token=token, people=coming, seconds=seconds, seed=seed)
        plan = replace(plan, pace_s=pace_s, arriving_s=min(plan.arriving_s, seconds / 3))
        tally: Counter[str] = Counter()
        try:
            _let_them(plan, tally)
        finally:
            with app.app_context():
                rehearsals.stop(workshop_id)
        print(f"\n{tally['joined']} simulated participants took part. To remove them without a trace:")
        print(f"  handlingsrom rehearse {plan.code} --remove --data {data_dir}")
        refused = [name for name in tally if name.startswith(("refused", "not let in"))]
        if refused or not tally["joined"]:
            print("\n".join(f"{tally[name]}  {name}" for name in refused), file=sys.stderr)
            return 1
        return 0
    return 1


def remove_from_here(data_dir: Path, code: str, *, keep: bool) -> int:
    """Remove the rehearsal of a workshop."""
    with _database(data_dir) as app, _print_problems(), app.app_context():
        workshop = _find(code)
        workshop_id = workshop.id
        if rehearsals.stop(workshop_id):
            # They poll at intervals whether to go on.
            time.sleep(rehearsals.SETTLED_S)
        gone = remove(workshop_id, keep_preparations=keep)
        if gone is None:
            print("There is no rehearsal in this workshop.", file=sys.stderr)
            return 1
        print(f"{gone} simulated participants are gone, with everything that came of the rehearsal.")
        return 0
    return 1


def _let_them(plan: Plan, tally: Counter[str]) -> None:
    print(f"{plan.people} simulated participants come to {plan.server}/j/{plan.code}. Ctrl+C ends it.")
    print("Lead the meeting on the desk meanwhile: they do whatever the pages offer them.", flush=True)

    def report(tally: Counter[str]) -> None:
        done = {name: number for name, number in sorted(tally.items()) if not name.startswith("refused: ")}
        print("\r" + ", ".join(f"{name} {number}" for name, number in done.items()), end="", flush=True)

    try:
        asyncio.run(rehearse(plan, tally, report=report))
    except KeyboardInterrupt:
        print("\nStopped.")
    report(tally)


async def _require_server(server: str) -> None:
    browser = Browser(server, "en", asyncio.Semaphore(1))
    try:
        await browser.get("/j/")
    except (OSError, EOFError, TimeoutError, ValueError) as error:
        raise Problem(
            f"No server answers at {server}.",
            "Start it with handlingsrom run, or name where it runs with --server.",
        ) from error
    finally:
        browser.close()


def _find(code: str) -> Workshop:
    workshop = find_workshop(tidy_code(code))
    if workshop is None:
        raise Problem(
            f"No workshop has the code {code}.",
            "Take it from the desk; --data names the folder of another database.",
        )
    return workshop


@contextmanager
def _database(data_dir: Path) -> Iterator[Flask]:
    app = create_app(read_settings(data_dir))
    try:
        yield app
    finally:
        app.extensions["broadcaster"].close()
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
        # Wait for background work before the command ends.
        if not app.extensions["forgetter"].finish():
            print("Somebody reads the database just now: its log is emptied later.", file=sys.stderr)


@contextmanager
def _print_problems() -> Iterator[None]:
    """Print a problem as one line."""
    try:
        yield
    except Problem as problem:
        print(f"{problem.what} {problem.now}", file=sys.stderr)
