"""A process may grow by so much while it grades a submission, and not more."""

import resource
import subprocess
import sys

import pytest
from paths import ROOT

from autograder.grading.memory_limit import memory_limit

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="only Linux limits address space"
)
MEGABYTES = 1_000_000


def test_an_allocation_above_the_limit_is_a_memory_error():
    with memory_limit(300 * MEGABYTES):
        assert len(bytearray(100 * MEGABYTES)) == 100 * MEGABYTES
        with pytest.raises(MemoryError):
            bytearray(400 * MEGABYTES)


def test_after_the_block_the_limit_is_the_one_before_it():
    before = resource.getrlimit(resource.RLIMIT_AS)
    with pytest.raises(KeyError), memory_limit(300 * MEGABYTES):
        raise KeyError
    assert resource.getrlimit(resource.RLIMIT_AS) == before
    bytearray(400 * MEGABYTES)


def test_what_earlier_blocks_have_left_counts():
    code = """
from autograder.grading.memory_limit import memory_limit
with memory_limit(300_000_000):
    kept = bytearray(200_000_000)
with memory_limit(300_000_000):
    bytearray(120_000_000)
    try:
        bytearray(200_000_000)
    except MemoryError:
        print("limited")
"""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True
    )
    assert (done.stdout, done.stderr) == ("limited\n", "")
