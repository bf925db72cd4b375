"""Test an answer separately when an earlier answer that it calls is wrong.

The test runs again with a replacement for the earlier answer, so that a mistake costs
points only once.
"""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from typing import Any

import numpy as np

from . import registry
from .answers import calls
from .answers.errors import AnswerError, NotAttemptedError, PropertyError
from .answers.returned import as_array
from .answers.row import Answer, Dependency, Function, function_of

Namespace = MutableMapping[str, Any]
IsRight = Callable[[str, Any], bool]  # answer id, value -> is it right?


def wrong_earlier_answers(
    answer: str, namespace: Namespace, is_right: IsRight
) -> list[str]:
    """Find the earlier answers that make this one wrong although it is right itself.

    Returns:
        Names of the student's functions; empty if this answer itself is wrong.
    """
    row, function = registry.ANSWERS[answer], namespace.get(function_of(answer))
    with contextlib.suppress(AnswerError):
        if row.stand_ins:
            return _right_with_stand_ins(row, function, namespace, is_right)
        if row.dependency:
            return _right_with_dependency(answer, row.dependency, namespace, is_right)
    return []


def _right_with_stand_ins(
    row: Answer, function: Any, namespace: Namespace, is_right: IsRight
) -> list[str]:
    used: set[str] = set()
    wrong = {
        name: functools.partial(_recorded, used, name, stand_in)
        for name, stand_in in row.stand_ins.items()
        if not is_right(name, namespace.get(name))
    }
    if not wrong:
        return []
    calls.start_over_without(*map(namespace.get, wrong))
    with replaced(namespace, wrong):
        row.test(function)
    return sorted(used)


def wrong_helpers(answer: str, namespace: Namespace, is_right: IsRight) -> list[str]:
    """The student's wrong functions that a wrong answer calls."""
    row, used = registry.ANSWERS[answer], set[str]()
    names = [*row.stand_ins, *([row.dependency.name] if row.dependency else [])]
    wrong = {
        name: functools.partial(_called, used, name, namespace[name])
        for name in names
        if callable(namespace.get(name))
        and not all(
            is_right(known, namespace[name])
            for known in registry.ANSWERS
            if function_of(known) == name
        )
    }
    if wrong:
        calls.start_over_without(*map(namespace.get, wrong))
        with replaced(namespace, wrong), contextlib.suppress(AnswerError):
            row.test(namespace[function_of(answer)])
    return sorted(used)


def _called(
    used: set[str], name: str, function: Function, *arguments: Any, **named: Any
) -> Any:
    """Call the student's own function, and add its name to `used`."""
    used.add(name)
    return function(*arguments, **named)


def _recorded(used: set[str], name: str, stand_in: Function, *arguments: Any) -> Any:
    """Call the replacement, and add its name to `used`."""
    used.add(name)
    return stand_in(*arguments)


def _right_with_dependency(
    answer: str, dependency: Dependency, namespace: Namespace, is_right: IsRight
) -> list[str]:
    name, function = dependency.name, namespace.get(function_of(answer))
    earlier = namespace.get(name)
    answers = [known for known in registry.ANSWERS if function_of(known) == name]
    if all(is_right(known, earlier) for known in answers):
        with replaced(namespace, {name: functools.partial(_tidy, earlier)}):
            return [name] if is_right(answer, function) else []
    calls.start_over_without(earlier)
    replace = lambda made_up: replaced(namespace, {name: made_up})  # noqa: E731
    return [name] if dependency.is_right(function, replace) else []


def _tidy(function: Any, *arguments: Any, **named: Any) -> Any:
    """Call a function on copies of arrays; a list that it returns becomes an array."""
    copies = [a.copy() if isinstance(a, np.ndarray) else a for a in arguments]
    returned = function(*copies, **named)
    if isinstance(returned, Mapping):
        return {key: _as_array(value) for key, value in returned.items()}
    return _as_array(returned)


def _as_array(value: Any) -> Any:
    try:
        return as_array(value)
    except (PropertyError, NotAttemptedError):
        return value


@contextlib.contextmanager
def replaced(namespace: Namespace, functions: Mapping[str, Function]) -> Iterator[None]:
    """Replace some of the student's names inside a `with` block."""
    saved = {name: namespace[name] for name in functions if name in namespace}
    namespace.update(functions)
    try:
        yield
    finally:
        for name in functions:
            namespace.pop(name, None)
        namespace.update(saved)
