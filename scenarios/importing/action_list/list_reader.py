"""From a recognised table to its rows, questions and sums."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from scenarios.importing.action_list.action_rows import ActionRows
from scenarios.importing.action_list.effects import EffectTable
from scenarios.importing.action_list.figures import Doubt
from scenarios.importing.action_list.languages import find_language
from scenarios.importing.action_list.list_table import ListTable, Place
from scenarios.importing.action_list.mapping import ListMapping
from scenarios.importing.action_list.questions import ask_about_figures, write_tonnes
from scenarios.importing.action_list.result import Action, Question, Reading, RowKind, StatedTotal
from scenarios.importing.action_list.row_kinds import RowSorter, SortedRows
from scenarios.importing.action_list.signs import find_sign
from scenarios.importing.action_list.stated_totals import check_totals
from scenarios.importing.action_list.targets import TargetFinder
from scenarios.importing.action_list.total_labels import is_partial
from scenarios.importing.action_list.units import gas_in


@dataclass(frozen=True)
class TableReading:
    """What was understood of one table; places are those of the sheet.

    Attributes
    ----------
    kinds, actions
        Row to what it is, and to what it says where it is an action.
    questions, totals, reading
        As in `result.ActionList`.
    """

    kinds: dict[int, RowKind]
    actions: dict[int, Action]
    questions: list[Question]
    totals: tuple[StatedTotal, ...]
    reading: Reading


class ListReader:
    """Reads one table.

    Parameters
    ----------
    table
        With its heading and columns.
    mapping
        What a person has said.
    finder
        Of targets.
    language
        Two letters; None if not said.
    notes
        What else stands on the sheet: a footnote may stand below another table.
    """

    def __init__(
        self,
        table: ListTable,
        mapping: ListMapping,
        finder: TargetFinder,
        language: str | None,
        notes: Iterable[str] = (),
    ) -> None:
        self.table, self.mapping, self.finder, self.notes = table, mapping, finder, tuple(notes)
        self.grid, self.heading, self.columns, self.rows = (
            table.grid,
            table.heading,
            table.columns,
            table.rows,
        )
        self.language = language or find_language(said.whole for said in self.heading.columns.values())

    def read(self, before: Reading | None = None) -> TableReading:
        """Read the table.

        Parameters
        ----------
        before
            How the list above it on the sheet was read: what this one leaves open is as there.

        Returns
        -------
        TableReading
            All that was understood, in t/yr.
        """
        columns = self.columns
        usual = before.unit if before is not None else ""
        units = dict.fromkeys(columns.effects.values(), self.mapping.unit) if self.mapping.unit else {}
        units |= self.mapping.units
        effects = EffectTable(self.grid, self.heading, columns, self.rows, units, usual)
        decimal = self.mapping.decimal
        sorter = RowSorter(self.grid, self.heading, columns, self.rows, self.finder, self.mapping.kinds)
        found = sorter.sort(None)
        about = self._about(found)
        shared = before.decimal if before is not None else ""
        effects.decide(found.kinds, about.uncounted, self.language, decimal, shared)
        if columns.title is not None:
            found = sorter.sort(effects.sums(about.uncounted))
        about = self._about(found)
        effects.decide(found.kinds, about.uncounted, self.language, decimal, shared)
        actions = [row for row in self.rows if found.kinds[row] is RowKind.ACTION]
        is_positive, doubtful, why = find_sign(effects, actions)
        if self.mapping.reduction_is_positive is not None:
            is_positive, doubtful, why = self.mapping.reduction_is_positive, frozenset(), ""
        sign = 1.0 if is_positive else -1.0
        questions = ask_about_figures(effects, found.kinds, sign, doubtful)
        here = {there: place for place, there in self.table.places.items()}
        for place, figure in self.mapping.figures.items():
            effects.put(*here.get(place, place), None if figure is None else figure * sign)
        totals = self._totals(effects, found, about, sign)
        questions += self._about_headings(effects, about, why)
        questions += [
            Question(row=row, column=None, text=self._text(row), doubt=Doubt.ROW_KIND, why=reason)
            for row, reason in found.doubts.items()
        ]
        questions += about.questions(effects)
        questions += [self._about_total(total) for total in totals if not total.agrees]
        questions += [self._about_missing_year(row) for row in self.table.without_year]
        return TableReading(
            kinds={row: found.kinds[row] for row in self.rows},
            actions={row: self._on_sheet(about.action(row, effects, sign)) for row in actions},
            questions=[self._placed(each) for each in questions],
            totals=tuple(
                replace(each, row=place[0], column=place[1])
                for each in totals
                for place in (self.table.on_sheet((each.row, each.column)),)
            ),
            reading=self._reading(effects, sign),
        )

    def _on_sheet(self, action: Action) -> Action:
        cells = {key: self.table.on_sheet(place) for key, place in action.effect_cells.items()}
        return replace(action, effect_cells=cells)

    def _about(self, found: SortedRows) -> ActionRows:
        return ActionRows(
            self.grid, self.columns, self.rows, found, self.finder, self.mapping.counted, self.notes
        )

    def _placed(self, question: Question) -> Question:
        if question.column is None:
            return question
        place: Place = (question.row, question.column)
        row, column = self.table.on_sheet(place)
        if (row, column) == place:
            column = self.table.column_on_sheet(column)
        return replace(question, row=row, column=column)

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
        texts = [self.heading.columns[column].whole for column, _, _ in asked]
        return [
            Question(row=row, column=column, text=text, doubt=doubt, why=why)
            for text, (column, doubt, why) in zip(texts, asked, strict=True)
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

    def _about_missing_year(self, row: int) -> Question:
        why = "the row names no year, unlike the others: its figure is not read"
        return Question(row=row, column=None, text=self._text(row), doubt=Doubt.ROW_KIND, why=why)

    def _reading(self, effects: EffectTable, sign: float) -> Reading:
        marks = [decision.mark for column, decision in effects.marks.items() if effects.shows_mark(column)]
        decimal = max(set(marks), key=marks.count) if marks else ""
        units = [effects.units[column] for column in self.columns.effects.values()]
        texts = [said.whole for column, said in self.heading.columns.items() if column in effects.measured]
        all_headings = [said.whole for said in self.heading.columns.values()]
        texts += [*self.heading.notes, *all_headings, *effects.texts()]
        gas = self.mapping.gas or next((gas for text in texts if (gas := gas_in(text))), None)
        return Reading(
            thousands=effects.thousands(decimal),
            decimal=decimal,
            unit=max(set(units), key=units.count) if units else "t",
            units={self.table.column_on_sheet(column): effects.units[column] for column in effects.measured},
            gas=gas,
            reduction_is_positive=sign > 0,
            language=self.language,
        )


def read_lists(
    tables: Sequence[ListTable],
    mapping: ListMapping,
    finder: TargetFinder,
    language: str | None,
    notes: Sequence[str],
) -> list[TableReading]:
    """Read the lists of a sheet, one below the other.

    Parameters
    ----------
    tables
        At least one.
    mapping, finder, language, notes
        As for `ListReader`.

    Returns
    -------
    list of TableReading
        One for each.
    """
    first = ListReader(tables[0], mapping, finder, language, notes).read()
    # What a person says of columns holds for the first; answers about rows and cells hold for all.
    same = language or first.reading.language
    others = (ListReader(table, mapping, finder, same, notes).read(first.reading) for table in tables[1:])
    return [first, *others]
