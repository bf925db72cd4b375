"""Release, grade and report a worksheet on backpropagation.

    from autograder import grade
    result = grade("submitted/ada/backprop")    # a StudentResult
    result.score, result.cells["q1a"].feedback

Names are imported on first use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from autograder.assignment.results import CellResult, StudentResult
    from autograder.grading.loose_files import grade

__all__ = ["CellResult", "StudentResult", "grade"]

_MODULES = {
    "CellResult": "autograder.assignment.results",
    "StudentResult": "autograder.assignment.results",
    "grade": "autograder.grading.loose_files",
}


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module 'autograder' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_MODULES[name]), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
