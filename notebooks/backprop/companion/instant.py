"""The instant check of a graded cell: words and points, at once, without the answer.

An answer passes when its truth tests pass and its fingerprint, where one is known, is
that of a right answer. A known wrong fingerprint has a name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any, NamedTuple

from companion import data
from companion.fingerprints import ANSWERS, digests
from companion.predicting import question_about
from companion.truths import TRUTHS
from companion.values import BlankError, FailedError, MisfitError, silence
from companion.words_html import Points, card, listed

results: dict[str, str] = {}  # graded cell -> its last state, for `progress`
_failures: Counter[tuple[str, str]] = Counter()
PATIENCE = 3  # the same failure so often, and a question comes instead


class Found(NamedTuple):
    """What was found about one answer."""

    name: str
    state: str
    words: str = ""


def check(grade_id: str, namespace: Mapping[str, Any]) -> Points:
    """Check the answers of one graded cell and show what is right and what is not yet.

    Args:
        grade_id: the graded cell, such as "q1a".
        namespace: where the answers are; `globals()` in a notebook.

    Returns:
        The points so far. Never raises, and writes nothing to stderr.
    """
    try:
        with silence():
            found = [_found(answer, namespace) for answer in _answers(grade_id)]
    except Exception as error:  # our own fault: cost the student nothing but the check
        points = Points(0.0)
        words = f"The check itself failed ({type(error).__name__}). Hand in as usual."
        points.markup = card("not attempted", grade_id, [words])
        return points
    return _points(grade_id, found)


def _answers(grade_id: str) -> list[str]:
    return data.answers_of(grade_id) or [a for a, ids in _KNOWN.items() if grade_id in ids]


# For a companion without its data file: which cells judge which answers.
_KNOWN = {
    **{name: ("q1a_parts",) for name in ("df", "dg", "dh")},
    "dl": ("q1a",),
    "total_derivative": ("q1b_chain",),
    "chain_rule_graph": ("q1b_graph",),
    "computation_graph": ("q1c",),
    **{f"loss_gradients.{key}": (f"q1d_{key}",) for key in ("x", "W1", "W2", "b")},
    **{name: ("q1e_exponents",) for name in ("analytic_exponent", "numerical_exponent")},
    "numerical_gradient": ("q1e_numerical",),
    **{f"sensitivities.{key}": ("q1f",) for key in "rspz"},
    "grad_W": ("q1g_grad",),
    "gradient_descent": ("q1g_descent",),
    "d_sigmoid": ("q2a",),
    "d_sigmoid.stable": ("q2a_stable",),
    "d_relu": ("q2b",),
    "d_tanh": ("q2c",),
    "d_tanh.stable": ("q2c_stable",),
    "d_leaky_relu": ("q2d",),
}


def _found(answer: str, namespace: Mapping[str, Any]) -> Found:
    function, _, key = answer.partition(".")
    name = f'"{key}"' if key in ("x", "W1", "W2", "b", *"rspz") and key else function
    given = namespace.get(function)
    try:
        TRUTHS[answer](given, namespace)
    except BlankError:
        words = f"`{function}` gives nothing back yet."
        return Found(name, "not attempted", words)
    except FailedError as failed:
        words = f"`{function}` stopped with {failed}."
        return Found(name, "not yet", _or_question(answer, str(failed), words))
    except MisfitError as misfit:
        return Found(name, "not yet", _named(answer, given, f"`{name}` {misfit}."))
    return _exact(answer, name, given)


def _exact(answer: str, name: str, given: Any) -> Found:
    """What passed the truth tests must also be exact, where that can be told."""
    right = data.answer(answer).get("right", [])
    if not right or answer not in ANSWERS or digests(answer, given) in right:
        return Found(name, "passed")
    words = (
        f"`{name}` comes close and is not exact. Does it estimate a slope that could be "
        "worked out, or that is handed in?"
    )
    return Found(name, "not yet", _named(answer, given, words))


def _named(answer: str, given: Any, words: str) -> str:
    """The words, with the mistake's name and one hint where it is a known one."""
    digest = digests(answer, given) if answer in ANSWERS else None
    known = data.answer(answer).get("wrong", {}).get(digest or "")
    if known:
        words = f"{words} It looks like this: {known[0]}. {known[1]}"
    return _or_question(answer, digest or words, words)


def _or_question(answer: str, what: str, words: str) -> str:
    _failures[answer, what] += 1
    if _failures[answer, what] < PATIENCE:
        return words
    return f"The same as before. {question_about(answer)}"


def _points(grade_id: str, found: list[Found]) -> Points:
    passed = [f"`{f.name}`" for f in found if f.state == "passed"]
    rest = [f for f in found if f.state != "passed"]
    states = {f.state for f in found}
    state = "partly" if len(states) > 1 else found[0].state
    results[grade_id] = state
    lines = [f"{listed(passed)} {'is' if len(passed) == 1 else 'are'} right."]
    lines = (lines if passed else []) + list(dict.fromkeys(f.words for f in rest))
    if any(f.state == "not yet" for f in rest):
        lines.append(f'For a next step: `worksheet.hint("{grade_id}")`')
    if state == "passed" and grade_id == "q1e_exponents":
        lines = ["Both are numbers. Whether they are right shows after you hand in."]
    full = data.question(grade_id).get("points", len(found))
    points = Points(full * len(passed) / len(found))
    points.markup = card(state, f"{grade_id}, {points:g} of {full:g} points", lines)
    return points
