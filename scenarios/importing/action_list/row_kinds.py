"""Sort the rows below the heading: actions, sub-headings, totals and remarks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from scenarios.importing.action_list.columns import Columns
from scenarios.importing.action_list.counting import footnotes_in
from scenarios.importing.action_list.figures import read_figure
from scenarios.importing.action_list.grid import Grid, GridCell
from scenarios.importing.action_list.headings import Heading
from scenarios.importing.action_list.result import RowKind
from scenarios.importing.action_list.roles import Role, is_bare_qualifier, is_heading_like, role_of
from scenarios.importing.action_list.sums import RunningSums, Sums
from scenarios.importing.action_list.targets import TargetFinder
from scenarios.importing.action_list.total_labels import is_partial, is_surely_total, may_be_total
from scenarios.importing.action_list.vocabulary import fold, is_word, pattern

_PAGE: Final = re.compile(
    r"(?:sid[ae]n?|page|sivu|s\.|side)\s*\d+(?:\s*(?:av|of|/|\()\s*\d+\)?)?|\d+\s*(?:/|av|of)\s*\d+|[-–—]?\s*\d{1,3}\s*[-–—]?"
)
_OPEN_END: Final = re.compile(
    r"(?:[,/&–-]|\b(?:og|och|and|ja|i|på|for|för|av|til|till|med|att|å|to|of|in|on|the|sekä|eller|or|samt|ved|"
    r"vid|fra|från|et|ett|en))$"
)
_LONG: Final = 140
_SENTENCE: Final = 60
_USUAL: Final = 0.6


@dataclass
class SortedRows:
    """What each row is.

    Attributes
    ----------
    kinds
        Row to its kind.
    titles
        Row of an action to its title, pieces of neighbouring rows joined.
    doubts
        Row to why its kind is in doubt.
    joined
        Row that only holds a piece of an action to the row of that action.
    """

    kinds: dict[int, RowKind] = field(default_factory=dict)
    titles: dict[int, str] = field(default_factory=dict)
    doubts: dict[int, str] = field(default_factory=dict)
    joined: dict[int, int] = field(default_factory=dict)


class RowSorter:
    """Sorts the rows of one list.

    Parameters
    ----------
    grid, heading, columns
        The sheet, and what was recognised.
    rows
        Rows below the heading.
    finder
        Knows the words for sectors.
    """

    def __init__(
        self, grid: Grid, heading: Heading, columns: Columns, rows: tuple[int, ...], finder: TargetFinder
    ) -> None:
        self.grid, self.heading, self.columns, self.rows, self.finder = grid, heading, columns, rows, finder
        self.measured = {*columns.effects.values(), columns.low, columns.high} - {None}
        self.numbers = {
            column
            for column, said in heading.columns.items()
            if role_of(said.own) is Role.NUMBER and column != columns.title
        }
        self.places = {row: place for place, row in enumerate(rows)}
        self.dense = {row: None for row in rows if self._is_dense(row)}
        with_more = sum(
            bool(self._attributes(row)) or bool(self.numbers & set(grid.by_row[row])) for row in self.dense
        )
        self.usually_more = bool(self.dense) and with_more >= _USUAL * len(self.dense)

    def sort(self, sums: Sums | None) -> SortedRows:
        """Sort all rows.

        Parameters
        ----------
        sums
            Knows the figures; None where they are not read yet, so that only words tell a total.

        Returns
        -------
        SortedRows
            With every row.
        """
        found = SortedRows()
        running = None if sums is None else RunningSums(sums)
        for place, row in enumerate(self.rows):
            found.kinds[row] = self._kind(place, row, found, running)
            if found.kinds[row] is RowKind.ACTION:
                found.titles[row] = found.titles.get(row) or self._title(row)
            if running is not None:
                running.add(row, found.kinds[row])
        return found

    # ---- what stands in a row

    def _cells(self, row: int) -> dict[int, GridCell]:
        return self.grid.by_row[row]

    def _attributes(self, row: int) -> set[int]:
        known = {self.columns.title, self.columns.target, *self.columns.more_targets}
        return set(self._cells(row)) - known - self.measured - self.numbers

    def _is_dense(self, row: int) -> bool:
        cells = self._cells(row)
        return (
            len(cells) >= 2
            and bool(self._title(row))
            and any(column in cells for column in (*self.measured, *self._attributes(row)))
        )

    def _title(self, row: int) -> str:
        column = self.columns.title
        cell = self.grid.own(row, column)
        if cell is None and (row, column) in self.grid.covered:
            top, left = self.grid.covered[row, column]  # type: ignore[index]
            # A title merged over several rows stands for each that has a figure or more of its own.
            cell = self.grid.own(top, left) if left == column and self._cells(row) else None
        return cell.line if cell is not None else ""

    def _figures(self, row: int) -> bool:
        return any(
            read_figure(self._cells(row).get(column)).has_figure
            for column in self.measured
            if column is not None
        )

    def _label(self, row: int) -> str:
        cells = self._cells(row)
        title = cells.get(self.columns.title) if self.columns.title is not None else None
        apart = {self.columns.note, *self.columns.more_notes, self.columns.lead, self.columns.others}
        apart |= {self.columns.cost, self.columns.unit, self.columns.counted, self.columns.start_year}
        texts = [
            cell.line
            for column, cell in cells.items()
            if column not in self.measured | apart and cell.number is None
        ]
        marked = next((text for text in texts if may_be_total(text)), "")
        return marked or (title.line if title is not None else texts[0] if texts else "")

    # ---- the kind of a row

    def _kind(self, place: int, row: int, found: SortedRows, sums: RunningSums | None) -> RowKind:
        cells = self._cells(row)
        if self._repeats_heading(cells) or (not found.titles and self._guides(cells)):
            return RowKind.NOTE
        label, attributes = self._label(row), self._attributes(row)
        figures = self._figures(row)
        # Sums stand in the columns of costs, too: only words speak against one.
        named = {
            column
            for column in attributes
            if cells[column].line != label and not read_figure(cells[column]).has_figure
        }
        total = self._total(place, row, label, named, figures, found, sums)
        if total is not None:
            return total
        if len(cells) == 1:
            return self._single(place, row, next(iter(cells)), found)
        if self.numbers and set(cells) <= {*self.numbers, self.columns.title, self.columns.target}:
            return self._numbered(place, row, found)
        title = self._title(row)
        if not title:
            return self._untitled(row, figures, found)
        if not figures and not named and self._piece(place, row, found):
            return RowKind.NOTE
        if (
            not found.titles
            and is_word("rows.example", title.split(":")[0].split(" ")[0])
            and len(title) > len("exempel")
        ):
            found.doubts[row] = "this looks like an example of how to fill in"
            return RowKind.NOTE
        return RowKind.ACTION

    def _total(
        self,
        place: int,
        row: int,
        label: str,
        named: set[int],
        figures: bool,
        found: SortedRows,
        sums: RunningSums | None,
    ) -> RowKind | None:
        numbered = bool(self.numbers & set(self._cells(row))) and not may_be_total(label)
        if may_be_total(label) and (
            figures or self.measured & set(self._cells(row)) or is_word("rows.total", label)
        ):
            fits = sums is not None and sums.fit(row)
            sure = is_surely_total(label, self.finder)
            if sure and (not named or len(named) <= 1 or fits or is_partial(label)):
                return RowKind.TOTAL
            if fits:
                return RowKind.TOTAL
            if sums is not None and not named and figures:
                found.doubts[row] = "the title begins like a sum, but the figure is none of the rows above"
            return None if sums is not None or named else RowKind.TOTAL if sure else None
        if figures and found.titles and pattern("rows.part").match(fold(label)):
            found.doubts[row] = "this looks like a part of what stands above, and is not added up"
            return RowKind.NOTE
        if not figures or named or numbered:
            return None
        if (
            found.titles
            and pattern("rows.summary").match(fold(label))
            and RowKind.TOTAL in found.kinds.values()
        ):
            found.doubts[row] = "this looks like a line about the whole, not like an action"
            return RowKind.NOTE
        if not found.titles and label and pattern("rows.summary").match(fold(label)) and self.usually_more:
            found.doubts[row] = "this looks like a line about the whole, not like an action"
            return RowKind.NOTE
        if self._title(row) and self.grid.own(row, self.columns.title) is None:
            return None
        if not label:
            return RowKind.TOTAL if sums is None or sums.fit(row) else None
        if sums is None:
            return None
        if self.finder.is_sector(label):
            if sums.sums.fits_below(row, self.rows[place + 1 :], self.dense):
                return RowKind.TOTAL
            if self.usually_more and self._leads(place):
                found.doubts[row] = "a sum of the rows below, or an action?"
                return RowKind.TOTAL
        if sums.fit(row, least=2 if self.usually_more else 3) and not self._leads(place):
            return RowKind.TOTAL
        return None

    def _leads(self, place: int) -> bool:
        return place + 1 < len(self.rows) and self.rows[place + 1] in self.dense

    def _single(self, place: int, row: int, column: int, found: SortedRows) -> RowKind:
        cell = self._cells(row)[column]
        text = cell.line
        if column in self.measured:
            if read_figure(cell).has_figure:
                found.doubts[row] = "a figure without a title"
            return RowKind.NOTE
        if cell.number is not None or _PAGE.fullmatch(fold(text)) or footnotes_in([cell.text]):
            return RowKind.NOTE
        if self._piece(place, row, found):
            return RowKind.NOTE
        first = fold(text).split(":")[0].split(" ")[0]
        if ":" in text[:20] and is_word("rows.note", first):
            return RowKind.NOTE
        later = any(each in self.dense for each in self.rows[place + 1 :])
        if len(text) > _LONG or (text.endswith(".") and len(text) > _SENTENCE):
            return RowKind.NOTE
        if not later:
            open_list = (
                not self.usually_more
                and RowKind.TOTAL not in found.kinds.values()
                and column == self.columns.title
            )
            if (
                open_list
                and not text.endswith(".")
                and place
                and self.rows[place - 1] in self.dense
                and row - self.rows[place - 1] == 1
            ):
                found.doubts[row] = "an action without a figure, or a remark?"
                return RowKind.ACTION
            return RowKind.NOTE
        if column != self.columns.title or self.finder.find(text) is not None or self.usually_more:
            return RowKind.HEADING
        if (
            text.endswith(":")
            or (text.isupper() and len(text) > 3)
            or re.match(r"(?:[A-Z]|[IVX]+)[.)]\s", text)
        ):
            return RowKind.HEADING
        if self._leads(place) and row - (self.rows[place - 1] if place else row - 2) > 1:
            return RowKind.HEADING
        found.doubts[row] = "an action without a figure, or a sub-heading?"
        return RowKind.ACTION

    def _numbered(self, place: int, row: int, found: SortedRows) -> RowKind:
        title = self._title(row)
        if not title:
            if self.columns.target is not None and self.grid.own(row, self.columns.target):
                return RowKind.HEADING if self._leads(place) else RowKind.NOTE
            return RowKind.NOTE
        number = next(
            (self._cells(row)[column].line for column in self.numbers if column in self._cells(row)), ""
        )
        if not number:
            return self._single_or_action(place, row, found)
        following = self.rows[place + 1] if place + 1 < len(self.rows) else None
        after = (
            next((self._cells(following)[c].line for c in self.numbers if c in self._cells(following)), "")
            if following
            else ""
        )
        stem = number.strip(" .)")
        if after.startswith(f"{stem}.") or (
            stem.isalpha()
            and after
            and not after.strip(" .)").isalpha()
            and self.usually_more
            and len(stem) == 1
        ):
            return RowKind.HEADING
        if not after and following in self.dense and self.finder.find(title) is not None:
            return RowKind.HEADING
        return RowKind.ACTION

    def _single_or_action(self, place: int, row: int, found: SortedRows) -> RowKind:
        if self._piece(place, row, found):
            return RowKind.NOTE
        return RowKind.ACTION

    def _untitled(self, row: int, figures: bool, found: SortedRows) -> RowKind:
        if figures:
            found.doubts[row] = "figures without a title"
        return RowKind.NOTE

    def _piece(self, place: int, row: int, found: SortedRows) -> bool:
        """Return whether a row only continues the title above it or begins the one below; join the pieces."""
        text = self._title(row)
        cells = self._cells(row)
        if not text or self._figures(row) or len(cells) > 2 or (self.numbers & set(cells)):
            return False
        above = self.rows[place - 1] if place else None
        while (
            above is not None
            and above not in found.titles
            and found.kinds.get(above) is RowKind.NOTE
            and above > row - 6
        ):
            index = self.places[above]
            above = self.rows[index - 1] if index else None
        begins_small = text[:1].islower() and not re.match(r"(?:e|el)-", text)
        if above in found.titles and above is not None and row - above <= 6:
            before = found.titles[above]
            if (begins_small or _OPEN_END.search(fold(before))) and self._dense_or_joined(above):
                found.joined[row] = above
                glue = "" if re.search(r"\w-$", before) and begins_small else " "
                found.titles[above] = (before[:-1] if not glue else before) + glue + text
                return True
        below = self.rows[place + 1] if place + 1 < len(self.rows) else None
        if below in self.dense and below is not None:
            after = self._title(below)
            if after[:1].islower() and not re.match(r"(?:e|el)-", after) and not found.titles.get(below):
                found.joined[row] = below
                found.titles[below] = f"{text} {after}"
                return True
        return False

    def _dense_or_joined(self, row: int) -> bool:
        return row in self.dense

    def _repeats_heading(self, cells: Mapping[int, GridCell]) -> bool:
        same = sum(
            fold(cell.heading) in {fold(text) for text in (said.own, *said.groups, said.whole)}
            for column, cell in cells.items()
            if (said := self.heading.columns.get(column)) is not None and said.own
        )
        if len(cells) >= 2 and same >= max(2, _USUAL * len(cells)):
            return True
        if len(cells) == 1 and same:
            (cell,) = cells.values()
            return (
                cell.number is None and role_of(cell.line) in (Role.EFFECT, Role.TITLE) and len(cell.line) > 3
            )
        if len(cells) < 3 or not all(cell.number is None and len(cell.line) < 60 for cell in cells.values()):
            return False
        known = [cell for cell in cells.values() if is_heading_like(cell.heading)]
        roles = {role_of(cell.line) for cell in known}
        return len(cells) >= 3 and len(known) == len(cells) and {Role.TITLE} <= roles and len(roles) >= 3

    def _guides(self, cells: Mapping[int, GridCell]) -> bool:
        """Return whether a row right below the heading only says how to fill in, or which units are meant."""
        texts = [cell.line for cell in cells.values()]
        bracketed = sum(text.startswith(("(", "[")) and text.endswith((")", "]")) for text in texts)
        if bracketed >= 2 and bracketed >= _USUAL * len(texts):
            return True
        return (
            len(texts) >= 2
            and all(is_bare_qualifier(text) for text in texts)
            and not any(cell.number is not None for cell in cells.values())
        )
