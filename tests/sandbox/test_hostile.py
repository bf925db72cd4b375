"""Every hostile cell of the bank, run beside honest students who are not affected."""

import json
import os

import pytest
from hostile_bank import load_hostile
from outer_jail import outer_jail
from sandbox_here import needs_sandbox

from autograder.assignment.limits import Limits
from autograder.checks import judge_cell
from autograder.sandbox import Engine

pytestmark = needs_sandbox

BANK = load_hostile()
MISSED = {"AttributeError", "ImportError", "ModuleNotFoundError", "NameError"}
DISPLAYS = ("display_data", "execute_result")
WORD = "SECRET" + "-WORD"
# The default limits with less time; test_budget.py tests the time limits.
LIMITS = Limits(
    processor_seconds=0.5,
    clock_seconds=1.0,
    grace_seconds=0.15,
    notebook_seconds=550.0,  # an honest student runs beside the whole bank
)
HONEST = "import math, worksheet\ndef df(x):\n    return 2 * x * math.exp(0)\nkept = 7"


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course folder with a secret, and a companion beside notebooks with answers."""
    folder = tmp_path_factory.mktemp("course")
    (folder / "secret.txt").write_text(WORD)
    files = folder / "backprop"
    files.mkdir()
    (files / "worksheet.py").write_text("value = 41\n")
    (files / "answers.ipynb").write_text(json.dumps({"cells": [WORD]}))
    return folder


@pytest.fixture(scope="module")
def engine(course):
    with outer_jail(), Engine(files=course / "backprop", limits=LIMITS) as engine:
        yield engine


@pytest.fixture(scope="module")
def beside(engine):
    """An honest student whose interpreter runs beside all the hostile ones."""
    with engine.open() as session:
        session.run_cell(HONEST, "honest")
        yield session


def is_well(session):
    """Return whether an honest student's session works as if it were alone."""
    shown = session.run_cell("print(worksheet.value, 'PLANTED' in globals())", "look")
    printed = shown.outputs[0]["text"]
    with session.graded("q1a_parts"):
        reply = session.call("df", 3.0)
        kept = session.read("kept").value
    return (reply.value, kept, printed, session.notes) == (6.0, 7, "41 False\n", [])


@pytest.mark.parametrize("hostile", BANK, ids=[f"{h.kind}: {h.name}" for h in BANK])
def test_a_hostile_cell_costs_only_its_own_student(hostile, engine, beside, course):
    with engine.open() as session:
        source = hostile.aimed(course / "secret.txt", os.getpid())
        runs = [session.run_cell(source, "hostile")]
        with session.graded("q1a"):
            verdict = judge_cell("q1a", session, points=2)
        runs.append(session.run_cell("print('still here')", "after"))
        assert is_well(beside)
    with engine.open() as after:
        after.run_cell(HONEST, "honest")
        assert is_well(after)
    raised = {output.get("ename") for output in runs[0].outputs}
    assert not raised & MISSED, "the attack itself is broken"
    assert verdict.score == 0
    seen = json.dumps([run.outputs for run in runs] + [session.notes, verdict.feedback])
    assert WORD not in seen
    assert len(seen) < 10_000_000
    for output in (output for run in runs for output in run.outputs):
        assert output["output_type"] in ("stream", "error", *DISPLAYS)
        if output["output_type"] in DISPLAYS:
            assert output["data"].keys() <= {"text/plain", "image/png"}
