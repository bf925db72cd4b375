"""The protocol between host and guest: frames over a socket.

A frame is two lengths (of the rest of the frame, and of its JSON part), the JSON text
of `[message, [size of each blob]]`, and the blobs. Host and guest both use this module.
The host treats every byte as hostile: it trusts no length, no nesting and no pace.
"""

import json
import re
import socket
import struct
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from autograder.assignment.limits import Limits
from autograder.sandbox.errors import ProtocolError

LENGTHS = struct.Struct("<II")
CHUNK = 262_144  # bytes to ask the kernel for at once
TO_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
# A lone surrogate cannot be written to a file later on. An even number of
# backslashes before the u is a backslash that was itself escaped.
SURROGATE = re.compile(r"(?<!\\)(?:\\\\)*\\u[dD][89a-fA-F]")

Message = dict[str, Any]
Blobs = Sequence[bytes]
Timeout = Callable[[], float]


class Frame(NamedTuple):
    """One message with its blobs."""

    message: Message
    blobs: list[bytes]


def pack(message: Message, blobs: Blobs, limits: Limits) -> bytes:
    """Encode a frame.

    Raises:
        ProtocolError: the frame exceeds the limits.
    """
    text = TO_JSON([message, [*map(len, blobs)]]).encode("utf-8", "replace")
    size = len(text) + sum(map(len, blobs))
    fits = size <= limits.frame_bytes and len(text) <= limits.json_bytes
    if not fits or len(blobs) > limits.frame_blobs:
        raise ProtocolError(f"a message of {size} bytes is too large")
    return b"".join([LENGTHS.pack(size, len(text)), text, *blobs])


def unpack(size: int, content: bytes, limits: Limits) -> Frame:
    """Decode the frame whose JSON part has `size` bytes.

    Raises:
        ProtocolError: the content is not a valid frame.
    """
    try:
        text = content[:size].decode("utf-8")
        if "\\u" in text and SURROGATE.search(text):
            raise ProtocolError("a frame holds half a character")
        message, sizes = json.loads(text)
    except (ValueError, TypeError, RecursionError) as error:
        name = type(error).__name__
        raise ProtocolError(f"a frame cannot be read: {name}") from None
    if type(message) is not dict or type(sizes) is not list:
        raise ProtocolError("a frame is not a message with blobs")
    if len(sizes) > limits.frame_blobs:
        raise ProtocolError("a frame has too many blobs")
    blobs = []
    start = size
    for length in sizes:
        if type(length) is not int or not 0 <= length <= len(content) - start:
            raise ProtocolError("a frame's blobs do not fit into it")
        blobs.append(content[start : start + length])
        start += length
    if start != len(content):
        raise ProtocolError("a frame is longer than its parts")
    return Frame(message, blobs)


class Connection:
    """One end of the connection between host and guest.

    A `timeout` returns the seconds until it wants to be called again, and raises an
    exception when the time is up; bytes received so far are kept for the next attempt.
    """

    def __init__(self, connection: socket.socket, limits: Limits) -> None:
        self.socket = connection
        self.limits = limits
        self.buffer = bytearray()
        self.closed = False  # by the other end

    def send(
        self, message: Message, blobs: Blobs = (), timeout: Timeout | None = None
    ) -> None:
        """Send one frame.

        Raises:
            ProtocolError: the other end is closed, or the frame is too large.
        """
        rest = memoryview(pack(message, blobs, self.limits))
        while rest:
            self.socket.settimeout(timeout() if timeout else None)
            try:
                rest = rest[self.socket.send(rest) :]
            except TimeoutError:
                continue
            except OSError:
                self.closed = True
                raise ProtocolError("the connection is closed") from None

    def receive(self, timeout: Timeout | None = None) -> Frame:
        """Return the next frame.

        Raises:
            ProtocolError: the other end is closed, or sent an invalid frame.
        """
        while (frame := self._first_frame()) is None:
            self.socket.settimeout(timeout() if timeout else None)
            try:
                data = self.socket.recv(CHUNK)
            except TimeoutError:
                continue
            except OSError:
                data = b""
            if not data:
                self.closed = True
                raise ProtocolError("the connection is closed")
            self.buffer += data
        return frame

    def is_silent(self) -> bool:
        """Return whether the other end has sent nothing unasked."""
        self.socket.setblocking(False)
        try:
            self.buffer += self.socket.recv(1)
        except (BlockingIOError, InterruptedError):
            return not self.buffer
        except OSError:
            pass
        return False

    def close(self) -> None:
        self.socket.close()

    def _first_frame(self) -> Frame | None:
        """Take the first complete frame out of the buffer."""
        if len(self.buffer) < LENGTHS.size:
            return None
        size, text = LENGTHS.unpack_from(self.buffer)
        if size > self.limits.frame_bytes or text > min(size, self.limits.json_bytes):
            raise ProtocolError(f"a frame of {size} bytes is too large")
        end = LENGTHS.size + size
        if len(self.buffer) < end:
            return None
        content = bytes(memoryview(self.buffer)[LENGTHS.size : end])
        del self.buffer[:end]
        return unpack(text, content, self.limits)
