"""The files of the example hub fit the project; test_jupyterhub.py starts the hub."""

import json
import os
import re
import shlex
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path, PurePosixPath
from types import SimpleNamespace

import pytest
from exchange import PARTS
from hub import EXAMPLE, copy_project
from paths import ROOT
from traitlets.config.loader import PyFileConfigLoader

FOLDER = ROOT / EXAMPLE
README = (FOLDER / "README.md").read_text(encoding="utf-8")
FILES = [p for p in sorted(FOLDER.rglob("*")) if p.is_file() and p.suffix != ".pyc"]
# As nbgrader's extensions of the server read them.
READ_SETTINGS = """import json, nbgrader.apps
app = nbgrader.apps.NbGrader()
app.load_config_file()
print(json.dumps(app.config, default=str))
"""
VARIABLES = ("BACKPROP_HUB_STUDENTS", "BACKPROP_HUB_INSTRUCTOR")


@pytest.fixture
def project(tmp_path):
    return copy_project(tmp_path / "project")


@pytest.fixture
def configuration(project, monkeypatch):
    """The hub's configuration, with new passwords."""
    for variable in VARIABLES:
        monkeypatch.setenv(variable, "")
        monkeypatch.delenv(variable)
    loader = PyFileConfigLoader("jupyterhub_config.py", str(project / EXAMPLE))
    return loader.load_config()


def test_each_start_has_two_new_passwords(configuration, capsys):
    passwords = [os.environ[variable] for variable in VARIABLES]
    login = configuration.SharedPasswordAuthenticator
    assert [login.user_password, login.admin_password] == passwords
    assert len(set(passwords)) == 2
    assert all(len(password) >= 32 for password in passwords)  # as JupyterHub demands


def test_the_hub_listens_on_this_computer_only(configuration):
    assert configuration.JupyterHub.bind_url.startswith("http://127.0.0.1:")


def settings(configuration, project, name):
    """What nbgrader reads in the server of this user of the hub."""
    spawner = SimpleNamespace(
        user=SimpleNamespace(name=name),
        environment={**configuration.Spawner.environment},
    )
    configuration.Spawner.pre_spawn_hook(spawner)
    home = project / "course" / "hub" / "homes" / name
    home.mkdir(parents=True)
    environment = os.environ | spawner.environment
    shown = subprocess.run(
        [sys.executable, "-c", READ_SETTINGS],
        cwd=home,
        env=environment | {"HOME": str(home), "JUPYTERHUB_USER": name},
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return json.loads(shown.stdout)


def test_a_student_has_a_name_and_an_instructor_grades_in_the_sandbox(
    configuration, project
):
    instructor = settings(configuration, project, "instructor")
    student = settings(configuration, project, "ada")
    for field in ("CourseDirectory", "Exchange"):
        assert student[field].items() <= (instructor[field] | student[field]).items()
    assert student["CourseDirectory"]["student_id"] == "ada"
    assert "student_id" not in instructor["CourseDirectory"]
    assert instructor["CourseDirectory"]["root"] == str(project)
    [first, *_] = instructor["Autograde"]["autograde_preprocessors"]
    assert first == "autograder.grading.preprocessor.SandboxExecute"
    assert "Autograde" not in student


def test_students_have_no_formgrader():
    text = (FOLDER / "settings/students/jupyter_server_config.json").read_text("utf-8")
    extensions = json.loads(text)["ServerApp"]["jpserver_extensions"]
    assert extensions["nbgrader.server_extensions.formgrader"] is False
    assert all(find_spec(name) for name in extensions)


def copied():
    """Source and target of each COPY in the Containerfile."""
    lines = (FOLDER / "Containerfile").read_text("utf-8").splitlines()
    for words in (shlex.split(line) for line in lines if line.startswith("COPY")):
        _, *names = (word for word in words if not word.startswith("--"))
        *sources, target = names
        for source in sources:
            yield source, target


def test_the_image_contains_what_the_hub_needs_where_the_project_has_it():
    assert {*PARTS, "examples", "requirements.txt"} <= {name for name, _ in copied()}
    for source, target in copied():
        assert (ROOT / source).exists(), source
        # A folder's content goes to the target, a file goes into it.
        is_folder = (ROOT / source).is_dir()
        placed = PurePosixPath(target) / ("" if is_folder else Path(source).name)
        assert placed == PurePosixPath(source)


@pytest.mark.parametrize(
    "name", re.findall(r"`(\w[\w./-]*(?:/|\.py|\.txt)|Containerfile)`", README)
)
def test_a_file_in_the_readme_exists(name):
    products = ("course/hub/",)
    assert name in products or (FOLDER / name).exists() or (ROOT / name).exists()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_file_names_a_machine(path):
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"(?<![\w./)])/(work|tmp|home|opt|root|usr)\b", text)
    assert sys.prefix not in text
