"""Writes `worksheet.json`, the data of the students' companion, from the checks.

    python -m autograder.checks.companion_data

Points, hints, and fingerprints of right and of known wrong answers. The fingerprints
are taken by the companion's own module, so that there is one way to make them.
"""

from __future__ import annotations

import importlib
import json
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

import solutions
from autograder.assignment.contract import QUESTIONS, Question
from autograder.checks.hints import HINTS
from autograder.checks.mistakes import MISTAKES

FOLDER = Path(__file__).parent.parent.parent / "notebooks" / "backprop"
FILE = FOLDER / "worksheet.json"


def fingerprints() -> ModuleType:
    """The companion's module; its folder is on the path for this import only."""
    sys.path.insert(0, str(FOLDER))
    try:
        return importlib.import_module("companion.fingerprints")
    finally:
        sys.path.remove(str(FOLDER))


def contents() -> dict[str, Any]:
    """All that the file holds."""
    return {
        "version": 1,
        "questions": {question.grade_id: _question(question) for question in QUESTIONS},
        "answers": {answer: _answer(answer) for answer in HINTS},
    }


def _question(question: Question) -> dict[str, Any]:
    return {
        "answers": answers_of(question),
        "by_hand": question.by_hand,
        "notebook": question.notebook,
        "part": question.part,
        "points": question.points,
    }


def answers_of(question: Question) -> list[str]:
    """The answer ids that a graded cell judges."""
    if question.answer is not None:
        return [f"{question.names[0]}.{question.answer}"]
    if question.grade_id == "q1f":
        return [f"sensitivities.{key}" for key in "rspz"]
    stable = ".stable" if question.grade_id.endswith("_stable") else ""
    return [f"{name}{stable}" for name in question.names]


def _answer(answer: str) -> dict[str, Any]:
    module = fingerprints()
    told: dict[str, Any] = {"hints": list(HINTS[answer])}
    if answer not in module.ANSWERS:
        return told
    right = _digest(module, answer, getattr(solutions, answer.partition(".")[0]))
    wrong: dict[str, list[str]] = {}
    for mistake in MISTAKES.get(answer, ()):
        digest = _digest(module, answer, as_returned(answer, mistake.wrong))
        if digest is not None:  # of two with one value the judge names the first
            wrong.setdefault(digest, [mistake.name, mistake.hint])
    if right in wrong:
        raise ValueError(f"{answer}: {wrong[right][0]!r} has the right fingerprint")
    return told | {"right": [right], "wrong": wrong}


def _digest(module: ModuleType, answer: str, function: Callable) -> str | None:
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        return module.digests(answer, function)


def as_returned(answer: str, wrong: Callable[..., Any]) -> Callable[..., Any]:
    """A wrong value as the function that a student would write it in."""
    function, _, key = answer.partition(".")
    if function not in ("loss_gradients", "sensitivities"):
        return wrong
    return lambda *arguments: {key: wrong(*arguments)}


def text() -> str:
    """The file, the same on every run."""
    return json.dumps(contents(), indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def main() -> None:
    """Write the file."""
    FILE.write_text(text(), encoding="utf-8")
    print(f"written: {FILE.relative_to(FOLDER.parent.parent)}")


if __name__ == "__main__":
    main()
