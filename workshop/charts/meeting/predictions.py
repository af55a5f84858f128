"""Predict before reveal, on each screen: the question, who has answered, the answer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from statistics import median

from scenarios.numbers import round_whole
from workshop.charts.budget.rates import (
    AT_ONCE_PCT,
    describe_cut_from_today,
    describe_todays_rate,
    describe_used_up,
)
from workshop.charts.budget.sources import SourceView, build_source_view
from workshop.charts.meeting.histogram import HistogramView, build_histogram_view
from workshop.charts.meeting.surveys import SurveyView, build_survey_view
from workshop.i18n import current_language, format_decimal, format_tonnes, gettext, ngettext
from workshop.identity import Person
from workshop.services.meeting.answers import count_answers, own_answers
from workshop.services.meeting.predictions import (
    NEEDED_CUT,
    YEARS_LEFT,
    Question,
    actions_to_guess,
    answer_name,
    asked_key,
    find_question,
    fitting_action,
    is_revealed,
    revealed_guesses,
)
from workshop.services.meeting.surveys import BEFORE
from workshop.services.people.participants import count_by_role
from workshop.state.confidentiality import may_show
from workshop.state.snapshot import Snapshot
from workshop.state.todays_rate import find_years_left
from workshop.words import in_gas


@dataclass(frozen=True, kw_only=True)
class RevealView:
    """The answer, and the room's guesses as far as they may be shown."""

    answer: str
    because: str
    sentence: str
    guessed: str
    guesses: HistogramView | None


@dataclass(frozen=True, kw_only=True)
class QuestionView:
    """The wall's question; ``progress_pct`` have answered."""

    question: str
    progress_pct: float
    answered: str
    reveal: RevealView | None


@dataclass(frozen=True, kw_only=True)
class GuessView:
    """A phone's view: the question, its own guess and, once revealed, the answer."""

    question: Question
    asked: str
    unit: str
    guess: float | None
    guess_said: str | None
    revealed: bool
    answer_said: str
    because: str
    cited: SourceView | None
    survey: SurveyView


@dataclass(frozen=True)
class FigureChoice:
    """A figure that the desk can ask for."""

    key: str
    label: str
    possible: bool


@dataclass(frozen=True)
class ActionChoice:
    """An action whose tonnes the desk can ask for."""

    id: str
    title: str


@dataclass(frozen=True, kw_only=True)
class ChoiceView:
    """What the desk can ask, and the progress."""

    asked: str | None
    asked_key: str
    answer_said: str
    revealed: bool
    figures: list[FigureChoice]
    actions: list[ActionChoice]
    chosen_action: str | None


def build_question_view(snapshot: Snapshot) -> QuestionView | None:
    """Return the wall's question and, once it is revealed, the answer and the room's guesses."""
    question = _asked(snapshot)
    if question is None:
        return None
    joined = sum(count_by_role(snapshot.workshop_id).values())
    answered = count_answers(snapshot.workshop_id, answer_name(question.key))
    return QuestionView(
        question=describe_question(question, snapshot),
        progress_pct=round(100 * answered / joined, 1) if joined else 0.0,
        answered=ngettext("%(num)s person has answered", "%(num)s people have answered", answered)
        if snapshot.rules.count_hidden
        else ngettext(
            "%(answered)s of %(num)s has answered",
            "%(answered)s of %(num)s have answered",
            joined,
            answered=format_decimal(answered),
        ),
        reveal=_reveal(snapshot, question) if is_revealed(snapshot.focus, question.key) else None,
    )


def count_guesses(snapshot: Snapshot) -> int:
    """Count the answers to the present question."""
    return count_answers(snapshot.workshop_id, answer_name(asked_key(snapshot.focus)))


def build_guess_view(snapshot: Snapshot, participant: Person) -> GuessView | None:
    """Return a phone's view: the question, its own guess and, once revealed, the answer."""
    question = _asked(snapshot)
    if question is None:
        return None
    mine = own_answers(participant).get(answer_name(question.key))
    number = None if mine is None else mine.number
    revealed = is_revealed(snapshot.focus, question.key)
    return GuessView(
        question=question,
        asked=describe_question(question, snapshot),
        unit=describe_unit(question),
        guess=number,
        guess_said=None if number is None else describe_number(question, number),
        revealed=revealed,
        answer_said=describe_answer(question, snapshot) if revealed else "",
        because=describe_reason(question, snapshot) if revealed else "",
        cited=build_source_view(question.action.evidence.source) if revealed and question.action else None,
        survey=build_survey_view(snapshot, participant, BEFORE),
    )


def build_choice_view(snapshot: Snapshot) -> ChoiceView:
    """Return what the desk can ask, and the progress."""
    language = current_language()
    default = fitting_action(snapshot, language)
    key = asked_key(snapshot.focus)
    asked = _asked(snapshot)
    about_action = key not in (YEARS_LEFT, NEEDED_CUT)
    return ChoiceView(
        asked=None if asked is None else describe_question(asked, snapshot),
        asked_key=key,
        answer_said="" if asked is None else describe_answer(asked, snapshot),
        revealed=is_revealed(snapshot.focus, key),
        figures=[
            FigureChoice(key=figure, label=label, possible=find_question(snapshot, figure) is not None)
            for figure, label in (
                (YEARS_LEFT, gettext("Years left at today’s rate")),
                (NEEDED_CUT, gettext("Yearly cut needed")),
            )
        ],
        actions=[
            ActionChoice(action.id, action.text("title", language))
            for action in actions_to_guess(snapshot, language)
        ],
        chosen_action=key if about_action else None if default is None else default.id,
    )


def describe_question(question: Question, snapshot: Snapshot) -> str:
    """Ask for the figure in a sentence."""
    if question.key == YEARS_LEFT:
        return gettext(
            "How many years does the carbon budget of %(place)s last, if emissions stay as they are?",
            place=snapshot.place,
        )
    if question.key == NEEDED_CUT:
        return gettext(
            "By how many percent do the emissions of %(place)s have to fall, every year, counted from those "
            "of %(year)s, to keep the budget?",
            place=snapshot.place,
            year=str(snapshot.budget["base_year"]),
        )
    assert question.action is not None
    assert question.amount is not None
    language = current_language()
    said = gettext(
        "%(action)s (%(amount)s %(unit)s): how many tonnes of CO₂ less a year?",
        action=question.action.text("title", language),
        amount=format_decimal(question.amount),
        unit=question.action.unit_for(question.amount, language),
    )
    return in_gas(said, snapshot.gas)


def describe_unit(question: Question) -> str:
    """Return the unit of a guess."""
    if question.key == YEARS_LEFT:
        return gettext("years")
    return gettext("percent a year") if question.key == NEEDED_CUT else gettext("tonnes a year")


def describe_number(question: Question, value: float) -> str:
    """Write a guess or an answer with its unit; the statistics allow no decimals."""
    if question.key == YEARS_LEFT:
        digits = 1 if value % 1 == 0.5 else 0
        return ngettext(
            "%(years)s year", "%(years)s years", round_whole(value), years=format_decimal(value, digits)
        )
    if question.key == NEEDED_CUT:
        return gettext("%(number)s %% a year", number=format_decimal(value))
    return gettext("%(amount)s a year", amount=format_tonnes(value))


def describe_answer(question: Question, snapshot: Snapshot) -> str:
    """Write the answer; a budget that is used up has its own words."""
    left = find_years_left(snapshot) or 0.0
    if question.key == YEARS_LEFT and left <= 0:
        return gettext("none, it is %(used_up)s", used_up=describe_used_up(snapshot.budget))
    if question.key == YEARS_LEFT:
        return gettext("less than a year") if left < 0.5 else describe_number(question, round_whole(left))
    if question.key == NEEDED_CUT and question.answer > AT_ONCE_PCT:
        return gettext("%(cut)s, practically at once", cut=describe_number(question, question.answer))
    return describe_number(question, question.answer)


def describe_reason(question: Question, snapshot: Snapshot) -> str:
    """Write in a line where the answer comes from; that of an action has its source instead."""
    budget = snapshot.budget
    if question.key == YEARS_LEFT:
        said = gettext(
            "%(budget)s CO₂ left on 1 January %(start)s; %(rate)s.",
            budget=format_tonnes(budget["budget_t"]),
            start=str(budget["start_year"]),
            rate=describe_todays_rate(snapshot),
        )
        return in_gas(said, snapshot.gas)
    if question.action is None:
        because = gettext(
            "%(budget)s are left on 1 January %(start)s; %(emissions)s were emitted in %(year)s.",
            budget=format_tonnes(budget["budget_t"]),
            start=str(budget["start_year"]),
            emissions=format_tonnes(budget["base_emissions_t"]),
            year=str(budget["base_year"]),
        )
        return " ".join(filter(None, (because, describe_cut_from_today(snapshot))))
    return ""


def _asked(snapshot: Snapshot) -> Question | None:
    return find_question(snapshot, asked_key(snapshot.focus))


def _reveal(snapshot: Snapshot, question: Question) -> RevealView:
    guesses = revealed_guesses(snapshot.workshop_id, question.key)
    answer = describe_answer(question, snapshot)
    told = RevealView(
        answer=gettext("The answer: %(answer)s.", answer=answer),
        because=describe_reason(question, snapshot),
        sentence="",
        guessed="",
        guesses=None,
    )
    if not may_show(len(guesses)):
        return told
    middle = float(median(guesses))
    middle_said = describe_number(question, middle)
    picture = build_histogram_view(
        guesses,
        answer=question.answer,
        middle=middle,
        words=(gettext("Answer"), gettext("Median guess")),
        write=lambda value: format_decimal(value) if question.action is None else format_tonnes(value),
    )
    return replace(
        told,
        sentence=gettext("Median guess: %(guess)s.", guess=middle_said),
        guessed=ngettext("%(num)s person guessed.", "%(num)s people guessed.", len(guesses)),
        guesses=picture,
    )
