"""Answers the host's requests with the student's code: cells, names, calls."""

import contextlib
import socket
import sys
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from autograder.assignment.limits import Limits
from autograder.sandbox.errors import ProtocolError
from autograder.sandbox.guest.capture import Stream
from autograder.sandbox.guest.functions import Functions, Interrupts
from autograder.sandbox.protocol import Connection, Frame, Message
from autograder.values.plain import TOO_LARGE, decode, encode, is_as_sent
from autograder.values.student import OTHER_EXCEPTION, exception_name, source_line

Answer = tuple[Message, list[bytes]]

MISSING = object()
INTERRUPTED: Answer = ({"failure": ["raised", OTHER_EXCEPTION, "", ""]}, [])
REPLACED = {"list": [{"list": []}, {"opaque": [TOO_LARGE, None]}]}


def serve(shell: Any, limits: Limits, connected: socket.socket) -> None:
    """Answer requests until the connection is closed."""
    server = Server(Connection(connected, limits), shell)
    server.connection.send({"do": "ready"})
    with contextlib.suppress(ProtocolError):
        while True:
            server.answer(server.connection.receive())


class Server:
    """Answers requests about one notebook's namespace."""

    def __init__(self, connection: Connection, shell: Any) -> None:
        self.connection = connection
        self.shell = shell
        self.interrupts = Interrupts()
        self.functions = Functions(connection, self.interrupts, self.answer)

    def answer(self, frame: Frame) -> None:
        """Serve the request and send its answer."""
        request = frame.message
        if request["do"] == "calls":
            self._calls(request, frame.blobs)
            return
        if request["do"] == "cell":
            message, blobs = self._cell(request)
        elif request["do"] == "function":
            function = self.functions.proxy(request["number"])
            message, blobs = self._answer_of(
                function, request["arguments"], frame.blobs
            )
        else:
            message, blobs = self._read(request["name"])
        self._send({"do": "answer", **message}, blobs)

    def _send(self, message: Message, blobs: list[bytes]) -> None:
        with self.interrupts.hold():
            try:
                self.connection.send(message, blobs)
            except ProtocolError:  # too large for a frame
                small = {"do": "answer", "value": REPLACED, "outputs": [], "ok": False}
                self.connection.send(small)

    def _cell(self, request: Message) -> Answer:
        recording = self.shell.recording
        recording.start(off=request["quiet"])
        ok = False
        with contextlib.suppress(BaseException), self.interrupts.student_code():
            sys.stdout = Stream("stdout", recording)
            sys.stderr = Stream("stderr", recording)
            ok = self.shell.run_cell(request["source"], store_history=True).success
        outputs, blobs = recording.stop()
        return {"ok": bool(ok), "outputs": outputs}, blobs

    def _read(self, name: str) -> Answer:
        value = self.shell.user_ns.get(name, MISSING)
        if value is MISSING:
            return {"failure": ["undefined", "", "", ""]}, []
        return self._plain(lambda: value)

    def _calls(self, request: Message, blobs: list[bytes]) -> None:
        """Send the answer of each call; after an interrupt, without calling."""
        self.interrupts.arrived = False
        for arguments in request["calls"]:
            message, own = INTERRUPTED
            if not self.interrupts.arrived:
                message, own = self._call(request, arguments, blobs)
                self.functions.withdraw()
            self._send({"do": "answer", **message}, own)

    def _call(self, request: Message, arguments: Any, blobs: list[bytes]) -> Answer:
        function = self.shell.user_ns.get(request["name"], MISSING)
        if function is MISSING or not callable(function):
            message, own = self._read(request["name"])
            return {"failure": ["not callable", "", "", ""], **message}, own
        with self._lent(request["lend"]):
            return self._answer_of(function, arguments, blobs)

    def _answer_of(
        self, function: Callable[..., Any], tree: Any, blobs: list[bytes]
    ) -> Answer:
        arguments, named = decode(tree, blobs, self.functions.proxy)

        def changed() -> list[Any]:
            [positional, _] = tree["list"]
            pairs = zip(arguments, positional["list"], strict=True)
            return [None if is_as_sent(*pair, blobs) else pair[0] for pair in pairs]

        return self._plain(lambda: function(*arguments, **named), changed)

    def _plain(
        self, compute: Callable[[], Any], changed: Callable[[], list[Any]] = list
    ) -> Answer:
        """The changed arguments of a call and its value, or what it raised."""
        try:
            with self._silenced(), self.interrupts.student_code():
                value = compute()
                tree, blobs = encode([changed(), value])
            return {"value": tree}, blobs
        except BaseException as error:
            return {"failure": ["raised", *self._described(error)]}, []

    @contextlib.contextmanager
    def _lent(self, lend: dict[str, int]) -> Iterator[None]:
        namespace = self.shell.user_ns
        kept = {name: namespace[name] for name in lend if name in namespace}
        for name, number in lend.items():
            namespace[name] = self.functions.proxy(number)
        try:
            yield
        finally:
            for name in lend:
                namespace.pop(name, None)
            namespace.update(kept)

    @contextlib.contextmanager
    def _silenced(self) -> Iterator[None]:
        """Drop what a call prints, warns or draws, and keep numpy from raising."""
        shell = self.shell
        shell.recording.start(off=True)
        with shell.builtin_trap, np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
        pyplot = sys.modules.get("matplotlib.pyplot")
        if pyplot is not None and pyplot.get_fignums():
            pyplot.close("all")

    def _described(self, error: BaseException) -> list[str]:
        try:
            name, message = exception_name(type(error)), str(error)
            limits = self.connection.limits
            message = message[: limits.exception_message]
            return [name[: limits.exception_name], message, source_line(error)]
        except BaseException:  # its class, and so its __str__, may be the student's
            return [OTHER_EXCEPTION, "", ""]
