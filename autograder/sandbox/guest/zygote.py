"""A warm interpreter that forks the interpreters of students and runs no student code.

The host controls it by small JSON messages over a SOCK_SEQPACKET socket. Each fork is
process 1 of a new process namespace and a direct child of the zygote: killing it ends
everything that it started, and the zygote receives its exit status. Without namespaces
it is a child under another user, and the host ends what else that user runs.
"""

import gc
import json
import os
import signal
import socket
import sys
import time
import traceback
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, NoReturn

from autograder.assignment.limits import Limits
from autograder.sandbox.guest import confine

MESSAGE = 65_536  # bytes to ask the kernel for at once
DESCRIPTORS = 1_024  # more than the zygote can have open
Settings = dict[str, Any]
Serve = Callable[[socket.socket], None]


def run(settings: Settings) -> NoReturn:
    """Warm up, then fork an interpreter for each descriptor that is sent."""
    # Imported before forking: a later import would be repeated in each interpreter.
    from autograder.sandbox.guest.server import serve
    from autograder.sandbox.guest.shell import warm_shell

    control = socket.socket(fileno=settings["control"])
    limits = Limits(**settings["limits"])
    shell = warm_shell(settings["companion"], limits)
    confine.filter_program(settings)  # now, not in every fork
    gc.collect()
    gc.freeze()
    control.send(b'{"ready": true}')
    while True:
        data, descriptors, _, _ = socket.recv_fds(control, MESSAGE, 1)
        if not data:
            os._exit(0)
        request = json.loads(data)
        if request["do"] == "fork":
            child = confine.fork(settings["namespaces"])
            if not child:
                control.close()
                mine = settings | request["settings"]
                _interpret(mine, descriptors[0], partial(serve, shell, limits))
            os.close(descriptors[0])
            answer = {"child": child}
        else:
            answer = _handle(request)
        control.send(json.dumps(answer).encode())


def _handle(request: dict[str, Any]) -> dict[str, Any]:
    child = request["child"]
    if request["do"] == "interrupt":
        os.kill(child, signal.SIGINT)
        return {}
    ends = time.monotonic() + request["wait"]
    ended, status, usage = os.wait4(child, os.WNOHANG)
    while not ended and time.monotonic() < ends:
        time.sleep(0.005)
        ended, status, usage = os.wait4(child, os.WNOHANG)
    if not ended:
        os.kill(child, signal.SIGKILL)
        _, status, usage = os.wait4(child, 0)
    return {
        "ended": os.waitstatus_to_exitcode(status),
        "killed": not ended,
        "processor": usage.ru_utime + usage.ru_stime,
    }


def _interpret(settings: Settings, descriptor: int, serve: Serve) -> NoReturn:
    """Become the interpreter of one notebook."""
    try:
        os.setsid()  # kill(0, …) reaches a process group across namespaces
        os.dup2(descriptor, 3)
        ours = socket.socket(fileno=3)
        ours.set_inheritable(False)
        null = os.open(os.devnull, os.O_RDWR)
        for standard in (0, 1, 2):
            os.dup2(null, standard)
        os.closerange(4, DESCRIPTORS)
        confine.confine(settings)
        os.chdir(os.environ["HOME"])
        serve(ours)
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(0)


def probe(settings: Settings) -> NoReturn:
    """Exit with 0 if an interpreter can be forked and confined."""
    child = confine.fork(settings["namespaces"])
    if child:
        confine.exit_like(child)
    try:
        confine.confine(settings)
        os.chdir(os.environ["HOME"])
        _check_files(settings["private"], settings["public"])
    except BaseException as error:
        print(error, file=sys.stderr, flush=True)
        os._exit(1)
    os._exit(0)


def _check_files(private: Iterable[str], public: Iterable[str]) -> None:
    """Make sure that no private path can be read, and every public one can.

    Raises:
        PermissionError: it is not so.
    """
    for path in public:
        if not _opens(path):
            raise PermissionError(
                f"Python lies in {path}, which other users cannot read; install it "
                "outside of a home"
            )
    for path in private:
        if _opens(path):
            raise PermissionError(f"student code could read {path}; close its folder")


def _opens(path: str) -> bool:
    try:
        os.close(os.open(path, os.O_RDONLY))
    except OSError:
        return False
    return True
