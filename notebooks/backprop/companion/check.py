"""The instant check of a graded cell: a message and points, without the answer.

An answer passes when its property test passes and its fingerprint, where one is known,
is that of the right answer. A known wrong fingerprint names the mistake.
"""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import MutableMapping
from typing import Any, NamedTuple

from . import registry, worksheet_json
from .answers import calls
from .answers.errors import (
    CHANGED,
    AnswerError,
    ChangedError,
    NotAttemptedError,
    PropertyError,
    RaisedError,
    StepError,
    UnfinishedError,
)
from .answers.returned import is_blank, of_function, remembered, silence
from .answers.row import NOT_EVERYWHERE, Answer, function_of, shown_name
from .answers.shown_names import only_short_names
from .display.cards import STOPPED, Points, card, join_names, plain_text, points_text
from .earlier import wrong_earlier_answers, wrong_helpers
from .fingerprints import known_digests, neighbours, styles, wrong_case

FIX_FIRST = "First fix what the check before this one says."
RETURNS_NOTHING = "returns nothing"
KEY = "."  # in the ids of answers that are entries of one dict
REPEATS = 3  # identical failures until a question is added

results: dict[str, tuple[str, float]] = {}  # graded cell -> state and points
checked: dict[str, list[Any]] = {}  # graded cell -> the values that were checked
_failures: Counter[tuple[str, str]] = Counter()
Namespace = MutableMapping[str, Any]


class Finding(NamedTuple):
    """The check's result for one answer.

    problem: what the value is, with its numbers; "" if it is right.
    cause: what else the check found out, or what to try; the same for answers that are
        wrong for the same reason.
    kind: identical for identical failures.
    """

    name: str
    state: str
    problem: str = ""
    cause: str = ""
    kind: str = ""

    @property
    def message(self) -> str:
        """Problem and cause."""
        return " ".join(filter(None, (self.problem, self.cause)))


def check(grade_id: str, namespace: Namespace) -> Points:
    """Check the answers of one graded cell: what is right, what is not yet, and why.

    Args:
        grade_id: the graded cell, such as "q1a", or "backward", which has no points.
        namespace: where the answers are; `globals()` in a notebook.

    Returns:
        The points so far, a number that displays as text. Never raises, and writes
        nothing to stderr.
    """
    grade_id = str(grade_id)
    try:
        if grade_id in registry.OPTIONAL:
            return _optional(grade_id, namespace)
        with silence(), calls.limited(calls.CHECK) as made:
            answers = registry.questions().get(grade_id, {})
            findings = [_finding(answer, namespace) for answer in answers]
        if not findings:
            return _unknown(grade_id)
        checked[grade_id] = [namespace.get(function_of(one)) for one in answers]
        return _points(grade_id, findings, made.prints.summary())
    except KeyboardInterrupt:
        return _no_points(grade_id, STOPPED)
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


def _optional(name: str, namespace: Namespace) -> Points:
    """Check an activity without points."""
    state, title = "not yet", f"{name}, optional"
    try:
        with silence(), calls.limited(calls.CHECK) as made:
            lines = registry.OPTIONAL[name].check(namespace)
        state = "passed"
    except NotAttemptedError:
        blank = f"`{name}` is optional and gives no points. Fill in the cell above."
        state, lines = "optional", [blank]
        if callable(namespace.get(name)):
            nothing = f"`{name}` returns nothing yet. Does it `return` a dict?"
            lines = [nothing, f'Stuck? Run `worksheet.hint("{name}")`']
        title = name
    except AnswerError as error:
        problem = f"`{name}` {error.verb}{error}."
        stuck = f'Stuck? Run `worksheet.hint("{name}")`'
        lines = [*filter(None, (problem, error.next_step)), stuck]
    printed = made.prints.summary()
    text = plain_text(state, title, lines, printed)
    return Points.with_words(0.0, card(state, title, lines, printed), text)


def _no_points(grade_id: str, message: str) -> Points:
    markup = card("not attempted", grade_id, [message])
    return Points.with_words(0.0, markup, message)


def explain(answer: str, value: Any, *, named: bool = False) -> tuple[str, str] | None:
    """What the check says about a value that is not right, without a mistake's name.

    The value may be any callable that returns plain data, such as a function in another
    process. Names that a student has chosen appear only if they are short.

    Args:
        named: the caller knows the mistake's name; nothing else is searched for then.

    Returns:
        What the value is, with its numbers, and what else the check found out or what
        to try, as sentences; None if the value passes.

    Raises:
        NotAttemptedError: the value is blank, or returns a blank.
    """
    name = shown_name(answer)
    try:
        with silence(), only_short_names():
            finding = _explained(answer, value, isolated=not named)
    except NotAttemptedError:
        raise
    except Exception as error:  # a value that no test was written for
        kind = type(error).__name__
        return f"`{name}` returns a value that the check cannot read ({kind}).", ""
    return (finding.problem, finding.cause) if finding.problem else None


def comes_first(problem: str) -> bool:
    """Whether this problem has to be solved before a mistake can be named."""
    return CHANGED in problem


def _explained(
    answer: str, value: Any, *, named: bool = False, isolated: bool = True
) -> Finding:
    """Test one value and say what is wrong, apart from earlier answers.

    Args:
        named: whether the name of a known mistake replaces what else can be said.
        isolated: whether to find out at which inputs the value is still right.
    """
    row, name = registry.ANSWERS[answer], shown_name(answer)
    blank: set[bool] = set()
    try:
        row.test(_watched(value, blank))
    except NotAttemptedError:
        if len(blank) < 2:
            whole = True in blank  # not only an entry of what is returned
            raise NotAttemptedError(RETURNS_NOTHING if whole else "") from None
        problem = "returns a value for some inputs and nothing for others"
        every = "Check that every path through it ends in `return`."
        return Finding(name, "not yet", f"`{function_of(answer)}` {problem}.", every)
    except AnswerError as error:
        told = not named or isinstance(error, ChangedError | StepError)
        cause = "" if told else _known_name(answer, value)
        is_open = isinstance(error, PropertyError) and not (cause or error.next_step)
        if is_open and isolated:
            cause = _isolated(row, value)
        whole = isinstance(error, RaisedError | UnfinishedError)
        subject = function_of(answer) if whole else name
        of_value = row.form_only or '"' in subject
        message = str(error) if of_value else of_function(str(error))
        problem = f"`{subject}` {error.verb}{message}."
        return Finding(
            name, "not yet", problem, cause or error.next_step or row.next_step
        )
    if exact(answer, value):
        return Finding(name, "passed")
    for one in filter(functools.partial(usual, answer), styles(answer, value)):
        case = wrong_case(answer, one)
        return Finding(name, "not yet", NOT_EVERYWHERE.format(name=name, case=case))
    cause = _known_name(answer, value) if named else ""
    return Finding(name, "not yet", row.inexact.format(name=name), cause)


def _watched(value: Any, blank: set[bool]) -> Any:
    """The value; of a function, it is noted whether each of its values is blank."""
    if not callable(value):
        return value

    @functools.wraps(value)
    def watched(*arguments: Any) -> Any:
        returned = value(*arguments)
        blank.add(is_blank(returned))
        return returned

    return watched


def _known_name(answer: str, value: Any) -> str:
    """What is known about this value: a mistake that gives it; "" if nothing is."""
    return worksheet_json.mistake(answer, known_digests(answer, value))


def _isolated(row: Answer, value: Any) -> str:
    """Where the value is still right; "" if that cannot be said."""
    try:
        return row.isolate(value)
    except AnswerError:
        return ""


def _finding(answer: str, namespace: Namespace) -> Finding:
    function, row = function_of(answer), registry.ANSWERS[answer]
    value = namespace.get(function)
    try:
        finding = _explained(answer, value, named=True)
    except NotAttemptedError as error:
        kind = str(error)
        if callable(value) and (
            earlier := wrong_earlier_answers(answer, namespace, is_right)
        ):
            return _passed_without(answer, earlier)
        name = function if kind else shown_name(answer)
        return Finding(name, "not attempted", kind=kind)
    if finding.state == "passed":
        return finding
    if row.requires and not is_right(
        row.requires, namespace.get(function_of(row.requires))
    ):
        finding = finding._replace(cause=FIX_FIRST)
    return _not_yet(answer, finding, namespace)


def exact(answer: str, value: Any) -> bool:
    """Whether the value has the right fingerprints; True where none is known."""
    return any(
        usual(answer, one) and not wrong_case(answer, one)
        for one in styles(answer, value)
    )


def usual(answer: str, value: Any) -> bool:
    """Whether the value is right at the inputs at which mistakes are recognised."""
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
        wrong = wrong_helpers(answer, namespace, usual)
        if wrong and not is_its_own(finding.problem):
            finding = finding._replace(cause=helpers_first(wrong))
        return _repeated(answer, namespace[function_of(answer)], finding)
    return _passed_without(answer, earlier)


def _passed_without(answer: str, earlier: list[str]) -> Finding:
    """The finding of an answer that is right apart from earlier ones."""
    name, names = shown_name(answer), join_names([f"`{one}`" for one in earlier])
    message = (
        f"`{name}` itself is correct and gets its points. Its values are still "
        f"wrong because it uses {names}: fix {names} next."
    )
    return Finding(name, "passed", message)


def is_its_own(problem: str) -> bool:
    """Whether no earlier answer can be the cause: it is about the form of a descent."""
    return any(words in problem for words in ("a history of length", "the pair ("))


def helpers_first(names: list[str]) -> str:
    """The next step where an answer is wrong and uses earlier ones that are wrong."""
    helpers = join_names([f"`{one}`" for one in names])
    are = "is" if len(names) == 1 else "are"
    return f"It calls {helpers}, which {are} not right yet: fix {helpers} first."


def next_step_for(answer: str, value: Any, cause: str) -> str:
    """The cause, with the step at which an entry of the dict goes wrong.

    A wrong factor of one entry may come from any step before it, but not from those
    that another entry, which is right, shares.
    """
    shared, *last = worksheet_json.answer(answer).get("steps") or [""]
    if not shared or not cause.endswith(shared):
        return cause
    keys = [one for one in registry.ANSWERS if function_of(one) == function_of(answer)]
    value = remembered(value)  # all keys are looked up in the same values
    if not any(usual(one, value) for one in keys if one != answer):
        return cause
    alike = [one for one in keys if one == answer or _known_name(one, value) == cause]
    if _cell_of(keys[0]) == _cell_of(keys[-1]):  # each entry is a step after another
        first = keys.index(answer)
        while first and keys[first - 1] in alike:
            first -= 1
        last = worksheet_json.answer(keys[first])["steps"][1:]
        alike = [answer]
    return cause.removesuffix(shared) + last[len(alike) == 1]


def _cell_of(answer: str) -> str:
    return next((c for c, rows in registry.questions().items() if answer in rows), "")


def _repeated(answer: str, value: Any, finding: Finding) -> Finding:
    """Name other keys with the same cause, and count identical failures."""
    others = _with_others(answer, value, finding.cause).removeprefix(finding.cause)
    cause = next_step_for(answer, value, finding.cause)
    finding = finding._replace(cause=cause + others)
    kind = next(iter(known_digests(answer, value)), finding.problem)
    _failures[answer, kind] += 1
    if _failures[answer, kind] % REPEATS == 0:
        question = registry.ANSWERS[answer].question
        cause = f"{finding.cause} Another way to look at it: {question}"
        finding = finding._replace(cause=cause.strip())
    return finding._replace(kind=kind)


def _with_others(answer: str, value: Any, cause: str) -> str:
    """Add the keys that other cells check and that are wrong for the same reason."""
    if not cause or cause == registry.ANSWERS[answer].next_step:
        return cause
    others = [
        shown_name(other)
        for rows in registry.questions().values()
        for other in rows
        if answer not in rows
        and KEY in answer
        and function_of(other) == function_of(answer)
        and KEY in other
        and _cause(other, value) == cause
    ]
    if not others:
        return cause
    names = join_names([f"`{name}`" for name in others])
    return f"{cause} The same holds for {names}."


def _cause(answer: str, value: Any) -> str:
    """The cause of a wrong answer; "" for one that is right or not attempted."""
    try:
        return _explained(answer, value, named=True).cause
    except NotAttemptedError:
        return ""


def form_only(grade_id: str) -> bool:
    """Whether the values of a graded cell are graded only after submission."""
    return all(row.form_only for row in registry.QUESTIONS[grade_id].values())


def _points(grade_id: str, findings: list[Finding], printed: str) -> Points:
    passed = [f"`{f.name}`" for f in findings if f.state == "passed"]
    states = {f.state for f in findings}
    state = findings[0].state if len(states) == 1 else "partly" if passed else "not yet"
    lines = [f"{join_names(passed)} {'is' if len(passed) == 1 else 'are'} right."]
    lines = (lines if passed else []) + _problems(findings)
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
    text = plain_text(state, title, lines, printed)
    return Points.with_words(points, card(state, title, lines, printed), text)


def _problems(findings: list[Finding]) -> list[str]:
    """The messages of all answers; a cause that several of them share comes once."""
    causes = Counter(f.cause for f in findings if f.cause)
    lines = []
    for finding in findings:
        if causes[finding.cause] < 2 or not finding.cause:
            lines.append(finding.message)
        elif finding is next(f for f in findings if f.cause == finding.cause):
            shared = [f for f in findings if f.cause == finding.cause]
            names = join_names([f"`{f.name}`" for f in shared])
            problems = dict.fromkeys(f.problem for f in shared)
            cause = finding.cause[0].lower() + finding.cause[1:]
            lines += [*problems, f"{names}: {cause}"]
    return list(filter(None, lines))


def _blanks(findings: list[Finding]) -> list[str]:
    blank = [f for f in findings if f.state == "not attempted"]
    if not blank:
        return []
    distinct = dict.fromkeys(f"`{f.name}`" for f in blank)
    names, one = join_names([*distinct]), len(distinct) == 1
    if not all(f.kind for f in blank):
        verb = "has" if one else "have"
        return [f"{names} {verb} no value yet. Fill in the cell above and run it."]
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
