"""Read a page as a phone's user sees it: its links, forms and fields."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

_NO_FIELDS = {"submit", "button", "reset", "image", "file"}


@dataclass
class Field:
    """A field of a form; ``choices`` are the values of radio buttons, checkboxes and lists."""

    name: str
    kind: str
    value: str = ""
    choices: list[str] = field(default_factory=list)
    step: str = ""
    maximum: str = ""


@dataclass
class Form:
    """A form: its target, its fields by name, and its submit buttons with values."""

    action: str
    method: str
    fields: dict[str, Field] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)
    maximum: str = ""

    def values(self) -> dict[str, str]:
        """Return what the untouched form would send; of radio buttons and checkboxes only what is set."""
        return {
            name: each.value
            for name, each in self.fields.items()
            if each.value or each.kind not in {"radio", "checkbox"}
        }


@dataclass(frozen=True)
class Page:
    """A page: its state, its links in order (highlighted ones first), its forms.

    ``asked``: the facilitator has asked something about the person's own proposal.
    """

    state: str
    links: list[str]
    primary: list[str]
    forms: list[Form]
    asked: bool


def read_page(text: str, path: str) -> Page:
    """Read a page at ``path``."""
    reader = _Reader(path.partition("?")[0])
    reader.feed(text)
    return Page(reader.state, reader.links, reader.primary, reader.forms, reader.asked)


class _Reader(HTMLParser):
    def __init__(self, path: str) -> None:
        super().__init__()
        self.state, self.asked = "", False
        self.links: list[str] = []
        self.primary: list[str] = []
        self.forms: list[Form] = []
        self._path = path
        self._form: Form | None = None
        self._list: Field | None = None
        self._area: Field | None = None
        self._selected = False
        self._bounds = ("", "")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        classes = given.get("class", "").split()
        self.asked = self.asked or "question" in classes
        if tag == "body":
            self.state = given.get("data-page", "")
        elif tag == "a" and given.get("href", "").startswith("/"):
            self.links.append(given["href"])
            if "primary" in classes:
                self.primary.append(given["href"])
        elif tag == "form":
            self._form = Form(given.get("action") or self._path, given.get("method", "get").lower())
            self.forms.append(self._form)
        elif "data-maximum" in given:
            self._bounds = (given.get("data-step", ""), given["data-maximum"])
            if self._form is not None:
                self._form.maximum = given["data-maximum"]
        if self._form is not None:
            self._take(tag, given, self._form)

    def _take(self, tag: str, given: dict[str, str], form: Form) -> None:
        name, value = given.get("name", ""), given.get("value", "")
        if tag == "button" and name and "disabled" not in given:
            form.buttons.append((name, value))
        elif tag == "select":
            self._list = form.fields[name] = Field(name, "list")
        elif tag == "option" and self._list is not None:
            self._list.choices.append(value)
            self._selected = "selected" in given or len(self._list.choices) == 1
            if self._selected:
                self._list.value = value
        elif tag == "textarea":
            self._area = form.fields[name] = Field(name, "text")
        elif tag == "input" and name and given.get("type", "text") not in _NO_FIELDS:
            kind = given.get("type", "text")
            if kind in {"radio", "checkbox"}:
                there = form.fields.setdefault(name, Field(name, kind))
                there.choices.append(value)
                if "checked" in given:
                    there.value = value
            else:
                kind = "hidden" if kind == "hidden" else "text"
                step, maximum = self._bounds
                form.fields[name] = Field(name, kind, value, step=step, maximum=maximum)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form, self._bounds = None, ("", "")
        elif tag == "select":
            self._list = None
        elif tag == "textarea" and self._area is not None:
            # Browsers ignore the line break right after the tag.
            self._area.value = self._area.value.removeprefix("\r\n").removeprefix("\n")
            self._area = None

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._area.value += data
        elif self._list is not None and self._list.choices and not self._list.choices[-1]:
            # An option without a value has its text as value.
            words = data.strip()
            if words.isdecimal():
                self._list.choices[-1] = words
                if self._selected:
                    self._list.value = words
