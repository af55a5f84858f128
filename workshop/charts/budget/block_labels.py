"""Titles on the blocks of the bridge: broken into lines, and left out where they do not fit."""

from __future__ import annotations

from typing import Final

BEAM_UNITS: Final = 84.0
"""The width of the beam in wall units on the narrowest projector (1024x768); others have more."""

_LETTER, _PADDING = 1.14, 1.2
_LINES, _FEWEST_UNITS = 4, 7.0


def build_title_lines(title: str, width_pct: float) -> tuple[str, ...]:
    """Break a title into the lines that fit on a block.

    Parameters
    ----------
    title
        Of the action.
    width_pct
        The width of the block, percent of the beam.

    Returns
    -------
    tuple
        At most four lines; empty where the block is too narrow to say anything.
    """
    room = width_pct / 100 * BEAM_UNITS - _PADDING
    letters = int(room / _LETTER)
    if room < _FEWEST_UNITS - _PADDING:
        return ()
    lines: list[str] = []
    for word in title.split():
        if len(word) > letters:
            # A word that is cut says less than none, unless something stands before it.
            return _shorten(lines) if len(lines) > 1 else ()
        if lines and len(lines[-1]) + 1 + len(word) <= letters:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return tuple(lines) if len(lines) <= _LINES else _shorten(lines)


def _shorten(lines: list[str]) -> tuple[str, ...]:
    kept = lines[:_LINES]
    return (*kept[:-1], f"{kept[-1].rstrip(',')} …") if len(kept) > 1 else ()
