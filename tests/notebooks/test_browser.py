"""The notebooks and Formgrader in JupyterLab, driven by Debian's chromium.

One server for all tests, on a free port of loopback, with settings of its own; it and
its kernels are gone at the end. Whatever asks for an address beyond loopback fails.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys

import pytest
from lab_server import serve
from own_assignment import NOTEBOOKS, SECTION1, SECTION2
from paths import ROOT
from sandbox_here import needs_sandbox

from autograder.assignment.assignment import ASSIGNMENT
from autograder.assignment.course import Course
from autograder.checks.registry import ANSWERS
from autograder.gradebook.configuration import read_configuration
from autograder.release.build import make_release

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
SECONDS = 60_000  # playwright counts in milliseconds; the machine may be busy

pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("default"),  # Jupyter's own, in threads of its own
    pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed"),
]

HERE = ROOT
CONFIG = """
c = get_config()
c.CourseDirectory.root = {root!r}
c.CourseDirectory.source_directory = {source!r}
for name in ("release", "submitted", "autograded", "feedback"):
    c.CourseDirectory[name + "_directory"] = "course/" + name
c.CourseDirectory.db_url = "sqlite:///" + {database!r}
c.Autograde.autograde_preprocessors = {steps!r}
"""
READY = """() => {
  const context = window.jupyterapp?.shell?.currentWidget?.context;
  const kernel = context?.sessionContext?.session?.kernel;
  const asterisks = [...document.querySelectorAll('.jp-InputPrompt')]
    .filter(prompt => prompt.textContent.includes('*'));
  return context?.isReady && kernel?.connectionStatus == 'connected'
    && kernel?.status == 'idle' && asterisks.length == 0;
}"""
PLACE_OF = """key => [...window.jupyterapp.shell.currentWidget.content.widgets]
  .findIndex(widget => widget.model.id == key)"""


@pytest.fixture(scope="session")
def course(tmp_path_factory):
    """A released course with one graded submission that waits for a person."""
    root = tmp_path_factory.mktemp("browser")
    made = Course(root / "course", HERE / "notebooks")
    make_release(made, "none", verify=False)
    handed_in = made.root / "submitted" / "ada" / ASSIGNMENT
    handed_in.mkdir(parents=True)
    for name in NOTEBOOKS:
        book = json.loads((made.release / f"{name}.ipynb").read_text("utf-8"))
        for cell in book["cells"]:
            if cell["id"] == "q1f_discussion":
                cell["source"] = "How fast the output follows that node."
        (handed_in / f"{name}.ipynb").write_text(json.dumps(book), "utf-8")
    command = [sys.executable, "-m", "autograder", "grade", "--sandbox", "none"]
    asked = [*command, "--course", str(made.root)]
    subprocess.run(asked, cwd=HERE, check=True, capture_output=True)
    # Handed in since: nobody has graded it.
    shutil.copytree(handed_in.parent, made.root / "submitted" / "bob")
    config = CONFIG.format(
        root=str(root),
        steps=list(read_configuration(made).config.Autograde.autograde_preprocessors),
        source=str(HERE / "notebooks"),
        database=str(made.root / "gradebook.db"),
    )
    (root / "nbgrader_config.py").write_text(config, "utf-8")
    return root


@pytest.fixture(scope="session")
def lab(course, tmp_path_factory):
    """The address of a JupyterLab that serves the course's folder."""
    with serve(course, tmp_path_factory.mktemp("jupyter")) as address:
        yield address


@pytest.fixture(scope="session")
def browser_type_launch_args():
    return {
        "executable_path": CHROMIUM,
        "args": [
            "--no-sandbox",
            "--disable-background-networking",
            "--disable-component-update",
            "--no-first-run",
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
        ],
    }


@pytest.fixture(scope="session")
def browser_context_args():
    return {"viewport": {"width": 1280, "height": 900}}


@pytest.fixture
def watched(page):
    """A page, with what it asks of the outside and what it complains of."""
    page.outside, page.complaints = [], []
    page.on("request", lambda asked: note_request(page, asked.url))
    page.on("console", lambda said: note_complaint(page, said))
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.set_default_timeout(SECONDS)
    return page


def note_request(page, url):
    if not re.match(r"(http|ws)://127\.0\.0\.1:|data:|blob:", url):
        page.outside.append(url)


def note_complaint(page, said):
    if said.type == "error" and "sandbox" not in said.text:
        page.complaints.append(said.text)


@pytest.fixture
def student(watched, lab, course, request):
    """Opens a fresh copy of a released notebook; checks its manners at the end."""
    folder = course / request.node.name.replace("[", "-").rstrip("]")
    shutil.copytree(course / "course" / "release" / ASSIGNMENT, folder)

    def open_notebook(name):
        watched.goto(f"{lab}/lab/tree/{folder.name}/{name}.ipynb?reset")
        watched.wait_for_function(READY)
        return watched

    yield open_notebook
    stderr = '[data-mime-type$="stderr"], [data-mime-type$="notebook.error"]'
    assert watched.locator(stderr).count() == 0
    assert watched.outside == []
    assert watched.complaints == []


def run_all(page):
    page.evaluate("() => window.jupyterapp.commands.execute('notebook:run-all-cells')")
    page.wait_for_function(READY)


def cell(page, key):
    return page.locator(".jp-Notebook .jp-Cell").nth(page.evaluate(PLACE_OF, key))


def write(page, key, code):
    """Replace a cell's text as a student would, by typing."""
    cell(page, key).locator(".cm-content").click()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(code)


def words(page, key):
    return cell(page, key).locator(".jp-OutputArea-output").inner_text()


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_blank_notebook_runs_clean_and_says_not_attempted(student, name):
    page = student(name)
    run_all(page)
    asked = "q1a" if name == SECTION1 else "q2a"
    assert "○ not attempted" in words(page, asked)
    assert "✗" not in page.locator(".jp-Notebook").inner_text()


def test_a_right_answer_turns_to_passed_and_is_drawn(student):
    page = student(SECTION2)
    write(page, "s2b", "def d_relu(x):\n    return (np.asarray(x) > 0) * 1.0")
    run_all(page)
    assert "✓ passed" in words(page, "q2b")
    assert "○ not attempted" in words(page, "q2c")
    drawing = cell(page, "show_2b").locator("img")
    assert drawing.evaluate("image => image.naturalWidth") > 400
    assert "ReLU" in drawing.get_attribute("alt")


def test_a_known_mistake_is_named_and_a_hint_follows_on_asking(student):
    def customary(x):
        return 1.0 if x > 0 else 0.1

    [known] = [
        mistake
        for mistake in ANSWERS["d_leaky_relu"].mistakes
        if all(mistake.wrong(x) == customary(x) for x in (-3.0, -0.5, 0.5, 2.0))
    ]
    page = student(SECTION2)
    write(page, "s2d", "def d_leaky_relu(x):\n    return np.where(x > 0, 1, 0.1)")
    write(page, "b-break-it", 'worksheet.hint("q2d")')
    run_all(page)
    assert "✗ not yet" in words(page, "q2d")
    assert known.name in words(page, "q2d")
    assert "hint" in words(page, "b-break-it")


def test_a_students_graph_is_drawn_with_the_names_in_it(student):
    graph = 'return {"w": ("source",), "twin": ("g1", "w"), "end": ("f", "twin")}'
    page = student(SECTION1)
    write(page, "s1b_graph", f"def chain_rule_graph(n):\n    {graph}")
    run_all(page)
    drawing = cell(page, "show_1b").locator("img")
    assert drawing.evaluate("image => image.naturalWidth") > 100
    assert "twin" in drawing.get_attribute("alt")
    assert "✗ not yet" in words(page, "q1b_graph")


def test_formgrader_shows_a_written_answer_and_takes_a_score(watched, lab, course):
    from nbgrader.api import Gradebook

    page = watched
    page.goto(f"{lab}/formgrader/gradebook/{ASSIGNMENT}/{SECTION1}")
    page.get_by_role("link", name="Submission #1").click()
    page.get_by_text("How fast the output follows that node.").wait_for()
    # The page's own script marks the box once it listens.
    page.locator("input.score.needs_manual_grade#q1f_discussion").wait_for()
    box = page.locator("input.score#q1f_discussion")
    with page.expect_response(lambda told: "/api/grade/" in told.url and told.ok):
        box.fill("2.5")
        box.press("Tab")
    with Gradebook(f"sqlite:///{course / 'course' / 'gradebook.db'}") as book:
        grade = book.find_grade("q1f_discussion", SECTION1, ASSIGNMENT, "ada")
        assert (grade.manual_score, grade.needs_manual_grade) == (2.5, False)
    # nbgrader's own page asks for MathJax; nothing answers here, and nothing is lost.
    assert [url for url in page.outside if "/mathjax/" not in url] == []


@needs_sandbox
def test_formgraders_button_grades_in_the_sandbox(watched, lab, course):
    from nbgrader.api import Gradebook

    second = course / "course" / "submitted" / "bob" / ASSIGNMENT / f"{SECTION2}.ipynb"
    book = json.loads(second.read_text("utf-8"))
    [answer] = [cell for cell in book["cells"] if cell["id"] == "s2b"]
    answer["source"] = (
        "import os\nd_relu = lambda x: (x > 0) * 1.0 / (os.getpid() == 1)"
    )
    second.write_text(json.dumps(book), "utf-8")
    page = watched
    page.goto(f"{lab}/formgrader/manage_submissions/{ASSIGNMENT}")
    row = page.locator("tr", has=page.get_by_text("bob", exact=True))
    row.get_by_text("needs autograding").wait_for()
    with page.expect_response(lambda told: "/autograde" in told.url) as told:
        row.locator(".autograde a").click()
    assert told.value.json()["success"], told.value.json()
    page.get_by_text("Successfully autograded").wait_for()
    with Gradebook(f"sqlite:///{course / 'course' / 'gradebook.db'}") as book:
        score = book.find_submission(ASSIGNMENT, "bob").score
    assert score == 2  # in a kernel its process would not be number 1
