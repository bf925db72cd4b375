"""Frames: what one end packs the other unpacks, and nothing else passes."""

import json
import socket
import struct
import threading

import pytest

from autograder.sandbox.errors import LineError, TimeUpError
from autograder.sandbox.protocol import MAX_FRAME, MAX_JSON, Line, pack


@pytest.fixture
def ends():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield Line(ours), theirs


def framed(text: bytes, blobs: bytes = b"", size=None):
    whole = len(text) + len(blobs) if size is None else size
    return struct.pack("<II", whole, len(text)) + text + blobs


def at_once():
    raise TimeUpError


def test_a_frame_arrives_as_it_was_sent(ends):
    line, theirs = ends
    Line(theirs).send({"do": "x", "text": "Φ → ∂\\ud800 \\"}, [b"abc", b"", b"\x00"])
    frame = line.receive()
    assert frame.message == {"do": "x", "text": "Φ → ∂\\ud800 \\"}
    assert frame.blobs == [b"abc", b"", b"\x00"]


def test_frames_come_one_by_one_however_the_bytes_come(ends):
    line, theirs = ends
    data = pack({"n": 1}) + pack({"n": 2}, [b"z"])

    def drip():
        for byte in data:
            theirs.send(bytes([byte]))

    dripping = threading.Thread(target=drip)
    dripping.start()
    assert [line.receive().message["n"], line.receive().message["n"]] == [1, 2]
    dripping.join()
    assert line.is_silent()


@pytest.mark.parametrize(
    "data",
    [
        struct.pack("<II", MAX_FRAME + 1, 2),
        struct.pack("<II", 2**32 - 1, 2**32 - 1),
        struct.pack("<II", MAX_FRAME, MAX_JSON + 1),
        struct.pack("<II", 4, 8),
        framed(b"not json"),
        framed(b"\xff\xfe"),
        framed(b"[" * 100_000),
        framed(b'{"a": 1}'),
        framed(b"[[], []]"),
        framed(b"[{}, {}]"),
        framed(b"[{}, [1]]"),
        framed(b"[{}, [-1]]", b"x"),
        framed(b'[{}, ["1"]]', b"x"),
        framed(b"[{}, [true]]", b"x"),
        framed(b"[{}, []]", b"rest"),
        framed(b'[{"a": %s}, []]' % (b"9" * 5_000)),
        framed(b'[{"a": "\\ud800"}, []]'),
        framed(b'[{"a": "\\\\\\udfff"}, []]'),
        framed(json.dumps([{}, [0] * 10_001]).encode()),
    ],
)
def test_what_is_no_frame_is_refused(ends, data):
    line, theirs = ends
    theirs.sendall(data)
    with pytest.raises(LineError):
        line.receive()


def test_text_about_surrogates_is_no_surrogate(ends):
    line, theirs = ends
    said = {"text": json.dumps("😀") + "\\\\ud800"}
    Line(theirs).send(said)
    assert line.receive().message == said


def test_half_characters_are_not_sent(ends):
    line, theirs = ends
    Line(theirs).send({"text": "a\ud800b"})
    assert line.receive().message == {"text": "a?b"}


def test_a_closed_line_says_so(ends):
    line, theirs = ends
    theirs.close()
    with pytest.raises(LineError):
        line.receive()
    assert line.closed


def test_what_came_before_the_time_was_up_is_kept(ends):
    line, theirs = ends
    data = pack({"n": 1})
    theirs.sendall(data[:9])
    asked = iter([1.0, 0.01])
    with pytest.raises(StopIteration):
        line.receive(lambda: next(asked))
    theirs.sendall(data[9:])
    assert line.receive().message == {"n": 1}


def test_a_reader_that_never_reads_costs_time_and_no_more(ends):
    line, _ = ends
    asked = iter([0.01] * 50)

    def patience():
        try:
            return next(asked)
        except StopIteration:
            raise TimeUpError from None

    with pytest.raises((TimeUpError, LineError)):
        line.send({}, [b"x" * 4_000_000], patience)


def test_too_large_a_message_is_not_sent(ends):
    with pytest.raises(LineError):
        ends[0].send({}, [b"x" * (MAX_FRAME + 1)])


def test_a_line_is_silent_until_something_comes(ends):
    line, theirs = ends
    assert line.is_silent()
    theirs.send(b"x")
    assert not line.is_silent()
    assert not line.is_silent()
