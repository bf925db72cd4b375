"""Accidents that damage a submission, as functions of the student's files.

Files map a name to a notebook as a dict, or to raw bytes.
"""

from __future__ import annotations

import copy
import json
from typing import Any

Files = dict[str, Any]
FIRST, SECOND = "section1_backpropagation.ipynb", "section2_derivatives.ipynb"


def copied_cell(files: Files) -> Files:
    """A solution cell was copied; the copy follows it."""
    cells = files[FIRST]["cells"]
    index = next(n for n, cell in enumerate(cells) if is_answer(cell))
    cells.insert(index + 1, copy.deepcopy(cells[index]))
    return files


def deleted_graded_cells(files: Files) -> Files:
    """Some graded cells were deleted."""
    gone = ("q1a", "q1d_x", "q1g_descent")
    cells = files[FIRST]["cells"]
    files[FIRST]["cells"] = [c for c in cells if not any(_is(c, g) for g in gone)]
    return files


def renamed(files: Files) -> Files:
    """The files were renamed."""
    return {"backprop final (2).ipynb": files[FIRST], "part two.ipynb": files[SECOND]}


def without_metadata(files: Files) -> Files:
    """Another program rewrote the notebooks without nbgrader's metadata."""
    for notebook in files.values():
        for cell in notebook["cells"]:
            cell["metadata"] = {}
    return files


def format_three(files: Files) -> Files:
    """The first notebook was saved in nbformat 3, from 2014."""
    cells = []
    for cell in files[FIRST]["cells"]:
        source = {"input": cell["source"]} if cell["cell_type"] == "code" else {}
        kept = {"cell_type": cell["cell_type"], "metadata": cell["metadata"]}
        if cell["cell_type"] == "code":
            kept |= source | {"outputs": [], "language": "python", "collapsed": False}
        else:
            kept["source"] = cell["source"]
        cells.append(kept)
    old = {"worksheets": [{"cells": cells, "metadata": {}}], "metadata": {}}
    return files | {FIRST: old | {"nbformat": 3, "nbformat_minor": 0}}


def second_missing(files: Files) -> Files:
    """Only the first notebook was submitted."""
    return {FIRST: files[FIRST]}


def cut_off(files: Files) -> Files:
    """The upload broke off after 40 bytes: the files are unreadable."""
    return {name: json.dumps(nb).encode()[:40] for name, nb in files.items()}


def is_answer(cell: dict[str, Any]) -> bool:
    """Whether this is a solution cell for code."""
    is_solution = cell["metadata"].get("nbgrader", {}).get("solution")
    return bool(is_solution) and cell["cell_type"] == "code"


def _is(cell: dict[str, Any], grade_id: str) -> bool:
    return bool(cell["metadata"].get("nbgrader", {}).get("grade_id") == grade_id)
