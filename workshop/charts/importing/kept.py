"""What was answered about a list that is not there any more, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from scenarios.inventory.sources import source_labels
from workshop.charts.importing.sheet import describe_use
from workshop.i18n import current_language, gettext
from workshop.services.importing.list_choices import IGNORED

_LONGEST = 200
_NOTATION = {
    "heading_row": lambda: gettext("Row of the heading"),
    "start_year": lambda: gettext("Actions without a year begin in"),
}


@dataclass(frozen=True)
class KeptAnswer:
    """An answer: its row, cell or column, and what was said."""

    place: str
    said: str


def build_kept_answers(sent: Mapping[str, str], territory_id: str) -> tuple[KeptAnswer, ...]:
    """Say what a form about columns or actions has answered."""
    labels = source_labels(territory_id[:2], current_language())
    kept = []
    for name, value in sent.items():
        kind, _, key = name.partition("-")
        if kind == "a" and value:
            kept.append(KeptAnswer(describe_place(key), _say_answer(value, sent.get(f"t-{key}", ""))))
        elif kind == "t" and value.strip() and not sent.get(f"a-{key}"):
            kept.append(KeptAnswer(describe_place(key), _say_answer("typed", value)))
        elif kind == "target" and value in labels:
            kept.append(KeptAnswer(describe_place(key), labels[value]))
        elif kind == "counts" and value in ("yes", "no"):
            kept.append(KeptAnswer(describe_place(key), describe_counting(value)))
        elif name in _NOTATION and value.strip():
            kept.append(KeptAnswer(_NOTATION[name](), value[:_LONGEST]))
        elif kind == "use" and value != IGNORED:
            place = gettext("Column %(letters)s", letters=key[:8])
            kept.append(KeptAnswer(place, _say_use(key, value, sent)))
    return tuple(kept)


def _say_use(letters: str, use: str, sent: Mapping[str, str]) -> str:
    if use not in ("effect", "low", "high"):
        return _name_use(use)
    said = _name_use(use, sent.get(f"year-{letters}", "")[:_LONGEST])
    return f"{said} ({sent.get(f'unit-{letters}', 't')[:8]})"


def _name_use(use: str, year: str = "") -> str:
    try:
        return describe_use(use, year)
    except KeyError:
        return use[:_LONGEST]


def describe_place(key: str) -> str:
    """Name the cell or row of a question by its key, such as ``figure-C2`` or ``kind-4``, or of row ``4``."""
    if key.isdecimal():
        return gettext("Row %(row)d", row=_number(key))
    kind, _, place = key.partition("-")
    if kind in ("figure", "total", "column"):
        return place.partition("-")[0][:16]
    return gettext("Row %(row)d", row=_number(place)) if place else gettext("The list")


def describe_counting(value: str) -> str:
    """Say whether an effect is in the reference, as its field does."""
    return gettext("Yes: list it only") if value == "no" else gettext("No: include its effect")


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def _say_answer(value: str, typed: str) -> str:
    if value == "typed":
        return typed[:_LONGEST] + " " + gettext("t a year")
    return {
        "chosen": gettext("as it is read"),
        "seen": gettext("as it is read"),
        "none": gettext("No CO₂ figure: list it only"),
        "action": gettext("An action of its own"),
        "note": gettext("No action: a sum, a heading or a remark"),
        "yes": gettext("An effect of its own: include it"),
        "no": gettext("Part of another: list it only"),
        "in": gettext("Yes: list them only"),
        "counts": gettext("No: include them"),
        "CO2e": gettext("CO₂ equivalents (CO₂e)"),
        "CO2": gettext("CO₂ alone"),
    }.get(value, gettext("another reading than the proposed one"))
