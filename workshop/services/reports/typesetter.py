"""Set a document with Typst: a process of its own, which ends when it takes too much.

It reads an order (a line of JSON) and writes a line of JSON, ``{"files": [base64, ...]}`` or
``{"error": ...}``. The order has ``source`` and ``fonts`` (paths), ``inputs`` (texts for the document) and
``format``.
"""

from __future__ import annotations

import base64
import json
import sys

import typst

from scenarios.guarded_process import bind_process

_MEMORY_BYTES, _CPU_S = 1_500_000_000, 30
# Accessible, and readable in an archive: PDF/UA-1 and PDF/A-2a.
_STANDARDS = ["ua-1", "a-2a"]
_PIXELS_PER_INCH = 220.0


def main() -> None:
    """Set the document of the order on standard input."""
    bind_process(_MEMORY_BYTES, _CPU_S)
    order = json.loads(sys.stdin.buffer.readline())
    # Only the project's own fonts: a report looks the same wherever it is made.
    settings = {
        "font_paths": [order["fonts"]],
        "ignore_system_fonts": True,
        "sys_inputs": order["inputs"],
        "format": order["format"],
    }
    if order["format"] == "pdf":
        settings["pdf_standards"] = _STANDARDS
    else:
        settings["ppi"] = _PIXELS_PER_INCH
    try:
        made = typst.compile(order["source"], **settings)
    except typst.TypstError as error:
        print(json.dumps({"error": str(error)[:2000]}))  # the answer
        return
    files = made if isinstance(made, list) else [made]
    print(json.dumps({"files": [base64.b64encode(each).decode() for each in files]}))
