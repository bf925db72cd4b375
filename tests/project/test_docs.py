"""Files, modules, commands, options and make targets in documents exist."""

import argparse
import re
import runpy
import sys
import tomllib
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pytest
import yaml
from paths import ROOT

from autograder.__main__ import parser
from autograder.assignment.course import Course

DECISIONS = ROOT / "docs" / "decisions"
ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
RECORDS = sorted(DECISIONS.glob("[0-9]*.md"))
DOCUMENTS = [
    *(ROOT / f"{name}.md" for name in ("CONTRIBUTING", "CHANGELOG", "SECURITY")),
    ROOT / "docs" / "architecture.md",
    ROOT / "docs" / "nbgrader-course.md",
    *sorted(DECISIONS.glob("*.md")),
]
GUIDES = [
    ROOT / "docs" / f"{name}.md"
    for name in (
        *("add-a-question", "learning-platforms", "existing-course"),
        *("instructor-guide", "gradescope", "in-a-browser", "comparison"),
    )
]
EXAMPLES = sorted((ROOT / "examples").glob("*/README.md"))
LINKED = [ROOT / "README.md", *GUIDES, *EXAMPLES, *DOCUMENTS]
# Paths may be short: relative to one of these.
BASES = (ROOT, ROOT / "autograder", ROOT / "notebooks" / "backprop")
# Programs, packages, settings and file names that are not part of the project.
FOREIGN = {
    *("nbgrader autograde", "nbgrader generate_assignment", "ruff check"),
    *("ruff format --check", "mypy", "make", "kill -9", "soupsieve<3", ".venv"),
    *("img:not([alt])", "timestamp.txt", "import sqlalchemy", "import nbgrader.api"),
    *("utils", "helpers", "gradebook", "release"),
}
COURSE = Course(Path("course"))
PRODUCTS = {  # files that commands write, not in git
    *(COURSE.root, COURSE.results, COURSE.release.parent, COURSE.gradebook),
    *(COURSE.result_file("STUDENT"), COURSE.autograded("x").parents[1]),
    *(COURSE.feedback("x").parents[1], COURSE.root / "report.html"),
    *(COURSE.root / "report-anonymous.html", COURSE.root / "report-history.json"),
}


def commands():
    [subparsers] = [
        a for a in parser()._actions if isinstance(a, argparse._SubParsersAction)
    ]
    return subparsers.choices


COMMANDS = commands()
OPTIONS = {name: c._option_string_actions for name, c in COMMANDS.items()}
TARGETS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.M))


@cache
def names_in_the_code():
    """Every identifier in the project's Python files and configuration."""
    files = [f for top in ("autograder", "solutions", "notebooks", "tests")
             for f in (ROOT / top).rglob("*.py") if f != Path(__file__)]  # fmt: skip
    files += [ROOT / name for name in ("nbgrader_config.py", "pyproject.toml")]
    texts = [f.read_text(encoding="utf-8") for f in files]
    return {word for text in texts for word in re.findall(r"\w+", text)}


def exists(name):
    """Whether this is a file or folder of the project, or a product of a command."""
    if Path(name) in PRODUCTS:
        return True
    found = [path for base in BASES for path in base.glob(name.rstrip("/"))]
    return any(path.is_dir() or not name.endswith("/") for path in found)


def unknown_part(code):
    """The part of this piece of code that does not exist, or ""."""
    first, *rest = code.split()
    if code in FOREIGN:
        return ""
    if first == "make" and rest:
        return " ".join(target for target in rest if target not in TARGETS)
    if first == "python":
        return unknown_module(rest)
    if first.startswith("--"):
        return unknown_options("any command", code.split())
    if "=" in first:  # an environment variable and its value
        return "" if first.split("=")[0] in names_in_the_code() else first
    if "/" in code or re.search(r"\.(py|md|json|toml|txt|db|ipynb|cff|html)$", code):
        return "" if exists(code) else code
    if code in COMMANDS:
        return ""
    return " ".join(w for w in re.findall(r"\w+", code) if w not in names_in_the_code())


def unknown_module(arguments):
    """The argument of `python` that does not exist, or ""."""
    if arguments[0] != "-m":
        return "" if exists(arguments[0]) else arguments[0]
    module, *rest = arguments[1:]
    if find_spec(module) is None:
        return module
    if module == "pytest":
        return " ".join(name for name in rest if not exists(name))
    if module != "autograder" or not rest:
        return ""
    command, *rest = rest
    return unknown_options(command, rest) if command in COMMANDS else command


def unknown_options(command, arguments):
    known = OPTIONS.get(command) or {
        k: v for o in OPTIONS.values() for k, v in o.items()
    }
    for n, option in enumerate(arguments):
        if option.startswith("--"):
            action = known.get(option)
            if action is None:
                return option
            value = arguments[n + 1] if n + 1 < len(arguments) else None
            if action.choices and value and value not in action.choices:
                return f"{option} {value}"
    return ""


def blocks(text, language):
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.M | re.S)


def pieces_of_code(text):
    """Code in backquotes, commands in console blocks, and paths in drawings."""
    shown = [
        line.removeprefix("$ ")
        for block in blocks(text, "console")
        for line in block.splitlines()
        if line.startswith("$ ") and not line.startswith("$ . ")
    ]
    for drawing in blocks(text, "text"):
        shown += re.findall(r"[\w.]+/[\w./]*", drawing)
    prose = re.sub(r"^```.*?^```$", "", text, flags=re.M | re.S)
    return sorted(
        {" ".join(c.split()) for c in [*re.findall(r"`([^`]+)`", prose), *shown]}
    )


NAMED = [
    (document, code)
    for document in DOCUMENTS
    for code in pieces_of_code(document.read_text(encoding="utf-8"))
]


@pytest.mark.parametrize(
    ("document", "code"), NAMED, ids=[f"{d.stem}: {code}" for d, code in NAMED]
)
def test_code_in_a_document_exists(document, code):
    assert unknown_part(code) == ""


@pytest.mark.parametrize(
    "code",
    [
        *("autograder/checks/part_1z.py", "grading/nothing.py", "tests/nothing/"),
        *("make coffee", "python -m autograder brew", "python -m autograder.nothing"),
        *("python -m autograder grade --fast", "--fast", "--sandbox strict"),
        *("NoSuchClassAnywhere", "BACKPROP_NOTHING=none", "README.md/"),
    ],
)
def test_missing_names_are_detected(code):
    assert unknown_part(code)


def slugs(text):
    """The anchors of a document's headings, as GitHub makes them."""
    heads = re.findall(r"^#+ (.*)$", text, re.M)
    return {re.sub(r"[^\w -]", "", head).lower().replace(" ", "-") for head in heads}


@pytest.mark.parametrize("document", LINKED, ids=lambda d: str(d.relative_to(ROOT)))
def test_links_inside_the_project_have_a_target(document):
    text = document.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"https?:", target):
            continue
        name, _, anchor = target.partition("#")
        path = document.parent / name if name else document
        assert path.exists(), target
        if anchor:
            assert anchor in slugs(path.read_text(encoding="utf-8")), target


def test_the_readme_links_every_document():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    names = {d.relative_to(ROOT).as_posix() for d in DOCUMENTS if d not in RECORDS}
    assert {n for n in names | {"CITATION.cff"} if f"]({n})" not in readme} == set()


def linked_pages(page):
    """The project's pages that this one links to."""
    targets = re.findall(r"\]\(([^)\s#]+\.md)", page.read_text(encoding="utf-8"))
    local = [name for name in targets if not re.match(r"https?:", name)]
    return {(page.parent / name).resolve() for name in local}


def test_every_page_is_two_clicks_from_the_readme():
    near = linked_pages(ROOT / "README.md")
    reached = near.union(*map(linked_pages, near))
    pages = {*(ROOT / "docs").rglob("*.md")} - {*(ROOT / "docs/site").rglob("*.md")}
    assert pages - reached == set()


# Other ways into a course, each with a page of its own behind the guide.
OTHER_WAYS = {"gradescope": "gradescope", "init": "existing-course"}


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_the_readme_and_the_guide_behind_it_have_every_command(command):
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    guide = (ROOT / "docs" / "instructor-guide.md").read_text(encoding="utf-8")
    assert "](docs/instructor-guide.md)" in readme
    assert re.search(rf"^\| `python -m autograder {command}\b", readme, re.M)
    page = guide
    if command in OTHER_WAYS:
        assert f"]({OTHER_WAYS[command]}.md)" in guide
        page = (ROOT / "docs" / f"{OTHER_WAYS[command]}.md").read_text("utf-8")
    assert re.search(rf"^(?:\$ )?python -m autograder {command}\b", page, re.M)


def order_of_imports():
    return runpy.run_path(str(ROOT / "tests/project/test_imports.py"))["ORDER"]


def test_the_text_drawing_lists_the_packages_in_import_order():
    [drawing] = blocks(ARCHITECTURE, "text")
    drawn = re.findall(r"^(\w+)/", drawing, re.M)
    folders = {f.parent.name for f in (ROOT / "autograder").glob("*/__init__.py")}
    assert tuple(drawn) == order_of_imports()
    assert set(drawn) == folders


def test_both_drawings_have_the_same_packages():
    [drawing] = blocks(ARCHITECTURE, "mermaid")
    inside = re.search(r"subgraph autograder\n(.*?)\n +end\n", drawing, re.S)[1]
    assert set(re.findall(r"\w+", inside)) == set(order_of_imports())
    arrows = drawing[drawing.index(inside) + len(inside) :]
    for package in order_of_imports():
        assert re.search(rf"\b{package}\b", re.sub(r"\|.*?\|", "", arrows)), package


@pytest.mark.parametrize(
    "task",
    [
        *("the points of a question", "add a question", "drop a question or a part"),
        *("add a mistake", "limits of time and memory", "text that students read"),
        *("the tolerance of an answer", "a command or an option"),
    ],
)
def test_where_to_make_a_frequent_change_is_two_clicks_from_the_readme(task):
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "](docs/architecture.md#where-do-i-change-)" in readme
    table = ARCHITECTURE.partition("## Where do I change")[2]
    assert f"\n| {task}" in table


def test_the_architecture_is_short():
    assert 70 <= len(ARCHITECTURE.splitlines()) <= 140


def test_the_index_lists_every_decision_record():
    index = (DECISIONS / "README.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| \[(\d+)\. ([^\]]+)\]\(([^)]+)\)", index, re.M)
    assert [name for _, _, name in listed] == [record.name for record in RECORDS]
    for number, (stated, _, name) in enumerate(listed, 1):
        assert int(stated) == number == int(name[:2])


@pytest.mark.parametrize("record", RECORDS, ids=lambda r: r.stem)
def test_a_decision_record_is_short_and_complete(record):
    text = record.read_text(encoding="utf-8")
    assert 10 <= len(text.splitlines()) <= 25
    assert text.startswith(f"# {int(record.name[:2])}. ")
    heads = re.findall(r"^\*\*(\w+)[^*]*\*\*", text, re.M)
    assert heads == ["Context", "Decision", "Measured", "Consequences"]


def pyproject():
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))[
        "project"
    ]


def test_the_citation_has_the_version_the_licence_and_the_authors_of_the_project():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["cff-version"] == "1.2.0"
    assert {"message", "title", "authors"} <= citation.keys()
    assert citation["version"] == pyproject()["version"]
    assert citation["license"] == pyproject()["license"]
    [author] = citation["authors"]
    assert author["name"] in (ROOT / "LICENSE").read_text(encoding="utf-8")


def test_the_changelog_begins_with_unreleased_and_has_the_current_version():
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    versions = re.findall(r"^## \[([^\]]+)\](?: - (\d{4}-\d{2}-\d{2}))?$", text, re.M)
    assert versions[0] == ("Unreleased", "")
    dates = dict(versions[1:])
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert dates[pyproject()["version"]] == citation["date-released"]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda d: d.name)
def test_no_document_names_a_machine_or_an_absolute_path(document):
    text = document.read_text(encoding="utf-8")
    assert not re.search(r"(?<![\w./)])/(work|tmp|home|opt|root|usr)\b", text)
    assert sys.prefix not in text
