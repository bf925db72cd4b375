"""An interpreter without isolation: an ordinary process, reached over loopback.

For macOS, Windows, and machines without bubblewrap. Student code runs with all rights
of the instructor; only accidents (endless loops, crashes) are caught.
"""

import hmac
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

from autograder.assignment.limits import Limits
from autograder.sandbox.errors import (
    SandboxError,
    SandboxLostError,
    SandboxUnavailableError,
)
from autograder.sandbox.host.budget import Budget, processor_clock
from autograder.sandbox.host.jail import guest_command
from autograder.sandbox.host.mounts import package_folders
from autograder.sandbox.host.policy import ENVIRONMENT
from autograder.sandbox.host.supervisor import KILLED, SIGXCPU
from autograder.sandbox.protocol import Connection

ROOT = Path(__file__).resolve().parents[3]
# Windows has other means to create and interrupt a process group.
NEW_GROUP = getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)
INTERRUPT = getattr(signal, "CTRL_BREAK_EVENT", signal.SIGINT)
TOKEN_BYTES = 32


class UnsandboxedInterpreter:
    """One interpreter, a process with the rights of the instructor."""

    def __init__(
        self, process: subprocess.Popen[bytes], connection: Connection, scratch: str
    ) -> None:
        self.connection = connection
        self.processor = processor_clock(process.pid)
        self._process = process
        self._scratch = scratch

    def interrupt(self) -> None:
        self._process.send_signal(INTERRUPT)

    def end(self) -> int:
        try:
            ending = self.connection.closed
            seconds = self.connection.limits.end_seconds if ending else 0.0
            limited = _has_lower_limit(self._process.pid)
            status = self._process.wait(seconds)
            if status == KILLED and limited:
                return -SIGXCPU
            if status == KILLED:
                raise SandboxLostError("something outside killed the interpreter")
        except subprocess.TimeoutExpired:
            self._process.kill()
            status = self._process.wait()
        finally:
            shutil.rmtree(self._scratch, ignore_errors=True)
        return status


def _has_lower_limit(pid: int) -> bool:
    """Whether the process, perhaps a zombie, lowered its limit of processor time.

    Beyond it the kernel kills, which looks as if something outside had.
    """
    try:
        import resource

        limits = resource.prlimit(pid, resource.RLIMIT_CPU)
        return limits[1] != resource.getrlimit(resource.RLIMIT_CPU)[1]
    except (ImportError, AttributeError, OSError):  # not on Linux, or it is gone
        return False


def start_unsandboxed(files: Path, limits: Limits) -> UnsandboxedInterpreter:
    """Start a fresh interpreter.

    Raises:
        SandboxUnavailableError: it did not start.
    """
    scratch = tempfile.mkdtemp(prefix="worksheet-")
    token = secrets.token_bytes(TOKEN_BYTES)
    with socket.create_server(("127.0.0.1", 0)) as server:
        settings = {
            "python": sys.executable,
            "root": str(ROOT),
            "companion": str(files.resolve()),
            "packages": [str(folder) for folder in package_folders()],
            "address": server.getsockname(),
            "token": token.hex(),
            "scratch": scratch,
            "limits": asdict(limits),
        }
        process = subprocess.Popen(
            guest_command(settings),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=scratch,
            env=_environment(),
            # Ctrl-C in the terminal must not reach the student's code.
            start_new_session=True,
            creationflags=NEW_GROUP,
        )
        connection = _accept(server, token, limits)
    if connection is None:
        process.kill()
        process.wait()
        shutil.rmtree(scratch, ignore_errors=True)
        words = f"within {limits.start_seconds:.0f} s as {sys.executable}"
        raise SandboxUnavailableError(f"Python did not start {words}")
    return UnsandboxedInterpreter(process, connection, scratch)


def _environment() -> dict[str, str]:
    """Return the instructor's environment, without PYTHONPATH."""
    kept = {key: os.environ[key] for key in os.environ if key != "PYTHONPATH"}
    same = ("PYTHONUTF8", "PYTHONHASHSEED", "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS")
    return kept | {key: ENVIRONMENT[key] for key in same}


def _accept(server: socket.socket, token: bytes, limits: Limits) -> Connection | None:
    """Return the connection to the process that sends the token."""
    deadline = time.monotonic() + limits.start_seconds
    while (seconds := deadline - time.monotonic()) > 0:
        server.settimeout(seconds)
        try:
            accepted, _ = server.accept()
            accepted.settimeout(seconds)
            said = accepted.recv(TOKEN_BYTES, socket.MSG_WAITALL)
        except OSError:
            continue
        if not hmac.compare_digest(said, token):
            accepted.close()
            continue
        accepted.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection = Connection(accepted, limits)
        with suppress(SandboxError), Budget(seconds, seconds).running() as timeout:
            connection.receive(timeout)
            return connection
        return None
    return None
