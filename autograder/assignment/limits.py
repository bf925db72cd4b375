"""Limits on the time and the resources of student code, as one object.

Results are keyed by it, so a changed limit causes a new grading. All other timeouts of
the project are computed from it.
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from functools import cached_property


@dataclass(frozen=True)
class Limits:
    """Limits for one submission; seconds, bytes and counts.

    Attributes:
        processor_seconds, clock_seconds: of one cell of the student, and of all calls
            of one graded cell together.
        notebook_seconds: of one notebook on the clock, replays included.
        interrupts, grace_seconds: how many times code over its time is interrupted,
            and how long it may take to stop each time, before its interpreter is
            killed.
        crashes: after this many the rest of a notebook is not run.
        losses: how many times a notebook may lose its sandbox for an outside reason.
        start_seconds, fork_seconds, end_seconds: for a sandbox to start, for a warm
            interpreter to report, and for an interpreter to exit.
        nesting: depth of functions that call back functions; honest code needs 3.
        callback_size: numbers in the arguments of one callback, and the largest whole
            number in them. Honest code needs a few hundred.
        source_characters: of one cell.
        memory: address space of one interpreter.
        locked_memory: bytes of one interpreter that cannot be swapped out.
        threads, open_files, file_bytes: of one interpreter.
        scratch_bytes, scratch_files: of its home, and of its temporary folder.
        shared_bytes, shared_files: of its shared memory, which `memory` does not count.
        frame_bytes, json_bytes, frame_blobs: of one message between host and guest:
            all of it, its JSON part (small objects cost many times their text), and
            the number of its raw parts.
        outputs, output_characters, picture_bytes: of one cell.
        traceback_lines: the last lines of a traceback that are kept.
        exception_name, exception_message: characters of an exception.
        notebook_output_bytes, submission_output_bytes: of the outputs of all cells.
        judging_seconds: of the grader's own processor time for one graded cell.
        judging_memory: address space that grading may add to a worker; half of it is
            there for each submission, whatever earlier ones have left.
        attempts: how many times a submission is tried when its worker or sandbox dies.
    """

    processor_seconds: float = 10.0
    clock_seconds: float = 30.0
    notebook_seconds: float = 300.0
    interrupts: int = 3
    grace_seconds: float = 0.5
    crashes: int = 3
    losses: int = 5
    start_seconds: float = 60.0
    fork_seconds: float = 15.0
    end_seconds: float = 0.5
    nesting: int = 20
    callback_size: int = 4_096
    source_characters: int = 1_000_000
    memory: int = 1_000_000_000
    locked_memory: int = 65_536
    threads: int = 32
    open_files: int = 256
    file_bytes: int = 16_000_000
    scratch_bytes: int = 16_000_000
    scratch_files: int = 1_000
    shared_bytes: int = 1_000_000
    shared_files: int = 100
    frame_bytes: int = 8_000_000
    json_bytes: int = 3_000_000
    frame_blobs: int = 10_000
    outputs: int = 60
    output_characters: int = 100_000
    picture_bytes: int = 4_000_000
    traceback_lines: int = 60
    exception_name: int = 80
    exception_message: int = 500
    notebook_output_bytes: int = 10_000_000
    submission_output_bytes: int = 16_000_000
    judging_seconds: float = 10.0
    judging_memory: int = 700_000_000
    attempts: int = 3

    @property
    def cell_seconds(self) -> tuple[float, float]:
        """Seconds of processor and of clock for one cell."""
        return self.processor_seconds, self.clock_seconds

    @property
    def interpreter_seconds(self) -> int:
        """Processor time after which the kernel kills an interpreter.

        The last resort if a worker hangs: the time of a notebook and one more cell.
        """
        return int(self.notebook_seconds + self.clock_seconds)

    def worker_seconds(self, notebooks: int) -> float:
        """Clock seconds after which a worker that grades one submission counts as hung.

        Twice the limit of its notebooks, and a quarter more for the judgement.
        """
        return 2.5 * notebooks * self.notebook_seconds

    @cached_property
    def digest(self) -> str:
        """A short digest of these limits, the same in every process."""
        text = repr(sorted(asdict(self).items()))
        return hashlib.sha256(text.encode()).hexdigest()[:16]


DEFAULT_LIMITS = Limits()
