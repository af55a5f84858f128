"""The questions about a list, each beside its cell, and what can be answered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from scenarios.importing.action_list.figures import Doubt
from scenarios.importing.action_list.result import ActionList, Question
from scenarios.importing.table_file import name_column
from scenarios.numbers import round_figure
from workshop.i18n import format_decimal, gettext
from workshop.services.importing.list_bounds import AT_ONCE, let_others_on
from workshop.services.importing.list_choices import Choices
from workshop.services.importing.typed_numbers import write_figure

# About the whole list or a column: answered where columns and notation are said.
_OF_COLUMNS = (Doubt.UNIT, Doubt.COLUMN)


@dataclass(frozen=True)
class Option:
    """One possible answer: what a form sends, how it reads, and the tonnes that it means."""

    value: str
    label: str
    tonnes: float | None = None


@dataclass(frozen=True, kw_only=True)
class ListQuestion:
    """A question; ``answer`` is the chosen option's value, empty while it is open.

    ``group`` names questions that one press can answer together. ``typed`` is a figure of one's own, and
    ``may_type`` whether there can be one.
    """

    key: str
    row: int
    cell: str
    quoted: str
    why: str
    options: tuple[Option, ...]
    answer: str
    group: str = ""
    may_type: bool = False
    typed: str = ""

    @property
    def is_open(self) -> bool:
        """Whether it has no answer."""
        return not self.answer


def ask_about(found: ActionList, choices: Choices) -> list[ListQuestion]:
    """Return the reader's questions about rows and cells, and those about columns."""
    owners = _owners(found)
    asked: list[ListQuestion] = []
    figures: dict[str, list[Question]] = {}
    for each in found.questions:
        if each.column is None:
            asked.append(_about_kind(each.row, each.text, each.why, choices))
        elif each.doubt is Doubt.TOTAL:
            asked.append(_about_total(each, choices))
        elif each.doubt is Doubt.COUNTED:
            asked.append(_about_counting(each, choices))
        elif each.doubt in _OF_COLUMNS or (each.doubt is Doubt.SIGN and each.chosen is None):
            asked.append(_about_column(each, found, choices))
        elif each.doubt is not Doubt.TARGET and (each.row, each.column) in owners:
            figures.setdefault(f"{name_column(each.column)}{each.row}", []).append(each)
    # A question that was answered by the row's kind is no longer among the reader's.
    there = {each.key for each in asked}
    texts = {row.row: row.text for row in found.rows}
    for row in choices.kinds:
        if f"kind-{row}" not in there and int(row) in texts:
            asked.append(_about_kind(int(row), texts[int(row)], "", choices))
    for number, (cell, questions) in enumerate(figures.items()):
        owner = owners[questions[0].row, questions[0].column or 0]
        asked.append(_about_figure(cell, owner, questions, choices))
        if number % AT_ONCE == AT_ONCE - 1:
            let_others_on()
    asked += _about_faults(found, set(figures), owners, choices)
    return asked


def _owners(found: ActionList) -> dict[tuple[int, int], int]:
    """Return the cells of figures, each with the row of its action."""
    owners: dict[tuple[int, int], int] = {}
    ends = [column for column in (found.columns.low, found.columns.high) if column is not None]
    for row in found.rows:
        if row.action is not None:
            owners |= dict.fromkeys(((row.row, column) for column in ends), row.row)
            owners |= dict.fromkeys(row.action.effect_cells.values(), row.row)
    return owners


def _about_kind(row: int, text: str, why: str, choices: Choices) -> ListQuestion:
    return ListQuestion(
        key=f"kind-{row}",
        row=row,
        cell="",
        quoted=text[:120],
        why=_say_kind_doubt(why),
        options=(
            Option("action", gettext("An action of its own")),
            Option("note", gettext("No action: a sum, a heading or a remark")),
        ),
        answer=choices.kinds.get(str(row), ""),
        group="kind",
    )


def _say_kind_doubt(why: str) -> str:
    if "example" in why:
        return gettext("This looks like an example of how to fill in the list. Is it an action?")
    if "sum" in why or "whole" in why or "added" in why:
        return gettext("This looks like a sum, or a part of another row. Is it an action?")
    if "without a title" in why:
        return gettext("There is a figure, but no title. Is it an action?")
    return gettext("Is this row an action?")


def _about_total(each: Question, choices: Choices) -> ListQuestion:
    cell = _cell(each)
    key = f"total-{cell}"
    return ListQuestion(
        key=key,
        row=each.row,
        cell=cell,
        quoted=each.text[:120],
        why=gettext(
            "The list says %(stated)s, but its rows add up to %(read)s. Look whether a row is read wrongly.",
            stated=say_tonnes(each.chosen),
            read=say_tonnes(each.other),
        ),
        options=(Option("seen", gettext("Use the rows, not the sum")),),
        answer="seen" if key in choices.accepted else "",
    )


def _about_counting(each: Question, choices: Choices) -> ListQuestion:
    said = choices.counted.get(str(each.row))
    return ListQuestion(
        key=f"counted-{each.row}",
        row=each.row,
        cell=_cell(each),
        quoted=each.text[:120],
        why=gettext("Is this effect part of another action’s?"),
        options=(
            Option("yes", gettext("An effect of its own: include it")),
            Option("no", gettext("Part of another: list it only")),
        ),
        answer="" if said is None else "yes" if said else "no",
        group="counted",
    )


def _about_column(each: Question, found: ActionList, choices: Choices) -> ListQuestion:
    letters = name_column(each.column or 0)
    key = f"column-{letters}-{each.doubt}"
    if each.row != max(found.heading_row or 1, 1):
        # Another list of the sheet may have the same column.
        key += f"-{each.row}"
    is_said = {
        Doubt.UNIT: letters in choices.units,
        Doubt.COLUMN: bool(choices.uses),
        Doubt.SIGN: bool(choices.sign),
    }[each.doubt]
    why = {
        Doubt.UNIT: gettext("The list does not say clearly which unit this column has."),
        Doubt.COLUMN: _say_column_doubt(each.why),
        Doubt.SIGN: gettext("Are the list’s figures reductions, or changes of emissions?"),
    }[each.doubt]
    return ListQuestion(
        key=key,
        row=each.row,
        cell=letters,
        quoted=each.text[:120],
        why=why,
        options=(Option("seen", gettext("It is as it is read")),),
        answer="seen" if is_said or key in choices.accepted else "",
        group="",
    )


def _say_column_doubt(why: str) -> str:
    if "several" in why or "another" in why:
        return gettext("Several columns could be this one.")
    if "no heading" in why:
        return gettext("No heading says what this column holds. It is read as the effect in tonnes a year.")
    return gettext("The heading does not say clearly that this column holds the effect.")


def _about_figure(cell: str, row: int, questions: list[Question], choices: Choices) -> ListQuestion:
    key = f"figure-{cell}"
    options: list[Option] = []
    chosen = next((each.chosen for each in questions if each.chosen is not None), None)
    if chosen is not None:
        options.append(Option("chosen", say_tonnes(chosen)))
    for number, other in enumerate(_others(questions, chosen)):
        options.append(Option(f"other-{number}", say_tonnes(other), other))
    answer, typed = "", ""
    if key in choices.accepted:
        answer = "chosen"
    elif cell in choices.figures:
        said = choices.figures[cell]
        others = _others(questions, chosen)
        if said is None:
            answer = "none"
        elif said in others:
            answer = f"other-{others.index(said)}"
        else:
            answer, typed = "typed", write_figure(said)
    return ListQuestion(
        key=key,
        row=row,
        cell=cell,
        quoted=questions[0].text[:120],
        why=" ".join(dict.fromkeys(say_doubt(each.doubt) for each in questions)),
        options=(*options, Option("none", gettext("No CO₂ figure: list it only"))),
        answer=answer,
        group=f"figure-{questions[0].doubt}" if chosen is not None else "",
        may_type=True,
        typed=typed,
    )


def _others(questions: Iterable[Question], chosen: float | None) -> list[float]:
    found = (each.other for each in questions if each.other is not None and each.doubt is not Doubt.TOTAL)
    return [value for value in dict.fromkeys(found) if value != chosen]


def _about_faults(
    found: ActionList, asked: set[str], owners: dict[tuple[int, int], int], choices: Choices
) -> list[ListQuestion]:
    """Ask for the figure of a formula without a value, which the reader counts among the faults."""
    more = []
    for fault in found.faults:
        if fault.row is None or fault.column is None or (fault.row, fault.column) not in owners:
            continue
        cell = f"{name_column(fault.column)}{fault.row}"
        if cell in asked:
            continue
        is_said = cell in choices.figures
        said = choices.figures.get(cell)
        more.append(
            ListQuestion(
                key=f"figure-{cell}",
                row=owners[fault.row, fault.column],
                cell=cell,
                quoted=fault.text[:120],
                why=gettext(
                    "This formula has no result in the file. Open the file in a spreadsheet program, save it "
                    "and choose it again, or write the result."
                ),
                options=(Option("none", gettext("No CO₂ figure: list it only")),),
                answer="" if not is_said else "none" if said is None else "typed",
                may_type=True,
                typed="" if said is None else write_figure(said),
            )
        )
    return more


def say_doubt(doubt: Doubt) -> str:
    """Say what is doubtful about a figure."""
    # One text only: a list has thousands of questions.
    match doubt:
        case Doubt.AMBIGUOUS:
            return gettext("A thousands separator or a decimal mark?")
        case Doubt.APPROXIMATE:
            return gettext("The figure is given as about, at most or at least.")
        case Doubt.DIGITS_IN_TEXT:
            return gettext("There are digits in a text: no figure is read.")
        case Doubt.NOT_TONNES:
            return gettext("This is no amount of tonnes a year.")
        case Doubt.BROKEN:
            return gettext("This is no number.")
        case Doubt.MORE_FIGURES:
            return gettext("More figures follow in the cell; the first is read.")
        case Doubt.REMARK:
            return gettext("Words follow the figure. Is it tonnes a year?")
        case Doubt.SUM_OF_YEARS:
            return gettext("The words speak of several years. Is it the effect of one year?")
        case Doubt.SIGN:
            return gettext("Is this a reduction or an increase?")
        case _:
            return gettext("Is this read rightly?")


def say_tonnes(tonnes: float | None) -> str:
    """Write tonnes with all digits that matter: what was typed must be recognised."""
    if tonnes is None:
        return "–"
    shown = round_figure(tonnes, 4)
    text = format_decimal(shown) if float(shown).is_integer() else write_figure(shown)
    return f"{text}\u00a0t"


def _cell(each: Question) -> str:
    return f"{name_column(each.column or 0)}{each.row}"
