"""The hatch that means too much: one angle and one spacing for SVG and for Bokeh."""

from __future__ import annotations

from math import cos, radians
from typing import Final, NamedTuple


class Hatch(NamedTuple):
    """Parallel lines: their angle in degrees, the distance between them and their width in drawing units."""

    angle: int
    spacing: float
    line: float

    @property
    def tile(self) -> float:
        """The side of a square tile that repeats the lines, as Bokeh scales its patterns."""
        return self.spacing / cos(radians(self.angle))


HATCH: Final = Hatch(angle=45, spacing=16, line=5)
