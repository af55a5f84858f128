"""Headers of a request, read line by line.

The reader of the library is made for mails, and takes a third of the time that a small answer takes.
What is no header is refused, as RFC 9112 asks or allows: a line without a name, a space before the colon, a
value that goes on in the next line, two lengths that differ. A proxy before us could read such a request in
another way than we do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO

LONGEST_LINE = 65_536
MOST_LINES = 100
_LINE = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([^\r\n\0]*?)[ \t]*\r?\n")
_END = (b"\r\n", b"\n", b"")


class Headers:
    """The headers of a request, with the names by which the server of gevent asks for them."""

    # Why they could not be read, as the library would have it; we raise an error.
    status = ""

    def __init__(self, lines: list[tuple[str, str]]) -> None:
        self._lines = lines
        self._first: dict[str, str] = {}
        for name, value in lines:
            self._first.setdefault(name.lower(), value)

    def get(self, name: str, default: str | None = None) -> str | None:
        """Return the first header of a name, however it is written."""
        return self._first.get(name.lower(), default)

    getheader = get

    def __delitem__(self, name: str) -> None:
        """Leave out all headers of a name."""
        self._first.pop(name.lower(), None)
        self._lines = [line for line in self._lines if line[0].lower() != name.lower()]

    @property
    def headers(self) -> Iterator[str]:
        """All headers as lines."""
        return (f"{name}: {value}\r\n" for name, value in self._lines)

    @property
    def typeheader(self) -> str | None:
        """What kind of body comes."""
        return self.get("content-type")


def read_headers(stream: IO[bytes]) -> Headers:
    """Read the headers of a request up to the empty line, or to the end of what comes.

    Raises
    ------
    ValueError
        Something is no header, or there are too many.
    """
    lines: list[tuple[str, str]] = []
    while (line := stream.readline(LONGEST_LINE + 1)) not in _END:
        found = _LINE.fullmatch(line)
        if found is None or len(lines) == MOST_LINES:
            raise ValueError("a line is no header, or there are too many")
        lines.append((found[1].decode("ascii"), found[2].decode("latin-1")))
    headers = Headers(lines)
    if len({value for name, value in lines if name.lower() == "content-length"}) > 1:
        raise ValueError("two lengths that differ")
    return headers
