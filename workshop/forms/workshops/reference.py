"""The choice of a reference path, with figures of one's own from a file or typed."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from types import MappingProxyType
from typing import Any

from flask import request
from flask_wtf.file import FileField
from markupsafe import Markup, escape
from wtforms import Field, RadioField
from wtforms.validators import ValidationError

from workshop.forms.fields import OperationForm, offer
from workshop.forms.merging import MergingForm
from workshop.forms.workshops.own_path import (
    PathTable,
    check_path_table,
    mark_cell,
    read_path_table,
    say_unreadable,
    write_path_fields,
)
from workshop.i18n import current_language, gettext
from workshop.i18n import lazy_gettext as _l
from workshop.models import Workshop
from workshop.services.meeting.reference import (
    METHOD,
    current_reference,
    flatten_reference,
    place_of,
    read_flat_reference,
)
from workshop.services.workshops.facts import stored_own_path
from workshop.services.workshops.figures import Figures, UnreadableFigures, parse_figures
from workshop.services.workshops.references import (
    METHODS,
    OWN_PATH,
    PROJECTION,
    BudgetScope,
    ReferenceOffers,
    list_sector_levels,
    name_target,
    offer_references,
)
from workshop.store.three_way import ChangedMeanwhile


class ReferenceFields(OperationForm):
    """The reference path, as part of a form that knows the budget and the last year."""

    own_path: Figures | None = None
    reference_method = RadioField(
        _l("Without new actions, emissions"), choices=lambda: offer((method, method) for method in METHODS)
    )
    own_file = FileField(_l("Or from a file (CSV or Excel)"))
    _table: PathTable | None = None

    def find_scope(self) -> BudgetScope | None:
        """Return the budget and the emissions that it covers; None as long as there is none."""
        raise NotImplementedError

    def find_last_year(self) -> int | None:
        """Return the last year of the path; None as long as there is none."""
        raise NotImplementedError

    def followed_before(self) -> Figures | None:
        """Return the path of one's own that is followed already, to begin the table with."""
        return None

    @cached_property
    def _bounds(self) -> tuple[BudgetScope, int] | None:
        scope, last = self.find_scope(), self.find_last_year()
        return None if scope is None or last is None else (scope, last)

    @property
    def table(self) -> PathTable | None:
        """The table of typed figures, as it was sent, or with what was read from a file."""
        if self._table is None:
            before = self.followed_before()
            sent: Mapping[str, str] = request.values
            if before is not None and "path-years" not in sent:
                sent = write_path_fields(before)
            self._table = self._lay_table(sent)
        return self._table

    def offers(self) -> ReferenceOffers | None:
        """Compute the paths on offer, with the one of one's own if its figures are sound."""
        if self._bounds is None:
            return None
        return offer_references(*self._bounds, self.own_path)

    def read_own_path(self) -> None:
        """Read the figures of one's own, from the file if there is one; raise what is wrong with them."""
        upload = self.own_file.data
        if upload and upload.filename:
            try:
                self.own_path = parse_figures(upload.read(), upload.filename)
            except UnreadableFigures as error:
                raise ValidationError(say_unreadable(error)) from error
            self._table = self._lay_table(write_path_fields(self.own_path))
        elif self.table is not None:
            self._table, self.own_path = check_path_table(self.table)
        if self.own_path is None:
            raise ValidationError(
                (self.table.fault if self.table is not None else "")
                or gettext("Some of the figures below cannot be used.")
            )
        offers = self.offers()
        if offers is not None and OWN_PATH in offers.obstacles:
            # The model's messages for editors of files are in English.
            reason = Markup('<span lang="en">{}</span>').format(offers.obstacles[OWN_PATH])
            self.own_path = None
            said = escape(gettext("This path cannot be followed: %(reason)s", reason="{}"))
            raise ValidationError(said.format(reason))

    def validate_reference_method(self, field: Field) -> None:
        """Refuse a path that the place cannot follow."""
        offers = self.offers()
        if field.data == OWN_PATH or offers is None:
            return
        there = {offered.method for offered in offers.offers}
        if field.data == PROJECTION and PROJECTION not in there:
            raise ValidationError(
                gettext("There is no official projection for this place. Choose another path.")
            )
        if field.data not in there:
            raise ValidationError(gettext("This path cannot be followed here. Choose another one."))

    def validate_own_file(self, field: Field) -> None:  # noqa: ARG002
        """Read the figures of one's own if the reference follows them."""
        if self.reference_method.data == OWN_PATH:
            self.read_own_path()

    def _lay_table(self, sent: Mapping[str, str]) -> PathTable | None:
        if self._bounds is None:
            return None
        scope, last = self._bounds
        base_year, levels = list_sector_levels(scope)
        return read_path_table(sent, scope.territory_id, base_year, levels, last)


class WorkshopReferenceForm(ReferenceFields, MergingForm):
    """The reference path of a workshop that is open, which another desk may change meanwhile.

    ``method_words`` are the names of the methods, for a conflict about them.
    """

    method_words: Mapping[str, str] = MappingProxyType({})

    def __init__(self, workshop: Workshop) -> None:
        self._workshop = workshop
        sent = request.form | request.files if request.method == "POST" else request.args
        super().__init__(formdata=sent or None, data={"reference_method": workshop.reference["method"]})
        before = self.followed_before()
        if request.method == "GET" and before is not None and not sent:
            self.own_path = before
        if request.method == "GET":
            self.open_with(current_reference(workshop))

    def sent(self) -> dict[str, Any]:
        """Return the chosen path, flat."""
        own = self.own_path if self.reference_method.data == OWN_PATH else None
        return flatten_reference(self.reference_method.data, own)

    def show_both(self, changed: ChangedMeanwhile) -> None:
        """Show the merged figures in the table, and beside those that both changed what the other wrote."""
        method, own = read_flat_reference(changed.merged)
        self.reference_method.data = method
        shown = own or self.followed_before()
        if shown is not None:
            self.own_path = own
            self._table = self._lay_table(write_path_fields(shown))
        for name in changed.fields:
            self._say_theirs(name, changed.now_there.get(name))
        self.open_with({name: value for name, value in changed.now_there.items() if value is not None})
        self.renew()

    def _say_theirs(self, name: str, theirs: Any) -> None:
        table, place = self.table, place_of(name)
        text = (
            ""
            if theirs is None
            else self.method_words.get(theirs, theirs)
            if name == METHOD
            else self.write(theirs)
        )
        said = gettext(
            "Somebody else has changed this to “%(theirs)s” meanwhile. Send again to keep yours.",
            theirs=text or "–",
        )
        if name == METHOD:
            self.reference_method.errors = [*self.reference_method.errors, said]
        elif table is None or place is None or (marked := mark_cell(table, *place, said)) is None:
            where = name_target(self._workshop.territory_id, place[0], current_language()) if place else ""
            year = f"{where}, {place[1]}" if place else gettext("Figures of one’s own")
            self.form_errors.append(f"{year}: {said}")
        else:
            self._table = marked

    def find_scope(self) -> BudgetScope:
        """Return the workshop's budget with the emissions that it covers."""
        return BudgetScope.of_stored(self._workshop.budget)

    def find_last_year(self) -> int:
        """Return the workshop's last year."""
        return self._workshop.end_year

    def followed_before(self) -> Figures | None:
        """Return the path of one's own that the workshop follows."""
        return stored_own_path(self._workshop.reference)
