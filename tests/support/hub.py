"""Starts JupyterHub with the project's example, in a copy of the project."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psutil
import pytest
from exchange import PARTS
from paths import ROOT

EXAMPLE = Path("examples", "jupyterhub")
PROXY = "configurable-http-proxy"
# Version 5 needs a newer Node.js than Debian has.
INSTALL_PROXY = ("npm", "install", "--no-audit", "--no-fund", f"{PROXY}@4")


def copy_project(folder: Path) -> Path:
    """A copy of the project that a hub may write to."""
    ignored = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")
    for part in (*PARTS, str(EXAMPLE)):
        if (ROOT / part).is_dir():
            shutil.copytree(ROOT / part, folder / part, ignore=ignored)
        else:
            shutil.copy(ROOT / part, folder)
    return folder


def find_proxy(folder: Path) -> str:
    """The folder of the hub's proxy; npm installs it here if it is not on PATH."""
    if installed := shutil.which(PROXY):
        return str(Path(installed).parent)
    if shutil.which("npm") is None:
        pytest.skip(f"neither {PROXY} nor npm is installed")
    command = [*INSTALL_PROXY, "--prefix", str(folder)]
    try:
        subprocess.run(command, check=True, capture_output=True, timeout=180)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        pytest.skip(f"npm cannot install {PROXY} here: {error}")
    return str(folder / "node_modules" / ".bin")


@contextmanager
def serve(project: Path, passwords: dict[str, str], settings: Path) -> Iterator[str]:
    """Start the hub of this project; yield its address. At the end, no process is left.

    Args:
        passwords: of the roles "students" and "instructor".
        settings: an empty folder for the proxy, the hub's home and the log.
    """
    ports = free_ports(3)
    address, hub, proxy = (f"http://127.0.0.1:{port}" for port in ports)
    folders = [find_proxy(settings), os.environ["PATH"]]
    log = settings / "log"
    environment = os.environ | {
        **{f"BACKPROP_HUB_{role.upper()}": word for role, word in passwords.items()},
        "HOME": str(settings),
        "PATH": os.pathsep.join(folders),
    }
    with log.open("w") as output:
        server = subprocess.Popen(
            [
                *(sys.executable, "-m", "jupyterhub"),
                f"--config={project / EXAMPLE / 'jupyterhub_config.py'}",
                f"--JupyterHub.bind_url={address}",
                f"--JupyterHub.hub_bind_url={hub}",
                f"--ConfigurableHTTPProxy.api_url={proxy}",
            ],
            cwd=project,
            env=environment,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    try:
        wait_for(f"{address}/hub/health", server, log)
        yield address
    finally:
        stop(server)


def free_ports(number: int) -> list[int]:
    """Ports of 127.0.0.1 that nobody uses; all differ."""
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(number)]
        for free in sockets:
            free.bind(("127.0.0.1", 0))
        return [free.getsockname()[1] for free in sockets]


def wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + 120
    while time.monotonic() < end and server.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=5).close()
            return
        except OSError:
            time.sleep(0.3)
    pytest.fail(f"JupyterHub did not start: {log.read_text()[-2000:]}")


def stop(server: subprocess.Popen[bytes]) -> None:
    """End the hub; assert that it ended its proxy, all servers and their kernels."""
    started = psutil.Process(server.pid).children(recursive=True)
    server.terminate()
    try:
        server.wait(60)
    finally:
        _, left = psutil.wait_procs(started, timeout=30)
        for process in left:
            process.kill()
        server.kill()
        server.wait()
    assert left == []
