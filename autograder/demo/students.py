"""The sample class: the submission of each student, and its expected points.

It has right, wrong, partial, blank, damaged and hostile submissions.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from autograder.assignment.assignment import Assignment
from autograder.demo import hostile, mangled
from autograder.demo.bank import load_bank, snippet

Files = dict[str, Any]  # file name -> notebook as a dict, or bytes
Answers = dict[str, str]  # solution cell -> name of a snippet


class Student(NamedTuple):
    """One submission.

    Attributes:
        answers: solution cell -> name of a snippet; other cells stay blank.
        written: whether the written answers are filled in.
        attack: code in an extra cell before the first answer.
        mangle: damages the files.
        loses: graded cells that score 0 for another reason.
        readable: whether any file can be read.
    """

    name: str
    answers: dict[str, str]
    written: bool = True
    attack: str = ""
    mangle: Callable[[Files], Files] | None = None
    loses: tuple[str, ...] = ()
    readable: bool = True

    def expected(self, assignment: Assignment) -> dict[str, float]:
        """The expected points of every automatic graded cell."""
        scores = {q.grade_id: 0.0 for q in assignment.questions if not q.by_hand}
        for cell, name in self.answers.items():
            scores |= snippet(cell, name, assignment).scores
        lost = dict.fromkeys(scores if not self.readable else self.loses, 0.0)
        return scores | {name: lost[name] for name in lost if name in scores}

    def total(self, assignment: Assignment) -> float:
        """The sum of the expected points."""
        return sum(self.expected(assignment).values())


class AnswerPicker:
    """Picks answers from the bank for the cells of the assignment."""

    def __init__(self, assignment: Assignment) -> None:
        self.bank = load_bank(assignment)
        self.cells = [c for c in answered_cells(assignment) if c in self.bank]

    def right(self, turn: int) -> Answers:
        """The `turn`-th right answer of each cell."""
        return {cell: self._kind(cell, True, turn) for cell in self.cells}

    def wrong(self, turn: int) -> Answers:
        """The `turn`-th wrong answer of each cell."""
        return {cell: self._kind(cell, False, turn) for cell in self.cells}

    def with_wrong(self, turn: int, **changed: str) -> Answers:
        """Right answers, except in the cells that are given by name."""
        known = {cell: name for cell, name in changed.items() if cell in self.cells}
        return self.right(turn) | known

    def only(self, *cells: str) -> Answers:
        """Right answers in these cells; the others stay blank."""
        return {cell: name for cell, name in self.right(0).items() if cell in cells}

    def _kind(self, cell: str, is_right: bool, turn: int) -> str:
        names = [answer.name for answer in self.bank[cell] if answer.right is is_right]
        return names[turn % len(names)]


def answered_cells(assignment: Assignment, notebook: str | None = None) -> list[str]:
    """The solution cells of the assignment, or of one notebook, in order."""
    return list(
        dict.fromkeys(
            q.cell
            for q in assignment.questions
            if not q.by_hand and notebook in (None, q.notebook)
        )
    )


def sample_class(assignment: Assignment) -> tuple[Student, ...]:
    """The students of the sample class."""
    pick = AnswerPicker(assignment)
    first, *others = assignment.notebooks
    in_first = answered_cells(assignment, first)
    in_others = [c for name in others for c in answered_cells(assignment, name)]
    # fmt: off
    return (
        *(Student(name, pick.right(turn)) for turn, name in enumerate(
            ("ada", "blaise", "carl", "daniel", "emmy", "fourier", "grace", "henri"))),
        Student("isaac", pick.with_wrong(0, s1a="wrong df, used in dl")),
        Student("jakob", pick.with_wrong(1, s1d="element-wise Jacobian")),
        Student("kurt", pick.with_wrong(2, s1d="wrong sign of the error",
                                   s2d="the usual slope 0.1")),
        Student("leonhard", pick.with_wrong(3, s1f="minus missing")),
        Student("maria", pick.with_wrong(4, s1g_descent="caller's W changed")),
        Student("niels", pick.with_wrong(5, s2a="overflows on the left",
                                    s2c="quotient of exponentials")),
        Student("olga", pick.with_wrong(6, s1c="square inside the sum",
                                        s1b_graph="a chain")),
        Student("pierre", pick.with_wrong(7, s1e_numerical="eps not used",
                                     s1e_exponents="exponents exchanged")),
        *(Student(name, pick.wrong(turn)) for turn, name in enumerate(
            ("quentin", "rosa", "sofia"))),
        Student("tycho", pick.only("s1a", "s1b_chain", "s1b_graph"), written=False),
        Student("ulam", pick.only(*in_others), written=False),
        Student("vera", {}, written=False),
        Student("wei", pick.right(0), mangle=mangled.copied_cell),
        Student("xaver", pick.right(1), mangle=mangled.deleted_graded_cells),
        Student("yuki", pick.right(2), mangle=mangled.renamed),
        Student("zeno", pick.right(3), mangle=mangled.without_metadata),
        Student("aisha", pick.right(4), mangle=mangled.format_three),
        Student("bence", pick.only(*in_first),
                mangle=mangled.second_missing),
        Student("chidi", pick.right(5), mangle=mangled.cut_off, readable=False),
        Student("mallory", {}, written=False, attack=hostile.PATCHED),
        Student("nemo", pick.right(6), attack=hostile.EXIT),
        Student("oscar", pick.right(7), attack=hostile.LOOP),
        Student("peggy", {}, written=False, attack=hostile.READER),
        Student("trudy", pick.right(0), attack=hostile.FLOOD),
    )
    # fmt: on
