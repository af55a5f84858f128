"""What a facilitator has said about a list: its sheet, columns, units, and the answers to questions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

from workshop.errors import Problem
from workshop.i18n import gettext

# What a column can be, as the reader's mapping names it; an effect has its year behind it.
SINGLE_USES = (
    *("title", "target", "low", "high", "start_year", "unit"),
    *("lead", "others", "cost", "note", "in_reference"),
)
IGNORED = "ignored"
SIGNS = ("reduction is positive", "reduction is negative")
ANY_YEAR = "*"
_MORE = {"target": "more_targets", "note": "more_notes"}
# Answers about single cells belong to one reading of the columns.
_OF_CELLS = ("figures", "accepted")
# What the next file of the same shape is read by, too.
_REMEMBERED = ("uses", "units", "decimal", "gas", "sign", "growth", "adds_up")


@dataclass(frozen=True, kw_only=True)
class Choices:
    """What was said; empty values leave it to the reader.

    ``uses`` maps a column's letters to what it is. ``figures`` are a person's own (cell to t/yr, None for no
    figure), ``accepted`` the questions whose reading stands, by their keys. ``kinds`` says by row whether it
    is an action, ``counted`` whether its effect is added up, ``targets`` what it is aimed at. ``growth`` is
    how effects grow between named years (``line`` or ``step``), ``reference`` whether what is in the list's
    reference is in the workshop's, too (``in`` or ``counts``). ``gone`` are the public ids of actions of an
    earlier list that are to be taken out, because this one lacks them.
    """

    sheet: str | None = None
    heading_row: int | None = None
    uses: dict[str, str] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    decimal: str = ""
    gas: str = ""
    sign: str = ""
    figures: dict[str, float | None] = field(default_factory=dict)
    accepted: tuple[str, ...] = ()
    kinds: dict[str, str] = field(default_factory=dict)
    counted: dict[str, bool] = field(default_factory=dict)
    targets: dict[str, str] = field(default_factory=dict)
    left_out: tuple[int, ...] = ()
    gone: tuple[str, ...] = ()
    growth: str = "line"
    start_year: int | None = None
    reference: str = ""
    adds_up: bool = True

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Choices:
        """Read what :meth:`stored` wrote."""
        known = {each.name for each in fields(cls)}
        said = {name: value for name, value in stored.items() if name in known}
        for name in ("accepted", "left_out", "gone"):
            said[name] = tuple(said.get(name, ()))
        return cls(**said)

    def stored(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        return asdict(self)

    def remembered(self) -> dict[str, Any]:
        """Return what counts for the next file of the same shape."""
        return {name: value for name, value in self.stored().items() if name in _REMEMBERED}

    @property
    def says_how_to_read(self) -> bool:
        """Whether anything was said that counts for the next file of the same shape."""
        return self.remembered() != Choices().remembered()

    def read_anew(self, **changes: Any) -> Choices:
        """Return the choices with other columns or notation; answers about single cells are asked again."""
        return replace(self, **changes, figures={}, accepted=())

    def mapping(self) -> dict[str, Any]:
        """Return it as the reader's mapping."""
        reading = {"decimal": self.decimal, "gas": self.gas, "sign": self.sign, "units": self.units}
        return {
            "file": {"heading_row": self.heading_row},
            "columns": columns_of(self.uses) if self.uses else {},
            "reading": reading,
            "answers": {"figures": self.figures, "kinds": self.kinds, "counted": self.counted},
        }


def columns_of(uses: Mapping[str, str]) -> dict[str, Any]:
    """Return the columns of a mapping; raise :class:`TwiceSaid` where two columns claim one use."""
    columns: dict[str, Any] = {
        **dict.fromkeys(SINGLE_USES),
        "effects": {},
        **{name: [] for name in _MORE.values()},
    }
    for letters, use in uses.items():
        if use.startswith("effect:"):
            year = use.removeprefix("effect:")
            if year in columns["effects"]:
                raise TwiceSaid(columns["effects"][year], letters)
            columns["effects"][year] = letters
        elif use in SINGLE_USES:
            if columns[use] is None:
                columns[use] = letters
            elif use in _MORE:
                columns[_MORE[use]].append(letters)
            else:
                raise TwiceSaid(columns[use], letters)
    return columns


class TwiceSaid(Problem):
    """Two columns are said to be the same; ``column`` is the second."""

    def __init__(self, first: str, column: str) -> None:
        super().__init__(
            gettext(
                "The columns %(first)s and %(second)s are said to be the same.", first=first, second=column
            ),
            gettext("Choose what one of them is instead."),
            status=422,
        )
        self.column = column
