"""The tables of a report, in the manner of Oslo's climate budget; amounts are those of the file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from workshop.charts.budget.bridge_words import describe_degrees, describe_percent
from workshop.charts.budget.hands import build_hand_views
from workshop.charts.budget.one_unit import Balance
from workshop.charts.comparison.words import describe_end, describe_tries
from workshop.charts.reports.subject import ReportedAction, Standing, SubjectView
from workshop.i18n import format_decimal, gettext
from workshop.models import Layer
from workshop.services.reports.blocks import Column, Run, Table, Text, plain

NONE = "–"
_SMALL_T = 10.0


@dataclass(frozen=True)
class ReportYears:
    """The year of the budget that the council decides on, and the year of its target."""

    budget: int
    target: int


def describe_tonnes(tonnes: float) -> str:
    """Write tonnes without their unit: whole, but for a few tonnes as somebody typed them."""
    return format_decimal(tonnes, 0 if abs(tonnes) >= _SMALL_T or float(tonnes).is_integer() else 1)


def _in_tonnes(heading: str) -> str:
    """Keep the unit at the end of a heading with the word before it."""
    return heading.removesuffix(" t") + "\u00a0t"


def build_key_table(subjects: Sequence[SubjectView]) -> Table:
    """Return the figures that a council asks for first, one row for each scenario."""
    several = len(subjects) > 1
    first = Column(gettext("Scenario"), 2.2) if several else None
    columns = (
        Column(gettext("Budget"), 1.3, numeric=True),
        Column(gettext("Emissions without actions"), 1.4, numeric=True),
        Column(gettext("Emissions with actions"), 1.4, numeric=True),
        Column(gettext("Left of the budget (−: too much)"), 1.5, numeric=True),
        Column(gettext("Share of the gap that is closed"), 1.3, numeric=True),
        Column(gettext("Budget runs out"), 1.2, numeric=True),
        Column(gettext("Meets the budget, of 100 tries"), 1.4, numeric=True),
        Column(gettext("Warming of a share of this size"), 1.3, numeric=True),
    )
    start, end = subjects[0].start_year, subjects[0].end_year
    return Table(
        caption=gettext("Key figures, %(start)s–%(end)s", start=str(start), end=str(end)),
        columns=(first, *columns) if first else columns,
        rows=tuple(
            tuple(plain(cell) for cell in ((s.saved.label, *_key_figures(s)) if several else _key_figures(s)))
            for s in subjects
        ),
    )


def _key_figures(subject: SubjectView) -> tuple[str, ...]:
    outcome, balance = subject.outcome, Balance.of(subject.outcome)
    closed = outcome.gap_closed
    return (
        balance.describe(outcome.budget_t),
        balance.describe(outcome.cumulative_reference_t),
        balance.describe(outcome.cumulative_emissions_t),
        balance.describe(outcome.remaining_t),
        NONE if closed is None else f"{describe_percent(closed)}\u00a0%",
        describe_end(outcome),
        describe_tries(outcome),
        NONE if outcome.warming_c is None else describe_degrees(outcome.warming_c),
    )


def build_measure_table(subject: SubjectView, years: ReportYears) -> Table:
    """Return the actions that count, by sector; columns that say nothing are left out."""
    actions, outcome = subject.counted, subject.outcome
    start, end = str(subject.start_year), str(subject.end_year)
    places = _places(subject, years)
    with_indicator = any(action.indicator for action in actions)
    with_cost = any(action.cost for action in actions)
    whole = gettext("Reduction %(start)s–%(end)s, t", start=start, end=end)
    columns = [
        Column(gettext("Sector"), 1.5),
        Column(gettext("No."), 0.45, numeric=True),
        Column(gettext("Action"), 3.0),
        Column(gettext("Responsible (the lead first, in bold)"), 1.9),
        *(
            Column(_in_tonnes(gettext("Reduction in %(year)s, t", year=year)), 1.05, numeric=True)
            for year in map(str, _shown(years))
        ),
        Column(_in_tonnes(whole), 1.2, numeric=True),
    ]
    if with_indicator:
        columns.append(Column(gettext("Indicator"), 1.5))
    if with_cost:
        columns.append(Column(gettext("Cost"), 1.2))
    rest = ((),) * (with_indicator + with_cost)
    sums = [float(outcome.reference_t[at] - outcome.emissions_t[at]) for at in places]
    total = outcome.cumulative_reference_t - outcome.cumulative_emissions_t
    return Table(
        caption=gettext("Actions that count in the budget, by sector"),
        columns=tuple(columns),
        rows=tuple(_measure(action, places, with_indicator, with_cost) for action in actions),
        total=(
            (),
            (),
            plain(gettext("All together")),
            (),
            *(plain(describe_tonnes(tonnes)) for tonnes in (*sums, total)),
            *rest,
        ),
        name=2,
    )


def _shown(years: ReportYears) -> tuple[int, ...]:
    return tuple(dict.fromkeys((years.budget, years.target)))


def _places(subject: SubjectView, years: ReportYears) -> tuple[int, ...]:
    return tuple(year - subject.start_year for year in _shown(years))


def _measure(
    action: ReportedAction, places: Sequence[int], with_indicator: bool, with_cost: bool
) -> tuple[Text, ...]:
    title = action.title
    if action.layer == Layer.DECIDED:
        title = gettext("%(title)s (already decided)", title=title)
    amounts = [action.by_year_t[at] for at in places]
    cells: list[Text] = [
        plain(", ".join(action.sectors)),
        plain(str(action.number)),
        plain(title),
        build_responsible_text(action),
        *(plain(describe_tonnes(tonnes)) for tonnes in (*amounts, action.block_t or 0.0)),
    ]
    if with_indicator:
        cells.append(plain(action.indicator or NONE))
    if with_cost:
        cells.append(plain(action.cost or NONE))
    return tuple(cells)


def build_responsible_text(action: ReportedAction) -> Text:
    """Return who is responsible: the lead first, and marked."""
    if not action.lead and not action.others:
        return plain(gettext("not specified"))
    lead = Run(", ".join(action.lead), strong=True)
    others = Run(", ".join(action.others))
    if not action.lead or not action.others:
        return (lead,) if action.lead else (others,)
    return (lead, Run(", "), others)


def build_limit_table(subject: SubjectView) -> Table | None:
    """Return the annual limits with what is missing to them; None where the file has none."""
    limits = subject.outcome.limits
    if not limits:
        return None
    return Table(
        caption=gettext("Annual limits, tonnes a year"),
        columns=(
            Column(gettext("Year"), 1.0),
            Column(_in_tonnes(gettext("Limit, t")), 1.5, numeric=True),
            Column(_in_tonnes(gettext("Emissions with actions, t")), 1.5, numeric=True),
            Column(_in_tonnes(gettext("Missing to the limit, t")), 1.5, numeric=True),
            Column(gettext("Is it kept?"), 1.0),
        ),
        rows=tuple(
            (
                plain(str(limit.year)),
                plain(describe_tonnes(limit.limit_t)),
                plain(describe_tonnes(limit.emissions_t)),
                plain(NONE if limit.met else describe_tonnes(limit.difference_t)),
                plain(gettext("kept") if limit.met else gettext("not kept")),
            )
            for limit in limits
        ),
    )


def build_hand_table(subject: SubjectView) -> Table | None:
    """Return how much is in whose hands; None without actions that count."""
    hands = build_hand_views(action for action in subject.proposals if action.block_t is not None)
    if not hands:
        return None
    return Table(
        caption=gettext(
            "Reduction %(start)s–%(end)s by who leads the actions",
            start=str(subject.start_year),
            end=str(subject.end_year),
        ),
        columns=(
            Column(gettext("Who acts"), 2.0),
            Column(gettext("Actions"), 1.0, numeric=True),
            Column(gettext("Reduction"), 1.0, numeric=True),
            Column(gettext("Share"), 1.0, numeric=True),
        ),
        rows=tuple(
            tuple(plain(cell) for cell in (hand.label, hand.actions, hand.amount, hand.share or NONE))
            for hand in hands
        ),
    )


def build_matrix_table(subjects: Sequence[SubjectView]) -> Table | None:
    """Return what each measure gives in each of several scenarios, with its number; None without any.

    The subjects have been numbered together, see :func:`build_subject_views`.
    """
    named = {action.number: action for subject in subjects for action in subject.counted}
    if not named:
        return None
    given = [{action.number: action.block_t or 0.0 for action in subject.counted} for subject in subjects]
    totals = [s.outcome.cumulative_reference_t - s.outcome.cumulative_emissions_t for s in subjects]
    return Table(
        caption=gettext("Actions in each scenario: reduction over all its years, t"),
        columns=(
            Column(gettext("No."), 0.4, numeric=True),
            Column(gettext("Action"), 3.0),
            Column(gettext("Responsible (the lead first, in bold)"), 2.0),
            *(
                Column(gettext("Scenario %(number)s", number=str(s.saved.number)), 1.0, numeric=True)
                for s in subjects
            ),
            Column(gettext("Included in"), 0.8, numeric=True),
        ),
        rows=tuple(
            (
                plain(str(number)),
                plain(action.title),
                build_responsible_text(action),
                *(plain(describe_tonnes(each[number]) if number in each else NONE) for each in given),
                plain(
                    gettext(
                        "%(count)d of %(all)d",
                        count=sum(number in each for each in given),
                        all=len(subjects),
                    )
                ),
            )
            for number, action in sorted(named.items())
        ),
        total=(
            (),
            plain(gettext("All together")),
            (),
            *(plain(describe_tonnes(tonnes)) for tonnes in totals),
            (),
        ),
        name=1,
    )


def build_titles(subjects: Sequence[SubjectView], standing: Standing) -> tuple[Text, ...]:
    """Return the actions outside the table that stand alike: title, responsible, and in which scenarios.

    The scenarios are named where they differ.
    """
    found: dict[str, ReportedAction] = {}
    where: dict[str, list[str]] = {}
    for subject in subjects:
        for action in subject.proposals:
            if action.standing == standing:
                found.setdefault(action.id, action)
                where.setdefault(action.id, []).append(str(subject.saved.number))
    items = []
    for action_id, action in found.items():
        who = build_responsible_text(action) if action.lead or action.others else ()
        text = (Run(action.title), *((Run(" – "), *who) if who else ()))
        if len(where[action_id]) < len(subjects):
            told = gettext("scenario %(numbers)s", numbers=", ".join(where[action_id]))
            text = (*text, Run(f" ({told})"))
        items.append(text)
    return tuple(items)
