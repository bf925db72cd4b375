"""The sandbox for root without namespaces, inside a container that forbids them.

Each guarantee has a test that fails without it. `in_container.py` collects the facts.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from hostile_bank import load_hostile
from no_namespaces import CAPABILITIES, copy_project, needs_container, run_in_container

from autograder.assignment.isolation import MARKS
from autograder.assignment.limits import DEFAULT_LIMITS
from autograder.sandbox.host import other_user, policy, users

pytestmark = needs_container

SETUP = """cd /box
export PYTHONPATH=/box:/box/tests/support
mkdir -p -m 1777 /var/tmp
"""
DENIED = "PermissionError"
MODES = ["user", "user-only"]
BANK = [f"{cell.kind}: {cell.name}" for cell in load_hostile()]
MISSED = {"AttributeError", "ImportError", "ModuleNotFoundError", "NameError"}


@pytest.fixture(scope="module")
def box(tmp_path_factory):
    """A copy of the project that only root can read."""
    folder = tmp_path_factory.mktemp("box") / "project"
    copy_project(folder)
    (folder / "notebooks" / "answers").write_text("the answers")
    return folder


def inside(box, mode, what, setup="", **options):
    """Run a function of `in_container.py`; return what it found."""
    script = "/box/tests/support/in_container.py"
    done = run_in_container(
        [sys.executable, script, mode, what],
        {"/box": box},
        landlock=mode == "user",
        setup=SETUP + setup,
        **options,
    )
    assert done.returncode == 0, done.stderr[-2_000:]
    return json.loads(done.stdout)


@pytest.fixture(scope="module", params=MODES)
def mode(request):
    return request.param


@pytest.fixture(scope="module")
def facts(box, mode):
    return SimpleNamespace(**inside(box, mode, "facts"))


def test_the_container_allows_no_namespace(box):
    script = "unshare -U true || bwrap --ro-bind / / true"
    done = run_in_container(["/bin/sh", "-c", script], {"/box": box})
    assert done.returncode != 0


def test_an_interpreter_is_another_user_and_no_group_of_root(facts):
    expected = "\t".join([str(facts.user)] * 4)
    assert users.FIRST <= facts.user <= users.LAST
    assert (facts.status["Uid"], facts.status["Gid"]) == (expected, expected)
    assert facts.status["Groups"] == ""


def test_two_interpreters_are_two_users(facts):
    assert facts.user != facts.beside


def test_no_privilege_is_left_or_can_be_gained(facts):
    assert [int(one, 16) for one in facts.capabilities] == [0] * 5
    assert facts.status["NoNewPrivs"] == "1"


def test_system_calls_are_filtered(facts):
    assert facts.status["Seccomp"] == "2"
    assert facts.denied == "all refused"


def test_reference_secrets_and_other_students_cannot_be_read(facts):
    assert set(facts.reading.values()) <= {DENIED, "FileNotFoundError"}
    assert list(facts.reading.values()).count(DENIED) >= 4
    assert facts.listing["/box"] == DENIED


def test_landlock_hides_what_is_not_listed(facts, mode):
    """The weaker mode cannot hide what every user of the machine may read."""
    seen = DENIED if mode == "user" else "done"
    assert set(facts.public.values()) == {seen}
    assert facts.listing["/root"] == seen


def test_the_library_can_still_be_read(facts):
    assert facts.library == "done"


def test_only_the_own_folder_can_be_written_if_any(facts, mode):
    assert set(facts.writing.values()) == {DENIED}
    expected = ("done", "done", "done") if mode == "user" else (DENIED,) * 3
    assert (facts.own, facts.device, facts.picture) == expected


def test_the_working_directory_is_the_home(facts, mode):
    assert facts.home[0] == facts.home[1]
    assert facts.home_mode == ("0o700" if mode == "user" else "0o755")


def test_every_resource_is_limited(facts):
    limits = {"AS": 900_001_792, "NPROC": 24, "FSIZE": 3_000_000, "NOFILE": 100}
    limits |= {"CORE": 0, "MEMLOCK": 65_536, "MSGQUEUE": 0, "CPU": 220}
    assert facts.limits == {name: [value] * 2 for name, value in limits.items()}


def test_nothing_but_the_connection_is_inherited(facts):
    assert facts.descriptors == ["0o20000"] * 3 + ["socket"]  # /dev/null three times
    assert facts.inherited is False
    assert facts.argv == [""]


def test_no_network_no_process_and_no_signal(facts):
    seen = (facts.socket, facts.fork, facts.kill_other, facts.kill_self)
    assert seen == (DENIED,) * 4
    assert facts.thread == "done"


def test_an_interpreter_leads_its_session_and_dies_first(facts):
    assert facts.session is True
    assert facts.oom == "1000"
    assert facts.dumpable == 0


def test_the_signal_at_the_zygotes_death_cannot_be_cleared(facts):
    assert facts.death == "ZeroDivisionError"  # prctl returned -1
    assert facts.parent[0] == facts.parent[1]


def test_nothing_of_a_student_is_left(facts, mode):
    """Also a process of the same user that somebody else started is ended."""
    assert facts.planted_ended == -9
    assert facts.left == []
    assert facts.scratch_during == (4 if mode == "user" else 0)
    assert facts.scratch_after == []
    assert facts.base is False


def test_hidden_inputs_cannot_be_left_for_the_other_interpreter(box, mode):
    found = inside(box, mode, "smuggle")
    assert len(found["left"]) == (1 if mode == "user" else 0)  # its own folder
    assert "left-here" not in found["shown"]
    assert "/tmp" in found["shown"]


def test_a_killed_grader_leaves_nothing_behind(box, mode):
    found = inside(box, mode, "outlive")
    assert found["family"]
    assert found["alive"] == []
    # The folder of the killed one was removed by the next.
    assert found["folders"] == [1, 1, True]


def test_writing_without_end_is_stopped(box):
    found = inside(box, "user", "fill", capabilities=[*CAPABILITIES, "SYS_PTRACE"])
    honest = found.pop("honest")
    assert set(found.values()) == {"crashed"}
    assert honest == "ok"


def test_user_ids_in_use_are_left_alone(box):
    found = inside(box, "user", "taken")
    assert (found["first"], found["second"]) == (users.BLOCK, 2 * users.BLOCK)
    assert "are all in use" in found["refused"]
    assert found["still"]


def test_user_ids_stay_reserved_until_the_folders_are_removed(monkeypatch):
    """Otherwise another worker would remove the same folders at the same time."""
    sandbox = other_user.OtherUser(Path("/nonexistent"), DEFAULT_LIMITS)
    remove, others = sandbox._folders.close, []

    def close():
        other = users.UserBlock()
        others.append(other.ids)
        other.close()
        remove()

    monkeypatch.setattr(sandbox._folders, "close", close)
    sandbox.close()
    assert len(others) == 1
    assert sandbox._users.ids not in others


@pytest.mark.parametrize(("mode", "auto"), [("user", "user"), ("user-only", "auto")])
def test_auto_is_the_user_mode_and_never_a_weaker_one(box, mode, auto):
    found = inside(box, mode, "chosen")
    assert found == {"auto": auto, "why_not": None}


def test_a_result_names_the_mode(box):
    """Through the command line, where nobody asked for another mode."""
    command = ["-m", "autograder", "check", "notebooks/backprop", "--json", "out.json"]
    setup = f"{SETUP}export COLUMNS=200"
    done = run_in_container([sys.executable, *command], {"/box": box}, setup=setup)
    assert done.returncode == 0, done.stderr
    [student] = json.loads((box / "out.json").read_text())["students"].values()
    mark = MARKS["user"]
    assert student["notes"][0] == mark
    assert f"note: {mark}" in done.stdout
    assert all(cell["score"] != 0 for cell in student["cells"].values())


@pytest.mark.parametrize("mode", ["auto", "user-only"])
def test_grading_stops_where_the_wanted_mode_cannot_hold(box, mode):
    command = f"-m autograder check notebooks/backprop --sandbox {mode}".split()
    setup = f"{SETUP}chmod 755 /box"
    try:
        done = run_in_container(
            [sys.executable, *command], {"/box": box}, landlock=False, setup=setup
        )
    finally:
        box.chmod(0o700)
    assert done.returncode == 2
    assert "--sandbox none" in done.stderr
    assert done.stdout == ""


REFUSED = {
    "readable sources": ("user-only", "chmod 755 /box", "student code could read /box"),
    "Python in a closed home": (
        "user",
        "mkdir -p /closed/site-packages; chmod 700 /closed\n"
        "export PYTHONPATH=$PYTHONPATH:/closed/site-packages",
        "Python lies in /closed/site-packages",
    ),
    "closed temporary folder": (
        "user",
        "mkdir -m 700 /closed; export TMPDIR=/closed",
        "cannot hold here",
    ),
}


@pytest.mark.parametrize("case", sorted(REFUSED))
def test_it_is_refused_where_it_cannot_hold(box, case):
    mode, setup, message = REFUSED[case]
    try:
        assert message in inside(box, mode, "chosen", setup)["why_not"]
    finally:
        box.chmod(0o700)


def test_it_is_refused_if_root_may_not_change_users(box):
    without = [name for name in CAPABILITIES if name not in ("SETUID", "SETGID")]
    found = inside(box, "user", "chosen", capabilities=without)
    assert "--sandbox user cannot hold here" in found["why_not"]


def test_it_is_refused_without_landlock(box):
    script = "import autograder.sandbox as s; print(s.why_not('user'))"
    command = [sys.executable, "-c", script]
    done = run_in_container(command, {"/box": box}, landlock=False, setup=SETUP)
    assert "needs a kernel with Landlock" in done.stdout


def test_only_root_can_use_it(monkeypatch):
    monkeypatch.setattr(other_user.os, "getuid", lambda: 1000)
    assert "needs root" in other_user.user_probe.__wrapped__("user")


def test_calls_denied_in_addition_are_no_duplicates():
    every = (
        *policy.DENIED,
        *policy.DENIED_WITHOUT_NAMESPACES,
        *policy.DENIED_WITHOUT_LANDLOCK,
    )
    assert len(every) == len(set(every))


@pytest.fixture(scope="module")
def bank(box, mode):
    return inside(box, mode, "hostile")


@pytest.mark.long
@pytest.mark.parametrize("name", BANK)
def test_a_hostile_cell_costs_only_its_own_student(bank, name):
    found = bank[name]
    assert found["score"] == 0
    assert found["well"] == [True, True]
    assert not found["leaked"]
    assert not MISSED & set(found["raised"]), "the attack itself is broken"
    assert found["length"] < 10_000_000
    assert found["size"] < 1_000_000_000


@pytest.mark.long
def test_the_whole_bank_leaves_nothing_behind(bank, mode):
    processes, folders = bank["left"]
    assert processes == []
    assert folders == []
