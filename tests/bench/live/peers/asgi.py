"""python-socketio on uvicorn, which passes on what a client hands it, and tells it to who comes later."""

from __future__ import annotations

import json
import socket
from types import SimpleNamespace
from typing import Any

import socketio
import uvicorn


class Text(str):
    """A payload that leaves as the text that it came as: the same bytes from every server."""

    __slots__ = ()


def write(value: Any, **options: Any) -> str:
    """Write JSON; a payload is written already."""
    if isinstance(value, list) and len(value) == 2 and isinstance(value[1], Text):
        return f"[{json.dumps(value[0])},{value[1]}]"
    return json.dumps(value, **options)


latest: list[Text] = []
server = socketio.AsyncServer(async_mode="asgi", json=SimpleNamespace(dumps=write, loads=json.loads))


@server.event
async def connect(sid: str, _environ: Any, _auth: Any = None) -> None:
    """Tell who comes what was told last."""
    if latest:
        await server.emit("news", latest[-1], to=sid)


@server.on("pass")
async def pass_on(_sid: str, payload: str) -> str:
    """Tell everybody, and acknowledge it."""
    latest[:] = [Text(payload)]
    await server.emit("news", latest[-1])
    return "sent"


def main() -> None:
    """Listen on a free port and print it."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen(4096)
    print(listening.getsockname()[1], flush=True)
    config = uvicorn.Config(
        socketio.ASGIApp(server), log_level="warning", lifespan="off", ws_per_message_deflate=False
    )
    uvicorn.Server(config).run(sockets=[listening])


if __name__ == "__main__":
    main()
