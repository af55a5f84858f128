"""The annual limits as a card of the briefing, and as what the room compares."""

from __future__ import annotations

from workshop.charts.budget.gap_table import build_gap_table_view, describe_gap_bars, describe_gap_base
from workshop.charts.meeting.briefing_cards import CardView
from workshop.charts.meeting.briefing_pictures import build_limits_view
from workshop.services.meeting.limits import LIMITS
from workshop.state.snapshot import Snapshot


def build_limits_card_view(snapshot: Snapshot) -> CardView:
    """Return the card of the annual limits: what is missing to the last, and a bar for each."""
    gap = build_gap_table_view(snapshot)
    assert gap is not None  # otherwise this card is not listed
    return CardView(
        card=LIMITS,
        lead=gap.lead,
        source=" ".join(filter(None, (describe_gap_base(gap), gap.adopted_in))),
        drawing=build_limits_view(snapshot.outcome),
        drawn=describe_gap_bars(gap),
    )
