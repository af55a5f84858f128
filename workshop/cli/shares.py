"""Read who controls which emissions from a file, instead of the default shares."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from scenarios.budget.breakdown import BreakdownError
from scenarios.numbers import read_number

COLUMNS = ("target", "actor", "share")


def read_shares(path: Path) -> dict[str, dict[str, float]]:
    """Return shares by target (a sector or source) and actor, from a CSV file with these columns.

    Raises
    ------
    BreakdownError
        If the file cannot be read, or a row is invalid; the message names the row.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise BreakdownError(f"{path} cannot be read: {reason}.") from None
    first = text.partition("\n")[0]
    rows = csv.DictReader(io.StringIO(text), delimiter=";" if first.count(";") > first.count(",") else ",")
    if not set(COLUMNS) <= set(rows.fieldnames or ()):
        raise BreakdownError(f"{path} needs the columns {', '.join(COLUMNS)} in its first row.")
    shares: dict[str, dict[str, float]] = {}
    for number, row in enumerate(rows, start=2):
        target, actor, share = ((row[name] or "").strip() for name in COLUMNS)
        if not target or not actor:
            raise BreakdownError(f"{path}, row {number}: a target and an actor are needed.")
        # "1,000" can only be 1 here, because a share is at most 1.
        possible = [value for value in read_number(share).values if 0 <= value <= 1]
        if not possible:
            raise BreakdownError(f"{path}, row {number}: the share is {share!r}; give a number from 0 to 1.")
        if actor in shares.setdefault(target, {}):
            raise BreakdownError(f"{path}, row {number}: {actor} stands twice for {target}.")
        shares[target][actor] = possible[0]
    return shares
