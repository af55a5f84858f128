"""Find the rows of a list that are totals: by their word, or as the sum of the rows above."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from workshop.services.importing.typed_numbers import read_number
from workshop.state.scenario_document import targets_in

_WORDS = frozenset(
    {
        *("sum", "summa", "summert", "totalt", "total", "totals", "totalsum", "totalsumma", "ialt"),
        *("tilsammen", "sammenlagt", "sammanlagt", "tillsammans", "samlet", "subtotal", "delsum", "delsumma"),
    }
)
_PAIRS = {("i", "alt"), ("til", "sammen"), ("sub", "total"), ("grand", "total"), ("sum", "total")}
_BESIDE = frozenset(
    {
        *(
            "tonn",
            "ton",
            "tonnes",
            "t",
            "co2",
            "co2e",
            "ekv",
            "for",
            "för",
            "av",
            "of",
            "per",
            "år",
            "i",
            "alt",
        ),
        *("alle", "alla", "all", "tiltak", "tiltakene", "åtgärder", "åtgärderna", "actions", "measures"),
        *("effekt", "effect", "reduksjon", "utslippsreduksjon", "utslippskutt", "reduction", "minskning"),
        *("total", "totalt", "sum", "summa", "i", "alt"),
    }
)


@dataclass(frozen=True)
class Total:
    """A total's figure (None if it has no clear one), and the sum of the rows above, in t/yr."""

    stated: float | None
    read: float


class TotalFinder:
    """Goes through a list from the top and adds up the rows so far."""

    def __init__(
        self, decimal_mark: str, rows: Sequence[Mapping[str, str]], known_sources: Sequence[str]
    ) -> None:
        self._mark, self._rows, self._known = decimal_mark, rows, known_sources
        self._all: list[float] = []
        self._since: list[float] = []

    def count(self, likely: float | None) -> None:
        """Count a row that is an action."""
        if likely is not None:
            self._all.append(likely)
            self._since.append(likely)

    def find(self, index: int) -> Total | None:
        """Return the total in a row, or None; the next subtotal begins below it."""
        row = self._rows[index]
        values = read_number(row.get("tonnes_per_year", ""), self._mark).values
        fits = next((v for v in values for parts in (self._since, self._all) if _is_sum(v, parts)), None)
        if not _says_total(row) and (fits is None or not self._is_bare(index)):
            return None
        # A subtotal is of the rows since the last one.
        read = sum(self._since) if fits is not None and _is_sum(fits, self._since) else sum(self._all)
        self._since = []
        return Total(values[0] if fits is None and len(values) == 1 else fits, read)

    def _is_bare(self, index: int) -> bool:
        """Return whether a row lacks what an action has, or is the last one."""
        row = self._rows[index]
        has_target = bool(targets_in([row.get("target", "")], list(self._known)))
        return not has_target or not row.get("start_year") or index == len(self._rows) - 1


def _is_sum(value: float, parts: Sequence[float]) -> bool:
    whole = sum(parts)
    return len(parts) > 1 and whole != 0 and abs(value - whole) <= max(1e-6 * abs(whole), 1e-9)


def _says_total(row: Mapping[str, str]) -> bool:
    for name in ("title", "target", "actor"):
        words = re.findall(r"\w+", row.get(name, "").casefold().replace("co₂", "co2"))
        if not words:
            continue
        begins = 1 if words[0] in _WORDS else 2 if tuple(words[:2]) in _PAIRS else 0
        rest = words[begins:]
        return begins > 0 and all(word in _BESIDE or re.fullmatch(r"(19|20)\d\d", word) for word in rest)
    return False
