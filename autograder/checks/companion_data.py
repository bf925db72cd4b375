"""Writes `worksheet.json`, the data of the companion package, from the rows.

    python -m autograder.checks.companion_data

The file holds points, hints, and fingerprints of right and known wrong answers. The
companion's own module computes the fingerprints, so that both sides agree.
"""

from __future__ import annotations

import hashlib
import importlib
import json
import os
import sys
import warnings
from collections.abc import Callable
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

import solutions
from autograder.assignment.assignment import Assignment, read_assignment
from autograder.assignment.errors import UsageError
from autograder.assignment.questions import Question
from autograder.checks import registry
from autograder.checks.answers import Answer

FILE = "worksheet.json"  # in the assignment's folder


def fingerprints(folder: Path) -> ModuleType:
    """The `fingerprints` module of the companion in this folder.

    Raises:
        UsageError: the companion cannot be loaded.
    """
    try:
        return _fingerprints(folder)
    except (ImportError, SyntaxError, NameError, AttributeError) as error:
        file = getattr(error, "filename", None) or folder / "companion"
        line = getattr(error, "lineno", None)
        where = f"{file}, line {line}" if line else f"{file}"
        raise UsageError(f"{where} cannot be loaded: {error}. Fix it first.") from None


def _fingerprints(folder: Path) -> ModuleType:
    package_folder = folder / "companion"
    digest = hashlib.sha256(str(package_folder.resolve()).encode()).hexdigest()[:12]
    name = f"_companion_{digest}"
    if name not in sys.modules:
        spec = spec_from_file_location(
            name,
            package_folder / "__init__.py",
            submodule_search_locations=[str(package_folder)],
        )
        assert spec is not None
        assert spec.loader is not None
        sys.modules[name] = package = module_from_spec(spec)
        spec.loader.exec_module(package)
    return importlib.import_module(f"{name}.fingerprints")


def contents(assignment: Assignment) -> dict[str, Any]:
    """The content of the file: the questions of the notebooks and their answers."""
    module = fingerprints(assignment.folder)
    asked = {
        answer.id: answer
        for question in assignment.questions
        for answer in _answers(question)
    }
    return {
        "version": 1,
        "questions": {q.grade_id: _question(q) for q in assignment.questions},
        "answers": {name: _answer(module, one) for name, one in asked.items()},
    }


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


def _answer(module: ModuleType, answer: Answer) -> dict[str, Any]:
    data: dict[str, Any] = {"hints": list(answer.hints)}
    if answer.id not in module.ANSWERS:
        return data
    grid = answer.tolerance
    if grid is not None:
        data["tolerance"] = grid
    right = digest(module, answer.id, getattr(solutions, answer.function), grid)
    wrong: dict[str, list[str]] = {}
    for mistake in answer.mistakes:
        known = digest(module, answer.id, answer.as_returned(mistake.wrong), grid)
        if known is not None:  # for equal values the judge names the first
            wrong.setdefault(known, [mistake.name, mistake.hint])
    if right in wrong:
        raise ValueError(f"{answer.id}: {wrong[right][0]!r} has the right fingerprint")
    return data | {"right": [right], "wrong": wrong}


def digest(
    module: ModuleType,
    answer: str,
    function: Callable[..., Any],
    grid: float | None = None,
) -> str | None:
    """The fingerprint of what a function returns; None if it returns nothing."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        found: str | None = module.digests(answer, function, grid)
        return found


def text(assignment: Assignment) -> str:
    """The text of the file, the same on every run."""
    data = contents(assignment)
    return json.dumps(data, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


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
