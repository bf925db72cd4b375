"""Starts JupyterLab on a free local port, with separate settings."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from autograder.gradebook.configuration import find_alembic

SETTINGS = {
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    "notebook-extension/tracker": {"windowingMode": "none"},  # renders all cells
}
FOLDERS = (
    "HOME",
    "JUPYTER_CONFIG_DIR",
    "JUPYTER_DATA_DIR",
    "JUPYTER_RUNTIME_DIR",
    "IPYTHONDIR",
    "JUPYTERLAB_SETTINGS_DIR",
    "JUPYTERLAB_WORKSPACES_DIR",
)


@contextmanager
def serve(folder: Path, settings: Path) -> Iterator[str]:
    """Start JupyterLab in the folder; yield its address.

    Args:
        settings: an empty folder for its settings, kernels and log.
    """
    find_alembic()
    environment = os.environ | {name: str(settings / name) for name in FOLDERS}
    for name in FOLDERS:
        (settings / name).mkdir()
    for name, values in SETTINGS.items():
        extension, _, plugin = name.partition("/")
        plugins = settings / "JUPYTERLAB_SETTINGS_DIR" / "@jupyterlab" / extension
        plugins.mkdir(parents=True, exist_ok=True)
        (plugins / f"{plugin}.jupyterlab-settings").write_text(json.dumps(values))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with (settings / "log").open("w") as log:
        server = subprocess.Popen(
            [
                *(sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"),
                *("--ip=127.0.0.1", f"--port={port}", "--IdentityProvider.token="),
                "--LabApp.expose_app_in_browser=True",  # tests wait on its kernel
                "--LabApp.extension_manager=readonly",
                f"--ServerApp.root_dir={folder}",
            ],
            cwd=folder,
            env=environment,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(address, server, settings / "log")
        yield address
    finally:
        stop(server)


def wait_for(address, server, log):
    end = time.monotonic() + 60
    while time.monotonic() < end and server.poll() is None:
        try:
            urllib.request.urlopen(f"{address}/api", timeout=2).close()
            return
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"JupyterLab did not start: {log.read_text()[-2000:]}")


def stop(server):
    """End the server and assert that no kernel is left."""
    started = psutil.Process(server.pid).children(recursive=True)
    server.terminate()
    server.wait(30)
    _, left = psutil.wait_procs(started, timeout=15)
    for process in left:
        process.kill()
    assert left == []
