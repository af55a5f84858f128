"""Evaluate saved scenarios for a comparison."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cachetools import LRUCache

from scenarios.comparison.comparison import Case
from scenarios.comparison.files import write_comparison_csv, write_outcome_csv
from scenarios.file.schema import scenario_from_dict
from scenarios.outcome import Outcome
from workshop.errors import Problem
from workshop.extensions import db
from workshop.i18n import decimal_mark, gettext
from workshop.models import SavedScenario, Workshop
from workshop.services.workshops.csv_files import BYTE_ORDER_MARK
from workshop.services.workshops.saved_scenarios import evaluate_saved, list_saved
from workshop.state.visibility import as_seen_now, titles_now

CHOSEN_AT_FIRST = 2
_KEPT = 256


@dataclass(frozen=True, kw_only=True)
class SavedOutcome:
    """A saved scenario and its outcome; ``document`` has the frozen figures and the present words.

    ``origin`` says where an imported one comes from; None for one that was saved at the desk.
    """

    number: int
    name: str
    note: str
    created_at: datetime
    document: dict[str, Any]
    origin: dict[str, Any] | None
    case: Case

    @property
    def label(self) -> str:
        """Its name with its number: names may repeat, numbers do not."""
        return f"{self.number} · {self.name}"

    @property
    def outcome(self) -> Outcome:
        """The outcome of the file, with draws."""
        return self.case.outcome


_cache: LRUCache[str, Outcome] = LRUCache(_KEPT)
_cache_lock = threading.Lock()


def read_saved(workshop: Workshop) -> list[SavedOutcome]:
    """Evaluate every saved scenario of a workshop, in the order of saving."""
    titles = titles_now(workshop)
    return [_evaluated(saved, titles) for saved in list_saved(workshop.id)]


def read_one(workshop: Workshop, saved: SavedScenario) -> SavedOutcome:
    """Evaluate one saved scenario of a workshop."""
    return _evaluated(saved, titles_now(workshop))


def read_saved_for_room(workshop_id: int, number: int | None = None) -> list[SavedOutcome]:
    """Evaluate what the room sees of the saved scenarios, the newest ``number`` or all, oldest first.

    Imported ones about another place or other years have no common scale with the workshop.
    """
    titles = titles_now(db.session.get_one(Workshop, workshop_id))
    shown = [
        saved
        for saved in list_saved(workshop_id)
        if saved.origin is None or not (saved.origin["place"] or saved.origin["years"])
    ]
    return [_evaluated(saved, titles) for saved in (shown if number is None else shown[-number:])]


def choose(saved: Sequence[SavedOutcome], wanted: Sequence[str]) -> list[SavedOutcome]:
    """Return the scenarios with the wanted numbers; the last two by default."""
    if not wanted:
        return list(saved[-CHOSEN_AT_FIRST:])
    known = {str(scenario.number) for scenario in saved}
    for number in wanted:
        if number not in known:
            raise Problem(
                gettext("There is no saved scenario number %(number)s.", number=number[:12]),
                gettext("Choose one from the list."),
                status=404,
            )
    return [scenario for scenario in saved if str(scenario.number) in wanted]


def scenario_file(saved: SavedOutcome) -> str:
    """Return the scenario file, complete and unchanged."""
    return json.dumps(saved.document, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def outcome_csv(saved: SavedOutcome) -> str:
    """Return the outcome by year and source, for the reader's spreadsheet program."""
    return BYTE_ORDER_MARK + write_outcome_csv(saved.case, decimal_mark())


def comparison_csv(chosen: Sequence[SavedOutcome]) -> str:
    """Return the comparison with one value a row, for the reader's spreadsheet program."""
    return BYTE_ORDER_MARK + write_comparison_csv([saved.case for saved in chosen], decimal_mark())


def _evaluated(saved: SavedScenario, titles: Mapping[str, str]) -> SavedOutcome:
    own = None if saved.origin is None else frozenset(saved.origin["own"])
    document = as_seen_now(saved.document, titles, own)
    return SavedOutcome(
        number=saved.number,
        name=saved.name,
        note=saved.note,
        created_at=saved.created_at,
        document=document,
        origin=saved.origin,
        # Names may repeat, numbers do not.
        case=Case(
            name=f"{saved.number} {saved.name}",
            scenario=scenario_from_dict(document),
            outcome=_outcome(saved),
        ),
    )


def _outcome(saved: SavedScenario) -> Outcome:
    """Evaluate a file; cached, because a saved file never changes."""
    key = hashlib.sha256(json.dumps(saved.document).encode()).hexdigest()
    with _cache_lock:
        known = _cache.get(key)
    if known is not None:
        return known
    outcome = evaluate_saved(saved)
    with _cache_lock:
        _cache[key] = outcome
    return outcome
