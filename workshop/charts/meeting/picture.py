"""The pictures of a workshop: each screen's content, as plain data and finished words."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace

from flask import render_template

from workshop.charts.budget.bridge import BridgeView, build_bridge_view
from workshop.charts.budget.bridge_words import describe_makers
from workshop.charts.budget.curve import CurveView, build_curve_view
from workshop.charts.budget.effects import describe_change
from workshop.charts.budget.left_out import describe_left_out
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
from workshop.state.kept import keep_with_snapshot
from workshop.state.proposal_views import ProposalView
from workshop.state.snapshot import Snapshot
from workshop.state.visibility import as_room_sees
from workshop.store.receipts import serial_of
from workshop.words import say_phase, say_role, say_source

NEWEST_PROPOSALS = 3
MORE_TITLES = 12


@dataclass(frozen=True, kw_only=True)
class StateView:
    """The version of a state: a client never goes back to an older one."""

    epoch: str
    revision: int
    phase: str
    step: int


@dataclass(frozen=True)
class FrameView(StateView):
    """The state, the wall's mode, whether it may move, and when its step ends."""

    ends: str | None
    wall: str
    still: bool


@dataclass(frozen=True, kw_only=True)
class WallNewsView(StateView):
    """The wall's picture and frame; ``html`` is morphed into the page."""

    answers: int
    ends: str | None
    wall: str
    still: bool
    html: str


@dataclass(frozen=True)
class WordsView:
    """A phone's texts in one language; no verdict while the room guesses."""

    lead: str
    detail: str
    phase: str


@dataclass(frozen=True, kw_only=True)
class PhoneNewsView(StateView):
    """News for every phone; ``words`` by language, ``touched`` as in the snapshot."""

    page: str
    ends: str | None
    tank: TankPartsView
    words: Mapping[str, WordsView]
    touched: tuple[tuple[int, str], ...]


@dataclass(frozen=True, kw_only=True)
class NewestView:
    """A proposal as the wall shows it."""

    id: str
    title: str
    role: str
    figures: list[str]
    on_beam: bool


@dataclass(frozen=True, kw_only=True)
class WallPictureView(StateView):
    """Everything that the wall shows in every phase."""

    title: str
    phase_label: str
    silent: bool
    rehearsed: bool
    blank: bool
    left_out: str
    verdict: VerdictView
    bridge: BridgeView
    makers: str
    tank: TankView
    curve: CurveView
    proposals: list[NewestView]
    more: list[str]
    proposal_count: str


def build_state_view(snapshot: Snapshot) -> StateView:
    """Return the version of a state: a client never goes back to an older one."""
    return StateView(
        epoch=snapshot.epoch,
        revision=snapshot.revision,
        phase=snapshot.phase,
        step=snapshot.step,
    )


def _page_of(snapshot: Snapshot) -> str:
    """Return a mark of what a phone's own page depends on: the page is refreshed when it changes."""
    # The wall's mode does not affect phones.
    rules = replace(snapshot.rules, wall=Wall.LIVE.value, still=False).differences()
    stage = [
        *(snapshot.step, snapshot.phase, snapshot.focus, rules),
        *(snapshot.budget["budget_t"], snapshot.budget.get("without"), snapshot.vote, snapshot.rehearsed),
    ]
    return f"{zlib.crc32(json.dumps(stage, sort_keys=True).encode()):08x}"


def build_wall_news_view(snapshot: Snapshot) -> WallNewsView:
    """Return the wall's picture as HTML to morph into the page, and its frame."""
    # Read the serial first: the drawing then shows at least what is counted here.
    answers = serial_of(snapshot.workshop_id)
    return WallNewsView(**vars(build_frame_view(snapshot)), answers=answers, html=build_stage_html(snapshot))


def build_frame_view(snapshot: Snapshot) -> FrameView:
    """Return the wall's mode, whether it may move, and when its step ends; a held wall has no clock."""
    live = snapshot.rules.wall == Wall.LIVE
    return FrameView(
        **vars(build_state_view(snapshot)),
        ends=snapshot.ends if live else None,
        wall=snapshot.rules.wall,
        still=snapshot.rules.still,
    )


def build_stage_html(snapshot: Snapshot) -> str:
    """Render the wall's picture, live or held, in the language of the workshop."""
    held = held_picture(snapshot) if snapshot.rules.wall == Wall.HELD else None
    return held or build_drawn_stage_html(snapshot)


def build_live_stage_html(snapshot: Snapshot) -> str:
    """Render the live wall as it would be if the desk held it in this moment."""
    return build_drawn_stage_html(replace(snapshot, rules=replace(snapshot.rules, wall=Wall.LIVE.value)))


def build_drawn_stage_html(snapshot: Snapshot) -> str:
    """Render the room's view of the meeting, whether it is held or not; blank if the wall is blank."""
    snapshot = as_room_sees(snapshot)
    with spoken_in(snapshot.language):
        return render_template(
            "wall/_stage.html", picture=build_picture_view(snapshot), **vars(build_wall_view(snapshot))
        )


def build_picture_view(snapshot: Snapshot) -> WallPictureView:
    """Return everything that the wall shows, in the language in force."""
    return WallPictureView(
        **vars(build_state_view(snapshot)),
        title=snapshot.title,
        phase_label=say_phase(snapshot.phase),
        silent=snapshot.silent,
        rehearsed=snapshot.rehearsed,
        # A picture that may not be held any longer leaves the wall blank, not live.
        blank=snapshot.rules.wall != Wall.LIVE,
        left_out=describe_left_out(snapshot),
        verdict=build_verdict_view(snapshot),
        bridge=build_bridge_view(snapshot),
        makers=describe_makers(snapshot),
        tank=build_tank_view(snapshot),
        curve=build_curve_view(snapshot),
        proposals=[_wall_proposal(view, snapshot) for view in snapshot.shown[:NEWEST_PROPOSALS]],
        more=[view.title for view in snapshot.shown[NEWEST_PROPOSALS : NEWEST_PROPOSALS + MORE_TITLES]],
        proposal_count=ngettext("%(num)s proposal", "%(num)s proposals", len(snapshot.shown)),
    )


@keep_with_snapshot
def build_phone_news_view(snapshot: Snapshot) -> PhoneNewsView:
    """Return the news for every phone, in all languages, because each reader chose one; about 1 kB.

    While the room guesses, nothing in it reveals the answer.
    """
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


def _wall_proposal(view: ProposalView, snapshot: Snapshot) -> NewestView:
    return NewestView(
        id=view.id,
        title=view.title,
        role=_say_author(view),
        figures=describe_change(view, snapshot),
        on_beam=view.block_t is not None,
    )


def _say_author(view: ProposalView) -> str:
    """Write in which role a proposal was made, and whether the words are still its author's."""
    author = say_role(view.role) if view.role else say_source(view.source)
    return gettext("%(role)s, changed by the facilitator", role=author) if author and view.written else author
