"""What arrives while the disk works is stored together, and each operation stands by itself."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

import pytest
from sqlalchemy import insert, text
from sqlalchemy.exc import DBAPIError

from tests.workshop_room import Room
from workshop.database.durability import GroupFlusher
from workshop.database.statements import Statement
from workshop.database.storage import Trouble, find_trouble
from workshop.errors import OperationConflict, Problem
from workshop.extensions import db, table_of
from workshop.i18n import gettext, spoken_in
from workshop.models import Answer, Change, Operation, Workshop
from workshop.signals import room_changed
from workshop.store import writer
from workshop.store.actors import Actor
from workshop.store.changes import Changes
from workshop.store.context import WorkshopContext
from workshop.store.operations import operation
from workshop.store.receipts import Receipt

# A connection that others still use when the database goes away is let go of, not closed.
pytestmark = pytest.mark.filterwarnings(
    "ignore:Exception ignored in.*BaseConnection:pytest.PytestUnraisableExceptionWarning"
)

PATIENCE_S = 20
Apply = Callable[[WorkshopContext, Changes], dict[str, Any] | None]


class Disk:
    """A disk that works until it is let go."""

    def __init__(self) -> None:
        self.works, self.free = threading.Event(), threading.Event()
        self.flushes = 0
        self.fails = False

    def flush(self) -> None:
        self.flushes += 1
        self.works.set()
        assert self.free.wait(PATIENCE_S)
        if self.fails:
            raise OSError(28, "no space left on device")


class Crowd:
    """People who do something at the same time; what each was told, by name."""

    def __init__(self, room: Room) -> None:
        self._room, self._threads = room, list[threading.Thread]()
        self.told: dict[str, Receipt | Exception] = {}

    def ask(self, name: str, apply: Apply, language: str = "en") -> None:
        """Let somebody ask for an operation, and wait until they are in the queue."""

        def act() -> None:
            with self._room.app.app_context(), spoken_in(language):
                try:
                    self.told[name] = run_once(self._room, name, apply)
                except Exception as error:
                    self.told[name] = error

        thread = threading.Thread(target=act)
        self._threads.append(thread)
        waiting = self.waiting
        thread.start()
        deadline = time.monotonic() + PATIENCE_S
        while self.waiting == waiting and len(self._threads) > 1 and time.monotonic() < deadline:
            time.sleep(0.002)

    @property
    def waiting(self) -> int:
        """How many wait for their turn."""
        writers = self._room.app.extensions.get("writers", {})
        ours = writers.get(self._room.workshop_id)
        return 0 if ours is None else len(ours._waiting)

    def end(self) -> None:
        """Wait until everybody was told something."""
        for thread in self._threads:
            thread.join(PATIENCE_S)


@contextmanager
def busy(room: Room) -> Iterator[tuple[Disk, Crowd]]:
    """Keep the disk at work for somebody's operation, so that the others gather meanwhile."""
    disk, crowd = Disk(), Crowd(room)
    room.app.extensions["durability"] = GroupFlusher(lambda: nullcontext(disk.flush))
    crowd.ask("first", write("first"))
    assert disk.works.wait(PATIENCE_S)
    yield disk, crowd
    disk.free.set()
    crowd.end()


def run_once(room: Room, name: str, apply: Apply) -> Receipt:
    """Run an operation under an id of this name."""
    return operation("test")(apply)(room.workshop_id, Actor(0, "test"), name.ljust(32, "-"))


def write(subject: str) -> Apply:
    """Make an operation that writes something."""

    def apply(_: WorkshopContext, changes: Changes) -> dict[str, Any]:
        changes.subject = subject
        return {"subject": subject}

    return apply


def refuse(context: WorkshopContext, changes: Changes) -> None:
    """Write something, and then refuse."""
    row = {"workshop_id": context.id, "participant_id": 1, "question": "q", "number": 1.0, "choice": ""}
    changes.connection.execute(insert(table_of(Answer)), row)
    raise Problem(gettext("This must be filled in."), status=409)


def log(room: Room) -> list[tuple[int, str]]:
    """List revisions and subjects of the change log."""
    with room.app.app_context():
        rows = db.session.execute(db.select(Change.revision, Change.subject).order_by(Change.revision))
        return [(revision, subject) for revision, subject in rows]


def test_waiting_operations_are_one_group_with_one_flush_before_any_acknowledgement(room: Room) -> None:
    with busy(room) as (disk, crowd):
        for number in range(9):
            crowd.ask(f"n{number}", write(f"n{number}"))
        assert crowd.told == {}
        assert log(room) == [(1, "first")]
    assert disk.flushes == 2
    assert log(room) == [(1, "first"), *((number + 2, f"n{number}") for number in range(9))]
    revisions = [receipt.revision for receipt in crowd.told.values() if isinstance(receipt, Receipt)]
    assert sorted(revisions) == list(range(1, 11))
    with room.app.app_context():
        assert db.session.scalar(db.select(Workshop.revision)) == 10
        assert db.session.scalar(db.select(db.func.count()).where(Operation.kind == "test")) == 10


def test_one_that_is_refused_undoes_itself_and_nothing_else(room: Room) -> None:
    room.phone()
    with busy(room) as (_, crowd):
        crowd.ask("before", write("before"))
        crowd.ask("refused", refuse, language="nb")
        crowd.ask("after", write("after"))
    assert log(room) == [(1, "first"), (2, "before"), (3, "after")]
    problem = crowd.told["refused"]
    assert isinstance(problem, Problem)
    # Whoever stored it, the words are in the language of who asked.
    assert problem.what == "Dette må fylles ut."
    with room.app.app_context():
        assert db.session.scalars(db.select(Answer)).all() == []
        assert db.session.scalar(db.select(db.func.count()).where(Operation.kind == "test")) == 3


def test_a_statement_that_fails_undoes_only_its_operation(room: Room) -> None:
    def fail(_: WorkshopContext, changes: Changes) -> None:
        changes.connection.execute(insert(table_of(Answer)), {"workshop_id": -1, "participant_id": -1})

    with busy(room) as (_, crowd):
        crowd.ask("fails", fail)
        crowd.ask("after", write("after"))
    assert isinstance(crowd.told["fails"], Exception)
    assert log(room) == [(1, "first"), (2, "after")]


def test_a_lost_database_is_reported_to_the_whole_group(room: Room) -> None:
    ends = Statement(text("SELECT pg_terminate_backend(pg_backend_pid())"))

    def go(_: WorkshopContext, changes: Changes) -> None:
        if changes.connection.dialect.name == "sqlite":
            # What the embedded database does itself where its disk is full.
            changes.connection.exec_driver_sql("ROLLBACK")
        ends.run(changes.connection, {})

    with busy(room) as (_, crowd):
        crowd.ask("before", write("before"))
        crowd.ask("goes", go)
        crowd.ask("after", write("after"))
    assert log(room) == [(1, "first")]
    for name in ("before", "goes", "after"):
        error = crowd.told[name]
        assert isinstance(error, DBAPIError)
        if room.app.config["SQLALCHEMY_DATABASE_URI"].startswith("postgresql"):
            assert find_trouble(error) is Trouble.AWAY
    again = Crowd(room)
    again.ask("before", write("before"))
    again.end()
    assert log(room) == [(1, "first"), (2, "before")]


def test_the_same_twice_in_a_group_counts_once(room: Room) -> None:
    with busy(room) as (_, crowd):
        crowd.ask("again", write("again"))
        told = crowd.told

        def also() -> None:
            with room.app.app_context():
                told["twin"] = run_once(room, "again", write("again"))

        twin = threading.Thread(target=also)
        twin.start()
        while crowd.waiting < 2:
            time.sleep(0.002)
    twin.join(PATIENCE_S)
    once, twice = told["again"], told["twin"]
    assert isinstance(once, Receipt)
    assert isinstance(twice, Receipt)
    assert (once.revision, once.answer) == (twice.revision, twice.answer)
    assert twice.repeated
    assert log(room) == [(1, "first"), (2, "again")]


@pytest.mark.parametrize("template", [pytest.param("postgresql", marks=pytest.mark.servers)], indirect=True)
def test_one_id_with_two_contents_in_two_processes_is_a_conflict_for_who_sent_it_and_nobody_else(
    room: Room,
) -> None:
    def is_overtaken(context: WorkshopContext, _: Changes) -> None:
        # Another process, which has looked as well, stores the id first, with something else in it.
        receipt = {"operation_id": "twice".ljust(32, "-"), "workshop_id": context.id, "actor": "test"}
        receipt |= {"kind": "test", "digest": "another", "answer": {"revision": 0, "answer": {}}}
        with db.engine.begin() as other:
            other.execute(insert(table_of(Operation)), receipt)

    with busy(room) as (_, crowd):
        crowd.ask("before", write("before"))
        crowd.ask("twice", is_overtaken)
        crowd.ask("after", write("after"))
    assert isinstance(crowd.told["twice"], OperationConflict)
    assert log(room) == [(1, "first"), (2, "before"), (3, "after")]
    assert all(isinstance(crowd.told[name], Receipt) for name in ("before", "after"))


def test_objects_are_changed_within_the_group_and_each_sees_what_was_before(room: Room) -> None:
    seen: list[str] = []

    def rename(context: WorkshopContext, changes: Changes) -> None:
        workshop = context.load_workshop()
        seen.append(workshop.title)
        changes.set(workshop, title=f"{workshop.title}!")

    def also(name: str) -> None:
        with room.app.app_context():
            run_once(room, name, rename)

    threads = [threading.Thread(target=also, args=(name,)) for name in ("one", "two")]
    with busy(room) as (_, crowd):
        crowd.ask("refused", refuse)
        for number, thread in enumerate(threads):
            thread.start()
            while crowd.waiting < number + 2:
                time.sleep(0.002)
    for thread in threads:
        thread.join(PATIENCE_S)
    assert seen[1] == f"{seen[0]}!"
    assert room.snapshot().title == f"{seen[0]}!!"
    assert [revision for revision, _ in log(room)] == [1, 2, 3]


def test_a_failing_disk_is_reported_to_the_whole_group_and_repeats_count_once(room: Room) -> None:
    with busy(room) as (disk, crowd):
        disk.fails = True
        crowd.ask("second", write("second"))
    assert all(isinstance(told, OSError) for told in crowd.told.values())
    assert set(crowd.told) == {"first", "second"}
    disk.fails = False
    again = Crowd(room)
    again.ask("second", write("second"))
    again.end()
    receipt = again.told["second"]
    assert isinstance(receipt, Receipt)
    assert receipt.repeated
    assert [subject for _, subject in log(room)].count("second") == 1


def test_follow_ups_of_a_commit_run_once_also_if_the_disk_refuses_it_at_first(room: Room) -> None:
    """What was committed is there, and sent again it is no longer new: nothing else would let it follow."""
    followed: list[str] = []

    def delete(_: WorkshopContext, changes: Changes) -> None:
        changes.after_commit.append(lambda: followed.append("forgotten"))

    def delete_and_refuse(context: WorkshopContext, changes: Changes) -> None:
        delete(context, changes)
        refuse(context, changes)

    room.phone()
    with busy(room) as (disk, crowd):
        disk.fails = True
        crowd.ask("deleted", delete)
        crowd.ask("refused", delete_and_refuse)
    assert isinstance(crowd.told["deleted"], OSError)
    assert isinstance(crowd.told["refused"], Problem)
    assert followed == ["forgotten"]
    disk.fails = False
    again = Crowd(room)
    again.ask("deleted", delete)
    again.end()
    receipt = again.told["deleted"]
    assert isinstance(receipt, Receipt)
    assert receipt.repeated
    assert followed == ["forgotten"]


def test_when_who_leads_is_stopped_another_leads(room: Room) -> None:
    stops = [KeyboardInterrupt()]

    def stop(_: WorkshopContext, changes: Changes) -> None:
        changes.subject = "stopped once"
        if stops:
            raise stops.pop()

    ended: list[BaseException] = []
    threading.excepthook, usual = (lambda told: ended.append(told.exc_value)), threading.excepthook  # type: ignore[assignment,arg-type,return-value]
    try:
        with busy(room) as (_, crowd):
            crowd.ask("leads", write("leads"))
            crowd.ask("stops", stop)
            crowd.ask("last", write("last"))
    finally:
        threading.excepthook = usual
    assert len(ended) == 1
    # Whichever of the three led was stopped; the others are stored.
    subjects = {"leads": "leads", "stops": "stopped once", "last": "last"}
    stored = [name for name in subjects if isinstance(crowd.told.get(name), Receipt)]
    assert len(stored) == 2
    # Nothing of the group that was broken off is there twice, and no revision is missing.
    assert [revision for revision, _ in log(room)] == [1, 2, 3]
    assert {subject for _, subject in log(room)} == {"first", *(subjects[name] for name in stored)}


def test_nobody_is_forgotten_behind_a_group_that_is_full(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "LARGEST", 1)
    with room.app.app_context():
        ours = writer.writer_of(room.workshop_id)
        # Somebody came before, whose turn comes only after ours.
        earlier = writer._Waiting(lambda _: "earlier", lambda _: None, room_changed)
        ours._waiting.append(earlier)
        assert ours.store(lambda _: "mine", lambda _: None, room_changed) == "mine"
    assert earlier.result == "earlier"


def test_a_workshop_that_is_gone_is_said_to_be(room: Room) -> None:
    with room.app.test_request_context(), pytest.raises(Problem, match="no longer exists"):
        operation("test")(write("gone"))(-1, Actor(0, "test"), "g" * 32)
