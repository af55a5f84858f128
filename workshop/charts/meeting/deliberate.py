"""The phase in which the room weighs proposals: spotlight, vote, objections."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from workshop.charts.budget.titles import describe_title
from workshop.charts.meeting.spotlight import build_objections_views
from workshop.charts.proposals.estimate import (
    PartsView,
    TableView,
    describe_answered,
    looked_at,
)
from workshop.i18n import format_whole, gettext, ngettext
from workshop.identity import Person
from workshop.services.meeting import votes
from workshop.services.people.participants import count_by_role
from workshop.services.proposals.objections import own_objections
from workshop.services.proposals.paper import count_sheets
from workshop.state.confidentiality import may_show
from workshop.state.proposal_views import ObjectionView, ProposalView
from workshop.state.shown_totals import read_shown
from workshop.state.snapshot import Snapshot
from workshop.state.tallies import count_by_hand, count_voters
from workshop.state.visibility import may_read, not_shown
from workshop.store.gates import is_vote_open
from workshop.words import say_lane, say_source


@dataclass(frozen=True)
class ResultView:
    """A proposal with its dots and supporters."""

    view: ProposalView
    dots: int
    supporters: int


@dataclass(frozen=True, kw_only=True)
class ResultBar:
    """A proposal of the result, as drawn on the wall."""

    id: str
    title: str
    figure: str
    share_pct: float
    supporters: str


@dataclass(frozen=True, kw_only=True)
class VoteView:
    """The vote on the wall: the number of voters, and the result once it may be shown."""

    open: bool
    hidden: bool
    dots: int
    lead: str
    parts: PartsView
    results: list[ResultBar]
    few: str
    of: str


@dataclass(frozen=True, kw_only=True)
class DeliberateDeskView:
    """What the desk needs to lead the deliberation."""

    view: ProposalView | None
    open: bool
    closed: bool
    voted: str
    few: bool
    of: str
    counted: str
    table: TableView | None


@dataclass(frozen=True, kw_only=True)
class OwnObjection:
    """Somebody's objection, its proposal, and the desk's decision."""

    id: str
    title: str
    text: str
    state: str


@dataclass(frozen=True, kw_only=True)
class DeliberatePhoneView:
    """What a phone can do now, and what it has done."""

    view: ProposalView | None
    objections: list[ObjectionView]
    open: bool
    closed: bool
    given: bool
    spent: int
    voters: str
    few: str
    results: list[ResultView]
    mine: list[OwnObjection]


def count_room(snapshot: Snapshot) -> int:
    """Count the voters."""
    if is_vote_open(snapshot.vote):
        return count_voters(snapshot.workshop_id)
    return int(snapshot.vote.get("voters", 0))


def build_vote_view(snapshot: Snapshot) -> VoteView | None:
    """Return the vote: the number of voters, and the result once it may be shown."""
    if looked_at(snapshot) is not None or not snapshot.vote:
        return None
    people, joined = count_room(snapshot), _in_the_room(snapshot)
    is_open = is_vote_open(snapshot.vote)
    results = build_results_views(snapshot)
    return VoteView(
        open=is_open,
        hidden=snapshot.rules.dots_hidden,
        dots=snapshot.rules.dots,
        lead=_lead(snapshot, people, joined),
        parts=PartsView(answered=0 if snapshot.rules.count_hidden else people, joined=max(joined, people, 1)),
        results=_bars(snapshot, results),
        few="" if may_show(people) or is_open else describe_too_few(),
        of=describe_shown(snapshot),
    )


def build_deliberate_desk_view(snapshot: Snapshot) -> DeliberateDeskView:
    """Return what the desk needs to lead the deliberation."""
    people, joined = count_room(snapshot), _in_the_room(snapshot)
    return DeliberateDeskView(
        view=looked_at(snapshot),
        open=is_vote_open(snapshot.vote),
        closed=snapshot.vote.get("state") == "closed",
        voted=describe_answered(people, joined) if is_vote_open(snapshot.vote) else describe_voters(people),
        few=bool(snapshot.vote) and not may_show(people),
        of=describe_shown(snapshot),
        counted=_tell_counted(snapshot),
        table=_tabulate(snapshot),
    )


def build_deliberate_phone_view(snapshot: Snapshot, participant: Person) -> DeliberatePhoneView:
    """Return what a phone can do now, and what it has done."""
    view = looked_at(snapshot)
    is_open = is_vote_open(snapshot.vote)
    given = votes.own_ballot(participant) if is_open else {}
    titles = {shown.id: describe_title(shown, snapshot) for shown in snapshot.proposals if may_read(shown)}
    return DeliberatePhoneView(
        view=view,
        objections=[] if view is None else build_objections_views(view),
        open=is_open,
        closed=snapshot.vote.get("state") == "closed",
        given=bool(given),
        spent=sum(gift.dots for gift in given.values()),
        voters=describe_voters(count_room(snapshot)),
        few=describe_too_few() if snapshot.vote and not may_show(count_room(snapshot)) else "",
        results=[] if is_open else build_results_views(snapshot),
        mine=[
            OwnObjection(
                id=mine.id,
                title=titles.get(mine.proposal_id) or not_shown(),
                text=mine.text,
                state=mine.state,
            )
            for mine in own_objections(participant)
        ],
    )


def _tell_counted(snapshot: Snapshot) -> str:
    """Write which votes were counted by hand."""
    is_open = is_vote_open(snapshot.vote)
    counted = count_by_hand(snapshot.workshop_id) if is_open else snapshot.vote.get("counted", {})
    return " · ".join(f"{say_source(source)}: {format_whole(voters)}" for source, voters in counted.items())


def _in_the_room(snapshot: Snapshot) -> int:
    """Count possible voters: participants, and voters counted by hand who have no paper."""
    by_hand = sum(count_by_hand(snapshot.workshop_id).values())
    unknown = max(0, by_hand - count_sheets(snapshot.workshop_id)) if by_hand else 0
    return sum(count_by_role(snapshot.workshop_id).values()) + unknown


def build_results_views(snapshot: Snapshot) -> list[ResultView]:
    """List the proposals with dots and supporters, best first; empty while that is hidden."""
    if is_vote_open(snapshot.vote):
        if snapshot.rules.dots_hidden:
            return []
        shown = read_shown(snapshot.workshop_id)
        given = {} if shown is None else shown.totals
    else:
        given = {
            view.id: (view.support["dots"], view.support["supporters"])
            for view in snapshot.shown
            if view.support is not None
        }
    found = [ResultView(view, *given.get(view.id, (0, 0))) for view in snapshot.shown] if given else []
    return sorted(found, key=lambda item: (-item.dots, -item.supporters, item.view.title))


def describe_voters(people: int) -> str:
    """Write how many voted."""
    return ngettext("%(num)s person voted", "%(num)s people voted", people)


def describe_shown(snapshot: Snapshot) -> str:
    """Write of how many votes an open vote's totals are; empty if none are shown."""
    if not is_vote_open(snapshot.vote) or snapshot.rules.dots_hidden:
        return ""
    shown = read_shown(snapshot.workshop_id)
    if shown is None:
        return ""
    return ngettext(
        "Totals of %(num)s vote. They change when at least five more people have voted.",
        "Totals of %(num)s votes. They change when at least five more people have voted.",
        shown.voters,
    )


def describe_too_few() -> str:
    """Say why there is no result."""
    return gettext("Fewer than five people voted, so nothing is shown.")


def _lead(snapshot: Snapshot, people: int, joined: int) -> str:
    if is_vote_open(snapshot.vote):
        if snapshot.rules.count_hidden:
            return ngettext("%(num)s person has voted", "%(num)s people have voted", people)
        return ngettext(
            "%(answered)s of %(num)s person has voted",
            "%(answered)s of %(num)s people have voted",
            max(people, joined),
            answered=format_whole(people),
        )
    return gettext("What the room wants most")


def _bars(snapshot: Snapshot, results: Sequence[ResultView]) -> list[ResultBar]:
    # Without any dots (none to give, or hands were counted), show support.
    dotted = snapshot.rules.dots and any(result.dots for result in results)
    figures = [result.dots if dotted else result.supporters for result in results]
    most = max(figures, default=0)
    return [
        ResultBar(
            id=result.view.id,
            title=describe_title(result.view, snapshot),
            figure=ngettext("%(num)s dot", "%(num)s dots", figure)
            if dotted
            else ngettext("%(num)s supports it", "%(num)s support it", figure),
            share_pct=round(100 * figure / most, 1) if most else 0,
            supporters=ngettext("%(num)s supports it", "%(num)s support it", result.supporters)
            if dotted
            else "",
        )
        for result, figure in zip(results, figures, strict=True)
    ]


def _tabulate(snapshot: Snapshot) -> TableView | None:
    """Return the result as a table, by role if no small group is identifiable."""
    results = build_results_views(snapshot)
    if not results:
        return None
    lanes = list(
        dict.fromkeys(lane for result in results for lane in (result.view.support or {}).get("by_role", {}))
    )
    closed = not is_vote_open(snapshot.vote)
    lanes = lanes if closed else []
    return TableView(
        heading=(
            gettext("Proposal"),
            gettext("Dots"),
            gettext("Support"),
            *(gettext("Dots: %(role)s", role=say_lane(lane)) for lane in lanes),
        ),
        rows=[
            (
                describe_title(result.view, snapshot),
                format_whole(result.dots),
                format_whole(result.supporters),
                *(
                    format_whole(
                        (result.view.support or {}).get("by_role", {}).get(lane, {"dots": 0})["dots"]
                    )
                    for lane in lanes
                ),
            )
            for result in results
        ],
    )
