"""One thread starts the sandbox once, replaces it after a crash, and ends it."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from fake_course import FakeSandboxes, submission_files, write_instructor
from own_assignment import AUTOMATIC

from autograder.assignment.assignment import read_assignment
from autograder.assignment.errors import UsageError
from autograder.grading import worker
from autograder.grading.submission import Submission
from autograder.grading.worker import GradingThread, Task
from autograder.sandbox.errors import SandboxLostError


class SandboxFactory(FakeSandboxes):
    """Records its start and end, and crashes `lose` times."""

    lose = 0
    opened: list

    def __init__(self) -> None:
        super().__init__()
        self.thread = threading.get_ident()
        self.ended = False
        self.opened.append(self)

    def __exit__(self, *_) -> None:
        self.ended = threading.get_ident() == self.thread

    def open(self):
        if SandboxFactory.lose > 0:
            SandboxFactory.lose -= 1
            raise SandboxLostError("gone")
        return super().open()


@pytest.fixture
def sandboxes(monkeypatch):
    SandboxFactory.opened, SandboxFactory.lose = [], 0
    monkeypatch.setattr(worker, "open_engine", lambda *_: SandboxFactory())
    return SandboxFactory


@pytest.fixture
def task(tmp_path):
    folder = write_instructor(tmp_path)
    source = read_assignment(folder)
    submission = Submission("ada", submission_files(source))
    return Task(submission, "auto", folder, source.name, source.fingerprint)


@pytest.fixture
def thread():
    new = GradingThread()
    yield new
    new.close()


def test_the_sandbox_is_opened_once_and_ended_by_the_same_thread(sandboxes, task):
    thread = GradingThread()
    assert [thread.grade(task).result.score for _ in range(3)] == [AUTOMATIC] * 3
    thread.close()
    [sandbox] = sandboxes.opened
    assert sandbox.thread != threading.get_ident()
    assert sandbox.ended


def test_a_crashed_sandbox_is_replaced_and_the_submission_graded(
    sandboxes, task, thread
):
    sandboxes.lose = 1
    assert thread.grade(task).result.score == AUTOMATIC
    assert len(sandboxes.opened) == 2


def test_a_sandbox_that_always_crashes_raises_instead_of_scoring(
    sandboxes, task, thread
):
    sandboxes.lose = 100
    with pytest.raises(RuntimeError, match="stopped unexpectedly 3 times"):
        thread.grade(task)


def test_a_worker_with_other_notebooks_refuses_the_task(sandboxes, task, thread):
    with pytest.raises(UsageError, match="changed during grading"):
        thread.grade(task._replace(fingerprint="other"))


def test_a_change_of_mode_replaces_the_sandbox(sandboxes, task, thread):
    thread.grade(task)
    thread.grade(task._replace(mode="none"))
    assert [one.ended for one in sandboxes.opened] == [True, False]


def test_a_submission_that_needs_too_much_memory_costs_itself(sandboxes, task, thread):
    limits = replace(task.limits, judging_memory=200_000_000)
    task = task._replace(limits=limits)
    # More than what earlier tests of this process may have freed, and left to it.
    flood = b'{"cells": [' + b"{}," * 15_000_000 + b"{}]}"
    name, *_ = task.submission.notebooks
    hostile = task.submission._replace(student="eve", notebooks={name: flood})
    result = thread.grade(task._replace(submission=hostile)).result
    assert (result.score, result.failed) == (0, True)
    assert "too much memory" in result.notes[0]
    assert thread.grade(task).result.score == AUTOMATIC
