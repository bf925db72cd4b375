"""A PostgreSQL server for one test module: in a temporary folder, on a socket there."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path

ROLE = "course"


def programs() -> Path | None:
    """The folder of initdb and pg_ctl; Debian keeps it off PATH."""
    found = shutil.which("initdb")
    folders = [Path(found).parent] if found else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    return next((f for f in reversed(folders) if (f / "initdb").is_file()), None)


def no_server() -> str:
    """The reason why no server can be started here, or ""."""
    if find_spec("psycopg") is None:
        return "psycopg is not installed"
    return "" if programs() else "PostgreSQL is not installed"


@contextmanager
def server() -> Iterator[str]:
    """Start a server with an empty database; yield the database's address."""
    folder = Path(tempfile.mkdtemp(prefix="pg-"))  # short: it is in the socket's name
    user = _server_user()
    if user:
        shutil.chown(folder, user)
    data = folder / "data"
    options = f"-k {folder} -c listen_addresses='' -c fsync=off"
    try:
        _run(user, "initdb", "-D", data, "-U", ROLE, "--auth=trust", "-E", "UTF8")
        # The log goes to a file: a pipe would stay open as long as the server runs.
        log = ("-l", folder / "log", "-w", "-t", "60")
        _run(user, "pg_ctl", "-D", data, "-o", options, *log, "start")
        try:
            _run(user, "createdb", "-h", folder, "-U", ROLE, ROLE)
            yield f"postgresql+psycopg://{ROLE}@/{ROLE}?host={folder}"
        finally:
            _run(user, "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _server_user() -> str | None:
    """The user for the server, which does not run as root; None for this user."""
    if os.getuid() != 0:
        return None
    with suppress(KeyError):
        return pwd.getpwnam("postgres").pw_name
    return "nobody"


def _run(user: str | None, program: str, *arguments: object) -> None:
    folder = programs()
    assert folder is not None
    done = subprocess.run(
        [str(folder / program), *map(str, arguments)],
        cwd="/",
        user=user,
        group=pwd.getpwnam(user).pw_gid if user else None,
        extra_groups=[] if user else None,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE if program != "pg_ctl" else subprocess.DEVNULL,
        stderr=subprocess.STDOUT if program != "pg_ctl" else subprocess.DEVNULL,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, f"{program}: {done.stdout}"
