"""The gap table: each adopted annual limit beside what is emitted in its year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scenarios.numbers import round_figure, round_whole
from scenarios.outcome import LimitOutcome, Outcome
from scenarios.scenario import BaseYear, Scenario
from workshop.i18n import format_decimal, format_tonnes, gettext
from workshop.state.snapshot import Snapshot
from workshop.words import say_gas


@dataclass(frozen=True, kw_only=True)
class GapRow:
    """One limit in words: amounts in tonnes, percentages below the base year (empty without one).

    ``missing`` is how many percentage points are missing, or empty.
    """

    year: str
    limit: str
    decided: str
    emissions: str
    difference: str
    met: bool
    verdict: str
    target: str
    adopted: str
    now: str
    missing: str


@dataclass(frozen=True, kw_only=True)
class GapTableView:
    """All limits, with the sentence about the last, the base year, and where they are adopted.

    ``with_proposals``: something counts beside what is decided, so that both are shown.
    """

    lead: str
    rows: tuple[GapRow, ...]
    gas: str
    base: str
    source: str
    with_proposals: bool

    @property
    def adopted_in(self) -> str:
        """Where the limits are adopted, as a sentence; empty if nobody has said so."""
        return gettext("Adopted in: %(source)s", source=self.source) if self.source else ""


@dataclass(frozen=True)
class _Percent:
    """How percentages are written: below the base year, with as many decimals as the targets need."""

    base_t: float
    digits: int

    def below(self, tonnes: float) -> float:
        return round_figure(100 * (1 - tonnes / self.base_t), self.digits)

    def write(self, percent: float) -> str:
        return f"{format_decimal(percent + 0.0, self.digits)}\u00a0%"


def build_gap_table_view(snapshot: Snapshot) -> GapTableView | None:
    """Return the gap table of a workshop; None without limits."""
    return build_gap_table_of(snapshot.scenario, snapshot.outcome)


def build_gap_table_of(scenario: Scenario, outcome: Outcome) -> GapTableView | None:
    """Return the gap table of a scenario; None without limits."""
    if not outcome.limits:
        return None
    percent = _percent_of(scenario.base, outcome.limits)
    decided = {limit.year: _decided_t(outcome, limit.year) for limit in outcome.limits}
    differs = any(abs(decided[limit.year] - limit.emissions_t) >= 0.5 for limit in outcome.limits)
    rows = tuple(_row(limit, decided[limit.year], percent) for limit in outcome.limits)
    return GapTableView(
        lead=_lead(outcome.limits[-1], rows[-1], differs),
        rows=rows,
        gas=say_gas(scenario.gas),
        base=_say_base(scenario.base),
        source=_source_of(scenario),
        with_proposals=differs,
    )


def describe_gap_of(scenario: Scenario, outcome: Outcome) -> str:
    """Write how far the last limit is met; empty without limits."""
    view = build_gap_table_of(scenario, outcome)
    return "" if view is None else view.lead


def describe_gap_base(view: GapTableView) -> str:
    """Write from which year the percentages are counted, as a sentence; empty without any."""
    return f"{view.base[0].upper()}{view.base[1:]}." if view.base else ""


def describe_gap_bars(view: GapTableView) -> str:
    """Write what the bars of the limits show."""
    return "; ".join(
        gettext(
            "%(year)s: limit %(limit)s t, emissions %(emissions)s t",
            year=row.year,
            limit=row.limit,
            emissions=row.emissions,
        )
        for row in view.rows
    )


def _decided_t(outcome: Outcome, year: int) -> float:
    return float(outcome.decided.emissions_t[year - outcome.years[0]])


def _percent_of(base: BaseYear | None, limits: Sequence[LimitOutcome]) -> _Percent | None:
    if base is None or base.emissions_t <= 0:
        return None
    targets = [100 * (1 - limit.limit_t / base.emissions_t) for limit in limits]
    # A target of 52.5 % keeps its decimal; one that comes from tonnes needs none.
    halves = [target for target in targets if abs(target * 10 - round_whole(target * 10)) < 1e-6]
    is_whole = all(abs(target - round_whole(target)) < 1e-6 for target in halves)
    return _Percent(base.emissions_t, 0 if is_whole else 1)


def _row(limit: LimitOutcome, decided_t: float, percent: _Percent | None) -> GapRow:
    # The printed difference is that of the printed amounts.
    over = round_whole(limit.emissions_t) - round_whole(limit.limit_t)
    target = adopted = now = missing = ""
    if percent is not None:
        aimed, reached = percent.below(limit.limit_t), percent.below(limit.emissions_t)
        target, now = percent.write(aimed), percent.write(reached)
        adopted = percent.write(percent.below(decided_t))
        if not limit.met:
            points = round_figure(aimed - reached, percent.digits)
            missing = (
                format_decimal(points, percent.digits)
                if points > 0
                else gettext("under %(number)s", number=format_decimal(10**-percent.digits, percent.digits))
            )
    return GapRow(
        year=str(limit.year),
        limit=_tonnes(limit.limit_t),
        decided=_tonnes(decided_t),
        emissions=_tonnes(limit.emissions_t),
        difference=_signed(over),
        met=limit.met,
        verdict=_say_verdict(limit.met, missing),
        target=target,
        adopted=adopted,
        now=now,
        missing=missing,
    )


def _say_verdict(met: bool, missing: str) -> str:
    if met:
        return gettext("met")
    return gettext("%(points)s points missing", points=missing) if missing else gettext("not met")


def _lead(limit: LimitOutcome, row: GapRow, differs: bool) -> str:
    """Write the last limit as councils do: adopted 62 %, target 95 %, 33 points missing."""
    words = {"year": row.year, "adopted": row.adopted, "now": row.now, "target": row.target}
    if not row.target:
        over = format_tonnes(abs(limit.difference_t))
        if limit.met:
            return gettext("The limit of %(year)s is met.", year=row.year)
        return gettext("%(year)s: %(amount)s above the limit.", year=row.year, amount=over)
    if limit.met:
        return (
            gettext(
                "%(year)s: adopted %(adopted)s, with the proposals %(now)s, target %(target)s: met.", **words
            )
            if differs
            else gettext("%(year)s: adopted %(adopted)s, target %(target)s: met.", **words)
        )
    words["points"] = row.missing
    if differs:
        return gettext(
            "%(year)s: adopted %(adopted)s, with the proposals %(now)s, target %(target)s, %(points)s "
            "percentage points missing.",
            **words,
        )
    return gettext(
        "%(year)s: adopted %(adopted)s, target %(target)s, %(points)s percentage points missing.", **words
    )


def _say_base(base: BaseYear | None) -> str:
    if base is None:
        return ""
    return gettext(
        "per cent below %(year)s, when %(amount)s was emitted",
        year=str(base.year),
        amount=f"{_tonnes(base.emissions_t)}\u00a0t",
    )


def _source_of(scenario: Scenario) -> str:
    """Return where the limits are adopted; files of others may say anything there."""
    limits = scenario.provenance.get("limits")
    source = limits.get("source") if isinstance(limits, dict) else None
    return source if isinstance(source, str) else ""


def _tonnes(tonnes: float) -> str:
    return format_decimal(round_whole(tonnes))


def _signed(tonnes: int) -> str:
    return f"+{format_decimal(tonnes)}" if tonnes > 0 else format_decimal(tonnes)
