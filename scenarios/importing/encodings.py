"""Detect the encoding of a text: UTF-8, UTF-16, cp1252 or Mac Roman."""

from __future__ import annotations

import codecs
import re
from typing import Final

from scenarios.importing.table_file import Refusal, TableRefusedError

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Letters of Nordic lists, most significant first. Any other character beyond ASCII counts against an
# encoding.
_LETTERS: Final = frozenset("åäöæøÅÄÖÆØ")
_SIGNS: Final = frozenset("–—−-‘’‚“”„«»…•·€£§°²³¹½¼×±µ‰©®™₂\u00a0 ")
_NEIGHBOURS: Final = frozenset("éèêëáàâüïíóòôúçñõÉÈÜÁÓßþðÞÐčšžČŠŽđĐŋŊŧŦ")
# UTF-8 read as cp1252 looks like this, and no Nordic word does.
_MANGLED: Final = re.compile("[ÃÂ][\u0080-\u00bf–—‘’“”„…€‰Œœ™]|â€|‚Ä|√")
_CONTROLS: Final = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f]")
_LOST: Final = "\ufffd"


def decode_text(content: bytes) -> tuple[str, str]:
    """Decode a text file without losing a letter.

    Parameters
    ----------
    content
        The bytes of the file.

    Returns
    -------
    text, encoding
        Without a byte order mark; Python's name of the encoding.

    Raises
    ------
    TableRefusedError
        If none of the four encodings fits, or the file contains the replacement character.
    """
    text, encoding = _decode(content)
    if _LOST in text:
        raise TableRefusedError(Refusal.LOST_LETTERS, row=_row(text, text.index(_LOST)))
    found = _CONTROLS.search(text)
    if found:
        raise TableRefusedError(Refusal.ENCODING, row=_row(text, found.start()))
    return text, encoding


def _decode(content: bytes) -> tuple[str, str]:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _strict(content, encoding)
    if b"\0" in content[:4096]:
        # Without a byte order mark: letters of Latin script have their zero byte after or before them.
        zeros = content[0:4096:2].count(0), content[1:4096:2].count(0)
        return _strict(content, "utf-16-be" if zeros[0] > zeros[1] else "utf-16-le")
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
    read = [(text, name) for name in ("cp1252", "mac_roman") if (text := _tried(content, name)) is not None]
    # Of two equally plausible ones, the first is more common.
    best = max(read, key=lambda pair: _plausibility(pair[0]))
    if _plausibility(best[0]) <= 0:
        raise TableRefusedError(Refusal.ENCODING, row=row)
    return best


def _strict(content: bytes, encoding: str) -> tuple[str, str]:
    text = _tried(content, encoding)
    if text is None:
        raise TableRefusedError(Refusal.ENCODING)
    return text, encoding


def _tried(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None


def _plausibility(text: str) -> int:
    """Return how much a text looks like a Nordic one; positive if it does."""
    score = -10 * len(_MANGLED.findall(text))
    for sign in text:
        if sign >= "\x80":
            known = 4 if sign in _LETTERS else 2 if sign in _SIGNS else 1 if sign in _NEIGHBOURS else -4
            score += known
    return score


def _row(text: str, place: int) -> int:
    return len(text[: place + 1].splitlines())
