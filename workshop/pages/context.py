"""Functions, formats and words for all templates."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import cast

from flask import Flask
from jinja2 import Environment, pass_context
from jinja2.filters import FILTERS
from jinja2.runtime import Context
from jinja2.tests import TESTS

from workshop import words
from workshop.charts.budget.amount import describe_sum
from workshop.charts.budget.effects import describe_days, describe_effect
from workshop.charts.budget.hatch import HATCH
from workshop.charts.budget.sources import build_source_view
from workshop.charts.budget.titles import describe_title
from workshop.charts.importing.words import describe_group, describe_status
from workshop.charts.meeting.room_for_manoeuvre import build_stand_words_views
from workshop.charts.meeting.spotlight import describe_objections, describe_support
from workshop.charts.proposals.catalogue import (
    describe_grade,
    describe_origin,
    describe_unit,
)
from workshop.charts.proposals.range_block import build_range_view
from workshop.charts.proposals.responsibility import build_responsibility_views
from workshop.charts.proposals.spread import describe_figure
from workshop.i18n import (
    LANGUAGES,
    current_language,
    decimal_mark,
    format_day,
    format_decimal,
    format_moment,
    format_time,
    format_tonnes,
    format_whole,
)
from workshop.pages.faults import list_faults
from workshop.pages.resending import find_return
from workshop.services.importing.list_questions import say_tonnes
from workshop.services.importing.typed_numbers import write_figure, write_number
from workshop.services.proposals.merging import seen_for_merging
from workshop.services.proposals.words_read import digest, words_seen
from workshop.state.schedule import LONG_GAP
from workshop.step_words import say_step


def register(app: Flask) -> None:
    """Register formats, words and the language in force for templates."""
    app.jinja_env.filters.update(
        decimal=format_decimal,
        tonnes=format_tonnes,
        whole=format_whole,
        in_gas=words.in_gas,
        listed_as=words.say_listed_as,
        role=words.say_role,
        account_role=words.say_account_role,
        member_role=words.say_member_role,
        phase=words.say_phase,
        actor=words.say_actor,
        control=words.say_control,
        hidden_reason=words.say_hidden_reason,
        effect=describe_effect,
        days=describe_days,
        trouble=words.say_trouble,
        remedy=words.say_remedy,
        figure=describe_figure,
        clock_time=format_time,
        moment=format_moment,
        typed=write_number,
        tonnage=write_figure,
        date=format_day,
        list_tonnes=say_tonnes,
        list_status=describe_status,
        list_group=describe_group,
    )
    app.jinja_env.globals.update(
        decimal_mark=decimal_mark,
        describe_sum=describe_sum,
        per_unit=describe_unit,
        title_of=describe_title,
        grade=describe_grade,
        origin_of=describe_origin,
        say_state=words.say_state,
        say_prompt=words.say_prompt,
        say_thought_state=words.say_thought_state,
        build_stand_words_views=build_stand_words_views,
        build_responsibility_views=build_responsibility_views,
        say_objection=words.say_objection,
        say_objection_state=words.say_objection_state,
        describe_objections=describe_objections,
        describe_support=describe_support,
        range_of=build_range_view,
        say_step=say_step,
        say_source=words.say_source,
        words_seen=words_seen,
        text_seen=digest,
        seen_for_merging=seen_for_merging,
        list_faults=list_faults,
        find_return=find_return,
        build_source_view=build_source_view,
        hatch=HATCH,
        long_gap_s=int(LONG_GAP.total_seconds()),
    )
    _keep_from_folding(app.jinja_env)

    @app.context_processor
    def _language() -> dict[str, object]:
        return {
            "language": current_language(),
            "languages": LANGUAGES,
            "account_settings": app.config["ACCOUNTS"],
        }


def _keep_from_folding(environment: Environment) -> None:
    """Make Jinja run all filters and tests of ours at render time.

    Jinja computes a filter of a constant once, when it compiles the template, in the language of the first
    reader. It does not do so with filters that take the context.
    """
    for known, jinjas_own in (
        (environment.filters, FILTERS),
        (environment.tests, TESTS),
    ):
        for name, function in known.items():
            if function is not jinjas_own.get(name) and not hasattr(function, "jinja_pass_arg"):
                known[name] = _taking_the_context(cast(Callable[..., object], function))


def _taking_the_context(function: Callable[..., object]) -> Callable[..., object]:
    @pass_context
    @wraps(function)
    def run(_: Context, *values: object, **named: object) -> object:
        return function(*values, **named)

    return run
