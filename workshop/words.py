"""The words for values in the database: one place, three languages."""

from __future__ import annotations

from markupsafe import Markup

from workshop.database.storage import Trouble
from workshop.i18n import LANGUAGES, current_language, gettext, ngettext
from workshop.i18n import lazy_gettext as _l
from workshop.models import HiddenReason, ObjectionKind, Phase, Role, Source, State

_PHASES = {
    Phase.LOBBY.value: _l("Lobby"),
    Phase.PREDICT.value: _l("Guess"),
    Phase.BRIEFING.value: _l("Briefing"),
    Phase.PROPOSE.value: _l("Propose"),
    Phase.ESTIMATE.value: _l("Estimate"),
    Phase.DELIBERATE.value: _l("Discuss"),
    Phase.COMBINE.value: _l("Combine"),
    Phase.REFLECT.value: _l("Reflect"),
    Phase.COMPARE.value: _l("Compare"),
    Phase.THANKS.value: _l("Thanks"),
}
_ROLES = {
    Role.ELECTED.value: _l("Elected"),
    Role.ADMINISTRATION.value: _l("Administration"),
    Role.RESIDENT.value: _l("Resident"),
    Role.BUSINESS.value: _l("Business"),
    Role.ASSOCIATION.value: _l("Association"),
    Role.PUPIL.value: _l("Pupil or student"),
    Role.VISITOR.value: _l("Visitor"),
}


def quote_english(text: str) -> str:
    """Mark text quoted in English, such as a source, so that it is not read aloud in another language."""
    return text if current_language() == "en" else Markup('<span lang="en">{}</span>').format(text)


def say_phase(phase: str) -> str:
    """Name a phase."""
    return str(_PHASES[phase])


def say_role(role: str) -> str:
    """Name a role."""
    return str(_ROLES[role])


def say_lane(lane: str) -> str:
    """Name a group of a breakdown: a role, the others, or everybody."""
    others = {"others": gettext("Others"), "everybody": gettext("All")}
    return others.get(lane) or say_source(lane) or say_role(lane)


def say_source(source: str) -> str:
    """Say how an entry that nobody typed on a phone came in; empty otherwise."""
    return {
        Source.PAPER.value: gettext("On paper"),
        Source.PLENARY.value: gettext("In the plenary"),
    }.get(source, "")


def say_objection(kind: str) -> str:
    """Name a kind of objection as a choice."""
    return {
        ObjectionKind.FACT.value: gettext("A fact: I doubt that it is so"),
        ObjectionKind.VALUE.value: gettext("A value: something else matters more"),
        ObjectionKind.INTEREST.value: gettext("An interest: it harms somebody"),
    }[kind]


def count_objections(kind: str, number: int) -> str:
    """Count the objections of a kind."""
    return {
        ObjectionKind.FACT.value: ngettext("%(num)s doubts a fact", "%(num)s doubt a fact", number),
        ObjectionKind.VALUE.value: ngettext(
            "%(num)s holds another value higher", "%(num)s hold another value higher", number
        ),
        ObjectionKind.INTEREST.value: ngettext(
            "%(num)s sees an interest harmed", "%(num)s see an interest harmed", number
        ),
    }[kind]


def say_objection_state(state: str) -> str:
    """Tell its author the desk's decision about an objection."""
    return {
        State.WAITING.value: gettext("Received, waits for approval"),
        State.VISIBLE.value: gettext("Visible to the room"),
        State.MERGED.value: gettext("Merged into another proposal"),
        State.HIDDEN.value: gettext("Hidden"),
    }[state]


def say_state(state: str, hidden_reason: str | None = None, *, silent: bool = False) -> str:
    """Tell its author the state of a proposal; in a ``silent`` round nobody else sees it yet."""
    if silent and state == State.VISIBLE:
        return gettext("Received. The room sees it when this round is over")
    if state == State.HIDDEN:
        return gettext("Hidden because %(reason)s", reason=say_hidden_reason(hidden_reason or ""))
    return {
        State.WAITING.value: gettext("Received, waits for approval"),
        State.VISIBLE.value: gettext("Visible to the room"),
        State.MERGED.value: gettext("Merged into another proposal"),
    }[state]


def say_hidden_reason(reason: str) -> str:
    """Say why a proposal is not shown, as the end of a sentence."""
    return {
        HiddenReason.DUPLICATE.value: gettext("it is there already"),
        HiddenReason.OFF_TOPIC.value: gettext("it is not about this place’s emissions"),
        HiddenReason.UNCLEAR.value: gettext("it is not clear what would be done"),
        HiddenReason.PERSONAL.value: gettext("it tells about a person"),
        HiddenReason.OFFENSIVE.value: gettext("it hurts somebody"),
    }.get(reason, gettext("the facilitator chose so"))


def say_actor(actor: str) -> str:
    """Name an actor; one that is not in the list keeps its own words."""
    return actors().get(actor, actor)


def actors() -> dict[str, str]:
    """Return the names of all actors by id."""
    return {
        "municipality": gettext("The municipality"),
        "region": gettext("The region or county"),
        "state": gettext("The state"),
        "businesses": gettext("Businesses"),
        "households": gettext("Households"),
        "housing_companies": gettext("Housing companies"),
        "farmers": gettext("Farmers"),
        "energy_company": gettext("The energy company"),
        "port": gettext("The port"),
    }


def say_control(control: str) -> str:
    """Say how much the municipality controls an action."""
    return {
        "direct": gettext("The municipality decides itself"),
        "shared": gettext("The municipality decides with others"),
        "external": gettext("Others decide"),
    }.get(control, control)


def say_decider(control: str) -> str:
    """Name the deciders if only the municipality's control is known."""
    return {
        "direct": gettext("The municipality"),
        "shared": gettext("The municipality with others"),
        "external": gettext("Others than the municipality"),
    }.get(control, control)


def say_control_briefly(control: str) -> str:
    """Say in a word or two how much the municipality controls an action."""
    return {
        "direct": gettext("Municipality decides"),
        "shared": gettext("Decided together"),
        "external": gettext("Others decide"),
    }.get(control, gettext("Not specified"))


def say_prompt(prompt: str) -> str:
    """Ask what people should reflect on."""
    return {
        "surprised": gettext("What surprised you?"),
        "ours": gettext("What is in our power?"),
        "next": gettext("What is the next step?"),
    }[prompt]


def say_thought_state(state: str) -> str:
    """Tell its author the state of a thought or pledge."""
    return {
        State.WAITING.value: gettext("Received, waits for approval"),
        State.VISIBLE.value: gettext("Visible to the room"),
        State.MERGED.value: gettext("Merged into another proposal"),
    }.get(state, gettext("Hidden"))


def say_ramp(ramp: str) -> str:
    """Name a ramp shape."""
    return {
        "linear": gettext("grows evenly"),
        "step": gettext("all at once"),
        "s-curve": gettext("slow, then fast, then slow"),
        "points": gettext("by the named years of the list"),
    }[ramp]


def say_grade(grade: str) -> str:
    """Say how reliable a figure of the catalogue is."""
    return {
        "cited": gettext("A figure from the source named."),
        "derived": gettext("Calculated from the source’s figures."),
        "rule-of-thumb": gettext("A rule of thumb, not a measured figure: a local figure should replace it."),
    }[grade]


def say_wall(wall: str) -> str:
    """Name the wall's mode."""
    return {"live": gettext("live"), "held": gettext("frozen"), "blank": gettext("content hidden")}[wall]


def say_last_step(helper: str | None, kind: str, subject: str) -> str:
    """Say who took the last step, the helper with this label or the desk itself, and what it was."""
    who = gettext("The desk") if helper is None else helper
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
        "workshop.agenda": gettext("The agenda was changed"),
    }.get(kind, subject)


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


def say_trouble(trouble: Trouble) -> str:
    """Say why the database cannot store."""
    return {
        Trouble.FULL: gettext("The server’s disk is full."),
        Trouble.READ_ONLY: gettext("The server may only read its database, not write to it."),
        Trouble.BROKEN: gettext("The server’s disk refuses what is written to it."),
        Trouble.AWAY: gettext("The server does not reach its database."),
        Trouble.BUSY: gettext("Too much came at the same moment."),
    }[trouble]


def say_remedy(trouble: Trouble) -> str:
    """Tell the facilitator how to end the trouble."""
    return {
        Trouble.FULL: gettext("Make room on the disk that holds the data folder."),
        Trouble.READ_ONLY: gettext(
            "Let the server write to its data folder again, or point it to the database that takes changes."
        ),
        Trouble.BROKEN: gettext(
            "It may be read-only or broken: let the server write to its data folder again, or copy the "
            "folder to another disk and start from there."
        ),
        Trouble.AWAY: gettext("Start the database, or repair the network between it and the server."),
        Trouble.BUSY: gettext("It passes by itself."),
    }[trouble]
