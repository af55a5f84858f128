"""What HTTP alone costs: a bare gevent server; its answers are as long as the path asks."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from gevent import socket
from gevent.pywsgi import WSGIServer

BACKLOG = 4_096


def answer(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    """Read the request, and answer with as many bytes as its path says."""
    environ["wsgi.input"].read()
    body = b"x" * int(environ["PATH_INFO"].rpartition("/")[2])
    start("200 OK", [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(body)))])
    return [body]


def main() -> None:
    """Listen on a free port and print it."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen(BACKLOG)
    print(listening.getsockname()[1], flush=True)
    WSGIServer(listening, answer, log=None).serve_forever()


if __name__ == "__main__":
    main()
