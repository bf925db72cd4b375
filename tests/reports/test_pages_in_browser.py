"""The pages in a browser: accessible, nothing loaded, formulas drawn."""

import re
import shutil

import pytest
from fake_course import as_file, cell, nbgrader
from sample_results import WRONG, blank_result, result_of, store_results
from toy_course import NAME, NUMBERS
from toy_gradebook import release

from autograder.assignment.course import write_whole
from autograder.gradebook.write import GradebookWriter, HandScore
from autograder.pages.templating import environment
from autograder.reports.class_page import write_report
from autograder.reports.student_page import write_feedback

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
COMMENT = "Good: $\\frac{a}{b}$\n\n1. one\n\n[more](https://example.org)"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("default"),
    pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed"),
]


@pytest.fixture(scope="module")
def chromium(playwright):  # one for all files: a second one cannot start beside it
    browser = playwright.chromium.launch(
        executable_path=CHROMIUM, args=["--no-sandbox"]
    )
    yield browser
    browser.close()


@pytest.fixture
def pages(course, assignment):
    """Both class pages and a student's page of a small class."""
    url = release(course.gradebook, assignment)
    results = [result_of(assignment, f"s{n}", double=WRONG) for n in range(4)]
    results += [result_of(assignment, "ada"), blank_result(assignment, "bob")]
    with GradebookWriter(url, assignment) as book:
        for result in results:
            book.record(result, None, None)
        book.enter([HandScore("s1", "why", 2.5, COMMENT)])
    answer = cell(
        "s_double",
        "def double(x):  # mine\n    return 'a'",
        metadata={"nbgrader": nbgrader("s_double")},
    )
    for result in results:
        file = course.autograded(result.student) / f"{NUMBERS}.ipynb"
        write_whole(file, as_file([answer]))
    store_results(course, *results)
    write_report(course, assignment)
    write_report(course, assignment, anonymous=True)
    write_feedback(course, assignment)
    return {
        "staff": course.root / "report.html",
        "lecture": course.root / "report-anonymous.html",
        "student": course.root / "feedback" / "s1" / NAME / "feedback.html",
    }


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["staff", "lecture", "student"])
def test_a_page_is_accessible_and_loads_nothing(chromium, pages, name, scheme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = chromium.new_page(color_scheme=scheme, bypass_csp=True)
    requests = []
    page.on("request", lambda request: requests.append(request.url))
    page.goto(pages[name].as_uri())
    found = axe.run(page)
    assert found.violations_count == 0, found.generate_report()
    assert requests == [pages[name].as_uri()]
    page.close()


def test_a_formula_of_a_comment_is_drawn_as_a_fraction(chromium, pages):
    page = chromium.new_page()
    page.goto(pages["student"].as_uri())
    boxes = [page.locator(f"mfrac > :nth-child({n})").bounding_box() for n in (1, 2)]
    assert boxes[0]["y"] + boxes[0]["height"] <= boxes[1]["y"] + 1
    page.close()


def test_the_key_is_accessible(chromium, tmp_path):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    source = "# Title\n\nA formula: $x^2$\n\n| a | b |\n|---|---|\n| 1 | 2 |"
    outputs = [{"output_type": "stream", "text": "7\n"}]
    cells = [
        {"cell_type": "markdown", "source": source},
        {"cell_type": "code", "source": "x = 'a'  # b", "outputs": outputs},
    ]
    from autograder.release import answer_key

    folder = answer_key.Path(answer_key.__file__).parent / "templates"
    template = environment(folder).get_template("key.html")
    path = tmp_path / "key.html"
    path.write_text(template.render(title="Key", cells=cells), encoding="utf-8")
    page = chromium.new_page(bypass_csp=True)
    page.goto(path.as_uri())
    found = axe.run(page)
    assert found.violations_count == 0, found.generate_report()
    assert not re.search(r"https?:|<script", path.read_text(encoding="utf-8"))
    page.close()
