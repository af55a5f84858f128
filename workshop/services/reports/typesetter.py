"""Set a document with Typst: a process of its own, which ends when it takes too much.

It reads an order (a line of JSON) and writes a line of JSON, ``{"files": [base64, ...]}`` or
``{"error": ...}``. The order has ``source`` and ``fonts`` (paths), ``inputs`` (names to data for the
document) and ``format``.
"""

from __future__ import annotations

import base64
import json
import re
import sys
from typing import Any

import typst

from scenarios.guarded_process import bind_process

_MEMORY_BYTES, _CPU_S = 1_500_000_000, 30
# Accessible, and readable in an archive: PDF/UA-1 and PDF/A-2a.
_STANDARDS = ["ua-1", "a-2a"]
_PIXELS_PER_INCH = 220.0

# Both standards forbid characters that no font has, such as emoji. Each refusal names some of them.
_UNKNOWN = re.compile(r'the text `"(.*?)"` could not be displayed')
_ESCAPE = re.compile(r"\\u\{([0-9a-f]+)\}")
_MOST_REFUSALS = 8
# In place of a character that no font has; what only joins characters goes.
_INSTEAD, _JOINING = "\u25a1", "\u200d\ufe0e\ufe0f"
# What somebody wrote does not belong into a log.
_QUOTED = re.compile(r"`[^`]*`")


def main() -> None:
    """Set the document of the order on standard input."""
    bind_process(_MEMORY_BYTES, _CPU_S)
    order = json.loads(sys.stdin.buffer.readline())
    print(json.dumps(_answer(order)))  # the answer


def _answer(order: dict[str, Any]) -> dict[str, Any]:
    unknown: set[str] = set()
    refusal = ""
    for _ in range(_MOST_REFUSALS):
        try:
            made = _set(order, unknown)
        except typst.TypstError as error:
            refusal = str(error)
            found = {character for text in _UNKNOWN.findall(refusal) for character in _read_escapes(text)}
            if found <= unknown:
                break
            unknown |= found
        else:
            files = made if isinstance(made, list) else [made]
            return {"files": [base64.b64encode(each).decode() for each in files]}
    return {"error": _QUOTED.sub("…", refusal.partition("\n")[0])[:500]}


def _set(order: dict[str, Any], unknown: set[str]) -> bytes | list[bytes]:
    # Only the project's own fonts: a report looks the same wherever it is made.
    settings: dict[str, Any] = {
        "font_paths": [order["fonts"]],
        "ignore_system_fonts": True,
        "sys_inputs": {name: json.dumps(_replace(data, unknown)) for name, data in order["inputs"].items()},
        "format": order["format"],
    }
    if order["format"] == "pdf":
        settings["pdf_standards"] = _STANDARDS
    else:
        settings["ppi"] = _PIXELS_PER_INCH
    made: bytes | list[bytes] = typst.compile(order["source"], **settings)
    return made


def _replace(data: Any, unknown: set[str]) -> Any:
    """Replace characters in all texts of plain data."""
    if isinstance(data, str):
        table = {ord(each): "" if each in _JOINING else _INSTEAD for each in unknown}
        return data.translate(table)
    if isinstance(data, list):
        return [_replace(each, unknown) for each in data]
    if isinstance(data, dict):
        return {name: _replace(each, unknown) for name, each in data.items()}
    return data


def _read_escapes(text: str) -> str:
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)
