"""What the desk looks for among its rows."""

from __future__ import annotations

import enum
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from workshop.services.proposals.overlaps import OverlapQuestion
from workshop.services.proposals.waiting import Matter, Waiting
from workshop.state.proposal_views import ProposalView
from workshop.state.snapshot import Snapshot

ROWS = 40


class RowSubset(enum.StrEnum):
    """What the desk narrows its rows to."""

    ALL = "all"
    WAITING = "waiting"
    OBJECTED = "objected"
    OVERLAPPING = "overlapping"
    NO_TONNES = "no-tonnes"


@dataclass(frozen=True, kw_only=True)
class RowFilter:
    """What the desk looks for.

    ``most`` rows of each list are shown. What has come after ``until`` is
    only counted: it would move what is being read.
    """

    only: RowSubset = RowSubset.ALL
    role: str = ""
    words: str = ""
    most: int = ROWS
    until: datetime | None = None

    @property
    def query(self) -> dict[str, str]:
        """The query of the page that shows these rows with all that has come since."""
        more = {} if self.most == ROWS else {"most": str(self.most)}
        only = {} if self.only is RowSubset.ALL else {"only": self.only.value}
        told = {"role": self.role, "words": self.words}
        return {**only, **{name: value for name, value in told.items() if value}, **more}

    @property
    def with_more(self) -> dict[str, str]:
        """The same with more rows."""
        return {**self.query, "most": str(self.most + ROWS)}

    def with_only(self, only: str) -> dict[str, str]:
        """The same narrowed to something else."""
        return replace(self, only=RowSubset(only), most=ROWS).query

    @property
    def is_narrow(self) -> bool:
        """Whether anything is left out."""
        return bool(self.only is not RowSubset.ALL or self.role or self.words)


class RowMatcher:
    """Lets proposals and what waits through that the desk looks for; ``title_of`` names a proposal."""

    def __init__(
        self,
        snapshot: Snapshot,
        questions: dict[str, OverlapQuestion],
        wanted: RowFilter,
        title_of: Callable[[ProposalView], str],
    ) -> None:
        self._wanted, self._title_of = wanted, title_of
        self._words = wanted.words.casefold().split()
        asked = {view.id for each in questions.values() for view in (each.view, *each.others)}
        related = {view.id for view in snapshot.proposals if view.overlap in ("same", "exclusive")}
        self.overlapping = frozenset(asked | related)

    def matches_item(self, item: Waiting) -> bool:
        """Return whether something that waits is looked for."""
        wanted = self._wanted
        if item.matter is Matter.OBJECTION and wanted.only is RowSubset.OBJECTED:
            return self._is_found(item.view, item.text)
        if item.view is None:
            is_kept = wanted.only in (RowSubset.ALL, RowSubset.WAITING) and not wanted.role
            return is_kept and self._is_found(None, item.text)
        if wanted.only is RowSubset.WAITING:
            return self._has_role(item.view) and self._is_found(item.view, item.text)
        return self.matches(item.view, item.text)

    def matches(self, view: ProposalView, text: str = "") -> bool:
        """Return whether a proposal is looked for; ``text`` is an objection to it."""
        fits = {
            RowSubset.OBJECTED: bool(view.objections),
            RowSubset.OVERLAPPING: view.id in self.overlapping,
            RowSubset.NO_TONNES: view.full_effect_t is None,
        }.get(self._wanted.only, True)
        return fits and self._has_role(view) and self._is_found(view, text)

    def _has_role(self, view: ProposalView) -> bool:
        return not self._wanted.role or view.role == self._wanted.role

    def _is_found(self, view: ProposalView | None, text: str) -> bool:
        if not self._words:
            return True
        title = "" if view is None else f"{self._title_of(view)} {view.description}"
        whole = f"{title} {text}".casefold()
        return all(word in whole for word in self._words)
