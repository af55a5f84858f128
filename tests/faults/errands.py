"""What a room sends: proposals, estimates of catalogue actions, votes and people coming in, each once."""

from __future__ import annotations

import random
import uuid
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import create_engine, text

from scenarios.catalogue.catalogue import load_catalogue
from tests.bench.live.rooms import Prepared
from tests.bench.live.web import Browser

OWN, PICK, VOTE, JOIN = "own", "pick", "vote", "join"
# An estimate that another one of the same person may have taken the place of: its receipt is left.
PICK_AGAIN = "pick again"
DOTS = 3


@dataclass(frozen=True)
class Errand:
    """Something that somebody of the room sends, by HTTP or over an open socket."""

    operation_id: str
    kind: str = OWN
    person: int = 0
    path: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    # For a vote: what the ballots hold then, voter and proposals by their public ids.
    gifts: frozenset[tuple[str, ...]] = frozenset()
    socket: bool = False

    @property
    def mark(self) -> str:
        """The words by which it is found in the database."""
        return f"Idea {self.operation_id}"


@dataclass(frozen=True)
class Account:
    """What the database holds against what phones were told.

    ``stored`` counts what is there whole; ``partial`` what has a receipt or what it is about, not both.
    """

    stored: int
    lost: int
    doubled: int
    gaps: int
    partial: int = 0


def own(room: Prepared, operation_id: str, person: int, *, socket: bool = False) -> Errand:
    """Write a proposal; its title names the operation."""
    fields = {
        "title": f"Idea {operation_id}",
        "actor": "",
        "target": "",
        "direction": "lowers",
        "start_year": "2027",
        "ramp_years": "3",
    }
    return Errand(operation_id, OWN, person, f"/phone/{room.code}/own", fields, socket=socket)


def mixed(room: Prepared, size: int, database: str) -> dict[str, Errand]:
    """Make errands of all kinds, half of them over sockets, so that each can be found again in ``database``.

    Nobody votes twice or estimates the same action twice: the second would take the first's place.
    """
    people, proposals = len(room.phones), _shown(database, room.id)
    actions = [
        action.id
        for action in load_catalogue()
        if action.counts or (action.effect and action.ledger == "consumption")
    ]
    made: list[Errand] = []
    for number in range(size):
        operation_id, (turn, person) = uuid.uuid4().hex, divmod(number, people)
        socket = (turn + person) % 2 == 0
        if turn == 0 and number < size // 3:
            made.append(_vote(room, operation_id, person, proposals, socket=socket))
        elif number % 10 == 9:
            fields = {"role": "resident", "nickname": f"Idea {operation_id}"}
            made.append(Errand(operation_id, JOIN, person, f"/j/{room.code}", fields))
        elif number % 2 and turn < len(actions):
            path = f"/phone/{room.code}/catalogue/{actions[turn]}"
            # Of some actions the place has less than that, and the form asks.
            fields = {"amount": "5", "start_year": "2027", "reason": f"Idea {operation_id}", "anyway": "y"}
            made.append(Errand(operation_id, PICK, person, path, fields, socket=socket))
        else:
            made.append(own(room, operation_id, person, socket=socket))
    random.shuffle(made)
    return {errand.operation_id: errand for errand in made}


def _shown(database: str, workshop_id: int) -> list[str]:
    """List what can be voted for."""
    engine = create_engine(database)
    with engine.connect() as connection:
        query = text("SELECT public_id FROM proposal WHERE workshop_id = :id ORDER BY id")
        found = [str(proposal) for proposal in connection.scalars(query, {"id": workshop_id})]
    engine.dispose()
    return found


def _vote(room: Prepared, operation_id: str, person: int, proposals: list[str], *, socket: bool) -> Errand:
    liked, supported = (proposals[(person + each) % len(proposals)] for each in (0, 1))
    dots = 1 + person % DOTS
    voter = room.phones[person][f"participant-{room.code}"].partition(".")[0]
    return Errand(
        operation_id,
        VOTE,
        person,
        f"/phone/{room.code}/vote",
        {f"dots-{liked}": str(dots), f"supports-{supported}": "y"},
        frozenset({(voter, liked, str(dots), "0"), (voter, supported, "0", "1")}),
        socket,
    )


async def open_vote(room: Prepared, address: tuple[str, int]) -> None:
    """Let the desk open the vote."""
    desk = Browser(address, dict(room.desk), token=room.desk_token, keep=False)
    answer = await desk.post(
        f"/desk/{room.code}/vote/open", {"operation_id": uuid.uuid4().hex, "dots": str(DOTS)}
    )
    assert answer.status == 200, answer.body


def account(
    database: str,
    workshop_id: int,
    acknowledged: Iterable[str],
    errands: Mapping[str, Errand] | None = None,
) -> Account:
    """Compare what ``errands`` (or else proposals) left in the database with what was acknowledged."""
    engine = create_engine(database)
    with engine.connect() as connection:

        def rows(query: str) -> list[tuple[str, ...]]:
            return [tuple(map(str, row)) for row in connection.execute(text(query), {"id": workshop_id})]

        mine = "FROM proposal WHERE workshop_id = :id"
        marks = Counter(mark for (mark,) in rows(f"SELECT title {mine} AND title LIKE 'Idea %'"))
        marks += Counter(
            mark
            for (mark,) in rows(
                f"SELECT reason FROM estimate WHERE proposal_id IN (SELECT id {mine}) "  # noqa: S608
                "AND reason LIKE 'Idea %'"
            )
        )
        marks += Counter(
            mark
            for (mark,) in rows(
                "SELECT nickname FROM participant WHERE workshop_id = :id AND nickname LIKE 'Idea %'"
            )
        )
        ballots = rows(
            "SELECT p.public_id, q.public_id, b.dots, CASE WHEN b.supports THEN 1 ELSE 0 END FROM ballot b "
            "JOIN participant p ON p.id = b.participant_id JOIN proposal q ON q.id = b.proposal_id "
            "WHERE b.workshop_id = :id"
        )
        operations = rows("SELECT operation_id, kind FROM operation WHERE workshop_id = :id")
        changes = rows("SELECT revision, kind FROM change WHERE workshop_id = :id")
        ((revision,),) = rows("SELECT revision FROM workshop WHERE id = :id")
    engine.dispose()
    receipts = Counter(operation_id for operation_id, _ in operations)

    def times_there(operation_id: str) -> int:
        errand = (errands or {}).get(operation_id) or Errand(operation_id)
        if errand.kind == PICK_AGAIN:
            return receipts[operation_id]
        if errand.kind != VOTE:
            return marks[errand.mark]
        voters = {voter for voter, *_ in errand.gifts}
        return int(errand.gifts == {gift for gift in ballots if gift[0] in voters})

    asked = set(errands) if errands is not None else {mark.removeprefix("Idea ") for mark in marks}
    there = {operation_id: times_there(operation_id) for operation_id in asked | set(acknowledged)}
    revisions = Counter(number for number, _ in changes)
    told, done = (Counter(kind for _, kind in each) for each in (operations, changes))
    twice = sum(
        count - 1 for counted in (marks, receipts, revisions) for count in counted.values() if count > 1
    )
    return Account(
        stored=sum(count for operation_id, count in there.items() if receipts[operation_id]),
        lost=sum(1 for each in set(acknowledged) if receipts[each] != 1 or not there[each]),
        # An estimate that is made again takes the place of the first: the change log knows of both.
        doubled=twice + (done - told).total(),
        gaps=int(revision) - len(revisions),
        partial=sum(1 for each, count in there.items() if bool(count) != bool(receipts[each])),
    )
