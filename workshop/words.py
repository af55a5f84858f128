"""The words for the values that the database keeps: one place, three languages."""

from __future__ import annotations

from workshop.i18n import gettext
from workshop.models import HiddenReason, Phase, Role, State


def say_phase(phase: str) -> str:
    """Name a phase."""
    return {
        Phase.LOBBY.value: gettext("Lobby"),
        Phase.PREDICT.value: gettext("Predict"),
        Phase.BRIEFING.value: gettext("Briefing"),
        Phase.PROPOSE.value: gettext("Propose"),
        Phase.ESTIMATE.value: gettext("Estimate"),
        Phase.DELIBERATE.value: gettext("Deliberate"),
        Phase.COMBINE.value: gettext("Combine"),
        Phase.REFLECT.value: gettext("Reflect"),
        Phase.COMPARE.value: gettext("Compare"),
        Phase.THANKS.value: gettext("Thanks"),
    }[phase]


def say_role(role: str) -> str:
    """Name a role."""
    return {
        Role.ELECTED.value: gettext("Elected"),
        Role.ADMINISTRATION.value: gettext("Administration"),
        Role.RESIDENT.value: gettext("Resident"),
        Role.BUSINESS.value: gettext("Business"),
        Role.ASSOCIATION.value: gettext("Association"),
    }[role]


def say_state(state: str, hidden_reason: str | None = None) -> str:
    """Say to its author what became of a proposal."""
    if state == State.HIDDEN:
        return gettext("Not shown because %(reason)s", reason=say_hidden_reason(hidden_reason or ""))
    return {
        State.WAITING.value: gettext("Received, waits for approval"),
        State.VISIBLE.value: gettext("Visible to the room"),
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
    """Name who acts; an actor that is not in the list stands in its own words."""
    return actors().get(actor, actor)


def actors() -> dict[str, str]:
    """Name everybody who can act."""
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


def say_ramp(ramp: str) -> str:
    """Name a ramp."""
    return {
        "linear": gettext("grows evenly"),
        "step": gettext("all at once"),
        "s-curve": gettext("slow, then fast, then slow"),
    }[ramp]


def say_grade(grade: str) -> str:
    """Say how far a figure of the catalogue can be trusted."""
    return {
        "cited": gettext("A figure from the source named."),
        "derived": gettext("Calculated from the source’s figures."),
        "rule-of-thumb": gettext("A rule of thumb, not a measured figure: a local figure should replace it."),
    }[grade]


def say_step(kind: str, subject: str) -> str:
    """Say what the desk did last, so that nobody undoes something else."""
    if kind == "workshop.step":
        return gettext("Agenda: %(phase)s", phase=say_phase(subject))
    if kind == "workshop.focus":
        return gettext("Shown in: %(phase)s", phase=say_phase(subject))
    return {
        "proposal.approve": gettext("Approved: %(title)s", title=subject),
        "proposal.merge": gettext("Merged: %(title)s", title=subject),
        "proposal.ask": gettext("Asked about: %(title)s", title=subject),
        "proposal.relate": gettext("Said what overlaps: %(title)s", title=subject),
        "proposal.hide": gettext("Not shown: %(title)s", title=subject),
        "proposal.include": gettext("Switched: %(title)s", title=subject),
        "proposal.edit": gettext("Changed: %(title)s", title=subject),
        "decided.import": gettext("Imported: %(number)s decided actions", number=subject),
        "workshop.clock": gettext("The clock was set"),
        "workshop.agenda": gettext("The agenda was changed"),
        "workshop.rules": gettext("A rule of the meeting was changed"),
    }.get(kind, subject)
