"""The trusted side of a zygote: starts it under bubblewrap, has it fork and kill."""

from __future__ import annotations

import contextlib
import json
import signal
import socket
import struct
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from autograder.sandbox.errors import (
    LineError,
    SandboxLostError,
    SandboxUnavailableError,
    TimeUpError,
)
from autograder.sandbox.host.budget import Budget, processor_clock
from autograder.sandbox.host.jail import jailed_command
from autograder.sandbox.host.policy import END_SECONDS, FORK_SECONDS, START_SECONDS
from autograder.sandbox.protocol import Line

CREDENTIALS = struct.Struct("3i")  # process, user, group


class Jailed:
    """One interpreter that a zygote forked."""

    def __init__(self, keeper: Keeper, child: int, line: Line, process: int) -> None:
        self.line = line
        self.processor = processor_clock(process)
        self._keeper = keeper
        self._child = child

    def interrupt(self) -> None:
        self._keeper.request({"do": "interrupt", "child": self._child})

    def end(self) -> int:
        # A line that is closed tells of an end on the way: see what it is.
        seconds = END_SECONDS if self.line.closed else 0.0
        request = {"do": "end", "child": self._child, "wait": seconds}
        answer = self._keeper.request(request)
        if answer["ended"] == -signal.SIGKILL and not answer["killed"]:
            raise SandboxLostError("something outside killed the interpreter")
        return answer["ended"]


class Keeper:
    """One zygote."""

    def __init__(self, files: Path) -> None:
        """Start it.

        Raises:
            SandboxUnavailableError: it did not come up; the message has its words.
        """
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs, tempfile.TemporaryFile() as words:
            self._process = subprocess.Popen(
                jailed_command(files, theirs.fileno()),
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=words,
            )
            theirs.close()
            try:
                self._receive(START_SECONDS)
            except SandboxLostError:
                self.close()
                words.seek(0)
                said = words.read()[-2_000:].decode("utf-8", "replace").strip()
                raise SandboxUnavailableError(
                    f"the sandbox did not start within {START_SECONDS:.0f} s: {said}"
                ) from None

    def fork(self) -> Jailed:
        """A fresh interpreter.

        Raises:
            SandboxLostError: the zygote is gone, or makes none.
        """
        ours, theirs = socket.socketpair()
        ours.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        try:
            with theirs:
                child = self.request({"do": "fork"}, theirs.fileno())["child"]
            line = Line(ours)
            return Jailed(self, child, line, self._process_of(line))
        except (LineError, TimeUpError, OSError, SandboxLostError) as error:
            ours.close()
            raise SandboxLostError(f"no interpreter came up: {error}") from None

    def request(self, message: dict[str, Any], *descriptors: int) -> dict[str, Any]:
        """What the zygote answers.

        Raises:
            SandboxLostError: nothing.
        """
        try:
            data = json.dumps(message).encode()
            socket.send_fds(self._control, [data], descriptors)
        except OSError:
            raise SandboxLostError("the zygote is gone") from None
        return self._receive(FORK_SECONDS)

    def close(self) -> None:
        """End the zygote and all that it forked."""
        self._control.close()
        self._process.kill()
        self._process.wait()

    def _receive(self, seconds: float) -> dict[str, Any]:
        self._control.settimeout(seconds)
        data = b""
        with contextlib.suppress(OSError):
            data = self._control.recv(65_536)
        if not data:
            raise SandboxLostError("the zygote is gone")
        return json.loads(data)

    def _process_of(self, line: Line) -> int:
        """The interpreter's number on this side, as the kernel adds it to its greeting.

        It speaks before it runs anything of a student's.
        """
        line.socket.settimeout(FORK_SECONDS)
        data, ancillary, _, _ = line.socket.recvmsg(
            4_096, socket.CMSG_SPACE(CREDENTIALS.size)
        )
        line.socket.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 0)
        line.buffer += data
        with Budget(FORK_SECONDS, FORK_SECONDS).running() as patience:
            line.receive(patience)
        return CREDENTIALS.unpack(ancillary[0][2])[0]
