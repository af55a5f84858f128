"""How sure the effect of a proposal is, as a block: at least, likely, at most."""

from __future__ import annotations

from dataclasses import dataclass

from workshop.charts.budget.one_unit import describe_alike
from workshop.i18n import gettext
from workshop.state.proposal_views import ProposalView


@dataclass(frozen=True)
class RangeView:
    """The widths of two parts in percent of the whole, which is "at most", and the block in words."""

    low: float
    likely: float
    says: str


def build_range_view(view: ProposalView) -> RangeView | None:
    """Return the block of a proposal in tonnes a year; None without a range or without tonnes."""
    if view.span is None or view.likely is None or view.full_effect_t is None:
        return None
    # The estimates may be shares of emissions: the likely one says how many tonnes that is.
    low, likely, high = sorted(abs(value) for value in (view.span[0], view.likely, view.span[1]))
    if low >= high or view.likely == 0 or min(view.span) * max(view.span) < 0:
        return None
    tonnes = abs(view.full_effect_t / view.likely)
    figures = {
        name: describe_alike(value * tonnes, high * tonnes)
        for name, value in (("low", low), ("likely", likely), ("high", high))
    }
    says = gettext("At least %(low)s, likely %(likely)s, at most %(high)s a year", **figures)
    return RangeView(round(100 * low / high, 2), round(100 * likely / high, 2), says)
