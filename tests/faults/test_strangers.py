"""One person who wants to stop a meeting: comes in many times over, guesses, fills the log; and is erased."""

from __future__ import annotations

import json
import socket
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from statistics import median

import pytest
from argon2 import PasswordHasher

from tests.bench.live.rooms import FIRST_ACTION, Plan, Prepared, prepare
from tests.faults.devices import Device, meanwhile, timed
from tests.program import Program, running

PASSWORD = "a long enough sentence"
GUESSING_DEVICES, NEWCOMERS = 40, 5
# What a newcomer with the right password may wait for; on a machine that is busy with other things, so many
# times what a login takes while nobody else tries, or what comparing a password takes while they wait.
AT_ONCE_S, AT_ONCE = 2.0, 6
COMPARED_EVERY_S = 0.3
HONEST, EXPECTED, MOST_WAITING = 12, 100, 5
LOG_BYTES = 100_000
ODD = (
    b"GARBAGE\r\n\r\n",
    b"GET / HTTP/9.9\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: here\r\nContent-Length: -1\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: here\r\nContent-Length: many\r\n\r\n",
    b"GET /nowhere/%00 HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n",
    b"POST /j/ HTTP/1.1\r\nHost: here\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\nzz\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\xff" * 500 + b"\r\n\r\n",
)


@contextmanager
def hall(folder: Path, people: int) -> Iterator[tuple[Program, Prepared, Device]]:
    """Run the program with a workshop that proposes and expects a hundred people, and its desk."""
    (room,) = prepare(folder, Plan(people=people, frame_bytes=None))
    rules = json.dumps({"people": EXPECTED, "waiting": MOST_WAITING})
    with closing(sqlite3.connect(folder / "handlingsrom.sqlite")) as connection, connection:
        connection.execute("UPDATE workshop SET rules = ? WHERE id = ?", (rules, room.id))
    with running(folder) as program:
        desk = Device(program, room.desk, room.desk_token)
        yield program, room, desk
        desk.close()


def propose(phone: Device, code: str, title: str) -> int:
    """Write a proposal of one's own."""
    plain = (("actor", ""), ("target", ""), ("direction", "lowers"), ("start_year", "2027"))
    return phone.post(f"/phone/{code}/own", ("title", title), *plain, ("ramp_years", "3"))[0]


def come_in(program: Program, code: str, nickname: str = "") -> tuple[int, Device]:
    """Come in on a new device."""
    device = Device(program)
    device.get(f"/j/{code}")
    status, _ = device.post(f"/j/{code}", ("role", "resident"), ("nickname", nickname))
    return status, device


def name_of(phone: Device, code: str) -> str:
    """Read whom a phone carries."""
    return phone.cookies[f"participant-{code}"].partition(".")[0]


@pytest.mark.clock
def test_a_script_that_comes_in_as_often_as_it_can(tmp_path: Path, found: Callable[[str], None]) -> None:
    """One script comes in as often as it can, each time as a new device, and proposes without end. The room
    is full at the number that the desk has set; phones of the hall estimate as before; the desk removes
    all that the script was, and what it wrote, in one step.
    """
    with hall(tmp_path, HONEST) as (program, room, desk):
        phones = [Device(program, cookies, room.token) for cookies in room.phones]
        taken: list[float] = []
        turns = iter(range(10_000))

        def estimate() -> None:
            phone = phones[next(turns) % HONEST]
            fields = ("amount", "500"), ("start_year", "2027"), ("reason", "")
            path = f"/phone/{room.code}/catalogue/{FIRST_ACTION}"
            taken.append(timed(lambda: phone.post(path, *fields), 303))
            time.sleep(0.1)

        came: list[Device] = []
        with meanwhile(estimate):
            while (arrival := come_in(program, room.code, "Script"))[0] == 303:
                came.append(arrival[1])
            assert arrival[0] == 409
            arrival[1].close()
            written = Counter(
                propose(each, room.code, f"Noise {number}")
                for each in came[:3]
                for number in range(MOST_WAITING + 3)
            )
        assert written[303] == 3 * MOST_WAITING
        assert HONEST + len(came) <= EXPECTED * 1.2
        assert "The room is full" in desk.get(f"/desk/{room.code}")[1]
        gone = [("people", name_of(each, room.code)) for each in came]
        removing = timed(lambda: desk.post(f"/desk/{room.code}/people/remove", *gone), 303)
        board = desk.get(f"/desk/{room.code}")[1]
        assert "Noise" not in board
        assert "The room is full" not in board
        assert came[0].get(f"/phone/{room.code}")[0] in (302, 303, 401, 403)
        for each in (*phones, *came):
            each.close()
    found(
        f"{len(came)} came in; {len(taken)} estimates of the hall meanwhile, half within "
        f"{median(taken) * 1e3:.0f} ms, all within {max(taken):.1f} s; removed in {removing:.1f} s"
    )
    assert median(taken) < AT_ONCE_S / 4


@pytest.mark.clock
def test_many_devices_guess_a_password(tmp_path: Path, found: Callable[[str], None]) -> None:
    """Forty devices go on guessing at the facilitator's name while the facilitator logs in on a new computer.
    The right password gets in at once; of the guesses, a bounded number is compared, and the hall goes on.
    """
    with running(tmp_path) as program:
        desk = Device(program)
        secret = program.login.removeprefix(program.address)
        desk.get(secret)
        assert desk.post(secret)[0] == 303
        assert desk.get("/login/password")[0] == 200
        assert desk.post("/login/password", ("password", PASSWORD), ("again", PASSWORD))[0] == 303
        devices = [Device(program) for _ in range(GUESSING_DEVICES + NEWCOMERS + 1)]
        for device in devices:
            assert device.get("/login/")[0] == 200
        right = ("name", "facilitator"), ("password", PASSWORD)
        alone = timed(lambda: devices[-1].post("/login/", *right), 303)
        answers: Counter[int] = Counter()
        over = threading.Event()

        def guess(device: Device) -> None:
            while not over.is_set():
                fields = ("name", "facilitator"), ("password", "a wrong sentence")
                answers[device.post("/login/", *fields)[0]] += 1
                over.wait(0.2)

        guessing = [threading.Thread(target=guess, args=(each,)) for each in devices[NEWCOMERS:-1]]
        begun = time.monotonic()
        for thread in guessing:
            thread.start()
        pages: list[float] = []
        visitor, taken = Device(program), list[float]()
        # What comparing one password takes here, beside the program and whatever else the machine does.
        hasher, costs, allowed = PasswordHasher(), list[float](), list[float]()
        hashed = hasher.hash(PASSWORD)

        def look() -> None:
            pages.append(timed(lambda: visitor.get(f"/j/{program.code}")))
            time.sleep(0.05)

        def compare() -> None:
            compared_at = time.monotonic()
            hasher.verify(hashed, PASSWORD)
            costs.append(time.monotonic() - compared_at)
            time.sleep(COMPARED_EVERY_S)

        try:
            with meanwhile(look), meanwhile(compare):
                for newcomer in devices[:NEWCOMERS]:
                    time.sleep(1.5)
                    before = len(costs) - 1
                    taken.append(timed(lambda by=newcomer: by.post("/login/", *right), 303))  # type: ignore[misc]
                    # The middle one of those just before and meanwhile: one hitch gives nobody more time.
                    allowed.append(max(AT_ONCE_S, AT_ONCE * alone, AT_ONCE * median(costs[before:])))
            minutes = (time.monotonic() - begun) / 60
            compared = answers[422]
        finally:
            over.set()
            for thread in guessing:
                thread.join()
        for device in (*devices, desk, visitor):
            device.close()
    waited = ", ".join(f"{each:.1f} of {most:.1f}" for each, most in zip(taken, allowed, strict=True))
    found(
        f"newcomers in after {waited} s that were allowed; {compared} wrong ones compared "
        f"in {minutes * 60:.0f} s; of {len(pages)} pages meanwhile, half within {median(pages) * 1e3:.0f} ms"
    )
    assert all(each < most for each, most in zip(taken, allowed, strict=True)), (taken, allowed)
    assert 5 <= compared <= 40 + 30 * minutes + 1
    assert median(pages) < AT_ONCE_S / 4


def test_a_flood_of_odd_requests(tmp_path: Path, full: bool, found: Callable[[str], None]) -> None:
    """Somebody sends thousands of requests that are none: half a handshake of TLS, lengths that are no
    number, hosts with spaces. The log stays small, and pages come as before.
    """
    number = 20_000 if full else 2_100
    with running(tmp_path) as program:
        log = tmp_path / "program.log"
        before = log.stat().st_size
        address = ("127.0.0.1", int(program.address.rpartition(":")[2]))
        pages: list[float] = []
        visitor = Device(program)

        def look() -> None:
            pages.append(timed(lambda: visitor.get(f"/j/{program.code}")))
            time.sleep(0.05)

        with meanwhile(look):
            for each in range(number):
                with socket.create_connection(address, timeout=30) as connection:
                    connection.sendall(ODD[each % len(ODD)])
                    connection.recv(65_536)
        visitor.close()
        grown = log.stat().st_size - before
    found(
        f"{number} requests, {grown / 1e3:.1f} kB of log; of {len(pages)} pages meanwhile, half within "
        f"{median(pages) * 1e3:.0f} ms"
    )
    assert grown < LOG_BYTES
    assert median(pages) < AT_ONCE_S / 4


def test_somebody_is_erased(tmp_path: Path, found: Callable[[str], None]) -> None:
    """The desk removes somebody and erases what they wrote, while the program runs. Within seconds no byte of
    any file in the data folder has a word of it, and none after the stop.
    """
    words = [b"Quokkatitle", b"Numbatname", b"Wombatreason"]

    def left() -> list[bytes]:
        contents = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
        return [word for word in words if any(word in content for content in contents)]

    with hall(tmp_path, HONEST) as (program, room, desk):
        status, phone = come_in(program, room.code, "Numbatname")
        assert status == 303
        assert propose(phone, room.code, "Quokkatitle for everybody") == 303
        path = f"/phone/{room.code}/catalogue/{FIRST_ACTION}"
        reason = ("amount", "500"), ("start_year", "2027"), ("reason", "Wombatreason")
        assert phone.post(path, *reason)[0] == 303
        assert left() == words
        name = name_of(phone, room.code)
        assert desk.post(f"/desk/{room.code}/people/remove", ("people", name))[0] == 303
        begun = time.monotonic()
        assert desk.post(f"/desk/{room.code}/people/{name}/erase")[0] == 303
        while left():
            assert time.monotonic() - begun < 20, left()
            time.sleep(0.05)
        taken = time.monotonic() - begun
        phone.close()
    found(f"gone after {taken:.1f} s")
    assert left() == []
