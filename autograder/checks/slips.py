"""Slips: small changes to a right formula, alone or two at a time.

Where an answer is a chain of choices (which error, which Jacobian, which partner in the
outer product), people slip at any link, and often at two. Each slip is written once, as
the choice that it changes; the wrong answers are worked out from that.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Iterable
from typing import Any, NamedTuple

from autograder.checks.mistake import Mistake

Recipe = dict[str, Any]  # from the name of a link to the choice taken there
Formula = Callable[[Recipe], Callable[..., Any]]


class Slip(NamedTuple):
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


def alone(formula: Formula, slips: Iterable[Slip]) -> tuple[Mistake, ...]:
    """Each slip by itself."""
    return tuple(
        Mistake(slip.name, slip.hint, formula({slip.link: slip.choice}))
        for slip in slips
    )


def in_pairs(
    formula: Formula,
    slips: Iterable[Slip],
    besides: Collection[tuple[str, str]] = (),
) -> tuple[Mistake, ...]:
    """Every two slips at different links; the hint is the first one's.

    Args:
        besides: names of pairs to leave out, where two slips undo each other or are
            together another mistake.
    """
    return tuple(
        Mistake(
            f"{a.name}; and {b.name}",
            a.hint,
            formula({a.link: a.choice, b.link: b.choice}),
        )
        for a, b in itertools.combinations(slips, 2)
        if a.link != b.link and (a.name, b.name) not in besides
    )


# A factor too much or too little: (name, factor).
FACTORS = (
    ("wrong sign", -1.0),
    ("a factor 2 too much", 2.0),
    ("a factor 2 lost", 0.5),
    ("wrong sign, and a factor 2 too much", -2.0),
    ("wrong sign, and a factor 2 lost", -0.5),
    ("a factor 3 for a factor 2", 1.5),
    ("a factor 4 too much", 4.0),
    ("a factor 4 lost", 0.25),
    ("0 everywhere", 0.0),
)
ASK_ZERO = "Print what each line of yours computes: which one first gives only 0?"
ASK_FACTOR = "All of it is there but for one factor: where does each factor come from?"


def scaled(
    right: Callable[..., Any], known: Collection[float] = ()
) -> tuple[Mistake, ...]:
    """The right answer times a wrong factor, for factors that are not `known` yet."""

    def times(factor: float) -> Callable[..., Any]:
        return lambda *arguments: factor * right(*arguments)

    return tuple(
        Mistake(name, ASK_FACTOR if factor else ASK_ZERO, times(factor))
        for name, factor in FACTORS
        if factor not in known
    )
