"""The allocation rule as a question: the budget by each rule, and the room's vote."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from scenarios.numbers import round_whole
from workshop.i18n import format_decimal, format_tonnes, gettext, ngettext
from workshop.identity import Person
from workshop.services.meeting.allocation_rule import (
    BLEND,
    NATIONAL,
    POPULATION,
    QUESTION,
    WORLD,
    Key,
    Votes,
    list_keys,
    read_votes,
)
from workshop.services.meeting.answers import answers_to, own_answers
from workshop.state.confidentiality import OTHERS
from workshop.state.marks import key_in_force
from workshop.state.snapshot import Snapshot
from workshop.words import say_counted_role


@dataclass(frozen=True, kw_only=True)
class KeyView:
    """One rule: its budget for this place, and its votes; ``why`` says why it cannot be computed."""

    id: str
    name: str
    meaning: str
    possible: bool = True
    why: str = ""
    budget: str = ""
    left: str = ""
    lasts: str = ""
    in_force: bool = False
    votes: int | None = None
    part_pct: float = 0
    by_role: str = ""


@dataclass(frozen=True, kw_only=True)
class KeysView:
    """All rules, and the state of the vote on them."""

    votes_shown: bool
    voted: str
    too_few: bool
    counted: str
    in_force: str | None
    choices: list[KeyView]


def build_keys_view(snapshot: Snapshot) -> KeysView:
    """Return every rule with its budget here and, if the desk shows them, the votes."""
    shown = bool(snapshot.focus.get("votes"))
    said = answers_to(snapshot.workshop_id, QUESTION)
    published = read_votes(snapshot.workshop_id) if shown else None
    votes = None if published is None else published.by_key
    in_force = key_in_force(snapshot.budget)
    most = max(votes.values(), default=0) if votes else 0
    by_role = {} if published is None else _write_roles(published.by_role)
    return KeysView(
        votes_shown=shown,
        voted=ngettext("%(num)s person has voted", "%(num)s people have voted", len(said)),
        too_few=shown and votes is None,
        counted=_say_counted(published, len(said)),
        in_force=in_force,
        choices=[
            replace(
                build_key_view(key, snapshot),
                in_force=key.id == in_force,
                votes=None if votes is None else votes[key.id],
                part_pct=100 * votes[key.id] / most if votes and most else 0,
                by_role=by_role.get(key.id, ""),
            )
            for key in list_keys(snapshot)
        ],
    )


def describe_own_vote(participant: Person) -> str:
    """Return the name of a participant's vote; empty before."""
    mine = own_answers(participant).get(QUESTION)
    return mine.choice if mine else ""


def build_key_view(key: Key, snapshot: Snapshot) -> KeyView:
    """Describe one rule's budget for this place."""
    told = KeyView(id=key.id, name=describe_key(key.id), meaning=describe_meaning(key.id))
    if key.budget is None:
        return replace(told, possible=False, why=_why_not(key.id, snapshot))
    left = key.years_left
    return replace(
        told,
        budget=format_tonnes(key.budget.budget_t) if key.budget.budget_t > 0 else gettext("used up already"),
        left="" if left is None or left <= 0 else describe_years(left),
        lasts=""
        if left is None or left <= 0
        else gettext(
            "%(years)s at today’s rate (%(year)s)",
            years=describe_years(left),
            year=str(snapshot.start_year),
        ),
    )


def describe_years(left: float) -> str:
    """Write the years left at today's rate as whole years."""
    if left < 0.5:
        return gettext("less than a year")
    return ngettext("%(years)s year", "%(years)s years", round_whole(left), years=format_decimal(left))


def describe_key(key: str) -> str:
    """Return a rule's name for the room."""
    return {
        NATIONAL: gettext("By emissions in the country"),
        POPULATION: gettext("Equal for every person"),
        WORLD: gettext("By emissions in the world"),
        BLEND: gettext("Half by people, half by emissions"),
    }[key]


def describe_meaning(key: str) -> str:
    """Say whom a rule favours."""
    return {
        NATIONAL: gettext("The country’s amount, shared so that those who have emitted more get more."),
        POPULATION: gettext("The world’s amount, the same for everybody on earth."),
        WORLD: gettext("The world’s amount, shared so that those who have emitted more get more."),
        BLEND: gettext("The world’s amount, half of it for everybody alike, half by emissions."),
    }[key]


def describe_choice(budget: dict[str, Any]) -> str:
    """Say how the rule in force was chosen; empty if it was set from the beginning."""
    chosen = budget.get("chosen")
    if not chosen:
        return ""
    name = describe_key(chosen["key"])
    if not chosen["votes"]:
        return gettext("The facilitator chose the allocation rule in the meeting: %(key)s.", key=name)
    votes = ", ".join(
        f"{describe_key(key)} {format_decimal(count)}" for key, count in chosen["votes"].items() if count
    )
    return gettext(
        "The facilitator chose the allocation rule after the room’s vote: %(key)s. Votes: %(votes)s.",
        key=name,
        votes=votes,
    )


def _say_counted(votes: Votes | None, voted: int) -> str:
    """Say of how many votes the totals are, if others came or changed after them."""
    if votes is None or votes.people == voted:
        return ""
    return ngettext(
        "Counted: %(num)s vote. Those that came later are too few to be shown.",
        "Counted: %(num)s votes. Those that came later are too few to be shown.",
        votes.people,
    )


def _write_roles(by_role: dict[str, dict[str, int]]) -> dict[str, str]:
    """Write each rule's votes by role in one line."""
    lines: dict[str, list[str]] = {}
    for role, votes in by_role.items():
        name = gettext("Others") if role == OTHERS else say_counted_role(role)
        for key, count in votes.items():
            if count:
                lines.setdefault(key, []).append(f"{name}\u00a0{format_decimal(count)}")
    return {key: " · ".join(parts) for key, parts in lines.items()}


def _why_not(key: str, snapshot: Snapshot) -> str:
    if key == NATIONAL and not snapshot.territory_id.startswith("SE"):
        return gettext("No published carbon budget of the country to share out.")
    if key == NATIONAL:
        return gettext("No published national amount for this warming limit.")
    if key in (POPULATION, BLEND):
        return gettext("No figures of inhabitants beside the world’s, or no world budget for this limit.")
    return gettext("No statistics for all years of this rule, or no world budget for this limit.")
