"""Functions of the trusted side that student code may call, for one call only."""

from __future__ import annotations

import socket
from typing import Any

import numpy as np

from autograder.plain import PlainError, decode, encode
from autograder.sandbox.wire import Frame, WireError, send
from autograder.student import Function

# What is lent runs on the trusted side: nobody may make it work for hours.
MOST = 10_000  # entries of an array, or the size of a whole number


class Lending:
    """The functions of one call, by number. A new call has new numbers only."""

    def __init__(self) -> None:
        self._functions: list[Function] = []

    def register(self, function: Function) -> int:
        """The number under which the student's side may call it."""
        self._functions.append(function)
        return len(self._functions) - 1

    def answer(self, channel: socket.socket, frame: Frame) -> None:
        """Call what the frame asks for and send back its value or its exception.

        Raises:
            WireError: the student's side is gone.
        """
        try:
            function = self._found(frame.message["callback"])
            asked = decode(frame.message["arguments"], frame.blobs, self._found)
            _tame(asked)
            with np.errstate(all="ignore"):
                value = function(*asked["arguments"], **asked["named"])
            tree, blobs = encode(value)
            send(channel, {"value": tree}, blobs)
        except WireError:
            raise
        except Exception as error:  # the student's code gets it, as from any function
            send(
                channel,
                {"raise": type(error).__name__, "message": str(error)[:300]},
                [],
            )

    def _found(self, number: Any) -> Function:
        if type(number) is not int or not 0 <= number < len(self._functions):
            raise PlainError("this function was lent for another call")
        return self._functions[number]


def _tame(value: Any) -> None:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        if len(value) > MOST:
            raise ValueError(f"a list of {len(value)} entries is too long here")
        for part in value:
            _tame(part)
    elif isinstance(value, np.ndarray) and value.size > MOST:
        raise ValueError(f"an array of {value.size} entries is too large here")
    elif type(value) is int and abs(value) > MOST:
        raise ValueError("a whole number of this size is too large here")
