"""The three figures that a phone shows before anything is sent."""

from __future__ import annotations

from dataclasses import dataclass

from scenarios.numbers import round_whole
from workshop.i18n import format_decimal, format_tonnes, gettext, ngettext
from workshop.services.proposals.previews import Preview
from workshop.state.snapshot import Snapshot


@dataclass(frozen=True)
class PreviewView:
    """A figure written with its unit, and what it is."""

    figure: str
    words: str


def build_preview_views(preview: Preview | None, snapshot: Snapshot) -> list[PreviewView] | None:
    """Write tonnes a year, share of the gap and days of today's emissions; none without tonnes."""
    if preview is None:
        return None
    told = [
        PreviewView(
            figure=format_tonnes(preview.tonnes_per_year),
            words=gettext("a year, once in full effect"),
        )
    ]
    if preview.gap_share is not None:
        told.append(
            PreviewView(
                figure=f"{format_decimal(100 * preview.gap_share, 1)} %",
                words=gettext("of the gap by %(year)s", year=str(snapshot.end_year)),
            )
        )
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
    return told
