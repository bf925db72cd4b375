"""Cells that show nothing, as their source says: they need not be replayed.

Only the source decides, never an interpreter. Where the source leaves a doubt, the cell
is replayed.
"""

from __future__ import annotations

import ast
import importlib

# Of the standard library: importing a name that they have shows nothing.
STANDARD = (
    *("collections", "copy", "dataclasses", "decimal", "enum", "fractions"),
    *("functools", "itertools", "math", "operator", "typing"),
)
# Modules that can be imported in every interpreter without showing anything.
PACKAGES = ("numpy", "matplotlib", "worksheet")


def is_silent(source: str) -> bool:
    """Return whether running the source can neither show a value nor raise an error.

    True for cells of plain definitions: functions, imports, and names of constants.
    """
    try:
        statements = ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return all(_defines(statement) for statement in statements)


def _defines(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.FunctionDef):
        return not statement.decorator_list and _evaluates_constants(statement)
    if isinstance(statement, ast.ImportFrom):
        return statement.level == 0 and _has_names(statement)
    if isinstance(statement, ast.Import):
        return all(_is_known(alias.name) for alias in statement.names)
    if isinstance(statement, ast.Assign):
        return all(_can_assign(one, statement.value) for one in statement.targets)
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


def _can_assign(target: ast.expr, value: ast.expr) -> bool:
    """Return whether the target is a name, or as many names as the value has parts."""
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        fits = len(target.elts) == len(value.elts)
        return fits and all(map(_can_assign, target.elts, value.elts))
    if isinstance(target, ast.Name) and isinstance(value, ast.Lambda):
        return _evaluates_constants(value)
    return isinstance(target, ast.Name) and _is_constant(value)


def _is_constant(value: ast.expr) -> bool:
    if isinstance(value, ast.Tuple):
        return all(_is_constant(one) for one in value.elts)
    return isinstance(value, ast.Constant)
