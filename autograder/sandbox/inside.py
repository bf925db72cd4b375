"""The student's side of the wire: run cells, answer calls, look up names.

Knows nothing of answers. All that it sends is a claim; the trusted side decodes it as
plain data and believes no more than that.
"""

from __future__ import annotations

import builtins
import contextlib
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any

from autograder.plain import decode, encode
from autograder.sandbox.outputs import Collector
from autograder.sandbox.wire import Frame, WireTooLargeError, receive, send

MISSING = object()


class Proxy:
    """A function on the trusted side, as student code may call it."""

    def __init__(self, inside: Inside, number: int) -> None:
        self._inside = inside
        self._number = number

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        return self._inside.call_back(self._number, arguments, named)


class Inside:
    """One notebook's interpreter, at the other end of `channel`."""

    def __init__(self, shell: Any, collector: Collector) -> None:
        self.shell = shell
        self.collector = collector
        self.lock = threading.Lock()
        self.channel: socket.socket
        self.interruptible = False
        self.interrupted = False

    def serve(self, channel: socket.socket) -> None:
        """Answer requests until the trusted side is gone."""
        self.channel = channel
        signal.signal(signal.SIGINT, self._on_interrupt)
        while True:
            request, blobs = receive(channel)
            try:
                self.interruptible = True
                message, own = self._answer(request, blobs)
            except KeyboardInterrupt:  # late: what it was meant for has ended
                message, own = {"raised": "KeyboardInterrupt", "message": ""}, []
            finally:
                self.interruptible = self.interrupted = False
            self._reply(request["number"], message, own)

    def _on_interrupt(self, *_: Any) -> None:
        """Stop what runs now, but never in the middle of a frame."""
        if self.interruptible:
            raise KeyboardInterrupt
        self.interrupted = True

    def _reply(self, number: int, message: dict[str, Any], own: list[bytes]) -> None:
        try:
            send(self.channel, {"number": number, **message}, own)
        except WireTooLargeError as error:
            words = {"raised": "MemoryError", "message": str(error), "outputs": []}
            send(self.channel, {"number": number, **words}, [])

    def _answer(
        self, request: dict[str, Any], blobs: list[bytes]
    ) -> tuple[dict[str, Any], list[bytes]]:
        if request["do"] == "run":
            return self._run(request["source"])
        if request["do"] == "read":
            return self._read(request["name"])
        return self._call(request, blobs)

    def _run(self, source: str) -> tuple[dict[str, Any], list[bytes]]:
        self.collector.begin(True)
        result = self.shell.run_cell(source, store_history=True)
        error = result.error_before_exec or result.error_in_exec
        outputs = self.collector.outputs
        self.collector.begin(False)
        name = type(error).__name__ if error is not None else None
        return {"outputs": outputs, "error": name}, []

    def _read(self, name: str) -> tuple[dict[str, Any], list[bytes]]:
        value = self.shell.user_ns.get(name, MISSING)
        if value is MISSING:
            return {"undefined": True}, []
        tree, blobs = encode(value)
        return {"value": tree}, blobs

    def _call(
        self, request: dict[str, Any], blobs: list[bytes]
    ) -> tuple[dict[str, Any], list[bytes]]:
        function = self.shell.user_ns.get(request["name"], MISSING)
        if function is MISSING:
            return {"undefined": True}, []
        if not callable(function):
            tree, own = encode(function)
            return {"not callable": True, "value": tree}, own
        arguments = decode(request["arguments"], blobs, lambda n: Proxy(self, n))
        lent = {name: Proxy(self, n) for name, n in request["lend"].items()}
        try:
            with self._lent(lent):
                value = function(*arguments)
        except BaseException as error:
            return {"raised": type(error).__name__, "message": str(error)[:500]}, []
        left = [None if isinstance(a, Proxy) else a for a in arguments]
        tree, own = encode({"value": value, "left": left})
        return {"value": tree}, own

    @contextlib.contextmanager
    def _lent(self, lent: dict[str, Callable[..., Any]]) -> Iterator[None]:
        names = self.shell.user_ns
        kept = {name: names.get(name, MISSING) for name in lent}
        names.update(lent)
        try:
            yield
        finally:
            for name, value in kept.items():
                if value is MISSING:
                    names.pop(name, None)
                else:
                    names[name] = value
            self._close_figures()

    def _close_figures(self) -> None:
        pyplot = sys.modules.get("matplotlib.pyplot")
        if pyplot is not None:  # a picture drawn in a call would show in the next cell
            pyplot.close("all")

    def call_back(self, number: int, arguments: Any, named: Any) -> Any:
        """The value of a function of the trusted side.

        Raises:
            The exception that it raised there, by name and message.
        """

        def back(function: Any) -> int:
            # Only what came from the trusted side can be called there.
            if isinstance(function, Proxy):
                return function._number
            raise TypeError("only functions that were handed in can be passed on")

        with self.lock:
            tree, blobs = encode({"arguments": arguments, "named": named}, back)
            reply, own = self._exchange({"callback": number, "arguments": tree}, blobs)
        if "raise" in reply:
            raise exception(reply["raise"], reply["message"])
        return decode(reply["value"], own)

    def _exchange(self, message: dict[str, Any], blobs: list[bytes]) -> Frame:
        self.interruptible, before = False, self.interruptible
        try:
            send(self.channel, message, blobs)
            return receive(self.channel)
        finally:
            self.interruptible = before
            if self.interrupted and before:
                self.interrupted = False
                raise KeyboardInterrupt


def exception(name: str, message: str) -> Exception:
    """An exception of a built-in kind, by its name."""
    kind = getattr(builtins, name, None)
    if isinstance(kind, type) and issubclass(kind, Exception):
        with contextlib.suppress(Exception):
            return kind(message)
    return RuntimeError(f"{name}: {message}")


def quiet_files() -> None:
    """Point the process's own stdin, stdout and stderr at nothing."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for fd in (0, 1, 2):
        os.dup2(nothing, fd)
    os.close(nothing)
    with contextlib.suppress(ValueError):
        sys.stdin = open(os.devnull)  # noqa: SIM115 (it stays open on purpose)


def main(descriptor: int, folder: str) -> None:
    """Serve one notebook in this process (mode "none").

    Args:
        descriptor: the socket to the trusted side.
        folder: where the course's files for students are; the working directory.
    """
    from autograder.sandbox.shell import make_shell

    os.chdir(folder)
    sys.path.insert(0, folder)
    quiet_files()
    collector = Collector()
    inside = Inside(make_shell(collector), collector)
    inside.shell.run_cell("%matplotlib inline")
    with contextlib.suppress(Exception):
        inside.serve(socket.socket(fileno=descriptor))
    os._exit(0)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
