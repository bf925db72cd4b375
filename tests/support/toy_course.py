"""A toy assignment of three questions, for tests of generic code.

    one_numbers.ipynb   (a) double    2 points, one function `double`
                        (b) parts     3 points, partial credit: `half` and `third`
    two_words.ipynb     (a) why       4 points, a written answer, graded by hand

The solution cells are `s_double` and `s_parts`. No name is the same as in
`notebooks/backprop`, so code that needs the real names fails with it.
"""

from __future__ import annotations

import json
from pathlib import Path

from fake_course import BEGIN, END, cell, nbgrader, notebook

from autograder.assignment.assignment import Assignment, read_assignment

NAME = "toy"
NUMBERS, WORDS = "one_numbers", "two_words"


def toy_assignment(folder: Path) -> Assignment:
    """Write the toy assignment into the folder and read it."""
    return read_assignment(write_toy(folder), NAME)


def write_toy(folder: Path) -> Path:
    """Write the instructor's notebooks; return the folder that holds `toy/`."""
    assignment = folder / "notebooks" / NAME
    assignment.mkdir(parents=True, exist_ok=True)
    for name, cells in {NUMBERS: numbers(), WORDS: words()}.items():
        text = json.dumps(notebook(cells))
        (assignment / f"{name}.ipynb").write_text(text, encoding="utf-8")
    return assignment.parent


def numbers() -> list[dict]:
    """The cells of the first notebook: two graded cells of code."""
    return [
        cell("a-title", "## (a) Double a number (2 points)", "markdown"),
        solution("s_double", "def double(x):\n    return 2 * x"),
        graded("double", 2),
        cell("b-title", "## (b) Take parts of a number (3 points)", "markdown"),
        solution(
            "s_parts", "def half(x):\n    return x / 2\ndef third(x):\n    return x / 3"
        ),
        graded("parts", 3),
    ]


def words() -> list[dict]:
    """The cells of the second notebook: one written answer."""
    metadata = {"nbgrader": nbgrader("why", 4, grade=True, solution=True)}
    answer = f"{BEGIN}\nBecause twice a half is a whole.\n{END}"
    return [
        cell("a-title", "## (a) Explain doubling (4 points)", "markdown"),
        cell("why", answer, "markdown", metadata),
    ]


def solution(key: str, code: str) -> dict:
    """A solution cell with the instructor's solution."""
    metadata = {"nbgrader": nbgrader(key, solution=True)}
    return cell(key, f"{BEGIN}\n{code}\n{END}", metadata=metadata)


def graded(key: str, points: float) -> dict:
    """A graded cell with the hidden line that every graded cell has."""
    hidden = f'from autograder.checks import judge; judge("{key}", globals())'
    source = (
        f'"""Checks {key}."""\n### BEGIN HIDDEN TESTS\n{hidden}\n### END HIDDEN TESTS'
    )
    metadata = {"nbgrader": nbgrader(key, points, grade=True, locked=True)}
    return cell(key, source, metadata=metadata)
