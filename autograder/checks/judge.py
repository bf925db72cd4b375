"""The judgement of one graded cell: checks, lending, points, words.

"Where a part uses an earlier graded function of the student's, it is right if it is
right with the student's or with the right one" (worksheet). So an answer that fails
is asked again with right functions lent in place of the student's earlier ones.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, MutableMapping
from html import escape
from itertools import combinations
from typing import Any

import solutions
from autograder.assignment.contract import BY_ID, Question, earlier_names
from autograder.assignment.results import CellResult
from autograder.checks import feedback
from autograder.checks.answers import Finding
from autograder.checks.ask import Ask, Check
from autograder.checks.kernel import KernelStudent
from autograder.checks.table import CHECKS
from autograder.values.student import Function, Student, StudentStoppedError

MAX_LENT = 4  # all choices of so many lent functions are tried; of more, only one


def judge_cell(
    grade_id: str, student: Student, judged: Collection[str] | None = None
) -> CellResult:
    """The result of one automatic graded cell. Never raises for a student's sake.

    Args:
        grade_id: the graded cell's id.
        student: the student's names at the place where the cell stands.
        judged: ids of the cells that have been judged already; only their functions
            may be lent. By default all earlier ones of the notebook.
    """
    question = BY_ID[grade_id]
    if question.by_hand:
        raise ValueError(f"{grade_id} is a written answer: a person grades it.")
    lendable = _lendable(grade_id, judged)
    try:
        findings = tuple(
            _with_loans(check, student, lendable) for check in CHECKS[grade_id]
        )
    except StudentStoppedError as stopped:
        return CellResult(0.0, float(question.points), f"✗ {stopped}")
    return result_of(question, findings)


def result_of(question: Question, findings: tuple[Finding, ...]) -> CellResult:
    """Points and words for what was found; answers of one cell share its points."""
    passed = sum(finding.outcome == "passed" for finding in findings)
    outcome, words = feedback.sum_up(findings)
    return CellResult(
        question.points * passed / len(findings),
        float(question.points),
        words,
        next((f.misconception for f in findings if f.misconception), None),
        outcome,
    )


def _lendable(grade_id: str, judged: Collection[str] | None) -> dict[str, Function]:
    names = earlier_names(grade_id)
    if judged is not None:
        known = {name for cell in judged for name in BY_ID[cell].names}
        names = tuple(name for name in names if name in known)
    references = {name: getattr(solutions, name) for name in names}
    return {name: f for name, f in references.items() if callable(f)}


def _with_loans(
    check: Check, student: Student, lendable: Mapping[str, Function]
) -> Finding:
    first = check(Ask(student))
    if first.outcome == "passed" or not lendable:
        return first
    try:
        for loan in _loans(check, student, lendable):
            if loan.outcome == "passed":
                return loan
    except StudentStoppedError:
        pass  # what is slow only with a loan was wrong without it: say that
    return first


def _loans(
    check: Check, student: Student, lendable: Mapping[str, Function]
) -> Iterator[Finding]:
    """Findings with functions lent: all that the answer uses, then every choice."""
    used: dict[str, None] = {}
    watched = {name: _watched(name, f, used) for name, f in lendable.items()}
    yield check(Ask(student, watched))
    names = tuple(used)
    for count in range(len(names) if len(names) <= MAX_LENT else 2):
        for chosen in combinations(names, count):
            if chosen:
                yield check(Ask(student, {name: lendable[name] for name in chosen}))


def _watched(name: str, function: Function, used: dict[str, None]) -> Function:
    def watched(*arguments: Any, **named_arguments: Any) -> Any:
        used[name] = None
        return function(*arguments, **named_arguments)

    return watched


class Points(float):
    """Points that print as the plain number nbgrader reads, and show as words."""

    words: str = ""

    def __repr__(self) -> str:
        return float.__repr__(self)

    def _repr_html_(self) -> str:
        lines = "<br>".join(escape(line) for line in self.words.splitlines())
        return f'<div style="padding:4px 8px;border-left:4px solid #777">{lines}</div>'


def judge(grade_id: str, namespace: MutableMapping[str, Any]) -> Points:
    """Judge in a plain kernel: the one hidden line of every graded cell.

    Under the sandbox this line is never run. Here judge and student share an
    interpreter, so the words say "unsafe".
    """
    result = judge_cell(grade_id, KernelStudent(namespace))
    points = Points(result.score or 0.0)
    points.words = f"{result.feedback}\n({feedback.UNSAFE})"
    return points
