"""A place's own catalogue on top of the shipped one, and its file."""

from __future__ import annotations

import contextlib
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from scenarios.catalogue.action import Amount, CatalogueEffect, Estimate
from scenarios.catalogue.catalogue import ACTORS, find_action, load_catalogue
from scenarios.catalogue.own import OwnAction, Unit, overlay, shipped_catalogue, usual_amount
from scenarios.comparison.files import write_csv
from scenarios.errors import ScenarioFileError
from scenarios.file.catalogue_forms import own_catalogue_schema
from scenarios.file.own_catalogue import (
    OwnCatalogue,
    own_action_faults,
    own_catalogue_from_dict,
    own_catalogue_to_dict,
    read_own_catalogue,
)
from scenarios.file.own_catalogue_csv import COLUMNS, own_catalogue_rows, read_own_catalogue_csv

FERRY = OwnAction(
    id="own-ferry",
    title="Ferry on batteries",
    source="Harbour office",
    unit=Unit("ferry", "ferries"),
    effect=CatalogueEffect("units", Estimate(80.0, 120.0, 140.0)),
    targets=("shipping/all",),
)


def put(*own: OwnAction, hidden: tuple[str, ...] = (), territory: str = "SE-0480") -> Any:
    return overlay(own, hidden, territory_id=territory, place="Nyköping")


def test_without_own_actions_the_catalogue_is_the_shipped_one() -> None:
    assert put().actions == shipped_catalogue().actions == load_catalogue()
    assert put().offered == load_catalogue()


def test_an_addition_stands_behind_the_shipped_ones_in_its_own_words() -> None:
    catalogue = put(FERRY)
    assert catalogue.actions[:-1] == load_catalogue()
    ferry = catalogue.find("own-ferry")
    assert (ferry.origin, ferry.place, ferry.evidence.source) == ("own", "Nyköping", "Harbour office")
    assert [ferry.text("title", language) for language in ("en", "nb-NO", "sv")] == ["Ferry on batteries"] * 3
    assert ferry.text("question", "sv") == "Hur många ferries?"
    assert ferry.text("category", "nb") == "Egne tiltak i Nyköping"
    assert ferry.unit_for(1, "en") == "ferry"
    assert ferry.estimate_for(2) == Estimate(160.0, 240.0, 280.0)
    assert ferry.counts
    assert ferry in catalogue.search("batteries", "en")


def test_a_change_says_only_what_differs() -> None:
    ours = find_action("private-cars-electric")
    effect = CatalogueEffect("units", Estimate(1.0, 1.5, 2.0))
    catalogue = put(OwnAction(id=ours.id, source="Survey", effect=effect))
    changed = catalogue.find(ours.id)
    assert [action.id for action in catalogue.actions] == [action.id for action in load_catalogue()]
    assert (changed.effect, changed.origin) == (effect, "changed")
    assert changed.texts["title"] == ours.texts["title"]
    assert (changed.group, changed.partners, changed.targets) == (ours.group, ours.partners, ours.targets)
    # The derivation of the shipped figure would explain another figure.
    assert changed.text("basis", "en") == changed.text("range_note", "en") == ""
    assert find_action(ours.id).effect == ours.effect


@pytest.mark.parametrize(("territory", "field"), [("NO-4001", "norwegian_targets"), ("SE-0480", "targets")])
def test_changed_targets_are_those_of_the_country(territory: str, field: str) -> None:
    ours = find_action("private-cars-electric")
    changed = put(OwnAction(id=ours.id, source="x", targets=("a/b",)), territory=territory).find(ours.id)
    other = {"targets", "norwegian_targets"} - {field}
    assert getattr(changed, field) == ("a/b",)
    assert getattr(changed, other.pop()) != ("a/b",)


def test_who_decides_is_not_among_the_partners() -> None:
    ours = next(action for action in load_catalogue() if action.partners)
    changed = put(OwnAction(id=ours.id, source="x", actor=ours.partners[0])).find(ours.id)
    assert changed.actor not in changed.partners


def test_a_hidden_action_is_found_and_not_offered() -> None:
    catalogue = put(FERRY, hidden=("cycling", "own-ferry", "unknown"))
    assert catalogue.hidden == {"cycling", "own-ferry"}
    assert catalogue.find("cycling") == find_action("cycling")
    assert not {"cycling", "own-ferry"} & {action.id for action in catalogue.offered}
    assert all(action.id != "cycling" for action in catalogue.search("cycle", "en"))
    assert any(action.id == "cycling" for action in catalogue.search_all("cycle", "en"))


def test_what_is_not_shipped_any_more_is_left_out() -> None:
    assert put(OwnAction(id="gone", source="x")).actions == load_catalogue()
    with pytest.raises(KeyError, match="gone"):
        put().find("gone")


def test_the_usual_amount_of_shares_takes_no_more_than_everything() -> None:
    for high in (0.01, 0.03, 0.5, 1.0):
        amount = usual_amount(CatalogueEffect("share", Estimate(high, high, high)))
        assert amount.maximum * high <= 1 + 1e-9
        assert 0 < amount.minimum <= amount.default <= amount.maximum
    assert usual_amount(None) == Amount(1.0, 1000.0, 1.0, 10.0)


# ---- the file

WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zs", "Zl", "Zp", "Cf", "Cn", "Co"]),
    min_size=1,
    max_size=30,
)
FIGURES = st.floats(1e-6, 1e6, allow_nan=False)


@st.composite
def effects(draw: st.DrawFn) -> CatalogueEffect:
    kind = draw(st.sampled_from(["units", "share"]))
    figures = sorted(draw(st.lists(FIGURES, min_size=3, max_size=3)))
    if kind == "share":
        figures = [figure / 1e6 for figure in figures]
    return CatalogueEffect(kind, Estimate(*figures))


@st.composite
def own_actions(draw: st.DrawFn, identifier: str) -> OwnAction:
    addition = identifier.startswith("own-")
    maybe = (lambda what: what) if addition else (lambda what: st.none() | what)
    ours = None if addition else find_action(identifier)
    effect = draw(st.none() | effects())
    amount = usual_amount(effect)
    if ours is not None and (effect is None or effect.kind == "units"):
        amount = ours.amount
    has_targets = ours is not None and bool(ours.targets)
    targets = st.lists(st.sampled_from(["transport/cars", "machinery"]), min_size=1, max_size=2, unique=True)
    return OwnAction(
        id=identifier,
        source=draw(WORDS),
        title=draw(maybe(WORDS)),
        description=draw(st.none() | WORDS),
        unit=draw(maybe(st.builds(Unit, WORDS, WORDS))),
        effect=effect,
        amount=amount,
        targets=draw(targets.map(tuple) if effect and not has_targets else st.none() | targets.map(tuple)),
        actor=draw(st.none() | st.sampled_from(ACTORS)),
        control=draw(st.none() | st.sampled_from(["direct", "shared", "external"])),
        start_after_years=draw(st.none() | st.integers(0, 60)),
        ramp=draw(st.none() | st.sampled_from(["linear", "step", "s-curve"])),
        ramp_years=draw(st.none() | st.integers(1, 60)),
    )


@st.composite
def catalogues(draw: st.DrawFn) -> OwnCatalogue:
    names = [f"own-{name}" for name in "abc"] + [action.id for action in load_catalogue()[:6]]
    chosen = draw(st.lists(st.sampled_from(names), unique=True, max_size=6))
    chosen.sort(key=lambda name: not name.startswith("own-"))
    known = [*(name for name in chosen if name.startswith("own-")), *names[3:]]
    hidden = sorted(draw(st.lists(st.sampled_from(known), unique=True, max_size=4)))
    actions = tuple(draw(own_actions(name)) for name in chosen)
    return OwnCatalogue("SE-0480", actions, tuple(hidden))


@settings(max_examples=150, deadline=None)
@given(catalogues())
def test_a_file_comes_back_as_it_was_written_and_the_schema_accepts_it(catalogue: OwnCatalogue) -> None:
    document = own_catalogue_to_dict(catalogue)
    Draft202012Validator(own_catalogue_schema()).validate(document)
    assert read_own_catalogue(json.dumps(document)) == catalogue
    put(*catalogue.actions, hidden=catalogue.hidden)


@settings(max_examples=100, deadline=None)
@given(catalogues(), st.sampled_from([",", "."]))
def test_a_table_comes_back_as_it_was_written_with_either_decimal_mark(
    catalogue: OwnCatalogue, mark: str
) -> None:
    text = write_csv(COLUMNS, own_catalogue_rows(catalogue), mark)
    assert read_own_catalogue_csv(text.encode("utf-8-sig"), "SE-0480") == catalogue


SOUND: dict[str, Any] = own_catalogue_to_dict(OwnCatalogue("SE-0480", (FERRY,), ("cycling",)))


@pytest.mark.parametrize(
    ("where", "value", "pointer"),
    [
        (("actions", 0, "id"), "ferry", "/actions/0/id"),
        (("actions", 0, "id"), "own-Ferry", "/actions/0/id"),
        (("actions", 0, "id"), "own-x\n", "/actions/0/id"),
        (("actions", 0, "title"), "", "/actions/0/title"),
        (("actions", 0, "title"), "x" * 121, "/actions/0/title"),
        (("actions", 0, "title"), "a\u0000b", "/actions/0/title"),
        (("actions", 0, "source"), None, "/actions/0/source"),
        (("actions", 0, "effect", "low"), 0, "/actions/0/effect/low"),
        (("actions", 0, "effect", "low"), True, "/actions/0/effect/low"),
        (("actions", 0, "effect", "low"), float("nan"), "/actions/0/effect/low"),
        (("actions", 0, "effect", "likely"), 1, "/actions/0/effect/likely"),
        (("actions", 0, "effect", "kind"), "tonnes", "/actions/0/effect/kind"),
        (("actions", 0, "effect", "kind"), "share", "/actions/0/effect/high"),
        (("actions", 0, "targets"), [], "/actions/0/targets"),
        (("actions", 0, "ramp_years"), 2.5, "/actions/0/ramp_years"),
        (("actions", 0, "start_after_years"), -1, "/actions/0/start_after_years"),
        (
            ("actions", 0, "amount"),
            {"minimum": 2, "usual": 1, "maximum": 3, "step": 1},
            "/actions/0/amount/usual",
        ),
        (("actions", 0, "colour"), "red", "/actions/0/colour"),
        (("hidden", 0), "nothing", "/hidden/0"),
        (("changed",), [{"id": "own-ferry", "source": "x"}], "/changed/0/id"),
        (("changed",), {}, "/changed"),
        (("version",), 2, "/version"),
        (("format",), "handlingsrom/scenario", "/format"),
    ],
)
def test_every_fault_is_told_at_its_place(where: tuple[Any, ...], value: Any, pointer: str) -> None:
    document = json.loads(json.dumps(SOUND))
    owner = document
    for part in where[:-1]:
        owner = owner[part]
    owner[where[-1]] = value
    with pytest.raises(ScenarioFileError) as error:
        own_catalogue_from_dict(document)
    assert pointer in {fault.pointer for fault in error.value.faults}


def test_repeated_keys_and_other_texts_are_refused() -> None:
    for text in ("", "[]", "null", "{", '{"format": 1, "format": 2}', b"\xff"):
        with pytest.raises(ScenarioFileError):
            read_own_catalogue(text)


@settings(max_examples=150, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | WORDS,
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    ["actions", "changed", "hidden", "id", "effect", "amount", "targets", "unit", "low"]
                ),
                inner,
                max_size=5,
            )
        ),
        max_leaves=12,
    )
)
def test_no_document_breaks_the_reader(document: Any) -> None:
    with pytest.raises(ScenarioFileError):
        own_catalogue_from_dict(document)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=200) | WORDS.map(lambda text: f"id;{text}\n{text};{text}".encode()))
def test_no_table_breaks_the_reader(content: bytes) -> None:
    with contextlib.suppress(ScenarioFileError):
        assert read_own_catalogue_csv(content, "SE-0480").territory == "SE-0480"


def test_targets_are_those_of_the_place() -> None:
    assert own_action_faults(FERRY, {"shipping/all"}) == ()
    (fault,) = own_action_faults(FERRY, {"transport"})
    assert fault.pointer == "/targets/0"
