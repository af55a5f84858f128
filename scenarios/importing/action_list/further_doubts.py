"""Questions that follow from a list as read: formulas without a value, ranges without a likely figure."""

from __future__ import annotations

from collections.abc import Iterator

from scenarios.importing.action_list.result import Action, ActionList, RowKind


def find_unstored(found: ActionList) -> Iterator[tuple[int, int, str]]:
    """Find the figures of actions that are formulas without a value, which no question asks about.

    Parameters
    ----------
    found
        A list that was read.

    Yields
    ------
    row, column, text
        Of each cell.
    """
    asked = {(question.row, question.column) for question in found.questions}
    measured = {*found.columns.effects.values(), found.columns.low, found.columns.high}
    actions = {row.row for row in found.rows if row.kind is RowKind.ACTION}
    for fault in found.faults:
        if fault.row in actions and fault.column in measured and (fault.row, fault.column) not in asked:
            assert fault.row is not None  # noqa: S101  # for the type checker: it is an action's
            assert fault.column is not None  # noqa: S101
            yield fault.row, fault.column, fault.text


def lacks_likely(action: Action) -> bool:
    """Return whether there is a low or high figure, but no likely one.

    Parameters
    ----------
    action
        Of a list.

    Returns
    -------
    bool
        False also where there is no figure at all.
    """
    return not action.quantified and (action.low_t is not None or action.high_t is not None)
