"""The words of the facilitator's guide, in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass

from workshop.i18n import gettext
from workshop.models import Phase
from workshop.words import say_phase


@dataclass(frozen=True)
class GuideItem:
    """One piece of advice; ``say`` is what to say to the room, word for word if one likes."""

    heading: str
    text: str
    say: str = ""


@dataclass(frozen=True)
class GuidePart:
    """A part of the guide."""

    key: str
    heading: str
    items: tuple[GuideItem, ...]


def tell_guide() -> tuple[GuidePart, ...]:
    """Tell the whole guide."""
    return (
        GuidePart("before", gettext("Before the meeting"), _before()),
        GuidePart("during", gettext("During the meeting, phase by phase"), _during()),
        GuidePart("wrong", gettext("When something goes wrong"), _wrong()),
        GuidePart("after", gettext("After the meeting"), _after()),
    )


def _before() -> tuple[GuideItem, ...]:
    return (
        GuideItem(
            gettext("Open the workshop"),
            gettext("Choose the place and the budget. Read every step of the chain once yourself: someone will ask. If the municipality has an adopted budget, enter it as an amount of your own, with its source."),
        ),
        GuideItem(
            gettext("Enter what is already decided"),
            gettext("Import the adopted plan’s actions from its spreadsheet. The room then sees what tonight adds, and does not propose what is decided."),
        ),
        GuideItem(
            gettext("Choose the agenda"),
            gettext("90 minutes give one round. Three hours give two rounds and time to reflect; the talk at the end is what people carry home, so never cut it first."),
        ),
        GuideItem(
            gettext("Try the hall"),
            gettext("Open the screen on the hall’s projector and join with your own phone through the hall’s network. If the phone does not reach the page, use a router of your own or a server on the internet."),
        ),
        GuideItem(
            gettext("Find a helper"),
            gettext("Above 40 people, let somebody else approve and merge proposals: make them a helper’s link on the desk."),
        ),
    )


def _during() -> tuple[GuideItem, ...]:
    return (
        GuideItem(
            say_phase(Phase.LOBBY),
            gettext("The screen shows code and QR. Wait until most have joined; latecomers can join at any time."),
            gettext("Take your phone, scan the code, choose a role. You need no name. What you write may become public."),
        ),
        GuideItem(
            say_phase(Phase.PREDICT),
            gettext("Let everybody guess before they hear a figure: people remember an answer that surprised them."),
            gettext("If we go on as today: how many years does our budget last? Guess, there is no shame in it."),
        ),
        GuideItem(
            say_phase(Phase.BRIEFING),
            gettext("Four cards, two minutes each. Do not lecture; let people ask where a number comes from, and open the chain."),
            gettext("The budget is not a goal that somebody chose; it is what is left. How it is shared out is a choice, and it is yours to discuss."),
        ),
        GuideItem(
            say_phase(Phase.PROPOSE),
            gettext("A silent round first: loud people do not lead, and everybody has something of their own. Then open the list. Approve what is clear, merge what is the same, ask back what is not clear."),
            gettext("What should be done here? Choose from the list or write your own. Guess the size; guesses are welcome and are pooled."),
        ),
        GuideItem(
            say_phase(Phase.ESTIMATE),
            gettext("Take the proposals with the most tonnes or the widest spread. Ask the lowest and the highest to explain, without names, then let everybody estimate again."),
            gettext("Look at the spread. What do those know who said so little, and those who said so much?"),
        ),
        GuideItem(
            say_phase(Phase.DELIBERATE),
            gettext("One proposal at a time. Who decides, who pays, who must join? Keep facts, values and interests apart: each needs another answer."),
            gettext("Is this an objection about a fact, a value, or an interest?"),
        ),
        GuideItem(
            say_phase(Phase.COMBINE),
            gettext("Switch actions on and off and watch the screen. Effects on the same emissions overlap; the sum is smaller than its parts, and the screen says by how much. If the budget is out of reach, look at the next mark: every tenth of a degree counts."),
            gettext("Which of these would you take away last?"),
        ),
        GuideItem(
            say_phase(Phase.REFLECT),
            gettext("Turn from tonnes to hands: what can we do, what needs others, what needs the state? Collect pledges with owner and date."),
            gettext("What surprised you? What is in our power? What is the next step, and who takes it?"),
        ),
        GuideItem(
            say_phase(Phase.THANKS),
            gettext("Save the scenario. Tell people that their phone’s page stays and will say what became of their proposals."),
            gettext("Thank you. The page on your phone stays yours."),
        ),
    )


def _wrong() -> tuple[GuideItem, ...]:
    return (
        GuideItem(
            gettext("You are behind schedule"),
            gettext("The clock ends nothing. Leave out the second round rather than the reflection; add minutes or skip a step on the desk."),
        ),
        GuideItem(
            gettext("The network is slow or gone"),
            gettext("Phones keep what is written and send it later; nothing counts twice. The screen keeps its last state. Go on talking."),
        ),
        GuideItem(
            gettext("Something unfit appears"),
            gettext("Choose “Do not show” with a reason; its author reads the reason. If it goes on, pause the phones: nothing is lost."),
        ),
        GuideItem(
            gettext("A wrong step was taken"),
            gettext("Every step of the desk and of helpers can be undone, the newest first."),
        ),
        GuideItem(
            gettext("Someone doubts the numbers"),
            gettext("Open “Where the numbers come from” on the screen or a phone. Estimates of the room are the room’s: change the number together rather than defend it."),
        ),
        GuideItem(
            gettext("Nothing fits, and the room loses heart"),
            gettext("Show what the actions already achieve, the next mark, and whose decision would change most. A budget that cannot be kept is a finding to hand on, not a failure of the meeting."),
        ),
    )


def _after() -> tuple[GuideItem, ...]:
    return (
        GuideItem(
            gettext("The same evening"),
            gettext("Save the final scenario with a note of what was disputed. Compare it with the earlier ones while you remember."),
        ),
        GuideItem(
            gettext("The week after"),
            gettext("Download the comparison and the scenario files for the report. Anybody can calculate them again from the file."),
        ),
        GuideItem(
            gettext("When it is over"),
            gettext("Tell the participants what became of their proposals. Delete the workshop when its purpose is fulfilled; everything in it goes with it."),
        ),
    )
