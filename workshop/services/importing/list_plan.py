"""What importing a list would do: its rows as actions, every question, and what is already there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from scenarios.importing.action_list.result import Action, ActionList, RowKind
from scenarios.inventory.sources import source_labels
from workshop.i18n import current_language, gettext
from workshop.services.importing.list_actions import (
    APART,
    LONGEST_TITLE,
    OUTSIDE,
    SINK,
    co2_share,
    list_apart,
    make_actions,
    shorten_title,
)
from workshop.services.importing.list_arrival import Arrival, compare_with_room
from workshop.services.importing.list_bounds import AT_ONCE, let_others_on
from workshop.services.importing.list_checks import ask_about_list, check_row
from workshop.services.importing.list_choices import ANY_YEAR, Choices
from workshop.services.importing.list_drafts import ReadList
from workshop.services.importing.list_questions import ListQuestion, ask_about, say_tonnes
from workshop.services.importing.planned_import import (
    CheckedTotal,
    NotTaken,
    Plan,
    PlannedFigure,
    PlannedRow,
    TargetChoice,
)
from workshop.state.scenario_document import reached_t, targets_in
from workshop.state.snapshot import Snapshot


def plan_import(snapshot: Snapshot, read: ReadList) -> Plan:
    """Plan the import of a list into a workshop."""
    found, choices = read.found, read.choices
    asked = ask_about(found, choices)
    labels = source_labels(snapshot.territory_id[:2], current_language())
    targets = (*list_targets(snapshot, labels), *_apart())
    gas = choices.gas or found.reading.gas
    converts = snapshot.scenario.gas == "CO2" and gas == "CO2e"
    about: dict[int, list[ListQuestion]] = {}
    for question in asked:
        about.setdefault(question.row, []).append(question)
    shown = {each.row: each.cells for each in read.picture.rows} if read.picture.covered else {}
    cells = {each.row: each.cells for each in found.rows}
    rows: list[PlannedRow] = []
    for row in found.rows:
        if row.action is None:
            continue
        own = tuple(about.get(row.row, ()))
        if len(rows) % AT_ONCE == AT_ONCE - 1:
            let_others_on()
        figures = _figures(read, row.action, cells, shown)
        rows.append(_plan_row(snapshot, read, row.row, row.action, own, figures, converts))
    let_others_on()
    arrival = compare_with_room(
        snapshot.workshop_id,
        [action for row in rows if row.status != "left_out" for action in row.actions],
        [action for row in rows if row.status == "left_out" for action in row.actions],
    )
    let_others_on()
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


def _apart() -> tuple[TargetChoice, ...]:
    """Return the choices for what lowers no emissions that the workshop counts."""
    return (
        TargetChoice(SINK, gettext("None: a sink, listed apart"), None),
        TargetChoice(OUTSIDE, gettext("None: outside the border, listed apart"), None),
    )


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
    said = choices.counted.get(str(row))
    apart = choices.targets.get(str(row), "")
    apart = apart if apart in APART else ""
    is_in_reference = action.in_reference and choices.reference != "counts" if said is None else not said
    first = choices.start_year or snapshot.start_year
    made = (
        list_apart(row, action, start_year=first, listed_as=apart)
        if apart
        else make_actions(
            row,
            action,
            targets=targets,
            start_year=first,
            growth=choices.growth,
            share=share,
            in_reference=is_in_reference,
        )
    )
    questions = list(asked)
    needs_target = action.quantified and not targets and not apart
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
        target=apart or (targets[0] if len(targets) == 1 else "several" if targets else ""),
        proposed=is_proposed,
        needs_target=needs_target,
        in_reference=is_in_reference or bool(apart),
        may_be_in_reference=not apart and _leaves_reference_open(snapshot, row, action, asked, choices),
        quantified=action.quantified,
        share=share,
        questions=tuple(questions),
        notes=_notes(action, choices, snapshot),
        status="left_out" if row in choices.left_out else "new",
        was="",
        actions=made,
    )


def _leaves_reference_open(
    snapshot: Snapshot, row: int, action: Action, asked: tuple[ListQuestion, ...], choices: Choices
) -> bool:
    """Return whether an effect may be in the reference: the list says so, or it has begun already."""
    if not action.quantified or any(question.key == f"counted-{row}" for question in asked):
        return False
    return action.in_reference or _has_begun(action, snapshot) or str(row) in choices.counted


def _has_begun(action: Action, snapshot: Snapshot) -> bool:
    return action.start_year is not None and action.start_year < snapshot.start_year


def _targets_of(
    snapshot: Snapshot, row: int, action: Action, choices: Choices
) -> tuple[tuple[str, ...], bool]:
    """Return what an action is aimed at, and whether that is only proposed by its title."""
    known = [source.id for source in snapshot.scenario.sources]
    said = choices.targets.get(str(row), "")
    if said in APART:
        return (), False
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
    read: ReadList,
    action: Action,
    cells: Mapping[int, Mapping[int, str]],
    shown: Mapping[int, Mapping[int, str]],
) -> tuple[PlannedFigure, ...]:
    covered = read.picture.covered

    def quoted(row: int, column: int) -> str:
        top, left = covered.get((row, column), (row, column))
        return cells.get(row, {}).get(column, "") or shown.get(top, {}).get(left, "")

    return tuple(
        PlannedFigure("" if year == ANY_YEAR else year, quoted(*place)[:60], action.effects_t.get(year))
        for year, place in action.effect_cells.items()
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
    if action.quantified and _has_begun(action, snapshot):
        notes.append(
            gettext(
                "It begins before the workshop’s first year, %(year)s: its effect may be in the reference.",
                year=str(snapshot.start_year),
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
