"""The key: the solved notebooks with derivations, executed, as pages to hand out.

    python -m autograder.release.answer_key [--into DIR]

Beside each answer stand the derivation from the docstring of `solutions` and, where an
answer is a graph or follows one, the sweep through it with numbers, by
`solutions.explain`. Hidden lines and markers are taken out. Everything runs on a copy,
in an ordinary kernel: all of it is the instructor's own.
"""

from __future__ import annotations

import argparse
import inspect
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import nbformat

import autograder
import solutions
from autograder.assignment.assignment import IGNORED, Assignment, read_assignment
from autograder.assignment.cells import Cell
from autograder.assignment.course import write_whole
from autograder.assignment.errors import CourseError, UsageError, one_line
from autograder.assignment.questions import solution_names
from autograder.checks import registry

BANNER = (
    "**The key**, to hand out after the deadline: every answer, and under it how to "
    "get there. The derivations are those of `python -m pydoc solutions`."
)
HIDDEN = re.compile(r"### BEGIN HIDDEN TESTS.*?### END HIDDEN TESTS\n?", re.S)
COLOUR = re.compile(r"\x1b\[[\d;]*m")
MARKER = re.compile(r"^ *### (?:BEGIN|END) SOLUTION\n?", re.M)
SECONDS = 120  # for one cell; the cost comparison measures for a while


def build(into: Path, notebooks: Path | None = None) -> list[Path]:
    """Write the key's pages and return their paths.

    Args:
        into: the folder for the pages, made where it is missing.
        notebooks: the folder that holds `backprop/`; None for the project's own.

    Raises:
        UsageError: a notebook is missing, or one of its cells fails.
    """
    assignment = read_assignment(notebooks)
    pages = []
    with tempfile.TemporaryDirectory(prefix="key-") as temporary:
        room = Path(temporary) / assignment.name
        shutil.copytree(
            assignment.folder, room, ignore=shutil.ignore_patterns(*IGNORED)
        )
        for name in assignment.notebooks:
            solved = _executed(solved_notebook(assignment, name), room, name)
            pages.append(into / f"{name}.html")
            write_whole(pages[-1], _page(solved, name).encode())
    return pages


def solved_notebook(assignment: Assignment, name: str) -> nbformat.NotebookNode:
    """The notebook with answers, derivations and sweeps, not yet executed."""
    notebook: nbformat.NotebookNode = nbformat.v4.new_notebook()
    notebook.metadata.kernelspec = {
        "name": "python3", "display_name": "Python 3", "language": "python"
    }  # fmt: skip
    notebook.cells = [nbformat.v4.new_markdown_cell(BANNER)]
    for cell in assignment.notebooks[name]:
        if cell.kind != "free" or "..." not in cell.source:  # puzzles stay puzzles
            notebook.cells += _cells(cell)
    return notebook


def _cells(cell: Cell) -> Iterator[nbformat.NotebookNode]:
    text = MARKER.sub("", HIDDEN.sub("", cell.source)).rstrip()
    if cell.kind == "written":
        text = f"**An answer.** {text}"
    if cell.cell_type != "code":
        yield nbformat.v4.new_markdown_cell(text)
        return
    if cell.key == "setup":
        text += "\nimport solutions"
    yield nbformat.v4.new_code_cell(text)
    if cell.kind == "solution":
        for name in _names(cell):
            yield nbformat.v4.new_markdown_cell(derivation(name))
    if cell.key in registry.SWEEPS:
        yield nbformat.v4.new_code_cell(registry.SWEEPS[cell.key])


def _names(cell: Cell) -> list[str]:
    """What the solution cell defines; names that share a derivation count once."""
    names = [n for n in solution_names(cell.source) if hasattr(solutions, n)]
    told = {_told(name): name for name in reversed(names)}
    return list(reversed(told.values()))


def _told(name: str) -> str:
    """The docstring of the name in `solutions`; a number's is its module's."""
    value = getattr(solutions, name)
    if callable(value):
        return inspect.getdoc(value) or ""
    return inspect.getdoc(sys.modules["solutions.cost"]) or ""


def derivation(name: str) -> str:
    """Markdown: what `solutions` says on how the answer comes about.

    Indented lines, which are formulas, stay as they are; shapes, errors and examples
    are left to pydoc.
    """
    text = re.split(r"^(?:Args|Returns|Raises):|^>>>", _told(name), flags=re.M)[0]
    lines = [
        line if line.startswith("    ") else re.sub(r"([\\`*_<$\[])", r"\\\1", line)
        for line in text.strip().split("\n")
    ]
    return f"**How to get there:** `{name}`\n\n" + "\n".join(lines)


def _executed(
    notebook: nbformat.NotebookNode, room: Path, name: str
) -> nbformat.NotebookNode:
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError

    root = str(Path(autograder.__file__).resolve().parent.parent)
    paths = filter(None, [root, os.environ.get("PYTHONPATH")])
    client = NotebookClient(
        notebook,
        timeout=SECONDS,
        extra_arguments=["--log-level=40"],  # nothing of the kernel's own on stderr
        resources={"metadata": {"path": str(room)}},
    )
    try:
        client.execute(env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)})
    except (CellExecutionError, CellTimeoutError) as error:
        last = COLOUR.sub("", str(error)).strip().split("\n")[-1]
        raise UsageError(
            f"{name}.ipynb does not run with its own solution: {one_line(last)}"
        ) from None
    return notebook


def _page(notebook: nbformat.NotebookNode, name: str) -> str:
    from nbconvert import HTMLExporter

    exporter = HTMLExporter(exclude_input_prompt=True, exclude_output_prompt=True)
    title = f"Key: {name.replace('_', ' ')}"
    page, _ = exporter.from_notebook_node(notebook, {"metadata": {"name": title}})
    return page


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m autograder.release.answer_key",
        description="Build the solved notebooks with derivations as HTML.",
    )
    parser.add_argument(
        "--into", type=Path, default=Path("course/key"), metavar="DIR",
        help="the folder for the pages (default: course/key)",
    )  # fmt: skip
    try:
        pages = build(parser.parse_args(arguments).into)
    except (CourseError, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    for page in pages:
        print(page)
    return 0


if __name__ == "__main__":
    sys.exit(main())
