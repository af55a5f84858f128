"""A meeting in which every text is one unique word, which tells who wrote it."""

from __future__ import annotations

import io
import re
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count

from hypothesis import strategies as st

from tests.page_forms import fields_of
from tests.workshop_room import Browser, Room
from workshop.errors import Problem
from workshop.extensions import db
from workshop.models import Estimate, Objection, Participant, Proposal, Reflection

TOKEN = re.compile(r"\bzq[0-9a-f]{6}q\b")
_numbers = count(1)
PEOPLE, PROPOSALS = 3, 4
# Besides these, "download" and "bring" take a scenario file out and in again, which takes seconds.
VERBS = (
    *("propose", "approve", "approve", "edit", "hide", "merge", "ask", "revise", "withdraw", "undo"),
    *("hold", "live", "save", "reason", "show", "object", "judge", "spotlight"),
    *("think", "pledge", "curate", "look", "remove", "restore", "erase", "back"),
)
# What is written in another phase than proposals are.
LATER = {"object": "deliberate", "think": "reflect", "pledge": "reflect", "look": "reflect"}
EDIT = {"ramp": "step", "control": "", "decides": "", "pays": ""}
PHASES = ("propose", "estimate", "deliberate", "combine", "reflect", "thanks")

steps = st.tuples(
    st.sampled_from(VERBS), st.integers(0, PEOPLE - 1), st.integers(0, PROPOSALS - 1), st.integers(0, 3)
)


@dataclass
class Meeting:
    """A room in which every text is one word that is used once, and who wrote which."""

    room: Room
    people: list[Browser]
    other: Browser
    helper: Browser
    written: list[set[str]]
    names: list[str]
    # The id of the first person; the others came in one after the other.
    first: int
    ever: set[str] = field(default_factory=set)
    # A saved scenario, downloaded while everything in it could be seen.
    file: bytes = b""

    def word(self, person: int | None = None) -> str:
        """Make a word, of a person or of the desk."""
        word = f"zq{next(_numbers):06x}q"
        self.ever.add(word)
        if person is not None:
            self.written[person].add(word)
        return word

    def ids(self) -> list[tuple[str, int]]:
        """List the proposals that are there and the number of each one's author."""
        with self.room.app.app_context():
            rows = db.session.execute(
                db.select(Proposal.public_id, Proposal.author_id)
                .where(Proposal.workshop_id == self.room.workshop_id)
                .order_by(Proposal.id)
            ).all()
        return [(public_id, (author or self.first) - self.first) for public_id, author in rows]

    def do(self, verb: str, person: int, which: int, more: int) -> None:
        """Do one thing; whatever is refused changes nothing."""
        room, code, phone = self.room, self.room.code, self.people[person]
        if verb == "propose":
            room.propose(
                phone, self.word(person), description=self.word(person), likely="100", target="transport/cars"
            )
            return
        if verb in ("hold", "live"):
            room.desk.send(f"/desk/{code}/screen/show", wall={"hold": "held"}.get(verb, verb))
            return
        if verb == "save":
            room.desk.send(f"/desk/{code}/save", name="A scenario", note="")
            return
        if verb == "back":
            room.desk.send(f"/library/{code}/1/live")
            return
        if verb == "download":
            self.file = room.desk.client.get(f"/compare/{code}/1/scenario.json").get_data()
            return
        if verb == "bring":
            self._bring_back(("keep", "import")[more % 2])
            return
        if verb == "undo":
            page = room.desk.open(f"/desk/{code}").get_data(as_text=True)
            found = re.search(r'name="change" value="(\d+)"', page)
            if found:
                room.desk.send(f"/desk/{code}/undo", change=found[1])
            return
        if verb == "reason":
            room.pick(phone, "private-cars-electric", 1000 + person, reason=self.word(person))
            return
        if verb == "think":
            phone.send(f"/phone/{code}/reflect/thought", prompt="surprised", text=self.word(person))
            return
        if verb == "pledge":
            due = "2031-05-17"
            said = {"text": self.word(person), "owner": self.word(person), "due": due}
            phone.send(f"/phone/{code}/reflect/pledge", **said)
            return
        if verb == "look":
            room.desk.send(f"/desk/{code}/reflect/view", view="thoughts")
            return
        if verb in ("remove", "restore", "erase"):
            self._remove(verb, person)
            return
        known = self.ids()
        if not known:
            return
        public_id = known[which % len(known)][0]
        plain = {"actor": "", "target": "", "direction": "lowers", "start_year": "2027", "ramp_years": "1"}
        if verb == "edit":
            room.decide(public_id, "", title=self.word(), description=self.word(), **plain, **EDIT)
        elif verb == "merge":
            # One of the two may be gone.
            with suppress(Problem):
                room.merge(public_id, known[more % len(known)][0])
        elif verb == "hide":
            room.decide(public_id, "hide", reason="personal")
        elif verb == "ask":
            room.decide(public_id, "ask", question=self.word())
        elif verb == "approve":
            room.decide(public_id, "approve")
        elif verb == "revise":
            phone.send(f"/phone/{code}/own/{public_id}", title=self.word(person), **plain)
        elif verb == "withdraw":
            phone.send(f"/phone/{code}/own/{public_id}/withdraw")
        elif verb == "object":
            phone.send(f"/phone/{code}/objections/{public_id}", kind="fact", text=self.word(person))
        elif verb == "spotlight":
            room.desk.send(f"/desk/{code}/spotlight", step=room.snapshot().step, proposal=public_id)
        else:
            self._curate(verb, more)

    def _bring_back(self, do: str) -> None:
        """Bring the downloaded scenario file back, as a saved scenario or as decided actions."""
        path = f"/desk/{self.room.code}/scenario-files"
        purpose = {"keep": "save", "import": "decided"}[do]
        self.room.desk.send(path, purpose=purpose, file=(io.BytesIO(self.file), "saved.json"))
        page = self.room.desk.open(f"{path}/preview")
        if page.status_code == 200:
            form = fields_of(page.get_data(as_text=True), "draft")
            self.room.desk.send(f"{path}/preview", **{**form, "do": do})

    def _remove(self, verb: str, person: int) -> None:
        """Remove a person with what they wrote, restore or erase them."""
        with self.room.app.app_context():
            participant = db.session.get(Participant, self.first + person)
            public_id = participant.public_id if participant else "gone"
        path = f"/desk/{self.room.code}/people"
        if verb == "remove":
            self.room.desk.send(f"{path}/remove", people=public_id)
        else:
            self.room.desk.send(f"{path}/{public_id}/{verb}")

    def _curate(self, verb: str, more: int) -> None:
        """Show or take away a reason, an objection, a thought or a pledge."""
        if verb == "curate":
            with self.room.app.app_context():
                ids = db.session.scalars(db.select(Reflection.public_id).order_by(Reflection.id)).all()
            if ids:
                chosen = {"reflection": ids[more % len(ids)], "shown": "yes" if more % 3 else "no"}
                self.room.desk.send(f"/desk/{self.room.code}/reflect/curate", **chosen)
            return
        model, path = (Estimate, "reasons") if verb == "show" else (Objection, "objections")
        with self.room.app.app_context():
            key = Estimate.id if model is Estimate else Objection.public_id
            rows = db.session.scalars(db.select(key).order_by(model.id)).all()
        if rows:
            said = "yes" if more % 3 else "no"
            self.room.desk.send(f"/desk/{self.room.code}/{path}/{rows[more % len(rows)]}", shown=said)


def open_meeting(room: Room, helper: Browser) -> Meeting:
    """Let the people come in; each one's nickname is a word of theirs."""
    names = [f"zq{next(_numbers):06x}q" for _ in range(PEOPLE)]
    people = [room.phone(nickname=name) for name in names]
    with room.app.app_context():
        first = db.session.scalar(
            db.select(db.func.min(Participant.id)).where(Participant.workshop_id == room.workshop_id)
        )
    assert first is not None
    written = [{name} for name in names]
    return Meeting(room, people, room.phone(), helper, written, names, first, set(names))
