"""Writes `worksheet.json`, the data of the companion package, from the rows.

    python -m autograder.release.companion_data

The file holds points, hints, and fingerprints of right and known wrong answers. The
companion's own module computes the fingerprints, so that both sides agree.
"""

from __future__ import annotations

import json
import os
import re
import warnings
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

import solutions
from autograder.assignment.assignment import Assignment, read_assignment
from autograder.assignment.companion import load_companion
from autograder.assignment.errors import UsageError
from autograder.assignment.questions import Question
from autograder.checks import registry
from autograder.checks.answers import Answer
from autograder.mutations.mistakes import NAMED, Mistake
from autograder.mutations.programs import Program

FILE = "worksheet.json"  # in the assignment's folder


def fingerprints(folder: Path) -> ModuleType:
    """The `fingerprints` module of the companion in this folder.

    Raises:
        UsageError: the companion cannot be loaded.
    """
    return load_companion(folder, "fingerprints")


def contents(assignment: Assignment) -> dict[str, Any]:
    """The content of the file: the questions of the notebooks and their answers."""
    module = fingerprints(assignment.folder)
    asked = {
        answer.id: answer
        for question in assignment.questions
        for answer in _answers(question)
    }
    names = _Names()
    answers = {name: _answer(module, one, names) for name, one in asked.items()}
    return {
        "version": 2,
        "questions": {q.grade_id: _question(q) for q in assignment.questions},
        "answers": answers,
        "named": NAMED,
        **names.tables,
    }


class _Names:
    """Names and hints of mistakes, each once; several answers share them."""

    def __init__(self) -> None:
        self._hints: dict[str, int] = {}
        self._names: dict[tuple[str, int], int] = {}
        self._hint_of: dict[str, str] = {}

    def numbers(self, mistake: Mistake) -> list[int]:
        """The numbers of a mistake's names; the hint is that of the first."""
        first, *others = mistake.name.split("; ")
        self._hint_of.setdefault(first, mistake.hint)
        hints = {first: mistake.hint}
        names = (first, *others)
        return [self._number(n, hints.get(n, self._hint_of.get(n, ""))) for n in names]

    def _number(self, name: str, hint: str) -> int:
        row = (name, self._hints.setdefault(hint, len(self._hints)))
        return self._names.setdefault(row, len(self._names))

    @property
    def tables(self) -> dict[str, Any]:
        """Hints, and rows of a name and the number of its hint."""
        return {"hints": [*self._hints], "mistakes": [list(row) for row in self._names]}


def _answers(question: Question) -> tuple[Answer, ...]:
    return registry.QUESTIONS.get(question.grade_id, ())


def _question(question: Question) -> dict[str, Any]:
    return {
        "answers": [answer.id for answer in _answers(question)],
        "by_hand": question.by_hand,
        "notebook": question.notebook,
        "part": question.part,
        "points": question.points,
    }


def _answer(module: ModuleType, answer: Answer, names: _Names) -> dict[str, Any]:
    data: dict[str, Any] = {"hints": list(answer.hints)}
    if answer.id not in module.ANSWERS:
        return data
    grid = answer.tolerance
    if grid is not None:
        data["tolerance"] = grid
    solution = getattr(solutions, answer.function)
    right = digest(module, answer.id, solution, grid)
    if further := _quietly(module.further_digests, answer.id, solution, grid):
        data["further"] = further
    near = _quietly(module.neighbours, answer.id, solution, grid)
    wrong: dict[str, list[int]] = {}
    for mistake in answer.mistakes:
        known = digest(module, answer.id, answer.as_returned(mistake.wrong), grid)
        if known not in (None, *near, *wrong):  # of two with one value, the first
            wrong[str(known)] = names.numbers(mistake)
    program = next(iter(answer.mistakes.programs), None)
    if answer.key is not None and isinstance(program, Program):
        data["steps"] = program.steps
    return data | {"right": [right], "wrong": wrong}


def digest(
    module: ModuleType,
    answer: str,
    function: Callable[..., Any],
    grid: float | None = None,
) -> str | None:
    """The fingerprint of what a function returns; None if it returns nothing."""
    found: str | None = _quietly(module.digests, answer, function, grid)
    return found


def _quietly(function: Callable[..., Any], *arguments: Any) -> Any:
    """Call a function without warnings."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        return function(*arguments)


def text(assignment: Assignment) -> str:
    """The text of the file, the same on every run."""
    data, separators = contents(assignment), (",", ":")
    rows = json.dumps(data, indent=0, ensure_ascii=False, separators=separators)
    return re.sub(r"\[\n(\d+(?:,\n\d+)*)\n\]", _on_one_line, rows) + "\n"


def _on_one_line(numbers: re.Match[str]) -> str:
    return "[" + numbers[1].replace("\n", "") + "]"


def asks_the_same(assignment: Assignment) -> bool:
    """Whether the file in the folder has the questions and points of the notebooks."""
    path = assignment.folder / FILE
    try:
        held = json.loads(path.read_text(encoding="utf-8"))["questions"]
    except (OSError, ValueError, KeyError, TypeError):
        return not (assignment.folder / "companion").is_dir()
    return bool(held == {q.grade_id: _question(q) for q in assignment.questions})


def refresh(assignment: Assignment, thoroughly: bool = False) -> Assignment:
    """Rebuild the file if it does not match the notebooks; return the assignment.

    Args:
        thoroughly: rebuild it for changed hints and mistakes too, which takes a
            second.

    Raises:
        UsageError: the file is out of date and cannot be written.
    """
    path = assignment.folder / FILE
    if asks_the_same(assignment) and not (thoroughly and path.is_file()):
        return assignment
    content = text(assignment).encode()
    if path.is_file() and path.read_bytes() == content:
        return assignment
    temporary = path.with_name(f".{FILE}.{os.getpid()}")
    try:
        temporary.write_bytes(content)
        os.replace(temporary, path)
    except OSError as error:
        raise UsageError(
            f"{path} does not match the notebooks and cannot be rebuilt: "
            f"{error.strerror}. Make the folder writable."
        ) from None
    return read_assignment(assignment.folder.parent, assignment.name)


def main() -> None:
    """Write the project's file."""
    assignment = read_assignment()
    (assignment.folder / FILE).write_text(text(assignment), encoding="utf-8")
    print(f"Wrote notebooks/{assignment.name}/{FILE}")


if __name__ == "__main__":
    main()
