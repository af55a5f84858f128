"""In which language a list is written."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from scenarios.importing.action_list.vocabulary import fold, pattern, read_words

LANGUAGES: Final = ("en", "nb", "sv", "da", "fi")
_OWN: Final = {"nb": "øæ", "sv": "äö", "da": "øæ", "fi": "äö"}
_TELLING: Final = {
    "nb": ("tiltak", "utslipp", "tonn ", "ikke", "oppvarming", "veitrafikk", "avfall og"),
    "da": ("indsats", "tiltag", "udledning", "affald", "reduktion", "ikke"),
    "sv": ("åtgärd", "utsläpp", "minskning", "ansvarig"),
    "fi": ("toimenpide", "päästö", "vähennys", "vastuu", "yhteensä"),
    "en": ("action", "measure", "emission", "reduction", "responsible"),
}


def find_language(headings: Iterable[str]) -> str:
    """Find the language of a list by the words of its headings.

    Parameters
    ----------
    headings
        Of all columns.

    Returns
    -------
    str
        Two letters; ``en`` where nothing tells.
    """
    texts = [fold(text) for text in headings if text]
    whole = " ".join(texts)
    sections = [f"columns.{name}" for name in read_words("words.toml")["columns"]]
    scores = {}
    for place, language in enumerate(LANGUAGES):
        known = sum(
            pattern(section, language).search(text) is not None for section in sections for text in texts
        )
        telling = 3 * sum(word in whole for word in _TELLING[language])
        letters = sum(letter in whole for letter in _OWN.get(language, ""))
        scores[language] = (known + telling + letters, -place)
    return max(scores, key=lambda language: scores[language])
