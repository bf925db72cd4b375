"""Names that have their usual meaning in a notebook, and calls that are computed here.

`np` is NumPy unless some cell gives the name to something else. Only the sources of
cells decide.
"""

from __future__ import annotations

import ast
import builtins
import fractions
import math
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np

MEANINGS: dict[str, Any] = {
    "numpy": np, "math": math, "fractions.Fraction": fractions.Fraction,
}  # fmt: skip
BUILTINS = ("int", "float", "complex", "round", "abs")
# For numbers in their domain these return a value, and neither print nor warn.
CALLS: tuple[Callable[..., Any], ...] = (
    *(getattr(builtins, name) for name in BUILTINS),
    *(fractions.Fraction, math.sqrt, math.log, math.log2, math.log10),
    *(np.sqrt, np.log, np.log2, np.log10, np.round),
    *(np.array, np.asarray, np.float64, np.int64, np.int32, np.int8),
)
WHOLE = (np.int64, np.int32, np.int8)
MOST_WHOLE = 100  # fits into each of them; older NumPy only warns if it does not
MOST_NUMBERS = 100  # in one call


def usual_names(sources: Iterable[str]) -> dict[str, Any]:
    """Return the names that mean the same wherever these cells use them."""
    bound: dict[str, Any] = {name: getattr(builtins, name) for name in BUILTINS}
    try:
        for source in sources:
            for node in ast.walk(ast.parse(source)):
                for name, meaning in _bindings(node):
                    if name == "*":
                        return {}
                    if bound.setdefault(name, meaning) is not meaning:
                        bound[name] = None
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return {}  # a command may bind any name
    return {name: meaning for name, meaning in bound.items() if meaning is not None}


def _bindings(node: ast.AST) -> Iterable[tuple[str, Any]]:
    """Yield the names that the node binds, with their meanings if they are known."""
    if isinstance(node, ast.Import):
        for alias in node.names:
            package = alias.name.partition(".")[0]
            yield (
                alias.asname or package,
                MEANINGS.get(alias.name if alias.asname else package),
            )
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
    if isinstance(expression, ast.Attribute):
        module = function_named(expression.value, names)
        known = module in (np, math)
        return getattr(module, expression.attr, None) if known else None
    return names.get(expression.id) if isinstance(expression, ast.Name) else None


def computed(function: Any, arguments: Sequence[Any]) -> Any:
    """Return what the call gives; None if it might fail, warn, or is not known here.

    Args:
        arguments: numbers, or nested lists of them.
    """
    numbers = [*_flat(arguments)]
    if not any(function is one for one in CALLS) or len(numbers) > MOST_NUMBERS:
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
