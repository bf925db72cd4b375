"""What the trusted side asks, and the student's code answers: cells, names, calls."""

from __future__ import annotations

import contextlib
import sys
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from autograder.sandbox.errors import LineError
from autograder.sandbox.guest.capture import Stream
from autograder.sandbox.guest.functions import Functions
from autograder.sandbox.guest.interrupts import Interrupts
from autograder.sandbox.protocol import Frame, Line
from autograder.values.plain import decode, encode

MISSING = object()
TOO_LARGE = {"list": [{"list": []}, {"opaque": ["a value too large to send", None]}]}


def serve(line: Line, shell: Any) -> None:
    """Answer until the line is closed."""
    desk = Desk(line, shell)
    line.send({"do": "ready"})
    with contextlib.suppress(LineError):
        while True:
            desk.answer(line.receive())


class Desk:
    """One notebook's namespace, and who answers for it."""

    def __init__(self, line: Line, shell: Any) -> None:
        self.line = line
        self.shell = shell
        self.interrupts = Interrupts()
        self.functions = Functions(line, self.interrupts, self.answer)

    def answer(self, frame: Frame) -> None:
        """Do what is asked, and send what comes of it."""
        request = frame.message
        if request["do"] == "cell":
            message, blobs = self._cell(request)
        elif request["do"] == "read":
            message, blobs = self._read(request["name"])
        elif request["do"] == "call":
            message, blobs = self._call(request, frame.blobs)
            self.functions.withdraw()
        else:
            function = self.functions.proxy(request["number"])
            message, blobs = self._answer_of(function, request, frame.blobs)
        self._send({"do": "answer", **message}, blobs)

    def _send(self, message: dict[str, Any], blobs: list[bytes]) -> None:
        with self.interrupts.hold():
            try:
                self.line.send(message, blobs)
            except LineError:  # too large for a frame
                small = {"do": "answer", "value": TOO_LARGE, "outputs": [], "ok": False}
                self.line.send(small)

    def _cell(self, request: dict[str, Any]) -> tuple[dict, list[bytes]]:
        recording = self.shell.recording
        recording.start(off=request["quiet"])
        ok = False
        with contextlib.suppress(BaseException), self.interrupts.student_code():
            sys.stdout = Stream("stdout", recording)
            sys.stderr = Stream("stderr", recording)
            ok = self.shell.run_cell(request["source"], store_history=True).success
        asked = recording.asked
        outputs, blobs = recording.stop()
        return {"ok": bool(ok), "asked": asked, "outputs": outputs}, blobs

    def _read(self, name: str) -> tuple[dict, list[bytes]]:
        value = self.shell.user_ns.get(name, MISSING)
        if value is MISSING:
            return {"failure": ["undefined", "", ""]}, []
        return self._plain([], lambda: value)

    def _call(self, request: dict, blobs: list[bytes]) -> tuple[dict, list[bytes]]:
        function = self.shell.user_ns.get(request["name"], MISSING)
        if function is MISSING:
            return {"failure": ["undefined", "", ""]}, []
        if not callable(function):
            message, blobs = self._plain([], lambda: function)
            return {"failure": ["not callable", "", ""], **message}, blobs
        with self._lent(request["lend"]):
            return self._answer_of(function, request, blobs)

    def _answer_of(
        self, function: Callable, request: dict, blobs: list[bytes]
    ) -> tuple[dict, list[bytes]]:
        arguments, named = decode(request["arguments"], blobs, self.functions.proxy)
        return self._plain(arguments, lambda: function(*arguments, **named))

    def _plain(
        self, arguments: list, compute: Callable[[], Any]
    ) -> tuple[dict, list[bytes]]:
        """The arguments as they were left and the value, or what was raised."""
        try:
            with self._unheard(), self.interrupts.student_code():
                value = compute()
                tree, blobs = encode([arguments, value])
            return {"value": tree}, blobs
        except BaseException as error:
            return {"failure": ["raised", *_described(error)]}, []

    @contextlib.contextmanager
    def _lent(self, lend: dict[str, int]) -> Iterator[None]:
        namespace = self.shell.user_ns
        kept = {name: namespace.get(name, MISSING) for name in lend}
        for name, number in lend.items():
            namespace[name] = self.functions.proxy(number)
        try:
            yield
        finally:
            for name, value in kept.items():
                if value is MISSING:
                    namespace.pop(name, None)
                else:
                    namespace[name] = value

    @contextlib.contextmanager
    def _unheard(self) -> Iterator[None]:
        """What a call prints, warns or draws is dropped, and numpy raises nothing."""
        shell = self.shell
        shell.recording.start(off=True)
        with (
            shell.builtin_trap,
            np.errstate(all="ignore"),
            warnings.catch_warnings(),
        ):
            warnings.simplefilter("ignore")
            yield
        pyplot = sys.modules.get("matplotlib.pyplot")
        if pyplot is not None and pyplot.get_fignums():
            pyplot.close("all")


def _described(error: BaseException) -> list[str]:
    try:
        return [type(error).__name__[:80], str(error)[:500]]
    except BaseException:  # the exception is the student's class, and so is its __str__
        return ["Exception", ""]
