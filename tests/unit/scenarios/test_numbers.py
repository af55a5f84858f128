"""One reader of numbers for forms, phones and files; Python and the browser's script read alike."""

from __future__ import annotations

import json
import math
import subprocess
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.numbers import (
    APOSTROPHES,
    MINUS_SIGNS,
    SPACES,
    read_number,
    round_figure,
    round_whole,
    settle_decimal_mark,
    write_number,
)
from tests.tree import ROOT

TABLE: list[dict[str, Any]] = json.loads((ROOT / "tests/numbers.json").read_text(encoding="utf-8"))
ROUNDING: list[dict[str, Any]] = json.loads((ROOT / "tests/rounding.json").read_text(encoding="utf-8"))
SCRIPT = """
import { readFileSync } from "node:fs";
const script = readFileSync(process.argv[1]).toString("base64");
const { readNumber, roundFigure, writeNumber } = await import(`data:text/javascript;base64,${script}`);
const { inputs, figures, rounded } = JSON.parse(readFileSync(0, "utf8"));
console.log(JSON.stringify({
  read: inputs.map(({ text, known }) => readNumber(text, known)),
  written: figures.map(writeNumber),
  rounded: rounded.map(({ value, digits }) => roundFigure(value, digits)),
}));
"""
FIGURES = [0, 17, 17.125, -17.125, 0.125, 1757.125, 17.2, 1e6, 862290, 999.999, 1.001, 100000.5]


def run_script(inputs: list[dict[str, Any]], figures: list[float]) -> dict[str, Any]:
    """Let the browser's reader read in Node."""
    command = ("node", "--input-type=module", "-e", SCRIPT, str(ROOT / "static/js/lib/number.js"))
    given_ = json.dumps({"inputs": inputs, "figures": figures, "rounded": ROUNDING})
    done = subprocess.run(command, input=given_, capture_output=True, text=True, check=True)
    read: dict[str, Any] = json.loads(done.stdout)
    return read


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row['text']!r} {row.get('known', '')}")
def test_a_number_is_read_as_the_table_says(row: dict[str, Any]) -> None:
    reading = read_number(row["text"], row.get("known", ""))
    assert reading.values == tuple(row["values"])
    assert reading.decimal_mark == row.get("mark", "")
    assert reading.separator == row.get("separator", "")


def test_python_and_the_browser_read_the_same_table_alike() -> None:
    answers = run_script(TABLE, FIGURES)
    for row, answer in zip(TABLE, answers["read"], strict=True):
        expected = {
            "values": row["values"],
            "mark": row.get("mark", ""),
            "separator": row.get("separator", ""),
        }
        assert answer == expected, row["text"]
    assert answers["rounded"] == [row["rounded"] for row in ROUNDING]
    assert answers["written"] == [write_number(figure) for figure in FIGURES]


def test_python_and_the_browser_read_random_texts_alike() -> None:
    # Characters that numbers are written with, and some that copied text carries along.
    signs = MINUS_SIGNS + SPACES + APOSTROPHES + "+eE\u00ad\u200e\u0663x%"
    letters = "0123456789" * 3 + ".," * 5 + signs
    random = Random(2212)  # noqa: S311  # no secret
    texts = ["".join(random.choices(letters, k=random.randint(1, 9))) for _ in range(5000)]
    rows = [{"text": text, "known": random.choice(("", ".", ","))} for text in texts]
    readings = [read_number(row["text"], row["known"]) for row in rows]
    assert sum(bool(reading.values) for reading in readings) > 500
    for row, reading, answer in zip(rows, readings, run_script(rows, [])["read"], strict=True):
        # JSON has no infinity: what is too large for a double arrives as null.
        values = [value if math.isfinite(value) else None for value in reading.values]
        expected = {"values": values, "mark": reading.decimal_mark, "separator": reading.separator}
        assert answer == expected, row


@pytest.mark.parametrize("row", ROUNDING, ids=lambda row: f"{row['value']} {row['digits']}")
def test_a_figure_is_rounded_half_away_from_zero_as_the_table_says(row: dict[str, Any]) -> None:
    assert round_figure(row["value"], row["digits"]) == row["rounded"]


@pytest.mark.parametrize("value", [math.inf, -math.inf, 1e300, 2.0**60])
def test_what_has_no_decimals_is_left_as_it_is(value: float) -> None:
    assert round_figure(value, 1) == value


@given(st.floats(min_value=-1e9, max_value=1e9), st.integers(0, 4))
def test_a_rounded_figure_is_within_half_a_step_and_keeps_its_sign(value: float, digits: int) -> None:
    rounded = round_figure(value, digits)
    assert abs(rounded - value) <= 0.5 * 10**-digits * (1 + 1e-6)
    assert rounded == -round_figure(-value, digits)
    assert round_whole(value) == round_figure(value)


@given(st.text(alphabet="0123456789.,' -\u2212\u00a0e+x", max_size=12))
def test_no_text_is_read_as_more_than_two_numbers(text: str) -> None:
    reading = read_number(text)
    assert len(reading.values) <= 2
    if reading.is_ambiguous:
        assert reading.values[0] == pytest.approx(1000 * reading.values[1])


@given(
    st.floats(allow_nan=False, allow_infinity=False, min_value=-1e12, max_value=1e12),
    st.sampled_from(",."),
)
def test_numbers_written_into_fields_are_unambiguous(value: float, mark: str) -> None:
    assert read_number(write_number(value, mark)).value == pytest.approx(value, rel=1e-9)


@pytest.mark.parametrize(
    ("cells", "mark"),
    [
        (["5.500", "480,5", "22.509,5", ""], ","),
        (["12,450", "0,6", "nd"], ","),
        (["17,200", "4,800", "950"], ""),
        (["17,200", "1,5", "1.5"], ""),
        (["1,234,567"], "."),
    ],
)
def test_unambiguous_cells_settle_a_column(cells: list[str], mark: str) -> None:
    assert settle_decimal_mark(cells) == mark
