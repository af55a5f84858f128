"""What each screen shows in each phase, beyond how the scenario stands.

A phase may add to the wall what follows from the revision (``wall``), and what follows from what
people answer meanwhile (``room``: sampled, and laid over the wall's element ``#room``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import render_template

from workshop.charts.meeting import (
    briefing,
    combining,
    deliberate,
    predictions,
    result,
    room_for_manoeuvre,
    spotlight,
    surveys,
    tables,
)
from workshop.charts.meeting.tables import SerialsView
from workshop.charts.people import scribes
from workshop.charts.people.people import PeopleView, build_people_view
from workshop.charts.proposals import estimate
from workshop.i18n import spoken_in
from workshop.identity import Person
from workshop.models import Phase
from workshop.services.meeting.reflections import count_reflecting
from workshop.services.people.participants import count_by_role, count_contributors
from workshop.state.snapshot import Snapshot

# What the parts of the phases return is of many kinds; each phase's templates know their own.
Drawing = Callable[[Snapshot], object]


@dataclass(frozen=True, kw_only=True)
class Composition:
    """How one phase is drawn; ``answered`` counts the people who did what is asked now.

    ``desk`` and ``phone`` return what the phase's part of those pages needs, as ``here``; ``phones``
    what all phones hear when people answer.
    """

    wall: Drawing = lambda _: None
    room: Drawing | None = None
    phones: Callable[[Snapshot], SerialsView | None] = lambda _: None
    answered: Callable[[Snapshot], int] | None = None
    desk: Drawing = lambda _: None
    phone: Callable[[Snapshot, Person], object] = lambda _, __: None


@dataclass(frozen=True)
class WallPartsView:
    """What the phase adds to the wall: ``here`` by the revision, ``room`` by what people answer meanwhile."""

    step: int
    here: object
    room: object


def _lobby(snapshot: Snapshot) -> PeopleView:
    return build_people_view(count_by_role(snapshot.workshop_id))


COMPOSITIONS: dict[str, Composition] = {
    **{phase.value: Composition() for phase in Phase},
    Phase.LOBBY.value: Composition(room=_lobby, phone=surveys.build_before_view),
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
        answered=lambda snapshot: count_contributors(snapshot.workshop_id), phone=scribes.build_phone_view
    ),
    Phase.ESTIMATE.value: Composition(
        room=estimate.build_room_view,
        answered=estimate.count_room,
        desk=estimate.build_desk_view,
        phone=estimate.build_phone_view,
    ),
    Phase.DELIBERATE.value: Composition(
        wall=spotlight.build_spotlight_view,
        room=deliberate.build_vote_view,
        answered=deliberate.count_room,
        desk=deliberate.build_desk_view,
        phone=deliberate.build_phone_view,
    ),
    Phase.COMBINE.value: Composition(
        room=combining.build_room_view,
        phones=tables.build_serials_view,
        desk=combining.build_desk_view,
        phone=tables.build_phone_view,
    ),
    Phase.REFLECT.value: Composition(
        wall=room_for_manoeuvre.build_reflect_view,
        answered=lambda snapshot: count_reflecting(snapshot.workshop_id),
        desk=room_for_manoeuvre.build_desk_view,
        phone=room_for_manoeuvre.build_phone_view,
    ),
    Phase.THANKS.value: Composition(
        wall=result.build_thanks_view,
        answered=result.count_after,
        phone=result.build_farewell_view,
        desk=surveys.build_comparison_view,
    ),
}


def build_wall_view(snapshot: Snapshot) -> WallPartsView:
    """Return what the phase adds to the wall, what people answer included."""
    composition = COMPOSITIONS[snapshot.phase]
    room = composition.room(snapshot) if composition.room else None
    return WallPartsView(snapshot.step, composition.wall(snapshot), room)


def build_room_html(snapshot: Snapshot) -> str:
    """Write the wall's element that follows what people answer, as HTML; empty where there is none."""
    room = COMPOSITIONS[snapshot.phase].room
    if room is None or snapshot.rules.wall != "live":
        return ""
    with spoken_in(snapshot.language):
        return render_template(f"wall/room/_{snapshot.phase}.html", step=snapshot.step, room=room(snapshot))


def build_desk_view(snapshot: Snapshot) -> object:
    """Return what the phase adds to the desk."""
    return COMPOSITIONS[snapshot.phase].desk(snapshot)


def build_phone_view(snapshot: Snapshot, person: Person) -> object:
    """Return what the phase adds to the page of one participant."""
    return COMPOSITIONS[snapshot.phase].phone(snapshot, person)


def build_phones_view(snapshot: Snapshot) -> SerialsView | None:
    """Return what all phones hear when people answer; mostly nothing."""
    return COMPOSITIONS[snapshot.phase].phones(snapshot)


def count_answered(snapshot: Snapshot) -> int | None:
    """Count the people who did what is asked now; None if nothing is asked."""
    answered = COMPOSITIONS[snapshot.phase].answered
    return None if answered is None else answered(snapshot)
