"""A static web server on a free local port, which ends with its test."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import NamedTuple


class Served(NamedTuple):
    """The server's address, and the paths that were requested so far."""

    address: str
    requests: list[str]


class _Handler(SimpleHTTPRequestHandler):
    def __init__(self, *arguments, requests, **named):
        self.requests = requests
        super().__init__(*arguments, **named)

    def log_request(self, code="-", size="-"):
        self.requests.append(self.path)

    def log_message(self, *_):
        pass


@contextmanager
def serve(folder: Path) -> Iterator[Served]:
    """Serve the files of the folder, which may not exist yet."""
    requests: list[str] = []
    handler = partial(_Handler, directory=str(folder), requests=requests)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield Served(f"http://127.0.0.1:{server.server_port}", requests)
        finally:
            server.shutdown()
            thread.join()
