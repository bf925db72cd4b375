"""The doctor names what is missing and how to install it, and changes nothing."""

from __future__ import annotations

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
    assert main(["doctor", "--course", str(tmp_path)]) == status
    assert (reason or "isolated") in capsys.readouterr().out
