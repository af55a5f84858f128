"""The survey before and after, on phones and on the wall."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from workshop.i18n import format_decimal, gettext, ngettext
from workshop.identity import Person
from workshop.services.meeting.answers import own_answers
from workshop.services.meeting.surveys import AFTER, ASPECTS, BEFORE, HIGHEST, LOWEST, question_name
from workshop.state.snapshot import Snapshot

# Pixels on a screen with 1080 lines.
WIDTH, HEIGHT, _BASE = 300, 130, 92


@dataclass(frozen=True)
class _Asked:
    """The question about an aspect, and the meaning of the scale's ends."""

    text: str
    low: str
    high: str


@dataclass(frozen=True)
class QuestionView:
    """One question of the survey, with the participant's answer."""

    aspect: str
    point: int | None
    text: str
    low: str
    high: str


@dataclass(frozen=True, kw_only=True)
class SurveyView:
    """The questions of a moment, ``before`` or ``after``, on one phone."""

    moment: str
    questions: list[QuestionView]
    points: list[int]
    answered: bool


@dataclass(frozen=True)
class OwnSurveyView:
    """A phone that shows only the questions."""

    survey: SurveyView


@dataclass(frozen=True, kw_only=True)
class ScaleBar:
    """The bar of one point of the scale, in pixels."""

    x: float
    width: float
    y: float
    height: float
    middle: float
    label: str


@dataclass(frozen=True, kw_only=True)
class ScaleView:
    """The number of answers at each point, drawn in pixels, and in words."""

    mean: str
    description: str
    width: int
    height: int
    base: int
    bars: list[ScaleBar]


@dataclass(frozen=True)
class AspectView:
    """The answers about one aspect before and after."""

    label: str
    before: ScaleView
    after: ScaleView


@dataclass(frozen=True)
class ComparisonView:
    """The changes; ``learnt`` if the desk has them shown."""

    learnt: bool
    people: str
    aspects: list[AspectView]


def build_survey_view(snapshot: Snapshot, participant: Person, moment: str) -> SurveyView:
    """Return the questions of a moment with a participant's answers."""
    mine = own_answers(participant)
    questions = []
    for aspect in ASPECTS:
        answer = mine.get(question_name(moment, aspect))
        point = None if answer is None or answer.number is None else int(answer.number)
        asked = _ask(aspect, snapshot)
        questions.append(QuestionView(aspect, point, asked.text, asked.low, asked.high))
    return SurveyView(
        moment=moment,
        questions=questions,
        points=list(range(LOWEST, HIGHEST + 1)),
        answered=any(question.point is not None for question in questions),
    )


def build_before_view(snapshot: Snapshot, participant: Person) -> OwnSurveyView:
    """Return the questions before the meeting, for the lobby."""
    return OwnSurveyView(build_survey_view(snapshot, participant, BEFORE))


def build_comparison_view(snapshot: Snapshot) -> ComparisonView:
    """Return the changes, as the desk has had them shown."""
    compared = snapshot.focus.get("compared", {})
    people = max((told["people"] for told in compared.values()), default=0)
    return ComparisonView(
        learnt=bool(snapshot.focus.get("learnt")),
        people=ngettext(
            "%(num)s person answered before and after.", "%(num)s people answered before and after.", people
        )
        if people
        else gettext("Fewer than five people answered before and after, so that nothing is shown."),
        aspects=[
            AspectView(
                label=describe_aspect(aspect),
                before=_tell(compared[aspect][BEFORE], _describe(aspect, BEFORE, snapshot)),
                after=_tell(compared[aspect][AFTER], _describe(aspect, AFTER, snapshot)),
            )
            for aspect in ASPECTS
            if aspect in compared
        ],
    )


def describe_aspect(aspect: str) -> str:
    """Name an aspect in the first person."""
    return {
        "knowledge": gettext("I know what is emitted and what lowers it"),
        "urgency": gettext("It is urgent"),
        "agency": gettext("There is much that I can do"),
    }[aspect]


def _ask(aspect: str, snapshot: Snapshot) -> _Asked:
    place = snapshot.place
    text, low, high = {
        "knowledge": (
            gettext("How well do you know how much %(place)s emits, and what lowers it?", place=place),
            gettext("not at all"),
            gettext("very well"),
        ),
        "urgency": (
            gettext("How urgent is it to lower the emissions of %(place)s?", place=place),
            gettext("not urgent"),
            gettext("very urgent"),
        ),
        "agency": (
            gettext("How much can you do about it yourself, in your role?"),
            gettext("nothing"),
            gettext("very much"),
        ),
    }[aspect]
    return _Asked(text=text, low=low, high=high)


def _describe(aspect: str, moment: str, snapshot: Snapshot) -> str:
    """Write the question, its moment, and the meaning of the scale's ends."""
    asked = _ask(aspect, snapshot)
    when = gettext("before the meeting") if moment == BEFORE else gettext("after the meeting")
    ends = f"{LOWEST}: {asked.low}, {HIGHEST}: {asked.high}"
    return gettext("%(question)s Answers %(when)s (%(ends)s):", question=asked.text, when=when, ends=ends)


def _tell(told: dict[str, Any], question: str) -> ScaleView:
    counts = told["counts"]
    most, each = max(counts), WIDTH / len(counts)
    chosen = [
        ngettext("%(num)s person chose %(point)s", "%(num)s people chose %(point)s", count, point=point)
        for point, count in enumerate(counts, start=LOWEST)
    ]
    mean = gettext("The mean is %(mean)s.", mean=format_decimal(told["mean"], 1))
    return ScaleView(
        mean=format_decimal(told["mean"], 1),
        description=" ".join((question, f"{', '.join(chosen)}.", mean)),
        width=WIDTH,
        height=HEIGHT,
        base=_BASE,
        bars=[
            ScaleBar(
                x=round(place * each + 4, 1),
                width=round(each - 8, 1),
                y=round(_BASE - (high := _BASE * count / most), 1),
                height=round(high, 1),
                middle=round((place + 0.5) * each, 1),
                label=str(place + LOWEST),
            )
            for place, count in enumerate(counts)
        ],
    )
