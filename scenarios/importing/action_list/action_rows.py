"""What stands in the rows of actions beside their figures: targets, names, years, and whether they count."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from scenarios.importing.action_list.columns import Columns
from scenarios.importing.action_list.counting import (
    answer,
    footnotes_in,
    is_counted_elsewhere,
    is_not_counted,
    marks_in,
    without_marks,
)
from scenarios.importing.action_list.effects import EffectTable
from scenarios.importing.action_list.figures import Doubt
from scenarios.importing.action_list.grid import Grid, GridCell
from scenarios.importing.action_list.leads import split_names
from scenarios.importing.action_list.result import Action, Question, RowKind
from scenarios.importing.action_list.row_kinds import SortedRows
from scenarios.importing.action_list.targets import TargetFinder
from scenarios.importing.action_list.years import read_start_year


class ActionRows:
    """The rows of one list.

    Parameters
    ----------
    grid, columns, rows
        The sheet, and what was recognised.
    found
        What each row is.
    finder
        Of targets.
    said
        Row to whether it is added up, where a person has said it.
    outside
        Remarks elsewhere on the sheet, among which footnotes may be.
    """

    def __init__(
        self,
        grid: Grid,
        columns: Columns,
        rows: tuple[int, ...],
        found: SortedRows,
        finder: TargetFinder,
        said: Mapping[int, bool],
        outside: Iterable[str] = (),
    ) -> None:
        self.said = said
        self.grid, self.columns, self.rows, self.found, self.finder = grid, columns, rows, found, finder
        self.actions = [row for row in rows if found.kinds[row] is RowKind.ACTION]
        notes = [
            cell.text
            for row in grid.rows
            if found.kinds.get(row, RowKind.NOTE) is RowKind.NOTE
            for cell in grid.by_row[row].values()
        ]
        self.footnotes = footnotes_in((*notes, *outside))
        self.left_out_marks = {mark for mark, text in self.footnotes.items() if is_not_counted(text)}
        self.unknown_targets: list[str] = []
        self.targets: dict[int, tuple[str, ...]] = {}
        self._sections: dict[int, str] = {}
        self._find_sections()
        carried = self._carries_down()
        self._find_targets(carried)
        self.uncounted = frozenset(row for row in self.actions if self._is_left_out(row))

    def rows_of(self, targets: tuple[str, ...]) -> list[int]:
        """Return the actions of some sectors.

        Parameters
        ----------
        targets
            Ids of sectors or sources.

        Returns
        -------
        list of int
            In the order of the list.
        """
        sectors = {target.partition("/")[0] for target in targets}
        return [
            row for row in self.actions if {each.partition("/")[0] for each in self.targets[row]} & sectors
        ]

    def action(self, row: int, effects: EffectTable, sign: float) -> Action:
        """Return what a row says.

        Parameters
        ----------
        row
            Of an action.
        effects
            The figures.
        sign
            1 where the list's reductions, in t/yr, are positive, else -1.

        Returns
        -------
        Action
            With figures in t/yr.
        """
        columns = self.columns
        lead, others = self._names(row)
        amounts = {key: effects.amount(row, column) for key, column in columns.effects.items()}
        figures: dict[str, float | None] = {
            key: None if amount is None else amount.value * sign + 0.0 for key, amount in amounts.items()
        }
        ends: list[float] = []
        for amount in amounts.values():
            if amount is not None and amount.low is not None and amount.high is not None:
                ends = sorted((amount.low * sign, amount.high * sign))
        low, high = (ends[0], ends[1]) if ends else (None, None)
        for column, is_low in ((columns.low, True), (columns.high, False)):
            amount = effects.amount(row, column) if column is not None else None
            if amount is not None and is_low:
                low = amount.value * sign
            elif amount is not None:
                high = amount.value * sign
        if low is not None and high is not None:
            low, high = min(low, high), max(low, high)
        title = without_marks(self.found.titles[row], self.footnotes)
        cost = self.grid.shown(row, columns.cost)
        targets = self.targets[row]
        return Action(
            title=title,
            targets=targets,
            suggested_targets=() if targets else self.finder.suggest(title),
            effects_t=figures,
            low_t=low,
            high_t=high,
            effect_cells={key: (row, column) for key, column in columns.effects.items()},
            in_reference=row in self.uncounted,
            start_year=read_start_year(self.grid.shown(row, columns.start_year)),
            lead=lead,
            others=others,
            cost=cost.line if cost is not None else None,
            note=" · ".join(
                cell.line for column in self._note_columns() if (cell := self.grid.shown(row, column))
            ),
        )

    def questions(self, effects: EffectTable) -> list[Question]:
        """Return what has to be asked about rows that could be part of another action.

        Parameters
        ----------
        effects
            The figures.

        Returns
        -------
        list of Question
            One for each cell that says so.
        """
        asked = []
        for row in self.actions:
            has_figure = any(effects.amount(row, column) for column in self.columns.effects.values())
            if row in self.uncounted or not has_figure:
                continue
            for column, cell in self.grid.by_row[row].items():
                if column not in effects.measured and is_counted_elsewhere(cell.line):
                    why = "is this effect part of another action's? It is added up"
                    asked.append(
                        Question(row=row, column=column, text=cell.line, doubt=Doubt.COUNTED, why=why)
                    )
        return asked

    def _note_columns(self) -> tuple[int, ...]:
        return tuple(column for column in (self.columns.note, *self.columns.more_notes) if column is not None)

    def _names(self, row: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
        cell, other = self.grid.shown(row, self.columns.lead), self.grid.shown(row, self.columns.others)
        mark = "" if "*" in self.left_out_marks else "*"
        lead, others = split_names(cell.line if cell is None else cell.text, mark) if cell else ((), ())
        more = split_names(other.text, "") if other else ((), ())
        return lead, tuple(dict.fromkeys((*others, *more[0])))

    # ---- whether a row counts

    def _is_left_out(self, row: int) -> bool:
        if row in self.said:
            return not self.said[row]
        counted = self.grid.shown(row, self.columns.counted)
        said = answer(counted.line) if counted is not None else None
        if said is not None and said == self.columns.counted_means:
            return True
        if is_not_counted(self._sections.get(row, "")):
            return True
        apart = {
            self.columns.lead,
            self.columns.others,
            self.columns.cost,
            self.columns.target,
            self.columns.counted,
        }
        cells = self.grid.by_row[row]
        texts = [cell for column, cell in cells.items() if column not in apart and cell.number is None]
        texts += [
            cell
            for column in self._note_columns()
            if column not in cells and (cell := self.grid.shown(row, column))
        ]
        if any(is_not_counted(cell.line) for cell in texts):
            return True
        return bool(self.left_out_marks & {mark for cell in cells.values() for mark in marks_in(cell.text)})

    # ---- what a row is aimed at

    def _find_sections(self) -> None:
        """Say for each action under which sub-heading it stands."""
        current, last_kind = "", None
        for row in self.rows:
            kind = self.found.kinds[row]
            label = " ".join(cell.line for cell in self.grid.by_row[row].values() if cell.number is None)
            if kind is RowKind.HEADING:
                keeps = last_kind is RowKind.HEADING and self.finder.find(label) is None
                current = f"{current} {label}".strip() if keeps else label
            elif kind is RowKind.TOTAL:
                is_above = self.finder.find(label) is not None and self._block_follows(row)
                current = label if is_above else ""
            if kind is RowKind.ACTION:
                self._sections[row] = current
            last_kind = kind

    def _block_follows(self, row: int) -> bool:
        place = self.rows.index(row)
        above = self.found.kinds[self.rows[place - 1]] if place else RowKind.TOTAL
        below = self.found.kinds[self.rows[place + 1]] if place + 1 < len(self.rows) else RowKind.TOTAL
        return below is RowKind.ACTION and (
            above is not RowKind.ACTION or place == 0 or not self._sections.get(row, "")
        )

    def _carries_down(self) -> bool:
        """Return whether an empty target means the one above: only where no two neighbours repeat theirs."""
        column = self.columns.target
        if column is None or any(
            place in self.grid.covered for place in ((row, column) for row in self.rows)
        ):
            return False
        texts = [cell.line if (cell := self.grid.own(row, column)) else "" for row in self.actions]
        filled = [text for text in texts if text]
        if not filled or len(filled) == len(texts) or not texts[0]:
            return False
        repeats = any(text and text == above for text, above in zip(texts[1:], texts, strict=False))
        return not repeats and len(filled) < 0.9 * len(texts)

    def _find_targets(self, carried: bool) -> None:
        above: GridCell | None = None
        last: int | None = None
        for row in self.rows:
            if self.found.kinds[row] is not RowKind.ACTION:
                above = above if self.found.kinds[row] is RowKind.NOTE else None
                continue
            cell = self.grid.shown(row, self.columns.target)
            if cell is None and carried and last is not None:
                cell = above
            above = cell
            last = row
            self.targets[row] = self._targets_of(row, cell)

    def _targets_of(self, row: int, cell: GridCell | None) -> tuple[str, ...]:
        section = self._sections.get(row, "")
        from_section = (self.finder.find(section) or ()) if section else ()
        coarse: tuple[str, ...] = ()
        for column in reversed(self.columns.more_targets):
            more = self.grid.shown(row, column)
            coarse = (self.finder.find(more.line, coarse or from_section) if more else None) or coarse
        context = coarse or from_section
        text = cell.line if cell is not None else ""
        pieces = [
            self.grid.own(piece, self.columns.target) for piece, of in self.found.joined.items() if of == row
        ]
        whole = " ".join((text, *(piece.line for piece in pieces if piece is not None))).strip()
        fine = self.finder.find(whole, context) if whole else None
        if cell is not None and fine is None and not context and cell.line not in self.unknown_targets:
            self.unknown_targets.append(cell.line)
        if not fine:
            return context
        sectors = {each.partition("/")[0] for each in context}
        if coarse and not sectors & {each.partition("/")[0] for each in fine}:
            return context
        return fine
