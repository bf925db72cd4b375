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
    secrets = {form for code in solutions for form in function_bodies(code)}
    for name, text in released.items():
        for where, code in code_in(name, text):
            if all_fragments(code) & secrets:
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


def function_bodies(code: str) -> set[str]:
    """Return the normal form of each function's body.

    For a body that is one `return`, the returned expression is included too.
    """
    forms: set[str] = set()
    for node in ast.walk(_parsed(code)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = _statements(node.body)[:MAX_STATEMENTS]
            forms |= _normal_forms([body])
            if len(body) == 1 and isinstance(body[0], ast.Return) and body[0].value:
                forms |= _normal_forms([[body[0].value]])
        elif isinstance(node, ast.Lambda):
            forms |= _normal_forms([[node.body]])
    return forms


def all_fragments(code: str) -> set[str]:
    """Return the normal forms of all sequences of statements and all expressions."""
    parts: list[Sequence[ast.AST]] = []
    for node in ast.walk(_parsed(code)):
        if isinstance(node, ast.expr):
            parts.append([node])
        for name in ("body", "orelse", "finalbody"):
            block = getattr(node, name, None)
            if isinstance(block, list):
                statements = _statements(block)
                count = len(statements)
                parts += [
                    statements[start:end]
                    for start in range(count)
                    for end in range(start + 1, min(start + MAX_STATEMENTS, count) + 1)
                ]
    return _normal_forms(parts)


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


def _normal_forms(parts: Sequence[Sequence[ast.AST]]) -> set[str]:
    return {
        _normal(part)
        for part in parts
        if sum(1 for node in part for _ in ast.walk(node)) >= MIN_NODES
    }


def _normal(part: Sequence[ast.AST]) -> str:
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
