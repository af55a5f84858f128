"""The words for values in the database: one place, three languages."""

from __future__ import annotations

import re

from markupsafe import Markup

from workshop.database.storage import Trouble
from workshop.i18n import current_language, gettext, ngettext
from workshop.i18n import lazy_gettext as _l
from workshop.models import AccountRole, HiddenReason, ObjectionKind, Phase, Role, Source, State, TeamRole

_NAMED_GAS = re.compile("CO₂(?!e)")
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

# Beside a number of them.
_ROLES_COUNTED = {
    Role.ELECTED.value: _l("Elected people"),
    Role.ADMINISTRATION.value: _l("Administration"),
    Role.RESIDENT.value: _l("Residents"),
    Role.BUSINESS.value: _l("Businesses"),
    Role.ASSOCIATION.value: _l("Associations"),
    Role.PUPIL.value: _l("Pupils or students"),
    Role.VISITOR.value: _l("Visitors"),
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


def say_counted_role(role: str) -> str:
    """Name those of a role, beside how many they are or what they said together."""
    return str(_ROLES_COUNTED[role])


def say_lane(lane: str) -> str:
    """Name a group of a breakdown: a role, the others, or everybody."""
    others = {"others": gettext("Others"), "everybody": gettext("All")}
    return others.get(lane) or say_source(lane) or say_counted_role(lane)


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
        "local": gettext("A local figure, from the source named."),
        "rule-of-thumb": gettext("A rule of thumb, not a measured figure: a local figure should replace it."),
    }[grade]


def say_wall(wall: str) -> str:
    """Name the wall's mode."""
    return {"live": gettext("live"), "held": gettext("frozen"), "blank": gettext("content hidden")}[wall]


def say_account_role(role: str) -> str:
    """Name what an account may do in the installation."""
    return {
        AccountRole.ADMINISTRATOR.value: gettext("Administrator"),
        AccountRole.FACILITATOR.value: gettext("Facilitator"),
        AccountRole.VIEWER.value: gettext("Viewer"),
    }[role]


def say_team_role(role: str) -> str:
    """Name what an account may do in one workshop."""
    return {
        TeamRole.CO_FACILITATOR.value: gettext("Co-facilitator"),
        TeamRole.VIEWER.value: gettext("Viewer"),
    }[role]


def say_member_role(role: str) -> str:
    """Name the role of an invitation: in a team, or in the installation."""
    return say_team_role(role) if role in set(TeamRole) else say_account_role(role)


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


def say_listed_as(listed_as: str) -> str:
    """Say why an action is listed without effect."""
    return {
        "sink": gettext("a sink, listed only"),
        "outside": gettext("outside the border, listed only"),
    }.get(listed_as, gettext("listed only"))


def say_gas(gas: str) -> str:
    """Write CO2 or CO2e as people read it, with its subscript."""
    return gas.replace("CO2", "CO₂")


def in_gas(text: str, gas: str) -> str:
    """Return a text about CO₂ with the gas that a workshop counts."""
    return _NAMED_GAS.sub(say_gas(gas), str(text)) if gas != "CO2" else text
