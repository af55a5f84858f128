"""The steps of a reference: where its figures come from, as the steps of a budget say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from scenarios.errors import ScenariosError


class BadReferenceError(ScenariosError):
    """A reference that cannot be built."""


@dataclass(frozen=True)
class ReferenceStep:
    """One step of a reference.

    Attributes
    ----------
    key
        Stable name of the kind of step: ``statistic``, ``left_out``, ``level``, ``line``, ``projection``,
        ``own`` or ``approximate``.
    label
        The step in words.
    value, unit
        The figure, in ``t/yr`` or as a ``share`` (of 1).
    source
        The publication, or the method of computing it.
    sector
        Sector or source that the step is about; empty if it is about all.
    """

    key: str
    label: str
    value: float
    unit: str
    source: str
    sector: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return the step as JSON has it.

        Returns
        -------
        dict
            The value in its ``unit``, t/yr or a share of 1.
        """
        entry: dict[str, Any] = {
            "key": self.key,
            "label": self.label,
            "value": self.value,
            "unit": self.unit,
            "source": self.source,
        }
        return entry | ({"sector": self.sector} if self.sector else {})
