"""Shared parts of a comparison's figures: axes, tools, legend, tooltips."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bokeh.core.properties import value
from bokeh.models import (
    AdaptiveTicker,
    BoxZoomTool,
    FactorRange,
    HoverTool,
    InlineStyleSheet,
    NumeralTickFormatter,
    PanTool,
    Range1d,
    ResetTool,
    SaveTool,
    WheelZoomTool,
)
from bokeh.models.annotations.legends import Legend, LegendItem
from bokeh.models.renderers import DataRenderer, GlyphRenderer
from bokeh.plotting import figure

from workshop.charts.comparison.look import FONT, FONT_SIZE, SMALL_FONT_SIZE, Theme, hue_of
from workshop.i18n import current_language, gettext

LEGEND_LINE = 24
LONGEST_NAME = 26
NEAREST_TAGS = 0.055
TOOLTIP = '<div class="tip">@year · @name: <b>@amount</b></div>'


Tagged = tuple[int, float]
"""A scenario's number, and the year at which its line ends."""


@dataclass(frozen=True)
class Drawn:
    """The renderers that one entry of the legend mutes."""

    name: str
    parts: tuple[GlyphRenderer[Any], ...]
    in_legend: bool = True


def empty_figure(theme: Theme, height: int, x_range: Range1d, y_range: Range1d | FactorRange) -> figure:
    """Return a figure with axes and tools, as wide as the page allows."""
    p = figure(
        height=height,
        sizing_mode="stretch_width",
        x_range=x_range,
        y_range=y_range,
        toolbar_location="above",
        tools="",
        min_border_right=8,
        output_backend="canvas",
    )
    p.add_tools(
        PanTool(dimensions="width", description=gettext("Move along the years")),
        BoxZoomTool(dimensions="width", description=gettext("Enlarge some years")),
        WheelZoomTool(dimensions="width", description=gettext("Enlarge with the wheel")),
        ResetTool(description=gettext("Show everything again")),
        SaveTool(description=gettext("Save as a picture"), filename="handlingsrom"),
    )
    # No drag tool is active at first: a page on a phone has to scroll.
    p.toolbar.active_drag = None
    p.toolbar.active_scroll = None
    p.toolbar.logo = None
    p.background_fill_color = None
    p.border_fill_color = theme.card
    p.outline_line_color = None
    p.xgrid.grid_line_color = None
    p.ygrid.grid_line_color = theme.border
    for axis in p.axis:
        axis.axis_line_color = theme.border
        axis.major_tick_line_color = theme.border
        axis.minor_tick_line_color = None
        axis.major_label_text_color = theme.text_muted
        axis.major_label_text_font = FONT
        axis.major_label_text_font_size = FONT_SIZE
        axis.axis_label_text_color = theme.text_muted
        axis.axis_label_text_font = FONT
        axis.axis_label_text_font_size = FONT_SIZE
        axis.axis_label_text_font_style = "normal"
    p.xaxis.ticker = AdaptiveTicker(
        min_interval=1, mantissas=[1, 2, 5], desired_num_ticks=5, num_minor_ticks=0
    )
    p.xaxis.formatter = NumeralTickFormatter(format="0")
    if isinstance(y_range, Range1d):
        p.yaxis.formatter = amount_formatter()
    return p


def amount_formatter() -> NumeralTickFormatter:
    """Format amounts on an axis as the language does."""
    # BokehJS has no Norwegian or Swedish, but Finnish, which formats numbers alike.
    return NumeralTickFormatter(format="0,0.[00]", language="en" if current_language() == "en" else "fi")


def finish(p: figure, theme: Theme, drawn: Sequence[Drawn], *, tooltip: str = TOOLTIP) -> figure:
    """Add the tooltips, and below the figure the legend that mutes entries on a click."""
    pointed_at: list[DataRenderer] = [entry.parts[-1] for entry in drawn]
    p.add_tools(
        HoverTool(
            renderers=pointed_at,
            tooltips=tooltip,
            line_policy="nearest",
            point_policy="follow_mouse",
            visible=False,
        )
    )
    entries = [entry for entry in drawn if entry.in_legend]
    legend = Legend(
        items=[LegendItem(label=shortened(entry.name), renderers=list(entry.parts)) for entry in entries],
        click_policy="mute",
        orientation="vertical",
        location="top_left",
        background_fill_color=None,
        border_line_color=None,
        inactive_fill_color=theme.card,
        inactive_fill_alpha=0.6,
        label_text_color=theme.ink,
        label_text_font=FONT,
        label_text_font_size=SMALL_FONT_SIZE,
        glyph_width=34,
        label_standoff=8,
        margin=6,
        spacing=4,
    )
    p.add_layout(legend, "below")
    p.height = (p.height or 0) + LEGEND_LINE * len(entries)
    p.stylesheets = [InlineStyleSheet(css=":host { width: 100%; }")]
    return p


def number_tag(p: figure, theme: Theme, ends: Sequence[tuple[int, float, float]], *, reach: float) -> None:
    """Write each scenario's number at the end of its line, without overlaps."""
    placed = spread([(y, (number, x)) for number, x, y in ends], reach)
    p.text(
        x=[x for _, (_, x) in placed],
        y=[y for y, _ in placed],
        text=[str(number) for _, (number, _) in placed],
        text_color=[theme.hues[hue_of(number)] for _, (number, _) in placed],
        x_offset=6,
        text_baseline="middle",
        text_font=value(FONT),
        text_font_size=FONT_SIZE,
        text_font_style="bold",
    )


def spread(ends: Sequence[tuple[float, Tagged]], reach: float) -> list[tuple[float, Tagged]]:
    """Move heights apart, from the lowest up, and down again if they leave the figure."""
    gap = reach * min(NEAREST_TAGS, 1 / max(1, len(ends)))
    heights: list[float] = []
    ordered = sorted(ends)
    for y, _ in ordered:
        heights.append(max(y, heights[-1] + gap) if heights else y)
    ceiling = reach
    for index in reversed(range(len(heights))):
        heights[index] = min(heights[index], ceiling)
        ceiling = heights[index] - gap
    return [(height, tagged) for height, (_, tagged) in zip(heights, ordered, strict=True)]


def shortened(name: str) -> str:
    """Shorten a name for a legend on a phone."""
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1].rstrip()}…"
