"""What words and pictures of a budget need: the same of a live workshop and of a saved scenario."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from scenarios.outcome import Outcome
from scenarios.scenario import Scenario


class Lowering(Protocol):
    """An action on the beam; `block_t` is None where it does not count, ``number`` orders them."""

    @property
    def id(self) -> str: ...
    @property
    def number(self) -> int: ...
    @property
    def layer(self) -> str: ...
    @property
    def actor(self) -> str: ...
    @property
    def block_t(self) -> float | None: ...


class Evaluated(Protocol):
    """A scenario with its outcome, for a place and years."""

    @property
    def place(self) -> str: ...
    @property
    def start_year(self) -> int: ...
    @property
    def end_year(self) -> int: ...
    @property
    def scenario(self) -> Scenario: ...
    @property
    def outcome(self) -> Outcome: ...
    @property
    def proposals(self) -> Sequence[Lowering]: ...
