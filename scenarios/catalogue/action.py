"""An action of the catalogue: its effect, amount, evidence and texts.

Every figure has the source that its evidence names. Estimates in proportion to the number of units are the
project's model (MODEL.md, section 6).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from scenarios.catalogue.limits import Limit

LANGUAGES = ("en", "nb", "sv")
_FALLBACKS = {"nn": ("nb",), "no": ("nb",)}


@dataclass(frozen=True, slots=True)
class Estimate:
    """Low, likely and high value of one quantity.

    Attributes
    ----------
    low, likely, high
        ``0 < low <= likely <= high``, in the unit of its effect.
    """

    low: float
    likely: float
    high: float

    def times(self, amount: float) -> "Estimate":
        """Return the estimate for several units, each value times their number.

        Parameters
        ----------
        amount
            Number of units.

        Returns
        -------
        Estimate
            ``low amount``, ``likely amount`` and ``high amount``.
        """
        return Estimate(self.low * amount, self.likely * amount, self.high * amount)


@dataclass(frozen=True, slots=True)
class CatalogueEffect:
    """The reduction by one unit of an action.

    Attributes
    ----------
    kind
        ``units``: tonnes a year; ``share``: a fraction of each target.
    per_unit
        Of one unit: t/yr, or a fraction above 0 and at most 1.
    """

    kind: str
    per_unit: Estimate


@dataclass(frozen=True, slots=True)
class Amount:
    """The phone's stepper for the number of units, preset for a town of about 60 000.

    Attributes
    ----------
    minimum, maximum, default
        Numbers of units, ``0 < minimum <= default <= maximum``.
    step
        Units per step, above 0.
    """

    minimum: float
    maximum: float
    step: float
    default: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """How reliable a figure is.

    Attributes
    ----------
    grade
        ``cited``, ``derived`` or ``rule-of-thumb``; ``local`` for a figure of a place's own catalogue.
    range_key
        Key of the range note, on the origin of low and high; None without an effect.
    source
        The origin of the figure, in words.
    """

    grade: str
    range_key: str | None
    source: str


@dataclass(frozen=True, slots=True)
class CostBand:
    """What the action costs per tonne of CO2, as a band of words (a rule of thumb).

    Attributes
    ----------
    cheapest, dearest
        Of `scenarios.catalogue.catalogue.COST_LEVELS`.
    """

    cheapest: str
    dearest: str


@dataclass(frozen=True, slots=True)
class GroupHint:
    """The default group of an action.

    Attributes
    ----------
    key
        The same for all actions of the group.
    relation
        ``exclusive`` or ``disjoint``, as in `scenarios.scenario.Group`.
    """

    key: str
    relation: str


@dataclass(frozen=True, slots=True)
class CatalogueAction:
    """One action of the catalogue.

    Attributes
    ----------
    id, category
        In kebab-case, and the key of its category.
    effect
        Of one unit; None for an action that only enables others.
    amount
        How many units can be chosen.
    limit
        What bounds the amount in a place; None without an effect.
    targets
        Source ids or sectors; for the consumption ledger they only classify it.
    norwegian_targets
        Those of Norway's statistics; None if these have no source to which the effect applies.
    ledger, gas
        ``territorial`` or ``consumption``; ``CO2`` or ``CO2e``.
    start_offset_years
        Years from the start of a scenario to the first year with effect.
    ramp, ramp_years
        The shape of the ramp to full effect, and its length in years.
    lifetime_years
        How many years a purchase or building lasts, or None; shown, but no part of the estimate.
    rebound
        Part of the effect that is lost again, from 0 to below 1.
    actor, partners
        Who decides, and who must join in; of `scenarios.catalogue.catalogue.ACTORS`.
    control
        The municipality's control: ``direct``, ``shared`` or ``external``.
    cost_band
        Per tonne of CO2, or None.
    group
        The group of related actions, or None.
    measures
        Ids of the national measures like it (`scenarios.catalogue.national_costs`).
    evidence
        How reliable its figure is.
    texts
        Name of the text to language to text, see `text`.
    origin
        ``shipped``; or ``own`` or ``changed``, by the place whose catalogue has it
        (`scenarios.catalogue.own`).
    place
        The name of that place; empty for a shipped action.

    Notes
    -----
    The estimate for an amount of `n` units is ``n * per_unit``: t/yr for an effect of kind `units`,
    a fraction (at most 1) of every target for kind `share`.
    """

    id: str
    category: str
    effect: CatalogueEffect | None
    amount: Amount
    limit: Limit | None
    targets: tuple[str, ...]
    norwegian_targets: tuple[str, ...] | None
    ledger: str
    gas: str
    start_offset_years: int
    ramp: str
    ramp_years: int
    lifetime_years: int | None
    rebound: float
    actor: str
    partners: tuple[str, ...]
    control: str
    cost_band: CostBand | None
    group: GroupHint | None
    measures: tuple[str, ...]
    evidence: Evidence
    texts: Mapping[str, Mapping[str, str]] = field(repr=False, hash=False)
    origin: str = "shipped"
    place: str = ""

    @property
    def counts(self) -> bool:
        """Whether the action has tonnes that count against a CO2 budget."""
        return self.counts_in("CO2")

    def counts_in(self, gas: str) -> bool:
        """Return whether the action has tonnes that count where a gas is counted.

        Parameters
        ----------
        gas
            ``CO2``, or ``CO2e``, which counts CO2 too.

        Returns
        -------
        bool
            False without an effect, in the consumption ledger, and for other gases where CO2 is counted.
        """
        return self.effect is not None and self.ledger == "territorial" and self.gas in ("CO2", gas)

    def text(self, name: str, language: str) -> str:
        """Return a text in a language, else in a near language, else in English.

        Parameters
        ----------
        name
            `title`, `description`, `question`, `unit_singular`, `unit_plural`, `basis`,
            `range_note` (empty without an effect), `amount_note` or `category`.
        language
            A language tag such as ``sv`` or ``nb-NO``.

        Returns
        -------
        str
            Empty if there is none even in English.
        """
        return in_language(self.texts[name], language)

    def unit_for(self, amount: float, language: str) -> str:
        """Return the unit's name as written after a number.

        Parameters
        ----------
        amount
            Number of units.
        language
            As in `text`.

        Returns
        -------
        str
            Singular for exactly 1, else plural.
        """
        return self.text("unit_singular" if amount == 1 else "unit_plural", language)

    def estimate_for(self, amount: float) -> Estimate | None:
        """Return the estimate for an amount, ``amount per_unit``.

        Parameters
        ----------
        amount
            Number of units.

        Returns
        -------
        Estimate or None
            t/yr, or a fraction of each target; None without an effect.
        """
        return None if self.effect is None else self.effect.per_unit.times(amount)


def in_language(text: Mapping[str, str], language: str) -> str:
    """Return a text in a language, else in a near language, else in English.

    Parameters
    ----------
    text
        Language to text.
    language
        A language tag such as ``sv`` or ``nb-NO``.

    Returns
    -------
    str
        Empty if there is none even in English.
    """
    base = re.split("[-_]", language.lower())[0]
    return next((text[tag] for tag in (base, *_FALLBACKS.get(base, ()), "en") if tag in text), "")
