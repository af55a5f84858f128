"""``handlingsrom territories``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Run = Callable[..., Any]


def test_json_is_the_list(handlingsrom: Run) -> None:
    answer = handlingsrom("territories", "--json")
    assert (answer.status, answer.err) == (0, "")
    assert len(answer.document) == 330
    assert all(
        list(row) == ["id", "name", "country", "gas", "first_year", "last_year"] for row in answer.document
    )
    assert {
        "id": "SE-0480",
        "name": "Nyköping",
        "country": "SE",
        "gas": "CO2",
        "first_year": 1990,
        "last_year": 2022,
    } in answer.document
    assert {"SE", "SE-04", "NO-4001"} <= {row["id"] for row in answer.document}


def test_without_json_it_is_a_table(handlingsrom: Run) -> None:
    lines = handlingsrom("territories").out.splitlines()
    assert len(lines) == 332
    assert any(line.split() == ["SE-0480", "Nyköping", "CO₂", "1990-2022"] for line in lines)
    assert "330 territories" in lines[-1]
