"""One thread owns the sandbox: opened once, lost and opened again, ended with it."""

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
    """Counts its opening and its end, and is lost when told to."""

    lose = 0
    made: list

    def __init__(self) -> None:
        super().__init__()
        self.thread = threading.get_ident()
        self.ended = False
        self.made.append(self)

    def __exit__(self, *_) -> None:
        self.ended = threading.get_ident() == self.thread

    def open(self):
        if SandboxFactory.lose > 0:
            SandboxFactory.lose -= 1
            raise SandboxLostError("gone")
        return super().open()


@pytest.fixture
def rooms(monkeypatch):
    SandboxFactory.made, SandboxFactory.lose = [], 0
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
    made = GradingThread()
    yield made
    made.close()


def test_the_sandbox_is_opened_once_and_ended_in_its_own_thread(rooms, task):
    thread = GradingThread()
    assert [thread.grade(task).result.score for _ in range(3)] == [AUTOMATIC] * 3
    thread.close()
    [made] = rooms.made
    assert made.thread != threading.get_ident()
    assert made.ended


def test_a_lost_sandbox_is_replaced_and_the_submission_graded(rooms, task, thread):
    rooms.lose = 1
    assert thread.grade(task).result.score == AUTOMATIC
    assert len(rooms.made) == 2


def test_a_sandbox_that_is_always_lost_is_no_score(rooms, task, thread):
    rooms.lose = 100
    with pytest.raises(RuntimeError, match="lost 3 times"):
        thread.grade(task)


def test_a_worker_with_another_version_of_the_course_refuses(rooms, task, thread):
    with pytest.raises(UsageError, match="same version"):
        thread.grade(task._replace(fingerprint="other"))


def test_another_mode_gets_another_sandbox(rooms, task, thread):
    thread.grade(task)
    thread.grade(task._replace(mode="none"))
    assert [made.ended for made in rooms.made] == [True, False]


def test_a_submission_that_needs_too_much_memory_costs_itself(rooms, task, thread):
    limits = replace(task.limits, judging_memory=200_000_000)
    task = task._replace(limits=limits)
    flood = b'{"cells": [' + b"{}," * 5_000_000 + b"{}]}"
    name, *_ = task.submission.notebooks
    hostile = task.submission._replace(student="eve", notebooks={name: flood})
    result = thread.grade(task._replace(submission=hostile)).result
    assert (result.score, result.failed) == (0, True)
    assert "too much memory" in result.notes[0]
    assert thread.grade(task).result.score == AUTOMATIC
