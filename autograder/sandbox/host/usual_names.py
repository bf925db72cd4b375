"""Names that have their usual meaning in a notebook, and calls that are computed here.

`np` is NumPy if a cell begins with its import and no cell gives the name to something
else. Only the sources of cells decide.
"""

from __future__ import annotations

import ast
import builtins
import fractions
import importlib
import math
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import numpy as np

# Modules that can be imported in every interpreter without showing anything.
KNOWN = (
    *("collections", "copy", "dataclasses", "decimal", "enum", "fractions"),
    *("functools", "itertools", "math", "operator", "typing"),
    *("numpy", "numpy.linalg", "numpy.random", "matplotlib", "matplotlib.pyplot"),
    "worksheet",
)
MEANINGS: dict[str, Any] = {
    "numpy": np, "math": math, "fractions.Fraction": fractions.Fraction,
}  # fmt: skip
BUILTINS = ("int", "float", "complex", "round", "abs")
# With one number in its domain each returns a value, and neither prints nor warns.
CALLS: tuple[Callable[..., Any], ...] = (
    *(getattr(builtins, name) for name in BUILTINS),
    *(fractions.Fraction, math.sqrt, math.log, math.log2, math.log10),
    *(np.sqrt, np.log, np.log2, np.log10, np.round),
    *(np.array, np.asarray, np.float64, np.int64, np.int32, np.int8),
)
WITH_TWO = (complex, fractions.Fraction)  # these may have a second number
WHOLE = (np.int64, np.int32, np.int8)
MOST_WHOLE = 100  # fits into each of them
MOST_NUMBERS = 100  # in one call
MOST_CHARACTERS = 100_000  # of all cells; reading more takes too long


def is_known(statement: ast.stmt) -> bool:
    """Return whether this is an import that surely succeeds."""
    if isinstance(statement, ast.Import):
        return all(alias.name in KNOWN for alias in statement.names)
    if not isinstance(statement, ast.ImportFrom) or statement.level:
        return False
    if statement.module not in KNOWN or statement.module == "worksheet":
        return False
    module = importlib.import_module(statement.module)
    return all(hasattr(module, alias.name) for alias in statement.names)


def usual_names(sources: Sequence[str]) -> dict[str, Any]:
    """Return the names that mean the same wherever these cells use them."""
    if sum(map(len, sources)) > MOST_CHARACTERS:
        return {}
    usual: dict[str, Any] = {name: getattr(builtins, name) for name in BUILTINS}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            trees = [ast.parse(source) for source in sources]
        except SyntaxError:
            return {}  # a command may bind any name
    for tree in trees:
        usual |= dict(_imported_first(tree))
    for node in (node for tree in trees for node in ast.walk(tree)):
        for name, meaning in _bindings(node):
            if name == "*":
                return {}
            if usual.get(name) is not meaning:
                usual[name] = None
    return {name: meaning for name, meaning in usual.items() if meaning is not None}


def _imported_first(cell: ast.Module) -> Iterator[tuple[str, Any]]:
    """Yield what the imports bind with which the cell begins, whatever follows."""
    for statement in cell.body:
        imports = statement.body if isinstance(statement, ast.Try) else [statement]
        if not all(map(is_known, imports)):
            return
        for one in imports:
            yield from _bindings(one)


def _bindings(node: ast.AST) -> Iterator[tuple[str, Any]]:
    """Yield the names that the node binds, with their meanings if they are known."""
    if isinstance(node, ast.Import):
        for alias in node.names:
            package = alias.name.partition(".")[0]
            full = alias.name if alias.asname else package
            yield alias.asname or package, MEANINGS.get(full)
    elif isinstance(node, ast.ImportFrom):
        for alias in node.names:
            full = f"{node.module}.{alias.name}" if node.level == 0 else ""
            yield alias.asname or alias.name, MEANINGS.get(full)
    elif isinstance(node, ast.Name | ast.Attribute | ast.Subscript):
        if not isinstance(node.ctx, ast.Load):
            yield _root(node), None
    elif not isinstance(node, ast.alias):
        for field in ("name", "rest"):  # of a function, a class, an exception, a match
            name = getattr(node, field, None)
            if isinstance(name, str):
                yield name, None


def _root(target: ast.expr) -> str:
    """Return the name before all dots and brackets, or "*" for another expression."""
    while isinstance(target, ast.Attribute | ast.Subscript):
        target = target.value
    return target.id if isinstance(target, ast.Name) else "*"


def function_named(expression: ast.expr, names: dict[str, Any]) -> Any:
    """Return the function that `np.log2` or `round` means; None if that is unknown."""
    if isinstance(expression, ast.Name):
        return names.get(expression.id)
    if isinstance(expression, ast.Attribute) and isinstance(expression.value, ast.Name):
        module = names.get(expression.value.id)
        return getattr(module, expression.attr, None) if module in (np, math) else None
    return None


def computed(function: Any, arguments: Sequence[Any]) -> Any:
    """Return what the call gives; None if it might fail, warn, or is not known here.

    Args:
        arguments: numbers, or nested lists and tuples of them.
    """
    if not any(function is one for one in CALLS):
        return None
    if not 1 <= len(arguments) <= (2 if function in WITH_TWO else 1):
        return None
    numbers = [*_flat(arguments)]
    if len(numbers) > MOST_NUMBERS:
        return None
    if function is not complex and any(isinstance(one, complex) for one in numbers):
        return None
    if function in WHOLE and any(abs(one) > MOST_WHOLE for one in numbers):
        return None
    try:
        with np.errstate(all="raise"):
            return function(*arguments)
    except (ArithmeticError, TypeError, ValueError):
        return None


def _flat(value: Any) -> Iterable[Any]:
    if isinstance(value, list | tuple):
        for one in value:
            yield from _flat(one)
    else:
        yield value
