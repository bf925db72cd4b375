"""The site in chromium, from a static web server on 127.0.0.1.

Pyodide is on a public server, which the tests don't ask: no cell is run here. The
notebooks run in Pyodide in `tests/notebooks/test_in_a_browser.py`.
"""

from __future__ import annotations

import json
import re
import shutil
from urllib.parse import urlsplit

import pytest
from class_of_real_notebooks import released
from own_assignment import ASSIGNMENT, NOTEBOOKS, SECTION1
from static_server import serve

from autograder.release.site import REQUIREMENTS, Site

pytest.importorskip("jupyterlite_pyodide_kernel", reason=" ".join(REQUIREMENTS))
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
SECONDS = 120_000  # in milliseconds; long, for slow machines

pytestmark = [
    pytest.mark.browser,
    pytest.mark.long,
    pytest.mark.slow,
    pytest.mark.filterwarnings("default"),  # of the browser's threads
    pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed"),
]


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """The address of the served site."""
    course = released(tmp_path_factory.mktemp("site"))
    one = Site(course.root / "site")
    list(one.build(course.release, ASSIGNMENT))
    with serve(one.target) as server:
        yield server.address


@pytest.fixture(scope="session")
def browser_type_launch_args():
    hosts = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
    return {"executable_path": CHROMIUM, "args": ["--no-sandbox", hosts]}


@pytest.fixture
def site(page, address):
    """A page on the first page of the site, which records the hosts it asks."""
    page.hosts = set()
    page.on("request", lambda request: page.hosts.add(urlsplit(request.url).hostname))
    page.set_default_timeout(SECONDS)
    page.goto(address)
    return page


def open_first(page):
    page.get_by_role("link", name="Section 1").click()
    page.locator(".jp-Notebook .jp-Cell").first.wait_for()
    page.get_by_role("heading", name="Section 1: Backpropagation").wait_for()


def test_the_first_page_leads_to_the_notebooks(site):
    assert "stored only in this browser" in site.locator("main").inner_text()
    open_first(site)
    # Nothing but Python's own files is requested from elsewhere.
    assert site.hosts - {None} <= {"127.0.0.1", "cdn.jsdelivr.net"}


def test_all_files_are_listed(site):
    site.get_by_role("link", name="All files").click()
    for name in [*(f"{name}.ipynb" for name in NOTEBOOKS), "worksheet.py", "companion"]:
        site.locator(".jp-DirListing-item", has_text=name).wait_for()


def test_work_is_kept_in_the_browser_and_can_be_downloaded(site):
    open_first(site)
    site.locator(".jp-CodeCell .cm-content").nth(1).click()
    site.keyboard.press("Control+A")
    site.keyboard.insert_text("answer_of_ada = 1")
    site.keyboard.press("Control+S")
    site.get_by_text(re.compile("Last Checkpoint|Saved", re.I)).first.wait_for()
    site.reload()
    site.get_by_text("answer_of_ada").first.wait_for()
    site.locator(".lm-MenuBar-itemLabel", has_text="File").click()
    with site.expect_download() as got:
        site.locator("li[data-command='docmanager:download']").click()
    assert got.value.suggested_filename == f"{SECTION1}.ipynb"
    book = json.loads(got.value.path().read_text(encoding="utf-8"))
    sources = ["".join(cell["source"]) for cell in book["cells"]]
    assert "answer_of_ada = 1" in sources
    ids = {cell["id"] for cell in book["cells"]}
    assert {cell.key for cell in ASSIGNMENT.notebooks[SECTION1]} <= ids
