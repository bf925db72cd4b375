"""The example hub: a student hands in through it, and an instructor grades."""

from __future__ import annotations

import json
import re
import secrets
import shutil
from importlib.util import find_spec

import pytest
from hub import copy_project, serve
from own_assignment import AUTOMATIC, MAX_SCORE, NOTEBOOKS, SECTION2
from paths import ROOT
from sandbox_here import needs_sandbox

from autograder.assignment.assignment import ASSIGNMENT
from autograder.assignment.course import Course
from autograder.release.build import make_release

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
SECONDS = 120_000  # in milliseconds, as playwright expects; long, for slow machines
INSTRUCTOR, STUDENT = "instructor", "ada"
PASSWORDS = {role: secrets.token_urlsafe(24) for role in ("students", "instructor")}
IS_IDLE = """() => {
  const context = window.jupyterapp?.shell?.currentWidget?.context;
  const waiting = [...document.querySelectorAll('.jp-InputPrompt')]
    .filter(prompt => prompt.textContent.includes('*'));
  return context?.sessionContext?.session?.kernel?.status == 'idle'
    && waiting.length == 0;
}"""
# Right only where the process has id 1, which is so in the sandbox.
ONLY_IN_THE_SANDBOX = """import os

def d_relu(x):
    return (np.asarray(x) > 0) * 1.0 / (os.getpid() == 1)
"""


@pytest.fixture(scope="session")
def browser_type_launch_args():
    hosts = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
    quiet = ("--disable-background-networking", "--no-first-run")
    return {"executable_path": CHROMIUM, "args": ["--no-sandbox", *quiet, hosts]}


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A copy of the project with a student version that is not yet in the exchange."""
    root = copy_project(tmp_path_factory.mktemp("project"))
    make_release(Course(root / "course", root / "notebooks"), "none", verify=False)
    return root


@pytest.fixture(scope="module")
def hub(project, tmp_path_factory):
    with serve(project, PASSWORDS, tmp_path_factory.mktemp("hub")) as address:
        yield address


@pytest.fixture
def log_in(hub, browser, tmp_path):
    """A function that logs somebody in, in a browser window of their own.

    At the end, a picture of each window is in the test's temporary folder.
    """
    windows = {}

    def open_window(name):
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        page = windows[name] = context.new_page()
        page.set_default_timeout(SECONDS)
        page.goto(hub)
        page.locator("#username_input").fill(name)
        page.locator("#password_input").fill(
            PASSWORDS["instructor" if name == INSTRUCTOR else "students"]
        )
        page.locator("#login_submit").click()
        page.wait_for_url(f"**/user/{name}/**")
        return page

    yield open_window
    for name, page in windows.items():
        page.screenshot(path=tmp_path / f"{name}.png")
        page.context.close()


@pytest.mark.long
@pytest.mark.browser
@pytest.mark.filterwarnings("default")  # Jupyter warns in its threads
@pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")
@pytest.mark.skipif(
    find_spec("jupyterhub") is None,
    reason="jupyterhub is not installed, see examples/jupyterhub/requirements.txt",
)
@needs_sandbox
def test_a_student_hands_in_and_an_instructor_grades_in_the_sandbox(
    hub, project, log_in
):
    instructor = log_in(INSTRUCTOR)
    release(instructor)
    home = project / "course" / "hub" / "homes" / STUDENT
    show_state_of_the_kernel(home)
    student = log_in(STUDENT)
    fetch(student)
    folder = home / ASSIGNMENT
    for name in NOTEBOOKS:
        write_answers(folder / f"{name}.ipynb")
    run(student, f"{hub}/user/{STUDENT}/lab/tree/{ASSIGNMENT}/{SECTION2}.ipynb")
    submit(student)
    for name, status in ((STUDENT, 404), (INSTRUCTOR, 403)):
        assert student.request.get(f"{hub}/user/{name}/formgrader").status == status
    collect(instructor)
    assert [p.name for p in (project / "course" / "submitted").iterdir()] == [STUDENT]
    assert autograde(instructor) == f"{AUTOMATIC:g} / {MAX_SCORE:g}"


def show_state_of_the_kernel(home):
    """Let JupyterLab tell the browser when the kernel is ready."""
    (home / ".jupyter").mkdir(parents=True)
    file = home / ".jupyter" / "jupyter_lab_config.py"
    file.write_text("c.LabApp.expose_app_in_browser = True\n", "utf-8")


def press(page, selector, action):
    """Click something on a page of Formgrader; return when the action has succeeded."""
    with page.expect_response(lambda response: response.url.endswith(action)) as got:
        page.locator(selector).click()
    assert got.value.json()["success"], got.value.json()
    page.get_by_text("Successfully").wait_for()


def release(page):
    address = page.url
    with page.expect_response(lambda response: response.url == address) as got:
        page.reload()
    # The reason why the example opens Formgrader in a tab of its own.
    assert "frame-ancestors 'none'" in got.value.headers["content-security-policy"]
    press(page, "td.release a", "/release")


def fetch(page):
    page.get_by_text("Nbgrader", exact=True).click()
    page.get_by_text("Assignment List").click()
    page.get_by_role("button", name="Fetch", exact=True).click()
    page.get_by_role("button", name="Submit", exact=True).wait_for()


def write_answers(path):
    """Fill in the answers of the instructor's notebook, as saved by the student."""
    solved = json.loads(
        (ROOT / "notebooks" / ASSIGNMENT / path.name).read_text("utf-8")
    )
    answers = {cell["id"]: cell["source"] for cell in solved["cells"]}
    book = json.loads(path.read_text("utf-8"))
    for cell in book["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("solution"):
            cell["source"] = answers[cell["id"]]
        if cell["id"] == "s2b":
            cell["source"] = ONLY_IN_THE_SANDBOX
    path.write_text(json.dumps(book), "utf-8")


def run(page, address):
    page.goto(address)
    page.wait_for_function(IS_IDLE)
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    page.get_by_text("✓ passed").first.wait_for()
    page.wait_for_function(IS_IDLE)
    with page.expect_response(is_save) as got:
        page.keyboard.press("Control+S")
    assert got.value.ok


def is_save(response):
    return response.request.method == "PUT" and f"{SECTION2}.ipynb" in response.url


def submit(page):
    page.get_by_text("Nbgrader", exact=True).click()
    page.get_by_text("Assignment List").click()
    page.get_by_role("button", name="Submit", exact=True).click()
    page.get_by_role("button", name="Fetch Feedback", exact=True).wait_for()


def collect(page):
    page.reload()
    press(page, "td.collect a", "/collect")


def autograde(page):
    """Press Formgrader's button; return the score that it shows."""
    page.goto(
        re.sub(
            r"/formgrader.*", f"/formgrader/manage_submissions/{ASSIGNMENT}", page.url
        )
    )
    press(page, "td.autograde a", "/autograde")
    page.reload()
    return page.locator("td.score").inner_text()
