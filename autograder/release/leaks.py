"""Searches the student version for hidden tests and solutions.

Code is compared as syntax trees with normalised names, so that renamed and reformatted
copies of a solution are found.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from autograder.assignment.markers import (
    BEGIN_HIDDEN,
    BEGIN_SOLUTION,
    END_HIDDEN,
    END_SOLUTION,
)

MARKS = (BEGIN_HIDDEN, END_HIDDEN, BEGIN_SOLUTION, END_SOLUTION, "autograder.checks")
MIN_NODES = 12  # of a syntax tree; shorter code occurs by chance
MAX_STATEMENTS = 20  # of a solution that are compared


def leaks(released: Mapping[str, str], solutions: Sequence[str]) -> list[str]:
    """Return where the released files contain a hidden test or a solution.

    Args:
        released: file name -> text; notebooks as JSON, code as Python.
        solutions: the instructor's code, cells or modules.
    """
    found = [
        f"{name} contains {mark!r}"
        for name, text in released.items()
        for mark in MARKS
        if mark in text
    ]
    secrets = _Secrets(solutions)
    for name, text in released.items():
        for where, code in code_in(name, text):
            if secrets.are_in(code):
                found.append(f"{where} contains a complete solution")
    return found


def code_in(name: str, text: str) -> Iterator[tuple[str, str]]:
    """Yield the Python code in a file, each piece with its place."""
    if name.endswith(".py"):
        yield name, text
    elif name.endswith(".ipynb"):
        for number, cell in enumerate(json.loads(text)["cells"], 1):
            source = cell["source"]
            code = source if isinstance(source, str) else "".join(source)
            if cell["cell_type"] == "code":
                yield f"{name}, cell {number}", code


Part = Sequence[ast.AST]  # statements in a row, or one expression
Shape = tuple[type[ast.AST] | int, ...]  # equal for parts with equal normal forms


class _Secrets:
    """The bodies of the functions in the instructor's code."""

    def __init__(self, codes: Sequence[str]) -> None:
        self._forms: dict[Shape, set[str]] = {}
        for code in codes:
            tree = _parsed(code)
            sizes = _sizes(tree)
            for part in _bodies(tree):
                if sum(1 for node in part for _ in ast.walk(node)) >= MIN_NODES:
                    forms = self._forms.setdefault(_shape(part, sizes), set())
                    forms.add(_normal(part))

    def are_in(self, code: str) -> bool:
        """Return whether the code contains one of them."""
        tree = _parsed(code)
        sizes = _sizes(tree)
        return any(
            _normal(part) in self._forms[shape]
            for part in _fragments(tree)
            if (shape := _shape(part, sizes)) in self._forms
        )


def _bodies(tree: ast.AST) -> Iterator[Part]:
    """Yield each function's body.

    Of a body that is one `return`, also the returned expression.
    """
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = _statements(node.body)[:MAX_STATEMENTS]
            yield body
            if len(body) == 1 and isinstance(body[0], ast.Return) and body[0].value:
                yield [body[0].value]
        elif isinstance(node, ast.Lambda):
            yield [node.body]


def _fragments(tree: ast.AST) -> Iterator[Part]:
    """Yield all sequences of statements and all expressions."""
    for node in ast.walk(tree):
        if isinstance(node, ast.expr):
            yield [node]
        for name in ("body", "orelse", "finalbody"):
            block = getattr(node, name, None)
            if isinstance(block, list):
                statements = _statements(block)
                count = len(statements)
                for start in range(count):
                    for end in range(start, min(start + MAX_STATEMENTS, count)):
                        yield statements[start : end + 1]


def _sizes(tree: ast.AST) -> dict[ast.AST, int]:
    """Return the number of nodes in the normal form of each node."""
    sizes: dict[ast.AST, int] = {}
    for node in reversed([*ast.walk(tree)]):  # every node after those below it
        children = () if isinstance(node, ast.arg) else ast.iter_child_nodes(node)
        sizes[node] = 1 + sum(sizes[child] for child in children)
    return sizes


def _shape(part: Part, sizes: Mapping[ast.AST, int]) -> Shape:
    return (*map(type, part), *(sizes[node] for node in part))


def texts(folder: Path) -> dict[str, str]:
    """Return the text of every file in the folder, by its relative path."""
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix in (".py", ".ipynb", ".json", ".md", ".txt")
    }


def _parsed(code: str) -> ast.AST:
    try:
        return ast.parse(code)
    except SyntaxError:
        return ast.Module([], [])


def _statements(block: Sequence[ast.stmt]) -> list[ast.stmt]:
    """Return the statements without docstrings and placeholders."""
    return [
        statement
        for statement in block
        if not (
            isinstance(statement, ast.Pass)
            or (
                isinstance(statement, ast.Expr)
                and isinstance(statement.value, ast.Constant)
            )
        )
    ]


def _normal(part: Part) -> str:
    """Return the tree as text, with names numbered in order of appearance."""
    names: dict[str, str] = {}

    def form(node: object) -> str:
        if isinstance(node, ast.Name | ast.arg):
            name = node.id if isinstance(node, ast.Name) else node.arg
            return names.setdefault(name, f"n{len(names)}")
        if isinstance(node, ast.AST):
            fields = ",".join(form(value) for _, value in ast.iter_fields(node))
            return f"{type(node).__name__}({fields})"
        if isinstance(node, list):
            return "[" + ",".join(form(item) for item in node) + "]"
        return repr(node)

    return form(list(part))
