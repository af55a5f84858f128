"""From a recognised sheet to the list: rows, questions, faults and sums."""

from __future__ import annotations

from collections.abc import Sequence

from scenarios.importing.action_list.action_rows import ActionRows
from scenarios.importing.action_list.effects import EffectTable
from scenarios.importing.action_list.figures import Doubt
from scenarios.importing.action_list.languages import find_language
from scenarios.importing.action_list.mapping import ListMapping
from scenarios.importing.action_list.questions import ask_about_figures, write_tonnes
from scenarios.importing.action_list.result import (
    ActionList,
    Fault,
    ListRow,
    Question,
    Reading,
    RowKind,
    StatedTotal,
)
from scenarios.importing.action_list.row_kinds import RowSorter, SortedRows
from scenarios.importing.action_list.sheet_choice import ChosenSheet
from scenarios.importing.action_list.signs import find_sign
from scenarios.importing.action_list.stated_totals import check_totals
from scenarios.importing.action_list.targets import TargetFinder
from scenarios.importing.action_list.total_labels import is_partial
from scenarios.importing.action_list.units import gas_in
from scenarios.importing.table_file import Table


class ListReader:
    """Reads one sheet.

    Parameters
    ----------
    chosen
        The sheet, with its heading and columns.
    mapping
        What a person has said.
    finder
        Of targets.
    language
        Two letters; None if not said.
    """

    def __init__(
        self, chosen: ChosenSheet, mapping: ListMapping, finder: TargetFinder, language: str | None
    ) -> None:
        self.chosen, self.mapping, self.finder = chosen, mapping, finder
        self.grid, self.heading, self.columns = chosen.grid, chosen.heading, chosen.columns
        self.rows = chosen.rows
        self.language = language or find_language(said.whole for said in self.heading.columns.values())

    def read(self, tables: Sequence[Table], rivals: Sequence[str]) -> ActionList:
        """Read the list.

        Parameters
        ----------
        tables
            All visible sheets of the file.
        rivals
            Other sheets that look like lists.

        Returns
        -------
        ActionList
            All that was understood, in t/yr.
        """
        units = dict.fromkeys(self.columns.effects.values(), self.mapping.unit) if self.mapping.unit else {}
        units |= self.mapping.units
        effects = EffectTable(self.grid, self.heading, self.columns, self.rows, units)
        sorter = RowSorter(self.grid, self.heading, self.columns, self.rows, self.finder, self.mapping.kinds)
        found = sorter.sort(None)
        about = ActionRows(self.grid, self.columns, self.rows, found, self.finder, self.mapping.counted)
        effects.decide(found.kinds, about.uncounted, self.language, self.mapping.decimal)
        if self.columns.title is not None:
            found = sorter.sort(effects.sums(about.uncounted))
        about = ActionRows(self.grid, self.columns, self.rows, found, self.finder, self.mapping.counted)
        effects.decide(found.kinds, about.uncounted, self.language, self.mapping.decimal)
        actions = [row for row in self.rows if found.kinds[row] is RowKind.ACTION]
        is_positive, doubtful, why = find_sign(effects, actions)
        if self.mapping.reduction_is_positive is not None:
            is_positive, doubtful, why = self.mapping.reduction_is_positive, frozenset(), ""
        sign = 1.0 if is_positive else -1.0
        questions = ask_about_figures(effects, found.kinds, sign, doubtful)
        for place, figure in self.mapping.figures.items():
            effects.put(*place, None if figure is None else figure * sign)
        totals = self._totals(effects, found, about, sign)
        questions += self._about_headings(effects, about, why)
        questions += [
            Question(row=row, column=None, text=self._text(row), doubt=Doubt.ROW_KIND, why=reason)
            for row, reason in found.doubts.items()
        ]
        questions += about.questions(effects)
        questions += [self._about_total(total) for total in totals if not total.agrees]
        return self._result(tables, rivals, found, about, effects, sign, totals, questions)

    def _totals(
        self, effects: EffectTable, found: SortedRows, about: ActionRows, sign: float
    ) -> tuple[StatedTotal, ...]:
        labels = {row: self._text(row) for row, kind in found.kinds.items() if kind is RowKind.TOTAL}
        sectors = {row: about.rows_of(self.finder.find(label) or ()) for row, label in labels.items()}
        partial = {row: is_partial(cells) for row, cells in self._labels(found).items()}
        sums = effects.sums(about.uncounted)
        return tuple(
            StatedTotal(
                each.row, each.column, each.stated_t * sign + 0.0, each.read_t * sign + 0.0, each.agrees
            )
            for each in check_totals(sums, found.kinds, self.rows, partial, sectors)
        )

    def _labels(self, found: SortedRows) -> dict[int, str]:
        return {
            row: next((cell.line for cell in self.grid.by_row[row].values() if cell.number is None), "")
            for row, kind in found.kinds.items()
            if kind is RowKind.TOTAL
        }

    def _text(self, row: int) -> str:
        return " | ".join(cell.line for cell in self.grid.by_row[row].values())[:2_000]

    def _about_headings(self, effects: EffectTable, about: ActionRows, sign_doubt: str) -> list[Question]:
        asked: list[tuple[int, Doubt, str]] = []
        asked += [(column, Doubt.UNIT, why) for column, why in effects.unit_doubts.items()]
        asked += [(column, Doubt.COLUMN, why) for column, why in self.columns.doubts.items()]
        if sign_doubt and self.columns.effects:
            asked.append((next(iter(self.columns.effects.values())), Doubt.SIGN, sign_doubt))
        if about.unknown_targets and self.columns.target is not None:
            named = ", ".join(f"“{text}”" for text in about.unknown_targets[:20])
            asked.append(
                (self.columns.target, Doubt.TARGET, f"no sector of the territory was recognised in {named}")
            )
        row = max(self.heading.row, 1)
        return [
            Question(row=row, column=column, text=self.heading.columns[column].whole, doubt=doubt, why=why)
            for column, doubt, why in asked
        ]

    def _about_total(self, total: StatedTotal) -> Question:
        cell = self.grid.shown(total.row, total.column)
        stated, read = write_tonnes(total.stated_t), write_tonnes(total.read_t)
        why = f"the list says {stated}, its counted rows add up to {read}"
        return Question(
            row=total.row,
            column=total.column,
            text=cell.line if cell else "",
            doubt=Doubt.TOTAL,
            why=why,
            chosen=total.stated_t,
            other=total.read_t,
        )

    def _faults(self, rivals: Sequence[str], tables: Sequence[Table]) -> list[Fault]:
        table = self.grid.table
        faults = []
        if not self.chosen.is_recognised and not self.columns.effects:
            faults.append(Fault(None, None, "", "no row names the columns; say with --mapping what they are"))
        elif self.columns.title is None or not (self.columns.effects or self.columns.low is not None):
            missing = "title" if self.columns.title is None else "effect"
            faults.append(
                Fault(None, None, "", f"no column with the {missing} was recognised; say it with --mapping")
            )
        for each in tables:
            if each.refused:
                faults.append(Fault(None, None, each.sheet, f"this sheet was not read ({each.refused})"))
        faults += [
            Fault(None, None, name, "this sheet looks like a list, too; read it with --sheet")
            for name in rivals
        ]
        faults += [
            Fault(None, None, name, "this sheet is hidden and left out") for name in table.hidden_sheets
        ]
        for hidden in table.rows:
            if hidden.number in table.hidden_rows and hidden.number > self.heading.first:
                text = " | ".join(" ".join(str(cell).split()) for cell in hidden.cells.values())[:2_000]
                faults.append(Fault(hidden.number, None, text, "the row is hidden and left out"))
        for (row, column), cell in self.grid.cells.items():
            if not cell.has_value:
                why = "the formula has no stored value; open the file in a spreadsheet program and save it"
                faults.append(Fault(row, column, cell.line, why))
            elif cell.is_error:
                faults.append(Fault(row, column, cell.line, "the formula has failed"))
        return faults

    def _result(
        self,
        tables: Sequence[Table],
        rivals: Sequence[str],
        found: SortedRows,
        about: ActionRows,
        effects: EffectTable,
        sign: float,
        totals: tuple[StatedTotal, ...],
        questions: list[Question],
    ) -> ActionList:
        table = self.grid.table
        rows = []
        for row in self.rows:
            action = about.action(row, effects, sign) if found.kinds[row] is RowKind.ACTION else None
            cells = {column: cell.line for column, cell in self.grid.by_row[row].items()}
            rows.append(ListRow(row, found.kinds[row], action, cells))
        broken = [
            Fault(each.row, each.column, each.text, each.why)
            for each in questions
            if each.doubt is Doubt.BROKEN
        ]
        order = {row: place for place, row in enumerate(self.grid.rows)}
        questions.sort(key=lambda each: (order.get(each.row, -1), -1 if each.column is None else each.column))
        return ActionList(
            kind=table.kind,
            encoding=table.encoding,
            sheet=table.sheet,
            sheets=tuple(each.sheet for each in tables if each.sheet),
            hidden_sheets=table.hidden_sheets,
            heading_row=self.heading.row if self.chosen.is_recognised else None,
            headings={column: said.whole for column, said in self.heading.columns.items()},
            columns=self.columns,
            reading=self._reading(effects, sign),
            rows=tuple(rows),
            questions=tuple(questions),
            totals=totals,
            faults=(*self._faults(rivals, tables), *broken),
            hidden_rows=tuple(sorted(table.hidden_rows & {row.number for row in table.rows})),
            hidden_columns=tuple(
                sorted(table.hidden_columns & {column for row in table.rows for column in row.cells})
            ),
            all_columns=self.grid.columns,
            above={row: self._text(row) for row in self.grid.rows if row < self.heading.first},
        )

    def _reading(self, effects: EffectTable, sign: float) -> Reading:
        marks = [decision.mark for column, decision in effects.marks.items() if effects.shows_mark(column)]
        decimal = max(set(marks), key=marks.count) if marks else ""
        units = [effects.units[column] for column in self.columns.effects.values()]
        texts = [said.whole for column, said in self.heading.columns.items() if column in effects.measured]
        texts += [*self.heading.notes, *self.headings_of_all(), *effects.texts()]
        gas = self.mapping.gas or next((gas for text in texts if (gas := gas_in(text))), None)
        return Reading(
            thousands=effects.thousands(decimal),
            decimal=decimal,
            unit=max(set(units), key=units.count) if units else "t",
            units={column: effects.units[column] for column in effects.measured},
            gas=gas,
            reduction_is_positive=sign > 0,
            language=self.language,
        )

    def headings_of_all(self) -> list[str]:
        """Return the headings of all columns."""
        return [said.whole for said in self.heading.columns.values()]
