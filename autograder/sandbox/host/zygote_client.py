"""The host's side of a zygote: starts it under bubblewrap, sends it requests."""

import contextlib
import json
import signal
import socket
import struct
import subprocess
import tempfile
from pathlib import Path

from autograder.assignment.limits import Limits
from autograder.sandbox.errors import (
    SandboxError,
    SandboxLostError,
    SandboxUnavailableError,
)
from autograder.sandbox.host.budget import Budget, processor_clock
from autograder.sandbox.host.jail import jailed_command
from autograder.sandbox.host.supervisor import SIGXCPU
from autograder.sandbox.protocol import Connection, Message

CREDENTIALS = struct.Struct("3i")  # process, user, group
STDERR_TAIL = 2_000  # bytes of stderr quoted when a zygote does not start


class SandboxedInterpreter:
    """One interpreter that a zygote forked."""

    def __init__(
        self, zygote: "ZygoteClient", child: int, connection: Connection, pid: int
    ) -> None:
        """`child` is its process id inside the sandbox, `pid` the one outside."""
        self.connection = connection
        self.pid = pid
        self.processor = processor_clock(pid)
        self._zygote = zygote
        self._child = child

    def interrupt(self) -> None:
        self._zygote.request({"do": "interrupt", "child": self._child})

    def end(self) -> int:
        # An interpreter that closed its connection is exiting: wait for its status.
        seconds = self._zygote.limits.end_seconds if self.connection.closed else 0.0
        request = {"do": "end", "child": self._child, "wait": seconds}
        answer = self._zygote.request(request)
        status: int = answer["ended"]
        limit = self._zygote.limits.interpreter_seconds
        if status != -signal.SIGKILL or answer["killed"]:
            return status
        if answer["processor"] >= limit - 1:  # killed by the kernel at RLIMIT_CPU
            return -SIGXCPU
        raise SandboxLostError("something outside killed the interpreter")


class ZygoteClient:
    """One zygote."""

    def __init__(self, files: Path, limits: Limits) -> None:
        """Start it.

        Raises:
            SandboxUnavailableError: it did not start; the message quotes its stderr.
        """
        self.limits = limits
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs, tempfile.TemporaryFile() as stderr:
            self._process = subprocess.Popen(
                jailed_command(files, theirs.fileno(), limits),
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=stderr,
            )
            theirs.close()
            try:
                self._receive(limits.start_seconds)
            except SandboxLostError:
                self.close()
                stderr.seek(0)
                said = stderr.read()[-STDERR_TAIL:].decode("utf-8", "replace").strip()
                words = f"did not start within {limits.start_seconds:.0f} s: {said}"
                raise SandboxUnavailableError(f"the sandbox {words}") from None

    def fork(self) -> SandboxedInterpreter:
        """Fork a fresh interpreter.

        Raises:
            SandboxLostError: the zygote is gone, or the interpreter does not report.
        """
        ours, theirs = socket.socketpair()
        ours.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        try:
            with theirs:
                child = self.request({"do": "fork"}, theirs.fileno())["child"]
            connection = Connection(ours, self.limits)
            pid = self._pid_of(connection)
            return SandboxedInterpreter(self, child, connection, pid)
        except (SandboxError, OSError) as error:
            ours.close()
            raise SandboxLostError(f"no interpreter came up: {error}") from None

    def request(self, message: Message, *descriptors: int) -> Message:
        """Send a message and return the zygote's answer.

        Raises:
            SandboxLostError: the zygote is gone.
        """
        try:
            data = json.dumps(message).encode()
            socket.send_fds(self._control, [data], descriptors)
        except OSError:
            raise SandboxLostError("the zygote is gone") from None
        return self._receive(self.limits.fork_seconds)

    def close(self) -> None:
        """End the zygote and everything that it forked."""
        self._control.close()
        self._process.kill()
        self._process.wait()

    def _receive(self, seconds: float) -> Message:
        self._control.settimeout(seconds)
        data = b""
        with contextlib.suppress(OSError):
            data = self._control.recv(65_536)
        if not data:
            raise SandboxLostError("the zygote is gone")
        answer: Message = json.loads(data)
        return answer

    def _pid_of(self, connection: Connection) -> int:
        """Return the interpreter's process id on this side of its namespace.

        The kernel adds it to the first message, which the interpreter sends before it
        runs anything of a student.
        """
        seconds = self.limits.fork_seconds
        connection.socket.settimeout(seconds)
        data, ancillary, _, _ = connection.socket.recvmsg(
            4_096, socket.CMSG_SPACE(CREDENTIALS.size)
        )
        connection.socket.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 0)
        connection.buffer += data
        with Budget(seconds, seconds).running() as timeout:
            connection.receive(timeout)
        pid: int = CREDENTIALS.unpack(ancillary[0][2])[0]
        return pid
