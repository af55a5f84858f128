"""Two processes behind nginx share operations, allowances, news and phones, as if they were one."""

from __future__ import annotations

import asyncio
import json
import resource
import socket
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Request, expect

from tests.bench.live.listener import Listener
from tests.bench.live.rooms import FIRST_ACTION, Prepared
from tests.bench.live.web import Answer, Browser
from tests.browser.faces import Faces, without_sockets
from tests.faults.pair import Pair, wait_until
from tests.faults.phones import new_ids, play
from tests.patience import LIVE_MS

pytestmark = [pytest.mark.browser, pytest.mark.servers]

WRONG_CODES = 20
HALL = 1_000
LONG_AWAY_S, PUSHED_AGAIN_S = 40, 20


def proposal(operation_id: str) -> dict[str, str]:
    """Fill in the form of a proposal of one's own."""
    plain = {"actor": "", "target": "", "direction": "lowers", "start_year": "2027", "ramp_years": "3"}
    return {"operation_id": operation_id, "title": f"Idea {operation_id}", **plain}


async def send(pair: Pair, number: int, room: Prepared, path: str, fields: dict[str, str]) -> Answer:
    """Send a form to one process; a phone where it is a phone's."""
    phone = path.startswith("/phone/")
    cookies = room.phones[0] if phone else {"session": room.phones[0]["session"]}
    browser = Browser(pair.direct(number), dict(cookies), token=room.token, keep=False)
    if not phone:
        # The door hands out the cookie of the device.
        await browser.get("/j/")
    return await browser.post(path, fields, accept="application/json" if phone else "text/html")


async def send_at_once(pair: Pair, *sent: tuple[Prepared, str, dict[str, str]]) -> list[Answer]:
    """Send a form to each process so that both have looked for a receipt before either can write one."""
    with pair.site.connect(autocommit=False) as held:
        # Receipts may be read and not written.
        held.execute("LOCK TABLE operation IN SHARE MODE")
        sending = [
            asyncio.ensure_future(send(pair, number, room, path, fields))
            for number, (room, path, fields) in enumerate(sent)
        ]
        with pair.site.connect() as watching:
            waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted"
            await wait_until(lambda: watching.execute(waiting).fetchone() == (2,))
    return await asyncio.gather(*sending)


def count(pair: Pair, what: str, *arguments: object) -> int:
    """Count rows."""
    with pair.site.connect() as connection:
        found = connection.execute(f"SELECT count(*) FROM {what}", arguments).fetchone()  # noqa: S608
    assert found
    return int(str(found[0]))


def test_one_proposal_at_two_processes_at_once(pair: Pair) -> None:
    """The same proposal reaches two processes at the same moment, as when a proxy sends it again. It is there
    once, and both answers are the same receipt.
    """
    room, (operation_id,) = pair.room, new_ids(1)
    form = (room, f"/phone/{room.code}/own", proposal(operation_id))
    here, there = play(send_at_once(pair, form, form))
    assert (here.status, there.status) == (200, 200)
    assert here.body == there.body
    assert count(pair, "operation WHERE operation_id = %s", operation_id) == 1
    assert count(pair, "proposal WHERE title = %s", f"Idea {operation_id}") == 1


def test_one_person_comes_in_at_two_processes_at_once(pair: Pair) -> None:
    """The same person comes in by two processes at the same moment. They are one person, whichever answer
    arrives.
    """
    room, (operation_id,) = pair.room, new_ids(1)
    form = (room, f"/j/{room.code}", {"operation_id": operation_id, "role": "resident", "nickname": ""})
    before = count(pair, "participant WHERE workshop_id = %s", room.id)
    here, there = play(send_at_once(pair, form, form))
    assert (here.status, there.status) == (303, 303)
    assert _person(here) == _person(there)
    assert count(pair, "operation WHERE operation_id = %s", operation_id) == 1
    assert count(pair, "participant WHERE workshop_id = %s", room.id) == before + 1


def test_one_id_for_two_things_at_two_processes_at_once(pair: Pair) -> None:
    """Two phones of two workshops send different proposals under one id, each to another process. One of them
    is stored; the other phone is told that it is not.
    """
    (operation_id,) = new_ids(1)
    forms = [
        (room, f"/phone/{room.code}/own", proposal(operation_id)) for room in (pair.room, pair.new_room())
    ]
    answers = play(send_at_once(pair, *forms))
    assert sorted(answer.status for answer in answers)[0] == 200
    assert sorted(answer.status for answer in answers)[1] in {409, 422}
    assert count(pair, "operation WHERE operation_id = %s", operation_id) == 1
    assert count(pair, "proposal WHERE title = %s", f"Idea {operation_id}") == 1


def test_wrong_codes_are_counted_together(pair: Pair) -> None:
    """A device guesses codes at one process and goes on at the other. It has one allowance for both."""

    async def act() -> tuple[list[int], int]:
        guesser = Browser(pair.direct(0))
        await guesser.get("/j/")  # which hands out the device's token
        here = [(await guesser.get(f"/j/ZZZ{2 + n // 8}{2 + n % 8}Z")).status for n in range(WRONG_CODES)]
        elsewhere = Browser(pair.direct(1), guesser.cookies)
        there = (await elsewhere.get("/j/ZZZZZZ")).status
        for browser in (guesser, elsewhere):
            browser.close()
        return here, there

    assert play(act()) == ([404] * WRONG_CODES, 429)


def test_a_phone_that_polls_meets_its_process(chromium: Chromium, pair: Pair) -> None:
    """WebSockets do not pass, and two processes stand behind one address. A phone that asks again and again
    meets the process that knows it: it stays connected, and hears what changes at once.
    """
    room, address = pair.new_room(), pair.program.address
    at_the_desk = [{"name": "session", "value": room.desk["session"], "url": address}]
    program = replace(pair.program, join=f"{address}/j/{room.code}", cookies=at_the_desk)
    desk, others = Faces(chromium, program), Faces(chromium, program)
    moving = desk.desk()
    phones = [without_sockets(others.open("phone")) for _ in range(2)]
    begun: list[Request] = []
    lost: list[int] = []
    for phone in phones:
        phone.on("request", lambda request: begun.append(request) if _begins(request) else None)
        phone.on("response", lambda answer: lost.append(answer.status) if answer.status >= 400 else None)
        phone.goto(program.join)
        phone.click("button[value=resident]")
    for phone in phones:
        expect(phone.locator("body")).to_have_attribute("data-connection", "on", timeout=30_000)
    begun.clear()
    lost.clear()
    for phase, name in (("combine", "Combine"), ("propose", "Propose")):
        moving.click(f"button[data-phase={phase}]")
        for phone in phones:
            expect(phone.locator("#phase")).to_have_text(name, timeout=LIVE_MS)
            expect(phone.locator("body")).to_have_attribute("data-connection", "on")
    # Nobody had to begin anew.
    assert (begun, lost) == ([], [])
    for faces in (desk, others):
        for context in faces.contexts:
            context.close()


def test_nginx_has_room_for_a_thousand_phones(pair: Pair) -> None:
    """A thousand phones listen: two thousand connections. Who comes then is let in as well."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    with ExitStack() as stack:
        for _ in range(2 * HALL):
            # Half a request is not idle: it is no connection that could be closed for another.
            one = stack.enter_context(socket.create_connection(pair.site.server.address))
            one.sendall(b"GET / HTTP/1.1\r\n")

        async def come() -> Answer:
            # Sooner than nginx gives up on the others.
            async with asyncio.timeout(30):
                return await Browser(pair.site.server.address, keep=False).get("/")

        assert play(come()).status == 200


def test_news_come_by_push_again_when_redis_is_back(
    pair: Pair, full: bool, found: Callable[[str], None]
) -> None:
    """Redis stops and starts again. What is sent meanwhile is stored; afterwards news of the other process
    come at once again, not with the next heartbeat.
    """
    room = pair.room

    async def act() -> float:
        # It takes what is pushed to it, and asks for nothing when it hears a beat.
        auth = {"audience": "phone", "code": room.code}
        with Listener(pair.direct(1), auth=auth, cookies=room.phones[1]) as listener:
            await listener.join()

            async def estimate() -> int:
                fields = {"operation_id": new_ids(1)[0], "amount": "500", "start_year": "2027", "reason": ""}
                answer = await send(pair, 0, room, f"/phone/{room.code}/catalogue/{FIRST_ACTION}", fields)
                assert answer.status == 200, answer.body
                return int(json.loads(answer.body)["revision"])

            pushed = await estimate()
            await wait_until(lambda: listener.revision >= pushed)
            pair.site.stop_redis()
            missed = await estimate()
            # Also after it was away for longer; the bound is then shorter than the time that it was away.
            await asyncio.sleep(LONG_AWAY_S if full else 0)
            pair.site.start_redis()
            begin = time.monotonic()
            while listener.revision < missed:
                assert time.monotonic() - begin < PUSHED_AGAIN_S, "nothing is pushed any more"
                # A bare frame may go while the other process does not listen yet.
                await estimate()
                await asyncio.sleep(0.3)
            return time.monotonic() - begin

    found(f"pushed again {play(act()):.1f} s after Redis is back")


def _begins(request: Request) -> bool:
    """Tell whether a request begins a new connection of the socket's kind."""
    return "/socket.io/" in request.url and "transport=polling" in request.url and "sid=" not in request.url


def _person(answer: Answer) -> list[bytes]:
    """Whom an answer lets the device carry."""
    lines = answer.head.lower().split(b"\r\n")
    return [line.partition(b";")[0] for line in lines if b"participant-" in line]
