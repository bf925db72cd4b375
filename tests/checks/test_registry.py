"""The registry: the answers, functions and files of the rows, and the code digest."""

import re

import pytest
from judging import ASSIGNMENT

from autograder.assignment.assignment import Assignment
from autograder.assignment.questions import Question
from autograder.checks import registry


class FakeAssignment(Assignment):
    """An assignment with exactly these questions."""

    def __init__(self, *questions):
        super().__init__("toy", ASSIGNMENT.folder, {}, "")
        self.__dict__["questions"] = questions


def question(grade_id, notebook="section1_backpropagation", part="d", by_hand=False):
    return Question(grade_id, 1, notebook, part, "", "cell", (), by_hand)


def test_every_question_of_the_notebooks_has_a_row():
    assert registry.without_row(ASSIGNMENT) == []


def test_rows_have_the_order_of_the_notebooks():
    asked = [q.grade_id for q in ASSIGNMENT.questions if not q.by_hand]
    assert list(registry.QUESTIONS) == asked


def test_answer_ids_are_unique():
    rows = [a for answers in registry.QUESTIONS.values() for a in answers]
    assert len(registry.ANSWERS) == len(rows)


def test_a_row_judges_only_names_that_the_solution_cell_defines():
    for asked in ASSIGNMENT.questions:
        assert set(registry.functions(asked.grade_id)) <= set(asked.names)


def test_a_function_that_several_answers_judge_is_listed_once():
    assert registry.functions("q1f") == ("sensitivities",)
    assert registry.functions("q1f_discussion") == ()


@pytest.mark.parametrize(
    ("asked", "file"),
    [
        (question("q2e", "section2_derivatives", "e"), "section_2.py"),
        (question("q1d_y"), "part_1d.py"),
        (question("q1h", part="h"), "part_1h.py"),
    ],
)
def test_a_question_without_a_row_is_reported_with_the_file_to_edit(asked, file):
    written = question("q1h_discussion", by_hand=True)
    said = [f"{asked.grade_id}: no row in autograder/checks/{file}"]
    assert registry.without_row(FakeAssignment(asked, written)) == said


def test_no_part_file_contains_points():
    for part in registry.PARTS:
        with open(part.__file__, encoding="utf-8") as file:
            assert not re.search(r"\bpoints?=", file.read())
