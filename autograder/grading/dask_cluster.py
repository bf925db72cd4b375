"""Uses a Dask cluster as the executor; the gradebook stays with the coordinator.

The project is sent to the workers (`autograder.grading.dask_worker`). Every worker
needs bubblewrap, the packages of requirements.txt and the same Python version; all are
checked before the first submission is sent. Dask exchanges pickles, so anyone who can
connect to the scheduler can run code as its user: bind it to 127.0.0.1, or use TLS
(`tls://` addresses; certificates are set in Dask's configuration,
`distributed.comm.tls`).
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import logging
import pickle
import platform
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from functools import cache, partial
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any, NamedTuple

from autograder.assignment.assignment import Assignment, released_files
from autograder.assignment.errors import UsageError, described, one_line
from autograder.assignment.installation import PACKAGE, how_to_install
from autograder.assignment.isolation import Mode
from autograder.grading.pool import Job
from autograder.grading.worker import check_worker

RETRIES = 2  # per task whose worker crashed
CHECK_SECONDS = 120  # how long a worker may take to start
GRACE_SECONDS = 10  # how long a cluster may be without workers while they restart
WORKER_SECONDS = 30  # how long a worker that has started may take to answer
ANSWER_SECONDS = 5  # how long a scheduler may take to answer
STOP_SECONDS = 0.4  # the same after an error or Ctrl-C, when nobody waits for it


class Cluster(NamedTuple):
    """A connected cluster.

    Attributes:
        threads: the number of tasks that it runs at once.
        check: raises UsageError if the cluster is lost.
        workers: the addresses of the workers.
    """

    executor: Executor
    threads: int
    check: Callable[[], None]
    workers: tuple[str, ...]


@contextlib.contextmanager
def cluster(
    address: str, assignment: Assignment, mode: Mode = "auto", timeout: str = "10s"
) -> Iterator[Cluster]:
    """Yield the cluster; every worker has the project and is able to grade.

    Raises:
        UsageError: Dask is not installed, there is no scheduler at the address, or a
            worker cannot grade.
    """
    client = _connect(address, timeout)
    name = ""
    try:
        threads: dict[str, int] = client.nthreads()
        if not threads:
            raise UsageError(
                f"The Dask scheduler at {address} has no worker. Start one with "
                f"`dask worker {address}`."
            )
        _check_python(client)
        name = _send_project(client, assignment)
        with _one_message(address):
            _check_workers(client, name, list(threads), assignment, mode)
        executor = _ClusterExecutor(client, name)
        watch = _Watch(client, address)
        yield Cluster(executor, sum(threads.values()), watch.check, tuple(threads))
    finally:
        # The cluster may be gone; do not wait for it.
        if name and client.status == "running":
            _briefly(partial(client.unregister_worker_plugin, name))
        _briefly(partial(client.close, timeout=STOP_SECONDS))


def _connect(address: str, timeout: str) -> Any:
    try:
        from distributed import Client
    except ImportError:
        raise UsageError(
            f"Dask is not installed. Run: {how_to_install('dask')}"
        ) from None
    # Whatever it would log, the command says in one message.
    for name in ("distributed", "distributed.client", "distributed.core"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        return Client(address, timeout=timeout, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        raise UsageError(
            f"No Dask scheduler answers at {address}: {error}. Start one with "
            "`dask scheduler`, and `dask worker` on each machine."
        ) from None


def _check_python(client: Any) -> None:
    """Make sure that the workers run the same Python: code is sent to them.

    Raises:
        UsageError: one runs another version.
    """
    here = platform.python_version_tuple()[:2]
    ask = partial(client.run, platform.python_version)
    for worker, version in _answer_of_all(ask).items():
        if tuple(version.split(".")[:2]) != here:
            raise UsageError(
                f"The Dask worker {worker} runs Python {version}, this machine "
                f"{platform.python_version()}. Use the same version on both."
            )


def _answer_of_all(ask: Callable[[], Any]) -> Any:
    """Return what a call to all workers returns; Dask would wait without end.

    Raises:
        UsageError: a worker does not answer.
    """
    answer: Future[Any] = Future()

    def call() -> None:
        try:
            answer.set_result(ask())
        except Exception as error:
            answer.set_exception(error)

    threading.Thread(target=call, daemon=True).start()
    until = time.monotonic() + WORKER_SECONDS
    while not answer.done() and time.monotonic() < until:
        time.sleep(0.05)  # in short steps, so that Ctrl-C is noticed
    if not answer.done():
        raise UsageError(
            f"A Dask worker has not answered for {WORKER_SECONDS} s. Restart the "
            "workers, then run the same command again. Nothing was graded."
        )
    return answer.result()


def _send_project(client: Any, assignment: Assignment) -> str:
    """Unpack the project on all workers, present and future; return the plugin's name.

    Raises:
        UsageError: it cannot be unpacked on a worker.
    """
    archive = project_archive(assignment)
    name = f"backprop-{hashlib.sha256(archive).hexdigest()[:16]}"
    plugin = _on_workers().ProjectPlugin(archive, name)
    try:
        _answer_of_all(partial(client.register_plugin, plugin, name=name))
    except UsageError:
        raise
    except Exception as error:
        raise UsageError(
            f"The project cannot be sent to the Dask workers: {described(error)}. "
            "Nothing was graded."
        ) from None
    return name


@cache
def _on_workers() -> Any:
    """Return the module `dask_worker`, loaded so that Dask sends its code by value.

    Dask sends what it can import by name, which the workers cannot; so this copy has
    no name that can be imported.
    """
    path = Path(__file__).with_name("dask_worker.py")
    spec = spec_from_file_location("_backprop_on_dask_workers", path)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def project_archive(assignment: Assignment) -> bytes:
    """Return a zip file of the packages and the assignment's notebooks, as a clone."""
    packages = PACKAGE.parent
    files = {
        path.relative_to(packages).as_posix(): path
        for package in ("autograder", "solutions")
        for path in released_files(packages / package)
        if not path.is_relative_to(PACKAGE / "notebooks")  # of a wheel
    }
    for path in released_files(assignment.folder):
        inside = path.relative_to(assignment.folder).as_posix()
        files[f"notebooks/{assignment.name}/{inside}"] = path
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, path in sorted(files.items()):
            # Without times, so that equal projects are equal archives.
            archive.writestr(zipfile.ZipInfo(name), path.read_bytes())
    return written.getvalue()


def _check_workers(
    client: Any, name: str, workers: list[str], assignment: Assignment, mode: Mode
) -> None:
    """Make sure that every worker is able to grade.

    Raises:
        UsageError: one is not; the message names it and says what to do.
    """
    arguments = (mode, assignment.name, assignment.fingerprint)
    job = pickle.dumps(Job(check_worker, arguments, {}))
    checks = {
        worker: client.submit(
            _on_workers().run_job,
            *(name, job),
            workers=[worker],
            pure=False,
            retries=RETRIES,
        )
        for worker in workers
    }
    until = time.monotonic() + CHECK_SECONDS
    for worker, check in checks.items():
        try:
            # In short steps, because Ctrl-C is not noticed within one.
            while not check.done() and time.monotonic() < until:
                time.sleep(0.05)
            _, error = pickle.loads(check.result(timeout=ANSWER_SECONDS))
        except Exception as failure:
            error = failure
        if error is not None:
            reason = one_line(str(error)) or type(error).__name__
            raise UsageError(
                f"The Dask worker {worker} cannot grade: {reason.rstrip('.')}. "
                "Nothing was graded."
            )


@contextlib.contextmanager
def _one_message(address: str) -> Iterator[None]:
    """Turn every error of the cluster into a UsageError."""
    try:
        yield
    except UsageError:
        raise
    except Exception as error:
        raise UsageError(
            f"The Dask cluster at {address} failed: {described(error)}. Nothing was "
            "graded."
        ) from None


class _ClusterExecutor(Executor):
    """Sends calls to the workers as pickles that only grading processes read."""

    def __init__(self, client: Any, name: str) -> None:
        # pure=False: two submissions with the same content are still two tasks.
        self._executor = client.get_executor(pure=False, retries=RETRIES)
        self._name = name

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        job = pickle.dumps(Job(fn, args, kwargs))
        future: Future[Any] = Future()
        sent = self._executor.submit(_on_workers().run_job, self._name, job)
        sent.add_done_callback(partial(_transfer, future))
        return future


def _transfer(future: Future[Any], sent: Future[bytes]) -> None:
    """Give the future the value or the error that the worker sent."""
    if sent.cancelled():
        future.cancel()
        future.set_running_or_notify_cancel()
        return
    try:
        value, error = pickle.loads(sent.result())
    except Exception as failure:
        value, error = None, failure
    if error is not None:
        future.set_exception(error)
    else:
        future.set_result(value)


class _Watch:
    """Notices that a cluster is lost, because its tasks then wait forever."""

    def __init__(self, client: Any, address: str) -> None:
        self._client = client
        self._address = address
        self._seen = time.monotonic()

    def check(self) -> None:
        """Raise UsageError if there has been no scheduler or worker for a while."""
        if self._has_workers():
            self._seen = time.monotonic()
        elif time.monotonic() - self._seen > GRACE_SECONDS:
            raise UsageError(
                f"The Dask cluster at {self._address} has no worker any more. Finished "
                "students are kept; start the workers, then run the same command again."
            )

    def _has_workers(self) -> bool:
        if self._client.status != "running":
            return False
        answer = _briefly(self._client.nthreads, ANSWER_SECONDS)
        return bool(answer)


def _briefly(function: Callable[[], Any], seconds: float = STOP_SECONDS) -> Any:
    """Return what a call to the cluster returns; None if it fails or takes too long."""
    answers: list[Any] = []

    def call() -> None:
        with contextlib.suppress(Exception):
            answers.append(function())

    thread = threading.Thread(target=call, daemon=True)
    thread.start()
    thread.join(seconds)
    return answers[0] if answers else None
