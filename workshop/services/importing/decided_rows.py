"""One row of a list of decided actions, validated on its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from workshop.clean_input import read_whole
from workshop.i18n import gettext
from workshop.services.importing.typed_numbers import read_number, say_number_fault, write_figure
from workshop.state.scenario_document import targets_in

MAXIMUM_TITLE = 200
MAXIMUM_ACTOR = 40
_OUT_OF_RANGE = 1e9


@dataclass(frozen=True, kw_only=True)
class DecidedAction:
    """One row of the list; tonnes in t/yr at full effect, None where the plan has none."""

    row: int
    title: str
    target: str
    likely: float | None
    low: float | None
    high: float | None
    start_year: int
    ramp_years: int
    actor: str

    @property
    def name(self) -> tuple[str, str]:
        """The parts that identify an action, whatever its figures."""
        return self.title.casefold(), self.target

    @property
    def content(self) -> tuple[object, ...]:
        """The whole content of the row."""
        figures = (self.low, self.likely, self.high, self.start_year, self.ramp_years)
        return (*self.name, *figures, self.actor)


@dataclass(frozen=True)
class RowFault:
    """A fault in one row, numbered as in the file or text, with what is expected."""

    row: int
    column: str
    problem: str


class RowReader:
    """Reads rows, and collects faults and assumptions about their figures."""

    def __init__(
        self,
        known_sources: Sequence[str],
        decimal_marks: Mapping[str, str],
        faults: list[RowFault],
        notes: list[str],
    ) -> None:
        self._known, self._marks = list(known_sources), decimal_marks
        self._faults, self._notes = faults, notes
        self._row: tuple[int, Mapping[str, str], Mapping[str, str]] = (0, {}, {})

    def read(self, number: int, texts: Mapping[str, str], places: Mapping[str, str]) -> DecidedAction | None:
        """Read one row; None if it has a fault. ``places`` name the cells."""
        before, self._row = len(self._faults), (number, texts, places)
        title, target, actor = (texts.get(name, "") for name in ("title", "target", "actor"))
        self._text("title", title)
        self._text("actor", actor)
        likely, low, high = (self._figure(name) for name in ("tonnes_per_year", "low", "high"))
        if texts.get("tonnes_per_year"):
            self._order(likely, low, high)
            if likely is not None and not targets_in([target], self._known):
                self._fault(
                    "target", gettext("“%(text)s” is not a source or sector of this place.", text=target)
                )
        elif texts.get("low") or texts.get("high"):
            self._fault(
                "tonnes_per_year",
                gettext("low and high need a figure between them: write what is likely here."),
            )
        start_year = self._whole("start_year", 1990, 2100, None)
        ramp_years = self._whole("ramp_years", 1, 60, 1)
        if len(self._faults) > before:
            return None
        return DecidedAction(
            row=number,
            title=title,
            target=target,
            likely=likely,
            low=low,
            high=high,
            start_year=start_year,
            ramp_years=ramp_years,
            actor=actor,
        )

    def _fault(self, column: str, problem: str) -> None:
        self._faults.append(RowFault(self._row[0], column, problem))

    def _text(self, column: str, text: str) -> None:
        if "\ufffd" in text:
            self._fault(column, gettext("Letters of “%(text)s” are lost: write them again.", text=text))
        elif self._is_formula(column, text):
            return
        elif column == "title" and not 1 <= len(text) <= MAXIMUM_TITLE:
            self._fault(column, gettext("Write a title of 1 to %(number)d characters.", number=MAXIMUM_TITLE))
        elif column == "actor" and len(text) > MAXIMUM_ACTOR:
            self._fault(
                column, gettext("At most %(number)d characters are possible here.", number=MAXIMUM_ACTOR)
            )

    def _is_formula(self, column: str, text: str) -> bool:
        if not text.startswith("="):
            return False
        self._fault(
            column,
            gettext(
                "Cell %(cell)s is a formula whose result the file does not have. Open the file in a "
                "spreadsheet program, save it and import it again, or write the result.",
                cell=self._row[2][column],
            ),
        )
        return True

    def _figure(self, column: str) -> float | None:
        text = self._row[1].get(column, "")
        if not text or self._is_formula(column, text):
            return None
        reading = read_number(text, self._marks[column])
        if reading.value is None:
            self._fault(column, say_number_fault(text))
            return None
        if not abs(reading.value) < _OUT_OF_RANGE:
            self._fault(column, gettext("“%(text)s” is out of range.", text=text))
            return None
        if read_number(text).is_ambiguous:
            self._notes.append(
                gettext(
                    "Row %(row)d, %(column)s: “%(text)s” is read as %(value)s, as the other figures of the "
                    "column are written.",
                    row=self._row[0],
                    column=column,
                    text=text,
                    value=write_figure(reading.value),
                )
            )
        return reading.value

    def _order(self, likely: float | None, low: float | None, high: float | None) -> None:
        if likely is None:
            return
        if not (likely if low is None else low) <= likely <= (likely if high is None else high):
            self._fault("low", gettext("low must not be above tonnes_per_year, nor that above high."))

    def _whole(self, column: str, lowest: int, highest: int, default: int | None) -> int:
        text = self._row[1].get(column, "")
        if not text and default is not None:
            return default
        if self._is_formula(column, text):
            return lowest
        number = read_whole(text, lowest, highest)
        if number is None:
            self._fault(
                column,
                gettext(
                    "“%(text)s” is not a whole number from %(lowest)d to %(highest)d.",
                    text=text,
                    lowest=lowest,
                    highest=highest,
                ),
            )
            return lowest
        return number
