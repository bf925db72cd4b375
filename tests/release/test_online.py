"""The copy for Colab, Binder and Codespaces starts there, and its work is graded."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from types import SimpleNamespace

import nbclient
import nbformat
import pytest
from class_of_real_notebooks import released, run, solved_cells
from own_assignment import ASSIGNMENT, AUTOMATIC, NOTEBOOKS, SECTION2
from sandbox_here import needs_sandbox
from static_server import serve

from autograder.__main__ import main
from autograder.assignment.errors import UsageError
from autograder.release import build
from autograder.release.online import FETCH_ID, OnlineCopy, read_address

GITHUB = "https://github.com/ada/course.2026"
OWN_FILES = {"README.md", "backprop.zip", "requirements.txt", "runtime.txt"}
REPO2DOCKER = shutil.which("jupyter-repo2docker")


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    return released(tmp_path_factory.mktemp("online"))


@pytest.fixture
def copy(course):
    """A function that builds the copy for an address, and returns its folder."""

    def built(url):
        one = OnlineCopy(url, course)
        one.check()
        list(one.build(course.release, ASSIGNMENT))
        return one.target

    return built


def files(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def fetch_cell(folder, name=SECTION2):
    book = json.loads((folder / f"{name}.ipynb").read_text(encoding="utf-8"))
    [cell] = [cell for cell in book["cells"] if cell["id"] == FETCH_ID]
    return "".join(cell["source"])


def test_a_plain_release_contains_none_of_it(course):
    names = set(files(course.root / "release"))
    assert {f"backprop/{name}.ipynb" for name in NOTEBOOKS} < names
    assert not {path for path in names if path.split("/")[-1] in OWN_FILES} - {
        "backprop.zip"
    }
    for name in NOTEBOOKS:
        text = (course.release / f"{name}.ipynb").read_text(encoding="utf-8")
        assert FETCH_ID not in text
        assert "urllib" not in text
        assert "http" not in text


def test_the_copy_adds_one_cell_and_its_own_files(course, copy):
    folder = copy(GITHUB)
    plain, online = files(course.release), files(folder)
    assert set(online) - set(plain) == OWN_FILES | {".devcontainer/devcontainer.json"}
    for name, content in plain.items():
        if not name.endswith(".ipynb"):
            assert online[name] == content
            continue
        before, after = json.loads(content), json.loads(online[name])
        added = [cell for cell in after["cells"] if cell["id"] == FETCH_ID]
        after["cells"].remove(*added)
        assert after == before
        nbformat.validate(json.loads(online[name]))
    zipped = course.root / "release" / "backprop.zip"
    assert online["backprop.zip"] == zipped.read_bytes()


def test_the_badges_lead_to_the_files_of_the_repository(copy):
    folder = copy(f"{GITHUB}/tree/spring")
    text = (folder / "README.md").read_text(encoding="utf-8")
    targets = re.findall(r"\]\((https://[^)]*)\)", text)
    for name in NOTEBOOKS:
        place = f"ada/course.2026/blob/spring/{name}.ipynb"
        assert f"https://colab.research.google.com/github/{place}" in targets
        assert (folder / f"{name}.ipynb").is_file()
    assert "https://mybinder.org/v2/gh/ada/course.2026/spring" in targets
    assert "https://codespaces.new/ada/course.2026/tree/spring" in targets
    raw = "https://raw.githubusercontent.com/ada/course.2026/spring/backprop.zip"
    assert raw in targets
    assert raw in fetch_cell(folder)


def test_codespaces_install_the_requirements(copy):
    folder = copy(GITHUB)
    container = json.loads((folder / ".devcontainer/devcontainer.json").read_text())
    assert container["postCreateCommand"] == "pip install -r requirements.txt"
    version = container["image"].rpartition(":")[2]
    assert (folder / "runtime.txt").read_text() == f"python-{version}\n"
    assert tuple(map(int, version.split("."))) >= (3, 11)
    packages = (folder / "requirements.txt").read_text().split()
    assert {re.split("[<>=]", p)[0] for p in packages} == {
        *("jupyterlab", "numpy", "matplotlib")
    }


@pytest.mark.skipif(REPO2DOCKER is None, reason="jupyter-repo2docker is not installed")
def test_binder_can_build_the_copy(copy):
    folder = copy(GITHUB)
    command = [REPO2DOCKER, "--no-build", "--debug", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    printed = done.stdout + done.stderr
    assert done.returncode == 0, printed[-2000:]
    assert "pip install --no-cache-dir -r" in printed
    version = (folder / "runtime.txt").read_text().strip().removeprefix("python-")
    assert f"Building conda environment for python={version}\n" in printed


@pytest.mark.filterwarnings("default")  # warnings of Jupyter's packages
def test_a_single_notebook_fetches_the_other_files(course, copy, tmp_path):
    with serve(course.root / "online") as server:
        folder = copy(server.address)
        assert "badge" not in (folder / "README.md").read_text(encoding="utf-8")
        book = nbformat.read(folder / f"{SECTION2}.ipynb", as_version=4)
        resources = {"metadata": {"path": str(tmp_path)}}
        nbclient.NotebookClient(book, timeout=120, resources=resources).execute()
        assert server.requests == ["/backprop.zip"]
    cells = {cell.id: cell for cell in book.cells}
    assert cells[FETCH_ID].outputs == []
    [shown] = cells["q2a"].outputs
    assert "○ not attempted" in shown.data["text/html"]
    assert (tmp_path / "backprop" / "worksheet.py").is_file()
    assert not list(tmp_path.rglob("*.ipynb"))  # a student's copy is never replaced


def test_a_complete_folder_fetches_nothing(course, copy):
    with serve(course.root / "online") as server:
        folder = copy(server.address)
        code = fetch_cell(folder)
        quiet = os.environ | {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": ""}
        command = [sys.executable, "-c", code]
        done = subprocess.run(command, cwd=folder, env=quiet, capture_output=True)
        assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
        assert server.requests == []
    assert not (folder / "backprop").exists()


@needs_sandbox
def test_notebooks_with_the_extra_cell_are_graded_normally(course, copy, tmp_path):
    folder = copy("https://example.invalid/course")
    online = SimpleNamespace(release=folder, notebooks=course.notebooks)
    results = []
    for source, place in ((course, "plain"), (online, "online")):
        (tmp_path / place / "ada" / "backprop").mkdir(parents=True)
        paths = []
        for name in NOTEBOOKS:
            path = tmp_path / place / "ada" / "backprop" / f"{name}.ipynb"
            path.write_text(json.dumps(solved_cells(name, source)), encoding="utf-8")
            paths.append(path)
        run("check", *paths, "--json", tmp_path / f"{place}.json")
        text = (tmp_path / f"{place}.json").read_text(encoding="utf-8")
        results.append(json.loads(text)["students"]["ada"])
    plain, online = results
    assert online["score"] == plain["score"] == AUTOMATIC
    assert online["cells"] == plain["cells"]
    assert online["notes"] == plain["notes"]


@pytest.mark.parametrize(
    ("text", "files"),
    [
        (GITHUB, "https://raw.githubusercontent.com/ada/course.2026/main"),
        (f"{GITHUB}.git", "https://raw.githubusercontent.com/ada/course.2026/main"),
        (
            f"{GITHUB}/tree/a-b/",
            "https://raw.githubusercontent.com/ada/course.2026/a-b",
        ),
        ("https://example.edu/~ada/ml/", "https://example.edu/~ada/ml"),
    ],
)
def test_an_address_says_where_the_files_are(text, files):
    assert read_address(text).files == files


@pytest.mark.parametrize(
    "text",
    [
        *("", "example.edu", "file:///etc", "https://github.com/ada"),
        *(f"{GITHUB}/tree/a/b", f"{GITHUB}/blob/main/x.ipynb", 'https://x/"+exit()#'),
        *("https://x/a b", "https://x/)](javascript:alert(1)", "https://x/\nimport os"),
    ],
)
def test_another_text_is_refused_before_the_release(
    monkeypatch, capsys, tmp_path, text
):
    monkeypatch.setattr(build, "make_release", lambda *_: pytest.fail("released"))
    course = ["--course", str(tmp_path / "course")]
    assert main(["release", f"--url={text}", *course]) == 2
    assert "expected https://github.com/OWNER/REPOSITORY" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_repository_in_its_place_is_not_replaced(course, copy):
    folder = copy(GITHUB)
    (folder / ".git").mkdir()
    try:
        with pytest.raises(UsageError, match="is a git repository"):
            copy(GITHUB)
    finally:
        (folder / ".git").rmdir()


def test_a_folder_with_other_content_is_not_replaced(course, copy):
    shutil.rmtree(course.root / "online", ignore_errors=True)
    (course.root / "online").mkdir()
    (course.root / "online" / "notes.txt").write_text("mine")
    try:
        with pytest.raises(UsageError, match="not an online copy"):
            copy(GITHUB)
    finally:
        shutil.rmtree(course.root / "online")
