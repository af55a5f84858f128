"""The briefing's cards: one figure at a time, with sentence, picture and source."""

from __future__ import annotations

from dataclasses import dataclass, replace

from scenarios.budget.presets import WITHOUT_RULE
from workshop.charts.budget.allocation_rule import (
    describe_choice,
    describe_own_vote,
)
from workshop.charts.budget.left_out import describe_left_out, describe_mismatch
from workshop.charts.meeting.briefing_cards import CARDS, CardView
from workshop.charts.meeting.limits_card import build_limits_card_view
from workshop.i18n import gettext
from workshop.identity import Person
from workshop.services.meeting.allocation_rule import CARD as KEYS
from workshop.services.meeting.allocation_rule import QUESTION
from workshop.services.meeting.answers import count_answers
from workshop.services.meeting.briefing import (
    ACHIEVED,
    CHAIN,
    CUT,
    ONE_OF,
    OWN_BUDGET,
    WAITING,
    YEARS,
    list_cards,
    shown_card,
)
from workshop.services.meeting.limits import LIMITS
from workshop.services.workshops.scopes import list_offers, say_left_out
from workshop.state.snapshot import Snapshot

_CARDS = {**CARDS, LIMITS: build_limits_card_view}


@dataclass(frozen=True)
class CardChoice:
    """A card that the desk can turn to."""

    id: str
    label: str
    current: bool


@dataclass(frozen=True)
class ScopeView:
    """Something that the desk can leave out; an empty ``name`` is nothing."""

    name: str
    label: str
    current: bool


@dataclass(frozen=True, kw_only=True)
class ConductView:
    """What the desk needs to turn the cards; ``chosen`` says how the allocation rule was chosen."""

    shown: CardView
    cards: list[CardChoice]
    previous: str | None
    next: str | None
    chosen: str
    scopes: list[ScopeView]
    mismatch: str


def build_card_view(snapshot: Snapshot) -> CardView:
    """Return the present card as all screens show it."""
    card = shown_card(snapshot)
    cards = list_cards(snapshot)
    return replace(_CARDS[card](snapshot), card=card, place_in_row=f"{cards.index(card) + 1}/{len(cards)}")


def build_phone_card_view(snapshot: Snapshot, participant: Person) -> CardView:
    """Return the present card as a phone shows it, with its own vote, and what the wall says of the scope."""
    told = _with_formula(build_card_view(snapshot))
    scope = (describe_left_out(snapshot), describe_mismatch(snapshot))
    told = replace(told, source=" ".join(filter(None, (told.source, *scope))))
    return replace(told, vote=describe_own_vote(participant)) if told.card == KEYS else told


def _with_formula(card: CardView) -> CardView:
    """Write the formula before the source, for those who read the card by themselves."""
    return replace(card, source=f"{card.formula}: {card.source}") if card.formula else card


def build_conduct_view(snapshot: Snapshot) -> ConductView:
    """Return what the desk needs to turn the cards."""
    cards, card = list_cards(snapshot), shown_card(snapshot)
    place = cards.index(card)
    return ConductView(
        shown=_with_formula(build_card_view(snapshot)),
        cards=[CardChoice(id=each, label=describe_card(each), current=each == card) for each in cards],
        previous=cards[place - 1] if place else None,
        next=cards[place + 1] if place + 1 < len(cards) else None,
        chosen=describe_choice(snapshot.budget),
        scopes=_list_scopes(snapshot),
        mismatch=describe_mismatch(snapshot),
    )


def _list_scopes(snapshot: Snapshot) -> list[ScopeView]:
    """List what the desk can leave out, after nothing; empty if nothing is large enough."""
    offers = () if snapshot.budget["preset"] in WITHOUT_RULE else list_offers(snapshot.territory_id)
    now = tuple(snapshot.budget.get("without") or ())
    if not offers and not now:
        return []
    return [
        ScopeView("", gettext("Nothing: the whole place counts"), now == ()),
        *(
            ScopeView(offer.name, say_left_out((offer.name,), offer.share, offer.year), now == (offer.name,))
            for offer in offers
        ),
    ]


def count_voters(snapshot: Snapshot) -> int:
    """Count the votes for allocation rules."""
    return count_answers(snapshot.workshop_id, QUESTION)


def describe_card(card: str) -> str:
    """Return a card's name for the desk."""
    return {
        OWN_BUDGET: gettext("The municipality’s own budget"),
        LIMITS: gettext("Annual limits"),
        YEARS: gettext("Years left at today’s rate"),
        CUT: gettext("Yearly cut needed"),
        ACHIEVED: gettext("Yearly cut achieved"),
        ONE_OF: gettext("One of how many"),
        CHAIN: gettext("How the budget is calculated"),
        WAITING: gettext("Cost of waiting"),
        KEYS: gettext("Vote on the allocation rule"),
    }[card]
