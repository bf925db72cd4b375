"""Known mistakes: wrong answers, each with a name and a hint.

A mistake is recognised by the value that the student's code returned. So every `wrong`
takes the student's arguments and computes the wrong value from them; if one key of a
dict is judged, it returns the value of that key.

A name is a short statement without a capital and a full stop ("W1 is not transposed"):
it is shown after "Looks like:" and in tables. A hint is one next step or a question
whose answer helps, and it never gives the answer.

An answer such as a gradient is a series of steps (which error, which Jacobian, which
vector in the outer product), and students make mistakes at one step or at two. A
mutation changes the choice at one step; mistakes are single mutations and pairs.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np

from autograder.checks.compare import MisfitError, as_array

# Relative to the largest entry. This is tight, because a value that is only near a
# known mistake (or near the right answer, like a finite difference) has another cause.
SAME = 1e-12

Reader = Callable[[Any], np.ndarray]
Recipe = dict[str, Any]  # from the name of a step to the choice at that step
Formula = Callable[[Recipe], Callable[..., Any]]


class Mistake(NamedTuple):
    """A wrong answer that students give.

    Attributes:
        name: what is wrong, as a short statement.
        hint: one next step for the student; never the answer.
        wrong: has the student's signature and returns the wrong value.
    """

    name: str
    hint: str
    wrong: Callable[..., Any]


def table(*rows: tuple[str, str, Callable[..., Any]]) -> tuple[Mistake, ...]:
    """Rows of (name, hint, wrong) as mistakes."""
    return tuple(Mistake(*row) for row in rows)


def table_of(
    kind: Callable[..., Any], *rows: tuple[str, str, Callable[[Any], Any]]
) -> tuple[Mistake, ...]:
    """Rows whose formulas take the student's arguments as one tuple `kind`."""

    def of(formula: Callable[[Any], Any]) -> Callable[..., Any]:
        return lambda *arguments: formula(kind(*arguments))

    return table(*((name, hint, of(formula)) for name, hint, formula in rows))


def variants(name: str, hint: str, *wrong: Callable[..., Any]) -> tuple[Mistake, ...]:
    """Several wrong values with the same name and hint."""
    return tuple(Mistake(name, hint, one) for one in wrong)


class Mutation(NamedTuple):
    """A wrong choice at one step.

    Attributes:
        name: what is wrong, as a short statement.
        hint: one next step for the student; never the answer.
        step: the name of the step that it changes.
        choice: the wrong choice at that step.
    """

    name: str
    hint: str
    step: str
    choice: Any


def singles(formula: Formula, mutations: Iterable[Mutation]) -> tuple[Mistake, ...]:
    """One mistake for each mutation."""
    return tuple(
        Mistake(m.name, m.hint, formula({m.step: m.choice})) for m in mutations
    )


def pairs(
    formula: Formula,
    mutations: Iterable[Mutation],
    exclude: Collection[tuple[str, str]] = (),
) -> tuple[Mistake, ...]:
    """One mistake for every two mutations at different steps; the first gives the hint.

    Args:
        exclude: names of pairs to leave out, because one mutation hides the other or
            because the pair has its own name.
    """
    return tuple(
        Mistake(
            f"{a.name}, and {b.name}",
            a.hint,
            formula({a.step: a.choice, b.step: b.choice}),
        )
        for a, b in itertools.combinations(mutations, 2)
        if a.step != b.step and (a.name, b.name) not in exclude
    )


# (name, factor)
FACTORS = (
    ("the sign is wrong", -1.0),
    ("the result is twice the right one", 2.0),
    ("the result is half the right one", 0.5),
    ("the sign is wrong, and the result is twice the right one", -2.0),
    ("the sign is wrong, and the result is half the right one", -0.5),
    ("the result is 1.5 times the right one", 1.5),
    ("the result is four times the right one", 4.0),
    ("the result is a quarter of the right one", 0.25),
    ("the result is 0 everywhere", 0.0),
)
ASK_ZERO = "Print the result of each line. Which line is the first that gives only 0?"
ASK_FACTOR = (
    "Only a constant factor is wrong. Check each number in your formula: "
    "where does it come from?"
)


def scaled(
    right: Callable[..., Any], exclude: Collection[float] = ()
) -> tuple[Mistake, ...]:
    """The right answer times each wrong factor that is not in `exclude`."""

    def times(factor: float) -> Callable[..., Any]:
        return lambda *arguments: factor * right(*arguments)

    return tuple(
        Mistake(name, ASK_FACTOR if factor else ASK_ZERO, times(factor))
        for name, factor in FACTORS
        if factor not in exclude
    )


def named(
    mistakes: Iterable[Mistake],
    arguments: Sequence[Any],
    got: Any,
    read: Reader = as_array,
) -> Mistake | None:
    """The first mistake whose value for `arguments` is `got`; None if there is none.

    Args:
        arguments: the arguments of the call.
        got: the returned value, as plain data.
        read: turns a returned value into one array that can be compared.
    """
    try:
        value = read(got)
    except MisfitError:
        return None
    for mistake in mistakes:
        if _same(_value(mistake, arguments, read), value):
            return mistake
    return None


def _value(
    mistake: Mistake, arguments: Sequence[Any], read: Reader
) -> np.ndarray | None:
    copies = [a.copy() if isinstance(a, np.ndarray) else a for a in arguments]
    try:
        with np.errstate(all="ignore"):
            return read(mistake.wrong(*copies))
    except Exception:  # a wrong formula may fail on some inputs
        return None


def _same(wrong: np.ndarray | None, value: np.ndarray) -> bool:
    if wrong is None or wrong.shape != value.shape:
        return False
    finite = np.isfinite(wrong)
    if not np.array_equal(wrong[~finite], value[~finite], equal_nan=True):
        return False
    scale = max(1.0, float(np.max(np.abs(wrong[finite]), initial=0.0)))
    return bool(np.all(np.abs(wrong[finite] - value[finite]) <= SAME * scale))
