"""What is already decided: a list pasted or imported from the municipality's own spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from workshop.clean_input import read_whole
from workshop.errors import Problem
from workshop.i18n import gettext
from workshop.models import Facilitator, Layer, Proposal, State, Workshop
from workshop.services.changes import Changes
from workshop.services.moderation import desk_name
from workshop.services.operations import OperationRequest, Receipt, perform
from workshop.services.scenario_document import targets_in

COLUMNS = ("title", "target", "tonnes_per_year", "low", "high", "start_year", "ramp_years", "actor")
REQUIRED = (*COLUMNS[:3], "start_year")
MAXIMUM_ROWS = 300
MAXIMUM_TITLE = 200


@dataclass(frozen=True, kw_only=True)
class DecidedAction:
    """One row of the list; tonnes in t/yr at full effect, null where the plan has none."""

    title: str
    target: str
    likely: float | None
    low: float | None
    high: float | None
    start_year: int
    ramp_years: int
    actor: str


@dataclass(frozen=True)
class RowFault:
    """What is wrong in one row (the heading is row 1) and what is expected."""

    row: int
    column: str
    problem: str


class FaultyList(Problem):
    """A list with faults; nothing of it was taken in."""

    def __init__(self, faults: list[RowFault]) -> None:
        super().__init__(
            gettext("Nothing was imported: some rows have faults."),
            gettext("Correct them below and try again."),
        )
        self.faults = faults


def read_list(text: str, known_sources: list[str]) -> list[DecidedAction]:
    """Read a list separated by commas, semicolons or tabs; all faults are told at once."""
    rows = list(_rows(text))
    faults: list[RowFault] = []
    actions = []
    for number, row in rows:
        action = _read_row(number, row, known_sources, faults)
        if action is not None:
            actions.append(action)
    if not rows:
        faults.append(RowFault(1, "", gettext("There is no row below the heading.")))
    if faults:
        raise FaultyList(faults)
    return actions


def import_list(
    workshop_id: int, facilitator: Facilitator, operation_id: str, actions: list[DecidedAction]
) -> Receipt:
    """Lay the actions under tonight's proposals, as the layer of what is already decided."""

    def apply(workshop: Workshop, changes: Changes) -> dict[str, int]:
        for action in actions:
            changes.add(_proposal(workshop, action))
        changes.subject = str(len(actions))
        return {"imported": len(actions)}

    return perform(
        workshop_id,
        OperationRequest(
            operation_id=operation_id,
            kind="decided.import",
            actor=desk_name(facilitator),
            content={"actions": [asdict(action) for action in actions]},
        ),
        apply,
    )


def _rows(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    text = text.lstrip("\ufeff").strip("\r\n")
    heading = text.split("\n", 1)[0]
    # Spreadsheets set to Norwegian or Swedish write semicolons; a paste brings tabs.
    delimiter = max("\t;,", key=heading.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        names = [name.strip().lower() for name in next(reader)]
        missing = [name for name in REQUIRED if name not in names]
        if missing:
            raise FaultyList(
                [RowFault(1, name, gettext("This column is missing in the heading.")) for name in missing]
            )
        for index, cells in enumerate(reader):
            if not any(cell.strip() for cell in cells):
                continue
            if index >= MAXIMUM_ROWS:
                raise FaultyList(
                    [
                        RowFault(
                            index + 2,
                            "",
                            gettext("The list has more than %(number)d rows.", number=MAXIMUM_ROWS),
                        )
                    ]
                )
            yield reader.line_num, {n: c.strip() for n, c in zip(names, cells, strict=False)}
    except StopIteration:
        return
    except csv.Error as error:
        raise FaultyList(
            [RowFault(reader.line_num, "", gettext("This row cannot be read: %(reason)s.", reason=error))]
        ) from error


def _read_row(
    number: int, row: dict[str, str], known_sources: list[str], faults: list[RowFault]
) -> DecidedAction | None:
    before = len(faults)

    def fault(column: str, problem: str) -> None:
        faults.append(RowFault(number, column, problem))

    def decimal(column: str) -> float | None:
        text = (
            row.get(column, "").replace("\u00a0", "").replace("\u202f", "").replace(" ", "").replace(",", ".")
        )
        if not text:
            return None
        try:
            value = float(text)
        except ValueError:
            fault(column, gettext("“%(text)s” is not a number.", text=row[column]))
            return None
        if not abs(value) < 1e9:
            fault(column, gettext("“%(text)s” is out of range.", text=row[column]))
            return None
        return value

    def whole(column: str, lowest: int, highest: int, default: int | None) -> int:
        text = row.get(column, "")
        if not text and default is not None:
            return default
        number = read_whole(text, lowest, highest)
        if number is None:
            fault(
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

    title = row.get("title", "")
    if not title or len(title) > MAXIMUM_TITLE:
        fault("title", gettext("A title of 1 to %(number)d characters is needed.", number=MAXIMUM_TITLE))
    likely, low, high = decimal("tonnes_per_year"), decimal("low"), decimal("high")
    if likely is not None and not (likely if low is None else low) <= likely <= (
        likely if high is None else high
    ):
        fault("low", gettext("low must not be above tonnes_per_year, nor that above high."))
    target = row.get("target", "")
    if likely is not None and not targets_in([target], known_sources):
        fault("target", gettext("“%(text)s” is not a source or sector of this place.", text=target))
    start_year = whole("start_year", 1990, 2100, None)
    ramp_years = whole("ramp_years", 1, 60, 1)
    if len(faults) > before:
        return None
    return DecidedAction(
        title=title,
        target=target,
        likely=likely,
        low=low,
        high=high,
        start_year=start_year,
        ramp_years=ramp_years,
        actor=row.get("actor", "")[:40],
    )


def _proposal(workshop: Workshop, action: DecidedAction) -> Proposal:
    fixed = None
    if action.likely is not None:
        fixed = {
            "low": action.likely if action.low is None else action.low,
            "likely": action.likely,
            "high": action.likely if action.high is None else action.high,
        }
    return Proposal(
        workshop_id=workshop.id,
        title=action.title,
        actor=action.actor,
        layer=Layer.DECIDED.value,
        state=State.VISIBLE.value,
        included=True,
        targets=[action.target] if action.target else [],
        effect_kind=None if fixed is None else "tonnes",
        fixed_estimate=fixed,
        start_year=action.start_year,
        start_year_fixed=True,
        ramp="linear" if action.ramp_years > 1 else "step",
        ramp_years=action.ramp_years,
    )
