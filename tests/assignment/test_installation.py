"""A clone has its notebooks beside the package, an installed wheel has them inside."""

from __future__ import annotations

import json
import shlex
from importlib import metadata

import pytest
from paths import ROOT

from autograder.assignment import assignment, installation


@pytest.fixture
def installed(tmp_path, monkeypatch):
    """A package that was installed from a wheel, and a working directory elsewhere."""
    package = tmp_path / "site-packages" / "autograder"
    (package / "notebooks" / "backprop").mkdir(parents=True)
    (tmp_path / "work").mkdir()
    monkeypatch.setattr(installation, "PACKAGE", package)
    monkeypatch.chdir(tmp_path / "work")
    return package


def test_a_clone_has_its_notebooks_beside_the_package(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert assignment.notebooks_folder() == ROOT / "notebooks"


def test_an_installed_package_has_its_notebooks_inside(installed):
    assert assignment.notebooks_folder() == installed / "notebooks"


@pytest.fixture
def course(installed, tmp_path):
    """A course in the working directory."""
    (tmp_path / "work" / "notebooks" / "backprop").mkdir(parents=True)
    return tmp_path / "work"


def test_in_a_course_its_notebooks_come_first(course):
    assert assignment.notebooks_folder() == course / "notebooks"


@pytest.mark.parametrize(
    "place", [".", "notebooks/backprop", "course/autograded/ada/backprop"]
)
def test_a_kernel_in_a_course_uses_its_notebooks(course, monkeypatch, place):
    (course / place).mkdir(parents=True, exist_ok=True)
    monkeypatch.chdir(course / place)
    assert assignment.notebooks_of_kernel() == course / "notebooks"


def test_a_kernel_prefers_the_course_to_a_students_folder(course, monkeypatch):
    student = course / "course" / "autograded" / "ada" / "backprop"
    (student / "notebooks" / "backprop").mkdir(parents=True)
    monkeypatch.chdir(student)
    assert assignment.notebooks_of_kernel() == course / "notebooks"


def test_a_kernel_elsewhere_uses_the_installed_notebooks(installed):
    assert assignment.notebooks_of_kernel() == installed / "notebooks"


def test_kernels_find_a_clone_by_their_path(monkeypatch):
    monkeypatch.setenv("PYTHONPATH", "/elsewhere")
    assert installation.python_path() == [str(ROOT), "/elsewhere"]


def test_kernels_need_no_path_to_an_installed_package(installed, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", "/elsewhere")
    assert installation.python_path() == ["/elsewhere"]


def test_packages_installed_beside_it_are_not_the_projects_code(installed):
    site = installed.parent
    own = installed / "checks" / "ask.py"
    assert installation.own_file(str(own)) == "autograder/checks/ask.py"
    assert installation.own_file(str(site / "numpy" / "linalg.py")) is None
    assert installation.own_file(str(ROOT / "autograder" / "other.py")) is None


def test_a_clone_installs_its_requirements(monkeypatch, tmp_path):
    monkeypatch.chdir(ROOT)
    assert installation.how_to_install("dask") == "pip install -r requirements.txt"
    monkeypatch.chdir(tmp_path)
    file = shlex.quote(str(ROOT / "requirements.txt"))
    assert installation.how_to_install("dask") == f"pip install -r {file}"


@pytest.fixture
def record(installed, monkeypatch):
    """A function that writes what pip records about an installed wheel."""
    folder = installed.parent / "backprop_worksheet-1.0.0.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text(
        "Name: backprop-worksheet\nRequires-Dist: numpy<3,>=2\n"
        "Requires-Dist: distributed>=2025.1; extra == 'dask'\n"
    )
    package = metadata.PathDistribution(folder)
    monkeypatch.setattr(metadata, "distribution", lambda name: package)

    def write(address):
        (folder / "direct_url.json").write_text(json.dumps({"url": address}))

    return write


def test_an_installed_package_names_the_file_that_it_came_from(record, tmp_path):
    wheel = tmp_path / "a folder" / "backprop.whl"
    wheel.parent.mkdir()
    wheel.touch()
    record(wheel.as_uri())
    assert installation.how_to_install("dask") == f"pip install '{wheel}[dask]'"
    wheel.unlink()
    assert installation.how_to_install("dask") == "pip install 'distributed>=2025.1'"


def test_without_a_file_it_names_the_packages_of_the_extra(record):
    assert installation.how_to_install("dask") == "pip install 'distributed>=2025.1'"
    record("https://example.org/backprop.whl")
    assert installation.how_to_install("dask") == "pip install 'distributed>=2025.1'"


def test_a_wheel_unpacked_by_hand_is_the_readers_to_name(installed, monkeypatch):
    monkeypatch.setattr(installation, "DISTRIBUTION", "no-such-package")
    assert installation.how_to_install("dask") == "pip install 'FILE.whl[dask]'"
