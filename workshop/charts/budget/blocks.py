"""The parts of the bridge: blocks of actions and other spans, in percent of the beam's width."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Span:
    """A part of the beam, in percent of its width, with its text."""

    x: float
    width: float
    text: str


@dataclass(frozen=True, kw_only=True)
class BlockView:
    """One action on the beam; ``lines`` is its title where it fits, ``kind`` a CSS class."""

    id: str
    title: str
    amount: str
    hand: str
    kind: str
    x: float
    width: float
    lines: tuple[str, ...]
