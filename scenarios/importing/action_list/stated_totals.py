"""Compare the sums that a list states with what its counted rows add up to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from scenarios.importing.action_list.result import RowKind, StatedTotal
from scenarios.importing.action_list.sums import Sums, scopes_above, scopes_below


def check_totals(
    sums: Sums,
    kinds: Mapping[int, RowKind],
    rows: Sequence[int],
    partial: Mapping[int, bool],
    sectors: Mapping[int, Sequence[int]],
) -> tuple[StatedTotal, ...]:
    """Check every stated sum.

    Parameters
    ----------
    sums
        The figures, with the list's sign.
    kinds, rows
        Of the list.
    partial
        Total row to whether its label is that of a sum of some rows.
    sectors
        Total row that names a sector to the rows of that sector.

    Returns
    -------
    tuple of StatedTotal
        In t/yr with the list's sign, row by row.
    """
    totals = [row for row in rows if kinds[row] is RowKind.TOTAL]
    found = []
    for place, row in enumerate(totals):
        columns = [column for column in sums.columns if (row, column) in sums.values]
        if not columns:
            continue
        above = scopes_above(row, kinds, rows)
        below = scopes_below(row, kinds, rows)
        actions = [each for each in rows if kinds[each] is RowKind.ACTION]
        later = place + 1 < len(totals)
        if partial.get(row) or (later and any(above[0])):
            order = [above[0], above[1], list(sectors.get(row, ())), above[2], below[0], below[1], below[2]]
        else:
            order = [
                above[2],
                list(sectors.get(row, ())),
                above[1],
                above[0],
                below[2],
                below[1],
                below[0],
                actions,
            ]
        order = [scope for scope in order if scope] or [[]]
        best = max(
            range(len(order)),
            key=lambda each: (sum(sums.close(row, order[each], column) for column in columns), -each),
        )
        for column in columns:
            read = sums.add(order[best], column)
            agrees = sums.agrees(row, column, read)
            found.append(StatedTotal(row, column, sums.values[row, column], read, agrees))
    return tuple(found)
