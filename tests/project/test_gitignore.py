"""Git ignores what a course receives and exports, and nothing of the project."""

from __future__ import annotations

import subprocess

import pytest
from paths import ROOT


def git(*arguments):
    done = subprocess.run(
        ["git", *arguments], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    if done.returncode == 128:
        pytest.skip("not a git repository")
    return done


@pytest.mark.parametrize(
    "path",
    [
        "course/gradebook.db",
        *("course/to-grade/scores.csv", "course/back/grades.csv"),  # of the guide
        *("submissions.zip", "gradebook.csv"),
        "downloaded/backprop/archive/one.ipynb",
        "grades.csv",
        "moodle.zip",
        "gradebook.db",
        "gradebook.db-journal",
        "submitted/ada/backprop/section1_backpropagation.ipynb",
    ],
)
def test_data_of_a_course_is_ignored(path):
    assert git("check-ignore", "-q", path).returncode == 0


def test_no_file_of_the_project_is_ignored():
    assert git("ls-files", "-ci", "--exclude-standard").stdout == ""
