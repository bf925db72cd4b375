"""The doctor names what is missing and how to get it, and changes nothing."""

from __future__ import annotations

import pytest

from autograder.__main__ import main
from autograder.cli import doctor


def findings(tmp_path):
    return {finding.name: finding for finding in doctor.examine(tmp_path / "course")}


def test_every_finding_is_one_line_with_a_sign(tmp_path):
    for finding in findings(tmp_path).values():
        assert finding.line()[0] in "✓✗○"
        assert "\n" not in finding.line()
    assert not (tmp_path / "course").exists()


def test_what_is_missing_is_said_with_the_way_to_get_it(tmp_path, monkeypatch):
    monkeypatch.setattr("autograder.sandbox.probe", lambda: "bubblewrap is missing")
    monkeypatch.setattr(doctor, "PACKAGES", ("no-such-package",))
    monkeypatch.setattr(doctor, "OPTIONAL", {"nothing": "for fun: pip install nothing"})
    found = findings(tmp_path)
    assert not found["sandbox"].fine
    assert "pip install -r" in found["no-such-package"].words
    assert found["nothing"].line().startswith("○")


@pytest.mark.parametrize(("reason", "status"), [(None, 0), ("no bubblewrap", 2)])
def test_the_exit_status_says_whether_grading_can_start(
    tmp_path, monkeypatch, reason, status, capsys
):
    monkeypatch.setattr("autograder.sandbox.probe", lambda: reason)
    assert main(["doctor", "--course", str(tmp_path)]) == status
    assert (reason or "isolated") in capsys.readouterr().out
