"""The worksheet as one table: every graded cell, what it asks and what it is worth.

The notebooks, the checks, the gradebook and the pages all follow this table; a test
holds the notebooks to it.
"""

from __future__ import annotations

from typing import NamedTuple

ASSIGNMENT = "backprop"
SECTION1 = "section1_backpropagation"
SECTION2 = "section2_derivatives"


class Question(NamedTuple):
    """One graded cell.

    Attributes:
        grade_id: the cell's id.
        points: what it is worth.
        notebook: the notebook's name, without `.ipynb`.
        part: the worksheet's letter.
        cell: the `grade_id` of the student's solution cell; for a written answer
            the graded cell itself.
        names: what that cell defines and this question judges.
        answer: the key of the returned dict, where a question judges only that.
        by_hand: a written answer that a person grades.
    """

    grade_id: str
    points: int
    notebook: str
    part: str
    cell: str
    names: tuple[str, ...]
    answer: str | None = None
    by_hand: bool = False


def _written(grade_id: str, points: int, part: str) -> Question:
    return Question(grade_id, points, SECTION1, part, grade_id, (), by_hand=True)


# fmt: off
QUESTIONS = (
    Question("q1a_parts", 1, SECTION1, "a", "s1a", ("df", "dg", "dh")),
    Question("q1a", 2, SECTION1, "a", "s1a", ("dl",)),
    Question("q1b_chain", 3, SECTION1, "b", "s1b_chain", ("total_derivative",)),
    Question("q1b_graph", 2, SECTION1, "b", "s1b_graph", ("chain_rule_graph",)),
    Question("q1c", 4, SECTION1, "c", "s1c", ("computation_graph",)),
    Question("q1d_x", 2, SECTION1, "d", "s1d", ("loss_gradients",), "x"),
    Question("q1d_W1", 2, SECTION1, "d", "s1d", ("loss_gradients",), "W1"),
    Question("q1d_W2", 2, SECTION1, "d", "s1d", ("loss_gradients",), "W2"),
    Question("q1d_b", 2, SECTION1, "d", "s1d", ("loss_gradients",), "b"),
    Question("q1e_exponents", 2, SECTION1, "e", "s1e_exponents",
             ("analytic_exponent", "numerical_exponent")),
    Question("q1e_numerical", 2, SECTION1, "e", "s1e_numerical",
             ("numerical_gradient",)),
    _written("q1e_discussion", 2, "e"),
    Question("q1f", 3, SECTION1, "f", "s1f", ("sensitivities",)),
    _written("q1f_discussion", 3, "f"),
    Question("q1g_grad", 2, SECTION1, "g", "s1g_grad", ("grad_W",)),
    Question("q1g_descent", 3, SECTION1, "g", "s1g_descent", ("gradient_descent",)),
    _written("q1g_discussion", 3, "g"),
    Question("q2a", 2, SECTION2, "a", "s2a", ("d_sigmoid",)),
    Question("q2a_stable", 1, SECTION2, "a", "s2a", ("d_sigmoid",)),
    Question("q2b", 2, SECTION2, "b", "s2b", ("d_relu",)),
    Question("q2c", 2, SECTION2, "c", "s2c", ("d_tanh",)),
    Question("q2c_stable", 1, SECTION2, "c", "s2c", ("d_tanh",)),
    Question("q2d", 2, SECTION2, "d", "s2d", ("d_leaky_relu",)),
)
# fmt: on

BY_ID = {question.grade_id: question for question in QUESTIONS}
NOTEBOOKS = (SECTION1, SECTION2)
MAX_SCORE = sum(question.points for question in QUESTIONS)


def earlier_names(grade_id: str) -> tuple[str, ...]:
    """The functions that graded cells before `grade_id` in its notebook judge.

    Names of the question itself are left out: what is judged is never lent.
    """
    judged = BY_ID[grade_id]
    names: dict[str, None] = {}
    for question in QUESTIONS[: QUESTIONS.index(judged)]:
        if question.notebook == judged.notebook:
            names.update(dict.fromkeys(question.names))
    return tuple(name for name in names if name not in judged.names)
