"""Statistics that wait to be imported: a file, what it would change, and the step into use.

A draft is a folder beside the editions; a program of its own reads it (`scenarios.importing.staging`). Each
file has a folder of its own, so that a reader that is slow never writes into the draft of a later file.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select

from scenarios.importing.adoption import adopt_edition, withdraw_edition
from scenarios.importing.edition_folder import ImportArgumentError
from scenarios.importing.staging import EDITION, FILE, ORDER, STATUS, write_status
from scenarios.inventory.datasets import read_document
from scenarios.inventory.editions import FOLDER, Edition, data_folder, data_folders, list_editions
from workshop.errors import Problem
from workshop.extensions import db
from workshop.i18n import gettext
from workshop.models import Workshop
from workshop.models.types import new_public_id

_DRAFT = ".draft"
_LONGEST_S = 240
_PATIENCE_S, _LOOK_S = 2.0, 0.1
_AS_A_PROGRAM = "scenarios.importing.staging"


@dataclass(frozen=True)
class Draft:
    """A file that waits; ``status`` is what its reader wrote last, with ``state`` among it.

    ``mark`` tells it from every other file: the forms of its pages send it back.
    """

    mark: str
    file_name: str
    status: Mapping[str, Any]

    @property
    def state(self) -> str:
        """``reading``, ``comparing``, ``ready``, ``refused``, ``there`` or ``broken``."""
        return str(self.status["state"])

    @property
    def is_being_read(self) -> bool:
        """Whether its reader is at work."""
        return self.state in ("reading", "comparing")

    @property
    def lost_years(self) -> list[int]:
        """Years that places have now and would lose: an older or a partial edition would take the place."""
        lost: set[int] = set()
        for group in self.status.get("figures", ()):
            if group["before"] and group["after"]:
                had = {*group["before"]["official"], *group["before"]["preliminary"]}
                has = {*group["after"]["official"], *group["after"]["preliminary"]}
                lost |= had - has
        return sorted(lost)

    @property
    def changes_nothing(self) -> bool:
        """Whether newer editions go on to be used for every place of the file."""
        return self.state == "ready" and all(
            group["before"] == group["after"] and not group["revised"] for group in self.status["figures"]
        )


@dataclass(frozen=True)
class KnownEdition:
    """An edition of the installation: what it has, and the workshops that stand on it."""

    country: str
    name: str
    statistic: str
    words: str
    places: int
    first_year: int
    last_year: int
    gases: tuple[str, ...]
    is_imported: bool
    used_by: tuple[str, ...]

    @property
    def can_be_undone(self) -> bool:
        """Whether its import can still be taken back."""
        return self.is_imported and not self.used_by


def find_draft() -> Draft | None:
    """Return the file that waits, if any; one whose reader has died is broken."""
    folder = _find_folder()
    if folder is None:
        return None
    try:
        order = json.loads((folder / ORDER).read_text(encoding="utf-8"))
        status = json.loads((folder / STATUS).read_text(encoding="utf-8"))
        age = time.time() - (folder / ORDER).stat().st_mtime
    except (OSError, ValueError):
        return None
    if status["state"] in ("reading", "comparing") and age > _LONGEST_S:
        status = {"state": "broken"}
    return Draft(folder.name, str(order["file_name"]), status)


def take_in(content: bytes, file_name: str, *, country: str, name: str, date: str) -> None:
    """Keep a file in place of the one that waited, and have it read; wait a moment, as most are read soon."""
    shutil.rmtree(_drafts(), ignore_errors=True)
    folder = _drafts() / new_public_id()
    before = os.umask(0o077)
    try:
        folder.mkdir(parents=True)
        (folder / FILE).write_bytes(content)
        write_status(folder, state="reading")
        order = {
            "file_name": file_name,
            "country": country,
            "name": name,
            "date": date,
            "data": [str(each.resolve()) for each in data_folders()],
            "workshops": _workshops(),
        }
        (folder / ORDER).write_text(json.dumps(order, ensure_ascii=False), encoding="utf-8")
    except OSError as error:
        raise Problem(
            gettext("The file cannot be kept: the data folder cannot be written to."),
            gettext("Tell the person who runs this server."),
            status=503,
        ) from error
    finally:
        os.umask(before)
    root = str(Path(__file__).resolve().parents[3])
    process = subprocess.Popen(  # noqa: S603  # our own program; the file is its input
        [sys.executable, "-m", _AS_A_PROGRAM, str(folder.resolve())],
        cwd=root,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        # Do not pass the server's secrets to the process that reads a stranger's file.
        env={name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ},
        start_new_session=True,
    )
    threading.Thread(target=_attend, args=(process, folder), daemon=True).start()
    until = time.monotonic() + _PATIENCE_S
    while time.monotonic() < until:
        draft = find_draft()
        if draft is None or not draft.is_being_read:
            return
        time.sleep(_LOOK_S)


def _attend(process: subprocess.Popen[bytes], folder: Path) -> None:
    """Wait for a reader, and end one that takes too long."""
    try:
        code = process.wait(_LONGEST_S)
    except subprocess.TimeoutExpired:
        process.kill()
        code = process.wait()
    if code != 0:
        # The draft may have been discarded meanwhile.
        with suppress(OSError):
            write_status(folder, state="broken")


def discard(mark: str) -> bool:
    """Put the file that waits away, if it is the one with the ``mark``; return whether there was one."""
    draft = find_draft()
    if draft is None:
        return False
    _require_same(draft, mark)
    shutil.rmtree(_drafts() / draft.mark, ignore_errors=True)
    return True


def import_draft(mark: str, *, older_too: bool) -> str:
    """Take the edition with the ``mark`` into use, and return its statistic in words."""
    draft = find_draft()
    if draft is not None:
        _require_same(draft, mark)
    if draft is None or draft.state != "ready":
        raise Problem(
            gettext("No statistics wait to be imported."), gettext("Choose the file again."), status=409
        )
    if draft.lost_years and not older_too:
        raise Problem(
            gettext("These statistics lack years that the ones in use have."),
            gettext("Say that they shall be used all the same, or discard them."),
            status=409,
        )
    status = draft.status
    staged = _drafts() / draft.mark / EDITION / FOLDER / status["country"] / status["name"]
    try:
        adopt_edition(staged, data_folder())
    except ImportArgumentError as error:
        raise Problem(
            gettext("These statistics cannot be imported."), gettext("Look at them again."), status=409
        ) from error
    shutil.rmtree(_drafts() / draft.mark, ignore_errors=True)
    return str(status["statistic"])


def _require_same(draft: Draft, mark: str) -> None:
    """Refuse a form of a page about another file."""
    if draft.mark != mark:
        raise Problem(
            gettext("This page belongs to another file: the file has been replaced meanwhile."),
            gettext(
                "Nothing was imported or discarded. Look at what “%(name)s” would change.",
                name=draft.file_name,
            ),
            status=409,
        )


def undo_import(country: str, name: str) -> None:
    """Take an imported edition out again, as long as no workshop stands on it."""
    known = next((each for each in list_known() if (each.country, each.name) == (country, name)), None)
    if known is None or not known.is_imported:
        raise Problem(
            gettext("There is no such import."), gettext("Go back to the list of statistics."), status=404
        )
    if known.used_by:
        raise Problem(
            gettext("This import can no longer be undone: a workshop stands on it."),
            gettext("Import a newer edition instead."),
            status=409,
        )
    try:
        withdraw_edition(_folder_of(known), country, name)
    except ImportArgumentError as error:
        raise Problem(
            gettext("The import cannot be undone: the data folder cannot be written to."),
            gettext("Tell the person who runs this server."),
            status=503,
        ) from error


def list_known() -> list[KnownEdition]:
    """List the editions, those of a country newest first, with the workshops that stand on each."""
    using: dict[str, list[str]] = {}
    for title, reference in db.session.execute(select(Workshop.title, Workshop.reference)):
        using.setdefault(str(reference["statistics"]), []).append(title)
    return [_known(edition, using) for edition in list_editions()]


def _known(edition: Edition, using: Mapping[str, list[str]]) -> KnownEdition:
    about = read_document(edition.dataset, "edition.json")
    years = sorted({year for gas in edition.gases for year in edition.years(gas)})
    return KnownEdition(
        country=edition.country,
        name=edition.name,
        statistic=str(about["statistic"]),
        words=str(about["edition"]),
        places=len(edition.members),
        first_year=years[0],
        last_year=years[-1],
        gases=tuple(gas.replace("CO2", "CO₂") for gas in edition.gases),
        is_imported=edition.is_imported,
        used_by=tuple(using.get(str(about["edition"]), ())),
    )


def _folder_of(known: KnownEdition) -> Path:
    return next(
        folder for folder in data_folders() if (folder / FOLDER / known.country / known.name).is_dir()
    )


def _workshops() -> list[dict[str, Any]]:
    """Return what the budgets of all workshops are computed from."""
    rows = db.session.execute(select(Workshop.code, Workshop.title, Workshop.budget).order_by(Workshop.id))
    return [{"code": code, "title": title, "budget": budget} for code, title, budget in rows]


def _drafts() -> Path:
    return data_folder() / FOLDER / _DRAFT


def _find_folder() -> Path | None:
    """Return the folder of the file that waits: the newest one, where two came at once."""
    try:
        found = [(order.stat().st_mtime_ns, order.parent) for order in _drafts().glob(f"*/{ORDER}")]
    except OSError:
        return None
    return max(found)[1] if found else None
