"""A report to the council: two pages and an appendix, of one saved scenario or of several."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from workshop.charts.budget.bridge import build_beam_view
from workshop.charts.comparison.words import describe_difference
from workshop.charts.reports.beam_drawing import describe_drawing
from workshop.charts.reports.room import build_appendix, build_next_steps, describe_people
from workshop.charts.reports.sentences import describe_amounts, describe_origin_of, describe_verdict
from workshop.charts.reports.settings import build_settings
from workshop.charts.reports.subject import Standing, SubjectView, build_subject_views
from workshop.charts.reports.tables import (
    ReportYears,
    build_hand_table,
    build_key_table,
    build_limit_table,
    build_matrix_table,
    build_measure_table,
    build_titles,
)
from workshop.i18n import current_language, format_today, gettext, today
from workshop.services.reports.blocks import (
    Block,
    Facts,
    Heading,
    Listing,
    NewPage,
    Paragraph,
    Picture,
    Report,
    plain,
)
from workshop.services.workshops.comparisons import SavedOutcome
from workshop.state.snapshot import Snapshot


def build_report(chosen: Sequence[SavedOutcome], snapshot: Snapshot, years: ReportYears) -> Report:
    """Return the report of the chosen scenarios, in the language in force.

    ``snapshot`` is the workshop now: what people said is shown as it may be read now.
    """
    subjects = build_subject_views(chosen, snapshot.place, snapshot.catalogue)
    body = _one(subjects[0], snapshot, years) if len(subjects) == 1 else _several(subjects, snapshot)
    day = today()
    names = "; ".join(subject.saved.label for subject in subjects)
    return Report(
        title=gettext("Report to the council: %(name)s", name=snapshot.title),
        subtitle=f"{subjects[0].place} · {subjects[0].start_year}–{subjects[0].end_year} · {names}",
        language=current_language(),
        made=(day.year, day.month, day.day),
        foot=f"Handlingsrom · {snapshot.title} · {format_today()}",
        page=gettext("page %(page)s of %(pages)s", page="%(page)s", pages="%(pages)s"),
        blocks=tuple(body),
    )


def _one(subject: SubjectView, snapshot: Snapshot, years: ReportYears) -> Iterator[Block]:
    yield from _rehearsal(subject)
    yield Paragraph(plain(describe_verdict(subject)), "lead")
    yield Paragraph(plain(describe_amounts(subject)))
    yield build_key_table([subject])
    yield Heading(gettext("From emissions without actions to the budget"))
    yield _beam(subject, "beam")
    yield Heading(gettext("Actions"))
    yield from _measures(subject, years)
    yield from _lists([subject])
    if limits := build_limit_table(subject):
        yield Heading(gettext("Annual limits"))
        yield limits
    if hands := build_hand_table(subject):
        yield Heading(gettext("Who controls the emissions"))
        yield hands
    yield from _room([subject], snapshot)


def _several(subjects: Sequence[SubjectView], snapshot: Snapshot) -> Iterator[Block]:
    for subject in subjects[:1]:
        yield from _rehearsal(subject)
    yield Paragraph(plain(describe_difference([subject.saved for subject in subjects])), "lead")
    yield build_key_table(subjects)
    for place, subject in enumerate(subjects):
        yield Heading(subject.saved.label)
        yield Paragraph(plain(f"{describe_verdict(subject)} {describe_amounts(subject)}"))
        yield _beam(subject, f"beam-{place}")
        if limits := build_limit_table(subject):
            yield limits
    yield Heading(gettext("Actions in each scenario"))
    if matrix := build_matrix_table(subjects):
        yield matrix
        words = (gettext("Effects are the room’s own estimates."), _explain_rounding())
        yield Paragraph(plain(" ".join(words)), "note")
    else:
        yield Paragraph(plain(gettext("No action is included yet.")))
    yield from _lists(subjects)
    yield from _room(subjects, snapshot)


def _rehearsal(subject: SubjectView) -> Iterator[Block]:
    if subject.scenario.about.get("rehearsal"):
        words = gettext("The participants and what they say are simulated.")
        yield Paragraph(plain(gettext("Rehearsal") + f". {words}"))


def _beam(subject: SubjectView, name: str) -> Picture:
    bridge = build_beam_view(subject, {action.id: action.title for action in subject.proposals})
    numbers = {action.id: action.number for action in subject.counted}
    caption = ""
    if bridge.blocks:
        caption = gettext("The numbers are those of the table of actions. What is decided is framed.")
    return Picture(describe_drawing(bridge, numbers, name), bridge.description, caption)


def _measures(subject: SubjectView, years: ReportYears) -> Iterator[Block]:
    if not subject.counted:
        yield Paragraph(plain(gettext("No action is included yet.")))
        return
    yield build_measure_table(subject, years)
    notes = [
        gettext("Effects are the room’s own estimates."),
        _explain_rounding(),
    ]
    if any(
        abs((action.block_t or 0.0) - subject.outcome.actions[action.id].attributed_t) >= 1.0
        for action in subject.counted
    ):
        notes.append(_explain_blocks())
    yield Paragraph(plain(" ".join(notes)), "note")


def _explain_rounding() -> str:
    return gettext("Figures are rounded; negative ones raise emissions.")


def _explain_blocks() -> str:
    return gettext(
        "Reductions over all years, and the picture, count the decided plan first; in the columns of single "
        "years, overlaps are shared out between all actions. The sums are the same."
    )


def _lists(subjects: Sequence[SubjectView]) -> Iterator[Block]:
    """List the actions outside the table, each under what it is."""
    headings: tuple[tuple[Standing, str], ...] = (
        ("no figure", gettext("Actions without a CO₂ figure")),
        ("elsewhere", gettext("Beside the budget, as it lowers emissions elsewhere")),
        ("in the reference", gettext("In the reference path already, or not to be added")),
        ("not included", gettext("Proposed, not in the scenario")),
    )
    for standing, heading in headings:
        if titles := build_titles(subjects, standing):
            yield Heading(heading, 2)
            yield Listing(titles)


def _room(subjects: Sequence[SubjectView], snapshot: Snapshot) -> Iterator[Block]:
    """Tell what the room said, what the report stands on, and the appendix."""
    # An imported file about another place is nothing that this room has worked on.
    ours = [s for s in subjects if s.saved.origin is None or not s.saved.origin["place"]]
    if ours:
        yield Heading(gettext("Who took part"))
        yield Paragraph(plain(describe_people(snapshot)))
        yield Heading(gettext("Next steps"))
        yield from build_next_steps(snapshot)
    yield Heading(gettext("What it is based on"))
    yield from _settings(subjects)
    if ours:
        yield NewPage()
        yield from build_appendix(snapshot, _whereabouts(ours))


def _settings(subjects: Sequence[SubjectView]) -> Iterator[Block]:
    """Tell the settings of all scenarios: once what they share, then what is of each alone."""
    settings = [build_settings(subject) for subject in subjects]
    shared = [fact for fact in settings[0].rows if all(fact in other.rows for other in settings)]
    for subject, own in zip(subjects, settings, strict=True):
        yield Paragraph(plain(describe_origin_of(subject)))
        rest = tuple(fact for fact in own.rows if fact not in shared)
        if rest:
            yield Facts(rest)
    if len(subjects) > 1:
        yield Paragraph(plain(gettext("The same in all of them:")))
    yield Facts(tuple(shared))


def _whereabouts(subjects: Sequence[SubjectView]) -> dict[str, str]:
    """Say of each action what became of it, where the report is about several by the scenarios' numbers."""
    words = {
        "counted": gettext("included in the budget"),
        "no figure": gettext("without a CO₂ figure"),
        "elsewhere": gettext("beside the budget"),
        "in the reference": gettext("in the reference path"),
        "not included": gettext("proposed, but not included"),
    }
    found: dict[str, list[str]] = {}
    for subject in subjects:
        for action in subject.proposals:
            said = words[action.standing]
            if action.number:
                said = gettext("%(what)s, number %(number)s", what=said, number=str(action.number))
            if len(subjects) > 1:
                said = f"{subject.saved.number}: {words[action.standing]}"
            found.setdefault(action.id, []).append(said)
    return {action_id: "; ".join(said) for action_id, said in found.items()}
