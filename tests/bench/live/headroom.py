"""What the load generator itself costs, so that nobody mistakes its slowness for a server's."""

from __future__ import annotations

import asyncio
import socket
import time

from tests.bench.live.listener import Listener, revision_of


async def empty_loop_ms(clients: int, frame: bytes) -> float:
    """Let ``clients`` listeners take a frame that waits for them already; ms until the last did.

    Their sockets are TCP on this machine, as between server and phones.
    """
    framed = b"\x81\x7e" + len(frame).to_bytes(2) + frame
    listeners, far_ends = [], []
    with socket.create_server(("127.0.0.1", 0)) as door:
        for _ in range(clients):
            near = socket.create_connection(door.getsockname())
            near.setblocking(False)
            far, _address = door.accept()
            listener = Listener(("127.0.0.1", 0))
            listener.adopt(near)
            far.sendall(framed)
            listeners.append(listener)
            far_ends.append(far)
    begin = time.perf_counter_ns()
    while not all(listener.revision == revision_of(frame) for listener in listeners):
        await asyncio.sleep(0)
    last = max(listener.seen_ns for listener in listeners)
    for listener, far in zip(listeners, far_ends, strict=True):
        listener.cut()
        far.close()
    return (last - begin) / 1e6
