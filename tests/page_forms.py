"""A form of a page as a browser would send it: all its fields, with what stands in them."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

_NOT_SENT = {"submit", "button", "image", "file", "reset"}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[list[tuple[str, str]]] = []
        self._select: str | None = None
        self._options: list[tuple[str, bool]] = []
        self._area: str | None = None
        self._text = ""
        self._option: tuple[str | None, bool] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        about = dict(attrs)
        name, kind = about.get("name"), about.get("type") or "text"
        if tag == "form":
            self.forms.append([])
        elif tag == "input" and name and kind not in _NOT_SENT and self.forms:
            if kind not in ("checkbox", "radio") or "checked" in about:
                self.forms[-1].append((name, about.get("value") or ""))
        elif tag == "select" and name:
            self._select, self._options = name, []
        elif tag == "option" and self._select:
            self._option, self._text = (about.get("value"), "selected" in about), ""
        elif tag == "textarea" and name:
            self._area, self._text = name, ""

    def handle_data(self, data: str) -> None:
        self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "option" and self._option:
            value, selected = self._option
            self._options.append((self._text.strip() if value is None else value, selected))
            self._option = None
        elif tag == "select" and self._select and self.forms:
            chosen = [value for value, selected in self._options if selected]
            self.forms[-1] += [(self._select, value) for value in chosen or [self._options[0][0]]]
            self._select = None
        elif tag == "textarea" and self._area and self.forms:
            # Browsers leave out the line break behind the tag, and write line ends their own way.
            text = self._text.removeprefix("\r\n").removeprefix("\n")
            self.forms[-1].append((self._area, "\r\n".join(text.splitlines())))
            self._area = None


def fields_of(page: str, having: str) -> dict[str, Any]:
    """Return the fields of the form that has a field of this name; several values are a list."""
    reader = _Reader()
    reader.feed(page)
    form = next(form for form in reader.forms if any(name == having for name, _ in form))
    fields: dict[str, Any] = {}
    for name, value in form:
        if name not in fields:
            fields[name] = value
        elif isinstance(fields[name], list):
            fields[name].append(value)
        else:
            fields[name] = [fields[name], value]
    return {name: value for name, value in fields.items() if name != "csrf_token"}
