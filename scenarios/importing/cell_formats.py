"""The meaning of a number by the format of its workbook cell: a date, a percentage, or the number."""

from __future__ import annotations

import datetime
import re
from enum import Enum
from typing import Final

EPOCH: Final = datetime.datetime(1899, 12, 30)  # noqa: DTZ001  # dates have no time zone
EPOCH_1904: Final = datetime.datetime(1904, 1, 1)  # noqa: DTZ001
_PERCENT: Final = frozenset({9, 10})
_DATES: Final = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
# Quoted text, escaped and repeated characters, and colours or conditions do not change a number's meaning.
_ASIDE: Final = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)


class Look(Enum):
    """The meaning of a number by its format."""

    NUMBER = "number"
    PERCENT = "percent"
    DATE = "date"

    @classmethod
    def of(cls, number: int, code: str | None) -> Look:
        """Return the meaning of a number by its format.

        Parameters
        ----------
        number
            The format's number in the workbook.
        code
            The workbook's own pattern; None for a built-in format.

        Returns
        -------
        Look
            `NUMBER` if it is neither a date nor a percentage.
        """
        if code is None:
            return cls.PERCENT if number in _PERCENT else cls.DATE if number in _DATES else cls.NUMBER
        plain = _ASIDE.sub("", code)
        if "%" in plain:
            return cls.PERCENT
        return cls.DATE if re.search("[dmyhs]", plain.replace("General", ""), re.IGNORECASE) else cls.NUMBER


def shows_more(code: str) -> bool:
    """Return whether a pattern says more than its number: a unit behind it, or that it is shown in thousands.

    Parameters
    ----------
    code
        The workbook's own pattern.

    Returns
    -------
    bool
        True for ``0.0" kt"`` and ``#,##0,``.
    """
    first = code.split(";")[0]
    literal = "".join(quoted or escaped for quoted, escaped in re.findall(r'"([^"]*)"|\\(.)', first))
    return any(sign.isalpha() for sign in literal) or re.search(r"[0#?],+(?![0#?])", first) is not None


def write_styled(number: float, look: Look, epoch: datetime.datetime) -> str | float:
    """Write a number as its cell shows it.

    Parameters
    ----------
    number
        As it is stored: a share, or days since `epoch`.
    look
        Of the cell.
    epoch
        Day 0 of the workbook.

    Returns
    -------
    str or float
        ``10 %`` for a share of 0.1, YYYY-MM-DD for a day; the number itself if it is no valid day.

    Notes
    -----
    Source: ECMA-376 (2016), part 1, 18.17.4 for the days and 18.8.30 for the formats.
    """
    if look is Look.PERCENT:
        return f"{number * 100:.10g} %"
    try:
        return (epoch + datetime.timedelta(days=number)).date().isoformat()
    except OverflowError:
        return number
