"""Judges one graded cell: checks, lent functions, points and feedback.

An answer may use an earlier graded function of the same student. It is right if it is
right with the student's version or with the reference. So an answer that fails is
checked again with reference functions in place of the student's earlier ones.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Any

import solutions
from autograder.assignment.errors import UsageError
from autograder.assignment.limits import DEFAULT_LIMITS
from autograder.assignment.results import CellResult
from autograder.assignment.time_limit import TimeIsUpError, time_limit
from autograder.checks import feedback, registry
from autograder.checks.answers import Answer, Ask, Finding
from autograder.checks.visible import Visible
from autograder.mutations.mistakes import sentence
from autograder.values.student import Function, Student, StudentStoppedError

MAX_LENT = 4  # of up to 4 lent functions every choice is tried; of more, only one


def judge_cell(
    grade_id: str,
    student: Student,
    *,
    points: float,
    earlier: Collection[str] = (),
    pending: Collection[str] = (),
    left_out: Collection[str] = (),
    visible: Visible | None = None,
    seconds: float = DEFAULT_LIMITS.judging_seconds,
) -> CellResult:
    """The result of one automatic graded cell. A student's code never makes it raise.

    Args:
        grade_id: the graded cell's id.
        student: the student's globals at this cell of the notebook.
        points: the points of the cell.
        earlier: ids of the graded cells before it in the same notebook that have been
            judged; only their functions may be lent.
        pending: ids of the graded cells that are still to be judged.
        left_out: ids of the graded cells that the notebook lost. No function that a
            pending or lost cell judges is lent.
        visible: the tests of the notebook's check; what they say is the feedback on an
            answer that fails there too.
        seconds: limit of the grader's own processor time, for the verdict and for its
            words. If the verdict takes longer or needs too much memory, the cell
            scores 0.

    Raises:
        UsageError: there is no row for this cell.
    """
    answers = registry.QUESTIONS.get(grade_id)
    if answers is None:
        raise UsageError(
            f"{grade_id} has no row in autograder/checks. Add one, unless it is a "
            "written answer, which is graded by hand."
        )
    lendable = lendable_functions(grade_id, earlier, pending, left_out)
    try:
        with time_limit(seconds):
            findings = _checked(answers, student, lendable)
    except TimeIsUpError:
        words = "Checking what came back took too long. Return smaller values."
    except MemoryError:
        words = "What came back is too large to check. Return smaller values."
    except StudentStoppedError as stopped:
        words = str(stopped)
    else:
        if visible is not None:
            findings = _explained(answers, findings, visible, seconds)
        return _result(findings, points)
    return CellResult(0.0, float(points), f"✗ {words}")


def judge_answers(
    answers: Sequence[Answer],
    student: Student,
    points: float,
    lendable: Mapping[str, Function],
) -> CellResult:
    """The result of answers that share the points of one cell evenly."""
    return _result(_checked(answers, student, lendable), points)


Findings = tuple[Finding, ...]


def _checked(
    answers: Sequence[Answer], student: Student, lendable: Mapping[str, Function]
) -> Findings:
    return tuple(_check_with_loans(one, student, lendable) for one in answers)


def _result(findings: Findings, points: float) -> CellResult:
    passed = sum(finding.outcome == "passed" for finding in findings)
    outcome, text = feedback.sum_up(findings)
    return CellResult(
        points * passed / len(findings),
        float(points),
        text,
        next((f.misconception for f in findings if f.misconception), None),
        outcome,
    )


def explain_once(cells: Mapping[str, CellResult]) -> dict[str, CellResult]:
    """The results, with a mistake that several cells share explained in the first.

    Only cells that judge the same functions share a mistake.
    """
    explained: dict[tuple[tuple[str, ...], str], str] = {}
    found = dict(cells)
    for grade_id, result in cells.items():
        functions = registry.functions(grade_id)
        if result.misconception is None or not functions:
            continue
        cause = sentence(result.misconception)
        key = (functions, result.misconception)
        before, named, _ = result.feedback.partition(cause)
        if key in explained and named and "\n" not in result.feedback:
            text = f"{before}The explanation is the same as for {explained[key]}."
            found[grade_id] = replace(result, feedback=text)
        explained.setdefault(key, grade_id)
    return found


def _explained(
    answers: Sequence[Answer], findings: Findings, visible: Visible, seconds: float
) -> Findings:
    """The findings in the words of the notebook. They never cost a point."""
    found = list(findings)
    try:
        with time_limit(seconds):
            for place, answer in enumerate(answers):
                if found[place].outcome == "not yet":
                    found[place] = visible.explained(answer, found[place])
    except (TimeIsUpError, MemoryError):
        pass  # the other findings keep the words that they have
    return tuple(found)


def lendable_functions(
    grade_id: str,
    earlier: Collection[str],
    pending: Collection[str] = (),
    left_out: Collection[str] = (),
) -> dict[str, Function]:
    """The reference functions for earlier graded cells, by name.

    A lent function is a right answer in the student's hands. So it is not lent while
    any graded cell that judges it, this one included, is still to be judged: a student
    who moves that cell could call the lent function to answer it. Nothing at all is
    lent while a cell that comes earlier in the worksheet is still to be judged: what a
    lent function gives may imply its answer.
    """
    order = list(registry.QUESTIONS)
    before = order[: order.index(grade_id)] if grade_id in order else []
    if set(before) & set(pending):
        return {}
    names = dict.fromkeys(name for cell in earlier for name in registry.functions(cell))
    kept = {
        n for cell in (grade_id, *pending, *left_out) for n in registry.functions(cell)
    }
    references = {n: getattr(solutions, n, None) for n in names if n not in kept}
    return {name: f for name, f in references.items() if callable(f)}


def _check_with_loans(
    answer: Answer, student: Student, lendable: Mapping[str, Function]
) -> Finding:
    first = answer.check(Ask(student), answer)
    if first.outcome == "passed" or not lendable:
        return first
    used: dict[str, None] = {}
    try:
        for loan in _findings_with_loans(answer, student, lendable, used):
            if loan.outcome == "passed":
                return loan
    except StudentStoppedError:
        pass  # only slow with a lent function: keep the finding without it
    return replace(first, uses=tuple(used))


def _findings_with_loans(
    answer: Answer,
    student: Student,
    lendable: Mapping[str, Function],
    used: dict[str, None],
) -> Iterator[Finding]:
    """Findings with lent functions: first all that it uses, then each choice."""
    recorded = {name: _recorded(name, f, used) for name, f in lendable.items()}
    yield answer.check(Ask(student, recorded), answer)
    names = tuple(used)
    for count in range(1, len(names) if len(names) <= MAX_LENT else 2):
        for chosen in combinations(names, count):
            lend = {name: lendable[name] for name in chosen}
            yield answer.check(Ask(student, lend, only_verdict=True), answer)


def _recorded(name: str, function: Function, used: dict[str, None]) -> Function:
    def recorded(*arguments: Any, **named_arguments: Any) -> Any:
        used[name] = None
        return function(*arguments, **named_arguments)

    return recorded
