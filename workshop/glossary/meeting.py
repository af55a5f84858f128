"""The terms of the meeting: who takes part, and on which pages."""

from __future__ import annotations

from workshop.glossary.term import Term
from workshop.i18n import lazy_gettext as _l

MEETING = (
    Term(
        key="facilitator",
        name=_l("facilitator"),
        meaning=_l("The person who leads the meeting."),
    ),
    Term(
        key="participant",
        name=_l("participant"),
        meaning=_l("A person in the room, who takes part with a role and without an account."),
    ),
    Term(
        key="helper",
        name=_l("helper"),
        meaning=_l("A second person who reviews and merges proposals, by a link from the facilitator."),
    ),
    Term(
        key="co-facilitator",
        name=_l("co-facilitator"),
        meaning=_l("An account that leads a workshop of another account together with it."),
    ),
    Term(
        key="viewer",
        name=_l("viewer"),
        meaning=_l("An account that reads the result of a workshop and changes nothing."),
    ),
    Term(
        key="note-taker",
        name=_l("note-taker"),
        meaning=_l("The person whose phone writes the free-text proposals of a table."),
    ),
    Term(
        key="dot",
        name=_l("dot"),
        meaning=_l(
            "A point that you give to what matters most to you. Support, on the other hand, only says yes."
        ),
        unit=_l("dots"),
    ),
    Term(
        key="desk",
        name=_l("desk"),
        meaning=_l("The facilitator’s page, from which the meeting is led."),
    ),
    Term(
        key="screen",
        name=_l("screen"),
        meaning=_l("The large picture that everybody in the room reads."),
    ),
    Term(
        key="frozen-screen",
        name=_l("frozen screen"),
        meaning=_l("The screen keeps its picture while the facilitator goes on at the desk."),
    ),
    Term(
        key="phone",
        name=_l("phone"),
        meaning=_l("A participant’s page, on a phone, tablet or computer."),
    ),
    Term(
        key="silent-round",
        name=_l("silent round"),
        meaning=_l(
            "A round in which nobody sees what others propose before it ends, so that everybody thinks "
            "for themselves."
        ),
    ),
    Term(
        key="rehearsal",
        name=_l("rehearsal"),
        meaning=_l("A trial of the meeting with simulated participants. It is removed without a trace."),
    ),
)
