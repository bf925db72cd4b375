"""The doctor names what is missing and how to install it, and changes nothing."""

from __future__ import annotations

import sys

import pytest

from autograder.__main__ import main
from autograder.cli import doctor


def findings(tmp_path):
    return {finding.name: finding for finding in doctor.examine(tmp_path / "course")}


def test_every_finding_is_one_line_that_starts_with_a_sign(tmp_path):
    for finding in findings(tmp_path).values():
        assert finding.line()[0] in "✓✗○"
        assert "\n" not in finding.line()
    assert not (tmp_path / "course").exists()


def test_a_missing_package_is_named_with_how_to_install_it(tmp_path, monkeypatch):
    monkeypatch.setattr("autograder.sandbox.probe", lambda: "bubblewrap is missing")
    monkeypatch.setattr("autograder.sandbox.why_not", lambda mode: "not root")
    monkeypatch.setattr(doctor, "PACKAGES", ("no-such-package",))
    monkeypatch.setattr(doctor, "OPTIONAL", {"nothing": "for fun: pip install nothing"})
    found = findings(tmp_path)
    assert not found["sandbox"].ok
    assert "pip install -r" in found["no-such-package"].message
    assert found["nothing"].line().startswith("○")


@pytest.mark.parametrize(("reason", "status"), [(None, 0), ("no bubblewrap", 2)])
def test_the_exit_status_says_whether_grading_can_start(
    tmp_path, monkeypatch, reason, status, capsys
):
    monkeypatch.setattr("autograder.sandbox.probe", lambda: reason)
    monkeypatch.setattr("autograder.sandbox.why_not", lambda mode: "not root")
    assert main(["doctor", "--course", str(tmp_path)]) == status
    assert (reason or "isolated") in capsys.readouterr().out


def test_the_mode_for_root_without_namespaces_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr("autograder.sandbox.probe", lambda: "no namespaces here")
    monkeypatch.setattr("autograder.sandbox.why_not", lambda mode: None)
    found = findings(tmp_path)["sandbox"]
    assert found.ok
    assert "--sandbox user works" in found.message
    assert "no namespaces here" in found.message


def configure(course, url):
    course.mkdir()
    text = f"c = get_config()\nc.CourseDirectory.db_url = {url!r}\n"
    (course / "nbgrader_config.py").write_text(text)


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("sqlite:///{folder}/other.db", "other.db: nothing is released there yet"),
        ("no-such-database://host/course", "cannot be opened"),
    ],
)
def test_the_configured_gradebook_is_opened(tmp_path, url, message):
    configure(tmp_path / "course", url.format(folder=tmp_path))
    found = findings(tmp_path)["gradebook"]
    assert message in found.message
    assert found.ok == ("yet" in message)


def test_a_missing_driver_is_named_without_the_password(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)
    configure(tmp_path / "course", "postgresql+psycopg://ta:secret@localhost/course")
    found = findings(tmp_path)["gradebook"]
    assert not found.ok
    assert "Run: pip install" in found.message
    assert "secret" not in found.message
