"""What holds for every page that any test gets."""

from __future__ import annotations

from collections import Counter
from html.parser import HTMLParser

_VOID_LABELLED = {"hidden", "submit", "button", "image"}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.headings: list[int] = []
        self.labelled: set[str] = set()
        self.fields: list[dict[str, str | None]] = []
        self.forms: list[dict[str, str | None]] = []
        self.tokens_in_forms: list[bool] = []
        self.problems: list[str] = []
        self.language: str | None = None
        self.titles = 0
        self.refreshes = False
        self._svg = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        about = dict(attrs)
        self._svg += tag == "svg"
        if about.get("id"):
            self.ids.append(str(about["id"]))
        if "style" in about:
            self.problems.append(f"<{tag}> has a style attribute")
        self.problems += [f"<{tag}> has {name}" for name in about if name.startswith("on")]
        if tag in {"h1", "h2", "h3", "h4"}:
            self.headings.append(int(tag[1]))
        elif tag == "label" and about.get("for"):
            self.labelled.add(str(about["for"]))
        elif tag in {"input", "select", "textarea"} and about.get("type") not in _VOID_LABELLED:
            self.fields.append(about)
        elif tag == "form":
            self.forms.append(about)
            self.tokens_in_forms.append(False)
        elif tag == "html":
            self.language = about.get("lang")
        elif tag == "meta" and (about.get("http-equiv") or "").lower() == "refresh":
            self.refreshes = True
        elif tag == "title" and not self._svg:
            self.titles += 1
        elif tag == "script" and not about.get("src") and about.get("type") != "application/json":
            self.problems.append("an inline script")
        elif tag == "img" and "alt" not in about:
            self.problems.append("an image without alt")
        if tag == "input" and about.get("name") == "csrf_token" and self.tokens_in_forms:
            self.tokens_in_forms[-1] = True

    def handle_endtag(self, tag: str) -> None:
        self._svg -= tag == "svg"


def check_page(text: str) -> None:
    """Raise an ``AssertionError`` that lists what is wrong with a page."""
    page = _Reader()
    page.feed(text)
    problems = list(page.problems)
    problems += [f"id {name} {times} times" for name, times in Counter(page.ids).items() if times > 1]
    if page.headings.count(1) != 1:
        problems.append(f"{page.headings.count(1)} headings of the first level")
    problems += [
        f"heading {low} follows {high}"
        for high, low in zip(page.headings, page.headings[1:], strict=False)
        if low > high + 1
    ]
    problems += [
        f"field {about.get('name')} has no label"
        for about in page.fields
        if about.get("id") not in page.labelled
        and not about.get("aria-label")
        and not about.get("aria-hidden")
    ]
    problems += [
        f"form {about.get('action')} has no token"
        for about, token in zip(page.forms, page.tokens_in_forms, strict=True)
        if about.get("method", "get") == "post" and not token
    ]
    if page.refreshes and page.fields:
        problems.append("a page that reloads by itself has fields: what is typed would be lost")
    if page.language not in {"en", "nb", "sv"}:
        problems.append(f"language {page.language}")
    if page.titles != 1:
        problems.append(f"{page.titles} titles")
    assert not problems, problems
