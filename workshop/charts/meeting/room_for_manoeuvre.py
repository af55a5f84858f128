"""Who can bring the tonnes about: by actor, by the municipality's control, and by the state alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from workshop.charts.budget.effects import describe_effect
from workshop.charts.budget.hands import HandView, build_hand_views
from workshop.charts.budget.one_unit import describe_parts
from workshop.charts.budget.titles import describe_title
from workshop.charts.proposals.responsibility import ResponsibilityView, build_responsibility_views
from workshop.i18n import gettext, ngettext
from workshop.identity import Person
from workshop.models import Reflection, ReflectionKind, Stand, State
from workshop.services.meeting.combining import support_of
from workshop.services.meeting.reflections import (
    VIEWS,
    own_reflections,
    own_stands,
    reflections_of,
    stands_on,
)
from workshop.state.hands import hand_of
from workshop.state.proposal_views import ProposalView
from workshop.state.snapshot import Snapshot
from workshop.words import actors, say_actor, say_control_briefly, say_prompt

CONTROLS = ("direct", "shared", "external", "")


# As many actors as the wall has room for.
MOST_ROWS = 6
_OTHERS = "others"


@dataclass(frozen=True)
class MatrixRow:
    """An actor, with the tonnes by control; empty if there are none."""

    actor: str
    cells: list[str]


@dataclass(frozen=True)
class MatrixView:
    """The tonnes by actor and by how much the municipality controls them."""

    controls: list[str]
    rows: list[MatrixRow]


@dataclass(frozen=True)
class TakesView:
    """An action, and whom it requires."""

    title: str
    who: list[ResponsibilityView]


@dataclass(frozen=True)
class StateOnlyView:
    """An action of the state, with its effect per year."""

    title: str
    effect: str


@dataclass(frozen=True, kw_only=True)
class ThoughtView:
    """A thought or a pledge that the room may read."""

    id: str
    text: str
    pledge: bool
    prompt: str
    owner: str
    due: date | None


@dataclass(frozen=True, kw_only=True)
class ReflectView:
    """What the wall can show while the room reflects; ``view`` names what it shows."""

    view: str
    hands: tuple[HandView, ...]
    matrix: MatrixView
    takes: list[TakesView]
    state_only: list[StateOnlyView]
    thoughts: list[ThoughtView]
    waiting: str


@dataclass(frozen=True)
class StandWord:
    """What somebody's own role can do, in words."""

    key: str
    label: str


@dataclass(frozen=True, kw_only=True)
class StandView:
    """A counted action, and people's statements about their own role: ``counts`` of ``shown`` people."""

    view: ProposalView
    title: str
    effect: str
    answers: int
    shown: int
    counts: Mapping[str, int] | None
    needs: str


@dataclass(frozen=True)
class ReflectDeskView:
    """What the desk curates, and what people say they can do."""

    reflections: list[Reflection]
    stands: list[StandView]


@dataclass(frozen=True)
class OwnStand:
    """A counted action, and this participant's statement about it."""

    view: ProposalView
    stand: str
    needs: str


@dataclass(frozen=True, kw_only=True)
class ReflectPhoneView:
    """A phone's questions; ``actors`` are names by id."""

    own: list[Reflection]
    words: list[StandWord]
    actors: Mapping[str, str]
    actions: list[OwnStand]


def build_reflect_view(snapshot: Snapshot) -> ReflectView:
    """Return what the desk has chosen to show while the room reflects."""
    view = str(snapshot.focus.get("view", VIEWS[0]))
    counted = [p for p in snapshot.counted if p.included and p.block_t is not None]
    return ReflectView(
        view=view,
        hands=build_hand_views(view for view in snapshot.proposals if view.block_t is not None),
        matrix=build_matrix_view(counted),
        takes=[
            TakesView(title=describe_title(p, snapshot), who=build_responsibility_views(p)[:3])
            for p in _by_tonnes(counted)
        ],
        state_only=[
            StateOnlyView(title=describe_title(p, snapshot), effect=describe_effect(p))
            for p in _by_tonnes(counted)
            if p.actor == "state" or p.responsibility.decides == "state"
        ],
        thoughts=_shown_thoughts(snapshot),
        waiting=_say_waiting(snapshot),
    )


def build_matrix_view(counted: list[ProposalView]) -> MatrixView:
    """Tabulate the tonnes by actor and by how much the municipality controls them.

    Beyond what the wall has room for, the smallest actors are one row, so that the columns still add up.
    The cells of a group of actors add up, as printed, to what the picture of the groups says.
    """
    shown = _choose_rows(counted)
    cells: dict[tuple[str, str], float] = defaultdict(float)
    parts: dict[str, dict[tuple[str, str], float]] = defaultdict(lambda: defaultdict(float))
    for proposal in counted:
        row = proposal.actor if proposal.actor in shown else _OTHERS
        # The smallest of several groups are one row, which no group's figure can be compared with.
        group = _OTHERS if row == _OTHERS else hand_of(proposal)
        parts[group][row, proposal.responsibility.control] += proposal.block_t or 0.0
        cells[row, proposal.responsibility.control] += proposal.block_t or 0.0
    hands: dict[str, float] = defaultdict(float)
    for proposal in counted:
        hands[hand_of(proposal)] += proposal.block_t or 0.0
    largest = max(hands.values(), default=0.0)
    said: dict[tuple[str, str], str] = {}
    for cells_of_group in parts.values():
        there = {cell: tonnes for cell, tonnes in cells_of_group.items() if tonnes}
        said.update(zip(there, describe_parts([*there.values()], largest), strict=True))
    controls = [control for control in CONTROLS if any(key[1] == control for key in cells)]
    return MatrixView(
        controls=[say_control_briefly(control) for control in controls],
        rows=[
            MatrixRow(actor=_say_actor(actor), cells=[said.get((actor, control), "") for control in controls])
            for actor in shown
        ],
    )


def _choose_rows(counted: list[ProposalView]) -> list[str]:
    """List the actors with the most tonnes, with one row of others where there are too many."""
    whole: dict[str, float] = defaultdict(float)
    for proposal in counted:
        whole[proposal.actor] += proposal.block_t or 0.0
    by_tonnes = sorted(whole, key=lambda actor: -whole[actor])
    return by_tonnes if len(by_tonnes) <= MOST_ROWS else [*by_tonnes[: MOST_ROWS - 1], _OTHERS]


def _say_actor(actor: str) -> str:
    if actor == _OTHERS:
        return gettext("Others")
    return say_actor(actor) if actor else gettext("Not specified")


def build_reflect_desk_view(snapshot: Snapshot) -> ReflectDeskView:
    """Return what the desk curates, and what people say they can do."""
    return ReflectDeskView(
        reflections=reflections_of(snapshot.workshop_id), stands=build_stands_views(snapshot)
    )


def build_reflect_phone_view(snapshot: Snapshot, person: Person) -> ReflectPhoneView:
    """Return a phone's questions: each counted action, the room's favourites first, and what was said."""
    said = own_stands(person)
    return ReflectPhoneView(
        own=own_reflections(person),
        words=build_stand_words_views(),
        actors=actors(),
        actions=[
            OwnStand(
                view=view,
                stand=said[view.number].stand if view.number in said else "",
                needs=said[view.number].needs if view.number in said else "",
            )
            for view in sorted(
                _by_tonnes([p for p in snapshot.counted if p.included]),
                key=lambda view: -support_of(view.support),
            )
        ],
    )


def build_stands_views(snapshot: Snapshot) -> list[StandView]:
    """Return for each counted action people's statements about their own role."""
    told = stands_on(snapshot)
    return [
        StandView(
            view=view,
            title=describe_title(view, snapshot),
            effect=describe_effect(view),
            answers=told[view.id].answers,
            shown=told[view.id].shown,
            counts=told[view.id].counts,
            needs=say_actor(told[view.id].needs) if told[view.id].needs else "",
        )
        for view in _by_tonnes([p for p in snapshot.counted if p.included])
    ]


def build_stand_words_views() -> list[StandWord]:
    """Return the words for what somebody's own role can do."""
    return [
        StandWord(Stand.CAN.value, gettext("We can do this")),
        StandWord(Stand.TOGETHER.value, gettext("With others")),
        StandWord(Stand.NOT_WITHOUT.value, gettext("Not without a decision by …")),
    ]


def _by_tonnes(proposals: list[ProposalView]) -> list[ProposalView]:
    return sorted(proposals, key=lambda p: -(p.block_t or 0.0))


def _say_waiting(snapshot: Snapshot) -> str:
    """Write how many thoughts the facilitator has not read yet; empty if there are none."""
    waiting = sum(thought.state == State.WAITING for thought in reflections_of(snapshot.workshop_id))
    if not waiting:
        return ""
    return ngettext("%(num)s waits for the facilitator.", "%(num)s wait for the facilitator.", waiting)


def _shown_thoughts(snapshot: Snapshot) -> list[ThoughtView]:
    return [
        ThoughtView(
            id=thought.public_id,
            text=thought.text,
            pledge=thought.kind == ReflectionKind.PLEDGE,
            prompt=say_prompt(thought.prompt) if thought.prompt else "",
            owner=thought.owner,
            due=thought.due,
        )
        for thought in reflections_of(snapshot.workshop_id)
        if thought.state == State.VISIBLE
    ]
