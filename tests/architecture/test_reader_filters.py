"""What a template says depends on its reader: nothing of it is computed when a template is compiled."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from jinja2.filters import FILTERS
from jinja2.tests import TESTS
from jinja2.utils import _PassArg

from tests.tree import ROOT, files
from workshop.config import Settings
from workshop.factory import create_app
from workshop.i18n import LANGUAGES, spoken_in


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    return create_app(Settings(data_dir=tmp_path, secret_key="x" * 32, testing=True))


def test_every_filter_and_test_of_a_template_runs_for_each_reader(app: Flask) -> None:
    """Jinja's own depend on nothing but what they are given; all others must take the context."""
    environment = app.jinja_env
    folded = [
        name
        for known, jinjas_own in ((environment.filters, FILTERS), (environment.tests, TESTS))
        for name, function in known.items()
        if function is not jinjas_own.get(name) and _PassArg.from_obj(function) is not _PassArg.context
    ]
    assert folded == []


@pytest.mark.parametrize("first", LANGUAGES)
def test_a_filter_of_a_constant_does_not_keep_the_language_of_the_first_reader(
    app: Flask, first: str
) -> None:
    with app.app_context():
        with spoken_in(first):
            template = app.jinja_env.from_string(
                '{{ "predict"|phase }} {{ 0.5|decimal(1) }} {{ 2e6|tonnes }}'
            )
        said = {}
        for language in LANGUAGES:
            with spoken_in(language):
                said[language] = template.render()
    assert said["en"].startswith("Guess 0.5")
    assert len(set(said.values())) == len(LANGUAGES)
    assert said["sv"].startswith("Gissa 0,5")


def kept_words(source: str) -> Iterator[str]:
    """Find translations that are made once for all readers: by a module, a class, a default, a cache."""
    tree = ast.parse(source)
    names = {
        name.asname or name.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module in {"workshop.i18n", "workshop.words"}
        for name in node.names
        if name.name in {"gettext", "ngettext"} or name.name.startswith(("format_", "say_"))
    }
    pending: list[tuple[ast.AST, bool]] = [(tree, True)]
    while pending:
        node, is_kept = pending.pop()
        if (
            is_kept
            and isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in names
        ):
            yield f"{node.func.id}, line {node.lineno}"
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            decorators = " ".join(ast.unparse(each) for each in node.decorator_list)
            is_cached = "cache" in decorators and "language" not in {arg.arg for arg in node.args.args}
            pending += [(each, is_cached) for each in node.body]
            pending += [(each, is_kept) for each in (*node.args.defaults, *node.args.kw_defaults) if each]
        elif isinstance(node, ast.Lambda):
            pending.append((node.body, False))
        else:
            pending += [(each, is_kept) for each in ast.iter_child_nodes(node)]


@pytest.mark.parametrize(
    "source",
    [
        'LABEL = gettext("Name")',
        'class A:\n    label = gettext("Name")',
        'def f(label=gettext("Name")): ...',
        '@lru_cache\ndef f(): return gettext("Name")',
    ],
)
def test_kept_words_are_found(source: str) -> None:
    heading = "from workshop.i18n import gettext\n"
    assert list(kept_words(heading + source))
    assert not list(kept_words(heading + 'def f(): return gettext("Name")\nL = lambda: gettext("Name")'))
    assert not list(kept_words(heading + '@lru_cache\ndef f(language): return gettext("Name")'))


def test_no_module_keeps_words_of_one_language_for_all_readers() -> None:
    found = {
        path.relative_to(ROOT).as_posix(): list(kept_words(path.read_text(encoding="utf-8")))
        for path in files("workshop")
        if path.suffix == ".py" and "cli" not in path.parts
    }
    assert {path: words for path, words in found.items() if words} == {}
