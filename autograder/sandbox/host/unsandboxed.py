"""An interpreter without isolation: an ordinary process, spoken to over loopback.

For macOS, Windows, and machines without bubblewrap. It can do whatever the instructor
can; only accidents are caught (endless loops, crashes).
"""

from __future__ import annotations

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
from pathlib import Path

from autograder.sandbox.errors import (
    LineError,
    SandboxLostError,
    SandboxUnavailableError,
    TimeUpError,
)
from autograder.sandbox.host.budget import Budget, processor_clock
from autograder.sandbox.host.jail import guest_command
from autograder.sandbox.host.mounts import package_folders
from autograder.sandbox.host.policy import END_SECONDS, ENVIRONMENT, START_SECONDS
from autograder.sandbox.protocol import Line

ROOT = Path(__file__).resolve().parents[3]
WINDOWS = sys.platform == "win32"
TOKEN_BYTES = 32


class Unprotected:
    """One interpreter, a process of the instructor's own."""

    def __init__(
        self, process: subprocess.Popen[bytes], line: Line, scratch: str
    ) -> None:
        self.line = line
        self.processor = processor_clock(process.pid)
        self._process = process
        self._scratch = scratch

    def interrupt(self) -> None:
        self._process.send_signal(
            signal.CTRL_BREAK_EVENT if WINDOWS else signal.SIGINT  # type: ignore[attr-defined]
        )

    def end(self) -> int:
        try:
            status = self._process.wait(END_SECONDS if self.line.closed else 0)
            if status == -9:
                raise SandboxLostError("something outside killed the interpreter")
        except subprocess.TimeoutExpired:
            self._process.kill()
            status = self._process.wait()
        finally:
            shutil.rmtree(self._scratch, ignore_errors=True)
        return status


def start_unprotected(files: Path) -> Unprotected:
    """A fresh interpreter.

    Raises:
        SandboxUnavailableError: it did not start.
    """
    scratch = tempfile.mkdtemp(prefix="worksheet-")
    token = secrets.token_bytes(TOKEN_BYTES)
    with socket.create_server(("127.0.0.1", 0)) as server:
        settings = {
            "python": sys.executable,
            "root": str(ROOT),
            "given": str(files.resolve()),
            "packages": [str(folder) for folder in package_folders()],
            "address": server.getsockname(),
            "token": token.hex(),
            "scratch": scratch,
        }
        process = subprocess.Popen(
            guest_command(settings),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=scratch,
            env=_environment(),
            **_own_group(),
        )
        line = _connected(server, token)
    if line is None:
        process.kill()
        process.wait()
        shutil.rmtree(scratch, ignore_errors=True)
        raise SandboxUnavailableError(
            f"Python did not start within {START_SECONDS:.0f} s as {sys.executable}"
        )
    return Unprotected(process, line, scratch)


def _environment() -> dict[str, str]:
    """The instructor's, without what leads to the reference, as even as elsewhere."""
    kept = {key: os.environ[key] for key in os.environ if key != "PYTHONPATH"}
    same = ("PYTHONUTF8", "PYTHONHASHSEED", "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS")
    return kept | {key: ENVIRONMENT[key] for key in same}


def _own_group() -> dict:
    """Ctrl-C in the terminal is for the grader, not for the student's code."""
    if WINDOWS:
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}  # type: ignore[attr-defined]
    return {"start_new_session": True}


def _connected(server: socket.socket, token: bytes) -> Line | None:
    """The line to the process that knows the token, once it is ready."""
    ends = time.monotonic() + START_SECONDS
    while (seconds := ends - time.monotonic()) > 0:
        server.settimeout(seconds)
        try:
            connection, _ = server.accept()
            connection.settimeout(seconds)
            said = connection.recv(TOKEN_BYTES, socket.MSG_WAITALL)
        except OSError:
            continue
        if not hmac.compare_digest(said, token):
            connection.close()
            continue
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        line = Line(connection)
        try:
            with Budget(seconds, seconds).running() as patience:
                line.receive(patience)
            return line
        except (LineError, TimeUpError):
            return None
    return None
