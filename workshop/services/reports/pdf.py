"""Reports as PDF, and their pictures for DOCX: set beside the server, in a process with limits."""

from __future__ import annotations

import base64
import logging
import threading
from collections.abc import Mapping, Sequence
from typing import Any, Final

from scenarios.guarded_process import ask_guarded
from workshop.config import resource_dir
from workshop.errors import Problem
from workshop.i18n import gettext
from workshop.services.reports.blocks import Report

_PROGRAM: Final = "workshop.services.reports.typesetter"
# A report of 200 actions takes about a second on one core.
_WALL_S: Final = 60
_AT_ONCE: Final = 2
_PATIENCE_S: Final = 20
_turns = threading.BoundedSemaphore(_AT_ONCE)
_log = logging.getLogger(__name__)


def write_pdf(report: Report) -> bytes:
    """Return the report as PDF (PDF/UA-1 and PDF/A-2a), with its fonts in it.

    Raises
    ------
    Problem
        Others are being made, or this one cannot be.
    """
    (file,) = _typeset("report.typ", {"report": report.to_dict()}, "pdf")
    return file


def write_pictures(drawings: Sequence[str]) -> list[bytes]:
    """Return drawings (SVG) as PNG, for programs that draw no SVG; raise a :class:`Problem` as above."""
    return _typeset("pictures.typ", {"drawings": list(drawings)}, "png") if drawings else []


def _typeset(source: str, inputs: Mapping[str, Any], kind: str) -> list[bytes]:
    order = {
        "source": str(resource_dir("templates") / "reports" / source),
        "fonts": str(resource_dir("static") / "vendor"),
        "inputs": dict(inputs),
        "format": kind,
    }
    if not _turns.acquire(timeout=_PATIENCE_S):
        raise Problem(
            gettext("Too many reports are being made at the same time."),
            gettext("Wait a moment, then ask for it again. The report as a page is there meanwhile."),
            status=503,
        )
    try:
        said = ask_guarded(_PROGRAM, order, b"", wall_s=_WALL_S)
    except ValueError:
        # The process was stopped in the middle of its answer.
        said = {}
    finally:
        _turns.release()
    if "files" not in said:
        _log.error("A report could not be set: %s", said.get("error", "the process ended without an answer"))
        raise Problem(
            gettext("The report could not be made as a file."),
            gettext("Use the report as a page: it says the same, and your browser can print it."),
            status=500,
        )
    return [base64.b64decode(file) for file in said["files"]]
