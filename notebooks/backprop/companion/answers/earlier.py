"""Judge an answer by itself when an earlier answer that it calls is wrong.

The test is repeated with a stand-in for the earlier answer, so that a mistake costs
points only once.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, MutableMapping
from typing import Any

from .errors import AnswerError
from .row import Answer, Function, function_of

Namespace = MutableMapping[str, Any]
IsRight = Callable[[str, Any], bool]  # answer id, value -> is it right?


def right_but_for(
    answer_id: str, row: Answer, namespace: Namespace, is_right: IsRight
) -> list[str]:
    """The student's earlier answers that alone keep this one from being right."""
    function = namespace.get(function_of(answer_id))
    try:
        if row.stand_ins:
            return _with_stand_ins(row, function, namespace, is_right)
        if row.borrowed:
            return _with_borrowed(row, function, namespace, is_right)
    except AnswerError:
        pass
    return []


def _with_stand_ins(
    row: Answer, function: Any, namespace: Namespace, is_right: IsRight
) -> list[str]:
    used: set[str] = set()
    wrong = {
        name: _recording(name, stand_in, used)
        for name, stand_in in row.stand_ins.items()
        if not is_right(name, namespace.get(name))
    }
    with lent(namespace, wrong):
        row.test(function)
    return sorted(used)


def _recording(name: str, stand_in: Function, used: set[str]) -> Function:
    """The stand-in, which adds its name to `used` when it is called."""

    def recording(*arguments: Any) -> Any:
        used.add(name)
        return stand_in(*arguments)

    return recording


def _with_borrowed(
    row: Answer, function: Any, namespace: Namespace, is_right: IsRight
) -> list[str]:
    if row.borrowed is None:
        return []
    name, answers, passes = row.borrowed
    if all(is_right(answer_id, namespace.get(name)) for answer_id in answers):
        return []
    lend = lambda made_up: lent(namespace, {name: made_up})  # noqa: E731
    return [name] if passes(function, lend) else []


@contextlib.contextmanager
def lent(namespace: Namespace, functions: dict[str, Function]) -> Iterator[None]:
    """The student's names with some of them replaced, inside a `with` block."""
    kept = {name: namespace[name] for name in functions if name in namespace}
    namespace.update(functions)
    try:
        yield
    finally:
        for name in functions:
            namespace.pop(name, None)
        namespace.update(kept)
