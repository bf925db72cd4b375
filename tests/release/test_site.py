"""The JupyterLite site holds the student version, and replaces nothing else."""

from __future__ import annotations

import io
import json
import re
import zipfile
from importlib.util import find_spec

import pytest
from class_of_real_notebooks import released
from own_assignment import ASSIGNMENT, NOTEBOOKS

from autograder.__main__ import main
from autograder.assignment.assignment import read_assignment
from autograder.assignment.errors import UsageError
from autograder.release import build, site
from autograder.release.build import leaked
from autograder.release.leaks import texts
from autograder.release.site import MARK, REQUIREMENTS, Site

needs_jupyterlite = pytest.mark.skipif(
    not all(map(find_spec, ("jupyterlite_core", "jupyterlite_pyodide_kernel"))),
    reason="JupyterLite is not installed: pip install " + " ".join(REQUIREMENTS),
)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A release, its site, and the lines that were printed."""
    course = released(tmp_path_factory.mktemp("site"))
    one = Site(course.root / "site")
    one.check()
    lines = list(one.build(course.release, ASSIGNMENT))
    return course, one.target, lines


def contents(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@needs_jupyterlite
def test_the_site_has_the_files_of_the_release_and_no_others(made):
    course, target, _ = made
    assert contents(target / "files") == contents(course.release)
    listed = json.loads((target / "api" / "contents" / "all.json").read_text())
    names = {entry["name"] for entry in listed["content"]}
    assert names == {path.name for path in course.release.iterdir()}


@needs_jupyterlite
def test_the_site_contains_no_solution(made):
    course, target, _ = made
    assert {f"files/{name}.ipynb" for name in NOTEBOOKS} <= set(texts(target))
    assert leaked(target, read_assignment(course.notebooks)) == []


@needs_jupyterlite
def test_the_only_extension_is_the_python_kernel(made):
    _, target, _ = made
    found = {p.parent.name for p in (target / "extensions").glob("**/package.json")}
    assert found == {"pyodide-kernel-extension"}


@needs_jupyterlite
def test_the_first_page_says_where_work_is_kept_and_how_it_is_handed_in(made):
    _, target, lines = made
    page = (target / "index.html").read_text(encoding="utf-8")
    for name in NOTEBOOKS:
        assert f'href="notebooks/index.html?path={name}.ipynb"' in page
    assert 'id="jupyter-config-data" type="application/json"' in page
    assert "stored only in this browser" in page
    assert "File → Download" in page
    assert "<code>cdn.jsdelivr.net</code> and <code>pypi.org</code>" in page
    assert re.search(r"https://cdn\.jsdelivr\.net/.*, https://pypi\.org/", lines[-1])
    for folder in ("notebooks", "tree", "lab"):
        assert (target / folder / "index.html").is_file()


@needs_jupyterlite
def test_a_site_replaces_a_site_whole(made, tmp_path):
    course, _, _ = made
    one = Site(tmp_path / "site", "https://example.edu/pyodide/pyodide.mjs")
    one.target.mkdir()
    (one.target / MARK).write_text("{}")
    (one.target / "old.html").write_text("old")
    one.check()
    list(one.build(course.release, ASSIGNMENT))
    assert not (one.target / "old.html").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["site"]
    config = json.loads((one.target / "jupyter-lite.json").read_text())
    settings = config["jupyter-config-data"]["litePluginSettings"]
    assert settings[f"{site.EXTENSION}:kernel"]["pyodideUrl"] == one.pyodide
    page = (one.target / "index.html").read_text(encoding="utf-8")
    assert "<code>example.edu</code> and <code>pypi.org</code>" in page
    assert "jsdelivr" not in page


def wheel():
    """A wheel that contains only its metadata."""
    stream = io.BytesIO()
    metadata = "Metadata-Version: 2.1\nName: comm\nVersion: 0.2.3\n"
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("comm-0.2.3.dist-info/METADATA", metadata)
        archive.writestr("comm-0.2.3.dist-info/WHEEL", "Wheel-Version: 1.0\n")
        archive.writestr("comm-0.2.3.dist-info/RECORD", "")
    return stream.getvalue()


@needs_jupyterlite
def test_a_local_pyodide_becomes_a_part_of_the_site(made, tmp_path):
    course, _, _ = made
    local = tmp_path / "pyodide"
    local.mkdir()
    (local / "pyodide.mjs").write_text("// the runtime")
    one = Site(tmp_path / "site", str(local))
    one.check()
    assert "https" in list(one.build(course.release, ASSIGNMENT))[-1]
    page = (one.target / "index.html").read_text(encoding="utf-8")
    assert "come from <code>pypi.org</code>." in page
    (local / "comm-0.2.3-py3-none-any.whl").write_bytes(wheel())
    lines = list(one.build(course.release, ASSIGNMENT))
    copied = one.target / "static" / "pyodide" / "pyodide.mjs"
    assert copied.read_text() == "// the runtime"
    assert not copied.is_symlink()
    config = json.loads((one.target / "jupyter-lite.json").read_text())
    settings = config["jupyter-config-data"]["litePluginSettings"]
    address = settings[f"{site.EXTENSION}:kernel"]["pyodideUrl"]
    assert address.startswith("./static/pyodide/pyodide.mjs")
    assert list(one.target.rglob("comm-*.whl"))
    page = (one.target / "index.html").read_text(encoding="utf-8")
    assert "come from this site too" in page
    assert "://" not in lines[-1] + page


@pytest.fixture
def no_release(monkeypatch):
    """A machine with JupyterLite on which no release may be made."""
    monkeypatch.setattr(site, "_extension", lambda: None)
    monkeypatch.setattr(build, "make_release", lambda *_: pytest.fail("released"))


def test_another_folder_is_not_replaced(no_release, capsys, tmp_path):
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "thesis.txt").write_text("two years")
    course = ["--course", str(tmp_path / "course")]
    assert main(["release", "--site", str(tmp_path / "site"), *course]) == 2
    assert "is not a site that release made" in capsys.readouterr().err
    assert (tmp_path / "site" / "thesis.txt").read_text() == "two years"


@pytest.mark.parametrize("kind", ["file", "link"])
def test_a_file_is_not_replaced(no_release, tmp_path, kind):
    target = tmp_path / "site"
    if kind == "file":
        target.write_text("text")
    else:
        target.symlink_to(tmp_path / "nowhere")
    with pytest.raises(UsageError, match="not replaced"):
        Site(target).check()


@pytest.mark.parametrize(
    "place", ["nowhere", "https://example.edu/pyodide/", "ftp://x/pyodide.mjs"]
)
def test_a_wrong_place_for_pyodide_is_refused_first(no_release, tmp_path, place):
    with pytest.raises(UsageError, match=r"--pyodide .*: expected the address"):
        Site(tmp_path / "site", place).check()


def test_a_pyodide_inside_the_replaced_site_is_refused(no_release, tmp_path):
    inside = tmp_path / "site" / "static" / "pyodide"
    inside.mkdir(parents=True)
    (inside / "pyodide.mjs").write_text("")
    (tmp_path / "site" / MARK).write_text("{}")
    with pytest.raises(UsageError, match="which is replaced"):
        Site(tmp_path / "site", str(inside)).check()


def test_pyodide_without_a_site_is_refused(no_release, capsys, tmp_path):
    course = ["--course", str(tmp_path / "course")]
    assert main(["release", "--pyodide", "x", *course]) == 2
    assert "--pyodide is an option of --site" in capsys.readouterr().err


def test_without_jupyterlite_the_message_says_what_to_install(
    monkeypatch, capsys, tmp_path
):
    monkeypatch.setattr(site, "jupyter_path", lambda _: [])
    monkeypatch.setattr(build, "make_release", lambda *_: pytest.fail("released"))
    course = ["--course", str(tmp_path / "course")]
    assert main(["release", "--site", str(tmp_path / "site"), *course]) == 2
    message = capsys.readouterr().err
    for requirement in REQUIREMENTS:
        assert f"'{requirement}'" in message
    assert "pip install" in message
    assert not (tmp_path / "site").exists()
