"""A grading process on another machine: `python -m autograder.grading.remote`.

Reads pickled jobs from standard input and writes pickled outcomes to standard output,
each after its length in 8 bytes. Ends when the input does.
"""

from __future__ import annotations

import os
import pickle
import sys
from typing import Any, BinaryIO

from autograder.assignment.errors import CourseError, UsageError, described


def outcome_of(job: bytes) -> tuple[Any, Exception | None]:
    """Run a pickled job; return its value, or its exception in a form that pickles."""
    try:
        return pickle.loads(job).outcome()  # type: ignore[no-any-return]
    except CourseError as error:
        return None, error
    except ImportError as error:
        return None, UsageError(f"{error}. Install the package there")
    except Exception as error:
        return None, RuntimeError(described(error))


def serve(jobs: BinaryIO, outcomes: BinaryIO) -> None:
    """Answer every job until the input ends."""
    while len(size := jobs.read(8)) == 8:
        answer = pickle.dumps(outcome_of(jobs.read(int.from_bytes(size, "big"))))
        outcomes.write(len(answer).to_bytes(8, "big") + answer)
        outcomes.flush()


def main() -> None:
    # Whatever prints goes to the log and not between the outcomes.
    outcomes = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    serve(sys.stdin.buffer, outcomes)
    from autograder.grading.worker import close_grading_thread

    close_grading_thread()


if __name__ == "__main__":
    main()
