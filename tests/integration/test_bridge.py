"""The bridge: blocks that add up exactly, ends for every kind of budget, and a sentence for each change."""

from __future__ import annotations

import re
import uuid
from itertools import pairwise
from types import SimpleNamespace

import pytest
from flask import Flask

from tests.workshop_room import Room, open_room, silence
from workshop.charts.budget.block_labels import build_title_lines
from workshop.charts.budget.bridge import BridgeView, build_bridge_view
from workshop.charts.budget.effects import describe_change
from workshop.charts.budget.verdict import describe_longer
from workshop.charts.meeting.compared import build_compared_view
from workshop.charts.proposals.preview import build_preview_views
from workshop.i18n import spoken_in
from workshop.services.people.facilitators import ensure_facilitator
from workshop.services.proposals.picks import Pick
from workshop.services.proposals.previews import preview_pick
from workshop.services.workshops.opening import Setup
from workshop.services.workshops.saved_scenarios import save_scenario
from workshop.state.proposal_views import ProposalView
from workshop.state.visibility import as_room_sees

FIVE = {
    "private-cars-electric": 6000,
    "electric-buses": 20,
    "fewer-car-kilometres": 10,
    "biogas-trucks": 30,
    "shared-deliveries": 10,
}


def opened(app: Flask, territory: str = "SE-0480", preset: str = "uppsala-2022-1.7", **more: object) -> Room:
    setup = {"title": "Meeting", "start_year": 2026, **more}
    room = open_room(app, Setup(territory_id=territory, preset=preset, **setup))  # type: ignore[arg-type]
    room.move_to("propose")
    return room


def bridge_of(room: Room) -> BridgeView:
    with spoken_in("en"):
        return build_bridge_view(room.snapshot())


def check_places(bridge: BridgeView) -> None:
    """Everything lies on the beam, and the blocks that lower emissions follow each other without a gap."""
    spans = [*bridge.blocks, *(span for span in (bridge.gap, bridge.surplus, bridge.newest) if span)]
    for span in spans:
        assert span.x >= 0
        assert span.width >= 0
        assert span.x + span.width <= 100.01
    lowering = [block for block in bridge.blocks if block.kind != "increase"]
    for before, after in pairwise(lowering):
        assert after.x == pytest.approx(before.x + before.width, abs=0.003)


@pytest.mark.parametrize(
    ("territory", "preset", "amount"),
    [
        ("SE-0480", "uppsala-2022-1.7", None),
        ("NO-4001", "per-capita", None),
        ("NO-4001", "emission-share", None),
        ("SE-04", "uppsala-2022-1.7", None),
        ("SE-0480", "own", 900_000_000.0),
        ("SE-0480", "own", 1_000.0),
        ("SE-0480", "own", -500_000.0),
    ],
)
def test_blocks_add_up_to_what_is_avoided(
    app: Flask, territory: str, preset: str, amount: float | None
) -> None:
    room = opened(
        app,
        territory,
        preset,
        **({} if amount is None else {"own_amount_t": amount, "own_source": "A report"}),
    )
    phone = room.phone()
    check_places(bridge_of(room))
    for action, figure in FIVE.items():
        room.pick(phone, action, figure)
        check_places(bridge_of(room))
    snapshot = room.snapshot()
    avoided = snapshot.outcome.cumulative_reference_t - snapshot.outcome.cumulative_emissions_t
    assert sum(view.block_t or 0.0 for view in snapshot.proposals) == pytest.approx(avoided)
    bridge = bridge_of(room)
    assert bridge.blocks
    end = max(block.x + block.width for block in bridge.blocks)
    assert bridge.needle.x == pytest.approx(end, abs=0.01)


def test_what_is_missing_is_what_the_verdict_says(app: Flask) -> None:
    room = opened(app)
    room.pick(room.phone(), "private-cars-electric", 6000)
    bridge, outcome = bridge_of(room), room.snapshot().outcome
    assert bridge.gap is not None
    assert outcome.gap_closed is not None
    assert bridge.gap.x == pytest.approx(100 * outcome.gap_closed, abs=0.01)
    assert bridge.gap.x + bridge.gap.width == pytest.approx(100, abs=0.01)
    assert bridge.lead == f"{100 * outcome.gap_closed:.1f} % of the gap is closed."
    assert bridge.surplus is None


def test_a_budget_that_is_kept_has_something_left_over(app: Flask) -> None:
    bridge = bridge_of(opened(app, preset="own", own_amount_t=900_000_000.0, own_source="A report"))
    assert (bridge.state, bridge.gap) == ("kept", None)
    assert bridge.lead == "The budget is kept, with 895.5\u00a0Mt to spare."
    assert bridge.surplus is not None
    assert bridge.surplus.text.endswith("to spare")
    assert (bridge.start, bridge.end) == ("Budget 900.0\u00a0Mt", "With actions 4.5\u00a0Mt")
    assert bridge.budget is None


def test_once_the_budget_is_kept_no_face_tells_a_share_of_the_gap(app: Flask) -> None:
    room = opened(app, preset="own", own_amount_t=4_400_000.0, own_source="A report")
    phone = room.phone()
    for action, figure in FIVE.items():
        room.pick(phone, action, figure)
    snapshot, kept = room.snapshot(), "the budget is kept, with "
    assert (snapshot.outcome.gap_closed or 0.0) > 1.2
    with app.app_context(), spoken_in("en"):
        for view in snapshot.shown:
            told = " ".join(describe_change(view, snapshot))
            assert "gap" not in told
            assert kept in told
        preview = preview_pick(snapshot, Pick(action_id="electric-buses", amount=90, start_year=2027))
        figures = build_preview_views(preview, snapshot) or []
        assert figures[1].words == "to spare: with it, the budget is kept until 2045"
        facilitator = ensure_facilitator("facilitator")
        save_scenario(room.workshop_id, facilitator, uuid.uuid4().hex, name="Five", note="")
        compared = build_compared_view(room.snapshot())
        assert compared is not None
        assert {beam.says[: len(kept)] for beam in compared.beams} == {kept}
    screen = f"/wall/{room.code}/{room.screen_key}"
    for address in (
        f"/compare/{room.code}",
        screen,
        *(f"/desk/{room.code}{page}" for page in ("", "/result", "/replay")),
    ):
        answer = room.desk.open(address)
        assert answer.status_code == 200, address
        assert not re.findall(r"\b1\d\d(?:\.\d)? %", answer.get_data(as_text=True)), address


def test_a_budget_between_reference_and_result_is_marked_on_the_beam(app: Flask) -> None:
    room = opened(app, preset="own", own_amount_t=4_400_000.0, own_source="A report")
    phone = room.phone()
    for action, figure in FIVE.items():
        room.pick(phone, action, figure)
    bridge = bridge_of(room)
    assert bridge.state == "kept"
    assert bridge.budget is not None
    assert bridge.budget.text == "Budget 4.40\u00a0Mt"
    assert 0 < bridge.budget.x < bridge.needle.x
    assert bridge.start.startswith("Without actions")


def test_a_budget_that_is_used_up_ends_at_zero_emissions(app: Flask) -> None:
    room = opened(app, preset="own", own_amount_t=-500_000.0, own_source="A report")
    bridge, outcome = bridge_of(room), room.snapshot().outcome
    assert bridge.lead == "The budget is used up."
    assert bridge.end == "Budget overdrawn by 0.50\u00a0Mt"
    assert bridge.gap is not None
    assert bridge.gap.width == pytest.approx(100, abs=0.01)
    assert outcome.warming_c is None
    assert (bridge.needle.text, bridge.warming, bridge.marks) == ("", "", ())


def test_an_increase_leads_back(app: Flask) -> None:
    room = opened(app)
    phone = room.phone()
    room.pick(phone, "private-cars-electric", 6000)
    before = bridge_of(room).needle.x
    room.propose(phone, "A ring road", direction="raises", likely="9000", target="transport/cars")
    room.decide(room.snapshot().waiting[0].id, "approve")
    bridge = bridge_of(room)
    (back,) = (block for block in bridge.blocks if block.kind == "increase")
    assert bridge.needle.x < before
    assert back.x == pytest.approx(bridge.needle.x, abs=0.01)
    check_places(bridge)


def test_each_of_five_actions_changes_two_figures_that_are_shown(app: Flask) -> None:
    """In the example place each action moves the days and the gap, or says why it does not."""
    room = opened(app)
    phone = room.phone()
    seen = bridge_of(room)
    for action, figure in FIVE.items():
        room.pick(phone, action, figure)
        bridge, snapshot = bridge_of(room), room.snapshot()
        newest = snapshot.shown[0]
        with spoken_in("en"):
            told = describe_change(newest, snapshot)
        days, gap = told[1:3]
        assert days.endswith("of today’s emissions")
        assert "gap" in gap
        assert "less than" not in days + gap
        assert bridge.needle.x > seen.needle.x
        assert bridge.lead != seen.lead
        seen = bridge


def test_a_proposal_that_adds_nothing_says_why(app: Flask) -> None:
    room = opened(app)
    phone = room.phone()
    room.pick(phone, "congestion-charge", 60)
    room.pick(phone, "low-emission-zone", 5)
    snapshot = room.snapshot()
    (loser,) = (view for view in snapshot.proposals if view.marginal_t == 0.0)
    with spoken_in("en"):
        told = describe_change(loser, snapshot)
    rival = next(view.title for view in snapshot.proposals if view.id != loser.id)
    assert told[-1] == f"only one of the two can be chosen, and “{rival}” gives more"


def test_a_silent_round_hides_the_blocks(app: Flask) -> None:
    room = opened(app)
    silence(room)
    room.pick(room.phone(), "private-cars-electric", 6000)
    assert bridge_of(room).blocks
    with spoken_in("en"):
        bridge = build_bridge_view(as_room_sees(room.snapshot()))
    assert bridge.blocks == ()
    assert bridge.newest is None


def test_the_scenario_has_marks_by_its_own_rule_alone(app: Flask) -> None:
    by_rule = opened(app).snapshot()
    assert [mark.temperature_c for mark in by_rule.scenario.warming_marks] == [1.5, 1.7, 2.0]
    assert by_rule.outcome.warming_c == by_rule.outcome.warming_reference_c
    own = opened(app, preset="own", own_amount_t=900_000.0, own_source="A report").snapshot()
    assert own.marks
    assert own.scenario.warming_marks == ()


@pytest.mark.parametrize(
    ("title", "width", "lines"),
    [
        ("Private cars become electric", 12.5, ("Private", "cars", "become", "electric")),
        ("Private cars become electric", 30.0, ("Private cars become", "electric")),
        ("Private cars become electric", 3.0, ()),
        ("Kollektivtrafikkmyndighetssammenslåing", 12.0, ()),
        ("One two three four five six seven eight", 9.0, ("One", "two", "three", "four …")),
    ],
)
def test_a_title_is_broken_where_it_fits(title: str, width: float, lines: tuple[str, ...]) -> None:
    assert build_title_lines(title, width) == lines


def test_the_wall_names_every_block_for_those_who_do_not_see_it(app: Flask) -> None:
    room = opened(app)
    room.pick(room.phone(), "private-cars-electric", 6000)
    room.move_to("combine")
    page = room.desk.open(f"/wall/{room.code}/{room.screen_key}").get_data(as_text=True)
    view: ProposalView = room.snapshot().shown[0]
    assert f'id="block-{view.id}"' in page
    assert f'<th scope="row">{view.title}</th>' in page
    assert 'role="img" aria-label="From 2026 to 2045 it would be' in page


def test_a_budget_that_is_kept_in_spite_of_an_increase_has_room_for_all_blocks(app: Flask) -> None:
    room = opened(app, preset="own", own_amount_t=4_300_000.0, own_source="A report")
    phone = room.phone()
    room.propose(phone, "A ring road", direction="raises", likely="8000", target="transport/cars")
    room.decide(room.snapshot().waiting[0].id, "approve")
    for action, figure in FIVE.items():
        room.pick(phone, action, figure)
    bridge, snapshot = bridge_of(room), room.snapshot()
    check_places(bridge)
    lowering = [view.block_t for view in snapshot.proposals if (view.block_t or 0) > 0]
    drawn = sum(block.width for block in bridge.blocks if block.kind != "increase")
    (back,) = (block for block in bridge.blocks if block.kind == "increase")
    (raising,) = (view.block_t for view in snapshot.proposals if (view.block_t or 0) < 0)
    assert back.width / drawn == pytest.approx(-raising / sum(lowering), rel=1e-3)


def test_the_winner_of_a_pair_says_what_would_step_in(app: Flask) -> None:
    room = opened(app)
    phone = room.phone()
    room.pick(phone, "congestion-charge", 60)
    room.pick(phone, "low-emission-zone", 60)
    snapshot = room.snapshot()
    winner, loser = sorted(snapshot.shown, key=lambda view: -(view.block_t or 0.0))
    assert loser.block_t == 0.0
    assert winner.marginal_t == pytest.approx(0.0, abs=0.5)
    with spoken_in("en"):
        told = describe_change(winner, snapshot)[-1]
    assert told == f"without it, “{loser.title}” would give as much"


def test_no_more_tonnes_a_year_are_told_than_are_emitted(app: Flask) -> None:
    room = opened(app)
    room.pick(room.phone(), "district-heating-peak-oil", 100)
    (view,) = room.snapshot().shown
    emitted = sum(
        source.reference_t[0]
        for source in room.snapshot().scenario.sources
        if source.id in view.targets or source.sector in view.targets
    )
    assert view.capped_t
    assert view.full_effect_t == pytest.approx(emitted)


def test_a_few_weeks_on_both_sides_of_new_year_are_no_year_longer() -> None:
    outcome = SimpleNamespace(exhausted=2030.03, decided=SimpleNamespace(exhausted=2029.87))
    snapshot = SimpleNamespace(outcome=outcome, decided=())
    with spoken_in("en"):
        assert describe_longer(snapshot) == ""  # type: ignore[arg-type]
        outcome.exhausted = 2030.9
        assert describe_longer(snapshot) == ", 1 year longer"  # type: ignore[arg-type]
