"""Sort the rows below the heading: actions, sub-headings, totals and remarks."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from scenarios.importing.action_list.counting import footnotes_in
from scenarios.importing.action_list.figures import read_figure
from scenarios.importing.action_list.repeated_headings import guides, repeats_heading
from scenarios.importing.action_list.result import RowKind
from scenarios.importing.action_list.row_contents import RowContents
from scenarios.importing.action_list.sums import RunningSums, Sums
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


class RowSorter(RowContents):
    """Sorts the rows of one list."""

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
            found.kinds[row] = self.said.get(row) or self._kind(place, row, found, running)
            if found.kinds[row] is RowKind.ACTION:
                found.titles[row] = found.titles.get(row) or self._title(row)
            if running is not None:
                running.add(row, found.kinds[row])
        return found

    # ---- the kind of a row

    def _kind(self, place: int, row: int, found: SortedRows, sums: RunningSums | None) -> RowKind:
        cells = self._cells(row)
        if repeats_heading(self.heading, cells) or (not found.titles and guides(cells)):
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
            figures
            or self.measured & set(self._cells(row))
            or is_word("rows.total", label)
            or is_surely_total(label, self.finder)
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
        # What says its own sector beside its title is no sum of a sector.
        is_alone = not self._title(row) and self.grid.own(row, self.columns.target) is not None
        if is_alone and sums.sums.fits_below(row, self.rows[place + 1 :], self.dense):
            return RowKind.TOTAL
        if self.finder.is_sector(label) and not self._has_own_target(row):
            if sums.sums.fits_below(row, self.rows[place + 1 :], self.dense):
                return RowKind.TOTAL
            if self.usually_more and self._leads(place):
                found.doubts[row] = "a sum of the rows below, or an action?"
                return RowKind.TOTAL
        if sums.fit(row, least=2 if self.usually_more else 3) and not self._leads(place):
            return RowKind.TOTAL
        return None

    def _has_own_target(self, row: int) -> bool:
        return bool(self._title(row)) and self.grid.own(row, self.columns.target) is not None

    def _leads(self, place: int) -> bool:
        return place + 1 < len(self.rows) and self.rows[place + 1] in self.dense

    def _single(self, place: int, row: int, column: int, found: SortedRows) -> RowKind:
        cell = self._cells(row)[column]
        text = cell.line
        if column in self.measured and not (self._leads(place) and self._names_sector(text)):
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

    def _names_sector(self, text: str) -> bool:
        return not any(sign.isdecimal() for sign in text) and self.finder.find(text) is not None

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
