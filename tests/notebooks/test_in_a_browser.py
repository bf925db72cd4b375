"""The notebooks in Pyodide, which runs Python in a browser; here it runs in node.

NumPy, Matplotlib and IPython are those of Pyodide. All notebooks run in one process of
node; the companion is imported anew for each.
"""

from __future__ import annotations

import base64
import io
import json
import re
import shutil
import subprocess

import pytest
from class_of_real_notebooks import released, solved_cells
from own_assignment import BY_ID, NOTEBOOKS, QUESTIONS, SECTION1, SECTION2
from paths import ROOT
from PIL import Image
from pyodide_runtime import no_pyodide, pyodide

from autograder.checks.registry import ANSWERS

HERE = ROOT / "tests" / "support" / "browser_python"
PATIENCE = 900  # seconds for all notebooks; usual: 20 to 60
SMALLEST = 400  # pixels, the width of a picture
FONT_CACHE = r".*building the font cache.*\s*"  # when Matplotlib is first imported
TEXT_ONLY = ("_checker", "_progress", "_1d_steps", "show_backward")
# Notebook, solution cell, graded cell, answer, what is done to it, its name.
WRONG = [
    (SECTION1, "s1g_grad", "q1g_grad", "grad_W", "/ 2", "a factor of 2 is missing"),
    (SECTION2, "s2a", "q2a", "d_sigmoid", "* 2", "there is a factor of 2 too many"),
]

pytestmark = [pytest.mark.long, pytest.mark.slow]


def wrong(notebook, cell, answer, change):
    """Change the value of the right answer, after its definition."""
    [code] = [one for one in notebook["cells"] if one["id"] == cell]
    code["source"] += (
        f"\n_right = {answer}\ndef {answer}(*arguments):\n"
        f"    return _right(*arguments) {change}"
    )
    return notebook


@pytest.fixture(scope="module")
def shown(tmp_path_factory):
    """What each cell shows, by job ("blank", "solved", "wrong"), notebook, cell id."""
    if no_pyodide():
        pytest.skip(no_pyodide())
    folder = tmp_path_factory.mktemp("pyodide")
    course = released(folder)
    books = {}
    for name in NOTEBOOKS:
        blank = json.loads((course.release / f"{name}.ipynb").read_text("utf-8"))
        books["blank", name] = blank
        books["solved", name] = solved_cells(name, course)
    for name, cell, _, answer, change, _ in WRONG:
        books["wrong", name] = wrong(solved_cells(name, course), cell, answer, change)
    outputs = run(folder, course.release, books)
    return {
        job: dict(
            zip((c["id"] for c in code(book)), outputs[" ".join(job)], strict=True)
        )
        for job, book in books.items()
    }


def code(book):
    return [cell for cell in book["cells"] if cell["cell_type"] == "code"]


def run(folder, release, books):
    """Run the notebooks in Pyodide, in node, beside the released companion."""
    ignored = shutil.ignore_patterns("*.ipynb")
    shutil.copytree(release, folder / "work", ignore=ignored)
    shutil.copy(HERE / "cells.py", folder)
    jobs = {
        " ".join(job): {
            "place": "work",
            "sources": ["".join(cell["source"]) for cell in code(book)],
        }
        for job, book in books.items()
    }
    (folder / "jobs.json").write_text(json.dumps(jobs), encoding="utf-8")
    command = ["node", str(HERE / "run.mjs"), str(pyodide()), str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads((folder / "results.json").read_text(encoding="utf-8"))


BOTH = [(job, name) for job in ("blank", "solved") for name in NOTEBOOKS]


@pytest.mark.parametrize("job", BOTH, ids=" ".join)
def test_a_notebook_runs_clean(shown, job):
    for key, cell in shown[job].items():
        assert cell["error"] is None, key
        assert cell["stdout"] == "", key
        assert re.fullmatch(f"({FONT_CACHE})?", cell["stderr"]), key


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_blank_answers_are_not_attempted_and_right_ones_pass(shown, name):
    for question in QUESTIONS:
        if question.notebook != name or question.by_hand:
            continue
        key = question.grade_id
        assert "○ not attempted" in shown["blank", name][key]["html"], key
        [points] = map(float, shown["solved", name][key]["text"])
        assert points == question.points, key


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_progress_counts_all_points_of_a_solved_notebook(shown, name):
    """All points: passed, noted until the submission is graded, and graded by hand."""
    cells = shown["solved", name]
    asked = [q for q in QUESTIONS if q.notebook == name]
    automatic = [q for q in asked if not q.by_hand]
    noted = sum(q.points for q in automatic if "✎ noted" in cells[q.grade_id]["html"])
    by_hand = sum(q.points for q in asked if q.by_hand)
    texts = [text for cell in cells.values() for text in cell["text"]]
    head = next(t.split("\n")[0] for t in texts if "points passed" in t)
    passed, full = map(float, re.match(r"(\S+) of (\S+) points passed", head).groups())
    assert full == sum(q.points for q in asked)
    assert passed + noted + by_hand == full
    if by_hand:
        assert f"{by_hand:g} points are graded by hand" in head


@pytest.mark.parametrize("entry", WRONG, ids=lambda entry: entry[2])
def test_the_fingerprint_of_a_wrong_answer_names_the_mistake(shown, entry):
    name, _, graded, answer, _, mistake = entry
    assert mistake in {known.name for known in ANSWERS[answer].mistakes}
    cell = shown["wrong", name][graded]
    assert "✗" in cell["html"]
    assert mistake in cell["html"]
    [points] = map(float, cell["text"])
    assert points < BY_ID[graded].points


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_pictures_are_drawn(shown, name):
    for key, cell in shown["solved", name].items():
        pictures = re.findall('src="data:image/png;base64,([^"]+)"', cell["html"])
        if key.startswith("show_") and not key.endswith(TEXT_ONLY):
            assert pictures, key
        for data in pictures:
            image = Image.open(io.BytesIO(base64.b64decode(data)))
            assert image.width >= SMALLEST, key
            assert image.convert("L").getextrema()[0] < 128, f"{key} is empty"
