"""From what a list calls a sector or a source to the ids of the territory's country."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Final

from scenarios.importing.action_list.vocabulary import compile_words, fold, read_words
from scenarios.inventory.sources import Source, list_sectors, list_sources

_PARTS: Final = re.compile(r"\s*(?:[,;/&+|>:]|\s[-–—]\s|\b(?:og|och|and|ja|samt)\b)\s*")
_SECTOR: Final = re.compile(r"(?:(?<=\w)s?sektor(?:en|n|i|in)?|\s+sector|^(?:the )?sektor\w*[ :]+)$")
_NUMBERED: Final = re.compile(r"^\s*(?:\d+(?:\.\d+)*[.):]?|[a-z][.)]|[ivx]+[.)])\s+")


class TargetFinder:
    """Finds targets by words of five languages.

    Parameters
    ----------
    country
        Two letters of a country with statistics.
    """

    def __init__(self, country: str) -> None:
        self.country = country
        self.sources, self.sectors = list_sources(country), list_sectors(country)
        self.known = {source.id for source in (*self.sources, *self.sectors)}
        self.remembered: dict[tuple[str, tuple[str, ...]], tuple[str, ...] | None] = {}
        self.labels = _labels(self.sectors) | _labels(self.sources) | _labels(self.sectors)

    def find(self, text: str, within: tuple[str, ...] = ()) -> tuple[str, ...] | None:
        """Find what a text names.

        Parameters
        ----------
        text
            Of a cell or sub-heading.
        within
            Targets that a coarser column or sub-heading names.

        Returns
        -------
        tuple of str or None
            Ids of sources or sectors; empty where the word is known and stands for no source of the country;
            None where no word is known.
        """
        if (text, within) not in self.remembered:
            self.remembered[text, within] = self._find(text, within)
        return self.remembered[text, within]

    def _find(self, text: str, within: tuple[str, ...]) -> tuple[str, ...] | None:
        plain = _SECTOR.sub("", _NUMBERED.sub("", fold(text)).strip(" .:*")).strip()
        if not plain:
            return None
        sectors = {target.partition("/")[0] for target in within}
        for source in self.sources:
            if source.sector in sectors and plain in _names(source):
                return (source.id,)
        if plain in self.labels:
            return (self.labels[plain],)
        whole = self._concepts(plain, whole=True)
        if whole is not None:
            return whole
        parts = [part for part in _PARTS.split(plain) if part]
        found = [ids for part in parts if (ids := self._part(part)) is not None]
        if not found:
            return None
        return _finest(tuple(dict.fromkeys(each for ids in found for each in ids)))

    def is_sector(self, text: str) -> bool:
        """Return whether a text is a name of a sector or source, and nothing else.

        Parameters
        ----------
        text
            Of a cell or sub-heading.

        Returns
        -------
        bool
            False where more words stand there.
        """
        plain = _NUMBERED.sub("", fold(text)).strip(" .:*")
        parts = [part for part in _PARTS.split(plain) if part]
        return self._is_name(plain) or (bool(parts) and all(map(self._is_name, parts)))

    def _is_name(self, plain: str) -> bool:
        return plain in self.labels or bool(self._concepts(plain, whole=True))

    def suggest(self, title: str) -> tuple[str, ...]:
        """Return what the title of an action hints at, for a person to confirm.

        Parameters
        ----------
        title
            Of an action.

        Returns
        -------
        tuple of str
            Ids of sources or sectors.
        """
        found = self._concepts(fold(title), whole=False)
        return _finest(found) if found else ()

    def _part(self, part: str) -> tuple[str, ...] | None:
        return (self.labels[part],) if part in self.labels else self._concepts(part, whole=False)

    def _concepts(self, plain: str, *, whole: bool) -> tuple[str, ...] | None:
        found = []
        for name, words in _concept_patterns():
            for match in [words.fullmatch(plain)] if whole else words.finditer(plain):
                if match:
                    found.append((match.end() - match.start(), match.start(), match.end(), name))
        found.sort(key=lambda each: (-each[0], each[1]))
        taken: list[tuple[int, int]] = []
        ids: list[tuple[int, tuple[str, ...]]] = []
        for _, start, end, name in found:
            if all(end <= first or start >= last for first, last in taken):
                taken.append((start, end))
                ids.append((start, self._ids(name)))
        if not ids:
            return None
        return tuple(dict.fromkeys(each for _, group in sorted(ids) for each in group))

    def _ids(self, concept: str) -> tuple[str, ...]:
        ids: dict[str, list[str]] = read_words("concepts.toml")[concept]["ids"]
        given = ids.get(self.country)
        if given is None:
            # Statistics that somebody imported: by the ids that countries share.
            given = [each for country in ids for each in ids[country] if each in self.known][:1]
        kept = [each if each in self.known else each.partition("/")[0] for each in given]
        return tuple(each for each in dict.fromkeys(kept) if each in self.known)


@lru_cache(maxsize=20_000)
def names_a_sector(text: str) -> bool:
    """Return whether a text is a name of a sector or source of any country.

    Parameters
    ----------
    text
        Of a cell.

    Returns
    -------
    bool
        True where it is a word of ``concepts.toml``, or several.
    """
    parts = [part for part in _PARTS.split(_NUMBERED.sub("", fold(text)).strip(" .:*")) if part]
    return bool(parts) and all(_any_concept().fullmatch(part) is not None for part in parts)


@cache
def _any_concept() -> re.Pattern[str]:
    return compile_words(word for about in read_words("concepts.toml").values() for word in about["words"])


@cache
def _concept_patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((name, compile_words(about["words"])) for name, about in read_words("concepts.toml").items())


def _names(source: Source) -> set[str]:
    return {fold(name) for name in (source.statistics_name, *source.labels.values(), source.id) if name}


def _labels(sources: tuple[Source, ...]) -> dict[str, str]:
    return {name: source.id for source in sources for name in _names(source)}


def _finest(ids: tuple[str, ...]) -> tuple[str, ...]:
    """Leave out a sector of which a source is named, too."""
    named = {each.partition("/")[0] for each in ids if "/" in each}
    return tuple(each for each in ids if "/" in each or each not in named)
