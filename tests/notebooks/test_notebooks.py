"""The two notebooks: format, length of the prose, and runs with and without answers."""

from __future__ import annotations

import ast
import json
import re
import shutil

import nbclient
import nbformat
import numpy as np
import pytest
from own_assignment import BY_ID, NOTEBOOKS, QUESTIONS
from paths import ROOT

from autograder.assignment.assignment import read_assignment
from autograder.assignment.markers import released, visible
from autograder.release.validate import problems

FOLDER = ROOT / "notebooks" / "backprop"
WIDTH = 88
MOST = 120  # maximum number of words in a markdown cell
USUAL = 60  # maximum for nine of ten markdown cells


def text(cell):
    return "".join(cell["source"])


def nbgrader(cell):
    return cell["metadata"].get("nbgrader", {})


def read(name):
    return json.loads((FOLDER / f"{name}.ipynb").read_text("utf-8"))


BOOKS = {name: read(name) for name in NOTEBOOKS}
CELLS = [
    pytest.param(name, cell, id=f"{name}-{cell['id']}")
    for name, book in BOOKS.items()
    for cell in book["cells"]
]
CODE = [case for case in CELLS if case.values[1]["cell_type"] == "code"]
PROSE = [
    case
    for case in CELLS
    if case.values[1]["cell_type"] == "markdown" and not nbgrader(case.values[1])
]


def test_the_notebooks_pass_the_release_checks():
    assert problems(read_assignment(FOLDER.parent)) == []


OPTIONAL = ["s1f_backward"]  # solution cells that no graded cell judges


def test_the_answer_cells_define_exactly_the_names_of_the_questions():
    defined = set()
    judged = {question.cell for question in QUESTIONS}
    for case in CODE:
        if nbgrader(case.values[1]).get("solution"):
            key = case.values[1]["id"]
            assert (key in judged) != (key in OPTIONAL)
            if key in OPTIONAL:
                continue
            for node in ast.parse(text(case.values[1])).body:
                if isinstance(node, ast.FunctionDef):
                    defined.add(node.name)
                elif isinstance(node, ast.Assign):
                    defined |= {ast.unparse(target) for target in node.targets}
    assert {name for question in QUESTIONS for name in question.names} == defined


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_notebook_is_stored_in_normal_form(name):
    book = BOOKS[name]
    assert (book["nbformat"], book["nbformat_minor"]) == (4, 5)
    assert set(book["metadata"]) == {"kernelspec", "language_info"}
    stored = (FOLDER / f"{name}.ipynb").read_text("utf-8")
    plain = json.dumps(book, indent=1, sort_keys=True, ensure_ascii=False)
    assert stored == plain + "\n"
    nbformat.validate(nbformat.from_dict(book))
    ids = [cell["id"] for cell in book["cells"]]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(("name", "cell"), CELLS)
def test_a_cell_has_no_output_and_only_known_metadata(name, cell):
    assert set(cell["metadata"]) <= {"nbgrader", "tags"}
    assert cell.get("outputs", []) == []
    assert cell.get("execution_count") is None
    assert isinstance(cell["source"], list)
    if nbgrader(cell):
        assert cell["id"] == nbgrader(cell)["grade_id"]
    else:
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", cell["id"])


@pytest.mark.parametrize(("name", "cell"), CODE)
def test_code_has_short_lines_and_no_magics_or_further_imports(name, cell):
    for line in text(cell).splitlines():
        assert len(line) <= WIDTH
        assert not line.lstrip().startswith(("%", "!"))
    imported = [
        alias.name
        for node in ast.walk(ast.parse(visible(text(cell))))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    ]
    expected = (
        ["matplotlib.pyplot", "numpy", "worksheet"] if cell["id"] == "setup" else []
    )
    assert imported == expected


@pytest.mark.parametrize(("name", "cell"), CODE)
def test_exactly_the_picture_cells_are_tagged_show_and_locked(name, cell):
    shows = cell["id"].startswith("show_")
    assert (cell["metadata"].get("tags") == ["show"]) == shows
    if shows:
        assert nbgrader(cell)["locked"]
        assert not nbgrader(cell)["grade"]
        assert not nbgrader(cell)["solution"]


def word_count(cell):
    """The number of words in a markdown cell; a formula counts as one word."""
    plain = re.sub(r"\$\$.*?\$\$|\$[^$]*\$", "M", text(cell), flags=re.DOTALL)
    return len(re.findall(r"[^\s|#*-]\S*", plain))


@pytest.mark.parametrize(("name", "cell"), PROSE)
def test_a_prose_cell_is_short_and_has_no_link_or_image(name, cell):
    assert word_count(cell) <= MOST
    assert "http" not in text(cell)
    assert "<img" not in text(cell)
    assert "![" not in text(cell)


def test_nine_of_ten_prose_cells_have_at_most_60_words():
    counts = sorted(word_count(case.values[1]) for case in PROSE)
    assert counts[int(0.9 * len(counts))] <= USUAL


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_the_headings_state_every_part_and_its_points(name):
    headings = re.findall(
        r"^## \((\w)\) .* \((\d+) points?\)$",
        "\n".join(text(cell) for cell in BOOKS[name]["cells"]),
        flags=re.MULTILINE,
    )
    points: dict[str, int] = {}
    for question in QUESTIONS:
        if question.notebook == name:
            points[question.part] = points.get(question.part, 0) + question.points
    assert [(part, int(worth)) for part, worth in headings] == list(points.items())


def test_the_question_of_a_written_answer_is_in_the_cell_above():
    for name, book in BOOKS.items():
        for before, cell in zip(book["cells"], book["cells"][1:], strict=False):
            if nbgrader(cell).get("solution") and cell["cell_type"] == "markdown":
                assert BY_ID[cell["id"]].by_hand, name
                assert not nbgrader(before)
                assert re.search(r"^1\. .*\?", text(before), flags=re.MULTILINE)


IN_ORDER = [  # what a student needs, then where it is needed
    ("b-dicts", "s1b_graph"),
    ("b-graphs", "s1b_graph"),
    ("s1e_numerical", "e-task-exponents"),
    ("s1e_exponents", "show_1e"),
    ("s1f", "s1f_backward"),
    ("s1f_backward", "s1g_grad"),
    ("s1g_descent", "show_1g_learning"),
]


@pytest.mark.parametrize(("first", "then"), IN_ORDER)
def test_what_a_question_needs_comes_before_it(first, then):
    ids = [cell["id"] for cell in BOOKS[NOTEBOOKS[0]]["cells"]]
    assert ids.index(first) < ids.index(then)


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_prediction_comes_before_the_answer_and_a_later_picture_replies(name):
    cells = BOOKS[name]["cells"]
    parts = [p for c in cells for p in re.findall(r'predict\("(\w+):', text(c))]
    assert parts

    def places(*words):
        return [i for i, c in enumerate(cells) if any(w in text(c) for w in words)]

    for part in parts:
        [asked] = places(f'predict("{part}:')
        answers = [i for i, c in enumerate(cells) if c["id"].startswith(f"s{part}")]
        pictures = {"1g": "worksheet.show_descent"}  # the others say which they answer
        reply, *_ = places(f'asked=("{part}"', pictures.get(part, "\0"))
        assert asked < answers[-1] < reply, part


def test_the_worked_example_draws_the_formula_of_its_text():
    [cell] = [c for c in BOOKS[NOTEBOOKS[1]]["cells"] if c["id"] == "show_2_softplus"]
    shown = []

    class Worksheet:
        @staticmethod
        def show_slope(*arguments, whose="your"):
            shown.append((*arguments, whose))

    exec(text(cell), {"np": np, "worksheet": Worksheet})
    [(f, df, _, whose)] = shown
    assert whose == "the"  # not the student's
    x = np.linspace(-3, 3, 7)
    assert np.allclose((f(x + 1e-6) - f(x - 1e-6)) / 2e-6, df(x))
    assert df(1000.0) == 1  # the text promises that it doesn't overflow


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """A function that edits each cell of a notebook, runs it and returns its cells."""
    folder = tmp_path_factory.mktemp("student")
    shutil.copytree(
        FOLDER,
        folder,
        ignore=shutil.ignore_patterns("*.ipynb", "__pycache__"),
        dirs_exist_ok=True,
    )

    def execute(name, edit):
        book = nbformat.from_dict(read(name))
        for cell in book.cells:
            cell.source = edit(text(cell), cell)
        resources = {"metadata": {"path": str(folder)}}
        nbclient.NotebookClient(book, timeout=60, resources=resources).execute()
        return {cell.id: cell for cell in book.cells}

    return execute


def blank(source, cell):
    return released(source, cell.cell_type, bool(nbgrader(cell).get("solution")))


def solved(source, cell):
    return re.sub(r" *### (BEGIN|END) SOLUTION\n?", "", visible(source))


TEXT_ONLY = {  # cells that compare or check, and the progress
    NOTEBOOKS[0]: {
        "show_1d_steps", "show_1e_checker", "show_backward", "show_1g_checker",
        "show_1_progress",
    },
    NOTEBOOKS[1]: {"show_2_progress"},
}  # fmt: skip


def state(edit, names):
    if edit is blank:
        return "○ not attempted"
    return "✎ noted" if "analytic_exponent" in names else "✓ passed"


@pytest.mark.parametrize("edit", [blank, solved])
@pytest.mark.parametrize("name", NOTEBOOKS)
@pytest.mark.filterwarnings("default")  # warnings of Jupyter's packages
def test_a_notebook_runs_and_shows_the_right_points(run, name, edit):
    cells = run(name, edit)
    outputs = [one for cell in cells.values() for one in cell.get("outputs", [])]
    assert {one.output_type for one in outputs} == {"execute_result"}
    for question in QUESTIONS:
        if question.notebook == name and not question.by_hand:
            [result] = cells[question.grade_id].outputs
            points = float(result.data["text/plain"])
            assert points == (question.points if edit is solved else 0)
            assert state(edit, question.names) in result.data["text/html"]
    if edit is solved:
        pictures = [one for one in outputs if "<img" in one.data.get("text/html", "")]
        assert all(
            re.search('<img alt="[^"]{20}', p.data["text/html"]) for p in pictures
        )
        without = {
            key
            for key, cell in cells.items()
            if key.startswith("show_")
            and not any("<img" in one.data.get("text/html", "") for one in cell.outputs)
        }
        assert without == TEXT_ONLY[name]
