"""Figures of one's own that a workshop's reference follows."""

from __future__ import annotations

from scenarios.importing.own_path_file import parse_own_path
from scenarios.inventory.own_path import OwnPath as Figures
from scenarios.inventory.reference_steps import BadReferenceError as UnreadableFigures

__all__ = ["Figures", "UnreadableFigures", "parse_figures"]

LONGEST_NAME = 80


def parse_figures(content: bytes, name: str) -> Figures:
    """Read the file of a reference of one's own; its name stands with the figures."""
    return parse_own_path(content, name[:LONGEST_NAME] or "CSV")
