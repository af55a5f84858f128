"""The reference paths on offer: what each does to the gap, in words and a small picture."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from scenarios.inventory.trend_breaks import TrendBreak
from workshop.charts.budget.one_unit import find_largest
from workshop.charts.budget.sources import SourceView, build_source_view
from workshop.i18n import count_decimals, current_language, format_tonnes, gettext
from workshop.services.workshops.references import (
    METHODS,
    OWN_PATH,
    PROJECTION,
    TREND_SINCE,
    ReferenceOffer,
    ReferenceOffers,
    name_target,
)

WIDTH, HEIGHT, _EDGE = 320, 96, 4


@dataclass(frozen=True, kw_only=True)
class PathPictureView:
    """Lines in a drawing of WIDTH by HEIGHT units, as points of SVG; ``now`` is where the path begins."""

    width: int
    height: int
    history: str
    path: str
    within: str
    now: float


@dataclass(frozen=True, kw_only=True)
class ReferenceView:
    """A reference path: what is emitted, what that means for the budget, and where it comes from.

    ``obstacle`` says in the model's English why it cannot be followed; then there are no figures.
    """

    method: str
    label: str
    emissions: str
    course: str
    balance: str
    is_over: bool
    breaks: tuple[str, ...]
    sources: tuple[SourceView, ...]
    picture: PathPictureView | None
    obstacle: str


@dataclass(frozen=True, kw_only=True)
class ReferencesView:
    """All that are offered, with the first and last year of their pictures."""

    references: tuple[ReferenceView, ...]
    first_year: int
    last_year: int


@dataclass(frozen=True)
class _Scale:
    """One unit and number of decimals for all paths: they can be compared, and gaps add up."""

    largest: float
    decimals: int

    @classmethod
    def of(cls, found: ReferenceOffers) -> _Scale:
        budget_t, totals = found.budget_t, [offer.total_t for offer in found.offers]
        largest = find_largest((budget_t, *totals))
        parts = [(budget_t, total - budget_t, total) for total in totals]
        return cls(largest, max((count_decimals(each, largest) for each in parts), default=0))

    def describe(self, tonnes: float) -> str:
        return format_tonnes(tonnes, like=self.largest, decimals=self.decimals)


def describe_reference(method: str) -> str:
    """Name a reference path, to go after "Without new actions, emissions"."""
    return {
        "flat": gettext("stay as they are"),
        "trend": gettext("follow the trend of recent years"),
        TREND_SINCE: gettext("follow the trend of recent years, without single years that carry it"),
        "exponential": gettext("fall by the same percentage every year, as in recent years"),
        "mandate": gettext("stay as they are, but for the biofuel mandate of 2025"),
        "mandate-2022": gettext(
            "stay as they are, but for much more biofuel from 2027 on, as the law of 2022 had it"
        ),
        PROJECTION: gettext("follow the country’s official projection"),
        OWN_PATH: gettext("follow figures of one’s own"),
    }[method]


def build_references_view(found: ReferenceOffers, territory_id: str) -> ReferencesView:
    """Return the paths that can be chosen, drawn on one scale; the one of one's own is always among them."""
    by_method = {offer.method: offer for offer in found.offers}
    largest = max(
        [
            *(total for _, total in found.history),
            *(value for offer in found.offers for value in offer.emissions_t),
        ],
        default=0.0,
    )
    scale = _Scale.of(found)
    shown = [method for method in METHODS if method in {*by_method, *found.obstacles, OWN_PATH}]
    years = [year for offer in found.offers for year in offer.years]
    return ReferencesView(
        references=tuple(
            _build(by_method[method], found, territory_id, scale, largest)
            if method in by_method
            else _without_figures(method, found.obstacles.get(method, ""))
            for method in shown
        ),
        first_year=found.history[0][0] if found.history else found.base_year,
        last_year=max(years, default=found.base_year),
    )


def describe_break(each: TrendBreak, territory_id: str, *, is_continued: bool) -> str:
    """Say which year carries most of a sector's trend, and whether the path goes on with it."""
    words = {
        "sector": name_target(territory_id, each.sector, current_language()),
        "before": format_tonnes(each.before_t),
        "after": format_tonnes(each.after_t),
        "year": str(each.year),
    }
    said = (
        gettext("%(sector)s fell from %(before)s to %(after)s in %(year)s alone.", **words)
        if each.after_t < each.before_t
        else gettext("%(sector)s rose from %(before)s to %(after)s in %(year)s alone.", **words)
    )
    if is_continued:
        goes_on = gettext("That year carries most of this sector’s trend, and the path goes on with it.")
        return f"{said} {goes_on}"
    then = (
        gettext("That year carries most of this sector’s trend, so the sector stays at its newest level.")
        if each.line_from is None
        else gettext(
            "That year carries most of this sector’s trend and is not continued: the line goes through the "
            "years from %(year)s on.",
            year=str(each.line_from),
        )
    )
    return f"{said} {then}"


def _build(
    offer: ReferenceOffer, found: ReferenceOffers, territory_id: str, scale: _Scale, largest: float
) -> ReferenceView:
    first, last = offer.years[0], offer.years[-1]
    sources = [build_source_view(found.edition)]
    if offer.source:
        sources.append(build_source_view(offer.source))
    return ReferenceView(
        method=offer.method,
        label=describe_reference(offer.method),
        emissions=gettext(
            "%(amount)s from %(first)s to %(last)s",
            amount=scale.describe(offer.total_t),
            first=str(first),
            last=str(last),
        ),
        course=gettext(
            "%(first)s in %(start)s, %(last)s in %(end)s",
            first=format_tonnes(offer.emissions_t[0]),
            start=str(first),
            last=format_tonnes(offer.emissions_t[-1]),
            end=str(last),
        ),
        balance=_describe_balance(found.budget_t, offer.total_t, scale),
        is_over=offer.total_t > found.budget_t,
        breaks=tuple(
            describe_break(each, territory_id, is_continued=offer.method != TREND_SINCE)
            for each in offer.breaks
        ),
        sources=tuple(sources),
        picture=_draw(offer, found, largest),
        obstacle="",
    )


def _describe_balance(budget_t: float, total_t: float, scale: _Scale) -> str:
    gap_t = total_t - budget_t
    if budget_t < 0:
        return gettext(
            "The budget is overdrawn by %(budget)s already: the gap is %(gap)s.",
            budget=scale.describe(-budget_t),
            gap=scale.describe(gap_t),
        )
    budget = scale.describe(budget_t)
    if gap_t > 0:
        return gettext("Gap to the budget of %(budget)s: %(gap)s.", budget=budget, gap=scale.describe(gap_t))
    return gettext(
        "The budget of %(budget)s is kept without any action, with %(spare)s to spare.",
        budget=budget,
        spare=scale.describe(-gap_t),
    )


def _without_figures(method: str, obstacle: str) -> ReferenceView:
    return ReferenceView(
        method=method,
        label=describe_reference(method),
        emissions="",
        course="",
        balance="",
        is_over=False,
        breaks=(),
        sources=(),
        picture=None,
        obstacle=obstacle,
    )


def _draw(offer: ReferenceOffer, found: ReferenceOffers, largest: float) -> PathPictureView:
    first = found.history[0][0] if found.history else offer.years[0]
    span = max(1, offer.years[-1] - first)
    before = [(year, total) for year, total in found.history if year < offer.years[0]]

    def x_of(year: int) -> float:
        return round(_EDGE + (WIDTH - 2 * _EDGE) * (year - first) / span, 1)

    def points(pairs: Iterable[tuple[int, float]]) -> str:
        height = HEIGHT - 2 * _EDGE
        return " ".join(
            f"{x_of(year)},{round(HEIGHT - _EDGE - height * value / (largest or 1.0), 1)}"
            for year, value in pairs
        )

    ahead = list(zip(offer.years, offer.emissions_t, strict=True))
    return PathPictureView(
        width=WIDTH,
        height=HEIGHT,
        history=points(before),
        # Begin at the newest statistic, so that there is no gap in the line.
        path=points([*before[-1:], *ahead]),
        within=points(zip(offer.years, found.pathway_t, strict=True)) if found.pathway_t else "",
        now=x_of(offer.years[0]),
    )
