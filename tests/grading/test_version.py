"""The version of the grader changes with all code that decides a result."""

import pytest

from autograder.grading.version import FOLDERS, VERSION, digest_of


def test_a_module_in_a_subfolder_changes_the_digest(tmp_path):
    (tmp_path / "inner").mkdir()
    module = tmp_path / "inner" / "rules.py"
    module.write_text("right = 1\n")
    before = digest_of((tmp_path,))
    module.write_text("right = 2\n")
    assert digest_of((tmp_path,)) != before


def test_a_renamed_module_changes_the_digest(tmp_path):
    (tmp_path / "one.py").write_text("right = 1\n")
    before = digest_of((tmp_path,))
    (tmp_path / "one.py").rename(tmp_path / "two.py")
    assert digest_of((tmp_path,)) != before


def test_the_digest_is_the_same_on_every_call():
    assert digest_of(FOLDERS) == digest_of(FOLDERS)
    assert len(VERSION) == 16


@pytest.mark.parametrize("package", ["values", "submissions", "sandbox", "grading"])
def test_every_package_that_decides_a_result_is_part_of_the_digest(package):
    assert package in {folder.name for folder in FOLDERS}
