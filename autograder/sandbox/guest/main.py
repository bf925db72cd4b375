"""Entry point of the guest: as a zygote, as a probe, or without isolation.

Without isolation it is one interpreter in an ordinary process, on any system. Nothing
is protected then: results obtained this way are marked "unsafe".
"""

import json
import os
import shutil
import socket
import sys
import threading
import time
from typing import Any

from autograder.assignment.limits import Limits

WATCH_SECONDS = 0.25


def main(settings_text: str) -> None:
    """Start the guest in the mode of the settings; return when it has ended."""
    settings = json.loads(settings_text)
    if "file" in settings:
        with open(settings["file"]) as file:
            settings = json.load(file)
    sys.argv = [""]
    sys.path.extend(settings["packages"])
    if "address" in settings:
        _run_unsandboxed(settings)
    else:
        _run_sandboxed(settings)


def _run_sandboxed(settings: dict[str, Any]) -> None:
    from autograder.sandbox.guest import confine, zygote  # Linux only

    start = zygote.probe if settings.get("probe") else zygote.run
    if not settings["namespaces"]:
        confine.end_with_parent(settings["parent"])
        start(settings)
    confine.become(settings["nobody"])
    confine.enter_namespaces(confine.CLONE_NEWPID | confine.CLONE_NEWNS)
    # Only a process that was forked into the new process namespace owns it.
    child = os.fork()
    if child:
        confine.exit_like(child)
    confine.mount_scratch(settings["scratch"], settings["zygote_scratch"])
    start(settings)


def _run_unsandboxed(settings: dict[str, Any]) -> None:
    """Serve over loopback until the connection is closed or the parent is gone."""
    from autograder.sandbox.guest.server import serve
    from autograder.sandbox.guest.shell import warm_shell

    scratch, limits = settings["scratch"], Limits(**settings["limits"])
    connected = socket.create_connection(tuple(settings["address"]))
    connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    # Proves that this is the process that the host started.
    connected.sendall(bytes.fromhex(settings["token"]))
    threading.Thread(target=_watch, args=(os.getppid(), scratch), daemon=True).start()
    shell = warm_shell(settings["companion"], limits)
    # Students must not import the grader's packages by accident.
    sys.path.remove(settings["root"])
    os.chdir(scratch)
    serve(shell, limits, connected)
    _leave(scratch)


def _watch(parent: int, scratch: str) -> None:
    """End this process when its parent has ended."""
    while os.getppid() == parent:
        time.sleep(WATCH_SECONDS)
    _leave(scratch)


def _leave(scratch: str) -> None:
    shutil.rmtree(scratch, ignore_errors=True)
    os._exit(0)
