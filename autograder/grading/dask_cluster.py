"""A Dask cluster as an executor: the workers are there, the gradebook stays here.

Every worker needs this project installed in the same version, and bubblewrap. Dask
sends pickles, so whoever reaches the scheduler can run code as its user: bind it to
127.0.0.1, or use TLS (`tls://` addresses, with the certificates in Dask's own
configuration under `distributed.comm.tls`).
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from concurrent.futures import Executor

from autograder.assignment.errors import UsageError

RETRIES = 2  # of a task whose worker died


@contextlib.contextmanager
def cluster(address: str, patience: str = "10s") -> Iterator[tuple[Executor, int]]:
    """The cluster's executor, and how many tasks it runs at a time.

    Raises:
        UsageError: Dask is not installed, or there is no scheduler at the address.
    """
    try:
        from distributed import Client
    except ImportError:
        raise UsageError(
            "Dask is not installed. Run: pip install 'distributed>=2024.5'"
        ) from None
    try:
        client = Client(address, timeout=patience, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        raise UsageError(
            f"No Dask scheduler answers at {address}: {error}. "
            "Start one with `dask scheduler`, and `dask worker` for each machine."
        ) from None
    with client:
        threads = sum(client.nthreads().values())
        if not threads:
            raise UsageError(f"The Dask scheduler at {address} has no worker. Add one.")
        # Each submission is a task of its own, even where two have the same bytes.
        with client.get_executor(pure=False, retries=RETRIES) as executor:
            yield executor, threads
