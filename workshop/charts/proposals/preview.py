"""The three figures that a phone shows before anything is sent."""

from __future__ import annotations

import math
from dataclasses import dataclass

from scenarios.catalogue.catalogue import find_action
from scenarios.numbers import round_figure, round_whole
from workshop.charts.budget.bridge_words import describe_cooling
from workshop.i18n import format_decimal, format_tonnes, gettext, ngettext
from workshop.services.proposals.previews import Preview
from workshop.state.snapshot import Snapshot

# Two figures are enough for what makes an amount easy to imagine.
_FIGURES = 2


@dataclass(frozen=True)
class PreviewView:
    """A formatted figure with its unit, and its label."""

    figure: str
    words: str


def build_preview_views(preview: Preview | None, snapshot: Snapshot) -> list[PreviewView] | None:
    """Write tonnes a year, share of the gap and days of today's emissions; None without tonnes."""
    if preview is None:
        return None
    told = [
        PreviewView(
            figure=format_tonnes(preview.tonnes_per_year),
            words=describe_in_cars(preview.tonnes_per_year),
        )
    ]
    if preview.gap_share is not None:
        told.append(_tell_gap(preview, preview.gap_share, str(snapshot.end_year)))
    if preview.days is not None:
        days = round_whole(preview.days)
        told.append(
            PreviewView(
                figure=format_decimal(days),
                words=ngettext(
                    "day of today’s emissions by %(year)s",
                    "days of today’s emissions by %(year)s",
                    abs(days),
                    year=str(snapshot.end_year),
                ),
            )
        )
    if preview.warming_c is not None:
        told.append(
            PreviewView(
                figure=describe_cooling(preview.warming_c),
                words=gettext("of warming, if every place exceeded its share as this one does"),
            )
        )
    return told


def _tell_gap(preview: Preview, share: float, year: str) -> PreviewView:
    """Write the share of the gap; once the budget is kept with the action, how much is to spare."""
    if preview.fits:
        return PreviewView(
            figure=format_tonnes(preview.remaining_t),
            words=gettext("to spare: with it, the budget is kept until %(year)s", year=year),
        )
    return PreviewView(
        figure=f"{format_decimal(100 * share, 1)} %",
        words=gettext("of the gap between reference path and budget by %(year)s", year=year),
    )


def describe_in_cars(tonnes_per_year: float) -> str:
    """Say in plain words what tonnes a year are: as much as so many cars emit, by the catalogue's figure.

    Parameters
    ----------
    tonnes_per_year
        Tonnes of CO2 a year, below zero where emissions rise.

    Returns
    -------
    str
        Words to stand beside the tonnes; they name no cars where it is less than one.
    """
    effect = find_action("private-cars-electric").effect
    cars = abs(tonnes_per_year) / effect.per_unit.likely if effect else 0.0
    if round_whole(cars) < 1:
        return gettext("a year, once in full effect")
    about = round_whole(round_figure(cars, _FIGURES - 1 - math.floor(math.log10(cars))))
    return ngettext(
        "a year, once in full effect: about what %(cars)s petrol car emits",
        "a year, once in full effect: about what %(cars)s petrol cars emit",
        about,
        cars=format_decimal(about),
    )
