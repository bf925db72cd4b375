"""Section 1 (f): the sensitivities, derivatives of f with respect to r, s, p and z."""

from __future__ import annotations

import functools
import operator
from typing import Any

from .answers.fingerprint_inputs import FURTHER_UNITS, UNIT_CASES, several
from .answers.returned import ask, naming_case, of_key
from .answers.row import Answer, Fingerprint, Function, Test
from .properties.finite_differences import (
    along_directions,
    gradient_at,
)
from .properties.follows import require_following
from .properties.isolation import Names, Plan, Simple, isolate
from .properties.unit_nodes import (
    ALONE,
    NODES,
    SIZES,
    STEPS,
    UnitArguments,
    f_of,
    isolating_units,
    nodes,
    some_units,
)


def sensitivity(key: str) -> Test:
    """The test of the derivative of f with respect to one kind of node."""

    def test(answer: Any) -> None:
        for n, d in SIZES:
            u = some_units(n, d)
            at = nodes(u)[key]

            def gradient_with(dphi: Function, u: UnitArguments = u) -> Any:
                with naming_case(f"for n = {len(u.b)}, d = {len(u.x)}"):
                    returned = ask(answer, *u._replace(dphi=dphi))
                return of_key(returned, key, nodes(u)[key].shape)

            along_directions(gradient_with(u.dphi), f_of(key, u), at)
            if key == "z":
                require_following(gradient_with, u.dphi, "dphi")

    return test


def _plan(key: str) -> Plan:
    """The cases that isolate a mistake in one kind of sensitivity."""

    def measure(answer: Any, names: Names) -> tuple[Any, Any]:
        u = isolating_units(names)
        at = nodes(u)[key]
        return of_key(ask(answer, *u), key, at.shape), gradient_at(f_of(key, u), at)

    if key == "z":
        return Plan(ALONE, STEPS, measure)
    return Plan(_without_dphi(ALONE), _without_dphi(STEPS), measure)


def _without_dphi(cases: tuple[Simple, ...]) -> tuple[Simple, ...]:
    """The cases with advice for a formula that contains neither z nor dphi."""
    advice = "Check which of W x, z, p, s, phi and dphi your formula needs."
    return tuple(
        one._replace(advice=advice) if "dphi" in one.advice else one for one in cases
    )


NUDGED = {"r": "r", "s": "s", "p": "p1", "z": "z1"}  # key -> a node of the pictures


QUESTION = {  # key -> a question about this node
    "r": "r rises from 2 to 2.01. By how much does f = r² change?",
    "s": "y is 5, and s rises from 3 to 3.01. By how much does r change, and then f?",
    "p": "p₁ alone rises by 0.01. By how much does s change, then r, and then f?",
    "z": "z₁ alone rises by 0.01. By how much does p₁ change, then s, r and f?",
}


def _row(key: str) -> Answer:
    pick = operator.itemgetter(key)
    return Answer(
        test=sensitivity(key),
        question=QUESTION[key],
        next_step=f"Run `worksheet.show_nudge(sensitivities, {NUDGED[key]!r})` to see "
        "your derivative as a slope.",
        isolate=functools.partial(isolate, _plan(key)),
        fingerprint=Fingerprint(
            several(UNIT_CASES, pick),
            further={case: several(at, pick) for case, at in FURTHER_UNITS.items()},
        ),
    )


QUESTIONS = {("q1f", f"sensitivities.{key}"): _row(key) for key in NODES}
