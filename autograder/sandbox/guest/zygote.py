"""A warm interpreter that never runs student code: it forks those that do.

It is driven by small JSON messages over a socket that keeps them apart. Each fork is
process 1 of its own process namespace and this one's direct child: killing it ends
all that it started, and its end is seen here.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import socket
import sys
import time
import traceback
from collections.abc import Callable
from typing import Any, NoReturn

from autograder.sandbox.guest import confine
from autograder.sandbox.guest.syscalls import program
from autograder.sandbox.protocol import Line

MESSAGE = 65_536


class Zygote:
    """What is needed to make one more interpreter."""

    def __init__(self, settings: dict[str, Any]) -> None:
        self.settings = settings
        self.program = program(settings["denied"], settings["processor"])
        self.namespace = os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC)

    def fork(self) -> int:
        """0 in the new interpreter, its number here."""
        confine.own_process_namespace()
        child = os.fork()
        if child:
            confine.return_to(self.namespace)
        return child

    def lock_in(self) -> None:
        confine.lock_in(self.settings, self.program)


def run(settings: dict[str, Any]) -> NoReturn:
    """Warm up, then fork an interpreter for each descriptor that is sent."""
    # Before the fork: every import after it would be paid again in each interpreter.
    from autograder.sandbox.guest.server import serve
    from autograder.sandbox.guest.shell import warm_shell

    control = socket.socket(fileno=settings["control"])
    shell = warm_shell(settings["given"])
    zygote = Zygote(settings)
    gc.collect()
    gc.freeze()
    control.send(b'{"ready": true}')
    while True:
        data, descriptors, _, _ = socket.recv_fds(control, MESSAGE, 1)
        if not data:
            os._exit(0)
        request = json.loads(data)
        if request["do"] == "fork":
            child = zygote.fork()
            if not child:
                control.close()
                _interpret(zygote, descriptors[0], lambda line: serve(line, shell))
            os.close(descriptors[0])
            answer = {"child": child}
        else:
            answer = _obey(request)
        control.send(json.dumps(answer).encode())


def _obey(request: dict[str, Any]) -> dict[str, Any]:
    child = request["child"]
    if request["do"] == "interrupt":
        os.kill(child, signal.SIGINT)
        return {}
    ends = time.monotonic() + request["wait"]
    ended, status = os.waitpid(child, os.WNOHANG)
    while not ended and time.monotonic() < ends:
        time.sleep(0.005)
        ended, status = os.waitpid(child, os.WNOHANG)
    if not ended:
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
    return {"ended": os.waitstatus_to_exitcode(status), "killed": not ended}


def _interpret(
    zygote: Zygote, descriptor: int, serve: Callable[[Line], None]
) -> NoReturn:
    """Become one student's interpreter."""
    try:
        os.setsid()  # kill(0, …) reaches a process group across namespaces
        connection = socket.socket(fileno=descriptor)
        connection.set_inheritable(False)
        empty = os.open(os.devnull, os.O_RDWR)
        for standard in (0, 1, 2):
            os.dup2(empty, standard)
        os.closerange(3, descriptor)
        os.closerange(descriptor + 1, 1_024)
        zygote.lock_in()
        os.chdir(os.environ["HOME"])
        serve(Line(connection))
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(0)


def probe(settings: dict[str, Any]) -> NoReturn:
    """Exit 0 if an interpreter can be forked and locked in."""
    zygote = Zygote(settings)
    child = zygote.fork()
    if child:
        _, status = os.waitpid(child, 0)
        os._exit(os.waitstatus_to_exitcode(status) & 0xFF)
    try:
        zygote.lock_in()
    except BaseException as error:
        print(error, file=sys.stderr, flush=True)
        os._exit(1)
    os._exit(0)
