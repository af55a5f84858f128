"""The phase in which the room estimates one proposal twice, on wall, phones and desk."""

from __future__ import annotations

from dataclasses import dataclass

from workshop.charts.budget.monte_carlo import describe_tries
from workshop.charts.budget.titles import describe_title
from workshop.charts.proposals.spread import SpreadView, build_spread_view, describe_figure, describe_range
from workshop.charts.proposals.spread_dots import PHONE, WALL
from workshop.i18n import current_language, format_tonnes, format_whole, gettext, ngettext
from workshop.identity import Person
from workshop.services.people.participants import count_by_role
from workshop.services.proposals.estimates import own_estimates
from workshop.state.confidentiality import FEWEST
from workshop.state.effects import pick_estimate
from workshop.state.proposal_views import ProposalView
from workshop.state.rounds import RoundsShown, count_estimates, estimable, show_rounds
from workshop.state.snapshot import Snapshot
from workshop.words import say_lane

ROUNDS = 2


@dataclass(frozen=True)
class PartsView:
    """How many of the participants have answered; ``joined`` is at least 1."""

    answered: int
    joined: int


@dataclass(frozen=True)
class TableView:
    """A table with formatted figures."""

    heading: tuple[str, ...]
    rows: list[tuple[str, ...]]


@dataclass(frozen=True, kw_only=True)
class EstimateRoomView:
    """The wall's view: how many have answered, and the spread once the desk shows it."""

    title: str
    question: str
    unit: str
    round: int
    shown: bool
    answered: str
    parts: PartsView
    spread: SpreadView | None
    middle: str
    narrowing: str
    tries: str
    few: str


@dataclass(frozen=True, kw_only=True)
class EstimateDeskView:
    """What the desk needs to lead the rounds."""

    view: ProposalView | None
    round: int
    shown: bool
    answered: str
    table: TableView | None
    few: str
    unit: str
    choices: list[ProposalView]


@dataclass(frozen=True)
class SeenView:
    """What a phone may see of the room: everybody together, without roles."""

    spread: SpreadView | None
    few: str


@dataclass(frozen=True, kw_only=True)
class EstimatePhoneView:
    """A phone's question, its own answer, and what it may see of the room."""

    view: ProposalView
    round: int
    shown: bool
    answered: bool
    mine: str
    spread: SpreadView | None
    few: str
    middle: str


def looked_at(snapshot: Snapshot) -> ProposalView | None:
    """Find the proposal that the desk has chosen; None once it is hidden or gone."""
    chosen = snapshot.focus.get("proposal")
    return next((view for view in snapshot.shown if view.id == chosen), None)


def number_of(snapshot: Snapshot) -> int:
    """Return the number of the round."""
    return int(snapshot.focus.get("round", 1))


def count_room(snapshot: Snapshot) -> int:
    """Count the answers in the open round."""
    view = looked_at(snapshot)
    return 0 if view is None else count_estimates(snapshot.workshop_id, view.id, number_of(snapshot))


def build_estimate_room_view(snapshot: Snapshot) -> EstimateRoomView | None:
    """Return the wall's view: how many have answered, and the spread once the desk shows it."""
    view = looked_at(snapshot)
    if view is None:
        return None
    number, shown = number_of(snapshot), bool(snapshot.focus.get("shown"))
    people, joined = count_room(snapshot), sum(count_by_role(snapshot.workshop_id).values())
    said = None if snapshot.rules.count_hidden else joined
    told = rounds_to_show(snapshot)
    newest = told.rounds[-1] if told.rounds else None
    return EstimateRoomView(
        title=describe_title(view, snapshot),
        question=describe_question(view),
        unit=describe_unit(view),
        round=number,
        shown=shown,
        answered=describe_answered(people, said),
        parts=PartsView(answered=0 if said is None else people, joined=max(joined, people, 1)),
        spread=build_spread_view(told, WALL),
        middle=""
        if newest is None or newest.all.likely is None
        else describe_middle(view, newest.all.likely),
        narrowing=describe_narrowing(told.narrowing) if shown else "",
        tries=describe_tries(snapshot) if shown and number == ROUNDS else "",
        few=describe_few_answers() if told.rounds and build_spread_view(told, WALL) is None else "",
    )


def rounds_to_show(snapshot: Snapshot) -> RoundsShown:
    """Return the rounds that the desk has shown; while the second is open, that is the first."""
    view = looked_at(snapshot)
    upto = number_of(snapshot) - (0 if snapshot.focus.get("shown") else 1)
    return (
        RoundsShown((), None)
        if view is None or upto < 1
        else show_rounds(snapshot.workshop_id, view.id, upto)
    )


def build_estimate_desk_view(snapshot: Snapshot) -> EstimateDeskView:
    """Return what the desk needs to lead the rounds."""
    view = looked_at(snapshot)
    told = rounds_to_show(snapshot)
    return EstimateDeskView(
        view=view,
        round=number_of(snapshot),
        shown=bool(snapshot.focus.get("shown")),
        answered="" if view is None else describe_answered(count_room(snapshot), _joined(snapshot)),
        table=build_medians_view(told),
        few=describe_few_answers() if told.rounds and not told.rounds[-1].lanes else "",
        unit="" if view is None else describe_unit(view),
        choices=[other for other in estimable(snapshot) if view is None or other.id != view.id],
    )


def build_estimate_phone_view(snapshot: Snapshot, participant: Person) -> EstimatePhoneView | None:
    """Return a phone's question, and its own answer."""
    view = looked_at(snapshot)
    if view is None:
        return None
    own = own_estimates(snapshot.workshop_id, participant, view.id)
    number, told = number_of(snapshot), rounds_to_show(snapshot)
    mine = own.get(number) or own.get(1)
    seen = build_seen_view(told)
    return EstimatePhoneView(
        view=view,
        round=number,
        shown=bool(snapshot.focus.get("shown")),
        answered=number in own,
        mine="" if mine is None else f"{describe_range(mine)}\u00a0{describe_unit(view)}",
        spread=seen.spread,
        few=seen.few,
        middle=""
        if not told.rounds or told.rounds[-1].all.likely is None
        else describe_middle(view, told.rounds[-1].all.likely),
    )


def build_seen_view(told: RoundsShown) -> SeenView:
    """Return what a phone may see of the room: everybody together, without roles."""
    newest = told.rounds[-1] if told.rounds else None
    return SeenView(
        spread=build_spread_view(told, PHONE, by_role=False),
        few=describe_few_answers(newest.people) if newest is not None and not newest.lanes else "",
    )


def build_medians_view(told: RoundsShown) -> TableView | None:
    """Return the medians as a table: a row for each lane, and for all."""
    rounds = [each for each in told.rounds if each.lanes]
    if not rounds:
        return None
    rows = []
    for each in rounds:
        spreads = {"": each.all, **(each.spreads if len(each.spreads) > 1 else {})}
        for lane, spread in spreads.items():
            figures = [
                describe_figure(v) if v is not None else "–" for v in (spread.low, spread.likely, spread.high)
            ]
            rows.append((f"{each.number} · {say_lane(lane or 'everybody')}", str(spread.people), *figures))
    return TableView(
        heading=(
            gettext("Round and role"),
            gettext("People"),
            gettext("At least"),
            gettext("Likely"),
            gettext("At most"),
        ),
        rows=rows,
    )


def describe_question(view: ProposalView) -> str:
    """Ask for the figure."""
    if view.action is not None:
        return view.action.text("question", current_language())
    if (view.likely or 0.0) < 0:
        return gettext("How many tonnes a year would it add, once in full effect?")
    return gettext("How many tonnes a year would it save, once in full effect?")


def describe_unit(view: ProposalView) -> str:
    """Return the unit."""
    if view.action is not None:
        return view.action.text("unit_plural", current_language())
    return gettext("t a year")


def describe_answered(people: int, joined: int | None) -> str:
    """Write how many of the room have answered; ``joined`` is None if it is not to be said."""
    if joined is None:
        return ngettext("%(num)s person has answered", "%(num)s people have answered", people)
    return ngettext(
        "%(answered)s of %(num)s person has answered",
        "%(answered)s of %(num)s people have answered",
        max(people, joined),
        answered=format_whole(people),
    )


def describe_middle(view: ProposalView, likely: float) -> str:
    """Write the room's median, in its unit and in tonnes."""
    figure = f"{describe_figure(likely)}\u00a0{describe_unit(view)}"
    action = view.action
    if action is None or action.effect is None or action.effect.kind == "share":
        return gettext("The median is %(figure)s.", figure=figure)
    _, tonnes, _ = pick_estimate(action, likely, None, None)
    return gettext(
        "The median is %(figure)s: %(tonnes)s a year.", figure=figure, tonnes=format_tonnes(tonnes)
    )


def describe_narrowing(narrowing: float | None) -> str:
    """Write whether the discussion has narrowed the estimates."""
    if narrowing is None or abs(narrowing) < 0.05:
        return ""
    share = format_whole(abs(100 * narrowing))
    if narrowing > 0:
        return gettext(
            "Answers are closer: the spread of the middle half has shrunk by %(share)s %%.", share=share
        )
    return gettext(
        "Answers are further apart: the spread of the middle half has grown by %(share)s %%.", share=share
    )


def describe_few_answers(people: int | None = None) -> str:
    """Say why no spread is shown, with how many have answered where nothing beside it does."""
    if people:
        return ngettext(
            "%(num)s answer so far; the spread is shown from %(least)s on.",
            "%(num)s answers so far; the spread is shown from %(least)s on.",
            people,
            least=str(FEWEST),
        )
    return gettext("The spread is shown from %(number)s answers on.", number=str(FEWEST))


def _joined(snapshot: Snapshot) -> int:
    return sum(count_by_role(snapshot.workshop_id).values())
