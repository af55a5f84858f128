"""The terms of the budget and of the statistics."""

from __future__ import annotations

from workshop.glossary.term import Term
from workshop.i18n import lazy_gettext as _l

BUDGET = (
    Term(
        key="carbon-budget",
        name=_l("carbon budget"),
        meaning=_l(
            "The amount of CO₂ that may still be emitted here from 1 January of a start year. When it is "
            "used up, nothing is left."
        ),
        unit=_l("tonnes of CO₂"),
    ),
    Term(
        key="climate-budget",
        name=_l("climate budget"),
        meaning=_l(
            "A plan of measures and limits, year by year, that Norwegian councils adopt (klimabudsjett). "
            "It is not the same as a carbon budget, which is an amount."
        ),
    ),
    Term(
        key="annual-limit",
        name=_l("annual limit"),
        meaning=_l(
            "What an adopted climate budget allows to be emitted in one year (utslippsramme): tonnes, or so "
            "many per cent below a base year. It does not replace the budget."
        ),
        unit=_l("tonnes of CO₂e a year"),
    ),
    Term(
        key="gap-table",
        name=_l("gap table"),
        meaning=_l(
            "Each annual limit beside the emissions of its year: with what is decided and with the "
            "proposals, and how many percentage points are missing."
        ),
    ),
    Term(
        key="allocation-rule",
        name=_l("allocation rule"),
        meaning=_l(
            "How the budget is shared: the rule by which the world’s or a country’s amount is divided "
            "between places, such as equally for every person. The rule is a choice."
        ),
    ),
    Term(
        key="warming-limit",
        name=_l("warming limit"),
        meaning=_l(
            "How warm the world may become, such as 1.7 °C above the time before industry. The budget for "
            "another limit is larger or smaller, by the same allocation rule."
        ),
        unit=_l("°C"),
    ),
    Term(
        key="todays-rate",
        name=_l("today’s rate"),
        meaning=_l(
            "The emissions of the first year that the workshop counts, with the year and whether the "
            "figure is official, preliminary or estimated."
        ),
        unit=_l("tonnes of CO₂ a year"),
    ),
    Term(
        key="years-left",
        name=_l("years left"),
        meaning=_l(
            "How long the budget lasts if emissions stay at today’s rate: the budget divided by the "
            "emissions of a year."
        ),
        unit=_l("years"),
    ),
    Term(
        key="yearly-cut",
        name=_l("yearly cut"),
        meaning=_l(
            "By how much emissions have to fall every year, always by the same percentage, to stay within "
            "the budget."
        ),
        unit=_l("percent a year"),
    ),
    Term(
        key="reference-path",
        name=_l("reference path"),
        meaning=_l(
            "How emissions would develop, year by year, without the actions: what the actions are "
            "compared with."
        ),
        unit=_l("tonnes of CO₂ a year"),
    ),
    Term(
        key="gap",
        name=_l("gap"),
        meaning=_l(
            "How much the reference path emits above the budget until the last year: what the actions "
            "have to close."
        ),
        unit=_l("tonnes of CO₂"),
    ),
    Term(
        key="emission-source",
        name=_l("emission source"),
        meaning=_l("Where emissions come from, such as cars or heating of homes."),
        unit=_l("tonnes of CO₂ a year"),
    ),
    Term(
        key="sector",
        name=_l("sector"),
        meaning=_l("A group of emission sources in the statistics, such as transport."),
        unit=_l("tonnes of CO₂ a year"),
    ),
    Term(
        key="territory",
        name=_l("territory"),
        meaning=_l(
            "The place that the budget is for: a municipality, a county, a country, or several "
            "municipalities together."
        ),
    ),
    Term(
        key="edition",
        name=_l("edition"),
        meaning=_l(
            "One release of the statistics, with its date. Later releases can change the figures of "
            "earlier years."
        ),
    ),
    Term(
        key="co2-and-co2e",
        name=_l("CO₂ and CO₂e"),
        meaning=_l(
            "CO₂ is carbon dioxide. CO₂e also counts other greenhouse gases, converted to the amount of "
            "CO₂ that warms as much. The budget counts CO₂ alone."
        ),
        unit=_l("1 t = 1 000 kg, 1 kt = 1 000 t, 1 Mt = 1 000 000 t"),
    ),
)
