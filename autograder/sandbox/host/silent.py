"""Cells that show nothing, as their source says: they need not be replayed.

Only the source decides, never an interpreter. Where the source leaves a doubt, the cell
is replayed.
"""

from __future__ import annotations

import ast
import importlib
import operator
from collections.abc import Callable
from typing import Any

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
MOST = 1e6  # magnitude of a number that is computed here
MOST_POWER = 9

Number = complex | None
Numbers = dict[str, Number]  # by the names that the cell gave to them


def is_silent(source: str) -> bool:
    """Return whether running the source can neither show a value nor raise an error.

    True for cells of plain definitions: functions, imports, and names of constants or
    of numbers computed from them.
    """
    try:
        statements = ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    numbers: Numbers = {}
    return all(_defines(statement, numbers) for statement in statements)


def _defines(statement: ast.stmt, numbers: Numbers) -> bool:
    if isinstance(statement, ast.Assign):
        value = statement.value
        return all(_assigns(one, value, numbers) for one in statement.targets)
    numbers.clear()  # the statement may give one of the names to something else
    if isinstance(statement, ast.FunctionDef):
        return not statement.decorator_list and _evaluates_constants(statement)
    if isinstance(statement, ast.ImportFrom):
        return statement.level == 0 and _has_names(statement)
    if isinstance(statement, ast.Import):
        return all(_is_known(alias.name) for alias in statement.names)
    return isinstance(statement, ast.Pass)


def _is_known(module: str) -> bool:
    return module in STANDARD or module.split(".")[0] in PACKAGES


def _has_names(statement: ast.ImportFrom) -> bool:
    """Return whether the standard library has these names."""
    if statement.module not in STANDARD:
        return False
    module = importlib.import_module(statement.module)
    return all(hasattr(module, alias.name) for alias in statement.names)


def _evaluates_constants(function: ast.FunctionDef | ast.Lambda) -> bool:
    """Return whether defaults are constants and nothing is annotated."""
    arguments = function.args
    every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    every += [one for one in (arguments.vararg, arguments.kwarg) if one]
    returns = isinstance(function, ast.FunctionDef) and function.returns
    annotated = returns or any(one.annotation for one in every)
    defaults = [*arguments.defaults, *arguments.kw_defaults]
    return not annotated and all(one is None or _is_constant(one) for one in defaults)


def _assigns(target: ast.expr, value: ast.expr, numbers: Numbers) -> bool:
    """Return whether the target is a name, or as many names as the value has parts.

    Note the numbers that they get.
    """
    pairs = [(target, value)]
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        if len(target.elts) != len(value.elts):
            return False
        pairs = [*zip(target.elts, value.elts, strict=True)]
    if not all(_is_value(part, numbers) for _, part in pairs):
        return False
    found = [(name, _number(part, numbers)) for name, part in pairs]
    for name, number in found:
        if not isinstance(name, ast.Name):
            return False
        numbers[name.id] = number
    return True


def _is_value(value: ast.expr, numbers: Numbers) -> bool:
    if isinstance(value, ast.Lambda):
        return _evaluates_constants(value)
    return _is_constant(value, numbers)


def _is_constant(value: ast.expr, numbers: Numbers | None = None) -> bool:
    if isinstance(value, ast.Tuple | ast.List):
        return all(_is_constant(one, numbers) for one in value.elts)
    return isinstance(value, ast.Constant) or _number(value, numbers or {}) is not None


def _number(value: ast.expr, numbers: Numbers) -> Number:
    """The number that the expression is sure to give; None if there is a doubt."""
    if isinstance(value, ast.Name):
        return numbers.get(value.id)
    if isinstance(value, ast.Constant):
        constant = value.value
        return constant if isinstance(constant, int | float | complex) else None
    if isinstance(value, ast.UnaryOp) and isinstance(value.op, ast.USub):
        operand = _number(value.operand, numbers)
        return None if operand is None else -operand
    if not isinstance(value, ast.BinOp) or type(value.op) not in OPERATORS:
        return None
    left, right = _number(value.left, numbers), _number(value.right, numbers)
    if left is None or right is None or max(abs(left), abs(right)) > MOST:
        return None
    if isinstance(value.op, ast.Pow) and abs(right) > MOST_POWER:
        return None
    try:
        computed: complex = OPERATORS[type(value.op)](left, right)
    except (ArithmeticError, TypeError):
        return None
    return computed
