"""The phase in which the room weighs proposals: spotlight, vote, objections."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from workshop.charts.budget.effects import say_days, say_effect
from workshop.charts.proposals.catalogue import title_for_reader
from workshop.charts.proposals.estimate import looked_at, tell_answered, tell_few, tell_middle, unit_of
from workshop.charts.proposals.responsibility import tell_responsibility
from workshop.charts.proposals.spread import draw_spread
from workshop.charts.proposals.spread_dots import Frame
from workshop.i18n import format_whole, gettext, ngettext
from workshop.identity import Person
from workshop.models import ObjectionKind, State
from workshop.services.meeting import votes
from workshop.services.people.participants import count_by_role
from workshop.services.proposals.objections import own_objections
from workshop.services.proposals.paper import count_sheets
from workshop.state.confidentiality import may_show
from workshop.state.proposal_views import ObjectionView, ProposalView
from workshop.state.rounds import show_rounds
from workshop.state.shown_totals import count_unshown, read_shown
from workshop.state.snapshot import Standing
from workshop.state.tallies import count_by_hand, count_voters
from workshop.state.visibility import may_read, not_shown
from workshop.store.gates import is_vote_open
from workshop.words import count_objections, say_actor, say_lane, say_source

RESULTS = 6
REASONS = 2
REASON_LENGTH = 110
SPREAD = Frame(900, 330, 20, 840, 12, 58, 36)


def count_room(standing: Standing) -> int:
    """Count who has voted."""
    if is_vote_open(standing.vote):
        return count_voters(standing.workshop_id)
    return int(standing.vote.get("voters", 0))


def draw_wall(standing: Standing) -> dict[str, Any]:
    """Return the spotlight, if the desk has turned it on."""
    view = looked_at(standing)
    return {"spotlight": None if view is None else _spotlight(standing, view)}


def draw_room(standing: Standing) -> dict[str, Any]:
    """Return the vote: how many have voted, and the result once it may be shown."""
    if looked_at(standing) is not None or not standing.vote:
        return {"vote": None}
    people, joined = count_room(standing), _in_the_room(standing)
    is_open = is_vote_open(standing.vote)
    results = results_of(standing)
    return {
        "vote": {
            "open": is_open,
            "hidden": standing.rules.dots_hidden,
            "dots": standing.rules.dots,
            "lead": _lead(standing, people, joined),
            "parts": {"answered": people, "joined": max(joined, people, 1)},
            "results": _bars(standing, results),
            "more": max(0, len(results) - RESULTS),
            "few": "" if may_show(people) or is_open else tell_too_few(),
            "of": tell_shown(standing),
        }
    }


def draw_desk(standing: Standing) -> dict[str, Any]:
    """Return what the desk needs to lead the deliberation."""
    people, joined = count_room(standing), _in_the_room(standing)
    return {
        "view": looked_at(standing),
        "open": is_vote_open(standing.vote),
        "closed": standing.vote.get("state") == "closed",
        "voted": tell_answered(people, joined) if is_vote_open(standing.vote) else tell_voters(people),
        "few": bool(standing.vote) and not may_show(people),
        "of": tell_shown(standing),
        "unshown": _tell_unshown(standing),
        "counted": _tell_counted(standing),
        "table": _tabulate(standing),
    }


def draw_home(standing: Standing, participant: Person) -> dict[str, Any]:
    """Return what a phone can do now, and what became of what it did."""
    view = looked_at(standing)
    is_open = is_vote_open(standing.vote)
    given = votes.own_ballot(participant) if is_open else {}
    titles = {shown.id: title_for_reader(shown, standing) for shown in standing.proposals if may_read(shown)}
    return {
        "view": view,
        "objections": [] if view is None else shown_objections(view),
        "open": is_open,
        "closed": standing.vote.get("state") == "closed",
        "given": bool(given),
        "spent": sum(gift.dots for gift in given.values()),
        "voters": tell_voters(count_room(standing)),
        "few": tell_too_few() if standing.vote and not may_show(count_room(standing)) else "",
        "results": [] if is_open else results_of(standing),
        "mine": [
            {**vars(mine), "title": titles.get(mine.proposal_id) or not_shown()}
            for mine in own_objections(participant)
        ],
    }


def _tell_counted(standing: Standing) -> str:
    """Say which votes were counted by hand."""
    is_open = is_vote_open(standing.vote)
    counted = count_by_hand(standing.workshop_id) if is_open else standing.vote.get("counted", {})
    return " · ".join(f"{say_source(source)}: {format_whole(voters)}" for source, voters in counted.items())


def _in_the_room(standing: Standing) -> int:
    """Count who can vote: who has joined, and who was counted by hand and is not known by a paper."""
    by_hand = sum(count_by_hand(standing.workshop_id).values())
    unknown = max(0, by_hand - count_sheets(standing.workshop_id)) if by_hand else 0
    return sum(count_by_role(standing.workshop_id).values()) + unknown


def results_of(standing: Standing) -> list[tuple[ProposalView, int, int]]:
    """List the proposals with dots and supporters, best first; empty as long as that is hidden."""
    if is_vote_open(standing.vote):
        if standing.rules.dots_hidden:
            return []
        shown = read_shown(standing.workshop_id)
        given = {} if shown is None else shown.totals
    else:
        given = {
            view.id: (view.support["dots"], view.support["supporters"])
            for view in standing.shown
            if view.support is not None
        }
    found = [(view, *given.get(view.id, (0, 0))) for view in standing.shown] if given else []
    return sorted(found, key=lambda item: (-item[1], -item[2], item[0].title))


def shown_objections(view: ProposalView) -> list[ObjectionView]:
    """List the objections that the room may read."""
    return [objection for objection in view.objections if objection.state == State.VISIBLE]


def tell_objections(view: ProposalView) -> str:
    """Count the objections that the room may read, by kind, in one line."""
    return " · ".join(_objections(view))


def _objections(view: ProposalView) -> list[str]:
    counted = Counter(objection.kind for objection in shown_objections(view))
    return [count_objections(kind.value, counted[kind]) for kind in ObjectionKind if counted[kind]]


def tell_support(view: ProposalView) -> str:
    """Say what the last vote gave a proposal; nothing before."""
    if view.support is None:
        return ""
    return " · ".join(_given(view.support["dots"], view.support["supporters"]))


def tell_voters(people: int) -> str:
    """Say how many voted."""
    return ngettext("%(num)s person voted", "%(num)s people voted", people)


def tell_shown(standing: Standing) -> str:
    """Say of how many votes the totals of an open vote are; nothing where none are shown."""
    if not is_vote_open(standing.vote) or standing.rules.dots_hidden:
        return ""
    shown = read_shown(standing.workshop_id)
    if shown is None:
        return ""
    return ngettext(
        "Totals of %(num)s vote. They change when at least five more people have voted.",
        "Totals of %(num)s votes. They change when at least five more people have voted.",
        shown.voters,
    )


def _tell_unshown(standing: Standing) -> str:
    """Warn the desk where closing would tell what a few people gave."""
    if not is_vote_open(standing.vote) or read_shown(standing.workshop_id) is None:
        return ""
    few = count_unshown(standing.workshop_id)
    if few == 0 or may_show(few):
        return ""
    return ngettext(
        "%(num)s person has voted since. If you close now, the result tells what they gave: wait for more.",
        "%(num)s people have voted since. If you close now, the result tells what they gave together: "
        "wait for more.",
        few,
    )


def tell_too_few() -> str:
    """Say why there is no result."""
    return gettext("Fewer than five people voted, so nothing is shown.")


def _given(dots: int, supporters: int) -> list[str]:
    parts = [ngettext("%(num)s supports it", "%(num)s support it", supporters)]
    if dots:
        parts.insert(0, ngettext("%(num)s dot", "%(num)s dots", dots))
    return parts


def _lead(standing: Standing, people: int, joined: int) -> str:
    if is_vote_open(standing.vote):
        return ngettext(
            "%(answered)s of %(num)s person has voted",
            "%(answered)s of %(num)s people have voted",
            max(people, joined),
            answered=format_whole(people),
        )
    return gettext("What the room wants most")


def _bars(standing: Standing, results: Sequence[tuple[ProposalView, int, int]]) -> list[dict[str, Any]]:
    # Where nobody gave dots (none were there, or hands were counted), support is what there is to see.
    dotted = standing.rules.dots and any(dots for _, dots, _ in results)
    figures = [dots if dotted else supporters for _, dots, supporters in results]
    most = max(figures, default=0)
    return [
        {
            "id": view.id,
            "title": title_for_reader(view, standing),
            "figure": ngettext("%(num)s dot", "%(num)s dots", figure)
            if dotted
            else ngettext("%(num)s supports it", "%(num)s support it", figure),
            "share": round(100 * figure / most, 1) if most else 0,
            "supporters": ngettext("%(num)s supports it", "%(num)s support it", supporters) if dotted else "",
        }
        for (view, _, supporters), figure in zip(results[:RESULTS], figures, strict=False)
    ]


def _spotlight(standing: Standing, view: ProposalView) -> dict[str, Any]:
    shown = show_rounds(standing.workshop_id, view.id, max(1, view.rounds))
    newest = shown.rounds[-1] if shown.rounds else None
    middle = None if newest is None else newest.all.likely
    return {
        "id": view.id,
        "title": title_for_reader(view, standing),
        "effect": say_effect(view),
        "days": say_days(view),
        "who": say_actor(view.actor) if view.actor else "",
        "takes": tell_responsibility(view)[:2],
        "spread": draw_spread(shown, SPREAD, by_role=False),
        "middle": "" if middle is None else tell_middle(view, middle),
        "unit": unit_of(view),
        "few": tell_few() if newest is not None and newest.people and middle is None else "",
        "reasons": [_short(reason.text) for reason in view.reasons if reason.shown][:REASONS],
        "support": "" if is_vote_open(standing.vote) else tell_support(view),
        "objections": _objections(view),
    }


def _short(text: str) -> str:
    """Shorten a reason to what a room can read."""
    text = " ".join(text.split())
    return text if len(text) <= REASON_LENGTH else text[: REASON_LENGTH - 1].rsplit(" ", 1)[0] + " …"


def _tabulate(standing: Standing) -> dict[str, Any] | None:
    """Write the result as a table, by role where that tells about nobody."""
    results = results_of(standing)
    if not results:
        return None
    lanes = list(
        dict.fromkeys(lane for view, *_ in results for lane in (view.support or {}).get("by_role", {}))
    )
    closed = not is_vote_open(standing.vote)
    lanes = lanes if closed else []
    return {
        "heading": (
            gettext("Proposal"),
            gettext("Dots"),
            gettext("Support"),
            *(gettext("Dots: %(role)s", role=say_lane(lane)) for lane in lanes),
        ),
        "rows": [
            (
                title_for_reader(view, standing),
                format_whole(dots),
                format_whole(supporters),
                *(
                    format_whole((view.support or {}).get("by_role", {}).get(lane, {"dots": 0})["dots"])
                    for lane in lanes
                ),
            )
            for view, dots, supporters in results
        ],
    }
