"""The municipalities of a regional meeting under each other: what the actions close of each gap.

An action of the region is shared out by what each municipality emits from the sources that it acts on.
Budgets and references of the municipalities add up to those of the region, and so do the parts of an action.
"""

from __future__ import annotations

from collections.abc import Iterator

from workshop.charts.budget.bridge_words import describe_kept, describe_percent
from workshop.charts.budget.loupe import describe_times, find_part
from workshop.charts.budget.one_unit import Balance
from workshop.charts.meeting.compared import BeamView, ComparedView, PartView, describe_beyond
from workshop.i18n import gettext
from workshop.services.workshops.municipalities import Municipality, read_municipalities, share_out
from workshop.state.hands import HANDS
from workshop.state.snapshot import Snapshot

PLACES = "places"
"""What the desk has the wall show in place of the saved scenarios."""


def build_municipalities_view(snapshot: Snapshot) -> ComparedView | None:
    """Return a beam for each municipality, from its reference to its budget; None for other places."""
    places = read_municipalities(snapshot)
    if not places:
        return None
    counted = [view for view in snapshot.proposals if view.block_t is not None]
    lowered = {place.id: share_out(place, places, counted) for place in places}
    furthest = max(100 * sum(lowered[each.id].values()) / _span(each) for each in places)
    part = find_part(max(0.0, furthest))
    budget = gettext("Budget")
    return ComparedView(
        heading=gettext("The municipalities"),
        about=gettext(
            "Each beam is the municipality’s own. An action of the region is shared out by what each emits "
            "from the same sources."
        ),
        beams=tuple(_beam(place, lowered[place.id], part) for place in places),
        start=gettext("Without actions"),
        end=budget if part == 100 else describe_beyond(budget),
        enlarged=describe_times(part) if part < 100 else "",
    )


def _span(place: Municipality) -> float:
    """Return the length of a municipality's beam, t: what it has to close, or all that it emits."""
    reference, budget = place.reference_t, max(0.0, place.budget_t)
    return max(1.0, reference - budget if budget < reference else reference)


def _beam(place: Municipality, lowered: dict[str, float], part: float) -> BeamView:
    scale = 100 * 100 / part / _span(place)
    used = place.reference_t - sum(lowered.values())
    end = min(100.0, max(0.0, scale * sum(lowered.values())))
    budget = min(100.0, max(0.0, scale * (place.reference_t - max(0.0, place.budget_t))))
    return BeamView(
        id=place.id,
        label=place.name,
        says=_say(place, used),
        fits=used <= place.budget_t,
        parts=tuple(_parts(lowered, scale)),
        gap_x=round(end, 3),
        gap_width=round(max(0.0, budget - end), 3),
        differs="",
    )


def _parts(lowered: dict[str, float], scale: float) -> Iterator[PartView]:
    start = 0.0
    for hand in HANDS:
        width = min(scale * lowered[hand], 100.0 - start)
        if width > 0:
            yield PartView(hand, round(start, 3), round(width, 3))
            start += width


def _say(place: Municipality, used: float) -> str:
    balance = Balance(place.budget_t, used, fits=used <= place.budget_t)
    if kept := describe_kept(balance):
        return kept
    gap, closed = place.reference_t - place.budget_t, place.reference_t - used
    if gap <= 0 or closed < 0 or place.budget_t <= 0:
        return gettext("%(amount)s too much", amount=balance.describe(-balance.remaining_t))
    return gettext("%(percent)s %% of the gap", percent=describe_percent(closed / gap))
