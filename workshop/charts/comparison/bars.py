"""Bar charts of a comparison: changes by sector, and by actor."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from bokeh.models import ColumnDataSource, FactorRange, Range1d
from bokeh.models.annotations.geometry import Span
from bokeh.plotting import figure
from bokeh.transform import dodge

from workshop.charts.comparison.frame import Drawn, amount_formatter, empty_figure, finish
from workshop.charts.comparison.look import SMALL_FONT_SIZE, Theme, hatch_of, hue_of
from workshop.charts.comparison.series import Changes, describe_amount, describe_scenario
from workshop.i18n import gettext, tonnes_unit
from workshop.services.workshops.comparisons import SavedOutcome
from workshop.words import in_gas

BAR = 22
SMALLEST = 220
LABEL_WIDTH = 14
FILLED = 0.84
TOOLTIP = '<div class="tip">@what · @name: <b>@amount</b></div>'


def draw_bars(chosen: Sequence[SavedOutcome], rows: Sequence[Changes], theme: Theme) -> figure:
    """Draw the changes as bars, one colour and hatch per scenario; a cut extends to the right."""
    amounts = [change for _, changes in rows for change in changes if change is not None]
    largest = max((abs(amount) for amount in amounts), default=1.0) or 1.0
    scale, unit = tonnes_unit(largest)
    most = max(0.0, *amounts, 0.0) / scale
    least = min(0.0, *amounts, 0.0) / scale or -1.0
    margin = 0.04 * (most - least)
    # The axis runs from more to less, so that a cut, which is negative, extends away from its name.
    x_range = Range1d(start=most + (margin if most else 0), end=least - margin)
    names = ["\n".join(textwrap.wrap(name, LABEL_WIDTH)) for name, _ in rows]
    y_range = FactorRange(factors=list(reversed(names)))
    height = max(SMALLEST, 90 + len(rows) * (BAR * len(chosen) + 16))
    p = empty_figure(theme, height, x_range, y_range)
    p.xaxis.axis_label = in_gas(gettext("Change in %(unit)s CO₂", unit=unit), chosen[0].outcome.gas)
    p.xaxis.formatter = amount_formatter()
    p.yaxis.major_label_text_font_size = SMALL_FONT_SIZE
    p.xgrid.grid_line_color = theme.border
    p.ygrid.grid_line_color = None
    step = FILLED / len(chosen)
    drawn = []
    for place, saved in enumerate(chosen):
        changes = [changes[place] or 0.0 for _, changes in rows]
        color = theme.hues[hue_of(saved.number)]
        source = ColumnDataSource(
            {
                "factor": names,
                "right": [change / scale for change in changes],
                "what": [name for name, _ in rows],
                "name": [describe_scenario(saved)] * len(rows),
                "amount": [describe_amount(change, largest) for change in changes],
            }
        )
        bars = p.hbar(
            y=dodge("factor", FILLED / 2 - step * (place + 0.5), range=p.y_range),
            right="right",
            height=step * 0.9,
            source=source,
            fill_color=color,
            line_color=color,
            hatch_pattern=hatch_of(saved.number),
            hatch_color=theme.card,
            hatch_alpha=0.7,
            hatch_weight=2,
            muted_alpha=0.12,
        )
        drawn.append(Drawn(describe_scenario(saved), (bars,)))
    p.add_layout(Span(location=0, dimension="height", line_color=theme.text_muted, line_width=1))
    return finish(p, theme, drawn, tooltip=TOOLTIP)
