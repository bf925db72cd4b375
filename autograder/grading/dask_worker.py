"""Runs on the workers of a Dask cluster, which need nothing of this project.

Dask sends the code of this module itself, not its name, so it imports nothing of ours.
The plugin unpacks the project on each worker and starts grading processes there, which
import it from that folder. So neither the scheduler nor the workers import the project,
and the version is always the coordinator's.
"""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import zipfile
from typing import Any

from distributed import WorkerPlugin, get_worker


class ProjectPlugin(WorkerPlugin):
    """Unpacks the project on a worker and keeps grading processes there.

    Args:
        archive: a zip file of the project's packages and notebooks.
        name: names the plugin on the workers.
    """

    def __init__(self, archive: bytes, name: str) -> None:
        self.archive = archive
        self.name = name

    def setup(self, worker: Any) -> None:
        self.lock = threading.Lock()
        self.idle: list[subprocess.Popen[bytes]] = []
        self.busy: list[subprocess.Popen[bytes]] = []
        # In the worker's own folder: Dask removes what killed workers left there.
        self.folder = tempfile.mkdtemp(prefix="backprop-", dir=worker.local_directory)
        with zipfile.ZipFile(io.BytesIO(self.archive)) as archive:
            archive.extractall(self.folder)

    def teardown(self, worker: Any) -> None:
        with self.lock:
            processes = self.idle + self.busy
            self.idle = []
        for process in processes:
            process.kill()
            process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def run(self, job: bytes) -> bytes:
        """Run a pickled job in a grading process; return the pickled outcome.

        Raises:
            RuntimeError: the process crashed; Dask tries again.
        """
        process = self.start()
        try:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(len(job).to_bytes(8, "big") + job)
            process.stdin.flush()
            size = process.stdout.read(8)
            outcome = process.stdout.read(int.from_bytes(size, "big"))
            if len(size) < 8 or len(outcome) < int.from_bytes(size, "big"):
                raise EOFError
        except (OSError, EOFError):
            process.kill()
            status = process.wait()
            with self.lock:
                self.busy.remove(process)
            raise RuntimeError(
                f"the grading process crashed (exit status {status})"
            ) from None
        with self.lock:
            self.busy.remove(process)
            self.idle.append(process)
        return outcome

    def start(self) -> subprocess.Popen[bytes]:
        """Return an idle grading process, or a new one."""
        with self.lock:
            process = self.idle.pop() if self.idle else self.new_process()
            self.busy.append(process)
            return process

    def new_process(self) -> subprocess.Popen[bytes]:
        inherited = os.environ.get("PYTHONPATH", "").split(os.pathsep)
        path = os.pathsep.join([self.folder, *filter(None, inherited)])
        return subprocess.Popen(
            [sys.executable, "-m", "autograder.grading.remote"],
            cwd=self.folder,
            env=os.environ | {"PYTHONPATH": path, "PYTHONSAFEPATH": ""},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )


def run_job(name: str, job: bytes) -> bytes:
    """Run the job on this worker, which has the plugin of this name."""
    plugin: Any = get_worker().plugins[name]
    outcome: bytes = plugin.run(job)
    return outcome
