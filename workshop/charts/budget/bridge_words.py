"""What the bridge says in words."""

from __future__ import annotations

from workshop.charts.budget.one_unit import Balance
from workshop.charts.budget.verdict import describe_last_year
from workshop.i18n import format_decimal, format_tonnes, gettext, ngettext
from workshop.models import Layer
from workshop.state.evaluated import Evaluated
from workshop.state.snapshot import Snapshot

_MOST_DEGREES = 4.0
_LEAST_DEGREES = 0.005
_LEAST_PCT = 0.05


def describe_gap_lead(snapshot: Evaluated) -> str:
    """Write how much of the gap between reference and budget is closed: the wall's first sentence."""
    outcome = snapshot.outcome
    if outcome.budget_t <= 0:
        return gettext("The budget is used up.")
    if kept := describe_kept(Balance.of(outcome)):
        return f"{kept[0].upper()}{kept[1:]}."
    if outcome.gap_closed is None:
        return gettext("The budget is exceeded by %(amount)s.", amount=format_tonnes(-outcome.remaining_t))
    percent = 100 * outcome.gap_closed
    if abs(percent) < _LEAST_PCT and not any(view.block_t for view in snapshot.proposals):
        return gettext("The gap is %(amount)s.", amount=format_tonnes(outcome.gap_t))
    if percent < 0:
        return gettext("The gap has grown by %(percent)s %%.", percent=format_decimal(-percent, 1))
    return gettext("%(percent)s %% of the gap is closed.", percent=describe_percent(outcome.gap_closed))


def describe_kept(balance: Balance) -> str:
    """Write that the budget is kept and how much is to spare; empty where it is exceeded.

    Each face asks here before it writes a share of the gap: more than all of it tells nothing.
    """
    if not balance.fits:
        return ""
    if balance.remaining_t <= 0:
        return gettext("the budget is kept")
    spare = balance.describe(balance.remaining_t)
    return gettext("the budget is kept, with %(amount)s to spare", amount=spare)


def describe_gap(snapshot: Evaluated) -> str:
    """Write what the gap is, where a sentence speaks of it."""
    outcome = snapshot.outcome
    if outcome.budget_t <= 0 or outcome.fits or outcome.gap_closed is None:
        return ""
    return gettext("Gap: what must be found between emissions without actions and the budget.")


def describe_percent(part: float) -> str:
    """Write a share of the gap to a tenth of a percent; one that is not all of it never as 100."""
    percent = 100 * part
    shown = 99.9 if 99.9 < percent < 100 else percent
    return format_decimal(shown, 1)


def describe_degrees(celsius: float) -> str:
    """Write warming to a tenth of a degree, at most "over 4 °C"."""
    if celsius > _MOST_DEGREES:
        return gettext("over %(degrees)s °C", degrees=format_decimal(_MOST_DEGREES))
    return f"{format_decimal(celsius, 1)}\u00a0°C"


def describe_warming(celsius: float) -> str:
    """Write warming with the word for it."""
    return gettext("%(degrees)s of warming", degrees=describe_degrees(celsius))


def describe_cooling(celsius: float) -> str:
    """Write what an action does to the warming of the share, to a hundredth of a degree, with its sign."""
    if abs(celsius) < _LEAST_DEGREES:
        return gettext("under %(degrees)s °C", degrees=format_decimal(0.01, 2))
    sign = "+" if celsius < 0 else ""
    return f"{sign}{format_decimal(-celsius, 2)}\u00a0°C"


def describe_share_warming(snapshot: Evaluated) -> str:
    """Write what the warming of the share means; why there is none, where marks follow another rule."""
    outcome = snapshot.outcome
    if outcome.warming_c is None:
        return ""
    return gettext(
        "If every place exceeded its share as this one does, by the same rule: %(degrees)s. "
        "What is emitted after %(year)s comes on top.",
        degrees=describe_degrees(outcome.warming_c),
        year=str(snapshot.end_year),
    )


def describe_condition(shown: Evaluated) -> str:
    """Write briefly under which condition the degrees in a picture are those of the world."""
    return "" if shown.outcome.warming_c is None else gettext("°C: if all did as here")


def describe_start(snapshot: Evaluated) -> str:
    """Write what the beam begins with: the reference, or the budget where it is larger."""
    outcome = snapshot.outcome
    if outcome.budget_t > max(outcome.cumulative_reference_t, outcome.cumulative_emissions_t):
        return describe_budget(snapshot)
    reference = Balance.of(outcome).describe(outcome.cumulative_reference_t)
    return gettext("Without actions %(amount)s", amount=reference)


def describe_end(snapshot: Evaluated) -> str:
    """Write what the beam leads to: the budget, or the combined emissions where they are smaller."""
    outcome = snapshot.outcome
    if outcome.cumulative_emissions_t < outcome.budget_t:
        emissions = Balance.of(outcome).describe(outcome.cumulative_emissions_t)
        return gettext("With actions %(amount)s", amount=emissions)
    return describe_budget(snapshot)


def describe_budget(snapshot: Evaluated) -> str:
    """Write the budget."""
    budget = snapshot.outcome.budget_t
    amount = Balance.of(snapshot.outcome).describe(abs(budget))
    if budget < 0:
        return gettext("Budget overdrawn by %(amount)s", amount=amount)
    return gettext("Budget %(amount)s", amount=amount)


def describe_gap_left(snapshot: Evaluated) -> str:
    """Write what is still missing."""
    missing = Balance.of(snapshot.outcome).describe(-snapshot.outcome.remaining_t)
    return gettext("%(amount)s still missing", amount=missing)


def describe_surplus(snapshot: Evaluated) -> str:
    """Write what is to spare."""
    spare = Balance.of(snapshot.outcome).describe(snapshot.outcome.remaining_t)
    return gettext("%(amount)s to spare", amount=spare)


def describe_mark(celsius: float) -> str:
    """Write a warming mark."""
    return f"{format_decimal(celsius, 1)}\u00a0°C"


def describe_beam(snapshot: Evaluated) -> str:
    """Describe the picture for those who do not see it."""
    outcome = snapshot.outcome
    decided = sum(view.block_t or 0.0 for view in snapshot.proposals if view.layer == Layer.DECIDED)
    proposed = sum(view.block_t or 0.0 for view in snapshot.proposals if view.layer == Layer.PROPOSED)
    sentences = [
        gettext(
            "From %(start)s to %(end)s it would be %(reference)s without actions; the budget is %(budget)s.",
            start=str(snapshot.start_year),
            end=str(snapshot.end_year),
            reference=format_tonnes(outcome.cumulative_reference_t),
            budget=format_tonnes(outcome.budget_t),
        ),
        gettext(
            "What is decided takes off %(decided)s, the meeting’s proposals %(proposed)s.",
            decided=format_tonnes(decided),
            proposed=format_tonnes(proposed),
        ),
        describe_gap_lead(snapshot),
        describe_last_year(snapshot),
    ]
    if outcome.warming_c is not None:
        sentences.append(describe_share_warming(snapshot))
    if marks := _describe_marks(snapshot):
        sentences.append(gettext("Limits: %(marks)s.", marks=marks))
    return " ".join(sentences)


def _describe_marks(snapshot: Evaluated) -> str:
    return ", ".join(
        gettext(
            "%(degrees)s °C: %(amount)s",
            degrees=format_decimal(mark.temperature_c, 1),
            amount=format_tonnes(mark.budget_t),
        )
        for mark in snapshot.scenario.warming_marks
    )


def describe_makers(snapshot: Snapshot) -> str:
    """Write how many proposals by how many roles brought the total about."""
    counted = snapshot.counted
    roles = {view.role for view in counted if view.role}
    proposals = ngettext("%(num)s proposal", "%(num)s proposals", len(counted))
    if not roles:
        return proposals
    return gettext(
        "%(proposals)s by %(roles)s",
        proposals=proposals,
        roles=ngettext("%(num)s role", "%(num)s roles", len(roles)),
    )
