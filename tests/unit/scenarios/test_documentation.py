"""Every public function and class of the library says what it takes, gives and refuses, and in which unit.

Read from the source, in numpydoc's form. A property, and a function that takes nothing and is one
statement, needs no sections: its sentence tells what it returns. Whether an equation stands there that
should, and whether all of it is true, no test can tell.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import pytest

from tests.tree import ROOT

FILES = sorted((ROOT / "scenarios").rglob("*.py"))
NUMBER = re.compile(r"\b(float|Floats|FloatArray)\b")
ARRAY = re.compile(r"\b(Floats|FloatArray|Integers|Truths)\b")
UNIT = re.compile(
    r"(?<![\w-])(t|t/yr|kt|Mt|Gt|GtCO2|tonnes?|shares?|fractions?|probability|years?|days|degrees C|°C|%"
    r"|percent|from 0 to (?:below )?1|0 or 1|units?)(?!\w)",
    re.IGNORECASE,
)
SHAPE = re.compile(r"\bshapes? (\([^)]*\)|of\b)|\bsame shape|\(\) or \(", re.IGNORECASE)
EQUATION = re.compile(r"``[^`]*( = | / |sum of |product of |product over )[^`]*``")
# The project's model is cited by its section, everything else by its year.
SOURCE = re.compile(
    r"the\s+project's\s+model( of combination)? \(MODEL\.md,\s+section\s+\d+\)"
    r"|\b(18|19|20)\d\d[a-z]?\)|\b(19|20)\d\d, [A-Z]|doi"
)
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass
class Docstring:
    """A docstring in sections; each section that lists names has the text behind each name."""

    text: str
    entries: dict[str, dict[str, str]] = field(default_factory=dict)

    @classmethod
    def of(cls, node: ast.Module | ast.ClassDef | Function) -> Docstring:
        text = ast.get_docstring(node) or ""
        found = cls(text)
        lines = text.splitlines()
        section: dict[str, str] = {}
        names: list[str] = []
        for line, following in pairwise([*lines, ""]):
            if line and following and set(following) == {"-"}:
                section = found.entries.setdefault(line, {})
                names = []
            elif line and not line.startswith((" ", "-")):
                names = [name.strip("* ") for name in line.partition(" : ")[0].split(", ")]
                section |= dict.fromkeys(names, line)
            else:
                for name in names:
                    section[name] += f"\n{line.strip()}"
        return found

    def section(self, *names: str) -> dict[str, str]:
        return next((self.entries[name] for name in names if name in self.entries), {})


@dataclass
class Module:
    """A module as text: its tree, and its functions by name (methods as ``self._name``)."""

    path: Path

    def __post_init__(self) -> None:
        self.tree = ast.parse(self.path.read_text(encoding="utf-8"))
        self.docstring = Docstring.of(self.tree)
        self.functions = {node.name: node for node in ast.walk(self.tree) if isinstance(node, Function)}

    def public(self) -> Iterator[tuple[str, ast.ClassDef | Function, ast.ClassDef | None]]:
        """Give every public class, function and method, with its class if it has one."""
        for node in self.tree.body:
            if isinstance(node, ast.ClassDef | Function) and not node.name.startswith("_"):
                yield node.name, node, None
                for member in node.body if isinstance(node, ast.ClassDef) else ():
                    if isinstance(member, Function) and not member.name.startswith("_"):
                        yield f"{node.name}.{member.name}", member, node

    def raised(self, function: Function, seen: frozenset[str] = frozenset()) -> set[str]:
        """Return the classes that a function raises itself or through private functions of its module."""
        found: set[str] = set()
        for node in ast.walk(function):
            if isinstance(node, ast.Raise) and node.exc is not None:
                name = _name(node.exc.func if isinstance(node.exc, ast.Call) else node.exc)
                maker = self.functions.get(name)
                found.add(ast.unparse(maker.returns) if maker and maker.returns else name)
            elif isinstance(node, ast.Call):
                name = _name(node.func)
                if name.startswith("_") and name in self.functions and name not in seen:
                    found |= self.raised(self.functions[name], seen | {name})
        return found


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _decorators(node: ast.ClassDef | Function) -> set[str]:
    return {_name(each.func if isinstance(each, ast.Call) else each) for each in node.decorator_list}


def _parameters(function: Function, owner: ast.ClassDef | None) -> dict[str, str]:
    given = function.args
    every = [*given.posonlyargs, *given.args, given.vararg, *given.kwonlyargs, given.kwarg]
    annotated = {arg.arg: ast.unparse(arg.annotation) if arg.annotation else "" for arg in every if arg}
    bound = owner is not None and "staticmethod" not in _decorators(function)
    return dict(list(annotated.items())[1:]) if bound else annotated


def _faults_of_entries(section: str, annotated: dict[str, str], entries: dict[str, str]) -> Iterator[str]:
    for name, annotation in annotated.items():
        if name not in entries:
            yield f"{section} does not name {name}"
        else:
            yield from _faults_of_text(f"{section}, {name}", annotation, entries[name])
    for name in entries.keys() - annotated.keys():
        yield f"{section} names {name}, which is not there"


def _faults_of_text(where: str, annotation: str, text: str) -> Iterator[str]:
    if ARRAY.search(annotation) and not SHAPE.search(text):
        yield f"{where} has no shape"
    if NUMBER.search(annotation) and not UNIT.search(SHAPE.sub("", text)):
        yield f"{where} has no unit"


def _faults_of_function(module: Module, function: Function, owner: ast.ClassDef | None) -> Iterator[str]:
    docstring = Docstring.of(function)
    parameters = _parameters(function, owner)
    yield from _faults_of_entries("Parameters", parameters, docstring.section("Parameters"))
    returned = ast.unparse(function.returns) if function.returns else "None"
    is_property = _decorators(function) & {"property", "cached_property"}
    is_small = is_property or (not parameters and len(function.body) == 2)
    gives = docstring.section("Returns", "Yields")
    texts = " ".join((docstring.text + module.docstring.text).split())
    if EQUATION.search(docstring.text) and not SOURCE.search(texts):
        yield "an equation without source"
    if returned != "None":
        if not gives and not is_small:
            yield "no Returns"
        else:
            yield from _faults_of_text("Returns", returned, "\n".join(gives.values()) or docstring.text)
        if NUMBER.search(returned) and not is_small and not SOURCE.search(texts):
            yield "no source"
    for name in sorted(module.raised(function) - docstring.section("Raises").keys()):
        yield f"Raises does not name {name}"


def _faults_of_class(node: ast.ClassDef) -> Iterator[str]:
    docstring = Docstring.of(node)
    makers = [member for member in node.body if isinstance(member, Function) and member.name == "__init__"]
    for maker in makers:
        yield from _faults_of_entries("Parameters", _parameters(maker, node), docstring.section("Parameters"))
    if "dataclass" in _decorators(node):
        fields = {
            _name(member.target): ast.unparse(member.annotation)
            for member in node.body
            if isinstance(member, ast.AnnAssign) and not _name(member.target).startswith("_")
        }
        yield from _faults_of_entries("Attributes", fields, docstring.section("Attributes"))


def _faults_of_module(path: Path) -> list[str]:
    module = Module(path)
    faults = [] if module.docstring.text else ["no docstring"]
    for name, node, owner in module.public():
        if not Docstring.of(node).text:
            faults.append(f"{name}: no docstring")
        elif isinstance(node, ast.ClassDef):
            faults += [f"{name}: {fault}" for fault in _faults_of_class(node)]
        else:
            faults += [f"{name}: {fault}" for fault in _faults_of_function(module, node, owner)]
    return faults


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_everything_public_is_documented(path: Path) -> None:
    faults = _faults_of_module(path)
    assert not faults, "\n".join(faults)


POOR = '''
@dataclass
class Sum:
    """A sum.

    Attributes
    ----------
    total
        What it is.
    gone
        Not there any more.
    """

    total: float
    years: tuple[int, ...]

    def to_dict(self) -> dict[str, float]:
        """Return it in t."""
        return {"total": self.total}


def add(values: Floats, offset: float, name: str) -> float:
    """Add values up, ``s = sum of values``.

    Parameters
    ----------
    values
        What to add, t.
    offset
        A number.
    """
    _check(name)
    return values.sum()


def _check(name: str) -> None:
    raise _refused(name)


def _refused(name: str) -> SumError:
    return SumError(name)


def bare() -> None: ...
'''


def test_what_is_missing_is_found(tmp_path: Path) -> None:
    poor = tmp_path / "poor.py"
    poor.write_text(POOR)
    assert _faults_of_module(poor) == [
        "no docstring",
        "Sum: Attributes, total has no unit",
        "Sum: Attributes does not name years",
        "Sum: Attributes names gone, which is not there",
        "add: Parameters, values has no shape",
        "add: Parameters, offset has no unit",
        "add: Parameters does not name name",
        "add: an equation without source",
        "add: no Returns",
        "add: no source",
        "add: Raises does not name SumError",
        "bare: no docstring",
    ]
