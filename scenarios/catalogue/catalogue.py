"""The catalogue of local actions that a workshop starts from.

Every action has texts in three languages on what happens and what the catch is, the reduction by one unit
(low, likely, high), its emission sources, who decides, and the derivation of its figure. The data are in
``data/catalogue/actions.json``, their origin in ``SOURCES.md`` beside it. Amounts, timing and cost bands
are starting points for a discussion; local figures take precedence.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from scenarios.catalogue.action import (
    LANGUAGES,
    Amount,
    CatalogueAction,
    CatalogueEffect,
    CostBand,
    Estimate,
    Evidence,
    GroupHint,
    in_language,
)
from scenarios.catalogue.limits import LIMITS, Limit
from scenarios.catalogue.search import rank_texts, split_words

__all__ = [
    "ACTORS",
    "CATALOGUE_VERSION",
    "COST_LEVELS",
    "LANGUAGES",
    "Amount",
    "CatalogueAction",
    "CatalogueEffect",
    "CatalogueError",
    "CostBand",
    "Estimate",
    "Evidence",
    "GroupHint",
    "Limit",
    "catalogue_note",
    "find_action",
    "load_catalogue",
    "note_texts",
    "parse_catalogue",
    "search_actions",
    "search_catalogue",
]

CATALOGUE_VERSION = "2026-12-01"
ACTORS = (
    "municipality", "region", "state", "businesses", "households",
    "housing_companies", "farmers", "energy_company", "port",
)  # fmt: skip
COST_LEVELS = ("saves", "low", "medium", "high")

_CHOICES = {
    "ledger": ("territorial", "consumption"),
    "gas": ("CO2", "CO2e"),
    "ramp": ("linear", "step", "s-curve"),
    "control": ("direct", "shared", "external"),
    "actor": ACTORS,
}
_PER_UNIT_KEY = {"units": "tonnes_per_unit", "share": "unit_share"}
_TARGET = re.compile(r"[a-z0-9_-]+(/[a-z0-9_-]+)?")


class CatalogueError(ValueError):
    """The catalogue file is faulty; the message has one line for each fault."""


@cache
def load_catalogue() -> tuple[CatalogueAction, ...]:
    """Return the shipped actions, in the order of the file.

    Raises
    ------
    CatalogueError
        If the file is faulty; every fault is listed.
    """
    return parse_catalogue(_document())


def find_action(action_id: str) -> CatalogueAction:
    """Return the action with this id.

    Parameters
    ----------
    action_id
        In kebab-case, such as ``municipal-cars-electric``.

    Returns
    -------
    CatalogueAction
        The action of the shipped catalogue.

    Raises
    ------
    KeyError
        If the catalogue has no such action; the message names the id.
    """
    for action in load_catalogue():
        if action.id == action_id:
            return action
    raise KeyError(f"The catalogue {CATALOGUE_VERSION} has no action {action_id!r}.")


def search_catalogue(text: str, language: str) -> tuple[CatalogueAction, ...]:
    """Return the actions with every word of a text in title, description or category.

    Parameters
    ----------
    text
        Words or parts of words; upper and lower case and accents make no difference. An empty text
        finds every action.
    language
        Of the words, as in `CatalogueAction.text`.

    Returns
    -------
    tuple of CatalogueAction
        Words and beginnings of words in the title first, then those in description and category, then matches
        within words; otherwise in the order of the file.
    """
    return search_actions(load_catalogue(), text, language)


def search_actions(
    actions: Iterable[CatalogueAction], text: str, language: str
) -> tuple[CatalogueAction, ...]:
    """Return those of some actions that `search_catalogue` would find among them.

    Parameters
    ----------
    actions
        Of any catalogue, in its order.
    text, language
        As for `search_catalogue`.

    Returns
    -------
    tuple of CatalogueAction
        In the order of `search_catalogue`.
    """
    words, ranked = split_words(text), []
    for action in actions:
        title, *rest = (action.text(name, language) for name in ("title", "description", "category"))
        rank = rank_texts(words, title, " ".join(rest), language)
        if rank is not None:
            ranked.append((rank, action))
    return tuple(action for _, action in sorted(ranked, key=lambda entry: entry[0]))


def catalogue_note(key: str, language: str) -> str:
    """Return a note on the whole catalogue.

    Parameters
    ----------
    key
        `amount_note`, `local_data`, `timing`, `cost_band` or another key of the file's notes.
    language
        As in `CatalogueAction.text`.

    Returns
    -------
    str
        A note for readers of all actions.
    """
    return in_language(_document()["notes"][key], language)


def note_texts(key: str) -> Mapping[str, str]:
    """Return a note on the whole catalogue in every language.

    Parameters
    ----------
    key
        As for `catalogue_note`.

    Returns
    -------
    Mapping
        Language to text.
    """
    texts: Mapping[str, str] = _document()["notes"][key]
    return texts


def parse_catalogue(document: Mapping[str, Any]) -> tuple[CatalogueAction, ...]:
    """Read and check a catalogue document.

    Parameters
    ----------
    document
        The whole JSON document, of the form of ``data/catalogue/actions.json``.

    Returns
    -------
    tuple of CatalogueAction
        In the order of the document.

    Raises
    ------
    CatalogueError
        If the document is faulty; the message has one line for each fault.
    """
    stamp = (document.get("format"), document.get("version"))
    if stamp != ("handlingsrom/catalogue", CATALOGUE_VERSION):
        raise CatalogueError(
            f"format, version: {stamp}; expected handlingsrom/catalogue {CATALOGUE_VERSION}."
        )
    if missing := {"actions", "categories", "notes", "range_notes"} - document.keys():
        raise CatalogueError(f"the document lacks {', '.join(sorted(missing))}.")
    actions: list[CatalogueAction] = []
    faults: list[str] = []
    for number, entry in enumerate(document["actions"]):
        name = f"/actions/{number} ({entry.get('id', 'no id')})"
        try:
            action = _read_action(entry, document)
            faults += [f"{name}: {fault}" for fault in _faults_of(action)]
        except (KeyError, TypeError, AttributeError) as error:
            faults.append(f"{name}: {error!r}; a key is missing, or a value of the wrong type.")
            continue
        faults += [f"{name}: the id is used twice." for other in actions if other.id == action.id]
        faults += [
            f"{name}: group {action.group.key} is {other.group.relation} elsewhere."
            for other in actions
            if action.group and other.group and action.group.key == other.group.key
            if action.group.relation != other.group.relation
        ]
        actions.append(action)
    if faults:
        raise CatalogueError("\n".join(faults))
    return tuple(actions)


def _read_action(entry: Mapping[str, Any], document: Mapping[str, Any]) -> CatalogueAction:
    effect, group, cost = entry["effect"], entry["group"], entry["cost_band"]
    evidence, amount = entry["evidence"], entry["amount"]
    range_key = evidence["range"]
    norwegian = entry["norwegian_targets"]
    texts = {name: entry[name] for name in ("title", "description", "question")} | {
        "unit_singular": {language: unit["singular"] for language, unit in entry["unit"].items()},
        "unit_plural": {language: unit["plural"] for language, unit in entry["unit"].items()},
        "basis": evidence["basis"],
        "range_note": document["range_notes"][range_key] if range_key else {},
        "amount_note": document["notes"]["amount_note"],
        "category": document["categories"][entry["category"]],
    }
    as_is = ("id", "category", "ledger", "gas", "start_offset_years", "ramp", "ramp_years",
             "lifetime_years", "rebound", "actor", "control")  # fmt: skip
    return CatalogueAction(
        **{key: entry[key] for key in as_is},
        effect=effect and CatalogueEffect(effect["kind"], Estimate(**effect[_PER_UNIT_KEY[effect["kind"]]])),
        amount=Amount(amount["min"], amount["max"], amount["step"], amount["default"]),
        limit=entry["limit"] and Limit(**entry["limit"]),
        targets=tuple(entry["targets"]),
        norwegian_targets=None if norwegian is None else tuple(norwegian),
        partners=tuple(entry["partners"]),
        measures=tuple(entry["measures"]),
        cost_band=cost and CostBand(cost["from"], cost["to"]),
        group=group and GroupHint(group["key"], group["relation"]),
        evidence=Evidence(evidence["grade"], range_key, evidence["source"]),
        texts=MappingProxyType({name: MappingProxyType(dict(text)) for name, text in texts.items()}),
    )


def _faults_of(action: CatalogueAction) -> Iterator[str]:
    """Yield the faults of one action, in words."""
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", action.id):
        yield "the id is not kebab-case."
    for name, allowed in _CHOICES.items():
        if getattr(action, name) not in allowed:
            yield f"{name} is {getattr(action, name)!r}; expected one of {', '.join(allowed)}."
    for name, text in action.texts.items():
        missing = [language for language in LANGUAGES if not text.get(language, "").strip()]
        if missing and not (name == "range_note" and action.effect is None):
            yield f"{name} lacks {', '.join(missing)}."
    for target in action.targets + (action.norwegian_targets or ()):
        if not _TARGET.fullmatch(target):
            yield f"target {target!r} is neither a sector nor sector/name."
    if unknown := set(action.partners) - set(ACTORS):
        yield f"unknown partners {sorted(unknown)}."
    if action.actor in action.partners:
        yield "the actor is among its own partners."
    if action.cost_band and not {action.cost_band.cheapest, action.cost_band.dearest} <= set(COST_LEVELS):
        yield f"cost_band is not from {', '.join(COST_LEVELS)}."
    if action.group and action.group.relation not in ("exclusive", "disjoint"):
        yield f"group relation is {action.group.relation!r}; expected exclusive or disjoint."
    if action.evidence.grade not in ("cited", "derived", "rule-of-thumb") or not action.evidence.source:
        yield "evidence needs a grade (cited, derived, rule-of-thumb) and a source."
    if action.ramp_years < 1 or action.start_offset_years < 0 or not 0 <= action.rebound < 1:
        yield "ramp_years is below 1, start_offset_years below 0, or rebound outside 0 to 1."
    if (action.limit is None) != (action.effect is None):
        yield "a limit belongs to an effect, and an effect to a limit."
    if action.limit and not (action.limit.of in LIMITS and 0 < action.limit.part <= 1):
        yield f"the limit is {action.limit}; expected a part of at most 1 of {', '.join(LIMITS)}."
    amount = action.amount
    if not 0 < amount.minimum <= amount.default <= amount.maximum or amount.step <= 0:
        yield "the amount needs 0 < min <= default <= max and a step above 0."
    if action.effect:
        unit = action.effect.per_unit
        if not 0 < unit.low <= unit.likely <= unit.high:
            yield "the effect needs 0 < low <= likely <= high."
        if action.effect.kind == "share" and unit.high * amount.maximum > 1 + 1e-9:
            yield "the largest amount would take away more than everything."
        if not action.targets and not action.norwegian_targets:
            yield "an action with an effect needs a target."


@cache
def _document() -> Mapping[str, Any]:
    document: Mapping[str, Any] = json.loads(
        files("scenarios").joinpath("data", "catalogue", "actions.json").read_text(encoding="utf-8")
    )
    return document
