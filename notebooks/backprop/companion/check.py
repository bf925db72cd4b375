"""The instant check of a graded cell: a message and points, without the answer.

An answer passes when its property test passes and its fingerprint, where one is known,
is that of the right answer. A known wrong fingerprint names the mistake.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import MutableMapping
from typing import Any, NamedTuple

from . import registry, worksheet_json
from .answers.errors import AnswerError, NotAttemptedError, RaisedError
from .answers.returned import silence
from .answers.row import function_of, shown_name
from .display.cards import Points, card, join_names, plain_text, points_text
from .earlier import wrong_earlier_answers
from .fingerprints import ANSWERS, neighbours

REPEATS = 3  # identical failures until a question replaces the message

results: dict[str, tuple[str, float]] = {}  # graded cell -> state and points
_failures: Counter[tuple[str, str]] = Counter()
Namespace = MutableMapping[str, Any]


class Finding(NamedTuple):
    """The check's result for one answer.

    next_step: what to try; a known mistake's hint replaces it.
    kind: identical for identical failures.
    """

    name: str
    state: str
    message: str = ""
    next_step: str = ""
    kind: str = ""


def check(grade_id: str, namespace: Namespace) -> Points:
    """Check the answers of one graded cell: what is right, what is not yet, and why.

    Args:
        grade_id: the graded cell, such as "q1a".
        namespace: where the answers are; `globals()` in a notebook.

    Returns:
        The points so far, a number that displays as text. Never raises, and writes
        nothing to stderr.
    """
    grade_id = str(grade_id)
    try:
        with silence():
            answers = registry.questions().get(grade_id, {})
            findings = [_finding(answer, namespace) for answer in answers]
        return _points(grade_id, findings) if findings else _unknown(grade_id)
    except Exception as error:  # our own bug: the student loses this check only
        message = (
            f"The check itself failed ({type(error).__name__}), not your answer. "
            "Submit as usual, and tell your instructor."
        )
        return _no_points(grade_id, message)


def _unknown(grade_id: str) -> Points:
    known = ", ".join(f"`{name}`" for name in registry.questions())
    return _no_points(
        grade_id, f"There is no check with this name. Use one of {known}."
    )


def _no_points(grade_id: str, message: str) -> Points:
    markup = card("not attempted", grade_id, [message])
    return Points.with_words(0.0, markup, message)


def _finding(answer: str, namespace: Namespace) -> Finding:
    function, name = function_of(answer), shown_name(answer)
    row = registry.ANSWERS[answer]
    try:
        row.test(namespace.get(function))
    except NotAttemptedError:
        written = callable(namespace.get(function))
        return Finding(name, "not attempted", kind="returns nothing" if written else "")
    except AnswerError as error:
        next_step = error.next_step or row.next_step
        if row.requires and not is_right(
            row.requires, namespace[function_of(row.requires)]
        ):
            next_step = "Fix the check before this one first."
        subject = function if isinstance(error, RaisedError) else name
        message = f"`{subject}` {error.verb}{error}."
        return _not_yet(answer, Finding(name, "not yet", message, next_step), namespace)
    if exact(answer, namespace[function]):
        return Finding(name, "passed")
    message = row.inexact.format(name=name)
    return _not_yet(answer, Finding(name, "not yet", message), namespace)


def exact(answer: str, value: Any) -> bool:
    """Whether the value has the right fingerprint; True where none is known."""
    right = worksheet_json.answer(answer).get("right", [])
    return not right or bool(set(right) & set(neighbours(answer, value)))


def is_right(answer: str, value: Any) -> bool:
    """Whether an answer passes its test and is exact."""
    try:
        registry.ANSWERS[answer].test(value)
    except AnswerError:
        return False
    return exact(answer, value)


def _not_yet(answer: str, finding: Finding, namespace: Namespace) -> Finding:
    """Let the answer pass if only an earlier one is wrong; else name the mistake."""
    earlier = wrong_earlier_answers(answer, namespace, is_right)
    if not earlier:
        return _named(answer, namespace, finding)
    names = join_names([f"`{function}`" for function in earlier])
    message = (
        f"`{finding.name}` itself is correct and gets its points. Its values are still "
        f"wrong because it uses {names}: fix {names} next."
    )
    return Finding(finding.name, "passed", message)


def _named(answer: str, namespace: Namespace, finding: Finding) -> Finding:
    """Add a known mistake's name and hint, or else the next step, to the message."""
    value = namespace[function_of(answer)]
    near = neighbours(answer, value) if answer in ANSWERS else []
    known = worksheet_json.mistake(answer, near)
    parts = [finding.message, finding.next_step]
    if known is not None:
        names, advice = known
        parts = [finding.message, f"It looks like: {'; '.join(names)}. {advice}"]
    kind = near[0] if near else finding.message
    _failures[answer, kind] += 1
    if _failures[answer, kind] % REPEATS == 0:
        question = registry.ANSWERS[answer].question
        parts = [f"`{finding.name}` has the same problem as before.", question]
    return finding._replace(message=" ".join(filter(None, parts)), kind=kind)


def form_only(grade_id: str) -> bool:
    """Whether the values of a graded cell are graded only after submission."""
    return all(row.form_only for row in registry.QUESTIONS[grade_id].values())


def _points(grade_id: str, findings: list[Finding]) -> Points:
    passed = [f"`{f.name}`" for f in findings if f.state == "passed"]
    states = {f.state for f in findings}
    state = findings[0].state if len(states) == 1 else "partly" if passed else "not yet"
    lines = [f"{join_names(passed)} {'is' if len(passed) == 1 else 'are'} right."]
    lines = (lines if passed else []) + [f.message for f in findings if f.message]
    lines += _blanks(findings)
    if "not yet" in states:
        lines.append(f'Stuck? Run `worksheet.hint("{grade_id}")`')
    full = worksheet_json.full_points(grade_id, len(findings))
    points = full * len(passed) / len(findings)
    title = f"{grade_id}, {points_text(points, full)}"
    shown_points = points
    if form_only(grade_id):  # nbgrader's Validate must not fail a right answer
        state, lines = _form_only(state, findings)
        title, shown_points = f"{grade_id}, form only", 0.0
    results[grade_id] = (state, shown_points)
    text = plain_text(state, title, lines)
    return Points.with_words(points, card(state, title, lines), text)


def _blanks(findings: list[Finding]) -> list[str]:
    blank = [f for f in findings if f.state == "not attempted"]
    if not blank:
        return []
    names, one = join_names([f"`{f.name}`" for f in blank]), len(blank) == 1
    if not all(f.kind for f in blank):
        verb = "is" if one else "are"
        return [f"{names} {verb} not defined yet. Fill in the cell above and run it."]
    verb, question = ("returns", "it, does it") if one else ("return", "them, do they")
    return [
        f"{names} {verb} nothing yet. If you have written {question} `return` a value?"
    ]


def _form_only(state: str, findings: list[Finding]) -> tuple[str, list[str]]:
    """State and lines for numbers so small that any verdict would reveal them."""
    if state == "passed":
        return "noted", ["You have entered numbers. They are graded after you submit."]
    lines = [f.message for f in findings if f.state == "not yet"]
    if state == "partly":
        state = "not yet" if lines else "not attempted"
    return state, lines + _blanks(findings)
