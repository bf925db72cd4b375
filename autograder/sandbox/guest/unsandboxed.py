"""One interpreter without isolation, as an ordinary process, for any system.

Nothing is protected: results obtained this way are marked "unsafe".
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


def run(settings: dict[str, Any]) -> None:
    """Serve over loopback until the connection is closed or the parent is gone."""
    from autograder.sandbox.guest.server import serve
    from autograder.sandbox.guest.shell import warm_shell
    from autograder.sandbox.protocol import Connection, FrameLimits

    connected = socket.create_connection(tuple(settings["address"]))
    connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    # Proves that this is the process that was started, not another of this machine.
    connected.sendall(bytes.fromhex(settings["token"]))
    watch(settings["scratch"])
    shell = warm_shell(settings)
    # Students shall not import our packages by accident.
    sys.path.remove(settings["root"])
    os.chdir(settings["scratch"])
    limits = settings["limits"]
    connection = Connection(connected, FrameLimits(*limits["frame"]))
    serve(connection, shell, limits["exception"])
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
