"""Does anything that students receive contain a hidden test or a solution?

Code is compared as syntax trees with names normalised, so that a renamed or reformatted
copy of a solution is still found.
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
WEIGHT = 12  # nodes of a tree: shorter code says too little to be anybody's
LENGTH = 20  # statements: a copy is found by its first so many


def leaks(handed_out: Mapping[str, str], solutions: Sequence[str]) -> list[str]:
    """What of the solutions stands in the files that students receive.

    Args:
        handed_out: file name -> text; notebooks as JSON, code as Python.
        solutions: the instructor's code, whole cells or modules.
    """
    found = [
        f"{name} contains {mark!r}"
        for name, text in handed_out.items()
        for mark in MARKS
        if mark in text
    ]
    secrets = {form for code in solutions for form in bodies(code)}
    for name, text in handed_out.items():
        for place, code in codes(name, text):
            if every_part(code) & secrets:
                found.append(f"{place} contains a whole solution")
    return found


def codes(name: str, text: str) -> Iterator[tuple[str, str]]:
    """The pieces of Python in a file, each with words that say where it stands."""
    if name.endswith(".py"):
        yield name, text
    elif name.endswith(".ipynb"):
        for number, cell in enumerate(json.loads(text)["cells"], 1):
            source = cell["source"]
            code = source if isinstance(source, str) else "".join(source)
            if cell["cell_type"] == "code":
                yield f"{name}, cell {number}", code


def bodies(code: str) -> set[str]:
    """The normal forms of what each function of the code does.

    The body as a whole; for a body of one `return`, the returned expression too.
    """
    forms: set[str] = set()
    for node in ast.walk(_parsed(code)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = _told(node.body)[:LENGTH]
            forms |= _weighty([body])
            if len(body) == 1 and isinstance(body[0], ast.Return) and body[0].value:
                forms |= _weighty([[body[0].value]])
        elif isinstance(node, ast.Lambda):
            forms |= _weighty([[node.body]])
    return forms


def every_part(code: str) -> set[str]:
    """The normal forms of every run of statements and every expression."""
    parts: list[Sequence[ast.AST]] = []
    for node in ast.walk(_parsed(code)):
        if isinstance(node, ast.expr):
            parts.append([node])
        for name in ("body", "orelse", "finalbody"):
            block = getattr(node, name, None)
            if isinstance(block, list):
                told = _told(block)
                parts += [
                    told[start:end]
                    for start in range(len(told))
                    for end in range(start + 1, min(start + LENGTH, len(told)) + 1)
                ]
    return _weighty(parts)


def texts(folder: Path) -> dict[str, str]:
    """The text of every file below the folder, by its path from there."""
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


def _told(block: Sequence[ast.stmt]) -> list[ast.stmt]:
    """The statements without docstrings and placeholders."""
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


def _weighty(parts: Sequence[Sequence[ast.AST]]) -> set[str]:
    return {
        _normal(part)
        for part in parts
        if sum(1 for node in part for _ in ast.walk(node)) >= WEIGHT
    }


def _normal(part: Sequence[ast.AST]) -> str:
    """The tree as text, each name replaced by the number of its first appearance."""
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
