"""The list of faults at the top of a page with an invalid form, each linked to its field."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask import g, has_request_context
from markupsafe import Markup
from wtforms import Field, FieldList, FormField, HiddenField, RadioField, SelectMultipleField
from wtforms.form import BaseForm


@dataclass(frozen=True)
class Fault:
    """One fault: the text, its field's label, and the field's id (empty if there is none).

    A fault that ``leads`` is no mistake of the reader: it explains the others, as their heading.
    """

    text: str
    label: str = ""
    target: str = ""
    leads: bool = False


def note_form(form: BaseForm) -> None:
    """Begin the page that follows with the faults of this form."""
    g.faulty_form = form


def note_fault(text: str, label: str = "", target: str = "") -> None:
    """Begin the page that follows with a fault that belongs to no form."""
    g.setdefault("page_faults", []).append(Fault(text, label, target))


def note_conflict(text: str) -> None:
    """Begin the page that follows with a conflict: somebody else has changed the same meanwhile."""
    g.conflict = text


def list_faults() -> list[Fault]:
    """List the faults for the page of this request."""
    if not has_request_context():
        return []
    noted: list[Fault] = g.get("page_faults", [])
    form, conflict = g.get("faulty_form"), g.get("conflict")
    leading = [] if conflict is None else [Fault(conflict, leads=True)]
    found = _faults_of(form) if form is not None else ()
    return [*leading, *noted, *(fault for fault in found if fault.text != conflict)]


def _words(text: object) -> str:
    """Return a fault's text; one with marked parts, such as words of another language, keeps them."""
    return text if isinstance(text, Markup) else str(text)


def _faults_of(form: BaseForm) -> Iterator[Fault]:
    yield from (Fault(_words(text)) for text in getattr(form, "form_errors", ()))
    for field in form:
        yield from _faults_in(field)


def _faults_in(field: Field) -> Iterator[Fault]:
    if isinstance(field, FieldList):
        for entry in field.entries:
            yield from _faults_in(entry)
    elif isinstance(field, FormField):
        for part in field.form:
            yield from _faults_in(part)
    elif isinstance(field, HiddenField):
        yield from (Fault(_words(text)) for text in field.errors)
    elif field.label.text:
        target = f"{field.id}-0" if isinstance(field, RadioField | SelectMultipleField) else str(field.id)
        yield from (Fault(_words(text), str(field.label.text), target) for text in field.errors)
    else:
        yield from (Fault(_words(text)) for text in field.errors)
