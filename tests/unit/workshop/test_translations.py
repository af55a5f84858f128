"""Every text that a person reads stands in the translations, and is complete and sound in each of them."""

from __future__ import annotations

import ast
import io
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import flask_babel
import jinja2
import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_keywords
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

from tests.tree import ROOT, files
from workshop.config import Settings
from workshop.factory import create_app

LANGUAGES = ("nb", "sv")
LOCALE = ROOT / "workshop" / "locale"
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%%|\{\w+\}")
LETTERS = re.compile(r"[^\W\d_]")

# What is written alike in all languages.
ALIKE = re.compile(r"\bHandlingsrom\b|\bCO₂e?\b|°C|\b[kM]?t\b")
READ_ATTRIBUTES = {"aria-label", "placeholder", "title", "alt"}
ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')
NOT_READ = {"code", "script", "style"}
TRANSLATORS = {"_", "gettext", "ngettext", "lazy_gettext"}
# A sentence or a word that begins one: keys, classes and paths are neither.
LIKE_TEXT = re.compile(r"^[A-ZÅÄÖÆØ][^\W\d_]|[^\W\d_],? [^\W\d_]")
WORDS_OF_FIELDS = {"label", "message", "description", "hint", "unit"}
SPEAKERS = {"Problem", "ValidationError", "StopValidation", "RowFault", "flash"}


# ---- the texts in the sources


def makefile_keywords() -> list[str]:
    """Read by which names `make messages` knows a text."""
    return re.findall(r"--keyword (\S+)", (ROOT / "Makefile").read_text(encoding="utf-8"))


def python_files() -> Iterator[Path]:
    """The modules that speak to people in their language; the commands speak English."""
    for path in files("workshop"):
        if path.suffix == ".py" and not {"cli", "migrations"} & set(path.relative_to(ROOT).parts):
            yield path


def translators_in(tree: ast.Module) -> set[str]:
    """Find the names under which a module translates."""
    return {
        name.asname or name.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module in {"workshop.i18n", "flask_babel"}
        for name in node.names
        if name.name in TRANSLATORS
    }


@cache
def extracted() -> Catalog:
    """Collect the texts of the sources, by the names of `make messages` and those the modules use."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    methods = [(mapping["pattern"], mapping["method"]) for mapping in settings["tool"]["babel"]["mappings"]]
    used = {name for path in python_files() for name in translators_in(parse(path))}
    keywords = parse_keywords(sorted(used)) | parse_keywords(makefile_keywords()) | DEFAULT_KEYWORDS
    catalog = Catalog()
    for _, _, text, _, context in extract_from_dir(str(ROOT), methods, keywords=keywords):
        catalog.add(text, context=context)
    return catalog


@cache
def parse(path: Path) -> ast.Module:
    """Parse a module once for all tests."""
    return ast.parse(path.read_text(encoding="utf-8"))


# ---- the translations


def po_file(language: str) -> Path:
    """Find the file of a language."""
    return LOCALE / language / "LC_MESSAGES" / "messages.po"


@cache
def translations(language: str) -> Catalog:
    """Read the translations into a language."""
    with po_file(language).open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def messages(catalog: Catalog) -> dict[Any, Message]:
    """Index the texts; the heading, without a text of its own, is left out."""
    return {(message.id, message.context): message for message in catalog if message.id}


def forms(text: str | tuple[str, ...] | list[str]) -> list[str]:
    """List the forms of a text: one, or those for one and for many."""
    return [text] if isinstance(text, str) else list(text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_texts_are_those_of_the_sources(language: str) -> None:
    expected, found = messages(extracted()), messages(translations(language))
    assert len(expected) > 300
    assert sorted(map(str, expected.keys() - found.keys())) == [], "missing: run make messages"
    assert sorted(map(str, found.keys() - expected.keys())) == [], "no longer used: run make messages"
    assert list(translations(language).obsolete) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_translated(language: str) -> None:
    catalog = translations(language)
    assert catalog.num_plurals == 2
    assert not catalog.fuzzy
    untranslated = [
        message.id
        for message in messages(catalog).values()
        if message.fuzzy
        or len(forms(message.string)) != len(forms(message.id))
        or not all(text.strip() for text in forms(message.string))
    ]
    assert untranslated == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_are_those_of_the_text(language: str) -> None:
    different = [
        (one, text)
        for message in messages(translations(language)).values()
        for one, text in zip(forms(message.id), forms(message.string), strict=True)
        if set(PLACEHOLDER.findall(one)) != set(PLACEHOLDER.findall(text))
    ]
    assert different == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_can_be_filled_in(language: str) -> None:
    """A stray per cent sign would break the page that shows the text."""
    for message in messages(translations(language)).values():
        for one, text in zip(forms(message.id), forms(message.string), strict=True):
            if names := re.findall(r"%\((\w+)\)", one):
                assert "%(" not in text % dict.fromkeys(names, 1)


@pytest.mark.parametrize("language", LANGUAGES)
def test_ends_and_quotes_are_those_of_the_language(language: str) -> None:
    """A fragment keeps its comma and its lack of a full stop; quotes follow the language."""
    foreign = {"nb": "“”\"'", "sv": "“«»\"'"}[language]
    ends = re.compile(r"^, |[.:?…]$")
    for message in messages(translations(language)).values():
        for one, text in zip(forms(message.id), forms(message.string), strict=True):
            assert text == re.sub(" +", " ", text.strip())
            assert not set(text) & set(foreign), text
            assert ends.findall(one) == ends.findall(text), text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_heading_names_nobody(language: str) -> None:
    catalog = translations(language)
    assert (catalog.last_translator, catalog.language_team) == ("Handlingsrom", "Handlingsrom")
    heading = po_file(language).read_text(encoding="utf-8").split("\n\n")[0]
    assert "@" not in heading
    assert "FIRST AUTHOR" not in heading


# ---- nothing around the translations


def test_make_messages_knows_every_name_that_translates() -> None:
    known = DEFAULT_KEYWORDS | parse_keywords(makefile_keywords())
    used = {name: path for path in python_files() for name in translators_in(parse(path))}
    unknown = {name: path.relative_to(ROOT).as_posix() for name, path in used.items() if name not in known}
    assert unknown == {}, "the Makefile's target `messages` needs --keyword for each of these"


def untranslatable_calls(tree: ast.Module) -> Iterator[ast.Call]:
    """Find translations of something that is not written out, which no extraction can see."""
    names = translators_in(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
            texts = node.args[: 2 if node.func.id == "ngettext" else 1]
            if not all(isinstance(text, ast.Constant) for text in texts):
                yield node


def bare_texts(tree: ast.Module) -> Iterator[str]:
    """Find texts that are given untranslated to what speaks to people: fields, problems, messages."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", None) or getattr(node.func, "attr", "")
        given = [keyword.value for keyword in node.keywords if keyword.arg in WORDS_OF_FIELDS]
        if name in SPEAKERS:
            given += node.args
        elif name.endswith("Field"):
            given += node.args[:1]
        for value in given:
            text = "".join(
                str(part.value)
                for part in (value.values if isinstance(value, ast.JoinedStr) else [value])
                if isinstance(part, ast.Constant) and isinstance(part.value, str)
            )
            # A word alone, in small letters, is a key.
            if LIKE_TEXT.search(ALIKE.sub("", text)):
                yield text


@pytest.mark.parametrize(
    "source",
    [
        'Problem("It broke.", gettext("Try again."))',
        'flash(f"Saved {name}.")',
        'StringField("Name")',
        "Length(min=3, message='Too short.')",
    ],
)
def test_bare_texts_are_found(source: str) -> None:
    assert list(bare_texts(ast.parse(source)))


def test_translations_of_what_is_not_written_out_are_found() -> None:
    heading = "from workshop.i18n import gettext as _g\n"
    assert list(untranslatable_calls(ast.parse(heading + "_g(text)")))
    assert list(untranslatable_calls(ast.parse(heading + '_g(f"{count} people")')))
    assert not list(untranslatable_calls(ast.parse(heading + '_g("Welcome")')))


def test_modules_hold_no_text_outside_the_translations() -> None:
    found = {path.relative_to(ROOT).as_posix(): list(bare_texts(parse(path))) for path in python_files()}
    assert {path: texts for path, texts in found.items() if texts} == {}
    unseen = [
        f"{path.relative_to(ROOT).as_posix()}:{call.lineno}"
        for path in python_files()
        if path.name != "i18n.py"
        for call in untranslatable_calls(parse(path))
    ]
    assert unseen == []


class Readable(HTMLParser):
    """Collect what a person reads or hears of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in NOT_READ
        for name, value in attrs:
            if name in READ_ATTRIBUTES:
                self._keep(value or "")

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in NOT_READ

    def handle_data(self, data: str) -> None:
        if self._silent:
            return
        # A block can hold attributes alone, for an element of the page around it.
        for name, value in ATTRIBUTE.findall(data):
            if name in READ_ATTRIBUTES:
                self._keep(value)
        self._keep(ATTRIBUTE.sub("", data))

    def _keep(self, text: str) -> None:
        if LETTERS.search(ALIKE.sub("", text)):
            self.found.append(" ".join(text.split()))


def leaks_of(template: str) -> list[str]:
    """Find the texts of a template that no translation reaches."""
    environment = jinja2.Environment(
        extensions=["jinja2.ext.i18n"], trim_blocks=True, lstrip_blocks=True, autoescape=True
    )
    page = Readable()
    page.feed("".join(value for _, kind, value in environment.lex(template) if kind == "data"))
    page.close()
    tree = environment.parse(template)
    translated = {
        id(const)
        for call in tree.find_all(jinja2.nodes.Call)
        if isinstance(call.node, jinja2.nodes.Name) and call.node.name in TRANSLATORS
        for const in call.args
    }
    written = [
        const.value
        for const in tree.find_all(jinja2.nodes.Const)
        if id(const) not in translated and isinstance(const.value, str)
    ]
    return page.found + [text for text in written if LIKE_TEXT.search(ALIKE.sub("", text))]


@pytest.mark.parametrize(
    "template",
    [
        "<p>Welcome</p>",
        "<p>{{ count }} people</p>",
        "{% if late %}<p>{% else %}<p>Hurry</p>{% endif %}",
        '<nav aria-label="Pages">',
        '<input placeholder="{{ name }}: search">',
        "<svg><text>full</text></svg>",
        "<code>B / E</code> with it",
        '{{ field(form.name, hint="Only we see it.") }}',
        '{{ "Yes" if done else _("No") }}',
        '{% block attributes %}class="narrow" aria-label="Desk"{% endblock %}',
    ],
)
def test_leaks_are_found(template: str) -> None:
    assert leaks_of(template)


@pytest.mark.parametrize(
    "template",
    [
        '<p class="lead">{{ _("Welcome to %(place)s", place=place) }} · 3 %</p>',
        '<nav class="main" aria-label="{{ _(\'Pages\') }}">',
        '{% block attributes %}class="narrow" data-module="wall"{% endblock %}',
        "<title>{{ title }} · Handlingsrom</title>",
        "<code>r = E₀ / (B + E₀)</code> {{ amount }} t CO₂ {# a note #}",
        '<script type="application/json">{"a": {{ b|tojson }}}</script>',
        '{{ ngettext("%(num)d year", "%(num)d years", years) }}',
    ],
)
def test_translated_templates_pass(template: str) -> None:
    assert leaks_of(template) == []


def test_templates_hold_no_text_outside_the_translations() -> None:
    found = {
        path.relative_to(ROOT).as_posix(): leaks_of(path.read_text(encoding="utf-8"))
        for path in files("templates")
        if path.suffix in {".html", ".svg"}
    }
    assert len(found) > 10
    assert {path: texts for path, texts in found.items() if texts} == {}


# ---- in use


def compiled(language: str) -> bytes:
    """Compile the translations into a language."""
    target = io.BytesIO()
    write_mo(target, translations(language))
    return target.getvalue()


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_compile(language: str) -> None:
    spoken = Translations(io.BytesIO(compiled(language)))
    for message in messages(translations(language)).values():
        one, *many = forms(message.id)
        told = (
            [spoken.ungettext(one, many[0], number) for number in (1, 2)] if many else [spoken.ugettext(one)]
        )
        assert told == forms(message.string)


@pytest.mark.parametrize(
    ("asked", "language"),
    [("en", "en"), ("nb-NO,nb;q=0.9,en;q=0.8", "nb"), ("nn", "nb"), ("sv-SE", "sv"), ("fi", "en")],
)
def test_the_first_page_answers_in_the_language_of_the_browser(
    asked: str, language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "What room for manoeuvre do we have?"
    for name in LANGUAGES:
        target = tmp_path / name / "LC_MESSAGES" / "messages.mo"
        target.parent.mkdir(parents=True)
        target.write_bytes(compiled(name))
    database = f"sqlite:///{tmp_path / 'test.sqlite'}"
    app = create_app(Settings(secret_key="x", testing=True, database_url=database))
    with app.app_context():
        # As they are in the sources, whether or not they lie compiled beside them.
        speaking = flask_babel.get_babel(app)
        monkeypatch.setattr(speaking, "translation_directories", [str(tmp_path)])
        monkeypatch.setattr(speaking.instance.domain_instance, "cache", {})
    answer = app.test_client().get("/", headers={"Accept-Language": asked})
    assert answer.status_code == 200
    assert f'<html lang="{language}">' in answer.text
    expected = text if language == "en" else messages(translations(language))[text, None].string
    assert f"<h1>{expected}</h1>" in answer.text
