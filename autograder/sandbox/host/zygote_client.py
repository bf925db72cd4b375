"""The host's side of a zygote: starts it in a jail, sends it requests."""

import contextlib
import json
import signal
import socket
import struct
import subprocess
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Protocol

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
        self,
        zygote: "ZygoteClient",
        child: int,
        connection: Connection,
        pid: int,
        discharge: Callable[[], bool] = lambda: False,
    ) -> None:
        """`child` is its process id inside the sandbox, `pid` the one outside.

        `discharge` cleans up after it and returns whether it had to be killed.
        """
        self.connection = connection
        self.pid = pid
        self.processor = processor_clock(pid)
        self._zygote = zygote
        self._child = child
        self._discharge = discharge

    def interrupt(self) -> None:
        self._zygote.request({"do": "interrupt", "child": self._child})

    def end(self) -> int:
        # An interpreter that closed its connection is exiting: wait for its status.
        seconds = self._zygote.limits.end_seconds if self.connection.closed else 0.0
        request = {"do": "end", "child": self._child, "wait": seconds}
        answer = self._zygote.request(request)
        was_killed = self._discharge() or answer["killed"]
        status: int = answer["ended"]
        limit = self._zygote.limits.interpreter_seconds
        if status != -signal.SIGKILL or was_killed:
            return status
        if answer["processor"] >= limit - 1:  # killed by the kernel at RLIMIT_CPU
            return -SIGXCPU
        raise SandboxLostError("something outside killed the interpreter")


class Jail(Protocol):
    """Confines one zygote (`Bubblewrap`, `autograder.sandbox.host.other_user`)."""

    @property
    def environment(self) -> dict[str, str] | None:
        """The zygote's variables; None if its command sets them."""

    def command(self, control: int) -> list[str]:
        """Return the zygote's command; `control` is a descriptor that it inherits."""

    def admit(self) -> dict[str, Any]:
        """Return the settings of the next interpreter."""

    def discharge(self, admitted: dict[str, Any]) -> bool:
        """Clean up after an interpreter; return whether it had to be killed."""

    def close(self) -> None:
        """Clean up after the zygote."""


class Bubblewrap:
    """Namespaces: nothing is left to clean up."""

    environment = None

    def __init__(self, files: Path, limits: Limits) -> None:
        self._files = files
        self._limits = limits

    def command(self, control: int) -> list[str]:
        return jailed_command(self._files, control, self._limits)

    def admit(self) -> dict[str, Any]:
        return {}

    def discharge(self, admitted: dict[str, Any]) -> bool:
        return False

    def close(self) -> None:
        """Do nothing."""


class ZygoteClient:
    """One zygote."""

    def __init__(self, jail: Jail, limits: Limits) -> None:
        """Start it.

        Raises:
            SandboxUnavailableError: it did not start; the message quotes its stderr.
        """
        self.limits = limits
        self._jail = jail
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs, tempfile.TemporaryFile() as stderr:
            self._process = subprocess.Popen(
                jail.command(theirs.fileno()),
                env=jail.environment,
                cwd="/",
                start_new_session=jail.environment is not None,
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
        admitted: dict[str, Any] = {}
        try:
            admitted = self._jail.admit()
            with theirs:
                request = {"do": "fork", "settings": admitted}
                child = self.request(request, theirs.fileno())["child"]
            connection = Connection(ours, self.limits)
            pid = self._pid_of(connection)
            discharge = partial(self._jail.discharge, admitted)
            return SandboxedInterpreter(self, child, connection, pid, discharge)
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
        self._jail.close()

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
