"""The policy lists what the mechanism can do."""

import resource

import pytest

from autograder.assignment.limits import DEFAULT_LIMITS
from autograder.sandbox.guest.syscalls import NUMBERS
from autograder.sandbox.host import policy


@pytest.mark.parametrize("name", policy.DENIED)
def test_every_denied_call_is_known_by_number(name):
    assert name in NUMBERS


def test_no_call_is_denied_twice():
    assert len(policy.DENIED) == len(set(policy.DENIED))


@pytest.mark.parametrize("name", policy.rlimits(DEFAULT_LIMITS))
def test_every_limit_is_one_of_the_systems(name):
    assert hasattr(resource, f"RLIMIT_{name}")
