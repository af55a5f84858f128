"""The hatch that marks an excess: angle, spacing and width for drawings and Bokeh figures."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, radians
from typing import Final
from urllib.parse import quote

from scenarios.numbers import round_whole


@dataclass(frozen=True)
class Hatch:
    """Parallel lines: angle in degrees, spacing and width in drawing units."""

    angle: int
    spacing: float
    line: float


HATCH: Final = Hatch(angle=45, spacing=16, line=5)


def build_hatch_image(color: str, opacity: float) -> str:
    """Return the hatch as the data URL of a repeatable image; its units are pixels.

    Bokeh's own diagonals are steeper than 45 degrees, and their angle cannot be set.
    """
    assert HATCH.angle == 45, "only this angle repeats in a square"
    # Whole pixels: otherwise a canvas leaves seams between tiles.
    side = round_whole(HATCH.spacing / cos(radians(HATCH.angle)))
    # The line through the tile, and the corners of its neighbours.
    lines = f"M0 {side}L{side} 0M-{side} {side}L{side} -{side}M0 {2 * side}L{2 * side} 0"
    image = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{side}" height="{side}">'
        f'<path d="{lines}" stroke="{color}" stroke-width="{HATCH.line}" stroke-opacity="{opacity}"/></svg>'
    )
    return f"data:image/svg+xml,{quote(image)}"
