"""The program is stopped, as for an upgrade: who has asked is answered, and who listens is sent on."""

from __future__ import annotations

import socket
from pathlib import Path
from urllib.parse import urlencode

from tests.bench.live.rooms import Plan, prepare
from tests.bench.live.servers import Server
from tests.bench.live.web import cookie_line
from tests.faults.web_socket import Client
from tests.program import running

PATIENCE_S = 30
GOING_AWAY = (1000, 1001)


def test_the_program_is_stopped_while_somebody_sends(tmp_path: Path) -> None:
    """The program is told to stop (`SIGTERM`) while a form comes in. The form is taken and answered; phones
    are told that the connection ends, and come back by themselves; nothing waits for connections on which
    nobody asks for anything.
    """
    (room,) = prepare(tmp_path, Plan(people=2, frame_bytes=None))
    with running(tmp_path) as program:
        address = ("127.0.0.1", int(program.address.rpartition(":")[2]))
        server = Server("Handlingsrom", address, program.process.pid)
        listening = Client(server, {"audience": "phone", "code": room.code}, room.phones[0])
        idle, sending = (socket.create_connection(address, timeout=PATIENCE_S) for _ in range(2))
        # A connection that is kept, and a form of which half is here.
        idle.sendall(b"GET /favicon.ico HTTP/1.1\r\nHost: here\r\n\r\n")
        assert idle.recv(65_536)
        form = urlencode({"operation_id": "s" * 32, "amount": "1000", "start_year": "2027"}).encode()
        sending.sendall(
            f"POST /phone/{room.code}/catalogue/private-cars-electric HTTP/1.1\r\nHost: here\r\n"
            f"Accept: application/json\r\nX-CSRFToken: {room.token}\r\n{cookie_line(room.phones[1])}"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(form)}\r\n"
            "Expect: 100-continue\r\n\r\n".encode()
        )
        # It has begun to read the form.
        assert sending.recv(65_536).startswith(b"HTTP/1.1 100")
        program.process.terminate()
        listening.read_until(lambda: False)
        assert listening.goodbye in GOING_AWAY
        while idle.recv(65_536):
            pass
        sending.sendall(form)
        answer = b"".join(iter(lambda: sending.recv(65_536), b""))
        assert answer.startswith(b"HTTP/1.1 200"), answer
        assert b'"revision"' in answer
        assert program.process.wait(PATIENCE_S) == 0
        for each in (listening, idle, sending):
            each.close()
