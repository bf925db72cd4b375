"""A warm interpreter inside bubblewrap that becomes a notebook's process by forking.

It runs no student code itself. Each request comes as one JSON packet on the control
socket, and is answered by one: fork (with the notebook's channel), cpu, interrupt,
end. Children live in namespaces of their own; a child is the first process of its own
PID namespace, so ending it ends all that it started.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import resource
import signal
import socket
import sys
import time
from typing import Any

from autograder.sandbox import kernel_calls, seccomp
from autograder.sandbox.inside import Inside, quiet_files
from autograder.sandbox.outputs import Collector
from autograder.sandbox.policy import FILES, GID, HOME, LIMITS, SCRATCH, UID
from autograder.sandbox.shell import make_shell, warm

PACKET = 4096


class Zygote:
    """The warm interpreter and its control socket."""

    def __init__(self, control: socket.socket) -> None:
        self.control = control
        self.collector = Collector()
        self.inside = Inside(make_shell(self.collector), self.collector)
        warm(self.inside.shell)
        self.filter = seccomp.program()
        self.own_pids = os.open("/proc/self/ns/pid", os.O_RDONLY)
        gc.freeze()

    def serve(self) -> None:
        """Answer packets until the trusted side is gone."""
        self._send({"ready": True})
        while True:
            packet, descriptors, _, _ = socket.recv_fds(self.control, PACKET, 1)
            if not packet:
                return
            request = json.loads(packet)
            if request["do"] == "fork":
                self._send(self._fork(descriptors[0]))
            else:
                self._send(self._about(request["do"], request["pid"]))

    def _send(self, answer: dict[str, Any]) -> None:
        self.control.send(json.dumps(answer).encode())

    def _about(self, what: str, pid: int) -> dict[str, Any]:
        if what == "cpu":
            return {"cpu": cpu_seconds(pid)}
        if what == "interrupt":
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGINT)
            return {}
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(pid, 0)
        return {}

    def _fork(self, descriptor: int) -> dict[str, Any]:
        kernel_calls.unshare(kernel_calls.CLONE_NEWPID)
        pid = os.fork()
        if pid == 0:
            self._be_notebook(descriptor)
        kernel_calls.setns(self.own_pids, kernel_calls.CLONE_NEWPID)
        os.close(descriptor)
        return {"pid": pid}

    def _be_notebook(self, descriptor: int) -> None:
        """The child's whole life. Never returns."""
        with contextlib.suppress(BaseException):
            self.control.close()
            os.close(self.own_pids)
            confine(self.filter)
            sys.path.insert(0, FILES)
            self.inside.serve(socket.socket(fileno=descriptor))
        os._exit(0)


def cpu_seconds(pid: int) -> float | None:
    """Processor time that a child used so far; None when it is gone."""
    clock = (~pid << 3) | 2  # what clock_getcpuclockid(3) gives
    try:
        return time.clock_gettime(clock)
    except OSError:
        return None


def confine(filter_code: bytes) -> None:
    """Shut this process in: own namespaces, empty scratch, limits, nothing to call."""
    with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "w") as file:
        file.write("1000")  # short of memory, the kernel takes a student first
    kernel_calls.unshare(
        kernel_calls.CLONE_NEWUSER
        | kernel_calls.CLONE_NEWNS
        | kernel_calls.CLONE_NEWIPC
        | kernel_calls.CLONE_NEWNET
    )
    kernel_calls.map_user(UID, GID)
    for place, options in SCRATCH:
        kernel_calls.mount_tmpfs(place, options)
    os.chdir(HOME)
    for name, soft, hard in LIMITS:
        resource.setrlimit(getattr(resource, name), (soft, hard))
    kernel_calls.drop_capabilities()
    seccomp.load(filter_code)


def main() -> None:
    """Enter a user and PID namespace that the zygote owns, and serve there."""
    control = socket.socket(fileno=int(sys.argv[1]))
    os.environ.pop("PYTHONPATH", None)
    quiet_files()
    kernel_calls.unshare(kernel_calls.CLONE_NEWUSER | kernel_calls.CLONE_NEWPID)
    kernel_calls.map_user(UID, GID)
    pid = os.fork()
    if pid:
        control.close()
        os.waitpid(pid, 0)
        return
    kernel_calls.prctl(kernel_calls.PR_SET_PDEATHSIG, signal.SIGKILL)
    with contextlib.suppress(ConnectionError, KeyboardInterrupt):
        Zygote(control).serve()
    os._exit(0)


if __name__ == "__main__":
    main()
