"""The policy is a list of what the mechanism can do, and says what it does not stop."""

import resource

import pytest

from autograder.sandbox.guest.syscalls import NUMBERS
from autograder.sandbox.host import policy


@pytest.mark.parametrize("name", policy.DENIED)
def test_every_denied_call_is_known_by_number(name):
    assert name in NUMBERS


def test_no_call_is_denied_twice():
    assert len(policy.DENIED) == len(set(policy.DENIED))


@pytest.mark.parametrize("name", policy.LIMITS)
def test_every_limit_is_one_of_the_systems(name):
    assert hasattr(resource, f"RLIMIT_{name}")


def test_the_policy_says_what_it_does_not_stop():
    assert "What this does not stop" in policy.__doc__


def test_the_worksheets_times_are_kept():
    assert policy.CELL_SECONDS == (10.0, 30.0)
    assert policy.NOTEBOOK_SECONDS == 300.0
