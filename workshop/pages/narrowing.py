"""What the desk looks for among its rows, as an address says it."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime

from flask import request

from workshop.models import Role
from workshop.services.proposals.narrowing import ROWS, RowFilter, RowSubset

MOST_ROWS = 1000
_LONGEST = 100


def read_row_filter() -> RowFilter:
    """Read what the desk looks for; what no page of ours writes counts as nothing."""
    told = request.args
    return RowFilter(
        only=RowSubset(told["only"]) if told.get("only") in set(RowSubset) else RowSubset.ALL,
        role=told["role"] if told.get("role") in set(map(str, Role)) else "",
        words=told.get("words", "")[:_LONGEST].strip(),
        most=min(max(told.get("most", ROWS, int), ROWS), MOST_ROWS),
        until=_moment(told.get("until", "")),
    )


def _moment(text: str) -> datetime | None:
    with suppress(ValueError):
        moment = datetime.fromisoformat(text)
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return None
