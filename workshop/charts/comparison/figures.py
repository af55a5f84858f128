"""The linked Bokeh figures of a comparison."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bokeh.document import Document
from bokeh.models import ColumnDataSource, ImageURLTexture, Range1d
from bokeh.models.annotations.geometry import BoxAnnotation, Span
from bokeh.models.annotations.labels import Label
from bokeh.plotting import figure

from scenarios.comparison.comparison import Comparison
from workshop.charts.budget.hatch import build_hatch_image
from workshop.charts.comparison.bars import draw_bars
from workshop.charts.comparison.frame import Drawn, empty_figure, finish, number_tag
from workshop.charts.comparison.look import FONT, SMALL_FONT_SIZE, Theme, dash_of, hue_of
from workshop.charts.comparison.series import (
    Series,
    budgets,
    by_actor,
    by_sector,
    describe_amount,
    describe_scenario,
    pathways,
    references,
    that_change,
)
from workshop.i18n import format_decimal, format_tonnes, gettext, tonnes_unit
from workshop.services.workshops.comparisons import SavedOutcome
from workshop.words import in_gas

HEIGHT = 400
HEAD_ROOM = 1.06
# Room for the longest figures on the axis, so that the years of both figures are aligned.
LEFT = 62


def draw_figures(
    chosen: Sequence[SavedOutcome],
    comparison: Comparison,
    marks: Sequence[dict[str, float]],
    theme: Theme,
) -> dict[str, Any]:
    """Return one Bokeh document and the page element of each of its roots.

    Send the document with its keys in this order: BokehJS reads each model before the references to it.
    """
    # The last year's emissions end when the next year begins.
    first, last = comparison.years[0], comparison.years[-1]
    x_range = Range1d(start=first - 0.3, end=last + 2.7, bounds=(first - 5, last + 7))
    drawn = {
        "trajectories": draw_trajectories(chosen, theme, x_range),
        "cumulative": draw_cumulative(chosen, marks, theme, x_range),
    }
    for name, rows in (("sectors", by_sector(chosen, comparison)), ("actors", by_actor(comparison))):
        # Without any change, the sentences say so.
        if that_change(rows):
            drawn[name] = draw_bars(chosen, that_change(rows), theme)
    document = Document()
    for root in drawn.values():
        document.add_root(root)
    return {
        "docs": {"comparison": document.to_json(deferred=False)},
        "items": [
            {
                "docid": "comparison",
                "roots": {root.id: f"figure-{name}" for name, root in drawn.items()},
                "root_ids": [root.id for root in drawn.values()],
            }
        ],
    }


def draw_trajectories(chosen: Sequence[SavedOutcome], theme: Theme, x_range: Range1d) -> figure:
    """Draw yearly emissions: each scenario with its band, the reference, and the path."""
    common = [*references(chosen), *pathways(chosen)]
    top = max(
        *(amount for series in common for amount in series.amounts_t),
        *(float(saved.outcome.emissions_t.max()) for saved in chosen),
        *(float(band[2].max()) for saved in chosen if (band := _band(saved)) is not None),
        1.0,
    )
    scale, unit = tonnes_unit(top)
    p = empty_figure(theme, HEIGHT, x_range, Range1d(start=0, end=top / scale * HEAD_ROOM))
    p.yaxis.axis_label = in_gas(gettext("%(unit)s CO₂ a year", unit=unit), chosen[0].outcome.gas)
    p.min_border_left = LEFT
    drawn: list[Drawn] = []
    for number, series in enumerate(references(chosen)):
        name = gettext("Without actions")
        line = _line(p, series, name, top, scale, line_color=theme.text_muted, line_dash=(6, 4), line_width=2)
        drawn.append(Drawn(name, (line,), in_legend=number == 0))
    for number, series in enumerate(pathways(chosen)):
        name = gettext("Path that fits the budget, also later")
        line = _line(p, series, name, top, scale, line_color=theme.budget, line_width=2)
        drawn.append(Drawn(name, (line,), in_legend=number == 0))
    for saved in chosen:
        color = theme.hues[hue_of(saved.number)]
        series = Series(saved.outcome.years, tuple(saved.outcome.emissions_t.tolist()))
        parts = []
        band = _band(saved)
        if band is not None:
            parts.append(
                p.varea(
                    x=list(saved.outcome.years),
                    y1=(band[0] / scale).tolist(),
                    y2=(band[2] / scale).tolist(),
                    fill_color=color,
                    fill_alpha=0.16,
                    muted_fill_alpha=0.02,
                )
            )
        parts.append(
            _line(
                p,
                series,
                describe_scenario(saved),
                top,
                scale,
                line_color=color,
                line_dash=dash_of(saved.number),
                line_width=3.5,
            )
        )
        drawn.append(Drawn(describe_scenario(saved), tuple(parts)))
    ends = [
        (saved.number, saved.outcome.years[-1], float(saved.outcome.emissions_t[-1]) / scale)
        for saved in chosen
    ]
    number_tag(p, theme, ends, reach=top / scale)
    return finish(p, theme, drawn)


def draw_cumulative(
    chosen: Sequence[SavedOutcome],
    marks: Sequence[dict[str, float]],
    theme: Theme,
    x_range: Range1d,
) -> figure:
    """Draw cumulative emissions against the budget; the excess is hatched."""
    top = max(
        *(float(saved.outcome.cumulative_t.max()) for saved in chosen),
        *(sum(series.amounts_t) for series in references(chosen)),
        *budgets(chosen),
        1.0,
    )
    scale, unit = tonnes_unit(top)
    p = empty_figure(theme, HEIGHT, x_range, Range1d(start=0, end=top / scale * HEAD_ROOM))
    p.yaxis.axis_label = in_gas(gettext("%(unit)s CO₂ so far", unit=unit), chosen[0].outcome.gas)
    p.min_border_left = LEFT
    drawn: list[Drawn] = []
    for number, series in enumerate(references(chosen)):
        name = gettext("Without actions")
        line = _line(
            p, _summed(series), name, top, scale, line_color=theme.text_muted, line_dash=(6, 4), line_width=2
        )
        drawn.append(Drawn(name, (line,), in_legend=number == 0))
    _draw_budgets(p, chosen, marks, theme, scale, top)
    for saved in chosen:
        color = theme.hues[hue_of(saved.number)]
        series = _summed(Series(saved.outcome.years, tuple(saved.outcome.emissions_t.tolist())))
        line = _line(
            p,
            series,
            describe_scenario(saved),
            top,
            scale,
            line_color=color,
            line_dash=dash_of(saved.number),
            line_width=3.5,
        )
        drawn.append(Drawn(describe_scenario(saved), (line,)))
    ends = [
        (saved.number, saved.outcome.years[-1] + 1, saved.outcome.cumulative_emissions_t / scale)
        for saved in chosen
    ]
    number_tag(p, theme, ends, reach=top / scale)
    return finish(p, theme, drawn)


def _draw_budgets(
    p: figure,
    chosen: Sequence[SavedOutcome],
    marks: Sequence[dict[str, float]],
    theme: Theme,
    scale: float,
    top: float,
) -> None:
    found = [budget for budget in budgets(chosen) if budget > 0]
    p.add_layout(
        BoxAnnotation(
            bottom=max(found, default=0.0) / scale,
            fill_alpha=0,
            line_alpha=0,
            hatch_pattern="too_much",
            hatch_extra={"too_much": ImageURLTexture(url=build_hatch_image(theme.overshoot, opacity=0.14))},
            level="underlay",
        )
    )
    for budget in found:
        words = gettext("Budget %(amount)s", amount=format_tonnes(budget))
        _draw_level(p, theme, budget / scale, words, width=3, dash="solid")
    for mark in marks:
        amount = mark["budget_t"]
        # Skip marks near a budget that is drawn already, and far ones, which would flatten the lines.
        near = any(abs(amount - budget) < 0.03 * top for budget in found)
        if 0 < amount < top and not near:
            degrees = format_decimal(mark["temperature_c"], 1)
            words = gettext("%(degrees)s °C: %(amount)s", degrees=degrees, amount=format_tonnes(amount))
            _draw_level(p, theme, amount / scale, words, width=1.5, dash="dotted")


def _draw_level(p: figure, theme: Theme, y: float, words: str, *, width: float, dash: str) -> None:
    p.add_layout(
        Span(location=y, dimension="width", line_color=theme.budget, line_width=width, line_dash=dash)
    )
    p.add_layout(
        Label(
            x=8,
            x_units="screen",
            y=y,
            y_offset=3,
            text=words,
            text_color=theme.budget,
            text_font=FONT,
            text_font_size=SMALL_FONT_SIZE,
            text_font_style="bold",
            background_fill_color=theme.card,
            background_fill_alpha=0.8,
        )
    )


def _line(p: figure, series: Series, name: str, top: float, scale: float, **look: Any) -> Any:
    """Draw a line whose points have tooltips."""
    source = ColumnDataSource(
        {
            "x": list(series.years),
            "y": [amount / scale for amount in series.amounts_t],
            "year": [str(year) for year in series.years],
            "name": [name] * len(series.years),
            "amount": [describe_amount(amount, top) for amount in series.amounts_t],
        }
    )
    return p.line("x", "y", source=source, muted_alpha=0.12, **look)


def _band(saved: SavedOutcome) -> Any:
    draws = saved.outcome.draws
    return None if draws is None else draws.emissions_percentiles_t


def _summed(series: Series) -> Series:
    """Return cumulative amounts: at the beginning of each year, the emissions before it."""
    sums = [0.0]
    for amount in series.amounts_t:
        sums.append(sums[-1] + amount)
    return Series((*series.years, series.years[-1] + 1), tuple(sums))
