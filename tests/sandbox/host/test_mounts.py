"""What is mounted in the sandbox, and what is not."""

import sys
from pathlib import Path

import numpy as np
import pytest
from paths import ROOT

from autograder.sandbox.host import mounts
from autograder.sandbox.host.mounts import (
    Mount,
    companion_mounts,
    guest_mounts,
    hidden_mounts,
    package_folders,
    python,
    system_mounts,
)


def covers(mounts, path):
    sources = [mount.source for mount in mounts if mount.source is not None]
    return any(path == source or source in path.parents for source in sources)


def test_python_and_its_packages_are_mounted():
    mounts = system_mounts()
    assert covers(mounts, python())
    assert covers(mounts, Path(np.__file__))
    assert covers(mounts, Path(pytest.__file__))


def test_the_repository_is_not_mounted_even_with_a_venv_in_it():
    mounts = [*system_mounts(), *guest_mounts()]
    for secret in ("solutions", "autograder/checks", "autograder/grading", "tests"):
        assert not covers(mounts, ROOT / secret)
    assert not covers(mounts, ROOT / "autograder" / "sandbox" / "host")
    assert not any(mount.source in (ROOT, *ROOT.parents) for mount in mounts)


def test_homes_and_settings_are_not_mounted():
    for place in ("/etc/passwd", "/root/.ssh", "/home", "/var", "/sys", "/run"):
        assert not covers(system_mounts(), Path(place))
    assert not covers(system_mounts(), Path.home() / ".ssh" / "id_ed25519")


def test_courses_installed_beside_numpy_are_hidden(tmp_path, monkeypatch):
    folder = tmp_path / "site-packages"
    for name in ("solutions", "autograder", "numpy"):
        (folder / name).mkdir(parents=True)
    monkeypatch.setattr(sys, "path", [*sys.path, str(folder)])
    assert folder in package_folders()
    hidden = hidden_mounts()
    assert Mount(folder / "solutions", None) in hidden
    assert Mount(folder / "autograder", None) in hidden
    assert Mount(folder / "numpy", None) not in hidden


def test_the_companion_comes_without_the_notebooks(tmp_path):
    for name in ("worksheet.py", "worksheet.json", "section1.ipynb", "notes.py"):
        (tmp_path / name).write_text("")
    (tmp_path / "companion").mkdir()
    names = {mount.target.name for mount in companion_mounts(tmp_path)}
    assert names == {"worksheet.py", "worksheet.json", "companion"}


def test_a_course_without_a_companion_mounts_none(tmp_path):
    assert companion_mounts(tmp_path) == []


def test_the_guest_side_imports_only_what_is_mounted():
    shown = {mount.target for mount in guest_mounts()}
    for file in (ROOT / "autograder" / "sandbox" / "guest").glob("*.py"):
        for line in file.read_text().splitlines():
            words = line.split()
            if words[:1] == ["from"] and words[1].startswith("autograder."):
                target = mounts.GUEST.joinpath(*words[1].split("."))
                known = {target.with_suffix(".py"), target / "__init__.py", target}
                assert known & shown or any(t in target.parents for t in shown), line
