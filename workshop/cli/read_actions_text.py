"""An action list that was read, told to a person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scenarios.importing.action_list.result import ActionList, ListRow, Question

_WIDTH = 48


def describe_list(found: ActionList) -> list[str]:
    """Tell what was recognised, row by row, with each question beside its row."""
    from scenarios.errors import one_line

    return [one_line(line) for line in _lines(found)]


def _lines(found: ActionList) -> Iterator[str]:
    from scenarios.importing.table_file import name_column

    where = f"sheet “{found.sheet}” of {len(found.sheets)}" if found.sheet else found.encoding
    heading = "no heading" if found.heading_row is None else f"heading in row {found.heading_row}"
    yield f"{found.kind}, {where}; {heading}"
    columns = found.columns
    named = {
        "title": columns.title,
        "target": columns.target,
        "lead": columns.lead,
        "others": columns.others,
        "low": columns.low,
        "high": columns.high,
        "start year": columns.start_year,
        "cost": columns.cost,
        "note": columns.note,
        "unit": columns.unit,
        "in reference": columns.counted,
        **{
            f"effect {'of any year' if key == '*' else key}": column
            for key, column in columns.effects.items()
        },
    }
    for name, column in named.items():
        if column is not None:
            yield f"  {name_column(column):>3}  {name}: {found.headings.get(column, '')}"
    left = [
        f"{name_column(each)} {found.headings.get(each, '')}".strip()
        for each in found.all_columns
        if each not in columns.used
    ]
    if left:
        yield f"  not read: {'; '.join(left)}"
    reading = found.reading
    sign = "positive" if reading.reduction_is_positive else "negative"
    yield f"Figures in {reading.unit}, of {reading.gas or 'a gas that is not named'}; a reduction is {sign}."
    yield ""
    asked: dict[int, list[Question]] = {}
    for question in found.questions:
        asked.setdefault(question.row, []).append(question)
    further = _further(found)
    listed = {row.row for row in found.rows}
    for row in [row for row in asked if row not in listed]:
        yield from _questions(asked[row])
    for listed_row in found.rows:
        yield _row(listed_row)
        yield from _questions(asked.get(listed_row.row, ()))
        yield from further.get(listed_row.row, ())
    yield ""
    yield from _end(found)


def _row(row: ListRow) -> str:
    from scenarios.importing.action_list.questions import write_tonnes

    action = row.action
    if action is None:
        return f"{row.row:>5}  {row.kind:8} {row.text[:100]}"
    effects = ", ".join(
        f"{'' if key == '*' else key + ': '}{'-' if value is None else write_tonnes(value)}"
        for key, value in action.effects_t.items()
    )
    more = [", ".join(action.targets) or "no target", *(["not added up"] if action.in_reference else [])]
    more += [f"from {action.start_year}"] if action.start_year else []
    more += [" / ".join(action.lead)] if action.lead else []
    return f"{row.row:>5}  {row.kind:8} {action.title[:_WIDTH]:{_WIDTH}}  {effects}  ({'; '.join(more)})"


def _questions(questions: Iterable[Question]) -> Iterator[str]:
    from scenarios.importing.table_file import name_column

    for question in questions:
        cell = f"{'' if question.column is None else name_column(question.column)}{question.row}"
        yield f"       ? {cell} “{question.text[:100]}”: {question.why}"


def _further(found: ActionList) -> dict[int, list[str]]:
    """Tell, by row, what the desk asks besides: about formulas without a value, and about lone ranges."""
    from scenarios.importing.action_list.further_doubts import find_unstored, lacks_likely
    from scenarios.importing.table_file import name_column

    told: dict[int, list[str]] = {}
    for row, column, text in find_unstored(found):
        cell = f"{name_column(column)}{row}"
        told.setdefault(row, []).append(f"       ? {cell} “{text[:100]}”: the formula has no stored value")
    for each in found.rows:
        if each.action is not None and lacks_likely(each.action):
            why = "there is a low or high figure, but no likely one"
            told.setdefault(each.row, []).append(f"       ? {each.row}: {why}")
    return told


def _end(found: ActionList) -> Iterator[str]:
    from scenarios.importing.action_list.questions import write_tonnes
    from scenarios.importing.table_file import name_column

    for total in found.totals:
        verdict = "agrees" if total.agrees else f"the counted rows add up to {write_tonnes(total.read_t)}"
        yield f"Sum in {name_column(total.column)}{total.row}: {write_tonnes(total.stated_t)}; {verdict}."
    for fault in found.faults:
        cell = f"{'' if fault.column is None else name_column(fault.column)}{fault.row or ''}"
        yield f"Fault{' in ' + cell if cell else ''}: “{fault.text[:100]}”: {fault.why}"
    actions = [row for row in found.rows if row.action]
    asked = {*(question.row for question in found.questions), *_further(found)} & {row.row for row in actions}
    yield f"{len(actions)} actions, {len(asked)} of them with a question."
