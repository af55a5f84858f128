"""What the room said: who took part, next steps, and the appendix with all that may be read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from workshop.charts.budget.effects import describe_effect
from workshop.charts.budget.titles import describe_title
from workshop.i18n import current_language, format_day, format_whole, gettext, ngettext
from workshop.models import ReflectionKind, State
from workshop.services.meeting.reflections import reflections_of
from workshop.services.people.participants import count_by_role
from workshop.services.reports.blocks import Block, Heading, Listing, Paragraph, Run, Text, plain
from workshop.state.confidentiality import break_down
from workshop.state.proposal_views import ProposalView
from workshop.state.snapshot import Snapshot
from workshop.state.visibility import views_for_room
from workshop.words import say_actor, say_lane, say_objection, say_prompt

_NEXT = "next"


def describe_people(snapshot: Snapshot) -> str:
    """Write how many took part, and in which roles where no small group is told apart."""
    joined = count_by_role(snapshot.workshop_id)
    people = sum(joined.values())
    told = ngettext("%(num)s person took part.", "%(num)s people took part.", people)
    shown = break_down({role: range(count) for role, count in joined.items()})
    if not shown:
        if not people:
            return told
        few = gettext("Roles are not named: too few took part in each.")
        return f"{told} {few}"
    roles = ", ".join(
        gettext("%(role)s %(number)s", role=say_lane(role), number=format_whole(len(items)))
        for role, items in shown.items()
    )
    return gettext("%(people)s By role: %(roles)s.", people=told, roles=roles)


def build_next_steps(snapshot: Snapshot) -> list[Block]:
    """Return what people will do, with name and date, and what they say should be done."""
    pledges = [
        (each.due or date.max, build_pledge_text(each.text, each.owner, each.due))
        for each in reflections_of(snapshot.workshop_id)
        if each.kind == ReflectionKind.PLEDGE and each.state == State.VISIBLE
    ]
    steps = [
        plain(each.text)
        for each in reversed(reflections_of(snapshot.workshop_id))
        if each.kind == ReflectionKind.THOUGHT and each.prompt == _NEXT and each.state == State.VISIBLE
    ]
    items = [text for _, text in sorted(pledges, key=lambda pledge: pledge[0])] + steps
    if not items:
        return [Paragraph(plain(gettext("No next steps were written down at the workshop.")))]
    return [Listing(tuple(items))]


def build_pledge_text(words: str, owner: str, due: date | None) -> Text:
    """Return a pledge with whose it is and by when."""
    day = gettext("by %(day)s", day=format_day(due)) if due else ""
    who = ", ".join(filter(None, (owner, day)))
    return (Run(words), *((Run(f" ({who})"),) if who else ()))


def build_appendix(snapshot: Snapshot, included: Mapping[str, str]) -> list[Block]:
    """Return every proposal with its reasons, objections and votes, and every thought and pledge.

    ``included`` has, by an action's id in the file, what became of it in the report's scenarios.
    """
    blocks: list[Block] = [
        Heading(gettext("Appendix: what was proposed and said")),
        Paragraph(plain(_explain_appendix())),
    ]
    if snapshot.silent:
        words = gettext("The meeting’s proposals are included when this silent round is over.")
        return [*blocks, Paragraph(plain(words))]
    views = sorted(views_for_room(snapshot), key=lambda view: view.number)
    if not views:
        blocks.append(Paragraph(plain(gettext("Nothing was proposed."))))
    for view in views:
        blocks += _proposal(view, snapshot, included)
    return [*blocks, *_thoughts(snapshot)]


def _explain_appendix() -> str:
    return gettext(
        "Only what the participants may read now, without names, except those that people wrote "
        "beside pledges."
    )


def _proposal(view: ProposalView, snapshot: Snapshot, included: Mapping[str, str]) -> Iterator[Block]:
    yield Heading(describe_title(view, snapshot), 2)
    if view.description:
        yield Paragraph(plain(_description(view, snapshot)))
    absent = gettext("not in it: proposed or changed after it was saved")
    facts = [
        (gettext("In the scenario"), included.get(view.action_id, absent)),
        (gettext("Who acts"), say_actor(view.actor) if view.actor else ""),
        (gettext("Effect as the room estimates it"), describe_effect(view)),
        (gettext("Votes"), describe_votes(view)),
    ]
    told: list[Run] = []
    for label, words in facts:
        if words:
            told += [Run(" · ")] if told else []
            told += [Run(f"{label}: ", strong=True), Run(words)]
    yield Paragraph(tuple(told), "note")
    reasons = [reason.text for reason in view.reasons if reason.shown]
    if reasons:
        yield Paragraph((Run(gettext("Reasons:"), strong=True),))
        yield Listing(tuple(plain(text) for text in reasons))
    objections = [each for each in view.objections if each.state == State.VISIBLE]
    if objections:
        yield Paragraph((Run(gettext("Objections:"), strong=True),))
        yield Listing(
            tuple((Run(f"{say_objection(each.kind)}. "), Run(each.text)) for each in reversed(objections))
        )


def _description(view: ProposalView, snapshot: Snapshot) -> str:
    """Return a catalogue action's description in the reader's language, unless the desk wrote another."""
    if view.action is None:
        return view.description
    action = view.action
    is_theirs = view.description == action.text("description", snapshot.language)
    return action.text("description", current_language()) if is_theirs else view.description


def describe_votes(view: ProposalView) -> str:
    """Write the result of the last vote; empty before one, or if too few voted."""
    if not view.support:
        return ""
    dots, supporters = int(view.support.get("dots", 0)), int(view.support.get("supporters", 0))
    said = [ngettext("%(num)s supporter", "%(num)s supporters", supporters)]
    if dots:
        said.insert(0, ngettext("%(num)s dot", "%(num)s dots", dots))
    return ", ".join(said)


def _thoughts(snapshot: Snapshot) -> Iterator[Block]:
    shown = [each for each in reversed(reflections_of(snapshot.workshop_id)) if each.state == State.VISIBLE]
    pledges = [each for each in shown if each.kind == ReflectionKind.PLEDGE]
    if pledges:
        yield Heading(gettext("Pledges"), 2)
        yield Listing(tuple(build_pledge_text(each.text, each.owner, each.due) for each in pledges))
    prompts = dict.fromkeys(each.prompt for each in shown if each.kind == ReflectionKind.THOUGHT)
    for prompt in prompts:
        yield Heading(say_prompt(prompt), 2)
        yield Listing(
            tuple(
                plain(each.text)
                for each in shown
                if each.prompt == prompt and each.kind == ReflectionKind.THOUGHT
            )
        )
