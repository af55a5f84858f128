"""What each screen shows in each phase, besides the state of the scenario.

A phase may add to the wall a part that depends on the revision (``wall``), and a part that depends on
people's answers meanwhile (``room``: sampled, and morphed into the wall's element ``#room``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import render_template

from workshop.charts.meeting import (
    board,
    briefing,
    combining,
    compared,
    deliberate,
    gathered,
    municipalities,
    predictions,
    result,
    room_for_manoeuvre,
    spotlight,
    surveys,
    tables,
)
from workshop.charts.meeting.briefing_cards import CardView
from workshop.charts.meeting.evening import describe_evening
from workshop.charts.meeting.limits_card import build_limits_card_view
from workshop.charts.meeting.tables import SerialsView
from workshop.charts.people import scribes
from workshop.charts.people.people import PeopleView, build_people_view
from workshop.charts.proposals import estimate
from workshop.i18n import format_whole, gettext, ngettext, spoken_in
from workshop.identity import Person
from workshop.models import Phase
from workshop.services.meeting.limits import LIMITS, shows_limits
from workshop.services.meeting.reflections import count_reflecting
from workshop.services.people.participants import count_by_role, count_contributors
from workshop.services.workshops.municipalities import is_regional
from workshop.state.snapshot import Snapshot

# The parts of the phases have different types, which only their templates know.
Drawing = Callable[[Snapshot], object]


@dataclass(frozen=True, kw_only=True)
class Composition:
    """How one phase is drawn; ``answered`` counts the people who did what is asked now.

    ``desk`` and ``phone`` return what the phase's part of those pages needs, as ``here``; ``phones`` what all
    phones get when people answer.
    """

    wall: Drawing = lambda _: None
    room: Drawing | None = None
    phones: Callable[[Snapshot], SerialsView | None] = lambda _: None
    answered: Callable[[Snapshot], int] | None = None
    desk: Drawing = lambda _: None
    phone: Callable[[Snapshot, Person], object] = lambda _, __: None


@dataclass(frozen=True)
class WallPartsView:
    """The phase's part of the wall: ``here`` depends on the revision, ``room`` on answers meanwhile."""

    step: int
    here: object
    room: object


@dataclass(frozen=True)
class BeamsChoiceView:
    """What the desk can have on the wall instead of scenarios, and what it has chosen."""

    places: bool
    limits: bool
    chosen: str


@dataclass(frozen=True)
class ComparedOrLimits:
    """What the wall compares: the annual limits, or beams under each other (None if there are none)."""

    limits: CardView | None
    compared: compared.ComparedView | None


@dataclass(frozen=True)
class WeighedView:
    """What the room weighs: the proposal in the spotlight, else all of them."""

    spotlight: spotlight.SpotlightView | None
    gathered: gathered.GatheredView


def _lobby(snapshot: Snapshot) -> PeopleView:
    if snapshot.rules.count_hidden:
        return PeopleView(total=0, joined=gettext("Welcome"), roles=[])
    return build_people_view(count_by_role(snapshot.workshop_id))


def _weigh(snapshot: Snapshot) -> WeighedView:
    return WeighedView(spotlight.build_spotlight_view(snapshot), gathered.build_gathered_view(snapshot))


def build_compared_view(snapshot: Snapshot) -> compared.ComparedView | None:
    """Draw the municipalities if the desk wants them or nothing else is there to compare."""
    scenarios = compared.build_compared_view(snapshot)
    if scenarios is not None and snapshot.focus.get("beams") != municipalities.PLACES:
        return scenarios
    return municipalities.build_municipalities_view(snapshot) or scenarios


def _compare(snapshot: Snapshot) -> ComparedOrLimits:
    limits = build_limits_card_view(snapshot) if shows_limits(snapshot) else None
    return ComparedOrLimits(limits, None if limits else build_compared_view(snapshot))


def _choose_beams(snapshot: Snapshot) -> BeamsChoiceView:
    places, limits = is_regional(snapshot), bool(snapshot.scenario.limits)
    chosen = str(snapshot.focus.get("beams") or "scenarios")
    is_there = {municipalities.PLACES: places, LIMITS: limits}.get(chosen, False)
    return BeamsChoiceView(places, limits, chosen if is_there else "scenarios")


def _written(snapshot: Snapshot) -> str:
    """Write how many have proposed something, while nothing else may be shown."""
    if not snapshot.silent:
        return ""
    written = count_contributors(snapshot.workshop_id)
    if snapshot.rules.count_hidden:
        return ngettext("%(num)s person has written", "%(num)s people have written", written)
    return ngettext(
        "%(written)s of %(num)s person has written",
        "%(written)s of %(num)s people have written",
        max(written, sum(count_by_role(snapshot.workshop_id).values())),
        written=format_whole(written),
    )


COMPOSITIONS: dict[str, Composition] = {
    **{phase.value: Composition() for phase in Phase},
    Phase.LOBBY.value: Composition(wall=describe_evening, room=_lobby, phone=surveys.build_before_view),
    Phase.BRIEFING.value: Composition(
        room=briefing.build_card_view,
        answered=briefing.count_voters,
        phone=briefing.build_phone_card_view,
        desk=briefing.build_conduct_view,
    ),
    Phase.PREDICT.value: Composition(
        room=predictions.build_question_view,
        answered=predictions.count_guesses,
        phone=predictions.build_guess_view,
        desk=predictions.build_choice_view,
    ),
    Phase.PROPOSE.value: Composition(
        room=_written,
        answered=lambda snapshot: count_contributors(snapshot.workshop_id),
        phone=scribes.build_scribe_view,
    ),
    Phase.ESTIMATE.value: Composition(
        wall=gathered.build_gathered_view,
        room=estimate.build_estimate_room_view,
        answered=estimate.count_room,
        desk=estimate.build_estimate_desk_view,
        phone=estimate.build_estimate_phone_view,
    ),
    Phase.DELIBERATE.value: Composition(
        wall=_weigh,
        room=deliberate.build_vote_view,
        answered=deliberate.count_room,
        desk=deliberate.build_deliberate_desk_view,
        phone=deliberate.build_deliberate_phone_view,
    ),
    Phase.COMBINE.value: Composition(
        wall=board.build_board_view,
        room=combining.build_combine_room_view,
        phones=tables.build_serials_view,
        desk=combining.build_combine_desk_view,
        phone=tables.build_seat_view,
    ),
    Phase.REFLECT.value: Composition(
        wall=room_for_manoeuvre.build_reflect_view,
        answered=lambda snapshot: count_reflecting(snapshot.workshop_id),
        desk=room_for_manoeuvre.build_reflect_desk_view,
        phone=room_for_manoeuvre.build_reflect_phone_view,
    ),
    Phase.COMPARE.value: Composition(wall=_compare, desk=_choose_beams),
    Phase.THANKS.value: Composition(
        wall=result.build_thanks_view,
        answered=result.count_after,
        phone=result.build_farewell_view,
        desk=surveys.build_comparison_view,
    ),
}


def build_phase_wall_view(snapshot: Snapshot) -> WallPartsView:
    """Return the phase's part of the wall, including people's answers."""
    composition = COMPOSITIONS[snapshot.phase]
    room = composition.room(snapshot) if composition.room else None
    return WallPartsView(snapshot.step, composition.wall(snapshot), room)


def build_room_html(snapshot: Snapshot, language: str = "") -> str:
    """Render the wall's element that depends on people's answers, as HTML; empty if there is none.

    It is in the ``language``, by default the meeting's.
    """
    room = COMPOSITIONS[snapshot.phase].room
    if room is None or snapshot.rules.wall != "live":
        return ""
    with spoken_in(language or snapshot.language):
        return render_template(f"wall/room/_{snapshot.phase}.html", step=snapshot.step, room=room(snapshot))


def build_phase_desk_view(snapshot: Snapshot) -> object:
    """Return the phase's part of the desk."""
    return COMPOSITIONS[snapshot.phase].desk(snapshot)


def build_phase_phone_view(snapshot: Snapshot, person: Person) -> object:
    """Return the phase's part of a participant's page."""
    return COMPOSITIONS[snapshot.phase].phone(snapshot, person)


def build_phase_phones_view(snapshot: Snapshot) -> SerialsView | None:
    """Return what all phones get when people answer; usually None."""
    return COMPOSITIONS[snapshot.phase].phones(snapshot)


def count_answered(snapshot: Snapshot) -> int | None:
    """Count the people who did what is asked now; None if nothing is asked."""
    answered = COMPOSITIONS[snapshot.phase].answered
    return None if answered is None else answered(snapshot)
