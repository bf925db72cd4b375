"""The border: frames over a socket, each a JSON message and raw blobs.

A frame is two lengths (all of it; the JSON part), the JSON text of
`[message, [size of each blob]]`, and the blobs. Both halves use this module; the
trusted one takes every byte for hostile: nothing here trusts a length, a nesting or
a sender's pace.
"""

from __future__ import annotations

import json
import re
import socket
import struct
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from autograder.sandbox.errors import LineError

MAX_FRAME = 8_000_000  # bytes: more than every honest answer, less than hurts
MAX_JSON = 3_000_000  # bytes: small objects cost many times their text
MAX_BLOBS = 10_000
LENGTHS = struct.Struct("<II")
AS_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
# A lone surrogate could be written to no file later on. An even number of
# backslashes before the u is a backslash that was itself escaped.
SURROGATE = re.compile(r"(?<!\\)(?:\\\\)*\\u[dD][89a-fA-F]")

Patience = Callable[[], float]


class Frame(NamedTuple):
    """One message with its blobs."""

    message: dict[str, Any]
    blobs: list[bytes]


def pack(message: dict[str, Any], blobs: Sequence[bytes] = ()) -> bytes:
    """The frame as bytes.

    Raises:
        LineError: it would be larger than frames may be.
    """
    text = AS_JSON([message, [*map(len, blobs)]]).encode("utf-8", "replace")
    size = len(text) + sum(map(len, blobs))
    if size > MAX_FRAME or len(text) > MAX_JSON or len(blobs) > MAX_BLOBS:
        raise LineError(f"a message of {size} bytes is too large")
    return b"".join([LENGTHS.pack(size, len(text)), text, *blobs])


def unpack(size: int, content: bytes) -> Frame:
    """The frame whose JSON part has `size` bytes.

    Raises:
        LineError: it is none.
    """
    try:
        text = content[:size].decode("utf-8")
        if "\\u" in text and SURROGATE.search(text):
            raise LineError("a frame holds half a character")
        message, sizes = json.loads(text)
    except (ValueError, TypeError, RecursionError) as error:
        raise LineError(f"a frame cannot be read: {type(error).__name__}") from None
    if type(message) is not dict or type(sizes) is not list or len(sizes) > MAX_BLOBS:
        raise LineError("a frame is not a message with blobs")
    blobs = []
    start = size
    for length in sizes:
        if type(length) is not int or not 0 <= length <= len(content) - start:
            raise LineError("a frame's blobs do not fit into it")
        blobs.append(content[start : start + length])
        start += length
    if start != len(content):
        raise LineError("a frame is longer than its parts")
    return Frame(message, blobs)


class Line:
    """One end of the line.

    `patience` gives the seconds until it wants to be asked again, and raises when it
    has run out; what was received until then is kept for the next attempt.
    """

    def __init__(self, connection: socket.socket) -> None:
        self.socket = connection
        self.buffer = bytearray()
        self.closed = False  # by the other end

    def send(
        self,
        message: dict[str, Any],
        blobs: Sequence[bytes] = (),
        patience: Patience | None = None,
    ) -> None:
        """Send one frame.

        Raises:
            LineError: the other end is closed, or the frame too large.
        """
        rest = memoryview(pack(message, blobs))
        while rest:
            self.socket.settimeout(patience() if patience else None)
            try:
                rest = rest[self.socket.send(rest) :]
            except TimeoutError:
                continue
            except OSError:
                self.closed = True
                raise LineError("the line is closed") from None

    def receive(self, patience: Patience | None = None) -> Frame:
        """The next frame.

        Raises:
            LineError: the other end is closed, or sent what is no frame.
        """
        while (frame := self._take()) is None:
            self.socket.settimeout(patience() if patience else None)
            try:
                data = self.socket.recv(262_144)
            except TimeoutError:
                continue
            except OSError:
                data = b""
            if not data:
                self.closed = True
                raise LineError("the line is closed")
            self.buffer += data
        return frame

    def is_silent(self) -> bool:
        """Nothing came that was not asked for."""
        if self.buffer:
            return False
        self.socket.setblocking(False)
        try:
            self.buffer += self.socket.recv(1)
        except (BlockingIOError, InterruptedError):
            return True
        except OSError:
            return False
        return False

    def close(self) -> None:
        self.socket.close()

    def _take(self) -> Frame | None:
        """The first whole frame of the buffer."""
        if len(self.buffer) < LENGTHS.size:
            return None
        size, text = LENGTHS.unpack_from(self.buffer)
        if size > MAX_FRAME or text > min(size, MAX_JSON):
            raise LineError(f"a frame of {size} bytes is too large")
        end = LENGTHS.size + size
        if len(self.buffer) < end:
            return None
        content = bytes(memoryview(self.buffer)[LENGTHS.size : end])
        del self.buffer[:end]
        return unpack(text, content)
