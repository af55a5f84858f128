"""Read who controls which emissions from a file, instead of the default shares."""

from __future__ import annotations

from pathlib import Path

from scenarios.budget.breakdown import BreakdownError
from scenarios.importing.table_file import ACTION_LIST, TableRefusedError
from scenarios.importing.table_guard import read_guarded
from scenarios.numbers import read_number

COLUMNS = ("target", "actor", "share")


def read_shares(path: Path) -> dict[str, dict[str, float]]:
    """Return shares by target (a sector or source) and actor, from a table with these columns.

    Raises
    ------
    BreakdownError
        If the file cannot be read, or a row is invalid; the message names the row.
    """
    try:
        table = read_guarded(path.read_bytes(), ACTION_LIST)
    except (OSError, TableRefusedError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise BreakdownError(f"{path} cannot be read: {reason}.") from None
    heading = {
        str(cell).strip(): place for place, cell in (table.rows[0].cells if table.rows else {}).items()
    }
    if not set(COLUMNS) <= set(heading):
        raise BreakdownError(f"{path} needs the columns {', '.join(COLUMNS)} in its first row.")
    shares: dict[str, dict[str, float]] = {}
    for row in table.rows[1:]:
        target, actor, share = (str(row.cells.get(heading[name], "")).strip() for name in COLUMNS)
        if not target or not actor:
            raise BreakdownError(f"{path}, row {row.number}: a target and an actor are needed.")
        # "1,000" can only be 1 here, because a share is at most 1.
        possible = [value for value in read_number(share).values if 0 <= value <= 1]
        if not possible:
            raise BreakdownError(
                f"{path}, row {row.number}: the share is {share!r}; give a number from 0 to 1."
            )
        if actor in shares.setdefault(target, {}):
            raise BreakdownError(f"{path}, row {row.number}: {actor} stands twice for {target}.")
        shares[target][actor] = possible[0]
    return shares
