"""Whatever a student's code sends, the judge gives a result and never raises."""

import copy
import random
import time

import pytest
from judging import ASSIGNMENT
from random_values import VALUES, changed, random_tree

import solutions
from autograder.checks import judge_cell
from autograder.checks.registry import QUESTIONS
from autograder.checks.visible import Visible
from autograder.values.plain import Opaque, PlainError, decode, encode
from autograder.values.student import (
    EXCEPTIONS,
    Failure,
    Reply,
    StudentStoppedError,
)

KINDS = ["undefined", "not callable", "raised", "raised"]


class Forging:
    """Replies with right values that are changed at random, and with random ones."""

    def __init__(self, source):
        self.source = source
        self.exact = source.random() < 0.7  # its values are right to begin with

    def read(self, name):
        known = getattr(solutions, name, 0.0)
        return Reply(Opaque("function") if callable(known) else self.changed(known))

    def call(self, name, *arguments, lend=None):
        if self.source.random() < 0.02:
            raise StudentStoppedError("took too long")
        if self.source.random() < 0.03:
            kind, name = self.source.choice(KINDS), self.source.choice(EXCEPTIONS)
            return Reply(failure=Failure(kind, name, "text " * 90, "x = 1"))
        copies = copy.deepcopy(arguments)
        reply = self.changed(self.right(name, copies))
        after = [None if callable(one) else self.changed(one) for one in copies]
        return Reply(reply, arguments=tuple(after))

    def call_each(self, name, inputs, lend=None):
        for arguments in inputs:
            yield self.call(name, *arguments, lend=lend)

    def right(self, name, arguments):
        if not self.exact:
            return self.source.choice(VALUES)
        try:
            return getattr(solutions, name)(*arguments)
        except Exception:
            return None

    def changed(self, value):
        tree, blobs = encode(value)
        for _ in range(self.source.choice([0, 0, 0, 0, 0, 1, 2])):
            tree = changed(self.source, tree)
        if self.source.random() < 0.02:
            tree = random_tree(self.source)
        try:
            return decode(tree, blobs)
        except PlainError:
            raise StudentStoppedError("returned a value that is malformed") from None


def fuzz(seed, seconds):
    """Judge random values for so long; return how many results had a point or none."""
    source = random.Random(seed)
    scored = none = 0
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        grade_id = source.choice(list(QUESTIONS))
        visible = Visible(ASSIGNMENT.folder, Forging(source))
        earlier = ASSIGNMENT.before(grade_id) if source.random() < 0.5 else ()
        result = judge_cell(
            grade_id, Forging(source), points=2, earlier=earlier, visible=visible
        )
        assert 0 <= result.score <= result.max_score == 2
        assert result.feedback
        assert len(result.feedback) < 10_000
        scored, none = scored + (result.score > 0), none + (result.score == 0)
    return scored, none


def test_random_values_are_judged():
    scored, none = fuzz(seed=1, seconds=5)
    assert scored > 0
    assert none > 10


@pytest.mark.long
@pytest.mark.slow
def test_ten_minutes_of_random_values_are_judged():
    scored, none = fuzz(seed=time.time_ns(), seconds=600)
    assert min(scored, none) > 100
