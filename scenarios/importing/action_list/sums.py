"""Sums that a list states, against what its rows add up to."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from scenarios.importing.action_list.result import RowKind

Values = Mapping[tuple[int, int], float]
_TINY: Final = 1e-6
_FARTHEST: Final = 100
_MOST_SLACK: Final = 0.02
"""Rounding explains at most this share of a sum."""


@dataclass(frozen=True)
class Sums:
    """The figures of a list, for comparing sums.

    Attributes
    ----------
    values
        (row, column) to t/yr, with the list's sign.
    steps
        (row, column) to the last digit's worth in t/yr.
    uncounted
        Rows that are not to be added up.
    columns
        Columns of effects.
    """

    values: Values
    steps: Values
    uncounted: Collection[int]
    columns: Sequence[int]

    def fits_below(self, row: int, below: Sequence[int], dense: Collection[int]) -> bool:
        """Return whether every figure of a row is the sum of the rows that follow it.

        Parameters
        ----------
        row
            The row.
        below
            Rows that follow.
        dense
            Rows that could be actions.

        Returns
        -------
        bool
            False where it has no figure.
        """
        stated = self._stated(row)
        if not any(stated.values()):
            return False
        scope: list[int] = []
        for each in below[:_FARTHEST]:
            if each in dense:
                scope.append(each)
            if len(scope) >= 2 and all(
                abs(self.add(scope, column) - value) <= self._slack(row, scope, column)
                for column, value in stated.items()
            ):
                return True
        return False

    def add(self, scope: Iterable[int], column: int) -> float:
        """Return the sum of a column over rows that count, in t/yr.

        Parameters
        ----------
        scope
            Rows.
        column
            Of effects.

        Returns
        -------
        float
            In t/yr.

        Notes
        -----
        Source: the project's model (MODEL.md, section 12).
        """
        return sum(self.values.get((row, column), 0.0) for row in scope if row not in self.uncounted)

    def count(self, scope: Iterable[int], column: int) -> int:
        """Return how many rows have a figure other than 0 in a column.

        Parameters
        ----------
        scope, column
            As for `add`.

        Returns
        -------
        int
            Among those that count.
        """
        return sum(bool(self.values.get((row, column))) for row in scope if row not in self.uncounted)

    def agrees(self, row: int, column: int, read: float) -> bool:
        """Return whether a stated sum equals what was read, within its own rounding.

        Parameters
        ----------
        row, column
            Of the stated sum.
        read
            In t/yr.

        Returns
        -------
        bool
            True where half of its last digit explains the difference.
        """
        stated = self.values[row, column]
        return abs(stated - read) <= self.steps.get((row, column), 0.0) / 2 + _TINY * max(1.0, abs(stated))

    def close(self, row: int, scope: Iterable[int], column: int) -> bool:
        """Return whether a stated sum equals that of a scope, within the rounding of all figures.

        Parameters
        ----------
        row, column
            Of the stated sum.
        scope
            Rows.

        Returns
        -------
        bool
            True where the rounding of all of them explains the difference.
        """
        rows = list(scope)
        return abs(self.add(rows, column) - self.values[row, column]) <= self._slack(row, rows, column)

    def _stated(self, row: int) -> dict[int, float]:
        return {column: self.values[row, column] for column in self.columns if (row, column) in self.values}

    def _slack(self, row: int, scope: Iterable[int], column: int) -> float:
        half = sum(self.steps.get((each, column), 0.0) for each in (row, *scope)) / 2
        value = abs(self.values.get((row, column), 0.0))
        return min(half, _MOST_SLACK * value) + _TINY * max(1.0, value)


class RunningSums:
    """What the rows above add up to, while rows are sorted from above to below.

    Parameters
    ----------
    sums
        The figures.
    """

    def __init__(self, sums: Sums) -> None:
        self.sums = sums
        # Of the block, since the last sum, of all rows: column to sum, count and worth of the last digits.
        self.scopes: list[dict[int, tuple[float, int, float]]] = [{}, {}, {}]

    def add(self, row: int, kind: RowKind) -> None:
        """Take a row that is sorted.

        Parameters
        ----------
        row, kind
            Its number and kind.
        """
        if kind in (RowKind.TOTAL, RowKind.HEADING):
            self.scopes[0] = {}
            if kind is RowKind.TOTAL:
                self.scopes[1] = {}
        if kind is not RowKind.ACTION or row in self.sums.uncounted:
            return
        for column in self.sums.columns:
            value = self.sums.values.get((row, column))
            if value is None:
                continue
            step = self.sums.steps.get((row, column), 0.0)
            for scope in self.scopes:
                total, count, steps = scope.get(column, (0.0, 0, 0.0))
                scope[column] = (total + value, count + bool(value), steps + step)

    def fit(self, row: int, least: int = 2) -> bool:
        """Return whether every figure of a row is the sum of rows above it.

        Parameters
        ----------
        row
            The row.
        least
            How many rows must add up, at least.

        Returns
        -------
        bool
            False where it has no figure.
        """
        stated = {
            column: value for column in self.sums.columns if (value := self.sums.values.get((row, column)))
        }
        return bool(stated) and any(
            all(self._equals(scope, row, column, value, least) for column, value in stated.items())
            for scope in self.scopes
        )

    def _equals(
        self, scope: dict[int, tuple[float, int, float]], row: int, column: int, value: float, least: int
    ) -> bool:
        total, count, steps = scope.get(column, (0.0, 0, 0.0))
        half = (steps + self.sums.steps.get((row, column), 0.0)) / 2
        slack = min(half, _MOST_SLACK * abs(value)) + _TINY * max(1.0, abs(value))
        return count >= least and abs(total - value) <= slack


def scopes_above(row: int, kinds: Mapping[int, RowKind], rows: Sequence[int]) -> list[list[int]]:
    """Return what a sum below its rows can be the sum of: its block, the rows since the last sum, all rows.

    Parameters
    ----------
    row
        Of the sum.
    kinds
        Of the rows above it, at least.
    rows
        All rows of the list.

    Returns
    -------
    list of list of int
        Rows of actions, the nearest scope first.
    """
    above = list(rows[: rows.index(row)])
    scopes = []
    for bounds in ({RowKind.TOTAL, RowKind.HEADING}, {RowKind.TOTAL}, set[RowKind]()):
        last = max((place for place, each in enumerate(above) if kinds.get(each) in bounds), default=-1)
        scopes.append([each for each in above[last + 1 :] if kinds.get(each) is RowKind.ACTION])
    # A block may be divided once more: also the sum since each sub-heading above it.
    return scopes


def scopes_below(row: int, kinds: Mapping[int, RowKind], rows: Sequence[int]) -> list[list[int]]:
    """Return what a sum above its rows can be the sum of: the block that follows it, or all rows that follow.

    Parameters
    ----------
    row, kinds, rows
        As for `scopes_above`.

    Returns
    -------
    list of list of int
        Rows of actions, the nearest scope first.
    """
    below = list(rows[rows.index(row) + 1 :])
    scopes = []
    for bounds in ({RowKind.TOTAL, RowKind.HEADING}, {RowKind.TOTAL}, set[RowKind]()):
        end = min(
            (place for place, each in enumerate(below) if kinds.get(each) in bounds), default=len(below)
        )
        scopes.append([each for each in below[:end] if kinds.get(each) is RowKind.ACTION])
    return scopes
