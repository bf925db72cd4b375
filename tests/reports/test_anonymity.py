"""What identifies a person is found in code, and comments are removed."""

import pytest

from autograder.reports.anonymity import Names, without_comments


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("ada", "x = ada + 1"),
        ("Ada Lovelace", "lovelace_loss = 2"),
        ("Ada Lovelace", "adaLoss = 2"),
        ("Lovelace", "mylovelaceloss = 2"),
        ("s1234567", "path = '/home/s1234567/x'"),
        ("12345678", "student = 12345678"),
        ("Zoë", "zoë = 1"),
        ("k.müller@uni.example", "print('müller')"),
    ],
)
def test_a_name_or_a_part_of_it_is_found(name, code):
    assert Names([name]).occur_in(code)


@pytest.mark.parametrize(
    ("name", "code"),
    [("ada", "gradation = adapt(2)"), ("s1", "s = W1 @ x"), ("Ada B.", "b = 2")],
)
def test_other_words_are_not_names(name, code):
    assert not Names([name]).occur_in(code)


def test_comments_docstrings_and_blank_lines_are_removed():
    code = 'def f(x):  # by Ada\n    """Ada\'s."""\n\n    # mine\n    return "a # b"\n'
    assert without_comments(code) == 'def f(x):\n    return "a # b"'
