"""Put together what was read of a sheet: every row, all that is asked, all that is left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from scenarios.importing.action_list.columns import Columns
from scenarios.importing.action_list.figures import Doubt
from scenarios.importing.action_list.list_reader import TableReading
from scenarios.importing.action_list.list_table import ListTable
from scenarios.importing.action_list.result import ActionList, Fault, ListRow, Question, RowKind
from scenarios.importing.action_list.sheet_choice import ChosenSheet
from scenarios.importing.table_file import Table


def put_together(
    chosen: ChosenSheet, read: Sequence[TableReading], tables: Sequence[Table], rivals: Sequence[str]
) -> ActionList:
    """Put together what was read.

    Parameters
    ----------
    chosen, read
        The sheet, and what was read of each of its lists.
    tables, rivals
        All visible sheets of the file; the names of others that look like lists, too.

    Returns
    -------
    ActionList
        With every row of the sheet below the heading, in t/yr.
    """
    table, main = chosen.whole.table, chosen.lists[0]
    questions = [question for each in read for question in each.questions]
    broken = [Fault(each.row, each.column, each.text, each.why) for each in questions if _is_broken(each)]
    order = {row: place for place, row in enumerate(chosen.whole.rows)}
    questions.sort(key=lambda each: (order.get(each.row, -1), -1 if each.column is None else each.column))
    whole = chosen.whole
    return ActionList(
        kind=table.kind,
        encoding=table.encoding,
        sheet=table.sheet,
        sheets=tuple(each.sheet for each in tables if each.sheet),
        hidden_sheets=table.hidden_sheets,
        heading_row=main.heading.row if main.has_heading else None,
        headings={
            column: said.whole for column, said in chosen.heading_of_sheet.items() if column in whole.columns
        },
        columns=columns_on_sheet(main),
        reading=read[0].reading,
        rows=_rows(chosen, read),
        questions=tuple(questions),
        totals=tuple(total for each in read for total in each.totals),
        faults=(*_faults(chosen, rivals, tables), *broken),
        hidden_rows=tuple(sorted(table.hidden_rows & {row.number for row in table.rows})),
        hidden_columns=tuple(
            sorted(table.hidden_columns & {column for row in table.rows for column in row.cells})
        ),
        all_columns=whole.columns,
        above={row: _text(chosen, row) for row in whole.rows if row < main.heading.first},
    )


def columns_on_sheet(table: ListTable) -> Columns:
    """Return the columns of a list as the sheet has them.

    Parameters
    ----------
    table
        Which may be read as if each year had a column.

    Returns
    -------
    Columns
        Several years may share a column.
    """
    columns = table.columns
    effects = {year: table.column_on_sheet(column) for year, column in columns.effects.items()}
    doubts = {table.column_on_sheet(column): why for column, why in columns.doubts.items()}
    return replace(columns, effects=effects, doubts=doubts)


def _is_broken(question: Question) -> bool:
    return question.doubt is Doubt.BROKEN


def _rows(chosen: ChosenSheet, read: Sequence[TableReading]) -> tuple[ListRow, ...]:
    """Return every row below the heading; those of no list are remarks."""
    kinds = {row: kind for each in read for row, kind in each.kinds.items()}
    actions = {row: action for each in read for row, action in each.actions.items()}
    main = chosen.lists[0].heading
    return tuple(
        ListRow(
            row,
            kinds.get(row, RowKind.NOTE),
            actions.get(row),
            {column: cell.line for column, cell in chosen.whole.by_row[row].items()},
        )
        for row in chosen.whole.rows
        if row > main.last
    )


def _text(chosen: ChosenSheet, row: int) -> str:
    return " | ".join(cell.line for cell in chosen.whole.by_row[row].values())[:2_000]


def _faults(chosen: ChosenSheet, rivals: Sequence[str], tables: Sequence[Table]) -> list[Fault]:
    grid, main = chosen.whole, chosen.lists[0]
    table = grid.table
    faults = []
    if not main.has_heading and not main.columns.effects:
        faults.append(Fault(None, None, "", "no row names the columns; say with --mapping what they are"))
    elif not main.is_list:
        missing = "title" if main.columns.title is None else "effect"
        why = f"no column with the {missing} was recognised; say it with --mapping"
        faults.append(Fault(None, None, "", why))
    faults += [
        Fault(None, None, each.sheet, f"this sheet was not read ({each.refused})")
        for each in tables
        if each.refused
    ]
    faults += [
        Fault(None, None, name, "this sheet looks like a list, too; read it with --sheet") for name in rivals
    ]
    faults += [Fault(None, None, name, "this sheet is hidden and left out") for name in table.hidden_sheets]
    faults += [
        Fault(row, column, _text(chosen, row), "another table stands here; it is left out")
        for row, column in chosen.left_out
    ]
    for hidden in table.rows:
        if hidden.number in table.hidden_rows and hidden.number > main.heading.first:
            text = " | ".join(" ".join(str(cell).split()) for cell in hidden.cells.values())[:2_000]
            faults.append(Fault(hidden.number, None, text, "the row is hidden and left out"))
    for (row, column), cell in grid.cells.items():
        if not cell.has_value:
            why = "the formula has no stored value; open the file in a spreadsheet program and save it"
            faults.append(Fault(row, column, cell.line, why))
        elif cell.is_error:
            faults.append(Fault(row, column, cell.line, "the formula has failed"))
    return faults
