"""The hatch that means too much looks alike in drawings and in Bokeh's figures."""

from __future__ import annotations

import math
import re
from urllib.parse import unquote

from jinja2 import Environment, FileSystemLoader

from tests.tree import ROOT
from workshop.charts.budget.hatch import HATCH, build_hatch_image


def test_the_image_for_bokeh_has_the_angle_the_spacing_and_the_width_of_the_drawings() -> None:
    image = unquote(build_hatch_image("#b0440a", opacity=0.5).removeprefix("data:image/svg+xml,"))
    side = float(re.findall(r'width="(\d+)"', image)[0])
    segments = re.findall(r"M(-?\d+) (-?\d+)L(-?\d+) (-?\d+)", image)
    angles = [math.degrees(math.atan2(int(y) - int(b), int(a) - int(x))) for x, y, a, b in segments]
    assert angles == [HATCH.angle] * 3
    # The tile repeats in whole pixels.
    assert abs(side * math.cos(math.radians(HATCH.angle)) - HATCH.spacing) < 0.5
    assert f'stroke-width="{HATCH.line}"' in image
    assert 'stroke="#b0440a"' in image


def test_a_drawing_with_larger_units_has_the_same_hatch_smaller() -> None:
    environment = Environment(loader=FileSystemLoader(ROOT / "templates"), autoescape=True)
    environment.globals["hatch"] = HATCH
    pattern = environment.get_template("components/hatch.html").module.hatch_pattern("small", scale=0.5)  # type: ignore[attr-defined]  # a macro
    assert 'id="small" width="8.0" height="8.0"' in pattern
    assert f'patternTransform="rotate({HATCH.angle})"' in pattern
    assert f'stroke-width="{HATCH.line / 2}"' in pattern
