"""A place's own catalogue as a table for spreadsheet programs: a row for each action."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection
from typing import Any, Final

from scenarios.errors import Fault, ScenarioFileError
from scenarios.file.catalogue_forms import FORMAT, VERSION
from scenarios.file.own_catalogue import (
    LARGEST_BYTES,
    OwnCatalogue,
    own_action_to_dict,
    own_catalogue_from_dict,
)
from scenarios.numbers import read_number

_TEXTS: Final = ("title", "description", "source", "actor", "control", "ramp")
_NUMBERS: Final = ("start_after_years", "ramp_years")
_EFFECT: Final = ("low", "likely", "high")
_AMOUNT: Final = ("minimum", "maximum", "step", "usual")
COLUMNS: Final = (
    *("id", "hidden", "title", "description", "unit_one", "unit_many", "effect"),
    *_EFFECT,
    *_AMOUNT,
    *("targets", "source", "actor", "control", "start_after_years", "ramp", "ramp_years"),
)
"""The heading. Targets are separated by spaces; ``hidden`` is ``yes`` or empty."""

_ALL_SAID: Final = frozenset(COLUMNS)
# A text that a spreadsheet would run as a formula was written with an apostrophe before it.
_GUARDED: Final = re.compile(r"^'(?='* *[=+\-@\t\r])")
_PART: Final = re.compile(r"/(actions|changed|hidden)/(\d+)(?:/(.*))?")


def own_catalogue_rows(catalogue: OwnCatalogue) -> list[tuple[str | float | None, ...]]:
    """Return the rows of the table.

    Parameters
    ----------
    catalogue
        Any.

    Returns
    -------
    list of tuple
        As many fields as `COLUMNS`; the figures of an effect are in t/yr, or fractions.

    Notes
    -----
    Effects are those of the project's model (MODEL.md, section 6), of one unit.
    """
    hidden = set(catalogue.hidden)
    rows = []
    for action in catalogue.actions:
        said = own_action_to_dict(action)
        unit, effect, amount = said.get("unit", {}), said.get("effect", {}), said.get("amount", {})
        fields: dict[str, Any] = {
            **{name: said.get(name) for name in ("id", *_TEXTS, *_NUMBERS)},
            "hidden": "yes" if action.id in hidden else None,
            "unit_one": unit.get("one"),
            "unit_many": unit.get("many"),
            "effect": effect.get("kind"),
            **{name: effect.get(name) for name in _EFFECT},
            **{name: amount.get(name) for name in _AMOUNT},
            "targets": " ".join(action.targets) if action.targets is not None else None,
        }
        rows.append(tuple(fields[name] for name in COLUMNS))
    named = {action.id for action in catalogue.actions}
    for identifier in catalogue.hidden:
        if identifier not in named:
            rows.append(tuple({"id": identifier, "hidden": "yes"}.get(name) for name in COLUMNS))
    return rows


def read_own_catalogue_csv(
    content: bytes, territory: str, targets: Collection[str] | None = None
) -> OwnCatalogue:
    """Read the table of a place's own catalogue.

    Parameters
    ----------
    content
        CSV in UTF-8 or cp1252, with commas, semicolons or tabs between the fields. Numbers may have either
        decimal mark; where both readings are possible, semicolons speak for decimal commas.
    territory
        The id of the place.
    targets
        As for `scenarios.file.own_catalogue.read_own_catalogue`.

    Returns
    -------
    OwnCatalogue
        With nothing but what the table says.

    Raises
    ------
    ScenarioFileError
        With all faults; the pointers name rows, as a spreadsheet counts them, and columns.
    """
    if len(content) > LARGEST_BYTES:
        raise ScenarioFileError([Fault("", "the file is too large", f"at most {LARGEST_BYTES} bytes")])
    text = _decode(content)
    first = text.partition("\n")[0]
    delimiter = max(";,\t", key=first.count)
    try:
        table = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise ScenarioFileError([Fault("", f"no CSV: {error}", "one row for each action")]) from error
    heading = [name.strip().lower() for name in table[0]] if table else []
    _require_heading(heading)
    mark = "," if delimiter == ";" else "."
    document: dict[str, Any] = {
        "format": FORMAT,
        "version": VERSION,
        "territory": territory,
        "actions": [],
        "changed": [],
        "hidden": [],
    }
    faults: list[Fault] = []
    rows: dict[tuple[str, int], int] = {}
    for number, fields in enumerate(table[1:], start=2):
        if not any(field.strip() for field in fields):
            continue
        if len(fields) > len(heading):
            faults.append(Fault(f"row {number}", "more fields than the heading", f"{len(heading)} fields"))
        row = {name: _GUARDED.sub("", field).strip() for name, field in zip(heading, fields, strict=False)}
        said = _read_row(row, number, mark, faults)
        is_hidden = row.get("hidden", "").lower()
        if is_hidden not in ("", "yes", "no"):
            faults.append(Fault(f"row {number}, hidden", f'"{is_hidden}" is not allowed', "yes, or empty"))
        if is_hidden == "yes":
            rows["hidden", len(document["hidden"])] = number
            document["hidden"].append(said["id"])
        if is_hidden != "yes" or said.keys() - {"id"}:
            key = "actions" if said["id"].startswith("own-") else "changed"
            rows[key, len(document[key])] = number
            document[key].append(said)
    try:
        catalogue = own_catalogue_from_dict(document, targets)
    except ScenarioFileError as error:
        taken = {fault.pointer for fault in faults}
        told = [_in_table(fault, rows) for fault in error.faults]
        raise ScenarioFileError([*faults, *(each for each in told if each.pointer not in taken)]) from error
    if faults:
        raise ScenarioFileError(faults)
    return catalogue


def _decode(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _require_heading(heading: list[str]) -> None:
    faults = [
        Fault("row 1", f'the column "{name}" is unknown', f"some of {', '.join(COLUMNS)}")
        for name in heading
        if name and name not in _ALL_SAID
    ]
    faults += [
        Fault("row 1", f'the column "{name}" stands twice', "every column once")
        for name in dict.fromkeys(heading)
        if name and heading.count(name) > 1
    ]
    if "id" not in heading:
        faults.append(Fault("row 1", 'the column "id" is missing', f"some of {', '.join(COLUMNS)}"))
    if faults:
        raise ScenarioFileError(faults)


def _read_row(row: dict[str, str], number: int, mark: str, faults: list[Fault]) -> dict[str, Any]:
    """Return a row as the file has it, without what is empty."""

    def figure(name: str) -> float | None:
        value = read_number(row.get(name, ""), mark).value
        if value is None and row.get(name):
            where = f"row {number}, {name}"
            faults.append(Fault(where, f'"{row[name][:40]}" is no number', "a number such as 2.5 or 2,5"))
        return value

    said: dict[str, Any] = {"id": row.get("id", "")}
    said |= {name: row[name] for name in _TEXTS if row.get(name)}
    said |= {name: value for name in _NUMBERS if (value := figure(name)) is not None}
    if row.get("unit_one") or row.get("unit_many"):
        one = row.get("unit_one") or row["unit_many"]
        said["unit"] = {"one": one, "many": row.get("unit_many") or one}
    for key, names in (("effect", _EFFECT), ("amount", _AMOUNT)):
        figures = {name: value for name in names if (value := figure(name)) is not None}
        if key == "effect" and row.get("effect"):
            said[key] = {"kind": row["effect"], **figures}
        elif figures:
            said[key] = figures
    if row.get("targets"):
        said["targets"] = row["targets"].split()
    return said


def _in_table(fault: Fault, rows: dict[tuple[str, int], int]) -> Fault:
    """Name a fault by its row and column."""
    found = _PART.fullmatch(fault.pointer)
    row = rows.get((found[1], int(found[2]))) if found else None
    if found is None or row is None:
        return fault
    key, _, part = (found[3] or "").partition("/")
    if key == "unit":
        part = f"unit_{part or 'one'}"
    elif key not in ("effect", "amount") or part == "kind":
        part = key
    name = part or {"amount": "minimum"}.get(key, key)
    return Fault(f"row {row}, {name}" if name else f"row {row}", fault.problem, fault.expected)
