"""A sheet as it is, for a person to look at beside what was recognised of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from scenarios.importing.action_list.grid import build_grid
from scenarios.importing.table_file import Table

_LONGEST: Final = 300


@dataclass(frozen=True)
class PictureRow:
    """A row that is not empty.

    Attributes
    ----------
    row
        Its number in the file.
    cells
        Column to what stands there, shortened where it is very long.
    is_hidden
        Whether the file hides it.
    """

    row: int
    cells: dict[int, str]
    is_hidden: bool


@dataclass(frozen=True)
class SheetPicture:
    """A sheet.

    Attributes
    ----------
    rows
        In order, also above the list.
    covered
        Cells of a merged one to the cell that is shown there, as (row, column) each.
    """

    rows: tuple[PictureRow, ...]
    covered: dict[tuple[int, int], tuple[int, int]]


def draw_sheet(tables: Sequence[Table], name: str) -> SheetPicture:
    """Draw a sheet.

    Parameters
    ----------
    tables
        The visible sheets of a file.
    name
        Of the sheet; the only one of a text has none.

    Returns
    -------
    SheetPicture
        Without hidden columns.
    """
    table = next(each for each in tables if each.sheet == name)
    grid = build_grid(table)
    hidden = {
        row.number: {column: " ".join(str(cell).split())[:_LONGEST] for column, cell in row.cells.items()}
        for row in table.rows
        if row.number in table.hidden_rows
    }
    shown = {
        row: {column: cell.line[:_LONGEST] for column, cell in cells.items()}
        for row, cells in grid.by_row.items()
    }
    rows = (PictureRow(row, cells, row in hidden) for row, cells in sorted({**shown, **hidden}.items()))
    return SheetPicture(tuple(rows), dict(grid.covered))


def dump_picture(picture: SheetPicture) -> dict[str, Any]:
    """Write a picture as JSON has it.

    Parameters
    ----------
    picture
        Of a sheet.

    Returns
    -------
    dict
        For `load_picture`.
    """
    return {
        "rows": [asdict(row) for row in picture.rows],
        "covered": [[*place, *first] for place, first in picture.covered.items()],
    }


def load_picture(stored: Mapping[str, Any]) -> SheetPicture:
    """Read what `dump_picture` wrote.

    Parameters
    ----------
    stored
        Also after a way through JSON.

    Returns
    -------
    SheetPicture
        Equal to the one that was written.
    """
    return SheetPicture(
        tuple(
            PictureRow(
                each["row"],
                {int(column): text for column, text in each["cells"].items()},
                each["is_hidden"],
            )
            for each in stored["rows"]
        ),
        {(row, column): (top, left) for row, column, top, left in stored["covered"]},
    )
