"""The calendar years that the model accepts."""

from __future__ import annotations

from typing import Final

FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2200
