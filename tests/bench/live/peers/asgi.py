"""python-socketio on uvicorn, which passes on what is posted to it, and tells it to who comes later."""

from __future__ import annotations

import json
import socket
from typing import Any

import socketio
import uvicorn

latest: list[Any] = []
server = socketio.AsyncServer(async_mode="asgi")


@server.event
async def connect(sid: str, _environ: Any, _auth: Any = None) -> None:
    """Tell who comes what was told last."""
    if latest:
        await server.emit("news", latest[-1], to=sid)


async def pass_on(scope: Any, receive: Any, send: Any) -> None:
    """Answer a post when everybody has been told."""
    if scope["type"] == "lifespan":
        return
    body, more = b"", True
    while more:
        message = await receive()
        body, more = body + message.get("body", b""), message.get("more_body", False)
    latest[:] = [json.loads(body)]
    await server.emit("news", latest[-1])
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"4")]})
    await send({"type": "http.response.body", "body": b"sent"})


def main() -> None:
    """Listen on a free port and print it."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen(4096)
    print(listening.getsockname()[1], flush=True)
    config = uvicorn.Config(
        socketio.ASGIApp(server, pass_on), log_level="warning", lifespan="off", ws_per_message_deflate=False
    )
    uvicorn.Server(config).run(sockets=[listening])


if __name__ == "__main__":
    main()
