"""Headers of requests are read as the library reads them, and what is no header is refused."""

from __future__ import annotations

import io

import pytest
from gevent.pywsgi import headers_factory

from workshop.cli.request_headers import LONGEST_LINE, MOST_LINES, read_headers

USUAL = [
    b"Host: handlingsrom:8000\r\nConnection: keep-alive\r\nCookie: a=b; c=d\r\nAccept-Language: nb,sv\r\n",
    b"Host:here\r\nCONTENT-LENGTH:  12  \r\ncontent-type: text/plain; charset=utf-8\r\nX-Empty:\r\n",
    b"Cookie: one=1\r\nCookie: two=2\r\nX-Twice: first\r\nx-twice: second\r\n",
    "User-Agent: l\u00e9tters \u00e5 and 'signs' ()\r\n".encode("latin-1"),
    b"Host: only-line-feeds\nAccept: */*\n",
    b"",
]
NO_HEADERS = {
    "no colon": b"Host here\r\n",
    "no name": b": here\r\n",
    "a space before the colon": b"Content-Length : 5\r\n",
    "a value that goes on": b"X-Long: one\r\n two\r\n",
    "a value in the first line that goes on": b" two\r\n",
    "a bare carriage return": b"X-One: 1\rContent-Length: 5\r\n",
    "a NUL": b"X-One: 1\0\r\n",
    "two lengths": b"Content-Length: 5\r\nContent-Length: 6\r\n",
    "too many": b"X-One: 1\r\n" * (MOST_LINES + 1),
    "one too long": b"X-One: " + b"1" * LONGEST_LINE + b"\r\n",
}


@pytest.mark.parametrize("sent", USUAL)
def test_usual_headers_are_read_as_the_library_reads_them(sent: bytes) -> None:
    end = b"\n" if b"\r" not in sent else b"\r\n"
    ours, theirs = io.BytesIO(sent + end + b"the body"), io.BytesIO(sent + end + b"the body")
    read, expected = read_headers(ours), headers_factory(theirs)
    assert ours.read() == theirs.read() == b"the body"
    for name in ("host", "Cookie", "content-length", "X-Twice", "x-empty", "Connection", "user-agent"):
        assert (read.get(name) or "").strip() == (expected.get(name) or "").strip()
        assert read.getheader(name, "none") == read.get(name, "none")
    assert read.typeheader == expected.typeheader
    assert [line.rstrip() for line in read.headers] == [line.rstrip() for line in expected.headers]
    assert read.status == ""
    del read["Cookie"]
    assert read.get("cookie") is None
    assert not any(line.lower().startswith("cookie:") for line in read.headers)


@pytest.mark.parametrize("sent", NO_HEADERS.values(), ids=NO_HEADERS)
def test_what_is_no_header_is_refused(sent: bytes) -> None:
    with pytest.raises(ValueError, match=r"no header|differ"):
        read_headers(io.BytesIO(b"Host: here\r\n" * (b"first" not in sent) + sent + b"\r\n"))


def test_the_same_length_twice_is_one() -> None:
    read = read_headers(io.BytesIO(b"Content-Length: 5\r\nContent-Length: 5\r\n\r\n"))
    assert read.get("content-length") == "5"
