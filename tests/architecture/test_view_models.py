"""What charts hand to templates and to the wire is typed, and two verbs name who makes it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.tree import ROOT, files

VERBS = ("build_", "describe_")

# Modules that draw with Bokeh: their figures, series and colours are nothing for a template.
OF_BOKEH = {
    f"workshop/charts/comparison/{name}.py"
    for name in ("bars", "bokeh_files", "figures", "frame", "look", "series")
}

# path: the functions that return no view and no sentence, with the reason.
COUNTS = "how many people did what is asked: a figure for the composition of the phase"
STANDING = "what the desk has chosen, read from the snapshot for several views"
OTHERS = {
    "workshop/charts/budget/loupe.py": {"find_part": "a share of the beam, for two pictures"},
    "workshop/charts/budget/one_unit.py": {"find_largest": "an amount, for all of one picture"},
    "workshop/charts/meeting/moments.py": {"find_large_roles": "roles, for all that names them"},
    "workshop/charts/budget/verdict.py": {"last_year_of": "a year, for the curve and the comparison"},
    "workshop/charts/meeting/briefing.py": {"count_voters": COUNTS},
    "workshop/charts/meeting/compositions.py": {"count_answered": COUNTS},
    "workshop/charts/meeting/deliberate.py": {"count_room": COUNTS},
    "workshop/charts/meeting/lists.py": {
        "count_entries": "the length of the wall's list, for the desk's buttons"
    },
    "workshop/charts/meeting/predictions.py": {"count_guesses": COUNTS},
    "workshop/charts/meeting/result.py": {"count_after": COUNTS},
    "workshop/charts/meeting/two_languages.py": {"are_beside": STANDING},
    "workshop/charts/proposals/estimate.py": {
        "count_room": COUNTS,
        "looked_at": STANDING,
        "number_of": STANDING,
        "rounds_to_show": STANDING,
    },
    "workshop/charts/proposals/spread_dots.py": {
        "draw_shape": "the path of one dot",
        "size_dots": "the size of a dot, in pixels",
    },
}

# Bokeh writes its figures as JSON of its own.
UNTYPED = {("workshop/charts/comparison/described.py", "build_bokeh_figures")}


def test_charts_return_no_bare_dictionaries() -> None:
    untyped = {
        (path, function.name)
        for path, function in _public_functions()
        if path not in OF_BOKEH and _is_untyped(function.returns)
    }
    assert untyped == UNTYPED


def test_fields_of_views_have_types() -> None:
    untyped = [
        f"{path}: {view.name}.{ast.unparse(field.target)}"
        for path, tree in _modules()
        for view in ast.walk(tree)
        if isinstance(view, ast.ClassDef)
        for field in view.body
        if isinstance(field, ast.AnnAssign) and "Any" in _names(field.annotation) and path not in OF_BOKEH
    ]
    assert untyped == []


def test_views_are_frozen() -> None:
    thawed = [
        f"{path}: {view.name}"
        for path, tree in _modules()
        for view in ast.walk(tree)
        if isinstance(view, ast.ClassDef) and not _is_frozen(view)
    ]
    assert thawed == []


def test_two_verbs_name_the_functions_of_charts() -> None:
    others: dict[str, set[str]] = {}
    for path, function in _public_functions():
        if path not in OF_BOKEH and not function.name.startswith(VERBS):
            others.setdefault(path, set()).add(function.name)
    assert others == {path: set(functions) for path, functions in OTHERS.items()}


def _modules() -> Iterator[tuple[str, ast.Module]]:
    for path in files("workshop/charts"):
        if path.suffix == ".py":
            yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def _public_functions() -> Iterator[tuple[str, ast.FunctionDef]]:
    for path, tree in _modules():
        for node in tree.body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                yield path, node


def _is_untyped(annotation: ast.expr | None) -> bool:
    """Tell whether a dictionary or ``Any`` is part of what is returned."""
    return annotation is None or bool({"Any", "dict", "Dict", "Mapping"} & _names(annotation))


def _names(annotation: ast.expr) -> set[str]:
    return {node.id for node in ast.walk(annotation) if isinstance(node, ast.Name)}


def _is_frozen(view: ast.ClassDef) -> bool:
    return any(
        isinstance(mark, ast.Call)
        and any(word.arg == "frozen" and getattr(word.value, "value", None) is True for word in mark.keywords)
        for mark in view.decorator_list
    )
