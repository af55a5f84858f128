"""A bare gevent server that gives the answers which it was handed: the same headers, the same body."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

from gevent import socket
from gevent.pywsgi import WSGIServer

_answers: dict[str, tuple[list[tuple[str, str]], bytes]] = {}


def answer(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    """Keep the answer that is posted to a path, and give it to whoever asks there."""
    path = environ["PATH_INFO"]
    if environ["REQUEST_METHOD"] == "POST":
        told = json.loads(environ["wsgi.input"].read())
        _answers[path] = ([(name, value) for name, value in told["headers"]], told["body"].encode("latin-1"))
        start("204 No Content", [])
        return []
    headers, body = _answers[path]
    start("200 OK", list(headers))
    return [body]


def main() -> None:
    """Listen on a free port and print it."""
    listening = socket.socket()
    # Headers and body leave in two packets: the kernel is not to hold the second one back for 40 ms.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    listening.bind(("127.0.0.1", 0))
    listening.listen()
    print(listening.getsockname()[1], flush=True)
    WSGIServer(listening, answer, log=None).serve_forever()


if __name__ == "__main__":
    main()
