"""The pictures of a workshop: what each face shows, as plain data and finished words."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from weakref import WeakKeyDictionary

from flask import render_template

from workshop.charts.budget.curve import CurveView, build_curve_view
from workshop.charts.budget.effects import describe_days, describe_effect
from workshop.charts.budget.tank import TankPartsView, TankView, build_tank_parts_view, build_tank_view
from workshop.charts.budget.verdict import VerdictView, build_verdict_view, describe_detail, describe_lead
from workshop.charts.meeting.compositions import build_wall_view
from workshop.i18n import (
    LANGUAGES,
    gettext,
    ngettext,
    spoken_in,
)
from workshop.models import Phase
from workshop.services.meeting.wall import Wall, held_picture
from workshop.state.proposal_views import ProposalView
from workshop.state.snapshot import Snapshot
from workshop.state.visibility import as_room_sees
from workshop.store.receipts import serial_of
from workshop.words import say_phase, say_role, say_source

TICKER_PROPOSALS = 3


@dataclass(frozen=True, kw_only=True)
class StateView:
    """The state by name: a client never goes back to an older one."""

    epoch: str
    revision: int
    phase: str
    step: int


@dataclass(frozen=True)
class FrameView(StateView):
    """The state, what the wall does, whether it may move, and when its step ends."""

    ends: str | None
    wall: str
    still: bool


@dataclass(frozen=True, kw_only=True)
class WallNewsView(StateView):
    """What the wall shows now, and what frames it; ``html`` is laid over the old."""

    answers: int
    ends: str | None
    wall: str
    still: bool
    html: str


@dataclass(frozen=True)
class WordsView:
    """What a phone hears in one language; no verdict while the room guesses."""

    lead: str
    detail: str
    phase: str


@dataclass(frozen=True, kw_only=True)
class PhoneNewsView(StateView):
    """What every phone hears; ``words`` by language, ``touched`` as the snapshot has it."""

    page: str
    ends: str | None
    tank: TankPartsView
    words: Mapping[str, WordsView]
    touched: tuple[tuple[int, str], ...]


@dataclass(frozen=True, kw_only=True)
class TickerView:
    """A proposal as the wall shows it."""

    id: str
    title: str
    role: str
    effect: str
    days: str


@dataclass(frozen=True, kw_only=True)
class WallPictureView(StateView):
    """Everything the wall shows in every phase."""

    title: str
    phase_label: str
    silent: bool
    rehearsed: bool
    blank: bool
    verdict: VerdictView
    tank: TankView
    curve: CurveView
    proposals: list[TickerView]
    proposal_count: str


def build_state_view(snapshot: Snapshot) -> StateView:
    """Name the state: a client never goes back to an older one."""
    return StateView(
        epoch=snapshot.epoch,
        revision=snapshot.revision,
        phase=snapshot.phase,
        step=snapshot.step,
    )


def _page_of(snapshot: Snapshot) -> str:
    """Name what a phone's own page depends on: it is laid anew when this changes."""
    # What the wall does is nothing to the phones.
    rules = replace(snapshot.rules, wall=Wall.LIVE.value, still=False).differences()
    stage = [
        *(snapshot.step, snapshot.phase, snapshot.focus, rules),
        *(snapshot.budget["budget_t"], snapshot.vote, snapshot.rehearsed),
    ]
    return f"{zlib.crc32(json.dumps(stage, sort_keys=True).encode()):08x}"


def build_wall_news_view(snapshot: Snapshot) -> WallNewsView:
    """What the wall shows now, as HTML to lay over the old, and what frames it."""
    # Before the drawing, which then shows at least what is counted here.
    answers = serial_of(snapshot.workshop_id)
    return WallNewsView(**vars(build_frame_view(snapshot)), answers=answers, html=build_stage_html(snapshot))


def build_frame_view(snapshot: Snapshot) -> FrameView:
    """Say what the wall does, whether it may move, and when its step ends; a held one has no clock."""
    live = snapshot.rules.wall == Wall.LIVE
    return FrameView(
        **vars(build_state_view(snapshot)),
        ends=snapshot.ends if live else None,
        wall=snapshot.rules.wall,
        still=snapshot.rules.still,
    )


def build_stage_html(snapshot: Snapshot) -> str:
    """Write what the wall shows, in the language of the workshop: as it stands, or as the desk holds it."""
    held = held_picture(snapshot) if snapshot.rules.wall == Wall.HELD else None
    return held or build_drawn_stage_html(snapshot)


def build_live_stage_html(snapshot: Snapshot) -> str:
    """Write what a wall that goes on shows, as the desk holds it in this moment."""
    return build_drawn_stage_html(replace(snapshot, rules=replace(snapshot.rules, wall=Wall.LIVE.value)))


def build_drawn_stage_html(snapshot: Snapshot) -> str:
    """Write the wall as the room sees the meeting, whether it is held or not; blank where it is blank."""
    snapshot = as_room_sees(snapshot)
    with spoken_in(snapshot.language):
        return render_template(
            "wall/_stage.html", picture=build_picture_view(snapshot), **vars(build_wall_view(snapshot))
        )


def build_picture_view(snapshot: Snapshot) -> WallPictureView:
    """Everything the wall shows, in the language in force."""
    return WallPictureView(
        **vars(build_state_view(snapshot)),
        title=snapshot.title,
        phase_label=say_phase(snapshot.phase),
        silent=snapshot.silent,
        rehearsed=snapshot.rehearsed,
        # A picture that may not be held any longer leaves the wall blank, not live.
        blank=snapshot.rules.wall != Wall.LIVE,
        verdict=build_verdict_view(snapshot),
        tank=build_tank_view(snapshot),
        curve=build_curve_view(snapshot),
        proposals=[_wall_proposal(view) for view in snapshot.shown[:TICKER_PROPOSALS]],
        proposal_count=ngettext("%(num)s proposal", "%(num)s proposals", len(snapshot.shown)),
    )


# A hall asks for them a thousand times: they are written once for each snapshot, and go with it.
_told: WeakKeyDictionary[Snapshot, PhoneNewsView] = WeakKeyDictionary()


def build_phone_news_view(snapshot: Snapshot) -> PhoneNewsView:
    """What every phone hears, in all languages because each reader chose one; about 1 kB.

    While the room guesses, nothing in it gives the answer away.
    """
    news = _told.get(snapshot)
    if news is None:
        news = _told[snapshot] = _write_news(snapshot)
    return news


def _write_news(snapshot: Snapshot) -> PhoneNewsView:
    snapshot = as_room_sees(snapshot)
    words, secret = {}, snapshot.phase in (Phase.LOBBY, Phase.PREDICT)
    for language in LANGUAGES:
        with spoken_in(language):
            lead = "" if secret else describe_lead(snapshot)
            detail = "" if secret else describe_detail(snapshot)
            words[language] = WordsView(lead=lead, detail=detail, phase=say_phase(snapshot.phase))
    nothing = TankPartsView(budget=1.0, within=0.0, over=0.0)
    return PhoneNewsView(
        **vars(build_state_view(snapshot)),
        page=_page_of(snapshot),
        ends=snapshot.ends,
        tank=nothing if secret else build_tank_parts_view(snapshot),
        words=words,
        touched=snapshot.touched,
    )


def _wall_proposal(view: ProposalView) -> TickerView:
    return TickerView(
        id=view.id,
        title=view.title,
        role=_say_author(view),
        effect=describe_effect(view),
        days=describe_days(view),
    )


def _say_author(view: ProposalView) -> str:
    """Say in which role a proposal was made, and whether the words are still its author's."""
    author = say_role(view.role) if view.role else say_source(view.source)
    return gettext("%(role)s, changed by the facilitator", role=author) if author and view.written else author
