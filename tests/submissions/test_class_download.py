"""A class download is recognized by the names that each platform gives."""

from __future__ import annotations

import pytest

from autograder.submissions.class_download import platform_of, platform_of_folder

SECTION = "section1_backpropagation.ipynb"


@pytest.mark.parametrize(
    ("names", "platform"),
    [
        ([f"lovelaceada_12_345_{SECTION}", f"babbage_LATE_13_346_{SECTION}"], "canvas"),
        (["Ada Lovelace_12_assignsubmission_file_",
          "Bob_13_assignsubmission_file_"], "moodle"),
        (["Ada Lovelace_12_assignsubmission_file_one.ipynb",
          "Bob_13_assignsubmission_onlinetext.html"], "moodle"),
        (["submission_12", "submission_13", "submission_metadata.yml"], "gradescope"),
    ],
)  # fmt: skip
def test_files_of_several_students_are_a_class_download(names, platform):
    assert platform_of(names) == platform


@pytest.mark.parametrize(
    "names",
    [
        [],
        [SECTION, "section2_derivatives.ipynb", "worksheet.py"],
        # One student, whose folder keeps Canvas's names.
        [f"lovelaceada_12_345_{SECTION}", "lovelaceada_12_346_section2.ipynb"],
        [f"lovelaceada_LATE_12_345_{SECTION}", "lovelaceada_12_346_section2.ipynb"],
        ["Ada Lovelace_12_assignsubmission_file_"],
        ["submission_12"],
        ["section_1_2_old.ipynb", "section_1_2_new.ipynb"],
    ],
)
def test_files_of_one_student_are_not(names):
    assert platform_of(names) is None


def test_a_missing_folder_is_no_download(tmp_path):
    assert platform_of_folder(tmp_path / "missing") is None
    for number in (1, 2):
        (tmp_path / f"submission_{number}").mkdir()
    assert platform_of_folder(tmp_path) == "gradescope"
