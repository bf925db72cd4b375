"""Builds the answer key: the solved notebooks with derivations, executed, as HTML.

    python -m autograder.release.answer_key [--into DIR]

Each answer is followed by the derivation from its docstring in `solutions` and, for
graphs and their gradients, by the output of `solutions.explain`. Hidden lines and
markers are removed. The notebooks run in an ordinary kernel, on a copy; they contain
only the instructor's code.
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

import solutions
from autograder.assignment.assignment import IGNORED, Assignment, read_assignment
from autograder.assignment.cells import Cell
from autograder.assignment.course import write_whole
from autograder.assignment.errors import CourseError, UsageError, one_line
from autograder.assignment.installation import python_path
from autograder.assignment.questions import solution_names
from autograder.pages.templating import environment
from autograder.release.sweeps import SWEEPS

BANNER = (
    "**Answer key**, for after the deadline: every answer, followed by its derivation. "
    "`python -m pydoc solutions` shows the same derivations."
)
COMPLETED = {  # cell id -> lines of an example that students complete, and the answer
    "f-backward-example": {
        "| `u` | 3 | 3 × 6 = … to `x` |": "| `u` | 3 | 3 × 6 = **18** to `x` |",
        "| `x` | 9 + … = … | |": "| `x` | 9 + **18** = **27** | |",
    }
}
HIDDEN = re.compile(r"### BEGIN HIDDEN TESTS.*?### END HIDDEN TESTS\n?", re.S)
COLOUR = re.compile(r"\x1b\[[\d;]*m")
MARKER = re.compile(r"^ *### (?:BEGIN|END) SOLUTION\n?", re.M)
CELL_SECONDS = 120  # the cost comparison takes long


def build(into: Path, notebooks: Path | None = None) -> list[Path]:
    """Write the pages of the answer key and return their paths.

    Args:
        into: the folder for the pages; created if missing.
        notebooks: the folder that contains `backprop/`; None for the project's.

    Raises:
        UsageError: a notebook is missing, or one of its cells fails.
    """
    assignment = read_assignment(notebooks)
    pages = []
    with tempfile.TemporaryDirectory(prefix="key-") as temporary:
        folder = Path(temporary) / assignment.name
        shutil.copytree(
            assignment.folder, folder, ignore=shutil.ignore_patterns(*IGNORED)
        )
        for name in assignment.notebooks:
            solved = executed(solved_notebook(assignment, name), folder, name)
            pages.append(into / f"{name}.html")
            write_whole(pages[-1], _page(solved, name).encode())
    return pages


def solved_notebook(assignment: Assignment, name: str) -> nbformat.NotebookNode:
    """Return the notebook with answers and derivations, not yet executed."""
    notebook: nbformat.NotebookNode = nbformat.v4.new_notebook()
    notebook.metadata.kernelspec = {
        "name": "python3", "display_name": "Python 3", "language": "python"
    }  # fmt: skip
    notebook.cells = [nbformat.v4.new_markdown_cell(BANNER)]
    for cell in assignment.notebooks[name]:
        if cell.kind != "free" or "..." not in cell.source:  # skip cells to complete
            notebook.cells += _cells(cell)
    return notebook


def _cells(cell: Cell) -> Iterator[nbformat.NotebookNode]:
    text = MARKER.sub("", HIDDEN.sub("", cell.source)).rstrip()
    for line, completed in COMPLETED.get(cell.key, {}).items():
        text = text.replace(line, completed)
    if cell.kind == "written":
        text = f"**Sample answer.** {text}"
    if cell.cell_type != "code":
        yield nbformat.v4.new_markdown_cell(text)
        return
    if cell.key == "setup":
        text += "\nimport solutions"
    yield nbformat.v4.new_code_cell(text)
    if cell.kind == "solution":
        for name in _names(cell):
            yield nbformat.v4.new_markdown_cell(derivation(name))
    if cell.key in SWEEPS:
        yield nbformat.v4.new_code_cell(SWEEPS[cell.key])


def _names(cell: Cell) -> list[str]:
    """Return the names that the cell defines, one for each different derivation."""
    names = [n for n in solution_names(cell.source) if hasattr(solutions, n)]
    first_names = {_docstring(name): name for name in reversed(names)}
    return list(reversed(first_names.values()))


def _docstring(name: str) -> str:
    """Return the docstring of the name in `solutions`; for a number, its module's."""
    value = getattr(solutions, name)
    if callable(value):
        return inspect.getdoc(value) or ""
    return inspect.getdoc(sys.modules["solutions.cost"]) or ""


def derivation(name: str) -> str:
    """Return the derivation from the docstring in `solutions`, as Markdown.

    Indented lines are formulas and stay unchanged. Arguments, errors and examples are
    omitted.
    """
    text = re.split(r"^(?:Args|Returns|Raises):|^>>>", _docstring(name), flags=re.M)[0]
    lines = [
        line if line.startswith("    ") else re.sub(r"([\\`*_<$\[])", r"\\\1", line)
        for line in text.strip().split("\n")
    ]
    return f"**Derivation:** `{name}`\n\n" + "\n".join(lines)


def executed(
    notebook: nbformat.NotebookNode, folder: Path, name: str
) -> nbformat.NotebookNode:
    """Run the notebook in the folder, in an ordinary kernel, and return it.

    Raises:
        UsageError: a cell fails or takes too long.
    """
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError

    client = NotebookClient(
        notebook,
        timeout=CELL_SECONDS,
        extra_arguments=["--log-level=40"],  # keeps the kernel's log off stderr
        resources={"metadata": {"path": str(folder)}},
    )
    try:
        paths = os.pathsep.join(python_path())
        client.execute(env={**os.environ, "PYTHONPATH": paths})
    except (CellExecutionError, CellTimeoutError) as error:
        last = COLOUR.sub("", str(error)).strip().split("\n")[-1]
        raise UsageError(
            f"{name}.ipynb does not run with the solution filled in: {one_line(last)}"
        ) from None
    return notebook


def _page(notebook: nbformat.NotebookNode, name: str) -> str:
    """Return the page: it needs no script and no network, and shows formulas."""
    jinja = environment(Path(__file__).parent / "templates")
    title = f"Key: {name.replace('_', ' ')}"
    return jinja.get_template("key.html").render(title=title, cells=notebook.cells)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m autograder.release.answer_key",
        description="Build the answer key: solved notebooks with derivations, as HTML.",
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
