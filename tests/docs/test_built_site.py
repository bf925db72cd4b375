"""The documentation site as built: no warning, no outside request, no answer."""

import functools
import http.server
import re
import shutil
import subprocess
import sys
import threading
from html import unescape
from importlib.util import find_spec

import pytest
from own_assignment import ASSIGNMENT, SECTION1
from paths import ROOT

from autograder.release.leaks import leaks

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
PACKAGES = ("sphinx", "myst_nb", "furo")

pytestmark = [
    pytest.mark.long,
    pytest.mark.slow,
    pytest.mark.filterwarnings("default"),  # playwright and the server warn in threads
    pytest.mark.skipif(
        not all(map(find_spec, PACKAGES)),
        reason="Sphinx and its extensions are not installed; `make docs` installs them",
    ),
]


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The default site. Sphinx fails on any warning."""
    into = tmp_path_factory.mktemp("site") / "html"
    command = [sys.executable, "docs/site/build.py", "--into", str(into)]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    return into


@pytest.fixture
def address(site):
    """The site on a free port of 127.0.0.1."""
    handler = functools.partial(QuietHandler, directory=str(site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format, *arguments):
        pass


def code_on(page):
    """Everything that the page shows as code, as Python files for the leak search."""
    blocks = re.findall(r"<pre[^>]*>(.*?)</pre>", page.read_text("utf-8"), re.S)
    return {
        f"{page.stem}-{number}.py": unescape(re.sub(r"<[^>]+>", "", block))
        for number, block in enumerate(blocks)
    }


def answers():
    """The instructor's code in the cells that students write."""
    cells = [cell for book in ASSIGNMENT.notebooks.values() for cell in book]
    return [cell.source for cell in cells if cell.kind == "solution"]


def test_no_page_shows_an_answer(site):
    shown = {}
    for page in site.rglob("*.html"):
        shown |= code_on(page)
    assert len(shown) > 50
    found = leaks(shown, answers())
    assert [place for place in found if "complete solution" in place] == []


def test_the_search_finds_an_answer_on_a_page(tmp_path):
    [answer] = [code for code in answers() if "def numerical_gradient" in code]
    page = tmp_path / "page.html"
    page.write_text(f"<pre><span>{answer.replace('<', '&lt;')}</span></pre>")
    assert leaks(code_on(page), answers())


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")
def test_pages_load_nothing_from_other_servers_and_show_mathematics(
    address, playwright
):
    requests, errors = [], []
    browser = playwright.chromium.launch(
        executable_path=CHROMIUM, args=["--no-sandbox"]
    )
    page = browser.new_page()
    page.set_default_timeout(120_000)
    page.on("request", lambda request: requests.append(request.url))
    page.on("pageerror", lambda error: errors.append(str(error)))
    for name in ("index", "api/answers", "api/engine", f"worksheet/{SECTION1}"):
        page.goto(f"{address}/{name}.html")
    page.locator("mjx-container").first.wait_for()
    assert page.locator("mjx-container").count() > 20
    assert page.locator("mjx-merror").count() == 0
    assert page.locator("article figure img").count() > 1
    broken = "images => images.filter(image => !image.naturalWidth).length"
    assert page.locator("main img, article img").evaluate_all(broken) == 0
    browser.close()
    assert [url for url in requests if not url.startswith((address, "data:"))] == []
    assert errors == []
