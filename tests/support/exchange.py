"""A copy of the project, an exchange directory, and people who use nbgrader's commands.

An instructor and a student are two system users where this test runs as root and finds
a Python that both can run; each has a home of their own in any case.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from paths import ROOT

COURSE_ID = "calculus"
PARTS = ("autograder", "solutions", "notebooks", "nbgrader_config.py")
SETTINGS = """
c = get_config()
c.CourseDirectory.course_id = {course!r}
c.Exchange.root = {root!r}
"""
STUDENT = "c.CourseDirectory.student_id = {name!r}\n"
SITE = next(path for path in sys.path if path.endswith("site-packages"))


@dataclass(frozen=True)
class Person:
    """Somebody who runs commands in a folder.

    Attributes:
        user: the system user; None for the one that runs the tests.
    """

    folder: Path
    python: str = sys.executable
    user: str | None = None

    def run(self, *arguments: object, status: int = 0, **variables: str) -> str:
        """Run `python -m ...` in the folder; return what it printed."""
        account = pwd.getpwnam(self.user) if self.user else None
        environment = {
            "HOME": str(self.folder),
            "PATH": f"{self.folder.parent / 'bin'}:/usr/bin:/bin",
            "PYTHONPATH": f"{self.folder}:{SITE}",
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        done = subprocess.run(
            [self.python, "-m", *map(str, arguments)],
            cwd=self.folder,
            env=environment | variables,
            user=self.user,
            group=account.pw_gid if account else None,
            extra_groups=[] if account else None,
            umask=0o077 if account else -1,
            capture_output=True,
            text=True,
            timeout=600,
        )
        assert done.returncode == status, done.stdout + done.stderr
        return done.stdout + done.stderr

    def nbgrader(self, *arguments: object, status: int = 0) -> str:
        return self.run("nbgrader", *arguments, status=status)

    def autograder(self, *arguments: object) -> str:
        return self.run("autograder", *arguments)


@cache
def python_for(user: str) -> str | None:
    """A Python that this other user can run, with this one's packages, or None."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    for python in (sys.executable, shutil.which(version, path="/usr/bin:/bin")):
        command = [python, "-c", "import nbgrader.apps"]
        environment = {"PYTHONPATH": SITE, "PYTHONDONTWRITEBYTECODE": "1"}
        try:
            done = subprocess.run(
                command, env=environment, cwd="/", user=user, extra_groups=[]
            )
        except (OSError, TypeError):
            continue
        if done.returncode == 0:
            return python
    return None


def no_other_users(*users: str) -> str:
    """The reason why commands cannot run as these system users, or ""."""
    if os.getuid() != 0:
        return "only root can run commands as another user"
    known = {account.pw_name for account in pwd.getpwall()}
    for user in users:
        if user not in known:
            return f"there is no system user {user}"
        if python_for(user) is None:
            return f"{user} cannot run a Python with these packages"
    return ""


def instructor(folder: Path, user: str | None = None) -> Person:
    """A person with a copy of the project and an exchange directory beside it."""
    root = folder / "exchange"
    root.mkdir()
    root.chmod(0o777)
    person = _person(folder / "project", user)
    ignored = shutil.ignore_patterns("__pycache__")
    for part in PARTS:
        if (ROOT / part).is_dir():
            shutil.copytree(ROOT / part, person.folder / part, ignore=ignored)
        else:
            shutil.copy(ROOT / part, person.folder)
    with open(person.folder / "nbgrader_config.py", "a") as file:
        file.write(SETTINGS.format(course=COURSE_ID, root=str(root)))
    _write_alembic(folder / "bin", person.python)
    give(person)
    return person


def student(folder: Path, name: str, user: str | None = None) -> Person:
    """A person who submits under this name, with a home of their own."""
    person = _person(folder / f"home-{name}", user)
    text = SETTINGS.format(course=COURSE_ID, root=str(folder / "exchange"))
    if user is None:
        text += STUDENT.format(name=name)
    (person.folder / "nbgrader_config.py").write_text(text)
    give(person)
    return person


def _person(folder: Path, user: str | None) -> Person:
    folder.mkdir()
    python = python_for(user) if user else sys.executable
    assert python is not None
    return Person(folder, python, user)


def give(person: Person) -> None:
    """Make the person the owner of their folder."""
    if person.user:
        account = pwd.getpwnam(person.user)
        for path in [person.folder, *person.folder.rglob("*")]:
            os.chown(path, account.pw_uid, account.pw_gid, follow_symlinks=False)


def _write_alembic(folder: Path, python: str) -> None:
    """nbgrader runs `alembic` by name."""
    folder.mkdir()
    script = folder / "alembic"
    script.write_text(
        f"#!{python}\nfrom alembic.config import main\nmain(prog='alembic')\n"
    )
    script.chmod(0o755)
