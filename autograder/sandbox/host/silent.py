"""Cells that show nothing, as their source says: they need not be replayed.

Only the source decides, never an interpreter. Where the source leaves a doubt, the cell
is replayed.
"""

from __future__ import annotations

import ast
import importlib
import operator
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

import numpy as np

from autograder.sandbox.host.usual_names import (
    computed,
    function_named,
    usual_names,
)

# Of the standard library: importing a name that they have shows nothing.
STANDARD = (
    *("collections", "copy", "dataclasses", "decimal", "enum", "fractions"),
    *("functools", "itertools", "math", "operator", "typing"),
)
# Modules that can be imported in every interpreter without showing anything.
PACKAGES = ("numpy", "matplotlib", "worksheet")

OPERATORS: dict[type, Callable[[Any, Any], Any]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul,
    ast.Div: operator.truediv, ast.FloorDiv: operator.floordiv, ast.Mod: operator.mod,
    ast.Pow: operator.pow,
}  # fmt: skip
MOST = 1e12  # magnitude of a number that is computed here
MOST_POWER = 9

Number = complex | None


def is_silent(source: str, earlier: Sequence[str] = ()) -> bool:
    """Return whether running the source can neither show a value nor raise an error.

    True for cells of plain definitions: functions, imports, and names of constants or
    of numbers computed from them.

    Args:
        earlier: the cells that ran before; they decide what `np` means.
    """
    try:
        statements = ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    cell = _Cell((*earlier, source))
    with np.errstate(all="raise"):
        return all(map(cell.defines, statements))


class _Cell:
    """What is known while the statements of a cell are read."""

    def __init__(self, sources: Sequence[str]) -> None:
        self._sources = sources
        self._numbers: dict[str, Number] = {}  # by the names that the cell gave to them

    @cached_property
    def _names(self) -> dict[str, Any]:
        return usual_names(self._sources)

    def defines(self, statement: ast.stmt) -> bool:
        """Return whether the statement only defines names."""
        if isinstance(statement, ast.Assign):
            value = statement.value
            return all(self._assigns(one, value) for one in statement.targets)
        self._numbers.clear()  # the statement may give a name to something else
        if isinstance(statement, ast.FunctionDef):
            return not statement.decorator_list and self._is_plain(statement)
        if isinstance(statement, ast.ImportFrom):
            return statement.level == 0 and _has_names(statement)
        if isinstance(statement, ast.Import):
            return all(_is_known(alias.name) for alias in statement.names)
        return isinstance(statement, ast.Pass)

    def _assigns(self, target: ast.expr, value: ast.expr) -> bool:
        """Return whether the target is a name, or as many names as there are values.

        Note the numbers that they get.
        """
        pairs = [(target, value)]
        if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
            if len(target.elts) != len(value.elts):
                return False
            pairs = [*zip(target.elts, value.elts, strict=True)]
        if not all(self._is_value(part) for _, part in pairs):
            return False
        found = [(name, self._number(part)) for name, part in pairs]
        for name, number in found:
            if not isinstance(name, ast.Name):
                return False
            self._numbers[name.id] = number
        return True

    def _is_value(self, value: ast.expr) -> bool:
        if isinstance(value, ast.Lambda):
            return self._is_plain(value)
        if isinstance(value, ast.Tuple | ast.List):
            return all(map(self._is_value, value.elts))
        if isinstance(value, ast.Call) and self._vectorizes(value):
            return True
        return isinstance(value, ast.Constant) or self._computed(value) is not None

    def _vectorizes(self, call: ast.Call) -> bool:
        """Return whether this is `np.vectorize` of a plain lambda."""
        if function_named(call.func, self._names) is not np.vectorize or call.keywords:
            return False
        lambdas = [one for one in call.args if isinstance(one, ast.Lambda)]
        return len(call.args) == len(lambdas) == 1 and self._is_plain(lambdas[0])

    def _is_plain(self, function: ast.FunctionDef | ast.Lambda) -> bool:
        """Return whether defaults are constants and nothing is annotated."""
        arguments = function.args
        every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
        every += [one for one in (arguments.vararg, arguments.kwarg) if one]
        returns = isinstance(function, ast.FunctionDef) and function.returns
        if returns or any(one.annotation for one in every):
            return False
        defaults = [*arguments.defaults, *arguments.kw_defaults]
        return all(one is None or self._is_value(one) for one in defaults)

    def _number(self, value: ast.expr) -> Number:
        """The number that the expression is sure to give; None if there is a doubt."""
        computed = self._computed(value)
        return computed if isinstance(computed, int | float | complex) else None

    def _computed(self, value: ast.expr) -> Any:
        """What the expression is sure to give; None if there is a doubt."""
        if isinstance(value, ast.Name):
            return self._numbers.get(value.id)
        if isinstance(value, ast.Constant):
            constant = value.value
            return constant if isinstance(constant, int | float | complex) else None
        if isinstance(value, ast.Call) and not value.keywords:
            return self._called(value)
        if isinstance(value, ast.UnaryOp) and isinstance(value.op, ast.USub):
            operand = self._number(value.operand)
            return None if operand is None else -operand
        if not isinstance(value, ast.BinOp) or type(value.op) not in OPERATORS:
            return None
        left, right = self._number(value.left), self._number(value.right)
        if left is None or right is None or max(abs(left), abs(right)) > MOST:
            return None
        if isinstance(value.op, ast.Pow) and abs(right) > MOST_POWER:
            return None
        try:
            return OPERATORS[type(value.op)](left, right)
        except (ArithmeticError, TypeError):
            return None

    def _called(self, call: ast.Call) -> Any:
        arguments = [self._argument(one) for one in call.args]
        if not arguments or any(one is None for one in arguments):
            return None
        return computed(function_named(call.func, self._names), arguments)

    def _argument(self, value: ast.expr) -> Any:
        """A number, or nested lists of numbers; None if there is a doubt."""
        if not isinstance(value, ast.List | ast.Tuple):
            return self._number(value)
        parts = [self._argument(one) for one in value.elts]
        return None if any(part is None for part in parts) else parts


def _is_known(module: str) -> bool:
    return module in STANDARD or module.split(".")[0] in PACKAGES


def _has_names(statement: ast.ImportFrom) -> bool:
    """Return whether the standard library has these names."""
    if statement.module not in STANDARD:
        return False
    module = importlib.import_module(statement.module)
    return all(hasattr(module, alias.name) for alias in statement.names)
