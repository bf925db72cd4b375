"""Worker processes behind the executor interface, each replaced when it dies.

One thread here per process there, and one task at a time, so that a death is known to
be of the task that was running: it is tried again in a fresh process, and after three
deaths only this task fails. A worker ends by itself when this process does.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from itertools import cycle
from multiprocessing.connection import Connection, wait
from typing import Any, NamedTuple

from autograder.assignment.errors import CourseError
from autograder.grading.cores import cores, keep_to

Function = Callable[..., Any]


class Job(NamedTuple):
    """A call to make in a worker process."""

    function: Function
    arguments: tuple[Any, ...]
    named: dict[str, Any]

    def outcome(self) -> tuple[Any, Exception | None]:
        """What the call returned, or what it raised, in a form that can be sent."""
        try:
            return self.function(*self.arguments, **self.named), None
        except CourseError as error:
            return None, error
        except Exception as error:  # as text: not every exception can be sent
            return None, RuntimeError(f"{type(error).__name__}: {error}")


class WorkerDiedError(RuntimeError):
    """Every process that was given this task died of it."""


class Workers(Executor):
    """`count` processes; `submit` takes any function that can be imported.

    Args:
        timeout: seconds after which a task counts as hung.
        attempts: so often a task is tried whose process died.
        closing: what a process does before it ends in peace.
    """

    def __init__(
        self,
        count: int,
        timeout: float,
        attempts: int = 3,
        closing: Callable[[], None] | None = None,
    ) -> None:
        self._timeout = timeout
        self._attempts = attempts
        self._threads = ThreadPoolExecutor(count, thread_name_prefix="worker")
        self._closing = closing
        self._cores = cycle(cores() or [None])
        self._mine = threading.local()
        self._all: list[_Worker] = []
        self._lock = threading.Lock()

    def submit(self, fn: Function, /, *args: Any, **kwargs: Any) -> Future[Any]:
        return self._threads.submit(self._run, Job(fn, args, kwargs))

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the processes; with `wait` after the tasks that are under way."""
        if not wait:
            self._end_all()
        self._threads.shutdown(wait=True, cancel_futures=cancel_futures)
        self._end_all()

    def processes(self) -> list[int]:
        """The process ids of the workers that live."""
        with self._lock:
            pids = [worker.process.pid for worker in self._all]
        return [pid for pid in pids if pid is not None]

    def _run(self, job: Job) -> Any:
        for _ in range(self._attempts):
            worker = self._worker()
            try:
                return worker.call(job, self._timeout)
            except (EOFError, OSError):
                self._drop(worker)
        raise WorkerDiedError(f"the grader died of it {self._attempts} times")

    def _worker(self) -> _Worker:
        worker = getattr(self._mine, "worker", None)
        if worker is None:
            with self._lock:
                if not hasattr(self._mine, "core"):
                    self._mine.core = next(self._cores)
                worker = self._mine.worker = _Worker(self._closing, self._mine.core)
                self._all.append(worker)
        return worker

    def _drop(self, worker: _Worker) -> None:
        self._mine.worker = None
        with self._lock, contextlib.suppress(ValueError):
            self._all.remove(worker)
        worker.end()

    def _end_all(self) -> None:
        with self._lock:
            workers, self._all = self._all, []
        for worker in workers:
            worker.end()


class _Worker:
    """One process and the pipe to it."""

    def __init__(self, closing: Callable[[], None] | None, core: int | None) -> None:
        # Spawned, not forked: threads of this process must not be copied half-way.
        context = multiprocessing.get_context("spawn")
        self.pipe, inner = context.Pipe()
        self.process = context.Process(target=_serve, args=(inner, closing, core))
        self.process.start()
        inner.close()

    def call(self, job: Job, timeout: float) -> Any:
        """What the job returns there.

        Raises:
            EOFError, OSError: the process died, or did not answer in time.
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


def _serve(
    pipe: Connection, closing: Callable[[], None] | None, core: int | None
) -> None:
    """The worker's life: tasks in, results out, until the pipe closes."""
    keep_to(core)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent says when to stop
    threading.Thread(target=_end_with_parent, daemon=True).start()
    with contextlib.suppress(EOFError, OSError):
        while True:
            job: Job = pipe.recv()
            pipe.send(job.outcome())
    if closing is not None:
        closing()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
