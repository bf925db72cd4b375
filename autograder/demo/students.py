"""The invented class: what each student hands in, and the points it must earn.

Right in many spellings, wrong in known ways, partial, blank, mangled, hostile.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from autograder.assignment.contract import QUESTIONS
from autograder.demo import hostile, mangled
from autograder.demo.bank import load_bank, snippet

CELLS = tuple(dict.fromkeys(q.cell for q in QUESTIONS if not q.by_hand))
WRITTEN = tuple(q.grade_id for q in QUESTIONS if q.by_hand)
Files = dict[str, Any]  # file name -> notebook as a dict, or bytes


class Student(NamedTuple):
    """One submission.

    Attributes:
        answers: solution cell -> name of a snippet; a cell that is missing stays
            blank.
        written: whether the written answers were given.
        attack: code that is put in front of the first answer.
        mangle: what happened to the files on their way.
        loses: graded cells that score 0 for a reason of their own.
        readable: whether anything can be graded at all.
    """

    name: str
    answers: dict[str, str]
    written: bool = True
    attack: str = ""
    mangle: Callable[[Files], Files] | None = None
    loses: tuple[str, ...] = ()
    readable: bool = True

    def expected(self) -> dict[str, float]:
        """The points of every automatic graded cell."""
        scores = {q.grade_id: 0.0 for q in QUESTIONS if not q.by_hand}
        for cell, name in self.answers.items():
            scores |= snippet(cell, name).scores
        lost = dict.fromkeys(scores if not self.readable else self.loses, 0.0)
        return scores | lost

    def total(self) -> float:
        """All automatic points."""
        return sum(self.expected().values())


def right(turn: int) -> dict[str, str]:
    """Right answers everywhere: the `turn`-th spelling of each cell."""
    return {cell: _kind(cell, True, turn) for cell in CELLS}


def wrong(turn: int) -> dict[str, str]:
    """Wrong answers everywhere."""
    return {cell: _kind(cell, False, turn) for cell in CELLS}


def _kind(cell: str, is_right: bool, turn: int) -> str:
    names = [answer.name for answer in load_bank()[cell] if answer.right is is_right]
    return names[turn % len(names)]


def with_wrong(turn: int, **changed: str) -> dict[str, str]:
    """Right answers but for some cells."""
    return right(turn) | changed


def only(*cells: str) -> dict[str, str]:
    """Right answers in these cells, and nothing in the others."""
    return {cell: name for cell, name in right(0).items() if cell in cells}


SECTION2 = ("s2a", "s2b", "s2c", "s2d")

# fmt: off
CLASS = (
    *(Student(name, right(turn)) for turn, name in enumerate(
        ("ada", "blaise", "carl", "daniel", "emmy", "fourier", "grace", "henri"))),
    Student("isaac", with_wrong(0, s1a="wrong df, and dl made of it")),
    Student("jakob", with_wrong(1, s1d="elementwise Jacobian")),
    Student("kurt", with_wrong(2, s1d="the sign of the error",
                               s2d="the customary one")),
    Student("leonhard", with_wrong(3, s1f="the minus forgotten")),
    Student("maria", with_wrong(4, s1g_descent="caller's W changed")),
    Student("niels", with_wrong(5, s2a="overflows on the left",
                                s2c="quotient of exponentials")),
    Student("olga", with_wrong(6, s1c="square inside the sum", s1b_graph="a chain")),
    Student("pierre", with_wrong(7, s1e_numerical="eps ignored",
                                 s1e_exponents="exchanged")),
    *(Student(name, wrong(turn)) for turn, name in enumerate(
        ("quentin", "rosa", "sofia"))),
    Student("tycho", only("s1a", "s1b_chain", "s1b_graph"), written=False),
    Student("ulam", only(*SECTION2), written=False),
    Student("vera", {}, written=False),
    Student("wei", right(0), mangle=mangled.copied_cell),
    Student("xaver", right(1), mangle=mangled.deleted_graded_cells),
    Student("yuki", right(2), mangle=mangled.renamed),
    Student("zeno", right(3), mangle=mangled.without_metadata),
    Student("aisha", right(4), mangle=mangled.format_three),
    Student("bence", only(*(c for c in CELLS if c not in SECTION2)),
            mangle=mangled.second_missing),
    Student("chidi", right(5), mangle=mangled.cut_off, readable=False),
    Student("mallory", {}, written=False, attack=hostile.PATCHED),
    Student("nemo", right(6), attack=hostile.EXIT),
    Student("oscar", right(7), attack=hostile.LOOP),
    Student("peggy", {}, written=False, attack=hostile.READER),
    Student("trudy", right(0), attack=hostile.FLOOD),
)
# fmt: on
