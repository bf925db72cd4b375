"""Submissions graded in Gradescope's emulated container, honest and hostile."""

from __future__ import annotations

import json
import shutil
import sys

import pytest
from class_of_real_notebooks import released
from gradescope import INSTALLED, grade_there, id_of, unpack
from no_namespaces import needs_container, run_in_container

from autograder.assignment.assignment import read_assignment
from autograder.demo.bank import snippet
from autograder.demo.build import build_class
from autograder.demo.students import AnswerPicker, Student, sample_class
from autograder.lms.gradescope.package import package

pytestmark = [pytest.mark.long, needs_container]

ASSIGNMENT = read_assignment()
RIGHT = AnswerPicker(ASSIGNMENT).right(0)
CLASS = sample_class(ASSIGNMENT)
STEAL = """
import glob, json, os, signal, sys
stolen = []
for pattern in (
    "/autograder/source/solutions/*.py", "/autograder/source/notebooks/*/*.ipynb",
    "/autograder/results/*", "/autograder/submission/*", "/autograder/*.json",
    "/autograder/run_autograder", "/root/*", "/proc/1/environ", "/tmp/*/settings.json",
):
    for path in [pattern, *glob.glob(pattern)]:
        try:
            with open(path) as file:
                stolen.append((path, file.read(1)))
        except OSError:
            pass
for path in ("/autograder/results/results.json", "/autograder/results/x", "/root/x",
             "/autograder/run_autograder", "/autograder/source/gradescope.json"):
    try:
        with open(path, "a") as file:
            stolen.append((path, "written"))
    except OSError:
        pass
for place in ("/autograder/source", "/autograder/source/notebooks/backprop"):
    sys.path.insert(0, place)
    try:
        import solutions
        stolen.append((place, "imported"))
    except ImportError:
        pass
for pid in (1, os.getppid()):
    try:
        os.kill(pid, signal.SIGSTOP if "HARM" in globals() else 0)
        stolen.append((str(pid), "signal"))
    except OSError:
        pass
"""

CATCHES = "try:\n            while True: pass\n        except BaseException: pass"
ENDLESS = {  # the last lines of cell s1a, after a right answer
    "cell": "while True: pass",
    "function": "def dl(x):\n    while True: pass",
    "catching cell": f"if True:\n    while True:\n        {CATCHES}",
    "catching function": f"def dl(x):\n    while True:\n        {CATCHES}",
}


@pytest.fixture(scope="module")
def submitted(tmp_path_factory):
    """Folders of the sample class, and of a thief who answers only if it stole."""
    root = tmp_path_factory.mktemp("class")
    course = released(root)
    build_class(course.release, root / "submitted", CLASS, ASSIGNMENT)
    answer = snippet("s1a", RIGHT["s1a"], ASSIGNMENT).source
    thief = Student("thief", {}, written=False, mangle=_answering(answer))
    endless = [
        Student(name, RIGHT, mangle=_with_s1a(f"{answer}\n{code}"))
        for name, code in ENDLESS.items()
    ]
    build_class(course.release, root / "submitted", [thief, *endless], ASSIGNMENT)
    return root / "submitted"


def _answering(answer):
    """A thief's s1a has the right answer, which it keeps only after a theft."""
    return _with_s1a(f"{STEAL}\nif stolen:\n    exec({answer!r}, globals())\n")


def _with_s1a(source):
    def mangle(files):
        for notebook in files.values():
            for cell in notebook["cells"]:
                if cell["metadata"].get("nbgrader", {}).get("grade_id") == "s1a":
                    cell["source"] = source
        return files

    return mangle


@pytest.fixture
def autograder(tmp_path):
    folder = tmp_path / "autograder"
    unpack(package(ASSIGNMENT), folder)
    return folder


def of(submitted, name):
    return submitted / name / ASSIGNMENT.name


@pytest.mark.parametrize("landlock", [True, False], ids=["Landlock", "older kernel"])
def test_right_answers_get_full_points(autograder, submitted, landlock):
    graded = grade_there(autograder, of(submitted, "ada"), landlock=landlock)
    assert graded.status == 0, graded.said
    full = {q.grade_id: q.points for q in ASSIGNMENT.questions if not q.by_hand}
    assert graded.scores == full
    assert graded.results["score"] == ASSIGNMENT.automatic_points
    mode = "--sandbox user)" if landlock else "--sandbox user-only)"
    assert mode in graded.results["output"]


def test_one_test_for_each_question_in_markdown(autograder, submitted):
    graded = grade_there(autograder, of(submitted, "isaac"))
    tests = graded.results["tests"]
    assert [id_of(test) for test in tests] == list(ASSIGNMENT.by_id)
    assert graded.results["test_output_format"] == "md"
    assert {test["visibility"] for test in tests} == {"visible"}
    written = [test for test in tests if id_of(test) in ASSIGNMENT.written]
    assert all("score" not in test and "max_score" not in test for test in written)
    assert {test["output"] for test in written} == {"This answer is graded by hand."}
    wrong = next(test for test in tests if test.get("status") == "failed")
    assert wrong["score"] < wrong["max_score"]
    assert wrong["output"]


@pytest.mark.parametrize("name", ENDLESS)
def test_an_endless_loop_costs_its_own_points_only(autograder, submitted, name, capsys):
    graded = grade_there(autograder, of(submitted, name))
    with capsys.disabled():
        print(f"{name}: {graded.seconds:.1f} s, {graded.processor:.1f} s used")
    assert graded.status == 0, graded.said
    full = {q.grade_id: q.points for q in ASSIGNMENT.questions if not q.by_hand}
    lost = {key for key in full if graded.scores[key] != full[key]}
    assert lost == ({"q1a"} if "function" in name else set()), graded.results


@pytest.mark.parametrize("landlock", [True, False], ids=["Landlock", "older kernel"])
def test_nobody_reads_the_reference_or_writes_results(autograder, submitted, landlock):
    graded = grade_there(autograder, of(submitted, "thief"), landlock=landlock)
    assert graded.status == 0, graded.said
    assert set(graded.scores.values()) == {0.0}
    assert graded.results["score"] == 0


def test_the_theft_succeeds_without_a_sandbox(autograder):
    """Otherwise the test above would show nothing."""
    (autograder / "thief.py").write_text(f"{STEAL}\nprint(sorted(stolen))")
    (autograder / "results").mkdir()
    (autograder / "submission").mkdir()
    command = [sys.executable, "/autograder/thief.py"]
    done = run_in_container(command, {"/autograder": autograder})
    assert "/autograder/source/solutions/__init__.py" in done.stdout
    assert "'written'" in done.stdout
    assert "'imported'" in done.stdout
    assert "'signal'" in done.stdout


def test_an_unreadable_submission_is_a_result_with_the_reason(autograder, submitted):
    graded = grade_there(autograder, of(submitted, "chidi"))
    assert graded.status == 0
    assert graded.results["score"] == 0
    assert "cannot be read" in json.dumps(graded.results) or graded.results["output"]


FAILURES = {
    "not installed": ("", "", "setup.sh failed"),
    "missing packages": (
        "mkdir -p /opt/backprop/venv/bin; cd /opt/backprop/venv/bin\n"
        "echo 'exec {python} -S -E \"$@\"' > python; chmod +x python\n",
        "",
        "numpy, matplotlib, IPython cannot be imported",
    ),
    "an error of ours": (
        INSTALLED,
        "solutions/__init__.py",
        "The grader failed: ",
    ),
    "no notebooks": (INSTALLED, "notebooks/backprop", "The grader failed: "),
}


@pytest.mark.parametrize("case", sorted(FAILURES))
def test_a_failure_of_ours_gives_nobody_0_points(autograder, submitted, case):
    setup, broken, message = FAILURES[case]
    if broken:
        path = autograder / "source" / broken
        shutil.rmtree(path) if path.is_dir() else path.write_text("raise OSError\n")
    real = setup.replace("{python}", sys.executable)
    graded = grade_there(autograder, of(submitted, "ada"), setup=real)
    assert graded.status != 0
    assert graded.results is None
    if case != "not installed":
        assert "No points were given or taken." in graded.said
    assert message in graded.said
    assert len(graded.said.strip().splitlines()) == 1


def test_setup_says_which_sandbox_is_used(autograder, submitted):
    command = "bash /autograder/source/setup.sh"
    graded = grade_there(autograder, of(submitted, "ada"), command=command)
    assert graded.said.strip() == "Student code will run with --sandbox user."
    assert graded.status == 0


@pytest.mark.long
@pytest.mark.parametrize("student", CLASS, ids=[student.name for student in CLASS])
def test_every_student_of_the_sample_class(autograder, submitted, student, capsys):
    graded = grade_there(autograder, of(submitted, student.name))
    with capsys.disabled():
        print(f"{student.name}: {graded.seconds:.1f} s, {graded.processor:.1f} s used")
    assert graded.status == 0, graded.said
    assert graded.scores == student.expected(ASSIGNMENT)
