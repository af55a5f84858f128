"""What one action of the catalogue is: its effect, amount, evidence and texts."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

LANGUAGES = ("en", "nb", "sv")
_FALLBACKS = {"nn": ("nb",), "no": ("nb",)}


@dataclass(frozen=True, slots=True)
class Estimate:
    """Low, likely and high value of one quantity."""

    low: float
    likely: float
    high: float

    def times(self, amount: float) -> "Estimate":
        """Return the estimate for `amount` units."""
        return Estimate(self.low * amount, self.likely * amount, self.high * amount)


@dataclass(frozen=True, slots=True)
class CatalogueEffect:
    """What one unit takes away: tonnes a year (`units`) or a fraction of each target (`share`)."""

    kind: str
    per_unit: Estimate


@dataclass(frozen=True, slots=True)
class Amount:
    """The stepper on the phone; a starting point for a town of about 60 000, not a fact."""

    minimum: float
    maximum: float
    step: float
    default: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """How far a figure can be trusted: `cited`, `derived` or `rule-of-thumb`, and its source."""

    grade: str
    range_key: str | None
    source: str


@dataclass(frozen=True, slots=True)
class CostBand:
    """Cheapest and dearest of `COST_LEVELS`, per tonne of CO2 (a rule of thumb)."""

    cheapest: str
    dearest: str


@dataclass(frozen=True, slots=True)
class GroupHint:
    """Actions of one `key` are by default `exclusive` or `disjoint` to each other."""

    key: str
    relation: str


@dataclass(frozen=True, slots=True)
class CatalogueAction:
    """One action of the catalogue.

    Notes
    -----
    The estimate for an amount of `n` units is ``n * per_unit``: t/yr for an effect of kind `units`,
    a fraction (at most 1) of every target for kind `share`. `effect` is None for an action that
    only makes others possible. `norwegian_targets` is None where Norwegian statistics have no
    source that the effect fits. For the consumption ledger the targets only say where it belongs.
    """

    id: str
    category: str
    effect: CatalogueEffect | None
    amount: Amount
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
    evidence: Evidence
    texts: Mapping[str, Mapping[str, str]] = field(repr=False, hash=False)

    @property
    def counts(self) -> bool:
        """Whether the action has tonnes that count against a CO2 budget."""
        return self.effect is not None and self.ledger == "territorial" and self.gas == "CO2"

    def text(self, name: str, language: str) -> str:
        """Return a text in `language`, else in a near language, else in English.

        Parameters
        ----------
        name
            `title`, `description`, `question`, `unit_singular`, `unit_plural`, `basis`,
            `range_note` (empty without an effect), `amount_note` or `category`.
        language
            A language tag such as ``sv`` or ``nb-NO``.
        """
        return in_language(self.texts[name], language)

    def unit_for(self, amount: float, language: str) -> str:
        """Return the unit's name as it stands after `amount`."""
        return self.text("unit_singular" if amount == 1 else "unit_plural", language)

    def estimate_for(self, amount: float) -> Estimate | None:
        """Return the estimate for `amount` units (t/yr, or a fraction), None without an effect."""
        return None if self.effect is None else self.effect.per_unit.times(amount)


def in_language(text: Mapping[str, str], language: str) -> str:
    """Return the text in `language`, else in a near language, else in English, else empty."""
    base = re.split("[-_]", language.lower())[0]
    return next((text[tag] for tag in (base, *_FALLBACKS.get(base, ()), "en") if tag in text), "")
