"""The terms of actions, estimates and results."""

from __future__ import annotations

from workshop.glossary.term import Term
from workshop.i18n import lazy_gettext as _l

ACTIONS = (
    Term(
        key="action",
        name=_l("action"),
        meaning=_l(
            "Something that lowers or raises the emissions of one or more sources, such as electric buses."
        ),
        unit=_l("tonnes of CO₂ a year, once in full effect"),
    ),
    Term(
        key="decided-action",
        name=_l("decided action"),
        meaning=_l(
            "An action of the plan that the municipality has already adopted. It is counted before the "
            "proposals of the meeting."
        ),
    ),
    Term(
        key="proposal",
        name=_l("proposal"),
        meaning=_l("An action that somebody in the room has proposed."),
    ),
    Term(
        key="free-text-proposal",
        name=_l("free-text proposal"),
        meaning=_l(
            "A proposal in a person’s own words, not from the catalogue. The facilitator can review it "
            "before the room sees it."
        ),
    ),
    Term(
        key="own-action",
        name=_l("own action"),
        meaning=_l(
            "An action that a place has added to the catalogue itself, with its own figures and source. It "
            "is offered in workshops of that place alone."
        ),
    ),
    Term(
        key="pick",
        name=_l("pick"),
        meaning=_l(
            "A proposal chosen from the catalogue, with how much of it. Picks of the same action become "
            "one proposal."
        ),
    ),
    Term(
        key="estimate",
        name=_l("estimate"),
        meaning=_l("What one person thinks an action gives: at least, likely and at most."),
        unit=_l("tonnes of CO₂ a year, or a number of units"),
    ),
    Term(
        key="median",
        name=_l("median"),
        meaning=_l("The answer in the middle: half of the answers are lower, half are higher."),
    ),
    Term(
        key="group",
        name=_l("group"),
        meaning=_l(
            "Actions that belong together: either only one of them can be carried out, or their effects "
            "add up."
        ),
    ),
    Term(
        key="overlap",
        name=_l("overlap"),
        meaning=_l(
            "What several actions on the same source together give less than each on its own: a car that "
            "is not driven cannot also become electric."
        ),
        unit=_l("tonnes of CO₂"),
    ),
    Term(
        key="scenario",
        name=_l("scenario"),
        meaning=_l(
            "The reference path, the budget and the actions that are included, put together. The same "
            "scenario always gives the same result."
        ),
    ),
    Term(
        key="result",
        name=_l("result"),
        meaning=_l("What a scenario gives: how long the budget lasts, and how much is left or too much."),
        unit=_l("tonnes of CO₂, and a year"),
    ),
    Term(
        key="of-100-tries",
        name=_l("of 100 tries"),
        meaning=_l(
            "The estimates are uncertain, so the result is calculated many times with different values of "
            "them. “62 of 100 tries” means that the scenario meets the budget in 62 of 100."
        ),
        unit=_l("tries of 100"),
    ),
    Term(
        key="library",
        name=_l("library"),
        meaning=_l("The saved and imported scenarios of all workshops that an account leads or reads."),
    ),
    Term(
        key="hash",
        name=_l("hash of the figures"),
        meaning=_l(
            "A number that is computed from all figures of a scenario and from none of its texts. Scenarios "
            "with the same figures have the same one."
        ),
    ),
)
