"""Frames: one end packs, the other unpacks, and invalid ones are refused."""

import json
import socket
import struct
import threading

import pytest

from autograder.assignment.limits import DEFAULT_LIMITS as LIMITS
from autograder.sandbox.errors import ProtocolError, TimeLimitError
from autograder.sandbox.protocol import Connection, pack


@pytest.fixture
def ends():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield Connection(ours, LIMITS), theirs


def framed(text: bytes, blobs: bytes = b"", size=None):
    whole = len(text) + len(blobs) if size is None else size
    return struct.pack("<II", whole, len(text)) + text + blobs


def at_once():
    raise TimeLimitError


def test_a_frame_arrives_as_it_was_sent(ends):
    connection, theirs = ends
    Connection(theirs, LIMITS).send(
        {"do": "x", "text": "Φ → ∂\\ud800 \\"}, [b"abc", b"", b"\x00"]
    )
    frame = connection.receive()
    assert frame.message == {"do": "x", "text": "Φ → ∂\\ud800 \\"}
    assert frame.blobs == [b"abc", b"", b"\x00"]


def test_frames_are_reassembled_from_single_bytes(ends):
    connection, theirs = ends
    data = pack({"n": 1}, [], LIMITS) + pack({"n": 2}, [b"z"], LIMITS)

    def drip():
        for byte in data:
            theirs.send(bytes([byte]))

    dripping = threading.Thread(target=drip)
    dripping.start()
    assert [connection.receive().message["n"], connection.receive().message["n"]] == [
        1,
        2,
    ]
    dripping.join()
    assert connection.is_silent()


@pytest.mark.parametrize(
    "data",
    [
        struct.pack("<II", LIMITS.frame_bytes + 1, 2),
        struct.pack("<II", 2**32 - 1, 2**32 - 1),
        struct.pack("<II", LIMITS.frame_bytes, LIMITS.json_bytes + 1),
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
        framed(json.dumps([{}, [0] * (LIMITS.frame_blobs + 1)]).encode()),
    ],
)
def test_invalid_frames_are_refused(ends, data):
    connection, theirs = ends
    theirs.sendall(data)
    with pytest.raises(ProtocolError):
        connection.receive()


def test_escaped_surrogates_in_text_are_accepted(ends):
    connection, theirs = ends
    said = {"text": json.dumps("😀") + "\\\\ud800"}
    Connection(theirs, LIMITS).send(said)
    assert connection.receive().message == said


def test_lone_surrogates_are_replaced_before_sending(ends):
    connection, theirs = ends
    Connection(theirs, LIMITS).send({"text": "a\ud800b"})
    assert connection.receive().message == {"text": "a?b"}


def test_a_closed_connection_raises_and_is_marked(ends):
    connection, theirs = ends
    theirs.close()
    with pytest.raises(ProtocolError):
        connection.receive()
    assert connection.closed


def test_bytes_received_before_a_timeout_are_kept(ends):
    connection, theirs = ends
    data = pack({"n": 1}, [], LIMITS)
    theirs.sendall(data[:9])
    asked = iter([1.0, 0.01])
    with pytest.raises(StopIteration):
        connection.receive(lambda: next(asked))
    theirs.sendall(data[9:])
    assert connection.receive().message == {"n": 1}


def test_sending_to_a_peer_that_never_reads_ends_at_the_timeout(ends):
    connection, _ = ends
    asked = iter([0.01] * 50)

    def timeout():
        try:
            return next(asked)
        except StopIteration:
            raise TimeLimitError from None

    with pytest.raises((TimeLimitError, ProtocolError)):
        connection.send({}, [b"x" * 4_000_000], timeout)


def test_too_large_a_message_is_not_sent(ends):
    with pytest.raises(ProtocolError):
        ends[0].send({}, [b"x" * (LIMITS.frame_bytes + 1)])


def test_a_connection_is_silent_until_data_arrives(ends):
    connection, theirs = ends
    assert connection.is_silent()
    theirs.send(b"x")
    assert not connection.is_silent()
    assert not connection.is_silent()
