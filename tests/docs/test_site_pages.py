"""The pages of the documentation site, without building it."""

import re
import sys

import pytest
from companion.display.figures import new_figure, picture
from own_assignment import ASSIGNMENT
from paths import ROOT

import solutions
from autograder.assignment.questions import solution_names

SITE = ROOT / "docs" / "site"
sys.path.insert(0, str(SITE))

import build  # noqa: E402
import conf  # noqa: E402
from docstrings import as_restructured_text, without_derivation  # noqa: E402

HOME = (SITE / "index.md").read_text("utf-8")
API = "\n".join(page.read_text("utf-8") for page in (SITE / "api").glob("*.md"))
EXAMPLE = [
    "The gradient of |x| * y.",
    "",
    "By the product rule",
    "",
    "    df = a*x",
    "       + |b|",
    "",
    "and nothing else.",
    "",
    "Args:",
    "    x: a float.",
    "",
    ">>> f(2) * 3",
    "6",
]


def test_a_formula_becomes_one_literal_block_without_escapes():
    lines = as_restructured_text(EXAMPLE)
    start = lines.index("    df = a*x")
    assert lines[start - 2 : start + 2] == ["::", "", "    df = a*x", "       + |b|"]
    assert lines.count("::") == 1


def test_text_and_sections_are_escaped_and_examples_are_not():
    lines = as_restructured_text([*EXAMPLE[:-4], "    *x: |floats|.", *EXAMPLE[-3:]])
    assert lines[0] == r"The gradient of \|x\| \* y."
    assert r"    \*x: \|floats\|." in lines
    assert lines[-2:] == [">>> f(2) * 3", "6"]


def test_without_the_derivation_summary_sections_and_examples_stay():
    assert without_derivation(EXAMPLE) == [*EXAMPLE[:2], *EXAMPLE[9:]]


def test_a_docstring_of_one_line_stays():
    assert without_derivation(["Only this."])[0] == "Only this."


def test_outputs_of_the_worksheet_with_a_picture_are_kept():
    figure, axes = new_figure(3, 3)
    axes.plot([1, 2])
    shown = picture(figure, "a line", "The caption.")
    assert build.is_picture({"data": {"text/html": shown._repr_html_()}})
    assert not build.is_picture({"data": {"text/html": "<p>not attempted yet</p>"}})
    assert not build.is_picture({"output_type": "stream", "text": "<img "})


def answers():
    """The functions of `solutions` that the notebooks ask for."""
    cells = [cell for book in ASSIGNMENT.notebooks.values() for cell in book]
    names = {name for cell in cells if cell.kind == "solution"
             for name in solution_names(cell.source)}  # fmt: skip
    return sorted(n for n in names if callable(getattr(solutions, n, None)))


def test_there_are_answers():
    assert {"loss_gradients", "backward", "d_tanh"} <= {*answers()}


@pytest.mark.parametrize("name", answers())
def test_no_derivation_of_an_answer_is_on_the_default_site(name):
    assert getattr(solutions, name).__module__ in conf.ANSWERS


@pytest.mark.parametrize("name", solutions.__all__)
def test_every_public_name_is_on_a_page_of_the_reference(name):
    listed = re.search(rf"^\.\. (?:auto|py:)\w+:: {name}$", API, re.M)
    module = "solutions.graph_errors"
    assert listed or getattr(solutions, name).__module__ == module
    assert f".. automodule:: {module}\n   :members:" in API


def listed_pages():
    """The pages in the tables of contents, without suffix."""
    entries = [
        line
        for tree in re.findall(r"^```\{toctree\}\n(.*?)^```", HOME, re.M | re.S)
        for line in tree.splitlines()
        if line and not line.startswith(":")
    ]
    pages = set()
    for entry in entries:
        found = list(ROOT.glob(f"{entry}.md")) + list(SITE.glob(f"{entry}.md"))
        book = entry.removeprefix("worksheet/")
        assert found or book in ASSIGNMENT.notebooks, entry
        pages.update(found)
    return pages


def test_every_page_is_in_a_table_of_contents():
    pages = {*(ROOT / "docs").rglob("*.md"), *ROOT.glob("*.md")}
    home = {SITE / "index.md", ROOT / "README.md"}
    assert pages - listed_pages() == home


def test_every_link_leads_to_a_page_of_the_site_or_elsewhere():
    """Sphinx warns about others, and then there is no site."""
    there = {*listed_pages(), ROOT / "CITATION.cff"}
    links = [
        (page, (page.parent / target).resolve())
        for page in there
        for target in re.findall(
            r"\]\(([^)#: ]+)(?:#[^)]*)?\)", page.read_text("utf-8")
        )
    ]
    assert len(links) > 30
    assert [link for link in links if link[1] not in there] == []


def test_every_path_on_the_first_page_exists():
    for target in re.findall(r"\]\(([^)]+)\)", HOME):
        if not re.match(r"https?:", target):
            places = [ROOT / target, SITE / target, SITE / f"{target}.md"]
            book = target.removeprefix("worksheet/")
            assert any(p.exists() for p in places) or book in ASSIGNMENT.notebooks


def test_every_picture_has_an_alternative_text():
    pictures = re.findall(r"!\[([^\]]*)\]\(images/", HOME)
    assert len(pictures) == len([*(SITE / "images").glob("*.png")])
    assert all(pictures)
