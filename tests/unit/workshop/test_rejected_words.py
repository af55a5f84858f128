"""Words that readers stumbled over do not come back to the screens.

Each was read by natives and by strangers and replaced; beside it stands why. What a screen says instead is
in its translation, and the terms are in GLOSSARY.md.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest
from babel.messages.pofile import read_po

from tests.tree import ROOT

RIDDLE = "a riddle to a stranger"
PRINTER = "means the machine that prints"
HANDS = "hands say nothing of who decides"
SINGULAR = "things that are counted are many or fewer, not much or less"
TWO_WORDS = "another word for the result, which has one name"
AGAIN = "an old word for again"

# A pattern, and why what it finds is not to be read.
REJECTED: dict[str, dict[str, str]] = {
    "en": {
        r"\b[Oo]wn words through\b|\b[Oo]wn words wait\b|\bin own words\b|^Own words": "say free text",
        r"for ever\b": "the same yearly cut for all, or never runs out",
        r"clock runs|[Tt]he clock\b": "it is a timer",
        r"^Nothing waits": RIDDLE,
        r"^Hold it$|^Blank it$|^Let it go on$|picture is held": "say freeze, hide and resume",
        r"told apart": RIDDLE,
        r"Which set would fit|\b[Aa] set that\b|suggested set": "say which combination meets the budget",
        r"^Put it away|^Drop it|^Look again|^Take it back|Take the link back": "say what the button does",
        r"Not taken yet": "say accepted",
        r"^Say what it takes": "say add requirements",
        r"Not said\b": "say not specified",
        r"[Ss]tands within|\bstands? (in|beside|beyond|at|wherever)\b": "a text does not stand",
        r"without tonnes|no tonnes\b": "say no CO₂ figure: tonnes are not everybody's unit",
        r"^counts\b|^Counts in$|\bcounts? now\b|actions? counts?\b": "say included or used",
        r"The same once more|The two differ|do not belong together": "say password",
        r"What speaks against it|Who sees to it|moves the total most": RIDDLE,
        r"\b[Ii]ts author\b": "say the author sees this",
        r"to be somebody else|more than anybody can read|takes no such request": RIDDLE,
        r"Predict before reveal": "say guess first",
        r"drawn together|middle guess|room’s middle": "say median, or that answers are closer",
        r"of what is missing": "say of the gap",
        r"all years together": "say by which year",
        r"\b[Ii]nvented\b": "they are simulated participants",
        r"\bask(ed|s)? (it )?back\b": "say ask for clarification",
        r"\b[Ss]cribes?\b": "they are note-takers",
        r"\banew\b": AGAIN,
        r"\bfaces\b": "pages and screens have no faces",
        r"[Ii]n whose hands": HANDS,
        r"[Tt]onight": "a meeting can be at ten in the morning",
        r"\b[Vv]erdict\b": TWO_WORDS,
        r"\b(another|this|which|which|same|no such|choose another|the|a) key\b": "it is an allocation rule",
        r"\b[Mm]arks? (of|for|by)\b|\b(next|other|these) marks?\b|^Marks": "it is a warming limit",
    },
    "nb": {
        r"\b[Ss]kriverne?\b|\b[Ss]krivere\b": PRINTER,
        r"\bgjett(et)? (mitt|ditt|deres)\b|\b[Dd]itt gjett\b|midterste gjett": "say gjetning",
        r"prikker for mye|prikk mindre|prikk mer": SINGULAR,
        r"\b[Dd]om(men|mer)?\b|\bkonklusjonen\b": TWO_WORDS,
        r"\bmerker og\b": "say grenser",
        r"[Vv]erksted": "a verksted repairs cars",
        r"hvem sine hender": HANDS,
        r"scenariet\b": "spelled scenarioet everywhere else",
        r"egne ord (rett|vente)|forslag (med|i) egne ord": "say fritekstforslag",
        r"Bane som holder": "say utslippsbane innenfor budsjettet",
        r"Bompenger": "the charge is for busy hours: rushtidsavgift",
        r"[Pp]lantemat": "say plantebasert mat",
        r"[Kk]ommunens rådighet": "say hva kommunen kan bestemme",
        r"Tøm skjermen": "say slukk",
        r"^Ikke vis\b": "say skjul",
        r"\boppdikte": "they are simulerte",
        r"\b[Hh]jelper(e|en|ne)\b|\ben hjelper\b": "say medhjelper: hjelper is a verb, too",
        r"\b[Tt]elefon": "say mobil, as people do",
        r"(?<![Ff]ordelings)\bnøkkel(en)?\b (som )?gjelder|^Nøkkel$": "say fordelingsnøkkel",
        r"\bmellomtjener": "people say proxy",
        r"uten tonn\b": "say uten CO₂-tall",
    },
    "sv": {
        r"\b[Ss]krivare\b": PRINTER,
        r"prickar för mycket|prick mindre": SINGULAR,
        r"slutsatsen|utslaget|\b[Uu]tfall|[Oo]mdömet": TWO_WORDS,
        r"\bmärke\b": "say gräns",
        r"överlägger": "say diskuterar",
        r"egna ord (direkt|vänta)|[Ff]örslag (med|i) egna ord": "say fritextförslag",
        r"utan ton\b|\binga ton än": "say ingen siffra i ton",
        r"^räknas$|^räknas nu$|stöder tillräckligt räknas": "say ingår",
        r"strålkastar": "say i fokus",
        r"Väg som håller": "say utsläppsbana inom budgeten",
        r"vems händer": HANDS,
        r"har närmat sig|[Mm]ittersta gissning": "say that answers are closer, and median",
        r"^Håller|\bdet går ihop\b|^Det räcker|uppsättning": "say ryms i budgeten, and kombination",
        r"\b[Hh]jälpare": "say medhjälpare",
        r"^Släng\b": "say ta bort",
        r"lösenordet hör inte ihop|De två är inte lika": "say fel namn eller lösenord",
        r"\b[Pp]åhittad": "they are simulerade",
        r"\b[Tt]elefon": "say mobil, as people do",
    },
}
# In every language.
PLAIN_CO2 = r"CO2"


def spoken(language: str) -> Iterator[str]:
    """Read each text of the screens in a language, its forms for one and for many by themselves."""
    with (ROOT / f"workshop/locale/{language}/LC_MESSAGES/messages.po").open("rb") as file:
        for message in read_po(file):
            if message.id:
                texts = message.string
                yield from [texts] if isinstance(texts, str) else texts


def written() -> Iterator[str]:
    """Read each English text of the screens."""
    with (ROOT / "workshop/locale/sv/LC_MESSAGES/messages.po").open("rb") as file:
        for message in read_po(file):
            if message.id:
                yield from [message.id] if isinstance(message.id, str) else message.id


def catalogued(language: str, value: object = None) -> Iterator[str]:
    """Read each text of the catalogue of actions in a language."""
    if value is None:
        value = json.loads((ROOT / "scenarios/data/catalogue/actions.json").read_text(encoding="utf-8"))
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from catalogued(language, part) if isinstance(part, dict | list) else ()
    if isinstance(value, dict) and isinstance(text := value.get(language), str):
        yield text
    if isinstance(value, dict) and isinstance(units := value.get(language), dict):
        yield from units.values()


def found(texts: Iterator[str], rejected: dict[str, str]) -> list[tuple[str, str, str]]:
    """List the texts with a rejected word, the pattern and why."""
    return [
        (text, pattern, why)
        for text in texts
        for pattern, why in rejected.items()
        if re.search(pattern, text)
    ]


def texts_of(language: str) -> Iterator[str]:
    return written() if language == "en" else spoken(language)


@pytest.mark.parametrize("language", ["en", "nb", "sv"])
def test_no_rejected_word_is_on_the_screens(language: str) -> None:
    assert len(list(texts_of(language))) > 1500
    assert found(texts_of(language), REJECTED[language]) == []


@pytest.mark.parametrize("language", ["en", "nb", "sv"])
def test_carbon_dioxide_has_its_subscript(language: str) -> None:
    assert len(list(catalogued(language))) > 250
    texts = [*texts_of(language), *catalogued(language)]
    assert [text for text in texts if re.search(PLAIN_CO2, text)] == []


def test_the_catalogue_calls_the_charge_and_the_food_by_their_names() -> None:
    rejected = {
        pattern: why for pattern, why in REJECTED["nb"].items() if pattern in {"Bompenger", "[Pp]lantemat"}
    }
    assert len(rejected) == 2
    assert found(catalogued("nb"), rejected) == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Budget, marks and verdict are computed anew on all faces"),
        ("en", "Say what it takes"),
        ("nb", "Skrivere"),
        ("nb", "Dette verkstedet finnes ikke lenger."),
        ("sv", "I strålkastarljuset"),
        ("sv", "medan rummet överlägger"),
    ],
)
def test_rejected_words_are_found(language: str, text: str) -> None:
    assert found(iter([text]), REJECTED[language])
