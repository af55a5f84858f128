"""Our scripts and styles use nothing that is newer than the oldest browsers that the README promises.

The table holds what somebody might reach for, with the first versions that have it (MDN's compatibility
data). What is only nicer where it is there (``text-wrap``, ``hyphens``) is no part of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

import pytest

from tests.tree import ROOT, VENDOR, files

NEVER = 10_000.0
README_ROW = re.compile(
    r"^\| (?P<browser>Safari|Chrome|Firefox|Samsung Internet)[^|]*\| (?P<version>[\d.]+)", re.M
)
# Kept as they are: an address in a string is no comment.
COMMENTS = {"css": re.compile(r"/\*.*?\*/", re.S), "js": re.compile(r"/\*.*?\*/|(?<![:\"'])//[^\n]*", re.S)}
DECLARATION = re.compile(r"(?P<property>[\w-]+)\s*:\s*(?P<value>[^;{}]+);")


class Feature(NamedTuple):
    """What betrays a feature in a file, and the first versions that have it."""

    pattern: str
    safari: float
    chrome: float
    firefox: float
    samsung: float


SYNTAX = {
    "a lookbehind": Feature(r"\(\?<[=!]", 16.4, 62, 78, 8),
    "the v flag of a regular expression": Feature(r"/[a-z]*v[a-z]*\.(?:test|exec)\(", 17, 112, 116, 23),
    "a static block": Feature(r"\bstatic\s*\{", 16.4, 94, 93, 17),
    "an import with attributes": Feature(r"import[^;\n]*\bwith\s*\{", 17.2, 123, 138, 27),
    "explicit resource management": Feature(r"\b(?:await )?using \w+ =", NEVER, 134, 141, NEVER),
}
SCRIPTS = {
    **SYNTAX,
    "the second argument of FormData": Feature(r"new FormData\([^()]*,", 16.4, 112, 111, 23),
    "requestSubmit": Feature(r"\.requestSubmit\(", 16, 76, 75, 12),
    "SubmitEvent.submitter": Feature(r"\bsubmitter\b", 15.4, 81, 75, 13),
    "Array.at": Feature(r"\.at\(", 15.4, 92, 90, 16),
    "structuredClone": Feature(r"\bstructuredClone\(", 15.4, 98, 94, 18),
    "Object.hasOwn": Feature(r"\bObject\.hasOwn\(", 15.4, 93, 92, 17),
    "findLast": Feature(r"\.findLast(?:Index)?\(", 15.4, 97, 104, 18),
    "copying array methods": Feature(r"\.(?:toSorted|toReversed|toSpliced)\(", 16, 110, 115, 21),
    "groupBy": Feature(r"\b(?:Object|Map)\.groupBy\(", 17.4, 117, 119, 24),
    "Array.fromAsync": Feature(r"\bArray\.fromAsync\(", 16.4, 121, 115, 25),
    "methods of sets": Feature(
        r"\.(?:union|intersection|difference|isSubsetOf|isSupersetOf|isDisjointFrom)\(", 17, 122, 127, 26
    ),
    "iterator helpers": Feature(
        r"\.(?:values|keys|entries)\(\)\.(?:map|filter|some|every|find|toArray)\(", 18.4, 122, 131, 26
    ),
    "Promise.withResolvers": Feature(r"\bPromise\.withResolvers\(", 17.4, 119, 121, 25),
    "Promise.try": Feature(r"\bPromise\.try\(", 18.2, 128, 134, 28),
    "AbortSignal.timeout": Feature(r"\bAbortSignal\.timeout\(", 16, 103, 100, 20),
    "AbortSignal.any": Feature(r"\bAbortSignal\.any\(", 17.4, 116, 124, 24),
    "URL.canParse": Feature(r"\bURL\.canParse\(", 17, 120, 115, 25),
    "the popover API": Feature(r"\.(?:show|hide|toggle)Popover\(|\.popover\b", 17, 114, 125, 23),
    "dialog": Feature(r"\.showModal\(", 15.4, 37, 98, 3),
    "inert": Feature(r"\.inert\b", 15.5, 102, 112, 19),
    "reflected ARIA attributes": Feature(r"\.aria[A-Z]\w+", 12.1, 81, 119, 13),
    "checkVisibility": Feature(r"\.checkVisibility\(", 17.4, 105, 106, 20),
    "scrollend": Feature(r"[\"']scrollend[\"']", 26.2, 114, 109, 23),
    "view transitions": Feature(r"\.startViewTransition\(", 18, 111, 144, 22),
    # Halls are on plain HTTP, where no browser has them.
    "what needs HTTPS": Feature(r"\brandomUUID\(|\bcrypto\.subtle\b|\bserviceWorker\b", *[NEVER] * 4),
}
STYLES = {
    ":has": Feature(r":has\(", 15.4, 105, 121, 20),
    "nested rules": Feature(r"(?m)^\s*&", 17.2, 120, 117, 25),
    "color-mix": Feature(r"\bcolor-mix\(", 16.2, 111, 113, 22),
    "light-dark": Feature(r"\blight-dark\(", 17.5, 123, 120, 27),
    "oklch": Feature(r"\bok(?:lch|lab)\(", 15.4, 111, 113, 22),
    "container queries": Feature(r"@container\b|\bcontainer-type\b", 16, 105, 110, 20),
    "cascade layers": Feature(r"@layer\b", 15.4, 99, 97, 18),
    "@scope": Feature(r"@scope\b", 17.4, 118, 146, 25),
    "@starting-style": Feature(r"@starting-style\b", 17.5, 117, 129, 24),
    "@property": Feature(r"@property\b", 16.4, 85, 128, 14),
    "ranges in media queries": Feature(r"@media[^{]*[<>]", 16.4, 104, 102, 20),
    "subgrid": Feature(r"\bsubgrid\b", 16, 117, 71, 24),
    "units of the dynamic viewport": Feature(r"\d[dsl]v[hwib]\b", 15.4, 108, 101, 21),
    "line-height units": Feature(r"\dr?lh\b", 16.4, 109, 120, 21),
    "units of a container": Feature(r"\dcq[whib]\b|\dcqm(?:in|ax)\b", 16, 105, 110, 20),
    "round()": Feature(r":[^;]*\b(?:round|mod|rem)\(", 15.4, 125, 118, 27),
    ":user-invalid": Feature(r":user-(?:in)?valid\b", 16.5, 119, 88, 25),
    ":popover-open": Feature(r":popover-open\b", 17, 114, 125, 23),
    "overflow: clip": Feature(r"overflow(?:-[xy])?:\s*clip\b", 16, 90, 81, 15),
    "anchors": Feature(r"\banchor-name\b|\bposition-anchor\b", 26, 125, 147, 27),
    "mask without a prefix": Feature(r"(?m)^\s*mask(?:-[a-z]+)?:", 15.4, 120, 53, 25),
    "backdrop-filter without a prefix": Feature(r"(?m)^\s*backdrop-filter:", 18, 76, 103, 12),
    "print-color-adjust without a prefix": Feature(r"(?m)^\s*print-color-adjust:", 15.4, 136, 97, 29),
}
PAGES = {
    "import maps": Feature(r"type=\"importmap\"", 16.4, 89, 108, 15),
    "popover": Feature(r"\bpopover(?:target)?\b=", 17, 114, 125, 23),
    "details that close each other": Feature(r"<details[^>]*\bname=", 17.2, 120, 130, 25),
    "inert": Feature(r"<[a-z]+[^>]*\sinert\b", 15.5, 102, 112, 19),
}


def floor() -> Feature:
    """Read the oldest browsers that the README promises."""
    found = {
        match["browser"]: float(match["version"])
        for match in README_ROW.finditer((ROOT / "README.md").read_text(encoding="utf-8"))
    }
    return Feature("", found["Safari"], found["Chrome"], found["Firefox"], found["Samsung Internet"])


def too_new(features: dict[str, Feature], promised: Feature) -> dict[str, Feature]:
    """Choose the features that one of the promised browsers lacks."""
    return {
        name: feature
        for name, feature in features.items()
        if any(first > oldest for first, oldest in zip(feature[1:], promised[1:], strict=True))
    }


def without_fallbacks(css: str) -> str:
    """Leave out each declaration that stands behind one of the same property: old browsers take that one."""
    kept, before, end = [], "", 0
    for match in DECLARATION.finditer(css):
        between = css[end : match.start()]
        if before != match["property"] or "}" in between:
            kept.append(css[end : match.end()])
        before, end = match["property"], match.end()
    return "".join(kept) + css[end:]


def found_in(text: str, kind: str, features: dict[str, Feature]) -> list[str]:
    """Name the features that a file uses; comments do not count."""
    if kind in COMMENTS:
        text = COMMENTS[kind].sub("", text)
    if kind == "css":
        text = without_fallbacks(text)
    return [name for name, feature in features.items() if re.search(feature.pattern, text)]


def _files() -> Iterator[tuple[str, str, str, dict[str, Feature]]]:
    for folder, kind, features in (
        ("static/js", "js", SCRIPTS),
        ("static/css", "css", STYLES),
        ("templates", "html", PAGES),
    ):
        for path in files(folder):
            if path.suffix == f".{kind}":
                yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"), kind, features
    # A library that cannot be parsed takes the whole page's scripts with it.
    for path in sorted(VENDOR.glob("*.js")):
        yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"), "vendor", SYNTAX


def test_scripts_and_styles_use_nothing_newer_than_the_promised_browsers() -> None:
    promised = floor()
    found = {
        name: used
        for name, text, kind, features in _files()
        if (used := found_in(text, kind, too_new(features, promised)))
    }
    assert found == {}, f"newer than the README promises: {found}"


def test_the_promise_reaches_two_years_back() -> None:
    # What was current in November 2024.
    promised = floor()
    assert promised.safari <= 18.1
    assert promised.chrome <= 131
    assert promised.firefox <= 133
    assert promised.samsung <= 27


@pytest.mark.parametrize(
    ("kind", "features", "text", "name"),
    [
        ("js", SCRIPTS, "fields = new FormData(form, event.submitter);", "the second argument of FormData"),
        ("js", SCRIPTS, "const last = rows.findLast((row) => row);", "findLast"),
        ("js", SCRIPTS, r"text.replace(/(?<=\d)\s/, '')", "a lookbehind"),
        ("js", SCRIPTS, "form.requestSubmit(button);", "requestSubmit"),
        ("css", STYLES, ".row {\n  & button {\n    color: red;\n  }\n}", "nested rules"),
        ("css", STYLES, ".row {\n  height: 1lh;\n}", "line-height units"),
        ("css", STYLES, "@media (width < 40em) {\n  p {\n    color: red;\n  }\n}", "ranges in media queries"),
        ("html", PAGES, '<details name="one">', "details that close each other"),
    ],
)
def test_what_is_too_new_is_found(kind: str, features: dict[str, Feature], text: str, name: str) -> None:
    assert name in found_in(text, kind, features)


def test_a_comment_and_a_fallback_are_no_use_of_a_feature() -> None:
    assert found_in("// new FormData(form, button) comes later", "js", SCRIPTS) == []
    assert found_in("li {\n  height: 1.5em;\n  height: 1lh;\n}", "css", STYLES) == []
    assert "line-height units" in found_in("li {\n  height: 1.5em;\n}\np {\n  height: 1lh;\n}", "css", STYLES)
