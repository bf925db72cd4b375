"""The policy lists what the mechanism can do."""

import re
import resource
from dataclasses import fields

import pytest

from autograder.assignment.limits import DEFAULT_LIMITS, Limits
from autograder.sandbox.guest.syscalls import NUMBERS
from autograder.sandbox.host import policy


@pytest.mark.parametrize("name", policy.DENIED)
def test_every_denied_call_is_known_by_number(name):
    assert name in NUMBERS


def test_no_call_is_denied_twice():
    assert len(policy.DENIED) == len(set(policy.DENIED))


@pytest.mark.parametrize("name", policy.rlimits(DEFAULT_LIMITS))
def test_every_limit_exists_in_the_resource_module(name):
    assert hasattr(resource, f"RLIMIT_{name}")


def test_every_limit_is_explained():
    names = [field.name for field in fields(Limits)]
    explained = re.findall(r"\w+", Limits.__doc__)
    assert [name for name in names if name not in explained] == []
