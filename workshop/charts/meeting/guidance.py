"""What the facilitator's guide says about each phase: what to press, and what to say."""

from __future__ import annotations

from dataclasses import dataclass

from workshop.i18n import gettext
from workshop.models import Phase


@dataclass(frozen=True)
class Guidance:
    """The guide about one phase: what to ``do`` at the desk, and what to ``say`` to the room."""

    phase: str
    do: str
    say: str


def build_guidance_views() -> list[Guidance]:
    """Return the guide about each phase, in the order of a meeting."""
    return [Guidance(phase.value, _do(phase), _say(phase)) for phase in Phase]


def build_guidance_view(phase: str) -> Guidance:
    """Return the guide about one phase."""
    return Guidance(phase, _do(Phase(phase)), _say(Phase(phase)))


def _do(phase: Phase) -> str:
    return {
        Phase.LOBBY: gettext(
            "The screen shows code and QR. Wait until most have joined; latecomers can join at any time."
        ),
        Phase.PREDICT: gettext(
            "Let everybody guess before they hear a figure: people remember an answer that surprised them."
        ),
        Phase.BRIEFING: gettext(
            "Four cards, two minutes each. Do not lecture; let people ask where a number "
            "comes from, and open the calculation."
        ),
        Phase.PROPOSE: gettext(
            "A silent round first: those who speak loudest do not lead, and everybody "
            "has something of their own. Then open the list. Approve what is clear; "
            "under “%(merge)s” merge what is the same, and ask for clarification of what "
            "is not clear.",
            merge=gettext("More …"),
        ),
        Phase.ESTIMATE: gettext(
            "Take the proposals with the biggest effect or the widest spread. Ask the "
            "lowest and the highest to explain, without names, then let everybody "
            "estimate again."
        ),
        Phase.DELIBERATE: gettext(
            "One proposal at a time. Who decides, who pays, who must join? Keep facts, "
            "values and interests apart: each needs another answer."
        ),
        Phase.COMBINE: gettext(
            "Switch actions on and off and watch the screen. Effects on the same "
            "emissions overlap; the sum is smaller than its parts, and the screen says "
            "by how much. If the budget is out of reach, look at the next limit: every "
            "tenth of a degree matters."
        ),
        Phase.REFLECT: gettext(
            "Turn from amounts to responsibility: what can we do, what needs others, "
            "what needs the state? Collect pledges, each with somebody responsible and a "
            "date."
        ),
        Phase.COMPARE: gettext(
            "The screen shows the saved scenarios under each other. Ask what differs before you ask "
            "which one is better."
        ),
        Phase.THANKS: gettext(
            "Save the scenario. Tell people that the page on their phone stays and will "
            "show what became of their proposals."
        ),
    }[phase]


def _say(phase: Phase) -> str:
    return {
        Phase.LOBBY: gettext(
            "Take your phone, scan the code, choose a role. You need no name. What you "
            "write may become public."
        ),
        Phase.PREDICT: gettext(
            "If we go on as today: how many years does our budget last? Just guess, it is fine to be wrong."
        ),
        Phase.BRIEFING: gettext(
            "The budget is not a goal that somebody chose; it is what is left. How it is "
            "shared out is a choice, and it is yours to discuss."
        ),
        Phase.PROPOSE: gettext(
            "What should be done here? Choose from the list or write your own. Guess the "
            "size; guesses are welcome and are combined."
        ),
        Phase.ESTIMATE: gettext(
            "Look at the spread. What do those know who said so little, and those who said so much?"
        ),
        Phase.DELIBERATE: gettext("Is this an objection about a fact, a value, or an interest?"),
        Phase.COMBINE: gettext("Which of these would you give up last?"),
        Phase.REFLECT: gettext(
            "What surprised you? What is in our power? What is the next step, and who takes it?"
        ),
        Phase.COMPARE: gettext("What does the one keep that the other gives up?"),
        Phase.THANKS: gettext("Thank you. You can keep using the page on your phone."),
    }[phase]
