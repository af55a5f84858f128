"""What importing a list would do: its rows as actions, every question, and what is already there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from scenarios.importing.action_list.result import Action, ActionList, ListRow, RowKind
from scenarios.inventory.sources import source_labels
from workshop.i18n import current_language, gettext
from workshop.services.importing.list_actions import (
    LONGEST_TITLE,
    ListAction,
    co2_share,
    make_actions,
    shorten_title,
)
from workshop.services.importing.list_arrival import Arrival, Known, compare_with_room
from workshop.services.importing.list_bounds import AT_ONCE, let_others_on
from workshop.services.importing.list_checks import ask_about_list, check_row
from workshop.services.importing.list_choices import ANY_YEAR, Choices
from workshop.services.importing.list_drafts import ReadList
from workshop.services.importing.list_questions import ListQuestion, ask_about, say_tonnes
from workshop.state.scenario_document import reached_t, targets_in
from workshop.state.snapshot import Snapshot


@dataclass(frozen=True)
class TargetChoice:
    """An emission source or sector to aim at, the largest first, with what it emits in t/yr."""

    id: str
    label: str
    emissions_t: float


@dataclass(frozen=True)
class PlannedFigure:
    """An effect: its year (empty if none is named), what stands in the cell, and how it is read in t/yr."""

    year: str
    quoted: str
    tonnes: float | None


@dataclass(frozen=True, kw_only=True)
class PlannedRow:
    """A row of an action: how it is read, what is asked, and what importing would do with it.

    ``status`` is ``new``, ``changed``, ``same`` or ``left_out``. ``proposed`` says that the target is
    proposed by the title and not said by the list. ``share`` is the part of the list's gas that counts.
    """

    row: int
    title: str
    figures: tuple[PlannedFigure, ...]
    target: str
    proposed: bool
    needs_target: bool
    in_reference: bool
    quantified: bool
    share: float
    questions: tuple[ListQuestion, ...]
    notes: tuple[str, ...]
    status: str
    was: str
    actions: tuple[ListAction, ...]

    @property
    def is_open(self) -> bool:
        """Whether a question is open; one about a row that is left out is none."""
        return self.status != "left_out" and any(question.is_open for question in self.questions)


@dataclass(frozen=True)
class NotTaken:
    """A row that is no action, and what it is."""

    row: int
    text: str
    what: str


@dataclass(frozen=True)
class CheckedTotal:
    """A sum of the list against its rows."""

    row: int
    stated: str
    read: str
    agrees: bool


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A whole import before it happens."""

    rows: tuple[PlannedRow, ...]
    questions: tuple[ListQuestion, ...]
    targets: tuple[TargetChoice, ...]
    not_taken: tuple[NotTaken, ...]
    totals: tuple[CheckedTotal, ...]
    vanished: tuple[Known, ...]
    list_id: str
    converts: bool

    @property
    def open(self) -> int:
        """The number of open questions."""
        of_rows = sum(
            question.is_open for row in self.rows if row.status != "left_out" for question in row.questions
        )
        return of_rows + sum(question.is_open for question in self.questions)

    @property
    def groups(self) -> dict[str, int]:
        """Questions that one press can answer, by their group, with how many are open."""
        found: dict[str, int] = {}
        for row in self.rows:
            for question in row.questions:
                if row.status != "left_out" and question.is_open and question.group.startswith("figure-"):
                    found[question.group] = found.get(question.group, 0) + 1
        return found

    @property
    def actions(self) -> tuple[ListAction, ...]:
        """What would be imported."""
        return tuple(action for row in self.rows if row.status != "left_out" for action in row.actions)

    def count(self, status: str) -> int:
        """Count the rows with a status."""
        return sum(row.status == status for row in self.rows)


def plan_import(snapshot: Snapshot, read: ReadList) -> Plan:
    """Plan the import of a list into a workshop."""
    found, choices = read.found, read.choices
    asked = ask_about(found, choices)
    labels = source_labels(snapshot.territory_id[:2], current_language())
    targets = list_targets(snapshot, labels)
    gas = choices.gas or found.reading.gas
    converts = snapshot.scenario.gas == "CO2" and gas == "CO2e"
    about: dict[int, list[ListQuestion]] = {}
    for question in asked:
        about.setdefault(question.row, []).append(question)
    shown = {each.row: each.cells for each in read.picture.rows} if read.picture.covered else {}
    rows: list[PlannedRow] = []
    for row in found.rows:
        if row.action is None:
            continue
        own = tuple(about.get(row.row, ()))
        if len(rows) % AT_ONCE == AT_ONCE - 1:
            let_others_on()
        figures = _figures(read, row, row.action, shown)
        rows.append(_plan_row(snapshot, read, row.row, row.action, own, figures, converts))
    arrival = compare_with_room(
        snapshot.workshop_id,
        [action for row in rows if row.status != "left_out" for action in row.actions],
        [action for row in rows if row.status == "left_out" for action in row.actions],
    )
    rows = [_with_status(row, arrival) for row in rows]
    of_actions = {row.row for row in rows}
    general = [question for question in asked if question.row not in of_actions]
    is_quantified = any(row.quantified for row in rows if row.status != "left_out")
    general += ask_about_list(snapshot, found, choices, is_quantified=is_quantified)
    return Plan(
        rows=tuple(rows),
        questions=tuple(general),
        targets=targets,
        not_taken=_not_taken(found),
        totals=tuple(
            CheckedTotal(
                total.row,
                say_tonnes(total.stated_t),
                say_tonnes(total.read_t),
                total.agrees,
            )
            for total in found.totals
        ),
        vanished=arrival.vanished,
        list_id=arrival.list_id,
        converts=converts,
    )


def list_targets(snapshot: Snapshot, labels: dict[str, str]) -> tuple[TargetChoice, ...]:
    """List sectors and their sources, the largest sector first, with their emissions in the first year."""
    sources = [source.id for source in snapshot.scenario.sources]
    sectors = sorted(
        dict.fromkeys(source.partition("/")[0] for source in sources),
        key=lambda sector: -reached_t(snapshot.scenario, [sector]),
    )
    found = []
    for sector in sectors:
        found.append(TargetChoice(sector, labels[sector], reached_t(snapshot.scenario, [sector])))
        within = [source for source in sources if source.startswith(f"{sector}/")]
        if len(within) > 1:
            sized = sorted(within, key=lambda source: -reached_t(snapshot.scenario, [source]))
            found += [
                TargetChoice(
                    source, f"{labels[sector]}: {labels[source]}", reached_t(snapshot.scenario, [source])
                )
                for source in sized
            ]
    return tuple(found)


def _plan_row(
    snapshot: Snapshot,
    read: ReadList,
    row: int,
    action: Action,
    asked: tuple[ListQuestion, ...],
    figures: tuple[PlannedFigure, ...],
    converts: bool,
) -> PlannedRow:
    choices = read.choices
    targets, is_proposed = _targets_of(snapshot, row, action, choices)
    share = co2_share(snapshot.territory_id, targets) if converts and targets else 1.0
    is_in_reference = action.in_reference and choices.reference != "counts"
    made = make_actions(
        row,
        action,
        targets=targets,
        start_year=choices.start_year or snapshot.start_year,
        growth=choices.growth,
        share=share,
        in_reference=is_in_reference,
    )
    questions = list(asked)
    needs_target = action.quantified and not targets
    if needs_target:
        questions.append(
            ListQuestion(
                key=f"target-{row}",
                row=row,
                cell="",
                quoted="",
                why=gettext("Which emissions does it lower? Choose them here, or leave the row out."),
                options=(),
                answer="",
            )
        )
    questions += check_row(snapshot, row, action, made, targets, choices)
    return PlannedRow(
        row=row,
        title=shorten_title(action.title),
        figures=figures,
        target=targets[0] if len(targets) == 1 else "several" if targets else "",
        proposed=is_proposed,
        needs_target=needs_target,
        in_reference=is_in_reference,
        quantified=action.quantified,
        share=share,
        questions=tuple(questions),
        notes=_notes(action, choices, snapshot),
        status="left_out" if row in choices.left_out else "new",
        was="",
        actions=made,
    )


def _targets_of(
    snapshot: Snapshot, row: int, action: Action, choices: Choices
) -> tuple[tuple[str, ...], bool]:
    """Return what an action is aimed at, and whether that is only proposed by its title."""
    known = [source.id for source in snapshot.scenario.sources]
    said = choices.targets.get(str(row), "")
    if said and said != "several":
        return tuple(targets_in([said], known)), False
    if there := tuple(targets_in(action.targets, known)):
        return there, False
    # Of several that the title hints at, the largest that can hold the effect.
    hints = sorted(
        targets_in(action.suggested_targets, known), key=lambda hint: -reached_t(snapshot.scenario, [hint])
    )
    return (tuple(hints[:1]), True) if hints else ((), False)


def _figures(
    read: ReadList, row: ListRow, action: Action, shown: Mapping[int, Mapping[int, str]]
) -> tuple[PlannedFigure, ...]:
    columns = read.found.columns.effects
    covered = read.picture.covered

    def quoted(column: int) -> str:
        top, left = covered.get((row.row, column), (row.row, column))
        return row.cells.get(column, "") or shown.get(top, {}).get(left, "")

    return tuple(
        PlannedFigure("" if year == ANY_YEAR else year, quoted(column)[:60], action.effects_t.get(year))
        for year, column in columns.items()
    )


def _notes(action: Action, choices: Choices, snapshot: Snapshot) -> tuple[str, ...]:
    notes = []
    years = sorted(
        int(year) for year, value in action.effects_t.items() if year != ANY_YEAR and value is not None
    )
    if years and action.start_year is not None and action.start_year != years[0]:
        notes.append(
            gettext(
                "The list lets it start in %(start)s; its first figure is for %(named)s, which is used.",
                start=str(action.start_year),
                named=str(years[0]),
            )
        )
    if action.quantified and not years and action.start_year is None:
        notes.append(
            gettext(
                "The list names no year: it begins in %(year)s.",
                year=str(choices.start_year or snapshot.start_year),
            )
        )
    if len(action.title) > LONGEST_TITLE:
        notes.append(gettext("The title is long: the description has all of it."))
    return tuple(notes)


def _with_status(row: PlannedRow, arrival: Arrival) -> PlannedRow:
    if row.status == "left_out":
        return row
    known = [arrival.known.get((each.row, each.part)) for each in row.actions]
    if all(each is None for each in known):
        return row
    is_same = all(each is not None and each.is_same for each in known)
    was = "; ".join(each.was for each in known if each is not None and each.was)
    return replace(row, status="same" if is_same else "changed", was="" if is_same else was)


def _not_taken(found: ActionList) -> tuple[NotTaken, ...]:
    what = {
        RowKind.HEADING: gettext("a sub-heading"),
        RowKind.TOTAL: gettext("a sum"),
        RowKind.NOTE: gettext("a remark"),
    }
    rows = [NotTaken(row.row, row.text[:200], what[row.kind]) for row in found.rows if row.action is None]
    hidden = [
        NotTaken(fault.row, fault.text[:200], gettext("hidden in the file"))
        for fault in found.faults
        if fault.row in found.hidden_rows and fault.row is not None
    ]
    return tuple(sorted((*rows, *hidden), key=lambda each: each.row))
