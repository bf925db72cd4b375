"""An executor of worker processes that are replaced when they crash.

One thread of this process serves one worker and sends it one task at a time, so that it
is known which task was running when a worker crashed. The task is tried again in a new
process; after three crashes only this task fails. Workers end when this process ends.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from itertools import cycle
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from types import TracebackType
from typing import Any, NamedTuple

from autograder.assignment.errors import CourseError, described
from autograder.grading.cores import cores, pin_to

Function = Callable[..., Any]


class Job(NamedTuple):
    """A call to make in a worker process."""

    function: Function
    arguments: tuple[Any, ...]
    named: dict[str, Any]

    def outcome(self) -> tuple[Any, Exception | None]:
        """Return the value of the call, or its exception in a form that pickles."""
        try:
            return self.function(*self.arguments, **self.named), None
        except CourseError as error:
            return None, error
        except Exception as error:  # as text, because it may not pickle
            return None, RuntimeError(described(error))


class WorkerCrashedError(RuntimeError):
    """Every worker process that ran this task crashed."""


class Workers(Executor):
    """`count` processes; `submit` takes any function that can be imported.

    Leaving the context because of an error or Ctrl-C kills them at once.

    Args:
        timeout: seconds after which a task counts as hung.
        attempts: how many times a task is tried if its process crashes.
        on_close: called in a process before it ends normally.
    """

    def __init__(
        self,
        count: int,
        timeout: float,
        attempts: int = 3,
        on_close: Callable[[], None] | None = None,
    ) -> None:
        self._timeout = timeout
        self._attempts = attempts
        self._threads = ThreadPoolExecutor(count, thread_name_prefix="worker")
        self._on_close = on_close
        self._processors = cycle(cores() or [None])
        self._local = threading.local()
        self._all: list[_Worker] = []
        self._stopped = False
        self._lock = threading.Lock()

    def submit(self, fn: Function, /, *args: Any, **kwargs: Any) -> Future[Any]:
        return self._threads.submit(self._run, Job(fn, args, kwargs))

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the processes; with `wait`, let running tasks finish first."""
        if not wait:
            self._kill_all()
        self._threads.shutdown(wait=True, cancel_futures=cancel_futures)
        self._end_all()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.shutdown(wait=kind is None, cancel_futures=kind is not None)

    def processes(self) -> list[int]:
        """Return the process ids of the running workers."""
        with self._lock:
            pids = [worker.process.pid for worker in self._all]
        return [pid for pid in pids if pid is not None]

    def _run(self, job: Job) -> Any:
        for _ in range(self._attempts):
            if self._stopped:
                break
            worker = self._worker()
            try:
                return worker.call(job, self._timeout)
            except (EOFError, OSError):
                self._drop(worker)
        raise WorkerCrashedError(
            f"the grading process crashed {self._attempts} times on this submission"
        )

    def _worker(self) -> _Worker:
        worker = getattr(self._local, "worker", None)
        if worker is None:
            with self._lock:
                if self._stopped:
                    raise WorkerCrashedError("the workers were stopped")
                if not hasattr(self._local, "processor"):
                    self._local.processor = next(self._processors)
                worker = _Worker(self._on_close, self._local.processor)
                self._local.worker = worker
                self._all.append(worker)
        return worker

    def _drop(self, worker: _Worker) -> None:
        self._local.worker = None
        with self._lock, contextlib.suppress(ValueError):
            self._all.remove(worker)
        worker.end()

    def _kill_all(self) -> None:
        """Kill the processes; the threads then notice and start no others."""
        with self._lock:
            self._stopped = True
            for worker in self._all:
                worker.process.kill()

    def _end_all(self) -> None:
        with self._lock:
            workers, self._all = self._all, []
        for worker in workers:
            worker.end()


class _Worker:
    """One process and the pipe to it."""

    def __init__(
        self, on_close: Callable[[], None] | None, processor: int | None
    ) -> None:
        # Spawned, because forking a process with threads can copy a held lock.
        context = multiprocessing.get_context("spawn")
        self.pipe, workers_end = context.Pipe()
        arguments = (workers_end, on_close, processor)
        self.process = context.Process(target=_serve, args=arguments)
        with _ctrl_c_blocked():
            self.process.start()
        workers_end.close()

    def call(self, job: Job, timeout: float) -> Any:
        """Run the job in the process and return its value.

        Raises:
            EOFError, OSError: the process crashed, or did not answer in time.
            Exception: what the job raised.
        """
        self.pipe.send(job)
        if not self.pipe.poll(timeout):
            raise EOFError
        value, error = self.pipe.recv()
        if error is not None:
            raise error
        return value

    def end(self) -> None:
        self.pipe.close()
        self.process.join(3)
        if self.process.is_alive():
            self.process.kill()
            self.process.join(5)


@contextlib.contextmanager
def _ctrl_c_blocked() -> Iterator[None]:
    """Start processes that do not see Ctrl-C before they ignore it.

    Otherwise a worker that is still importing would print a traceback.
    """
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    # The first process also starts the resource tracker, which unblocks Ctrl-C.
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _serve(
    pipe: Connection, on_close: Callable[[], None] | None, processor: int | None
) -> None:
    """Receive jobs and send outcomes until the pipe closes."""
    pin_to(processor)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is handled by the parent
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    threading.Thread(target=_end_with_parent, daemon=True).start()
    with contextlib.suppress(EOFError, OSError):
        while True:
            job: Job = pipe.recv()
            pipe.send(job.outcome())
    if on_close is not None:
        on_close()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
