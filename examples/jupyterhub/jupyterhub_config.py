"""A hub for trying out the worksheet: one course, one instructor, a few students.

    jupyterhub -f examples/jupyterhub/jupyterhub_config.py

All servers run as the user who starts the hub, and all students share a password: use
it alone, on one computer. README.md says what to change for a class.
"""

import os
import secrets
import sys
from pathlib import Path

COURSE = "calculus"
INSTRUCTOR = "instructor"
STUDENTS = {"ada", "grace"}

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parents[1]
STATE = PROJECT / "course" / "hub"  # not in git
EXCHANGE = STATE / "exchange"
EXCHANGE.mkdir(parents=True, exist_ok=True)


def password(role):
    """The one in BACKPROP_HUB_STUDENTS or BACKPROP_HUB_INSTRUCTOR, or a new one."""
    variable = f"BACKPROP_HUB_{role.upper()}"
    if variable not in os.environ:
        os.environ[variable] = secrets.token_urlsafe(24)
        print(f"Password ({role}): {os.environ[variable]}", file=sys.stderr)
    return os.environ[variable]


c = get_config()  # noqa: F821 (defined by traitlets)

c.JupyterHub.bind_url = "http://127.0.0.1:8000"
c.JupyterHub.db_url = f"sqlite:///{STATE / 'jupyterhub.sqlite'}"
c.JupyterHub.cookie_secret_file = str(STATE / "cookie_secret")
c.ConfigurableHTTPProxy.pid_file = str(STATE / "proxy.pid")

# Login: replace by your university's authenticator.
c.JupyterHub.authenticator_class = "shared-password"
c.SharedPasswordAuthenticator.user_password = password("students")
c.SharedPasswordAuthenticator.admin_password = password("instructor")
c.Authenticator.admin_users = {INSTRUCTOR}
c.Authenticator.allowed_users = STUDENTS

# Servers: replace by a spawner that gives each student a system user or a container.
c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = str(STATE / "homes" / "{username}")
c.Spawner.cmd = [sys.executable, "-m", "jupyterhub.singleuser"]
c.Spawner.args = ["--allow-root"] if os.getuid() == 0 else []
c.Spawner.http_timeout = 120  # seconds, for a slow computer
# Seconds after each of two signals, until a server that does not end is killed.
c.LocalProcessSpawner.interrupt_timeout = c.LocalProcessSpawner.term_timeout = 5
c.Spawner.environment = {
    "BACKPROP_COURSE": COURSE,
    "BACKPROP_EXCHANGE": str(EXCHANGE),
    "BACKPROP_PROJECT": str(PROJECT),
}


def set_role(spawner):
    """Open Formgrader in the project's folder for the instructor, not for students."""
    role = "students"
    if spawner.user.name == INSTRUCTOR:
        role = "instructors"
        spawner.notebook_dir = str(PROJECT)
        spawner.default_url = "/formgrader"
    folders = [str(HERE / "settings" / name) for name in (role, "everybody")]
    spawner.environment["JUPYTER_CONFIG_PATH"] = os.pathsep.join(folders)


c.Spawner.pre_spawn_hook = set_role
