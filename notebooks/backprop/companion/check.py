"""The instant check of a graded cell: words and points, without the answer.

An answer passes when its property test holds and its fingerprint, where one is known,
is that of the right answer. A known wrong fingerprint has a name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import MutableMapping
from typing import Any, NamedTuple

from . import registry, worksheet_json
from .answers.errors import AnswerError, NotAttemptedError
from .answers.returned import silence
from .answers.row import function_of, shown_name
from .display.cards import Points, card, join_names, of_points, plain_text
from .earlier import right_but_for
from .fingerprints import ANSWERS, neighbours

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
            answers = registry.questions().get(grade_id, {})
            found = [_found(answer, namespace) for answer in answers]
        return _points(grade_id, found) if found else _unknown(grade_id)
    except Exception as error:  # our own fault: it costs the student the check alone
        words = f"The check itself failed ({type(error).__name__}). Hand in as usual."
        return _no_points(grade_id, words)


def _unknown(grade_id: str) -> Points:
    known = ", ".join(f"`{name}`" for name in registry.questions())
    words = f"There is no check of this name. Those that run by themselves: {known}."
    return _no_points(grade_id, words)


def _no_points(grade_id: str, words: str) -> Points:
    return Points.with_words(0.0, card("not attempted", grade_id, [words]), words)


def _found(answer: str, namespace: Namespace) -> Found:
    function, name = function_of(answer), shown_name(answer)
    try:
        registry.ANSWERS[answer].test(namespace.get(function))
    except NotAttemptedError:
        written = callable(namespace.get(function))
        return Found(name, "not attempted", kind="returns nothing" if written else "")
    except AnswerError as error:
        words = f"`{name}` {error.verb}{error}.{_advice(answer, error, namespace)}"
        return _not_yet(answer, Found(name, "not yet", words), namespace)
    if exact(answer, namespace[function]):
        return Found(name, "passed")
    words = registry.ANSWERS[answer].inexact.format(name=name)
    return _not_yet(answer, Found(name, "not yet", words), namespace)


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


def _advice(answer: str, error: Exception, namespace: Namespace) -> str:
    """A further sentence, where the error alone does not help."""
    after = registry.ANSWERS[answer].after
    if "for ^" in str(error):
        return " In Python `^` is no power: `**` is."
    if after and not is_right(after, namespace[function_of(after)]):
        return " Begin with what the check before this one says."
    return ""


def _not_yet(answer: str, found: Found, namespace: Namespace) -> Found:
    """Passed after all if only an earlier answer is wrong; else perhaps with a name."""
    earlier = right_but_for(answer, namespace, is_right)
    if not earlier:
        return _named(answer, namespace, found)
    names = join_names([f"`{function}`" for function in earlier])
    words = (
        f"`{found.name}` is right by itself: what still looks wrong comes from "
        f"{names}, which it uses. Mend that one, and this follows."
    )
    return Found(found.name, "passed", words)


def _named(answer: str, namespace: Namespace, found: Found) -> Found:
    """The mistake's name and one hint, where its fingerprint is a known one."""
    value = namespace[function_of(answer)]
    near = neighbours(answer, value) if answer in ANSWERS else []
    known = worksheet_json.mistake(answer, near)
    words = found.words
    if known is not None:
        names, advice = known
        words = f"{words} It looks like: {'; '.join(names)}. {advice}"
    kind = near[0] if near else found.words
    _failures[answer, kind] += 1
    if _failures[answer, kind] % PATIENCE == 0:
        question = registry.ANSWERS[answer].question
        words = f"`{found.name}` gives the same as before. {question}"
    return found._replace(words=words, kind=kind)


def form_only(grade_id: str) -> bool:
    """Whether the values of a graded cell are judged after handing in only."""
    return all(row.form_only for row in registry.QUESTIONS[grade_id].values())


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
    title = f"{grade_id}, {of_points(points, full)}"
    known = points
    if form_only(grade_id):  # Validate must not call a right answer failed
        state, lines = _form_only(state, found)
        title, known = f"{grade_id}, form only", 0.0
    results[grade_id] = (state, known)
    words = plain_text(state, title, lines)
    return Points.with_words(points, card(state, title, lines), words)


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


def _form_only(state: str, found: list[Found]) -> tuple[str, list[str]]:
    """Numbers so small that any verdict on them would be the answer."""
    if state == "passed":
        return "noted", ["Numbers are there. They are judged after you hand in."]
    lines = [f.words for f in found if f.state == "not yet"]
    if state == "partly":
        state = "not yet" if lines else "not attempted"
    return state, lines + _blanks(found)
