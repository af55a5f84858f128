"""The glossary of the screens, its page, and GLOSSARY.md say the same."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from tests.tree import ROOT, files
from workshop.config import Settings
from workshop.factory import create_app
from workshop.glossary.chapters import CHAPTERS
from workshop.i18n import spoken_in

TERMS = [term for chapter in CHAPTERS for term in chapter.terms]
ROW = re.compile(r"^\| (.+?) \| (.+?) \| (.+?) \| (.+?) \| (.*?) ?\|$", re.MULTILINE)
LINK = re.compile(r'\bterm\("([^"]+)"')


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    database = f"sqlite:///{tmp_path_factory.mktemp('glossary') / 'test.sqlite'}"
    return create_app(Settings(secret_key="x", testing=True, database_url=database))


def written() -> list[tuple[str, str, str, str]]:
    """Read the terms of GLOSSARY.md that have a word in each language: name, meaning, bokmål, svenska."""
    text = (ROOT / "GLOSSARY.md").read_text(encoding="utf-8").split("## In the code alone")[0]
    rows = [row[:4] for row in ROW.findall(text)]
    assert rows[0] == ("term", "meaning", "bokmål", "svenska")
    return rows[2:]


def test_the_document_and_the_app_have_the_same_terms_in_three_languages(app: Flask) -> None:
    said = {}
    with app.app_context():
        for language in ("en", "nb", "sv"):
            with spoken_in(language):
                said[language] = [(str(term.name), str(term.meaning)) for term in TERMS]
    names = [[name for name, _ in said[language]] for language in ("nb", "sv")]
    assert written() == [
        (name, meaning, nb, sv) for (name, meaning), nb, sv in zip(said["en"], *names, strict=True)
    ]


def test_each_term_has_an_address_of_its_own() -> None:
    keys = [term.key for term in TERMS] + [chapter.key for chapter in CHAPTERS]
    assert len(keys) == len(set(keys)) > 30
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", key) for key in keys)


def test_links_to_a_term_lead_to_one() -> None:
    linked = {
        key
        for path in files("templates")
        if path.suffix == ".html"
        for key in LINK.findall(path.read_text(encoding="utf-8"))
    }
    assert len(linked) > 1
    assert linked <= {term.key for term in TERMS}


@pytest.mark.parametrize(
    ("language", "heading", "term"),
    [
        ("en", "Glossary", "reference path"),
        ("nb", "Ordliste", "referansebane"),
        ("sv", "Ordlista", "referensbana"),
    ],
)
def test_the_page_explains_each_term_in_the_language_of_the_reader(
    app: Flask, language: str, heading: str, term: str
) -> None:
    page = app.test_client().get("/glossary", headers={"Accept-Language": language}).get_data(as_text=True)
    assert f"<h1>{heading}</h1>" in page
    assert f"<dt>{term}</dt>" in page
    assert page.count("<dt>") == len(TERMS)
    with app.app_context(), spoken_in(language):
        assert all(f'id="{each.key}"' in page and str(each.name) in page for each in TERMS)


def test_every_page_leads_to_the_glossary(app: Flask) -> None:
    assert 'href="/glossary"' in app.test_client().get("/").get_data(as_text=True)
