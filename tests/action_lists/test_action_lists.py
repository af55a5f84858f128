"""Every list of this folder is read as the file beside it says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from scenarios.importing.action_list.document import write_document
from scenarios.importing.action_list.reading import read_action_list

FOLDER = Path(__file__).parent
NAMES = sorted(path.name.removesuffix(".expected.json") for path in FOLDER.glob("*.expected.json"))
COMPARED = ("low_t", "high_t", "start_year", "quantified", "in_reference", "lead", "others")


def read(name: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Read a list, and what is expected of it."""
    expected = json.loads((FOLDER / f"{name}.expected.json").read_text(encoding="utf-8"))
    content = (FOLDER / name).read_bytes()
    found = read_action_list(content, territory=expected["territory"], language=expected["language"])
    return write_document(found), expected


def is_met(found: str, wanted: str) -> bool:
    """Return whether a target is the one that is wanted, or a source of the wanted sector."""
    return found == wanted or ("/" not in wanted and found.partition("/")[0] == wanted)


def differences(found: dict[str, Any], wanted: dict[str, Any]) -> list[str]:
    """Say in what a row differs."""
    kinds = wanted["kind"] if isinstance(wanted["kind"], list) else [wanted["kind"]]
    if found["kind"] not in kinds:
        return [f"kind {found['kind']}"]
    if found["kind"] != "action":
        return []
    titles = wanted["title"] if isinstance(wanted.get("title"), list) else [wanted.get("title")]
    wrong = [] if found["title"] in titles or titles == [None] else [f"title {found['title']}"]
    wrong += [
        f"{key} {found[key]}" for key in COMPARED if wanted.get(key) is not None and found[key] != wanted[key]
    ]
    effects = wanted["effects_t"]
    for year, value in effects.items():
        read_t = found["effects_t"][year]
        if read_t != (None if value is None else pytest.approx(value, rel=0.005)):
            wrong.append(f"{year} {read_t}")
    targets = wanted.get("targets") or []
    if targets and not (
        found["targets"] and all(any(is_met(each, one) for one in targets) for each in found["targets"])
    ):
        wrong.append(f"targets {found['targets']}")
    return wrong


@pytest.mark.parametrize("name", NAMES)
def test_a_list_is_read_as_a_careful_person_reads_it(name: str) -> None:
    found, expected = read(name)
    assert found["columns"]["effects"] == expected["effect_columns"]
    assert found["file"]["sheet"] == expected.get("file", {}).get("sheet", found["file"]["sheet"])
    rows = {row["row"]: row for row in found["rows"]}
    wanted = {row["row"]: row for row in expected["rows"]}
    assert {row for row, about in rows.items() if about["kind"] == "action"} <= wanted.keys()
    wrong = {
        row: differences(rows[row], about)
        for row, about in wanted.items()
        if row in rows or not about.get("optional")
    }
    assert {row: what for row, what in wrong.items() if what} == {}
    totals = {(each["row"], each["column"]): (each["stated_t"], each["read_t"]) for each in found["totals"]}
    for each in expected["totals"]:
        assert totals[each["row"], each["column"]] == pytest.approx((each["stated_t"], each["read_t"]))


@pytest.mark.parametrize("name", NAMES)
def test_what_is_doubtful_is_asked_and_little_else(name: str) -> None:
    found, expected = read(name)
    asked = {(each["row"], each.get("column")) for each in found["questions"]}
    must = {(row, column) for row, column in expected["must_ask"]}
    assert must <= asked
    faults = {(each["row"], each["column"]) for each in found["faults"]}
    assert {(row, column) for row, column in expected["must_fault"]} <= faults
    actions = {row["row"] for row in found["rows"] if row["kind"] == "action"}
    more = {row for row, column in asked - must if row in actions}
    assert len(more) <= 0.3 * len(actions)


@pytest.mark.parametrize("name", NAMES)
def test_everything_that_is_read_stands_somewhere(name: str) -> None:
    found, _ = read(name)
    used = set(found["columns"]["effects"].values())
    for key, column in found["columns"].items():
        used |= set(column) if isinstance(column, list) else {column} if isinstance(column, str) else set()
        assert key == "effects" or not isinstance(column, dict)
    left = {each["column"] for each in found["ignored_columns"]}
    assert not used & left
    for row in found["rows"]:
        if row["kind"] == "action":
            assert row["cells"].keys() <= used | left
        else:
            assert row["text"]
