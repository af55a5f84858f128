"""Passwords that are too easy to guess, by rules and a list of common words.

The rules look for the first guesses of any list of leaked passwords: common words and names in the languages
of our readers, keyboard rows, repeats and sequences, also with digits and signs in place of letters, and the
names of the account, of the product and of the places of its workshops. Years and other digits do not count.
A password is refused if too few letters remain once these are taken out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

# Minimum number of letters left after taking out what is easy.
FEWEST_LEFT = 5
FEWEST_DIFFERENT = 5
_LEET = str.maketrans("01345$@!7+|", "oleassaittl")
_ROWS = (
    *("qwertyuiopaasdfghjkloazxcvbnm", "qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiop", "azertyuiop"),
    *("1qaz2wsx3edc4rfv5tgb6yhn7ujm", "qazwsxedcrfvtgbyhnujm", "1q2w3e4r5t6y7u8i9o0p", "q1w2e3r4t5y6"),
    *("abcdefghijklmnopqrstuvwxyz", "01234567890"),
)
_SHORTEST_RUN = 4
_PRODUCT = "handlingsrom facilitator fasilitator workshop verksted verkstad karbonbudsjett"
_COMMON = """
password passwort passord passordet lösenord losenord lösenordet losenordet passphrase secret hemlig
hemligt hemmelig hemmelighet welcome velkommen välkommen valkommen login logon logginn inlogg admin
administrator root user bruker användare anvandare guest gjest gäst gast test tester testing default
standard change changeme endre ändra andra master letmein openup iloveyou jegelskerdeg jagälskardig
jagalskardig love elsker älskar alskar princess prinsesse prinsessa dragon drage drake monkey apekatt
football fotball fotboll baseball hockey handball handboll soccer superman batman spiderman starwars
pokemon minecraft computer datamaskin dator internet google facebook microsoft windows apple samsung
office kontor summer sommar sommer winter vinter spring vår var vår autumn høst host höst january januar
januari february februar februari march mars april june juni july juli august augusti september october
oktober november december desember monday mandag måndag tuesday tirsdag tisdag wednesday onsdag thursday
torsdag friday fredag saturday lørdag lördag sunday søndag söndag norway norge norsk sweden sverige
svensk denmark danmark dansk oslo bergen trondheim stavanger stockholm göteborg goteborg malmö malmo
uppsala kommune kommun kommunen municipality klima klimat climate budget budsjett budgeten hello hallo
hallå halla heisann hejsan morning morgen morgon family familie familj mother mamma father pappa daniel
thomas martin anders andreas kristian christian johan johanna maria anna emma sofia sofie nora jonas
magnus fredrik henrik michael jennifer jessica ashley charlie jordan hunter ranger buster tigger pepper
ginger cookie chocolate sjokolade choklad banana banan sunshine solskinn solsken flower blomst blomma
rainbow regnbue regnbåge happy lykke lycka lucky money penger pengar freedom frihet trustno nobody number
nummer access qwerty azerty dette denne detta this that mitt min mine mina vart vårt our your from with
the and och eller ikke inte not yes nei nej
"""


def is_easy_to_guess(password: str, names: Iterable[str] = ()) -> bool:
    """Return whether a password is easy to guess; ``names`` are known ones."""
    typed = _fold(password)
    if len(set(typed)) < FEWEST_DIFFERENT or _is_repeated(typed):
        return True
    known = {word for name in names for word in re.findall(r"\w{3,}", _fold(name))}
    words = sorted({*map(_fold, _COMMON.split()), *_PRODUCT.split(), *known}, key=len, reverse=True)
    # Try signs both as letters ("pa$$w0rd") and as they are.
    return any(_letters_left(reading, words) < FEWEST_LEFT for reading in (typed, typed.translate(_LEET)))


def _fold(text: str) -> str:
    """Write a text in plain letters: å as a, ö and ø as o."""
    plain = unicodedata.normalize("NFD", text.lower().replace("ø", "o").replace("æ", "a"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def _letters_left(text: str, words: Iterable[str]) -> int:
    """Count the letters outside common words, keyboard rows and repeats."""
    left = text
    for run in _runs(text):
        left = left.replace(run, " ")
    for word in words:
        if word in left:
            left = left.replace(word, " ")
    left = re.sub(r"(.)\1{2,}", " ", left)
    return len(re.sub(r"[^a-z]", "", left))


def _runs(text: str) -> list[str]:
    """Return parts along a row of the keyboard, the alphabet or the digits, forwards or backwards."""
    rows = [row for line in _ROWS for row in (line, line[::-1])]
    found, start = [], 0
    while start <= len(text) - _SHORTEST_RUN:
        longest = max((_common(text[start:], row) for row in rows), default=0)
        if longest >= _SHORTEST_RUN:
            found.append(text[start : start + longest])
        start += max(1, longest if longest >= _SHORTEST_RUN else 1)
    return found


def _common(text: str, row: str) -> int:
    """Return how many letters at the beginning of a text follow each other in a row."""
    place = row.find(text[:_SHORTEST_RUN])
    if place < 0:
        return 0
    count = 0
    for letter, expected in zip(text, row[place:], strict=False):
        if letter != expected:
            break
        count += 1
    return count


def _is_repeated(text: str) -> bool:
    """Return whether a text repeats one short piece."""
    return any(
        len(text) >= 2 * size and (text[:size] * (len(text) // size + 1))[: len(text)] == text
        for size in range(1, 7)
    )
