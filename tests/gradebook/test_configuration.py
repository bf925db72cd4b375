"""The project's `db_url` applies to its own course directory only."""

from __future__ import annotations

import os

import pytest
from paths import ROOT
from traitlets.config import Config

from autograder.assignment.course import Course
from autograder.assignment.errors import UsageError
from autograder.gradebook import configuration as module
from autograder.gradebook.configuration import (
    PREPROCESSORS,
    SANDBOX,
    read_configuration,
    use_sandbox,
)

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
    monkeypatch.setattr(module, "notebooks_folder", lambda: tmp_path / "notebooks")
    (tmp_path / "nbgrader_config.py").write_text(CONFIG)
    return tmp_path


def test_the_projects_course_uses_the_projects_gradebook(project):
    configuration = read_configuration(Course(project / "course"))
    assert configuration[:2] == ("postgresql://db/course", "calculus")
    assert configuration.config.IncludeHeaderFooter.header == "header.ipynb"


def test_any_other_course_contains_its_gradebook(project):
    configuration = read_configuration(Course(project / "course" / "demo"))
    root = (project / "course" / "demo").resolve()
    assert configuration.db_url == f"sqlite:///{root / 'gradebook.db'}"


def test_another_course_can_have_its_own_configuration(project):
    url = CONFIG.replace("db/course", "db/demo")
    (project / "course" / "demo" / "nbgrader_config.py").write_text(url)
    configuration = read_configuration(Course(project / "course" / "demo"))
    assert configuration.db_url == "postgresql://db/demo"


def test_the_courses_configuration_overrides_the_projects(project):
    late = "c = get_config()\nc.LateSubmissionPlugin.penalty_method = 'zero'\n"
    late += "c.IncludeHeaderFooter.header = 'own.ipynb'\n"
    (project / "course" / "demo" / "nbgrader_config.py").write_text(late)
    config = read_configuration(Course(project / "course" / "demo")).config
    assert config.LateSubmissionPlugin.penalty_method == "zero"
    assert config.IncludeHeaderFooter.header == "own.ipynb"


def test_a_broken_configuration_is_reported(project):
    (project / "nbgrader_config.py").write_text("c = ")
    with pytest.raises(UsageError, match="cannot be read"):
        read_configuration(Course(project / "course"))


def test_the_projects_configuration_uses_the_folder_course():
    course = Course(module.notebooks_folder().parent / "course")
    configuration = read_configuration(course)
    assert configuration.db_url.endswith("/course/gradebook.db")
    steps = configuration.config.Autograde.autograde_preprocessors
    assert steps[0] == "autograder.grading.preprocessor.SandboxExecute"
    folders = configuration.config.CourseDirectory
    assert folders.source_directory == "notebooks"
    assert folders.submitted_directory == "course/submitted"


class OtherStep:
    """A preprocessor of the course's own."""


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        (None, [SANDBOX, *PREPROCESSORS[1:]]),
        ([PREPROCESSORS[0], OtherStep], [SANDBOX, OtherStep]),
        (["nbgrader.preprocessors.execute.Execute"], [SANDBOX]),
        ([OtherStep], [SANDBOX, OtherStep]),
        ([SANDBOX, OtherStep], [SANDBOX, OtherStep]),
    ],
)
def test_the_sandbox_replaces_only_nbgraders_execute(monkeypatch, chosen, expected):
    monkeypatch.setenv("PYTHONPATH", "/elsewhere")
    config = Config()
    if chosen is not None:
        config.Autograde.autograde_preprocessors = chosen
    use_sandbox(config)
    assert config.Autograde.autograde_preprocessors == expected
    assert os.environ["PYTHONPATH"].split(os.pathsep) == [str(ROOT), "/elsewhere"]


def test_steps_that_were_appended_are_kept():
    config = Config()
    config.Autograde.autograde_preprocessors.append(OtherStep)
    use_sandbox(config)
    steps = config.Autograde.autograde_preprocessors
    assert steps == [SANDBOX, *PREPROCESSORS[1:], OtherStep]


def test_the_default_steps_are_nbgraders():
    from nbgrader.apps import AutogradeApp  # the module that registers them
    from nbgrader.converters import Autograde

    assert AutogradeApp is not None
    steps = Autograde.autograde_preprocessors.default()
    assert [step.__name__ for step in steps] == [
        name.rsplit(".", 1)[1] for name in PREPROCESSORS
    ]
