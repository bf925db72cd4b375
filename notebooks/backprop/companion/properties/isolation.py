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
from .relations import common_factor, cut_off, is_round, relation

ROUNDING = 1e-4  # a factor this close to 1 comes from an estimate, or from rounding
AN_ESTIMATE = (
    "It agrees with the numerical derivative to a few digits only. Use the functions "
    "that you are given and an exact formula, without an estimate or rounding."
)
ORDER = "Check the order of the two factors in your product."
Names = frozenset[str]
Measure = Callable[
    [Any, Names], tuple[Any, Any]
]  # -> what came back, and the right one


class Simple(NamedTuple):
    """A simplification of the general problem.

    name: the condition in words, such as "b = 0".
    otherwise: the words where it does not hold, such as "b is not 0".
    advice: what to check if the answer is right only where it holds.
    implied_by: another simplification that contains this one.
    """

    name: str
    otherwise: str
    advice: str
    implied_by: str = ""


# Not a simplification: another n or d, and other numbers, also of the other sign, so
# that nothing is right by a coincidence.
OTHER_SIZE = Simple("another size", "", "")


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
    if cut := cut_off(*general):
        return _sentence(cut.rstrip("."))
    related = relation(*general)
    if _says_all(related):
        return f"{_sentence(related)} {ORDER}"
    factor, simplest = common_factor(*general), _compared(plan, function, plan.steps)
    if factor and abs(factor - 1) < ROUNDING:
        return AN_ESTIMATE
    if factor and simplest and close(simplest[0], factor * simplest[1], 1e-6):
        return _everywhere(plan, function, factor)
    found = _right_alone(plan, function) or _step_by_step(plan, function)
    return found or (related and _sentence(related))


def _right_alone(plan: Plan, function: Any) -> str:
    """Name one simplification that makes the answer right by itself."""
    for one in plan.alone:
        case = _compared(plan, function, [one])
        if case is None or not close(*case) or not _informative(case):
            continue
        other = _compared(plan, function, [one, OTHER_SIZE])
        if other is not None and close(*other):
            return (
                f"It is right when {one.name}, and wrong when {one.otherwise}. "
                f"{one.advice}"
            )
    return ""


def _says_all(related: str) -> bool:
    return "the transpose of" in related


def _sentence(related: str) -> str:
    return f"{related[:1].upper()}{related[1:]}."


def _informative(case: tuple[Any, Any]) -> bool:
    """Whether the right value is not 0, which many wrong answers return, too."""
    return bool(np.any(np.abs(case[1]) > 1e-3))


def _step_by_step(plan: Plan, function: Any) -> str:
    """Take the simplifications away one by one, up to the first wrong case."""
    steps, factor = plan.steps, 1.0
    for taken in range(len(steps) + 1):
        case = _compared(plan, function, steps[taken:])
        if case is None:
            return ""
        got, expected = case
        if close(got, factor * np.asarray(expected), 1e-6):
            continue
        if taken:
            if not _same_factor(plan, function, steps[taken - 1 :], factor):
                return ""
            return _first_wrong(steps[taken - 1 :], factor, got, expected)
        found = common_factor(got, expected)
        if (
            found is None
            or (np.size(got) == 1 and not is_round(found))
            or not _same_factor(plan, function, steps, found)
        ):
            simplest = f"In the simplest case ({_conditions(steps)}),"
            return f"{simplest} {_numbers(got, expected)}. Compute this case by hand."
        factor = found
    return _everywhere(plan, function, factor)


def _same_factor(
    plan: Plan, function: Any, simple: Sequence[Simple], factor: float
) -> bool:
    """Whether the value is the right one times the factor with other numbers, too."""
    other = _compared(plan, function, [*simple, OTHER_SIZE])
    return other is not None and close(other[0], factor * np.asarray(other[1]), 1e-6)


def _first_wrong(
    steps: Sequence[Simple], factor: float, got: Any, expected: Any
) -> str:
    """Describe the step from the last right case to the first wrong one.

    Args:
        steps: the simplifications of the last right case; the wrong case lacks the
            first of them.
        factor: the number that the last case is wrong by, too.
    """
    step, conditions = steps[0], _conditions(steps)
    related = relation(got, expected)
    advice = _advice(related, step.advice)
    there = f": then {related}" if related else ""
    if factor != 1.0:
        turned = ": then it is transposed, too"
        there = turned if _says_all(related) and number(factor) in related else ""
        times = f"{number(factor)} times the numerical derivative"
        return (
            f"When {conditions}, it is {times}. Apart from this factor, it goes wrong "
            f"as soon as {step.otherwise}{there}. {advice}"
        )
    return (
        f"It is right when {conditions}, and goes wrong as soon as {step.otherwise}"
        f"{there}. {advice}"
    )


def _advice(related: str, otherwise: str) -> str:
    """What to check, as far as the relation of the two matrices tells it."""
    if _says_all(related):
        return ORDER
    if "each row is a multiple" in related:
        return f"{otherwise} Only the first factor of the outer product is wrong there."
    if "each column is a multiple" in related:
        return "Check the second factor of your outer product."
    return otherwise


def _numbers(got: Any, expected: Any) -> str:
    if np.size(got) > 3:
        return relation(got, expected) or "it is wrong, too"
    one, right = (
        v.item() if np.size(v) == 1 else v for v in map(np.asarray, (got, expected))
    )
    return f"it is {number(one)}; the numerical derivative is {number(right)}"


def _everywhere(plan: Plan, function: Any, factor: float) -> str:
    """Say whether the factor is the same in the remaining cases, too."""
    begin = f"it is {number(factor)} times the numerical derivative"
    for one in (*plan.alone, OTHER_SIZE):
        case = _compared(plan, function, [one])
        other = None if case is None else common_factor(*case)
        if other is not None and abs(other - factor) > 1e-6:
            if one is OTHER_SIZE:
                return (
                    f"{_sentence(begin)[:-1]}, and {number(other)} times for other "
                    "sizes. Check the factors that depend on the size."
                )
            return (
                f"{_sentence(begin)[:-1]}, but {number(other)} times when {one.name}. "
                f"Check the factors that are different when {one.name}."
            )
    every = f"In every case that the check tries, {begin}."
    return f"{every} Check signs and constant factors."


def _conditions(steps: Sequence[Simple]) -> str:
    names = [one.name for one in steps]
    return join_names([s.name for s in steps if s.implied_by not in names])


def _compared(plan: Plan, function: Any, simple: Iterable[Simple]) -> Any:
    """What came back and the right value, as real arrays; None if it has no value."""
    try:
        got, expected = plan.measure(function, frozenset(one.name for one in simple))
    except AnswerError:
        return None
    return np.real(got), expected
