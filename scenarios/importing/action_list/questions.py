"""Questions about figures, each beside its cell, with the figure that was chosen and the other one."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from scenarios.importing.action_list.effects import EffectTable
from scenarios.importing.action_list.figures import Doubt
from scenarios.importing.action_list.result import Question, RowKind
from scenarios.numbers import round_figure

_WHY: Final = {
    Doubt.APPROXIMATE: "the figure is given as about, at most or at least",
    Doubt.DIGITS_IN_TEXT: "there are digits in a text, which are no figure of their own",
    Doubt.NOT_TONNES: "this is no amount of tonnes a year",
    Doubt.BROKEN: "this is no figure; expected a number, with a unit or a remark behind it",
    Doubt.MORE_FIGURES: "more figures follow in the cell; the first is taken",
    Doubt.REMARK: "words follow the figure: is it tonnes?",
    Doubt.SUM_OF_YEARS: "the words behind the figure speak of several years: is it a year's effect?",
    Doubt.SIGN: "is this a reduction or an increase?",
}


def ask_about_figures(
    effects: EffectTable,
    kinds: Mapping[int, RowKind],
    sign: float,
    doubtful: Collection[tuple[int, int]],
) -> list[Question]:
    """Ask about every figure that is in doubt.

    Parameters
    ----------
    effects
        The figures.
    kinds
        Of the rows.
    sign
        1 where the list's reductions, in t/yr, are positive, else -1.
    doubtful
        Cells whose sign is in doubt.

    Returns
    -------
    list of Question
        One for each doubt, in t/yr.
    """
    asked = []
    for row, kind in kinds.items():
        for column in effects.measured if kind in (RowKind.ACTION, RowKind.TOTAL) else ():
            cell = effects.cell(row, column)
            if cell is None:
                continue
            # A formula without a value stands among the faults.
            doubts = [doubt for doubt in effects.doubts(row, column) if doubt is not Doubt.NO_VALUE]
            if (row, column) in doubtful and Doubt.SIGN not in doubts:
                doubts.append(Doubt.SIGN)
            amount = effects.amount(row, column)
            for doubt in doubts:
                chosen = None if amount is None else amount.value * sign + 0.0
                other = None
                why = _WHY.get(doubt, "")
                if (
                    doubt is Doubt.AMBIGUOUS
                    and amount is not None
                    and amount.other is not None
                    and chosen is not None
                ):
                    other = amount.other * sign + 0.0
                    why = f"{write_tonnes(chosen)} or {write_tonnes(other)}? {effects.marks[column].why}"
                elif doubt is Doubt.SIGN and chosen is not None:
                    other = -chosen + 0.0
                asked.append(
                    Question(
                        row=row,
                        column=column,
                        text=cell.line,
                        doubt=doubt,
                        why=why,
                        chosen=chosen,
                        other=other,
                    )
                )
    return asked


def write_tonnes(value: float) -> str:
    """Write tonnes for a question: thousands parted by spaces, at most four decimals.

    Parameters
    ----------
    value
        In t/yr.

    Returns
    -------
    str
        Such as ``1 234.5 t``.
    """
    text = f"{round_figure(value, 4):,.4f}".rstrip("0").rstrip(".").replace(",", " ")
    return f"{text} t"
