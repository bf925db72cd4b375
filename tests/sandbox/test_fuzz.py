"""Random frames: each one is decoded within the limits or refused by one error."""

import json
import random
import time

import numpy as np
import pytest
from random_values import VALUES, changed, random_tree

from autograder.assignment.limits import Limits
from autograder.sandbox.errors import ProtocolError
from autograder.sandbox.protocol import unpack
from autograder.values import plain
from autograder.values.plain import PlainError, decode, encode

LIMITS = Limits(frame_bytes=100_000, json_bytes=50_000, frame_blobs=20)


def random_frame(source):
    """The length of the JSON part and the content of a frame, mostly malformed."""
    tree, blobs = encode(source.choice(VALUES))
    for _ in range(source.randrange(3)):
        tree = changed(source, tree)
    if source.random() < 0.3:
        tree = random_tree(source)
    sizes = [len(blob) for blob in blobs]
    if source.random() < 0.1:
        sizes = source.choice([[], [-1], sizes * 2, ["1"], [10**9], [*sizes, 0]])
    text = json.dumps([{"value": tree}, sizes]).encode()
    content = bytearray(text + b"".join(blobs))
    for _ in range(source.choice([0, 0, 0, 1, 5])):
        content[source.randrange(len(content))] = source.randrange(256)
    if source.random() < 0.05:
        del content[source.randrange(len(content)) :]
    return len(text), bytes(content)


def size_of(value):
    """Entries, characters and array entries of a plain value, all levels together."""
    if isinstance(value, np.ndarray):
        return value.size
    if isinstance(value, str):
        return len(value)
    if isinstance(value, dict):
        return sum(size_of(k) + size_of(v) + 2 for k, v in value.items())
    if isinstance(value, list | tuple):
        return sum(size_of(part) + 1 for part in value)
    return 1


def fuzz(seed, seconds):
    """Decode random frames for so long; return how many were accepted and refused."""
    source = random.Random(seed)
    accepted = refused = 0
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        size, content = random_frame(source)
        began = time.process_time()
        try:
            frame = unpack(size, content, LIMITS)
            value = decode(frame.message.get("value"), frame.blobs)
        except (ProtocolError, PlainError):
            refused += 1
        else:
            accepted += 1
            most = plain.MAX_ITEMS + plain.MAX_ALL_TEXT + plain.MAX_ALL_ARRAY_BYTES
            assert size_of(value) <= most
        assert time.process_time() - began < 2
    return accepted, refused


def test_random_frames_are_decoded_or_refused_by_one_error():
    accepted, refused = fuzz(seed=1, seconds=3)
    assert min(accepted, refused) > 100


@pytest.mark.long
@pytest.mark.slow
def test_ten_minutes_of_random_frames_are_decoded_or_refused():
    accepted, refused = fuzz(seed=time.time_ns(), seconds=600)
    assert min(accepted, refused) > 10_000
