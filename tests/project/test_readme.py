"""The README's statements are true."""

import re

import pytest
from own_assignment import NOTEBOOKS
from paths import ROOT

from autograder.__main__ import parser

README = (ROOT / "README.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def test_the_two_commands_are_in_the_first_fifteen_lines():
    top = "\n".join(README.splitlines()[:15])
    assert "$ make demo" in top
    assert "$ make test" in top


@pytest.mark.parametrize("target", sorted(set(re.findall(r"make\s([a-z-]+)", README))))
def test_every_make_target_exists(target):
    assert target == "python" or re.search(rf"^{target}:", MAKEFILE, re.M)


@pytest.mark.parametrize(
    "command", sorted(set(re.findall(r"python -m autograder ([a-z]+)", README)))
)
def test_every_command_exists(command):
    [subparsers] = [a for a in parser()._actions if a.dest == "command"]
    assert command in subparsers.choices


def test_the_readme_names_the_notebooks_and_states_no_points():
    for name in NOTEBOOKS:
        assert f"`{name}.ipynb`" in README
    assert not re.search(r"\d+ points", README)


@pytest.mark.parametrize(
    "folder", [f for f in re.findall(r"^\| `([^`]+/)`", README, re.M) if f != "course/"]
)
def test_every_folder_in_the_table_exists(folder):
    assert (ROOT / folder).is_dir()


def test_the_readmes_pictures_are_small_files_of_the_project_with_alternative_texts():
    pictures = re.findall(r"!\[([^\]]*)\]\(([^)]+)\)", README)
    assert len(pictures) == 3
    for alternative, path in pictures:
        assert len(alternative) > 80
        assert (ROOT / path).stat().st_size < 150_000
