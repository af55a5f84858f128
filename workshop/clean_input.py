"""Validate text and whole numbers from outside before anything else handles them.

PostgreSQL refuses NUL, every encoder refuses lone surrogates, and ``int`` refuses more than 4,300 digits.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

# Forms may contain tabs and line breaks; addresses, headers and cookies are one line.
_UNCLEAN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
_UNCLEAN_LINE = re.compile(r"[\x00-\x08\x0a-\x1f\x7f\ud800-\udfff]")
_LONG, _LONG_NUMBER = 300, re.compile(r"\d{300}")
# Nine digits fit into every column of either database.
_WHOLE = re.compile(r"[0-9]{1,9}")


def is_clean(text: str) -> bool:
    """Return whether a text of one or more lines is valid."""
    return _UNCLEAN.search(text) is None and not _is_long_number(text)


def is_clean_line(text: str) -> bool:
    """Return whether a text of one line is valid."""
    return _UNCLEAN_LINE.search(text) is None and not _is_long_number(text)


def are_clean(fields: Sequence[tuple[str, str]]) -> bool:
    """Return whether the fields of a form are valid: names of one line, values of one or more."""
    # One search through all of them costs a fraction of one for each; a tab joins no digits.
    names, values = "\t".join([name for name, _ in fields]), "\t".join([value for _, value in fields])
    return is_clean_line(names) and is_clean(values)


def _is_long_number(text: str) -> bool:
    return len(text) >= _LONG and _LONG_NUMBER.search(text) is not None


def read_whole(text: str | None, lowest: int = 0, highest: int = 999_999_999) -> int | None:
    """Return a whole number within bounds; None for any other text."""
    if text is None or not _WHOLE.fullmatch(text):
        return None
    number = int(text)
    return number if lowest <= number <= highest else None


def read_words(told: Any, *names: str) -> dict[str, str] | None:
    """Read a JSON object whose members are short texts; missing ones are empty. None for anything else."""
    if not isinstance(told, Mapping):
        return None
    words = {name: told.get(name, "") for name in names}
    return words if all(isinstance(word, str) and is_clean_line(word) for word in words.values()) else None
