"""Scenario files that somebody, or some program, has spoilt: mostly JSON, seldom sound.

A sound document becomes a tree in which an object may have a key twice and a value may be text that
is no JSON; a few changes are made to the tree, and sometimes to the bytes that it is written as.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, NamedTuple

from hypothesis import strategies as st

from tests.property.scenario_documents import documents
from tests.unit.scenarios.scenario_file import SOUND


class Raw(NamedTuple):
    """A value as it is written, JSON or not."""

    text: str


class Pairs(list[tuple[str, Any]]):
    """The members of an object; a key may stand there twice."""


NUMBERS = (
    *("0", "-0.0", "-1", "0.5", "1", "2025.0", "2026.5", "1e-320", "5e-324", "1e16", "9007199254740993"),
    *("1e150", "1e300", "-1e300", "1.7976931348623157e308", "1e309", "-1e999", "1" + "0" * 400, "9" * 5000),
)
TOKENS = (
    *("NaN", "Infinity", "-Infinity", "nan", "undefined", "None", "True", "'CO2'", "01", "1.", ".5", "+1"),
    *("0x10", "1_000", "1,5", "", "//", '"\\x"', '"\\ud83d"', '"\\ud83d\\ude00"', '"\\u0000"', '"a\nb"'),
)
TEXTS = (
    *("", " ", "CO2", "CO2e", "transport", "transport/cars", "a1", "step", "linear", "tonnes", "units", "0"),
    *(
        "NaN",
        "\u202e",
        "\ufeff",
        "e\u0301",
        "é",
        "ﬀ",
        "\u2028",
        "\x00",
        "\x1b[2J",
        "a\nb",
        "a/b/c",
        "~1",
        "~",
    ),
    *("𝟏𝟐", "١٢", "😀", "\U0010ffff", "x" * 5000),
)
BYTES = (
    b"\x00",
    b"\xff",
    b"\xc3",
    b"\xed\xa0\x80",
    b"\xef\xbb\xbf",
    b"\n",
    b"{",
    b"]",
    b",",
    b'"',
    b"\\",
    b"9",
)
DEEP = (3, 190, 201, 900, 5000)

FACTORS = st.sampled_from((1.0, 1.0, 5e-324, 1e-310, 1e-150, 1e150, 1e300, 1e304, 1e305, 5e305))

odd_values = st.one_of(
    st.sampled_from(NUMBERS).map(Raw),
    st.sampled_from(TOKENS).map(Raw),
    st.sampled_from(TEXTS),
    st.sampled_from((None, True, False, Pairs(), [])),
    st.sampled_from(DEEP).map(lambda levels: Raw("[" * levels + "]" * levels)),
    st.sampled_from(DEEP).map(lambda levels: Raw('{"a":' * levels + "1" + "}" * levels)),
    st.floats().map(lambda number: Raw(repr(number))),
    st.integers(-(10**20), 10**20).map(lambda number: Raw(str(number))),
    st.text(max_size=8),
)


@st.composite
def spoilt_files(draw: st.DrawFn) -> bytes:
    """The bytes of a file: a sound one after up to four changes."""
    document = draw(st.one_of(st.just(SOUND), documents(most_actions=4)))
    tree = _tree(document)
    for _ in range(draw(st.integers(0, 4))):
        change = draw(st.sampled_from(_CHANGES))
        tree = change(draw, tree)
    text = _written(tree).encode("utf-8", "surrogatepass")
    return draw(st.sampled_from(_BYTE_CHANGES))(draw, text)


@st.composite
def enlarged_documents(draw: st.DrawFn) -> dict[str, Any]:
    """A sound document with numbers as large or small as a double holds: only their sums may not be."""
    document = draw(documents(most_actions=4))
    document["budget_t"] = draw(st.floats(allow_nan=False, allow_infinity=False))
    for source in document["sources"]:
        factor = draw(FACTORS)
        source["reference_t"] = [value * factor for value in source["reference_t"]]
    for action in document["actions"]:
        if (effect := action["effect"]) is not None and effect["kind"] != "share":
            for estimate in effect["estimates"]:
                factor = draw(FACTORS)
                estimate |= {name: value * factor for name, value in estimate.items()}
        if effect is not None and "units" in effect:
            effect["units"] = max(5e-324, effect["units"] * draw(FACTORS))
    return document


def _tree(value: Any) -> Any:
    if isinstance(value, dict):
        return Pairs((key, _tree(member)) for key, member in value.items())
    return [_tree(item) for item in value] if isinstance(value, list) else value


def _written(node: Any) -> str:
    if isinstance(node, Raw):
        return node.text
    if isinstance(node, Pairs):
        return "{" + ", ".join(f"{_quoted(key)}: {_written(member)}" for key, member in node) + "}"
    if isinstance(node, list):
        return "[" + ", ".join(map(_written, node)) + "]"
    return _quoted(node)


def _quoted(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _holders(node: Any) -> list[Any]:
    """Return every object and list of the tree that is not empty, the whole first."""
    if not isinstance(node, list) or not node:
        return []
    members = [member for _, member in node] if isinstance(node, Pairs) else node
    return [node, *(holder for member in members for holder in _holders(member))]


def _placed(draw: st.DrawFn, tree: Any) -> tuple[Any, int] | None:
    """Choose a member of some object or list of the tree."""
    holders = _holders(tree)
    if not holders:
        return None
    holder = draw(st.sampled_from(holders))
    return holder, draw(st.integers(0, len(holder) - 1))


def _member(holder: Any, index: int) -> Any:
    return holder[index][1] if isinstance(holder, Pairs) else holder[index]


def _put(holder: Any, index: int, value: Any) -> None:
    holder[index] = (holder[index][0], value) if isinstance(holder, Pairs) else value


def _replace(draw: st.DrawFn, tree: Any) -> Any:
    place = _placed(draw, tree)
    if place is None:
        return draw(odd_values)
    _put(*place, draw(odd_values))
    return tree


def _drop(draw: st.DrawFn, tree: Any) -> Any:
    if (place := _placed(draw, tree)) is not None:
        del place[0][place[1]]
    return tree


def _double(draw: st.DrawFn, tree: Any) -> Any:
    if (place := _placed(draw, tree)) is not None:
        place[0].insert(draw(st.integers(0, len(place[0]))), place[0][place[1]])
    return tree


def _rename(draw: st.DrawFn, tree: Any) -> Any:
    place = _placed(draw, tree)
    if place is not None and isinstance(place[0], Pairs):
        place[0][place[1]] = (draw(st.sampled_from(TEXTS) | st.text(max_size=4)), _member(*place))
    return tree


def _move(draw: st.DrawFn, tree: Any) -> Any:
    """Put a copy of one member in the place of another."""
    here, there = _placed(draw, tree), _placed(draw, tree)
    if here is not None and there is not None:
        _put(*there, Raw(_written(_member(*here))))
    return tree


def _wrap(draw: st.DrawFn, tree: Any) -> Any:
    """Put a member into a list or an object, or its text into quotation marks."""
    if (place := _placed(draw, tree)) is not None:
        value = _member(*place)
        _put(*place, draw(st.sampled_from(([value], Pairs([("likely", value)]), _written(value)))))
    return tree


_CHANGES: tuple[Callable[[st.DrawFn, Any], Any], ...] = (
    *(_replace, _replace, _drop, _double, _rename, _move, _wrap),
)


def _as_it_is(_draw: st.DrawFn, text: bytes) -> bytes:
    return text


def _cut(draw: st.DrawFn, text: bytes) -> bytes:
    return text[: draw(st.integers(0, len(text)))]


def _insert(draw: st.DrawFn, text: bytes) -> bytes:
    place = draw(st.integers(0, len(text)))
    return text[:place] + draw(st.sampled_from(BYTES)) + text[place + draw(st.integers(0, 1)) :]


def _encode(draw: st.DrawFn, text: bytes) -> bytes:
    encoding = draw(st.sampled_from(("utf-16", "utf-16-le", "utf-32", "utf-8-sig", "latin-1")))
    return text.decode("utf-8", "replace").encode(encoding, "replace")


_BYTE_CHANGES: tuple[Callable[[st.DrawFn, bytes], bytes], ...] = (
    *((_as_it_is,) * 9),
    *(_cut, _insert, _encode),
)
