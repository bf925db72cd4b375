"""Where sessions come from: a zygote under bubblewrap, or plain processes.

An engine belongs to the thread that entered it: the kernel ends a sandbox together
with the thread that started it (`--die-with-parent` is per thread).
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

from autograder.sandbox import limits
from autograder.sandbox.bubblewrap import command, probe
from autograder.sandbox.policy import SHIPPED
from autograder.sandbox.session import Child, Session
from autograder.sandbox.zygote_packets import ask

Mode = Literal["auto", "none"]


class SandboxError(Exception):
    """Base of what can go wrong with a sandbox; never raised itself.

    SandboxError
     ├─ SandboxUnavailableError   this machine has none; the message says how to get it
     └─ SandboxLostError          it does not come up any more
    """


class SandboxUnavailableError(SandboxError):
    """Isolation does not work on this machine."""


class SandboxLostError(SandboxError):
    """The sandbox died and could not be started again."""


class Engine:
    """Opens sessions. Use as a context manager.

    Args:
        mode: "auto" for the sandbox, "none" for plain processes without isolation.
        files: the folder that holds what ships to students.

    Raises:
        SandboxUnavailableError: on entering in mode "auto", where there is none.
    """

    def __init__(self, mode: Mode, files: Path) -> None:
        self.unsafe = mode == "none"
        self._files = Path(files).resolve()
        self._nursery: _Zygotes | _Plain | None = None

    def __enter__(self) -> Engine:
        if not self.unsafe and (reason := probe()) is not None:
            raise SandboxUnavailableError(reason)
        self._nursery = (_Plain if self.unsafe else _Zygotes)(self._files)
        return self

    def __exit__(self, *_: object) -> None:
        if self._nursery is not None:
            self._nursery.close()
            self._nursery = None

    @contextlib.contextmanager
    def open(self) -> Iterator[Session]:
        """A session for one notebook."""
        if self._nursery is None:
            raise SandboxLostError("The engine is closed: enter it first.")
        session = Session(self._nursery.spawn)
        try:
            yield session
        finally:
            session.close()


class _Zygotes:
    """One zygote, started again when it is lost."""

    TRIES = 3

    def __init__(self, files: Path) -> None:
        self._files = files
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket
        self._start()

    def spawn(self) -> Child:
        for _ in range(self.TRIES):
            ours, theirs = socket.socketpair()
            try:
                answer = ask(self._control, {"do": "fork"}, [theirs.fileno()])
                return _Forked(self._control, ours, answer["pid"])
            except (OSError, ValueError):
                ours.close()
                self.close()
                self._start()
            finally:
                theirs.close()
        raise SandboxLostError("The sandbox dies whenever a notebook is opened in it.")

    def _start(self) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        inside = [
            *(sys.executable, "-s", "-P", "-m", "autograder.sandbox.zygote"),
            str(theirs.fileno()),
        ]
        self._process = subprocess.Popen(
            command(self._files, inside),
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        theirs.close()
        self._control = ours
        ours.settimeout(limits.START_CLOCK)
        try:
            json.loads(ours.recv(4096))
        except (OSError, ValueError):
            self._process.kill()
            said = self._process.communicate()[1].decode(errors="replace").strip()
            last = (said.splitlines() or ["it said nothing"])[-1]
            self.close()
            raise SandboxLostError(f"The sandbox does not start: {last}") from None

    def close(self) -> None:
        self._control.close()
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()
            self._process.wait()
            if self._process.stderr is not None:
                self._process.stderr.close()
            self._process = None


class _Forked:
    """A child of the zygote."""

    def __init__(self, control: socket.socket, channel: socket.socket, pid: int):
        self.channel = channel
        self._control = control
        self._pid = pid

    def cpu(self) -> float | None:
        return self._ask("cpu").get("cpu")

    def interrupt(self) -> None:
        self._ask("interrupt")

    def end(self) -> None:
        self._ask("end")

    def _ask(self, what: str) -> dict[str, Any]:
        try:
            return ask(self._control, {"do": what, "pid": self._pid})
        except (OSError, ValueError):
            return {}  # the zygote is gone, and its children with it


class _Plain:
    """Plain processes, each in a folder of its own with what ships to students."""

    def __init__(self, files: Path) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="backprop-")
        for name in SHIPPED:
            source = files / name
            if source.is_dir():
                shutil.copytree(source, Path(self._folder.name, name))
            elif source.exists():
                shutil.copy(source, self._folder.name)

    def spawn(self) -> Child:
        ours, theirs = socket.socketpair()
        package = Path(__file__).resolve().parent.parent.parent
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "autograder.sandbox.inside"),
                *(str(theirs.fileno()), self._folder.name),
            ],
            pass_fds=[theirs.fileno()],
            env=os.environ | {"PYTHONPATH": str(package)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        theirs.close()
        return _Process(process, ours)

    def close(self) -> None:
        self._folder.cleanup()


class _Process:
    """A plain child process, and the group of what it starts."""

    def __init__(self, process: subprocess.Popen[bytes], channel: socket.socket):
        self.channel = channel
        self._process = process

    def cpu(self) -> float | None:
        return None  # not known alike on all systems: the clock decides

    def interrupt(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            self._process.send_signal(signal.SIGINT)

    def end(self) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
