"""The result of a saved scenario in a few sentences."""

from __future__ import annotations

from workshop.charts.budget.bridge_words import describe_gap_lead, describe_share_warming
from workshop.charts.budget.one_unit import Balance
from workshop.charts.budget.verdict import last_year_of
from workshop.charts.comparison.words import describe_origin
from workshop.charts.reports.subject import SubjectView
from workshop.i18n import format_moment, format_tonnes, gettext, ngettext
from workshop.models import Layer


def describe_verdict(subject: SubjectView) -> str:
    """Write in one sentence whether the budget is kept, and until when it lasts."""
    outcome, place = subject.outcome, subject.place
    end, last = str(subject.end_year), last_year_of(outcome)
    proposed = sum(action.layer == Layer.PROPOSED for action in subject.counted)
    if outcome.budget_t <= 0:
        return gettext(
            "%(place)s used up this budget before %(year)s. Every tonne avoided still matters.",
            place=place,
            year=str(subject.start_year),
        )
    if outcome.fits:
        if not proposed:
            return gettext("%(place)s keeps within the budget until %(year)s.", place=place, year=end)
        return ngettext(
            "With this action %(place)s keeps within the budget until %(year)s.",
            "With these %(num)s actions %(place)s keeps within the budget until %(year)s.",
            proposed,
            place=place,
            year=end,
        )
    if proposed:
        return ngettext(
            "With this action, the budget for %(place)s lasts until %(year)s%(longer)s.",
            "With these %(num)s actions, the budget for %(place)s lasts until %(year)s%(longer)s.",
            proposed,
            place=place,
            year=str(last),
            longer="",
        )
    if subject.counted:
        return gettext(
            "With what is already decided, the budget for %(place)s lasts until %(year)s.",
            place=place,
            year=str(last),
        )
    return gettext(
        "Without new actions, the budget for %(place)s lasts until %(year)s.", place=place, year=str(last)
    )


def describe_amounts(subject: SubjectView) -> str:
    """Write how much is left or too much, how much of the gap is closed, and what it means for warming."""
    outcome, end = subject.outcome, str(subject.end_year)
    balance = Balance.of(outcome)
    if outcome.fits and outcome.budget_t > 0:
        amount = gettext(
            "%(amount)s of the budget is left in %(year)s, when %(still)s a year is still emitted.",
            amount=balance.describe(outcome.remaining_t),
            year=end,
            still=format_tonnes(outcome.last_year_t),
        )
    else:
        amount = gettext(
            "%(amount)s too much by %(year)s.", amount=balance.describe(-outcome.remaining_t), year=end
        )
    said = (amount, describe_gap_lead(subject), describe_share_warming(subject))
    return " ".join(filter(None, said))


def describe_origin_of(subject: SubjectView) -> str:
    """Write which saved scenario this is, and where an imported one comes from."""
    saved = subject.saved
    told = gettext(
        "Scenario %(number)s, “%(name)s”, saved %(when)s.",
        number=str(saved.number),
        name=saved.name,
        when=format_moment(saved.created_at),
    )
    return " ".join(filter(None, (told, describe_origin(saved.origin))))
