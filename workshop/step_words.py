"""The words for the desk's steps, in the change log and beside the button that undoes them."""

from __future__ import annotations

from workshop.i18n import LANGUAGES, gettext
from workshop.words import say_phase, say_wall

# Steps whose subject is a number, a phase or a rule. The subject of every other step may quote somebody,
# and stays out of the logs.
_WITHOUT_WORDS = frozenset(
    (
        *("workshop.step", "workshop.focus", "workshop.wall", "workshop.rules"),
        *("proposals.approve", "proposals.hide", "decided.import"),
        *("workshop.limits", "workshop.climate-budget"),
        *("scenario.suggested", "scenario.supported", "table.adopt", "vote.count", "vote.uncount"),
        *("people.remove", "people.restore", "people.erase"),
        "catalogue.take-over",
    )
)


def say_last_step(other: str | None, kind: str, subject: str) -> str:
    """Say who took the last step, somebody else with this name or the desk itself, and what it was."""
    who = gettext("The desk") if other is None else other
    return f"{who}: {say_step(kind, subject)}"


def say_step(kind: str, subject: str) -> str:
    """Describe the desk's last step, so that nobody undoes something else."""
    if kind == "workshop.step":
        return gettext("Agenda: %(phase)s", phase=say_phase(subject))
    if kind == "workshop.focus":
        return gettext("Shown in: %(phase)s", phase=say_phase(subject))
    if kind == "workshop.wall":
        return gettext("The screen: %(state)s", state=say_wall(subject))
    if kind == "workshop.rules":
        return _say_rule(subject)
    return {
        "proposal.approve": gettext("Approved: %(title)s", title=subject),
        "proposal.merge": gettext("Merged: %(title)s", title=subject),
        "proposal.ask": gettext("Asked about: %(title)s", title=subject),
        "proposal.relate": gettext("Said what overlaps: %(title)s", title=subject),
        "proposal.hide": gettext("Hidden: %(title)s", title=subject),
        "proposal.include": gettext("Switched on or off: %(title)s", title=subject),
        "proposal.decide_withdrawal": gettext("Decided about withdrawing: %(title)s", title=subject),
        "proposal.edit": gettext("Changed: %(title)s", title=subject),
        "proposals.approve": gettext("Approved together: %(number)s", number=subject),
        "proposals.hide": gettext("Hidden together: %(number)s", number=subject),
        "proposals.merge": gettext("Merged together into: %(title)s", title=subject),
        "decided.import": gettext("Imported: %(number)s decided actions", number=subject),
        "scenario.import": gettext("Imported the scenario: %(name)s", name=subject),
        "scenario.rename": gettext("Renamed the scenario: %(name)s", name=subject),
        "scenario.final": gettext("Marked as final: %(name)s", name=subject),
        "scenario.draft": gettext("Is a draft again: %(name)s", name=subject),
        "scenario.trash": gettext("Put into the trash: %(name)s", name=subject),
        "scenario.restore": gettext("Restored from the trash: %(name)s", name=subject),
        "scenario.live": gettext("Made the saved scenario the live one: %(name)s", name=subject),
        "words.erase": gettext("Words of an erased person were taken out"),
        "reflect.curate": gettext("Thoughts: %(text)s", text=subject),
        "scenario.suggested": gettext("Used a suggested combination of %(number)s", number=subject),
        "scenario.supported": gettext("Included what has at least %(number)s", number=subject),
        "table.adopt": gettext("Used the scenario of table %(number)s", number=subject),
        "vote.open": gettext("The vote was opened"),
        "vote.empty": gettext("The vote was emptied"),
        "vote.count": gettext("Counted by hand: %(number)s", number=subject),
        "vote.uncount": gettext("A count by hand was removed: %(number)s", number=subject),
        "paper.pick": gettext("From paper: %(title)s", title=subject),
        "paper.own": gettext("From paper: %(title)s", title=subject),
        "paper.estimate": gettext("Estimate from paper: %(title)s", title=subject),
        "plenary.own": gettext("From the plenary: %(title)s", title=subject),
        "plenary.agree": gettext("Agreed in the plenary: %(title)s", title=subject),
        "objection.judge": gettext("An objection: %(text)s", text=subject),
        "reason.show": gettext("A reason: %(text)s", text=subject),
        "people.remove": gettext("People removed: %(number)s", number=subject),
        "people.join": gettext("Two phones are one person’s"),
        "people.restore": gettext("People put back: %(number)s", number=subject),
        "people.erase": gettext("People erased: %(number)s", number=subject),
        "proposal.erase": gettext("A proposal was erased"),
        "workshop.turn": gettext("A page of the screen was turned"),
        "workshop.clock": gettext("The timer was changed"),
        "workshop.key": gettext("The allocation rule was chosen"),
        "workshop.scope": gettext("What is left out was changed"),
        "workshop.reference": gettext("The reference path was chosen"),
        "workshop.limits": _say_limits(subject),
        "workshop.climate-budget": gettext(
            "The sum of the limits %(years)s became the budget", years=subject
        ),
        "catalogue.take-over": gettext(
            "The newest catalogue was taken over: change %(number)s", number=subject
        ),
        "workshop.agenda": gettext("The agenda was changed"),
    }.get(kind, subject)


def _say_limits(subject: str) -> str:
    """Say how many limits were entered; none means that they were removed."""
    if subject in ("", "0", "…"):
        return gettext("The annual limits were removed")
    return gettext("Annual limits were entered: %(number)s", number=subject)


def _say_rule(subject: str) -> str:
    """Describe changed rules; ``subject`` is ``name=value``, as the service writes it."""
    name, _, value = subject.partition("=")
    if name == "people":
        return gettext("People expected: %(number)s", number=value)
    return {
        "frozen=True": gettext("The phones were paused"),
        "frozen=False": gettext("The phones were opened again"),
        "gate=True": gettext("Free-text proposals are reviewed first"),
        "gate=False": gettext("Free-text proposals are published without review"),
        "count_hidden=True": gettext("The number of people is hidden"),
        "count_hidden=False": gettext("The number of people is shown"),
        **{
            f"second_beside=False,second_language={code}": gettext(
                "The screen shows %(language)s in turn", language=name
            )
            for code, name in LANGUAGES.items()
        },
        **{
            f"second_beside=True,second_language={code}": gettext(
                "The screen shows %(language)s side by side", language=name
            )
            for code, name in LANGUAGES.items()
        },
        "second_beside=False,second_language=": gettext("The screen shows one language"),
        "still=True": gettext("Motion on the screen was stopped"),
        "still=False": gettext("Motion on the screen was allowed"),
    }.get(subject, gettext("A rule of the meeting was changed"))


def say_step_without_words(kind: str, subject: str) -> str:
    """Describe a step of the desk for a log that shows nothing of what participants wrote."""
    said = say_step(kind, subject if kind in _WITHOUT_WORDS else "…")
    return said if said != "…" else gettext("Another step (%(kind)s)", kind=kind)
