"""Figures of one's own that a workshop's reference follows: from a file, or typed."""

from __future__ import annotations

from scenarios.importing.own_path_file import Kind, OwnPathFileError, PathFault, parse_own_path
from scenarios.inventory.own_path import LARGEST, Quantity
from scenarios.inventory.own_path import OwnPath as Figures
from workshop.i18n import gettext

__all__ = [
    "LARGEST",
    "Figures",
    "PathFault",
    "Quantity",
    "UnreadableFigures",
    "is_in_words",
    "parse_figures",
    "say_path_fault",
]

UnreadableFigures = OwnPathFileError
LONGEST_NAME = 80
_LONGEST_QUOTE = 40


def parse_figures(content: bytes, name: str) -> Figures:
    """Read the file of a reference of one's own; its name stands with the figures."""
    return parse_own_path(content, name[:LONGEST_NAME] or "CSV")


def is_in_words(fault: PathFault) -> bool:
    """Return whether we say a fault in the reader's language; the model's messages are in English."""
    return fault.kind != Kind.FILE


def say_path_fault(fault: PathFault) -> str:
    """Say what is wrong with a row of the file, and what is expected."""
    text = fault.text if len(fault.text) <= _LONGEST_QUOTE else f"{fault.text[:_LONGEST_QUOTE]} …"
    return {
        Kind.SECTOR: gettext("The sector is missing."),
        Kind.YEAR: gettext("“%(text)s” is not a year; write four digits, such as 2030.", text=text),
        Kind.TWICE: gettext("%(text)s has a figure in an earlier row already.", text=text),
        Kind.NUMBER: gettext("“%(text)s” is not a number, or can mean two.", text=text),
        Kind.NEGATIVE: gettext("“%(text)s” must be zero or more.", text=text),
        Kind.LARGE: gettext("“%(text)s” is more than any place can emit.", text=text),
    }.get(fault.kind, fault.message)
