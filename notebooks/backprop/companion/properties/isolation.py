"""Where a wrong answer is still right: cases in which most of the steps are trivial.

A case takes a general problem and makes parts of it trivial: Φ(z) = z, b = 0, n = 1. If
one simplification alone makes the answer right, the mistake is in what it hides.
Otherwise the cases go from the simplest to the general one, part by part, and the first
wrong one shows a mistake. Every sentence is about values that the check has compared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np

from ..answers.errors import AnswerError
from ..display.cards import join_names
from ..display.figures import number
from .finite_differences import close
from .relations import common_factor, relation

Names = frozenset[str]
Measure = Callable[
    [Any, Names], tuple[Any, Any]
]  # -> what came back, and the right one


class Simple(NamedTuple):
    """A simplification of the general problem.

    name: the condition in words, such as "b = 0".
    otherwise: the words where it does not hold, such as "b is not 0".
    advice: what to check if the answer is right only where it holds.
    """

    name: str
    otherwise: str
    advice: str


class Plan(NamedTuple):
    """The cases of one kind of answer.

    alone: simplifications to try one at a time, the most telling first.
    steps: simplifications that hold together in the simplest case; they are taken away
        in this order.
    measure: calls the student's function where the named simplifications hold.
    """

    alone: Sequence[Simple]
    steps: Sequence[Simple]
    measure: Measure


def isolate(plan: Plan, function: Any) -> str:
    """Say where the answer is right and where it goes wrong; "" if nothing is found."""
    general = _compared(plan, function, [])
    if general is None or close(*general):
        return ""
    related = relation(*general)
    for one in plan.alone:
        case = _compared(plan, function, [one])
        if case is not None and close(*case) and _informative(case):
            also = f" There, {related}." if related else ""
            return (
                f"It is right when {one.name}, and wrong when {one.otherwise}.{also} "
                f"{one.advice}"
            )
    return _step_by_step(plan, function)


def _informative(case: tuple[Any, Any]) -> bool:
    """Whether the right value is not 0, which many wrong answers return, too."""
    return bool(np.any(np.abs(case[1]) > 1e-3))


def _step_by_step(plan: Plan, function: Any) -> str:
    """Take the simplifications away one by one, up to the first wrong case."""
    steps, factor, begin = plan.steps, 1.0, ""
    for taken in range(len(steps) + 1):
        case = _compared(plan, function, steps[taken:])
        if case is None:
            return begin
        got, expected = case
        if close(got, factor * np.asarray(expected), 1e-6):
            continue
        if taken == 0:
            found = common_factor(got, expected)
            if found is None:
                return _wrong_at_once(steps, got, expected)
            factor = found
            begin = (
                f"Already in the simplest case, {_conditions(steps)}, it is "
                f"{number(factor)} times the numerical derivative."
            )
            continue
        return f"{begin} {_first_wrong(steps, taken, factor, got, expected)}".strip()
    if begin:
        return (
            f"It is {number(factor)} times the numerical derivative, in every case that "
            "the check tries. Check signs and constant factors."
        )
    return ""


def _first_wrong(
    steps: Sequence[Simple], taken: int, factor: float, got: Any, expected: Any
) -> str:
    step, rest = steps[taken - 1], steps[taken:]
    apart = "Apart from this factor, it" if factor != 1.0 else "It"
    still = f" (still with {_conditions(rest)})" if rest else ""
    related = relation(got, factor * np.asarray(expected))
    also = f" There, {related}." if related and factor == 1.0 else ""
    return (
        f"{apart} is right when {_conditions(steps[taken - 1 :])}, and first goes wrong "
        f"when {step.otherwise}{still}.{also} {step.advice}"
    )


def _wrong_at_once(steps: Sequence[Simple], got: Any, expected: Any) -> str:
    numbers = f"it is {number(got)}; the numerical derivative is {number(expected)}"
    if np.size(got) > 3:
        numbers = relation(got, expected) or "it is wrong, too"
    return (
        f"Start with the simplest case, {_conditions(steps)}: {numbers}. Compute this "
        "case by hand."
    )


def _conditions(steps: Iterable[Simple]) -> str:
    return join_names([one.name for one in steps])


def _compared(plan: Plan, function: Any, simple: Iterable[Simple]) -> Any:
    """What came back and the right value, as real arrays; None if it has no value."""
    try:
        got, expected = plan.measure(function, frozenset(one.name for one in simple))
    except AnswerError:
        return None
    return np.real(got), expected
