"""Cells that show nothing, as their source says: they need not be replayed.

Only the source decides, never an interpreter. Where the source leaves a doubt, the cell
is replayed.
"""

from __future__ import annotations

import ast
import operator
import warnings
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import Any

import numpy as np

from autograder.sandbox.host.usual_names import (
    computed,
    function_named,
    is_known,
    usual_names,
)

OPERATORS: dict[type, Callable[[Any, Any], Any]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul,
    ast.Div: operator.truediv, ast.FloorDiv: operator.floordiv, ast.Mod: operator.mod,
    ast.Pow: operator.pow,
}  # fmt: skip
MOST = 1e12  # magnitude of a number that is computed here
MOST_POWER = 9
MOST_CHARACTERS = 20_000  # of a cell; reading more takes too long

Number = complex | None


def is_silent(source: str, earlier: Sequence[str] = ()) -> bool:
    """Return whether running the source can neither show a value nor raise an error.

    True for cells of plain definitions: functions, imports, and names of constants or
    of what is computed here from numbers.

    Args:
        earlier: the cells that ran before; they decide what `np` means.
    """
    if len(source) > MOST_CHARACTERS:
        return False
    try:
        tree = ast.parse(source)
        cell = _Cell((*earlier, source))
        with np.errstate(all="raise"):
            return all(map(cell.defines, tree.body)) and _compiles(source)
    except Exception:  # a student wrote the source: too deep, too large, not Python
        return False


def _compiles(source: str) -> bool:
    """Return whether Python compiles the source without an error or a warning."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        compile(source, "<cell>", "exec", dont_inherit=True)
    return True


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
            return self._assigns(statement)
        self._numbers.clear()  # the statement may give a name to something else
        if isinstance(statement, ast.FunctionDef):
            return not statement.decorator_list and self._is_plain(statement)
        return is_known(statement) or isinstance(statement, ast.Pass)

    def _assigns(self, statement: ast.Assign) -> bool:
        """Return whether each target is a name, or as many names as there are values.

        Note the numbers that they get.
        """
        value = statement.value
        parts = value.elts if isinstance(value, ast.Tuple) else [value]
        if not all(map(self._is_value, parts)):
            return False
        numbers = [self._number(part) for part in parts]
        alone = None if isinstance(value, ast.Tuple) else numbers[0]
        for target in statement.targets:
            names, found = [target], [alone]
            if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
                names, found = target.elts, numbers
            if len(names) != len(found):
                return False
            for name, number in zip(names, found, strict=True):
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
        """Return whether defaults are plain values and nothing is annotated."""
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
            arguments = _known(map(self._argument, value.args))
            function = function_named(value.func, self._names)
            return None if arguments is None else computed(function, arguments)
        if isinstance(value, ast.UnaryOp) and isinstance(value.op, ast.USub):
            operand = self._number(value.operand)
            return None if operand is None else -operand
        if not isinstance(value, ast.BinOp) or type(value.op) not in OPERATORS:
            return None
        left, right = self._number(value.left), self._number(value.right)
        if left is None or right is None:
            return None
        try:
            if max(abs(left), abs(right)) > MOST:
                return None
            if isinstance(value.op, ast.Pow) and abs(right) > MOST_POWER:
                return None
            return OPERATORS[type(value.op)](left, right)
        except (ArithmeticError, TypeError):
            return None

    def _argument(self, value: ast.expr) -> Any:
        """A number, or nested lists or tuples of numbers; None if there is a doubt."""
        if not isinstance(value, ast.List | ast.Tuple):
            return self._number(value)
        parts = _known(map(self._argument, value.elts))
        if parts is None:
            return None
        return tuple(parts) if isinstance(value, ast.Tuple) else parts


def _known(values: Iterator[Any]) -> list[Any] | None:
    """The values; None as soon as one of them is unknown."""
    found = []
    for value in values:
        if value is None:
            return None
        found.append(value)
    return found
