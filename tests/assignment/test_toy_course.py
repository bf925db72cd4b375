"""The toy assignment agrees with its description."""

from toy_course import NAME, NUMBERS, WORDS, toy_assignment


def test_the_toy_has_three_questions_in_two_notebooks(tmp_path):
    assignment = toy_assignment(tmp_path)
    assert assignment.name == NAME != "backprop"
    assert list(assignment.notebooks) == [NUMBERS, WORDS]
    assert [(q.grade_id, q.points, q.cell, q.names) for q in assignment.questions] == [
        ("double", 2, "s_double", ("double",)),
        ("parts", 3, "s_parts", ("half", "third")),
        ("why", 4, "why", ()),
    ]
    assert assignment.written == ("why",)
