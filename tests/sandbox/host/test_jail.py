"""The command line of the jail, and the messages where isolation is impossible."""

import json
import subprocess
import sys

import pytest
from sandbox_here import needs_sandbox

from autograder.assignment.limits import DEFAULT_LIMITS
from autograder.sandbox.host import jail
from autograder.sandbox.host.jail import (
    bubblewrap,
    guest_command,
    jailed_command,
    probe,
)
from autograder.sandbox.host.mounts import guest_mounts, system_mounts


@pytest.fixture
def fresh_probe():
    probe.cache_clear()
    yield probe
    probe.cache_clear()


@needs_sandbox
def test_the_sandbox_works_where_bubblewrap_does(fresh_probe):
    assert fresh_probe() is None


def test_without_bubblewrap_the_message_tells_how_to_get_it(fresh_probe, monkeypatch):
    monkeypatch.setattr("shutil.which", lambda name: None)
    assert "apt install bubblewrap" in fresh_probe()


def test_without_linux_there_is_no_isolation(fresh_probe, monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")
    assert "Linux" in fresh_probe()


def test_an_unknown_processor_is_refused(fresh_probe, monkeypatch):
    monkeypatch.setattr("platform.machine", lambda: "riscv64")
    assert "x86_64" in fresh_probe()


def test_without_user_namespaces_the_message_says_how_to_enable_them(
    fresh_probe, monkeypatch
):
    failed = subprocess.CompletedProcess([], 1, b"", b"x\nbwrap: No permissions\n")
    monkeypatch.setattr("shutil.which", lambda name: "/usr/bin/bwrap")
    monkeypatch.setattr("subprocess.run", lambda *a, **k: failed)
    message = fresh_probe()
    assert "sysctl" in message
    assert "(bwrap: bwrap: No permissions)" in message
    assert "\n" not in message


def test_the_root_is_made_read_only_after_all_mounts(tmp_path):
    command = jailed_command(tmp_path, 3, DEFAULT_LIMITS)
    flags = command[: command.index("--")]
    assert flags[-6:-2] == ["--remount-ro", "/dev", "--remount-ro", "/"]
    assert "--bind" not in flags
    assert "--die-with-parent" in flags
    assert "--clearenv" in flags


def test_an_ordinary_user_asks_for_a_user_namespace_by_name(monkeypatch):
    monkeypatch.setattr("os.getuid", lambda: 1234)
    flags = bubblewrap([])
    assert "--unshare-user" in flags
    assert flags[flags.index("--uid") + 1] == "1000"


def test_hidden_packages_are_masked_by_a_read_only_tmpfs(tmp_path):
    mask = jail.Mount(tmp_path / "solutions", None)
    flags = bubblewrap([jail.Mount(tmp_path, tmp_path), mask])
    shown = flags.index("--ro-bind")
    covered = flags.index("--tmpfs")
    assert shown < covered
    closed = flags[covered : covered + 4]
    assert closed == ["--tmpfs", str(mask.target), "--remount-ro", str(mask.target)]


def test_every_folder_above_a_mount_can_be_entered():
    mounts = [*system_mounts(), *guest_mounts()]
    folders = jail._parent_folders(mounts)
    assert all(
        one.parent in folders or one.parent == one.parents[-1] for one in folders
    )
    assert folders == sorted(folders)


def test_the_guest_starts_without_site_and_user_packages():
    command = guest_command({"python": "python3", "root": "/x"})
    assert command[1:4] == ["-P", "-s", "-S"]
    assert json.loads(command[-1])["root"] == "/x"
