"""Uses a Dask cluster as the executor; the gradebook stays with the coordinator.

Every worker needs bubblewrap and the same version of this project. Dask exchanges
pickles, so anyone who can connect to the scheduler can run code as its user: bind it to
127.0.0.1, or use TLS (`tls://` addresses; certificates are set in Dask's configuration,
`distributed.comm.tls`).
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from concurrent.futures import Executor

from autograder.assignment.errors import UsageError

RETRIES = 2  # per task whose worker crashed


@contextlib.contextmanager
def cluster(address: str, timeout: str = "10s") -> Iterator[tuple[Executor, int]]:
    """Yield the cluster's executor and the number of tasks that it runs at once.

    Raises:
        UsageError: Dask is not installed, or there is no scheduler at the address.
    """
    try:
        from distributed import Client
    except ImportError:
        raise UsageError(
            "Dask is not installed. Run: pip install 'distributed>=2025.1'"
        ) from None
    try:
        client = Client(address, timeout=timeout, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        raise UsageError(
            f"No Dask scheduler answers at {address}: {error}. Start one with "
            "`dask scheduler`, and `dask worker` on each machine."
        ) from None
    with client:
        threads = sum(client.nthreads().values())
        if not threads:
            raise UsageError(
                f"The Dask scheduler at {address} has no worker. Start one with "
                f"`dask worker {address}`."
            )
        # pure=False: two submissions with the same content are still two tasks.
        with client.get_executor(pure=False, retries=RETRIES) as executor:
            yield executor, threads
