"""A catalogue of a place's own: the shipped actions with additions, changes and hidden ones on top.

The shipped actions are never changed. A change says only what differs, so that everything else (texts in
other languages, groups, partners) goes on to follow the shipped action.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from types import MappingProxyType
from typing import Any, Final

from scenarios.catalogue.action import (
    LANGUAGES,
    Amount,
    CatalogueAction,
    CatalogueEffect,
    Evidence,
)
from scenarios.catalogue.catalogue import find_action, load_catalogue, note_texts, search_actions
from scenarios.catalogue.limits import Limit

OWN_PREFIX: Final = "own-"
"""Begins the id of every action that a place has added; no shipped action has it."""
CATEGORY: Final = "own"

USUAL_START_AFTER: Final = 1
USUAL_RAMP_YEARS: Final = 5
USUAL_AMOUNT: Final = 10.0
LARGEST_AMOUNT: Final = 1000.0

_CATEGORY = {"en": "Own actions of {}", "nb": "Egne tiltak i {}", "sv": "Egna åtgärder i {}"}
_QUESTION = {"en": "How many {}?", "nb": "Hvor mange {}?", "sv": "Hur många {}?"}


@dataclass(frozen=True, slots=True)
class Unit:
    """What one unit of an action is called.

    Attributes
    ----------
    one, many
        After the number 1, and after every other.
    """

    one: str
    many: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnAction:
    """An action that a place adds, or what it changes of a shipped one.

    Attributes
    ----------
    id
        Of the shipped action, or a new one that begins with `OWN_PREFIX`.
    source
        Where the figures come from, in words; never empty.
    title, description
        In the words of the place, the same for every language; None keeps the shipped ones.
    unit, effect, amount
        As in `scenarios.catalogue.action`; None keeps the shipped ones, or for an addition stands for no
        effect and for usual amounts.
    targets
        Source ids or sectors of the place's statistics; None keeps the shipped ones.
    actor, control, start_after_years, ramp, ramp_years
        As `CatalogueAction` has them, in years; None keeps the shipped ones, or stands for the usual.
    """

    id: str
    source: str
    title: str | None = None
    description: str | None = None
    unit: Unit | None = None
    effect: CatalogueEffect | None = None
    amount: Amount | None = None
    targets: tuple[str, ...] | None = None
    actor: str | None = None
    control: str | None = None
    start_after_years: int | None = None
    ramp: str | None = None
    ramp_years: int | None = None

    @property
    def is_addition(self) -> bool:
        """Whether the place has added the action, in contrast to a change of a shipped one."""
        return self.id.startswith(OWN_PREFIX)


@dataclass(frozen=True, eq=False)
class Catalogue:
    """The actions that a workshop looks up.

    Attributes
    ----------
    actions
        All of them, also hidden ones, the shipped ones first and in their order.
    hidden
        Ids of those that are not offered; what was proposed of them before stays.
    """

    actions: tuple[CatalogueAction, ...]
    hidden: frozenset[str] = frozenset()

    @cached_property
    def offered(self) -> tuple[CatalogueAction, ...]:
        """The actions that can be chosen."""
        return tuple(action for action in self.actions if action.id not in self.hidden)

    @cached_property
    def _by_id(self) -> Mapping[str, CatalogueAction]:
        return {action.id: action for action in self.actions}

    def find(self, action_id: str) -> CatalogueAction:
        """Return the action with this id, also a hidden one.

        Parameters
        ----------
        action_id
            Of a shipped action or an addition.

        Returns
        -------
        CatalogueAction
            As this catalogue has it.

        Raises
        ------
        KeyError
            If this catalogue has no such action; the message names the id.
        """
        if action_id not in self._by_id:
            raise KeyError(f"The catalogue has no action {action_id!r}.")
        return self._by_id[action_id]

    def has(self, action_id: str) -> bool:
        """Return whether an action can be found.

        Parameters
        ----------
        action_id
            Any id.

        Returns
        -------
        bool
            True also for a hidden action.
        """
        return action_id in self._by_id

    def search(self, text: str, language: str) -> tuple[CatalogueAction, ...]:
        """Return the offered actions that match a text.

        Parameters
        ----------
        text, language
            As for `scenarios.catalogue.catalogue.search_catalogue`.

        Returns
        -------
        tuple of CatalogueAction
            Best first; all offered ones for an empty text.
        """
        return search_actions(self.offered, text, language)

    def search_all(self, text: str, language: str) -> tuple[CatalogueAction, ...]:
        """Return the actions that match a text, also hidden ones.

        Parameters
        ----------
        text, language
            As for `search`.

        Returns
        -------
        tuple of CatalogueAction
            Best first.
        """
        return search_actions(self.actions, text, language)


@cache
def shipped_catalogue() -> Catalogue:
    """Return the catalogue of a place that has none of its own."""
    return Catalogue(load_catalogue())


def overlay(own: Iterable[OwnAction], hidden: Iterable[str], *, territory_id: str, place: str) -> Catalogue:
    """Put a place's additions, changes and hidden actions on top of the shipped catalogue.

    Parameters
    ----------
    own
        Additions and changes, one for each id. A change of an action that is not shipped any more is
        left out.
    hidden
        Ids of actions that are not offered; unknown ones are left out.
    territory_id, place
        Whose catalogue it is, and what the place is called.

    Returns
    -------
    Catalogue
        The shipped actions in their places, changed or not, and the additions behind them.
    """
    said = {each.id: each for each in own}
    shipped = load_catalogue()
    actions = [
        change_action(action, said[action.id], territory_id=territory_id, place=place)
        if action.id in said
        else action
        for action in shipped
    ]
    actions += [add_action(each, place=place) for each in said.values() if each.is_addition and each.title]
    known = {action.id for action in actions}
    return Catalogue(tuple(actions), frozenset(hidden) & known)


def change_action(
    action: CatalogueAction, own: OwnAction, *, territory_id: str, place: str
) -> CatalogueAction:
    """Return a shipped action as a place has changed it.

    Parameters
    ----------
    action
        The shipped one.
    own
        What differs.
    territory_id, place
        As for `overlay`.

    Returns
    -------
    CatalogueAction
        Its figures are the place's, with the place's source.
    """
    texts: dict[str, Mapping[str, str]] = {**action.texts, **_texts(own)}
    changed: dict[str, Any] = {
        name: value
        for name, value in {
            "effect": own.effect,
            "amount": own.amount,
            "actor": own.actor,
            "control": own.control,
            "start_offset_years": own.start_after_years,
            "ramp": own.ramp,
            "ramp_years": own.ramp_years,
        }.items()
        if value is not None
    }
    if own.targets is not None:
        # The targets of the other country do not matter here.
        changed["norwegian_targets" if territory_id.startswith("NO") else "targets"] = own.targets
    if own.actor is not None:
        changed["partners"] = tuple(partner for partner in action.partners if partner != own.actor)
    if own.effect is not None:
        # The derivation is of the shipped figure.
        texts |= {"basis": {}, "range_note": {}}
    return replace(
        action,
        **changed,
        evidence=Evidence("local", None, own.source),
        texts=MappingProxyType(texts),
        origin="changed",
        place=place,
    )


def add_action(own: OwnAction, *, place: str) -> CatalogueAction:
    """Return the action that a place has added.

    Parameters
    ----------
    own
        With a title; usual values stand for what is missing.
    place
        What the place is called.

    Returns
    -------
    CatalogueAction
        Of the territorial ledger, in CO2.
    """
    targets = own.targets or ()
    texts: dict[str, Mapping[str, str]] = {
        "description": {},
        **_texts(OwnAction(id=own.id, source=own.source, unit=Unit("", ""))),
        **_texts(own),
        "basis": {},
        "range_note": {},
        "amount_note": note_texts("amount_note"),
        "category": {language: words.format(place) for language, words in _CATEGORY.items()},
    }
    return CatalogueAction(
        id=own.id,
        category=CATEGORY,
        effect=own.effect,
        amount=own.amount or usual_amount(own.effect),
        # All of what the place emits there, unless the place names a smaller amount.
        limit=None
        if own.effect is None
        else Limit("percent" if own.effect.kind == "share" else "tonnes", 1.0),
        targets=targets,
        norwegian_targets=targets,
        ledger="territorial",
        gas="CO2",
        start_offset_years=USUAL_START_AFTER if own.start_after_years is None else own.start_after_years,
        ramp=own.ramp or "linear",
        ramp_years=own.ramp_years or USUAL_RAMP_YEARS,
        lifetime_years=None,
        rebound=0.0,
        actor=own.actor or "municipality",
        partners=(),
        control=own.control or "direct",
        cost_band=None,
        group=None,
        evidence=Evidence("local", None, own.source),
        measures=(),
        texts=MappingProxyType(texts),
        origin="own",
        place=place,
    )


def says_amount(action: CatalogueAction) -> bool:
    """Return whether a place's own catalogue says how many units of an action can be chosen.

    Parameters
    ----------
    action
        Of the catalogue of a place.

    Returns
    -------
    bool
        True for an action of its own, and for a shipped one whose amounts it has changed.
    """
    if action.origin == "changed":
        return find_action(action.id).amount != action.amount
    return action.origin == "own"


def usual_amount(effect: CatalogueEffect | None) -> Amount:
    """Return the numbers of units of an addition that names none.

    Parameters
    ----------
    effect
        Of one unit. Of shares, no more units are possible than take everything away.

    Returns
    -------
    Amount
        In units, from 1 on.
    """
    most = LARGEST_AMOUNT
    if effect is not None and effect.kind == "share":
        most = max(1.0, float(int(min(100.0, (1 + 1e-9) / effect.per_unit.high))))
    return Amount(1.0, most, 1.0, min(USUAL_AMOUNT, most))


def _texts(own: OwnAction) -> dict[str, Mapping[str, str]]:
    """Return the texts that a place has written, the same in every language."""
    texts: dict[str, Mapping[str, str]] = {}
    if own.title is not None:
        texts["title"] = dict.fromkeys(LANGUAGES, own.title)
    if own.description is not None:
        texts["description"] = dict.fromkeys(LANGUAGES, own.description)
    if own.unit is not None:
        texts["unit_singular"] = dict.fromkeys(LANGUAGES, own.unit.one)
        texts["unit_plural"] = dict.fromkeys(LANGUAGES, own.unit.many)
        texts["question"] = {language: words.format(own.unit.many) for language, words in _QUESTION.items()}
    return texts
