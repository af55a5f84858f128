"""The list of what waits for the desk, in words."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from workshop.charts.meeting.deliberate import count_room, describe_voters
from workshop.charts.proposals.catalogue import describe_title
from workshop.i18n import format_age, gettext
from workshop.models import Phase
from workshop.services.proposals.overlaps import OverlapQuestion
from workshop.services.proposals.waiting import Matter, Waiting, list_waiting
from workshop.state.snapshot import Snapshot
from workshop.store.gates import is_vote_open

_LONGEST = 80
_PLACES = {
    Matter.OBJECTION: "objection",
    Matter.THOUGHT: "thought",
    Matter.PLEDGE: "thought",
}


@dataclass(frozen=True)
class WaitingLine:
    """One line of the list: ``place`` is the id of the card on which it is decided."""

    place: str
    says: str
    age: str


@dataclass(frozen=True)
class WaitingList:
    """What waits: ``lines`` for the desk, ``others`` for somebody else; ``ages`` by the ids of the cards."""

    lines: list[WaitingLine]
    others: list[WaitingLine]
    ages: dict[str, str]

    @property
    def count(self) -> int:
        """How many items wait for the desk."""
        return len(self.lines)


def build_waiting_view(
    snapshot: Snapshot,
    questions: dict[str, OverlapQuestion],
    now: datetime,
    matters: Collection[Matter] = tuple(Matter),
) -> WaitingList:
    """Return what of ``matters`` waits, and for how long."""
    found = [each for each in list_waiting(snapshot, questions) if each.matter in matters]
    told = [
        WaitingLine(
            f"{_PLACES.get(each.matter, 'card')}-{each.id}",
            _say(each, snapshot),
            format_age(now - each.since),
        )
        for each in found
    ]
    pairs = list(zip(found, told, strict=True))
    return WaitingList(
        lines=[line for each, line in pairs if each.matter is not Matter.ANSWER],
        others=[line for each, line in pairs if each.matter is Matter.ANSWER],
        ages={line.place: line.age for line in told},
    )


def _say(waiting: Waiting, snapshot: Snapshot) -> str:
    title = "" if waiting.view is None else describe_title(waiting.view, snapshot)
    text = waiting.text if len(waiting.text) <= _LONGEST else f"{waiting.text[: _LONGEST - 1]}…"
    return {
        Matter.PROPOSAL: gettext("Proposal: %(title)s", title=title),
        Matter.OBJECTION: gettext("Objection to “%(title)s”: %(text)s", title=title, text=text),
        Matter.THOUGHT: gettext("Thought: %(text)s", text=text),
        Matter.PLEDGE: gettext("Pledge: %(text)s", text=text),
        Matter.OVERLAP: gettext("Overlap: what “%(title)s” and others mean to each other", title=title),
        Matter.WITHDRAWAL: gettext("The author wants to withdraw it: %(title)s", title=title),
        Matter.ANSWER: gettext("With the author: %(title)s", title=title),
    }[waiting.matter]


def describe_open_vote(snapshot: Snapshot) -> str:
    """Write how many have voted while a vote is open in a phase that does not show it; else empty."""
    if snapshot.phase == Phase.DELIBERATE or not is_vote_open(snapshot.vote):
        return ""
    return describe_voters(count_room(snapshot))
