"""One interpreter without isolation, in a process of its own, for any system.

Nothing here protects anybody: results obtained this way are marked "unsafe".
"""

from __future__ import annotations

import os
import shutil
import socket
import sys
import threading
import time
from typing import Any

WATCH_SECONDS = 0.25


def serve_alone(settings: dict[str, Any]) -> None:
    """Serve over loopback until the line is closed or the parent is gone."""
    from autograder.sandbox.guest.server import serve
    from autograder.sandbox.guest.shell import warm_shell
    from autograder.sandbox.protocol import Line

    connection = socket.create_connection(tuple(settings["address"]))
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    # Says that this is who was started, and nobody else on this machine.
    connection.sendall(bytes.fromhex(settings["token"]))
    watch(settings["scratch"])
    shell = warm_shell(settings["given"])
    # What came with the guest side is not for students to import by accident.
    sys.path.remove(settings["root"])
    os.chdir(settings["scratch"])
    serve(Line(connection), shell)
    leave(settings["scratch"])


def watch(scratch: str) -> None:
    """End this process when its parent is gone, whatever it is doing."""
    parent = os.getppid()

    def look() -> None:
        while os.getppid() == parent:
            time.sleep(WATCH_SECONDS)
        leave(scratch)

    threading.Thread(target=look, daemon=True).start()


def leave(scratch: str) -> None:
    shutil.rmtree(scratch, ignore_errors=True)
    os._exit(0)
