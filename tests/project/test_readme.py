"""What the README states is so."""

import re

import pytest
from paths import ROOT

from autograder.__main__ import parser
from autograder.assignment.contract import MAX_SCORE, NOTEBOOKS, QUESTIONS

README = (ROOT / "README.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def test_the_two_commands_stand_within_fifteen_lines():
    top = "\n".join(README.splitlines()[:15])
    assert "$ make demo" in top
    assert "$ make test" in top


@pytest.mark.parametrize("target", sorted(set(re.findall(r"make\s([a-z]+)", README))))
def test_every_make_target_exists(target):
    assert target == "python" or re.search(rf"^{target}:", MAKEFILE, re.M)


@pytest.mark.parametrize(
    "command", sorted(set(re.findall(r"python -m autograder ([a-z]+)", README)))
)
def test_every_command_exists(command):
    [subparsers] = [a for a in parser()._actions if a.dest == "command"]
    assert command in subparsers.choices


def test_the_points_are_those_of_the_contract():
    by_hand = sum(q.points for q in QUESTIONS if q.by_hand)
    sections = [
        sum(q.points for q in QUESTIONS if q.notebook == name) for name in NOTEBOOKS
    ]
    assert f"Of {MAX_SCORE} points {MAX_SCORE - by_hand} are automatic" in README
    assert f"{by_hand}, for three written answers" in README
    for name, points in zip(NOTEBOOKS, sections, strict=True):
        assert f"`{name}.ipynb`" in README
        assert f"({points} points)" in README


@pytest.mark.parametrize(
    "folder", [f for f in re.findall(r"^\| `([^`]+/)`", README, re.M) if f != "course/"]
)
def test_every_room_of_the_map_exists(folder):
    assert (ROOT / folder).is_dir()


def test_nothing_is_shown_from_elsewhere():
    assert "![" not in README
