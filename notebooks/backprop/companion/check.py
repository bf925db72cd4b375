"""The instant check of a graded cell: words and points, at once, without the answer.

An answer passes when its test holds and its fingerprint, where one is known, is that
of the right answer. A known wrong fingerprint has a name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import MutableMapping
from typing import Any, NamedTuple

from . import worksheet_json
from .answers.returned import NotAttemptedError, PropertyError, RaisedError, silence
from .display.cards import Points, card, join_names, plain_text
from .fingerprints import ANSWERS, neighbours
from .predicting import question_about
from .truths import TRUTHS, right_but_for

PATIENCE = 3  # the same failure so often, and a question comes instead

results: dict[str, tuple[str, float]] = {}  # graded cell -> state and points
_failures: Counter[tuple[str, str]] = Counter()
Namespace = MutableMapping[str, Any]


class Found(NamedTuple):
    """What was found about one answer; `kind` tells one failure from another."""

    name: str
    state: str
    words: str = ""
    kind: str = ""


def check(grade_id: str, namespace: Namespace) -> Points:
    """Check the answers of one graded cell: what is right, what is not yet, and why.

    Args:
        grade_id: the graded cell, such as "q1a".
        namespace: where the answers are; `globals()` in a notebook.

    Returns:
        The points so far, a number that shows as words. Never raises, and writes
        nothing to stderr.
    """
    grade_id = str(grade_id)
    try:
        with silence():
            found = [
                _found(answer, namespace)
                for answer in worksheet_json.answers_of(grade_id)
            ]
        return _points(grade_id, found) if found else _unknown(grade_id)
    except Exception as error:  # our own fault: it costs the student the check alone
        words = f"The check itself failed ({type(error).__name__}). Hand in as usual."
        return Points.with_words(0.0, card("not attempted", grade_id, [words]), words)


def _unknown(grade_id: str) -> Points:
    words = (
        "There is no check of this name. Those that run by themselves: "
        f"{', '.join(f'`{known}`' for known in worksheet_json.CHECKED)}."
    )
    return Points.with_words(0.0, card("not attempted", grade_id, [words]), words)


def _found(answer: str, namespace: Namespace) -> Found:
    function, _, key = answer.partition(".")
    name = f'"{key}"' if key and key != "stable" else function
    try:
        TRUTHS[answer](namespace.get(function))
    except NotAttemptedError:
        written = callable(namespace.get(function))
        return Found(name, "not attempted", kind="returns nothing" if written else "")
    except (RaisedError, PropertyError) as error:
        verb = "stopped with " if isinstance(error, RaisedError) else ""
        words = f"`{name}` {verb}{error}.{_advice(answer, error, namespace)}"
        found = Found(name, "not yet", words)
        return _excused(answer, name, namespace) or _named(answer, namespace, found)
    if exact(answer, namespace[function]):
        return Found(name, "passed")
    found = Found(name, "not yet", _inexact(answer, name))
    return _excused(answer, name, namespace) or _named(answer, namespace, found)


def exact(answer: str, value: Any) -> bool:
    """Whether the value has the right fingerprint; True where none is known."""
    right = worksheet_json.answer(answer).get("right", [])
    return not right or bool(set(right) & set(neighbours(answer, value)))


def sound(answer: str, value: Any) -> bool:
    """Whether an answer passes its test and is exact."""
    try:
        TRUTHS[answer](value)
    except (NotAttemptedError, RaisedError, PropertyError):
        return False
    return exact(answer, value)


_HANDED_IN = {"total_derivative": "dg", "loss_gradients": "dphi"}
_HANDED_IN |= {"sensitivities": "dphi", "grad_W": "dphi"}


def _advice(answer: str, error: Exception, namespace: Namespace) -> str:
    """A word more, where what Python says needs one."""
    function, _, key = answer.partition(".")
    if "for ^" in str(error):
        return " In Python `^` is no power: `**` is."
    if key == "stable" and not sound(function, namespace[function]):
        return " Begin with what the check before this one says."
    return ""


def _inexact(answer: str, name: str) -> str:
    """Words for what passes a nudge and has not the right fingerprint."""
    function = answer.split(".")[0]
    if function in _HANDED_IN:
        return (
            f"`{name}` agrees with nudging for ordinary functions, but does not follow "
            f"the slope that is handed in. Where in your code is "
            f"`{_HANDED_IN[function]}` called, and at which point?"
        )
    if function == "gradient_descent":
        return (
            "`gradient_descent` keeps its history well and goes down, but arrives "
            "elsewhere than steps of lr against the gradient do."
        )
    if function == "numerical_gradient":
        return "`numerical_gradient` comes close, but is no central difference."
    return (
        f"`{name}` comes close, but is not exact to double precision, as a formula "
        "worked out on paper would be."
    )


def _excused(answer: str, name: str, namespace: Namespace) -> Found | None:
    """Passed, if an earlier answer of the student's is all that is wrong."""
    earlier = right_but_for(answer, namespace, sound)
    if not earlier:
        return None
    told = join_names([f"`{function}`" for function in earlier])
    words = (
        f"`{name}` is right by itself: what still looks wrong comes from {told}, which "
        "it uses. Mend that one, and this follows."
    )
    return Found(name, "passed", words)


def _named(answer: str, namespace: Namespace, found: Found) -> Found:
    """The mistake's name and one hint, where its fingerprint is a known one."""
    near = (
        neighbours(answer, namespace[answer.split(".")[0]]) if answer in ANSWERS else []
    )
    wrong = worksheet_json.answer(answer).get("wrong", {})
    known = next((wrong[digest] for digest in near if digest in wrong), None)
    words = found.words
    if known:
        words = f"{words} It looks like: {known[0]}. {known[1]}"
    kind = near[0] if near else found.words
    _failures[answer, kind] += 1
    if _failures[answer, kind] % PATIENCE == 0:
        words = f"`{found.name}` gives the same as before. {question_about(answer)}"
    return found._replace(words=words, kind=kind)


def _points(grade_id: str, found: list[Found]) -> Points:
    passed = [f"`{f.name}`" for f in found if f.state == "passed"]
    states = {f.state for f in found}
    state = found[0].state if len(states) == 1 else "partly" if passed else "not yet"
    lines = [f"{join_names(passed)} {'is' if len(passed) == 1 else 'are'} right."]
    lines = (lines if passed else []) + [f.words for f in found if f.words]
    lines += _blanks(found)
    if "not yet" in states:
        lines.append(f'For a next step: `worksheet.hint("{grade_id}")`')
    full = worksheet_json.full_points(grade_id, len(found))
    points = full * len(passed) / len(found)
    title = f"{grade_id}, {worksheet_json.of_points(points, full)}"
    known = points
    if (
        grade_id in worksheet_json.FORM_ONLY
    ):  # Validate must not call a right answer failed
        state, title, lines = _form_only(grade_id, state, found)
        known = 0.0
    results[grade_id] = (state, known)
    return Points.with_words(
        points, card(state, title, lines), plain_text(state, title, lines)
    )


def _blanks(found: list[Found]) -> list[str]:
    blank = [f for f in found if f.state == "not attempted"]
    if not blank:
        return []
    names = join_names([f"`{f.name}`" for f in blank])
    if all(f.kind for f in blank):
        verb = "gives" if len(blank) == 1 else "give"
        return [f"{names} {verb} nothing back yet. If written, is there a `return`?"]
    verb = "is" if len(blank) == 1 else "are"
    return [f"{names} {verb} not there yet: answer the cell above and run it."]


def _form_only(
    grade_id: str, state: str, found: list[Found]
) -> tuple[str, str, list[str]]:
    """Numbers so small that any verdict on them would be the answer."""
    lines = [f.words for f in found if f.state == "not yet"]
    lines += _blanks(found)
    if state == "passed":
        state, lines = (
            "noted",
            ["Numbers are there. They are judged after you hand in."],
        )
    elif state == "partly":
        state = (
            "not yet" if any(f.state == "not yet" for f in found) else "not attempted"
        )
    return state, f"{grade_id}, form only", lines
