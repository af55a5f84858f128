"""What the load generator itself costs, so that nobody mistakes its slowness for a server's."""

from __future__ import annotations

import asyncio
import socket
import time

from tests.bench.live.listener import Listener


async def empty_loop_ms(clients: int, frame: bytes) -> float:
    """Let ``clients`` listeners take a frame that waits for them already; ms until the last did."""
    payload = b'42["news",{"revision":7,"pad":"' + b"x" * max(0, len(frame) - 35) + b'"}]'
    framed = b"\x81\x7e" + len(payload).to_bytes(2) + payload
    listeners, far_ends = [], []
    for _ in range(clients):
        near, far = socket.socketpair()
        near.setblocking(False)
        listener = Listener(("127.0.0.1", 0))
        listener.adopt(near)
        far.sendall(framed)
        listeners.append(listener)
        far_ends.append(far)
    begin = time.perf_counter_ns()
    while not all(listener.revision == 7 for listener in listeners):
        await asyncio.sleep(0)
    last = max(listener.seen_ns for listener in listeners)
    for listener, far in zip(listeners, far_ends, strict=True):
        listener.cut()
        far.close()
    return (last - begin) / 1e6
