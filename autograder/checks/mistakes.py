"""Known mistakes: wrong ways to an answer, each with a name and a hint.

A mistake is named from the value that came back, so every `wrong` takes the student's
arguments and follows the functions among them. For one key of a returned dict it gives
that key's value. Names are nouns; a hint is one question that leads on and never says
the answer.

Where an answer is a chain of choices (which error, which Jacobian, which partner in the
outer product), people make mistakes at any link, and often at two. Each mutation is
written once, as the choice that it changes, and mistakes are made of it: single ones
and pairs.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np

from autograder.checks.compare import MisfitError, as_array

# Relative to the largest entry. Tight: what is merely near a known mistake (or near the
# right answer, as a difference quotient is) was made in another way.
SAME = 1e-12

Reader = Callable[[Any], np.ndarray]
Recipe = dict[str, Any]  # from the name of a link to the choice taken there
Formula = Callable[[Recipe], Callable[..., Any]]


class Mistake(NamedTuple):
    """A wrong answer that people give.

    Attributes:
        name: what went wrong, as a noun phrase.
        hint: one question to the student; never the answer.
        wrong: the student's signature; gives the wrong value.
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
    """Rows whose formula takes the student's arguments as one tuple of that kind."""

    def of(formula: Callable[[Any], Any]) -> Callable[..., Any]:
        return lambda *arguments: formula(kind(*arguments))

    return table(*((name, hint, of(formula)) for name, hint, formula in rows))


def alike(name: str, hint: str, *wrong: Callable[..., Any]) -> tuple[Mistake, ...]:
    """Several wrong values that come of one mistake."""
    return tuple(Mistake(name, hint, one) for one in wrong)


class Mutation(NamedTuple):
    """One wrong choice at one link.

    Attributes:
        name: what went wrong, as a noun phrase.
        hint: one question to the student; never the answer.
        link: the link of the chain at which it happens.
        choice: what is taken there instead.
    """

    name: str
    hint: str
    link: str
    choice: Any


def singles(formula: Formula, mutations: Iterable[Mutation]) -> tuple[Mistake, ...]:
    """Each mutation by itself."""
    return tuple(
        Mistake(m.name, m.hint, formula({m.link: m.choice})) for m in mutations
    )


def pairs(
    formula: Formula,
    mutations: Iterable[Mutation],
    exclude: Collection[tuple[str, str]] = (),
) -> tuple[Mistake, ...]:
    """Every two mutations at different links; the hint is the first one's.

    Args:
        exclude: names of pairs to leave out, where two mutations cancel or are
            together another mistake.
    """
    return tuple(
        Mistake(
            f"{a.name}, and {b.name}",
            a.hint,
            formula({a.link: a.choice, b.link: b.choice}),
        )
        for a, b in itertools.combinations(mutations, 2)
        if a.link != b.link and (a.name, b.name) not in exclude
    )


# A factor too much or too little: (name, factor).
FACTORS = (
    ("the sign is wrong", -1.0),
    ("the result is twice as large as it should be", 2.0),
    ("the result is half of what it should be", 0.5),
    ("the sign is wrong, and the result is twice as large as it should be", -2.0),
    ("the sign is wrong, and the result is half of what it should be", -0.5),
    ("the result is 1.5 times as large as it should be", 1.5),
    ("the result is four times as large as it should be", 4.0),
    ("the result is a quarter of what it should be", 0.25),
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
    """The right answer times a wrong factor, but for factors in `exclude`."""

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
    """The first mistake whose value at `arguments` is `got`, if there is one.

    Args:
        arguments: what the student's function was called with.
        got: what came back, as plain data.
        read: turns what a right or wrong answer gives into one array to compare.
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
    except Exception:  # wrong answers may well fail on some inputs
        return None


def _same(wrong: np.ndarray | None, value: np.ndarray) -> bool:
    if wrong is None or wrong.shape != value.shape:
        return False
    finite = np.isfinite(wrong)
    if not np.array_equal(wrong[~finite], value[~finite], equal_nan=True):
        return False
    scale = max(1.0, float(np.max(np.abs(wrong[finite]), initial=0.0)))
    return bool(np.all(np.abs(wrong[finite] - value[finite]) <= SAME * scale))
