"""Bounds of a number in a scenario file, by which it is judged and which JSON Schema can say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What a number may be; None is no bound.

    Attributes
    ----------
    at_least, at_most
        Included, in the unit of the member.
    above, below
        Not included, in the unit of the member.
    """

    at_least: float | None = None
    at_most: float | None = None
    above: float | None = None
    below: float | None = None

    def allow(self, value: float) -> bool:
        """Return whether a number is within.

        Parameters
        ----------
        value
            In the unit of the bounds.

        Returns
        -------
        bool
            False for what is not a number (NaN) where there is any bound.
        """
        return (
            (self.at_least is None or value >= self.at_least)
            and (self.at_most is None or value <= self.at_most)
            and (self.above is None or value > self.above)
            and (self.below is None or value < self.below)
        )

    @property
    def schema(self) -> Mapping[str, float]:
        """The same in JSON Schema, in the unit of the member."""
        bounds = {
            "minimum": self.at_least,
            "maximum": self.at_most,
            "exclusiveMinimum": self.above,
            "exclusiveMaximum": self.below,
        }
        return {keyword: bound for keyword, bound in bounds.items() if bound is not None}


ANYWHERE: Final = Bounds()
