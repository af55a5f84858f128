"""Which sign a reduction has in a list."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from scenarios.importing.action_list.column_units import remarks
from scenarios.importing.action_list.effects import EffectTable
from scenarios.importing.action_list.vocabulary import fold

_MINUS_IS_LESS: Final = re.compile(
    r"(?:minus|negativ\w*|miinus)[^.;]{0,60}(?:mindre|lavere|lägre|minsk|reduk|reduc|lower|less|"
    r"vähen|kutt|besparelse)|(?:reduk|reduc|minsk|vähen)[^.;]{0,40}(?:minus|negativ\w*|miinus)"
)
_CHANGE: Final = re.compile(r"endring|förändring|ændring|muutos|\bchange")
_CLEARLY: Final = 3
"""How many times as many figures of one sign as of the other settle the list's sign without a question."""


def find_sign(effects: EffectTable, actions: Iterable[int]) -> tuple[bool, frozenset[tuple[int, int]], str]:
    """Find which sign a reduction has.

    Parameters
    ----------
    effects
        The figures.
    actions
        Rows of actions.

    Returns
    -------
    is_positive, doubtful, why
        Whether a reduction is positive; the cells whose sign is asked about; why all of the list is asked
        about, or nothing.
    """
    places = [(row, column) for row in actions for column in effects.columns.effects.values()]
    values = {place: amount.value for place in places if (amount := effects.amount(*place)) is not None}
    less = frozenset(place for place, value in values.items() if value < 0)
    more = frozenset(place for place, value in values.items() if value > 0)
    texts = remarks(effects.grid, effects.heading, effects.rows)
    said = any(_MINUS_IS_LESS.search(fold(text)) for text in texts)
    headings = " ".join(effects.heading.columns[column].whole for column in effects.columns.effects.values())
    is_change = _CHANGE.search(fold(headings)) is not None
    if said:
        return False, frozenset(), ""
    if not less:
        doubt = "the heading speaks of a change, and all figures are positive: are they reductions?"
        return True, frozenset(), doubt if is_change and more else ""
    if not more or len(less) >= _CLEARLY * len(more):
        return False, frozenset(), ""
    if len(more) >= _CLEARLY * len(less):
        return True, less if is_change else frozenset(), ""
    return (False, more, "") if is_change or len(less) > len(more) else (True, less, "")
