"""Predict before reveal: the questions of which the room guesses the answer, and the model's answer."""

from __future__ import annotations

from dataclasses import dataclass

from workshop.errors import Problem
from workshop.i18n import gettext
from workshop.models import Phase
from workshop.services.meeting.answers import answers_to, write_answers
from workshop.services.meeting.focus import write_focus
from workshop.services.proposals.catalogue_actions import CatalogueAction, choose_actions, find_action
from workshop.services.proposals.picks import Pick
from workshop.services.proposals.previews import preview_pick
from workshop.state.effects import targets_of
from workshop.state.published import publish_values, read_published
from workshop.state.rounds import EVERYBODY
from workshop.state.scenario_document import reached_t
from workshop.state.snapshot import Snapshot
from workshop.state.todays_rate import find_years_left
from workshop.store.changes import Changes
from workshop.store.context import WorkshopContext
from workshop.store.gates import require_writing
from workshop.store.operations import Answer, operation

YEARS_LEFT, NEEDED_CUT = "years_left", "needed_cut"

# An amount that lowers its sources by more than this is no everyday example of an action.
_LARGEST_PART = 0.2


@dataclass(frozen=True, kw_only=True)
class Question:
    """A figure to guess: ``years_left``, ``needed_cut``, or the effect of an action, by its id.

    ``answer`` is in years, percent a year or tonnes a year; ``amount`` is how many units of the action.
    Guesses are between 0 and ``maximum``; ``step`` is that of the stepper.
    """

    key: str
    answer: float
    maximum: float
    step: float
    action: CatalogueAction | None = None
    amount: float | None = None


def asked_key(focus: dict[str, object]) -> str:
    """Return the question that the screens look at; at first the years left."""
    return str(focus.get("question") or YEARS_LEFT)


def is_revealed(focus: dict[str, object], key: str) -> bool:
    """Return whether the answer to a question has been shown in this step."""
    revealed = focus.get("revealed")
    return isinstance(revealed, list) and key in revealed


def find_question(snapshot: Snapshot, key: str) -> Question | None:
    """Build a question for this place; None if the place has no answer to it."""
    if key == YEARS_LEFT:
        left = find_years_left(snapshot)
        return None if left is None else Question(key=key, answer=max(0.0, left), maximum=100, step=1)
    if key == NEEDED_CUT:
        cut = snapshot.budget["annual_reduction_pct"]
        return None if cut is None else Question(key=key, answer=cut, maximum=100, step=1)
    return _action_question(snapshot, find_action(snapshot.catalogue, key))


def actions_to_guess(snapshot: Snapshot, language: str) -> list[CatalogueAction]:
    """List the catalogue's actions that have tonnes in this place."""
    return [
        action
        for action in choose_actions(snapshot, "", language)
        if action.effect is not None and action.ledger == "territorial"
    ]


def fitting_action(snapshot: Snapshot, language: str) -> CatalogueAction | None:
    """Return the action to offer the desk first: one that counts things in the largest source."""
    actions = actions_to_guess(snapshot, language)
    counting = [action for action in actions if action.effect and action.effect.kind == "units"]
    return max(counting or actions, key=lambda action: _target_t(snapshot, action), default=None)


@operation("workshop.focus")
def ask(context: WorkshopContext, changes: Changes, step: int, key: str) -> None:
    """Ask the room for a figure."""
    write_focus(context, changes, step, question=key)


@operation("workshop.focus")
def reveal(context: WorkshopContext, changes: Changes, step: int, key: str) -> None:
    """Show the room its guesses and the answer, and close the guessing."""
    others = [other for other in context.focus.get("revealed", ()) if other != key]
    write_focus(context, changes, step, question=key, revealed=[*others, key])
    # The reveal can be undone, and guesses change: a second picture must not tell one person's guess.
    publish_values(
        changes.connection, context.id, answer_name(key), {EVERYBODY: read_guesses(context.id, key)}
    )


@operation("answer", revision=False)
def guess(context: WorkshopContext, changes: Changes, key: str, number: float) -> Answer:
    """Store a guess, replacing an earlier one; after the reveal it is refused."""
    require_writing(context, Phase.PREDICT)
    if asked_key(context.focus) != key or is_revealed(context.focus, key):
        raise Problem(
            gettext("This question is closed."),
            gettext("Look at the screen to see what is asked now."),
            status=409,
        )
    return write_answers(context, changes, {answer_name(key): number})


def read_guesses(workshop_id: int, key: str) -> list[float]:
    """Return the guesses at a question as they are now, smallest first."""
    said = answers_to(workshop_id, answer_name(key))
    return sorted(answer.number for answer in said if answer.number is not None)


def revealed_guesses(workshop_id: int, key: str) -> list[float]:
    """Return the guesses that the room sees of a revealed question."""
    found = read_published(workshop_id).get(answer_name(key))
    return read_guesses(workshop_id, key) if found is None else found.totals["groups"][EVERYBODY]


def answer_name(key: str) -> str:
    """Return the stored name of a question's answers."""
    return f"predict/{key}"


def _target_t(snapshot: Snapshot, action: CatalogueAction) -> float:
    """Return the first year's emissions (t/yr) of the sources that an action affects."""
    return reached_t(snapshot.scenario, targets_of(action, snapshot.territory_id))


def _action_question(snapshot: Snapshot, action: CatalogueAction) -> Question | None:
    if action.effect is None:
        return None
    amount = _fitting_amount(snapshot, action)
    preview = preview_pick(snapshot, Pick(action_id=action.id, amount=amount, start_year=snapshot.start_year))
    if preview is None:
        return None
    # The bounds follow the place's size and not the answer, so as not to reveal it.
    maximum = _round_up(sum(source.reference_t[0] for source in snapshot.scenario.sources))
    return Question(
        key=action.id,
        answer=preview.tonnes_per_year,
        maximum=maximum,
        step=max(1.0, maximum / 2000),
        action=action,
        amount=amount,
    )


def _fitting_amount(snapshot: Snapshot, action: CatalogueAction) -> float:
    """Return the catalogue's amount, or less if that is too much for the place."""
    amount = action.amount
    assert action.effect is not None
    if action.effect.kind == "share":
        return amount.default
    most = _LARGEST_PART * _target_t(snapshot, action) / action.effect.per_unit.likely
    fitting = min(amount.default, most // amount.step * amount.step)
    return float(max(amount.minimum, fitting))


def _round_up(value: float) -> float:
    """Round up to 1, 2 or 5 times a power of ten."""
    power = 1.0
    while power * 10 <= value:
        power *= 10
    return next(power * factor for factor in (1, 2, 5, 10) if power * factor >= value)
