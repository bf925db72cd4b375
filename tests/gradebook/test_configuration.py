"""The project's configuration speaks for its own course directory only."""

from __future__ import annotations

import pytest

from autograder.assignment.course import Course
from autograder.assignment.errors import UsageError
from autograder.gradebook import configuration as settings_module
from autograder.gradebook.configuration import settings

CONFIG = """
c = get_config()
c.CourseDirectory.db_url = "postgresql://db/course"
c.CourseDirectory.course_id = "calculus"
c.IncludeHeaderFooter.header = "header.ipynb"
"""


@pytest.fixture
def project(tmp_path, monkeypatch):
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "course" / "demo").mkdir(parents=True)
    monkeypatch.setattr(
        settings_module, "notebooks_folder", lambda: tmp_path / "notebooks"
    )
    (tmp_path / "nbgrader_config.py").write_text(CONFIG)
    return tmp_path


def test_the_projects_own_course_takes_its_gradebook(project):
    own = settings(Course(project / "course"))
    assert (own.db_url, own.course_id) == ("postgresql://db/course", "calculus")
    assert own.config.IncludeHeaderFooter.header == "header.ipynb"


def test_any_other_course_has_its_gradebook_inside(project):
    own = settings(Course(project / "course" / "demo"))
    place = (project / "course" / "demo").resolve()
    assert own.db_url == f"sqlite:///{place / 'gradebook.db'}"


def test_another_course_may_bring_its_own_configuration(project):
    url = CONFIG.replace("db/course", "db/demo")
    (project / "course" / "demo" / "nbgrader_config.py").write_text(url)
    own = settings(Course(project / "course" / "demo"))
    assert own.db_url == "postgresql://db/demo"


def test_the_courses_own_configuration_wins_over_the_projects(project):
    late = "c = get_config()\nc.LateSubmissionPlugin.penalty_method = 'zero'\n"
    late += "c.IncludeHeaderFooter.header = 'own.ipynb'\n"
    (project / "course" / "demo" / "nbgrader_config.py").write_text(late)
    config = settings(Course(project / "course" / "demo")).config
    assert config.LateSubmissionPlugin.penalty_method == "zero"
    assert config.IncludeHeaderFooter.header == "own.ipynb"


def test_a_broken_configuration_is_one_clear_line(project):
    (project / "nbgrader_config.py").write_text("c = ")
    with pytest.raises(UsageError, match="cannot be read"):
        settings(Course(project / "course"))


def test_the_projects_configuration_puts_everything_below_course():
    own = settings(Course(settings_module.notebooks_folder().parent / "course"))
    assert own.db_url.endswith("/course/gradebook.db")
    steps = own.config.Autograde.autograde_preprocessors
    assert steps[0] == "autograder.grading.preprocessor.SandboxExecute"
    folders = own.config.CourseDirectory
    assert folders.source_directory == "notebooks"
    assert folders.submitted_directory == "course/submitted"
