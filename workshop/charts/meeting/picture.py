"""The pictures of a workshop: each screen's content, as plain data and finished words."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace

from flask import render_template

from workshop.charts.budget.amount import describe_sum
from workshop.charts.budget.bridge import BridgeView, build_bridge_view
from workshop.charts.budget.bridge_words import describe_makers
from workshop.charts.budget.curve import CurveView, build_curve_view
from workshop.charts.budget.effects import describe_effect
from workshop.charts.budget.left_out import describe_left_out
from workshop.charts.budget.one_unit import find_largest
from workshop.charts.budget.titles import describe_title
from workshop.charts.budget.verdict import VerdictView, build_verdict_view, describe_detail, describe_lead
from workshop.charts.meeting.compositions import build_phase_wall_view
from workshop.charts.meeting.moments import MomentView, build_moments_views, find_large_roles
from workshop.charts.meeting.newest import NewestView, build_newest_view
from workshop.charts.meeting.two_languages import are_beside
from workshop.i18n import (
    LANGUAGES,
    current_language,
    ngettext,
    spoken_in,
)
from workshop.models import Phase
from workshop.services.meeting.wall import Wall, held_picture
from workshop.state.kept import keep_with_snapshot
from workshop.state.snapshot import Snapshot
from workshop.state.visibility import as_room_sees
from workshop.store.receipts import serial_of
from workshop.words import say_phase

# The wall turns pages by itself; more than this would only make its news longer.
MORE_PROPOSALS = 80


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
    """The wall's picture and frame; ``html`` is morphed into the page.

    It is in turn with ``other``, if any, or ``beside`` it.
    """

    answers: int
    ends: str | None
    wall: str
    still: bool
    html: str
    other: str
    beside: bool


@dataclass(frozen=True)
class WordsView:
    """A phone's texts in one language; no verdict while the room guesses."""

    lead: str
    detail: str
    phase: str


@dataclass(frozen=True, kw_only=True)
class PhoneNewsView(StateView):
    """News for every phone; ``words`` by language, ``touched`` as in the snapshot.

    ``closed`` is the part of the gap between reference and budget that is closed, from 0 to 1.
    """

    page: str
    ends: str | None
    closed: float
    words: Mapping[str, WordsView]
    touched: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class TitleView:
    """One of the proposals before the newest, with its effect a year."""

    id: str
    title: str
    effect: str


@dataclass(frozen=True, kw_only=True)
class WallPictureView(StateView):
    """Everything that the wall shows in every phase.

    ``turn`` counts the pages that the desk has turned; None while the wall turns them by itself.
    """

    language: str
    title: str
    phase_label: str
    silent: bool
    rehearsed: bool
    blank: bool
    left_out: str
    sum_said: str
    verdict: VerdictView
    bridge: BridgeView
    makers: str
    curve: CurveView
    newest: NewestView | None
    more: list[TitleView]
    proposal_count: str
    turn: int | None
    moments: tuple[MomentView, ...]


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
    # What the wall alone follows does not affect phones.
    rules = replace(
        snapshot.rules,
        wall=Wall.LIVE.value,
        still=False,
        count_hidden=False,
        second_language="",
        second_beside=False,
    ).differences()
    focus = {name: value for name, value in snapshot.focus.items() if name != "turn"}
    stage = [
        *(snapshot.step, snapshot.phase, focus, rules),
        *(snapshot.budget["budget_t"], snapshot.budget.get("without"), snapshot.limits, snapshot.vote),
        snapshot.rehearsed,
    ]
    return f"{zlib.crc32(json.dumps(stage, sort_keys=True).encode()):08x}"


def build_wall_news_view(snapshot: Snapshot) -> WallNewsView:
    """Return the wall's picture as HTML to morph into the page, and its frame."""
    # Read the serial first: the drawing then shows at least what is counted here.
    answers = serial_of(snapshot.workshop_id)
    return WallNewsView(
        **vars(build_frame_view(snapshot)),
        answers=answers,
        html=build_stage_html(snapshot),
        other=build_second_stage_html(snapshot),
        beside=are_beside(snapshot),
    )


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


def build_second_stage_html(snapshot: Snapshot) -> str:
    """Render the live wall in its second language; empty if it has one language, or is held or blank."""
    second = snapshot.rules.second_language
    if not second or snapshot.rules.wall != Wall.LIVE:
        return ""
    return build_drawn_stage_html(snapshot, second)


def build_live_stage_html(snapshot: Snapshot) -> str:
    """Render the live wall as it would be if the desk held it in this moment."""
    return build_drawn_stage_html(replace(snapshot, rules=replace(snapshot.rules, wall=Wall.LIVE.value)))


def build_drawn_stage_html(snapshot: Snapshot, language: str = "") -> str:
    """Render the room's view of the meeting, whether it is held or not; blank if the wall is blank.

    It is in the ``language``, by default the meeting's.
    """
    snapshot = as_room_sees(snapshot)
    with spoken_in(language or snapshot.language):
        return render_template(
            "wall/_stage.html", picture=build_picture_view(snapshot), **vars(build_phase_wall_view(snapshot))
        )


def build_picture_view(snapshot: Snapshot) -> WallPictureView:
    """Return everything that the wall shows, in the language in force."""
    roles = find_large_roles(snapshot)
    largest = find_largest(view.full_effect_t for view in snapshot.shown)
    return WallPictureView(
        **vars(build_state_view(snapshot)),
        language=current_language(),
        title=snapshot.title,
        phase_label=say_phase(snapshot.phase),
        silent=snapshot.silent,
        rehearsed=snapshot.rehearsed,
        # A picture that may not be held any longer leaves the wall blank, not live.
        blank=snapshot.rules.wall != Wall.LIVE,
        left_out=describe_left_out(snapshot),
        sum_said=describe_sum(snapshot.budget),
        verdict=build_verdict_view(snapshot),
        bridge=build_bridge_view(snapshot),
        makers=describe_makers(snapshot),
        curve=build_curve_view(snapshot),
        newest=None if snapshot.newest is None else build_newest_view(snapshot.newest, snapshot, roles),
        more=[
            TitleView(view.id, describe_title(view, snapshot), describe_effect(view, largest))
            for view in snapshot.shown[snapshot.newest is not None :][:MORE_PROPOSALS]
        ],
        proposal_count=ngettext("%(num)s proposal", "%(num)s proposals", len(snapshot.shown)),
        turn=snapshot.focus.get("turn"),
        moments=build_moments_views(snapshot, roles),
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
    return PhoneNewsView(
        **vars(build_state_view(snapshot)),
        page=_page_of(snapshot),
        ends=snapshot.ends,
        closed=0.0 if secret else _closed(snapshot),
        words=words,
        touched=snapshot.touched,
    )


def _closed(snapshot: Snapshot) -> float:
    """Return the part of the gap that is closed; without a gap, whether the budget is kept."""
    closed = snapshot.outcome.gap_closed
    return float(snapshot.outcome.fits) if closed is None else round(min(1.0, max(0.0, closed)), 4)
