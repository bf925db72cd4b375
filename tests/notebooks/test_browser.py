"""The notebooks and Formgrader in JupyterLab, in the browser chromium from Debian.

All tests share one server on a free port of 127.0.0.1, with separate settings. The
server and its kernels are stopped at the end. Requests to other addresses fail.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys

import pytest
from class_of_real_notebooks import solved_cells
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
SECONDS = 60_000  # in milliseconds, as playwright expects; long, for slow machines

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.filterwarnings("default"),  # Jupyter warns in its threads
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
INDEX_OF = """key => [...window.jupyterapp.shell.currentWidget.content.widgets]
  .findIndex(widget => widget.model.id == key)"""


@pytest.fixture(scope="session")
def course(tmp_path_factory):
    """A released course with one submission that still has to be graded by hand."""
    root = tmp_path_factory.mktemp("browser")
    made = Course(root / "course", HERE / "notebooks")
    make_release(made, "none", verify=False)
    submitted = made.root / "submitted" / "ada" / ASSIGNMENT
    submitted.mkdir(parents=True)
    for name in NOTEBOOKS:
        book = json.loads((made.release / f"{name}.ipynb").read_text("utf-8"))
        for cell in book["cells"]:
            if cell["id"] == "q1f_discussion":
                cell["source"] = "How fast the output follows that node."
        (submitted / f"{name}.ipynb").write_text(json.dumps(book), "utf-8")
    command = [sys.executable, "-m", "autograder", "grade", "--sandbox", "none"]
    with_course = [*command, "--course", str(made.root)]
    subprocess.run(with_course, cwd=HERE, check=True, capture_output=True)
    # bob's submission comes after grading, so it has no score yet.
    shutil.copytree(submitted.parent, made.root / "submitted" / "bob")
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
    """The address of a JupyterLab server for the course folder."""
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
    """A page that records its requests to other addresses and its console errors."""
    page.remote_requests, page.console_errors = [], []
    page.on("request", lambda request: record_request(page, request.url))
    page.on("console", lambda message: record_error(page, message))
    page.on("pageerror", lambda error: page.console_errors.append(str(error)))
    page.set_default_timeout(SECONDS)
    return page


def record_request(page, url):
    if not re.match(r"(http|ws)://127\.0\.0\.1:|data:|blob:", url):
        page.remote_requests.append(url)


def record_error(page, message):
    if message.type == "error" and "sandbox" not in message.text:
        page.console_errors.append(message.text)


@pytest.fixture
def student(watched, lab, course, request):
    """A function that opens a new copy of a released notebook.

    At the end: no stderr, no remote request, no console error.
    """
    folder = course / request.node.name.replace("[", "-").rstrip("]")
    shutil.copytree(course / "course" / "release" / ASSIGNMENT, folder)

    def open_notebook(name):
        watched.goto(f"{lab}/lab/tree/{folder.name}/{name}.ipynb?reset")
        watched.wait_for_function(READY)
        return watched

    open_notebook.folder = folder
    yield open_notebook
    stderr = '[data-mime-type$="stderr"], [data-mime-type$="notebook.error"]'
    assert watched.locator(stderr).count() == 0
    assert watched.remote_requests == []
    assert watched.console_errors == []


def run_all(page):
    page.evaluate("() => window.jupyterapp.commands.execute('notebook:run-all-cells')")
    page.wait_for_function(READY)


def cell(page, key):
    return page.locator(".jp-Notebook .jp-Cell").nth(page.evaluate(INDEX_OF, key))


def write(page, key, code):
    """Replace a cell's text with the keyboard, as a student would."""
    cell(page, key).locator(".cm-content").click()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(code)


def output_text(page, key):
    return cell(page, key).locator(".jp-OutputArea-output").inner_text()


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_blank_notebook_runs_without_errors_and_says_not_attempted(student, name):
    page = student(name)
    run_all(page)
    first = "q1a" if name == SECTION1 else "q2a"
    assert "○ not attempted" in output_text(page, first)
    assert "✗" not in page.locator(".jp-Notebook").inner_text()


def test_a_right_answer_passes_and_is_drawn(student):
    page = student(SECTION2)
    write(page, "s2b", "def d_relu(x):\n    return (np.asarray(x) > 0) * 1.0")
    run_all(page)
    assert "✓ passed" in output_text(page, "q2b")
    assert "○ not attempted" in output_text(page, "q2c")
    drawing = cell(page, "show_2b").locator("img")
    assert drawing.evaluate("image => image.naturalWidth") > 400
    assert "ReLU" in drawing.get_attribute("alt")


def test_a_known_mistake_is_named_and_hint_shows_a_hint(student):
    def usual(x):
        return 1.0 if x > 0 else 0.1

    known, *_ = [
        mistake
        for mistake in ANSWERS["d_leaky_relu"].mistakes
        if all(mistake.wrong(x) == usual(x) for x in (-3.0, -0.5, 0.5, 2.0))
    ]
    page = student(SECTION2)
    write(page, "s2d", "def d_leaky_relu(x):\n    return np.where(x > 0, 1, 0.1)")
    write(page, "b-break-it", 'worksheet.hint("q2d")')
    run_all(page)
    assert "✗ not yet" in output_text(page, "q2d")
    assert known.name in output_text(page, "q2d")
    assert "hint" in output_text(page, "b-break-it")


def test_a_students_graph_is_drawn_with_its_node_names(student):
    graph = 'return {"w": ("source",), "twin": ("g1", "w"), "end": ("f", "twin")}'
    page = student(SECTION1)
    write(page, "s1b_graph", f"def chain_rule_graph(n):\n    {graph}")
    run_all(page)
    drawing = cell(page, "show_1b").locator("img")
    assert drawing.evaluate("image => image.naturalWidth") > 100
    assert "twin" in drawing.get_attribute("alt")
    assert "✗ not yet" in output_text(page, "q1b_graph")


def solve(folder, name, course):
    """Fill in the instructor's answers in a student's notebook."""
    book = solved_cells(name, Course(course / "course", HERE / "notebooks"))
    (folder / f"{name}.ipynb").write_text(json.dumps(book), "utf-8")


@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
def test_the_outputs_of_a_solved_notebook_are_accessible(student, course, theme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    solve(student.folder, SECTION1, course)
    page = student(SECTION1)
    change = "apputils:change-theme"
    page.evaluate(
        "([name, theme]) => window.jupyterapp.commands.execute(name, {theme})",
        [change, theme],
    )
    run_all(page)
    opened = "all => all.forEach(one => { one.open = true; })"
    page.locator(".jp-OutputArea-output details").evaluate_all(opened)
    found = axe.run(page, {"include": [[".jp-OutputArea-output"]]})
    assert found.violations_count == 0, found.generate_report()
    narrow = "all => all.every(one => one.scrollWidth <= one.clientWidth + 1)"
    assert page.locator(".jp-OutputArea-output").evaluate_all(narrow)


def test_the_keyboard_alone_opens_a_step(student, course):
    solve(student.folder, SECTION1, course)
    page = student(SECTION1)
    run_all(page)
    step = cell(page, "c-flow-steps").locator("details").nth(1)
    assert not step.evaluate("step => step.open")
    cell(page, "c-flow-steps").locator(".jp-InputPrompt").click()
    for _ in range(12):  # some outputs have further places that take the focus
        page.keyboard.press("Tab")
        if step.locator("summary").evaluate("one => one == document.activeElement"):
            break
    page.keyboard.press("Enter")
    assert step.evaluate("step => step.open")


def test_formgrader_shows_a_written_answer_and_saves_its_score(watched, lab, course):
    from nbgrader.api import Gradebook

    page = watched
    page.goto(f"{lab}/formgrader/gradebook/{ASSIGNMENT}/{SECTION1}")
    page.get_by_role("link", name="Submission #1").click()
    page.get_by_text("How fast the output follows that node.").wait_for()
    # The page's script adds this class to the box when it is ready for input.
    page.locator("input.score.needs_manual_grade#q1f_discussion").wait_for()
    box = page.locator("input.score#q1f_discussion")
    with page.expect_response(
        lambda response: "/api/grade/" in response.url and response.ok
    ):
        box.fill("2.5")
        box.press("Tab")
    with Gradebook(f"sqlite:///{course / 'course' / 'gradebook.db'}") as book:
        grade = book.find_grade("q1f_discussion", SECTION1, ASSIGNMENT, "ada")
        assert (grade.manual_score, grade.needs_manual_grade) == (2.5, False)
    # nbgrader's page requests MathJax; the request fails here, and that is harmless.
    assert [url for url in page.remote_requests if "/mathjax/" not in url] == []


@needs_sandbox
def test_the_autograde_button_of_formgrader_grades_in_the_sandbox(watched, lab, course):
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
    with page.expect_response(lambda response: "/autograde" in response.url) as got:
        row.locator(".autograde a").click()
    assert got.value.json()["success"], got.value.json()
    page.get_by_text("Successfully autograded").wait_for()
    with Gradebook(f"sqlite:///{course / 'course' / 'gradebook.db'}") as book:
        score = book.find_submission(ASSIGNMENT, "bob").score
    assert score == 2  # the process has id 1 only in the sandbox
