"""CSV files for the reader's own spreadsheet program."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from scenarios.comparison.files import write_csv
from workshop.i18n import decimal_mark

# Makes a double click open the file as UTF-8, whatever the machine's own encoding is.
BYTE_ORDER_MARK = "\ufeff"


def write_rows(columns: Sequence[str], rows: Iterable[Sequence[str | int | float | None]]) -> str:
    """Write rows with the decimal mark and the separator of the reader's language."""
    return BYTE_ORDER_MARK + write_csv(columns, rows, decimal_mark())
