"""A scenario file on its way in: it is read beside the server, and kept with what was chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy import select

from scenarios.errors import Fault
from scenarios.file.guarded import (
    GuardedFileError,
    GuardedScenario,
    TooMuch,
    TooMuchError,
    read_scenario_guarded,
)
from scenarios.file.schema import scenario_from_dict
from scenarios.scenario import Scenario
from workshop.database.durability import commit_durably
from workshop.errors import Problem
from workshop.extensions import db
from workshop.i18n import format_whole, gettext
from workshop.models import ScenarioDraft, Workshop
from workshop.models.types import new_public_id, utc_now
from workshop.services.importing.scenario_words import find_own_actions, unclean_texts, without_words
from workshop.state.scenario_document import DRAWS

SAVE, DECIDED = "save", "decided"


@dataclass(frozen=True)
class ImportChoices:
    """What the facilitator has chosen for a file; ``targets`` are this place's, by the file's.

    ``gone`` are the public ids of actions of an earlier file that are to be taken out.
    """

    purpose: str = SAVE
    name: str = ""
    note: str = ""
    targets: dict[str, str] = field(default_factory=dict)
    gone: list[str] = field(default_factory=list)


class FaultyFile(Problem):
    """A file has faults: of ``count``, the first are ``told``, each with its JSON pointer, in English."""

    def __init__(self, faults: Sequence[Fault], count: int) -> None:
        super().__init__(
            gettext("This file is no sound scenario file."),
            gettext("Nothing was stored. Mend what is listed, or save the file again, and send it."),
            status=422,
        )
        self.count = count
        self.told = tuple(
            (fault.pointer or "/", f"{fault.problem}; expected {fault.expected}") for fault in faults
        )


def find_draft(workshop_id: int) -> ScenarioDraft | None:
    """Return the file that is being looked at, if there is one."""
    return db.session.scalar(select(ScenarioDraft).where(ScenarioDraft.workshop_id == workshop_id))


def take_in(workshop: Workshop, file_name: str, content: bytes, choices: ImportChoices) -> ScenarioDraft:
    """Read a file and keep it in the place of an earlier one; raise a :class:`Problem` if it is not sound."""
    workshop_id = workshop.id
    # No transaction stays open while the file is read.
    db.session.rollback()
    read = _read(content)
    if unclean := unclean_texts(read.document):
        raise FaultyFile(unclean, len(unclean))
    own = find_own_actions(workshop_id, read.document)
    draft = find_draft(workshop_id) or ScenarioDraft(workshop_id=workshop_id)
    draft.public_id, draft.created_at = new_public_id(), utc_now()
    draft.file_name = file_name[:200]
    draft.document = without_words(read.document, own.withheld)
    draft.result = {name: value for name, value in asdict(read).items() if name != "document"}
    draft.said = asdict(choices)
    db.session.add(draft)
    commit_durably()
    return draft


def store_choices(draft: ScenarioDraft, choices: ImportChoices) -> None:
    """Store what was chosen."""
    if asdict(choices) != draft.said:
        draft.said = asdict(choices)
        commit_durably()


def choices_of(draft: ScenarioDraft) -> ImportChoices:
    """Return what was chosen."""
    return ImportChoices(**draft.said)


def discard(draft: ScenarioDraft) -> None:
    """Delete a draft."""
    db.session.delete(draft)
    commit_durably()


def scenario_of(document: dict[str, Any]) -> Scenario:
    """Return the scenario of a file that was read."""
    return scenario_from_dict(document)


def _read(content: bytes) -> GuardedScenario:
    if not content.strip():
        raise Problem(gettext("The file is empty."), gettext("Choose a scenario file."), status=422)
    try:
        return read_scenario_guarded(content, draws=DRAWS)
    except GuardedFileError as error:
        raise FaultyFile(error.faults, error.count) from error
    except TooMuchError as error:
        what, now = _say_too_much(error.reason, error.limit)
        raise Problem(what, now, status=422) from error


def _say_too_much(reason: TooMuch, limit: int) -> tuple[str, str]:
    number = format_whole(limit)
    smaller = gettext("Take actions or sources out of the file, and send it again.")
    match reason:
        case TooMuch.SIZE:
            return gettext("The file is larger than %(number)s bytes.", number=number), smaller
        case TooMuch.ACTIONS:
            return gettext("The file has more than %(number)s actions.", number=number), smaller
        case TooMuch.ESTIMATES:
            return gettext("The file has more than %(number)s estimates.", number=number), smaller
        case TooMuch.TARGETS:
            return gettext(
                "The actions of the file have more than %(number)s targets.", number=number
            ), smaller
        case TooMuch.VALUES:
            return (
                gettext("The reference of the file has more than %(number)s values.", number=number),
                gettext("Use fewer years or fewer emission sources."),
            )
        case TooMuch.BUSY:
            return gettext("Other files are being read just now."), gettext("Send it again in a minute.")
        case _:
            return gettext("Reading and evaluating this file takes too long."), smaller
