"""What is at fault in the text of a scenario file, before anybody looks at its members."""

from __future__ import annotations

import json
from typing import Any

import pytest

from scenarios.errors import ScenarioFileError
from scenarios.file.schema import read_scenario
from tests.unit.scenarios.scenario_file import SOUND, pointers, spoilt


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [""]),
        ("{", [""]),
        ("{} {}", [""]),
        ("{'a': 1}", [""]),
        (b"\xff\xfe{\x00}\x00", [""]),
        (b'{"title": "\xe5"}', [""]),
        ("[" * 100_000, [""]),
        ("[" * 100_000 + "]" * 100_000, [""]),
        ('{"version": 1, "a": ' * 50_000, [""]),
        ('"\x01"', [""]),
        ("1" * 5000, [""]),
        ("-" + "1" * 5000, [""]),
        ("1e999", [""]),
    ],
)
def test_pointers_of_text(text: str | bytes, expected: list[str]) -> None:
    with pytest.raises(ScenarioFileError) as caught:
        read_scenario(text)
    assert [fault.pointer for fault in caught.value.faults] == expected


@pytest.mark.parametrize(
    ("member", "replacement", "expected"),
    [
        ('"gas": "CO2"', '"gas": "CO2", "gas": "CO2"', "/gas"),
        ('"about": {}', '"about": {"x": [{"y/z": 1, "y/z": 1}]}', "/about/x/0/y~1z"),
        ('"about": {}', '"about": {"x": 1, "\\u0078": 2}', "/about/x"),
        ('"budget_t": 250000.0', '"budget_t": NaN', "/budget_t"),
        ('"budget_t": 250000.0', '"budget_t": -Infinity', "/budget_t"),
        ('"budget_t": 250000.0', '"budget_t": 1e999', "/budget_t"),
        ('"budget_t": 250000.0', f'"budget_t": {"9" * 5000}', "/budget_t"),
        ('"about": {}', '"about": {"n": 1e999}', "/about/n"),
        ('"about": {}', f'"about": {{"n": {"9" * 5000}}}', "/about/n"),
        ('"about": {}', '"about": {"line\\nbreak": NaN}', "/about/line\nbreak"),
        ('"likely": 0.002', '"likely": 0.002, "likely": 0.003', "/actions/1/effect/estimates/0/likely"),
    ],
)
def test_pointers_that_only_text_can_have(member: str, replacement: str, expected: str) -> None:
    text = json.dumps(SOUND)
    assert member in text
    # The last occurrence of "about" is the file's own.
    head, tail = text.rsplit(member, 1)
    with pytest.raises(ScenarioFileError) as caught:
        read_scenario(head + replacement + tail)
    assert [fault.pointer for fault in caught.value.faults] == [expected]
    assert "\n" not in str(caught.value)


def test_both_of_two_equal_keys_are_searched_for_faults() -> None:
    text = json.dumps(SOUND).replace('"provenance": {}', '"provenance": {"a": NaN}, "provenance": {}')
    with pytest.raises(ScenarioFileError) as caught:
        read_scenario(text)
    assert {fault.pointer for fault in caught.value.faults} == {"/provenance", "/provenance/a"}


def test_a_key_that_occurs_three_times_is_one_fault() -> None:
    text = json.dumps(SOUND).replace('"gas": "CO2"', '"gas": 1, "gas": 2, "gas": "CO2"')
    with pytest.raises(ScenarioFileError) as caught:
        read_scenario(text)
    assert [fault.pointer for fault in caught.value.faults] == ["/gas"]


def test_too_deep_nesting_has_a_pointer() -> None:
    deep: Any = 1
    for _ in range(250):
        deep = [deep]
    (pointer,) = pointers(spoilt({"/about": {"deep": deep}}))
    assert pointer.startswith("/about/deep/0/0/")


def test_a_document_within_itself_is_refused() -> None:
    about: dict[str, Any] = {}
    about["self"] = about
    (pointer,) = pointers(spoilt({"/about": about}))
    assert pointer.startswith("/about/self/self/")


@pytest.mark.parametrize("value", [{1, 2}, b"bytes", 1j, object()])
def test_values_that_json_cannot_express_are_refused(value: Any) -> None:
    assert pointers(spoilt({"/about": {"x": value}})) == ["/about/x"]


def test_a_key_that_is_no_text_is_refused() -> None:
    assert pointers(spoilt({"/about": {5: "x"}})) == ["/about/5"]


@pytest.mark.parametrize("typed", ["250000,5", "-250000,5", "1.250,5"])
def test_a_decimal_comma_is_called_one(typed: str) -> None:
    text = json.dumps(SOUND).replace('"budget_t": 250000.0', f'"budget_t": {typed}')
    with pytest.raises(ScenarioFileError) as caught:
        read_scenario(text)
    (fault,) = caught.value.faults
    assert fault.pointer == ""
    assert fault.problem.endswith("a comma within a number")
    assert fault.expected == "decimals after a point, such as 250000.5"
