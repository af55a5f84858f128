"""Errors of the library: one base class, and the faults of a scenario file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


class ScenariosError(Exception):
    """Base of every error that this library raises on purpose."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of a scenario file.

    Attributes
    ----------
    pointer
        JSON Pointer (RFC 6901) to the faulty member, or to the place of a missing one; the empty string for
        the whole file.
    problem
        What is wrong.
    expected
        What would be right.
    """

    pointer: str
    problem: str
    expected: str

    def __str__(self) -> str:
        """Return ``POINTER: problem; expected ...`` on one line, whatever the file contains."""
        return one_line(f"{self.pointer}: {self.problem}; expected {self.expected}")


class ScenarioFileError(ScenariosError):
    """A scenario file is refused.

    Parameters
    ----------
    faults
        All its faults, at least one; equal ones are kept once.
    """

    def __init__(self, faults: Iterable[Fault]) -> None:
        # A key that occurs three times gives two equal faults.
        self.faults: tuple[Fault, ...] = tuple(dict.fromkeys(faults))
        super().__init__(self.faults)

    def __str__(self) -> str:
        """Return one line per fault."""
        return "\n".join(str(fault) for fault in self.faults)


def one_line(text: str) -> str:
    """Return `text` with everything that is not printable escaped as in JSON.

    Line breaks, control characters, terminal escapes and lone surrogates in keys or titles would
    otherwise break the rule of one line per fault, or the terminal.

    Parameters
    ----------
    text
        Any text, also from an untrusted file.

    Returns
    -------
    str
        Printable text without line breaks; letters of all languages stay as they are.
    """
    if text.isprintable():
        return text
    return "".join(character if character.isprintable() else _escaped(ord(character)) for character in text)


def _escaped(code_point: int) -> str:
    return f"\\u{code_point:04x}" if code_point <= 0xFFFF else f"\\U{code_point:08x}"
