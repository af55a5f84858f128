"""What tells people to press something calls it as it is called where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator

import jinja2
from jinja2 import nodes

from tests.tree import ROOT, files

GUIDE = ROOT / "templates/guide/guide.html"
QUOTED = re.compile(r"“([^”]+)”")
VARIABLE = re.compile(r"%\(\w+\)s")


def calls(template: str) -> Iterator[nodes.Call]:
    """Find the translated texts of a template."""
    tree = jinja2.Environment(extensions=["jinja2.ext.i18n"], autoescape=True).parse(template)
    for call in tree.find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name == "_":
            yield call


def text_of(call: nodes.Call) -> str:
    text = call.args[0]
    assert isinstance(text, nodes.Const)
    return str(text.value)


def names_of(call: nodes.Call) -> list[str]:
    """List the texts that a text takes as the names of controls."""
    values = [pair.value for pair in call.kwargs]
    if isinstance(call.dyn_kwargs, nodes.Dict):
        values += [pair.value for pair in call.dyn_kwargs.items]
    return [text_of(value) for value in values if isinstance(value, nodes.Call)]


def typed_names(template: str) -> list[str]:
    """Find quoted names that are typed into a text, where nothing keeps them as the control is called."""
    return [
        name
        for call in calls(template)
        for name in QUOTED.findall(text_of(call))
        if not VARIABLE.fullmatch(name)
    ]


def test_typed_names_are_found() -> None:
    assert typed_names('{{ _("Press “Hold”.") }}') == ["Hold"]
    assert typed_names('{{ _("Press “%(hold)s”.", hold=_("Hold it")) }}') == []


def test_the_guide_takes_the_names_of_controls_from_where_they_stand() -> None:
    assert typed_names(GUIDE.read_text(encoding="utf-8")) == []


def test_each_control_that_the_guide_names_is_there() -> None:
    others = {
        text_of(call)
        for path in files("templates")
        if path.suffix == ".html" and path != GUIDE
        for call in calls(path.read_text(encoding="utf-8"))
    }
    named = {
        name
        for call in calls(GUIDE.read_text(encoding="utf-8"))
        for name in (names_of(call) if QUOTED.search(text_of(call)) else [])
    }
    assert len(named) > 12
    assert named - others == set()


def test_pages_take_the_names_of_controls_from_where_they_stand() -> None:
    typed = {
        path.name: found
        for path in files("templates")
        if path.suffix == ".html"
        # In small letters they are columns of a list.
        if (found := [name for name in typed_names(path.read_text(encoding="utf-8")) if name[0].isupper()])
    }
    # A title that somebody might give, and the names that a publisher gives.
    assert typed == {
        "new.html": ["Nyköping’s budget, open meeting"],
        "statistics.html": ["Utslipp av klimagasser i kommuner", "Oversikt - detaljert"],
    }
