"""Each confinement step has a test that fails without it.

Some facts are read from the host's /proc, the others by code that runs inside.
"""

import errno
import os
import signal
import subprocess
import sys
import time

import pytest
from paths import ROOT
from processes import below, is_alive, parent, status
from sandbox_here import needs_sandbox

from autograder.assignment.limits import Limits
from autograder.sandbox import Engine, SandboxUnavailableError, probe
from autograder.sandbox.host import jail, policy

pytestmark = needs_sandbox

# None of these is a default, so a limit that is not passed along is noticed.
LIMITS = Limits(
    notebook_seconds=200.0,
    clock_seconds=20.0,
    memory=900_001_792,
    locked_memory=32_768,
    threads=24,
    open_files=100,
    file_bytes=3_000_000,
    scratch_bytes=4_194_304,
    scratch_files=60,
    shared_bytes=524_288,
    shared_files=10,
)
SCRATCH = {
    "/scratch/home": (4_194_304, 60),
    "/scratch/tmp": (4_194_304, 60),
    "/dev/shm": (524_288, 10),
    "/proc": (4_096, 2),
}
RLIMITS = {
    "AS": 900_001_792,
    "NPROC": 24,
    "FSIZE": 3_000_000,
    "NOFILE": 100,
    "CORE": 0,
    "MEMLOCK": 32_768,
    "MSGQUEUE": 0,
    "CPU": 220,
}
# fmt: off
MUST_BE_DENIED = (
    "memfd_create", "shmget", "mq_open", "fork", "vfork", "execve", "execveat",
    "flock", "io_setup", "inotify_init1", "setrlimit",
    "sched_setaffinity", "socket", "connect", "ptrace", "process_vm_readv",
    "process_vm_writev", "pidfd_open", "pidfd_getfd", "mount", "umount2", "pivot_root",
    "chroot", "unshare", "setns", "mount_setattr", "move_mount", "open_tree", "fsopen",
    "bpf", "perf_event_open", "userfaultfd", "io_uring_setup", "keyctl", "add_key",
    "open_by_handle_at", "kexec_load", "init_module",
)
# fmt: on
NAMESPACES = ["user", "pid", "mnt", "net", "ipc", "uts"]


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course folder, and a course that is installed beside numpy."""
    folder = tmp_path_factory.mktemp("course")
    for name in ("worksheet.py", "answers.ipynb", "gradebook.db"):
        (folder / name).write_text("")
    (folder / "companion").mkdir()
    for name in ("solutions", "autograder"):
        installed = folder / "site-packages" / name
        installed.mkdir(parents=True)
        (installed / "answers.py").write_text("ANSWER = 42\n")
    return folder


@pytest.fixture(scope="module")
def supplementary_groups():
    """Groups that an interpreter must not inherit, where the tests may have any."""
    if os.getuid() != 0:
        yield
        return
    before = os.getgroups()
    os.setgroups([4, 24])
    yield
    os.setgroups(before)


@pytest.fixture(scope="module")
def engine(course, supplementary_groups):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "path", [*sys.path, str(course / "site-packages")])
        patch.setenv("SECRET_OF_THE_GRADER", "1")
        with Engine(files=course, limits=LIMITS) as engine:
            yield engine


@pytest.fixture(scope="module")
def session(engine):
    """A session for tests that change nothing."""
    with engine.open() as session:
        yield session


@pytest.fixture(scope="module")
def interpreter(session):
    return pid_of(session)


@pytest.fixture(scope="module")
def zygote(interpreter):
    return parent(interpreter)


def evaluate(session, expression):
    """Return the value of an expression inside."""
    source = f"import os, sys, resource\nvalue = {expression}"
    run = session.run_cell(source, "look")
    assert run.status == "ok", run.outputs
    return session.read("value").value


def pid_of(session):
    session.run_cell("", "start")
    return session._supervisor._current.pid


def namespace(pid, kind):
    return os.readlink(f"/proc/{pid}/ns/{kind}")


@pytest.mark.parametrize("kind", NAMESPACES)
def test_the_zygote_shares_no_namespace_with_the_host(zygote, kind):
    assert namespace(zygote, kind) != namespace("self", kind)


@pytest.mark.parametrize("kind", NAMESPACES)
def test_an_interpreter_shares_no_namespace(engine, interpreter, zygote, kind):
    with engine.open() as other:
        all_of_them = {namespace(p, kind) for p in (interpreter, zygote, pid_of(other))}
    assert len(all_of_them) == 3


def test_an_interpreter_is_the_first_process_of_its_namespace(session):
    assert evaluate(session, "(os.getpid(), os.getppid())") == (1, 0)


@pytest.mark.parametrize("folder", SCRATCH)
def test_files_of_one_interpreter_are_invisible_to_others(engine, folder):
    def names(session):
        return evaluate(session, f"os.listdir('{folder}')")

    with engine.open() as first:
        evaluate(first, f"open('{folder}/planted.py', 'w').write('x')")
        assert names(first) == ["planted.py"]
        with engine.open() as beside:
            assert names(beside) == []
    with engine.open() as after:
        assert names(after) == []


@pytest.mark.parametrize(("folder", "limits"), SCRATCH.items())
def test_a_scratch_folder_is_limited_and_not_executable(session, folder, limits):
    seen = evaluate(
        session,
        f"(lambda s: (s.f_blocks * s.f_frsize, s.f_files, s.f_flag, "
        f"os.stat('{folder}').st_mode & 0o777))(os.statvfs('{folder}'))",
    )
    assert seen[:2] == limits
    assert seen[2] & os.ST_NOSUID
    assert seen[2] & os.ST_NODEV
    assert seen[2] & os.ST_NOEXEC
    assert seen[3] == 0o700


def test_the_working_directory_is_the_scratch_home(session):
    assert evaluate(session, "os.getcwd()") == "/scratch/home"


def test_everything_else_is_read_only(session, course):
    folders = ["/", "/dev", "/guest/autograder/sandbox/guest", "/given/worksheet.py"]
    folders += [str(course / "site-packages" / name) for name in policy.HIDDEN]
    writable = evaluate(
        session,
        f"[f for f in {folders} + [p for p in sys.path if os.path.isdir(p)] "
        "if not os.statvfs(f).f_flag & os.ST_RDONLY]",
    )
    assert writable == []


@pytest.mark.parametrize("name", ["solutions", "autograder"])
def test_an_installed_course_is_hidden(session, course, name):
    folder = course / "site-packages" / name
    assert evaluate(session, f"os.listdir('{folder}')") == []


def test_only_the_companion_of_the_notebooks_folder_is_mounted(session, course):
    seen = evaluate(session, "sorted(os.listdir('/given'))")
    assert seen == ["companion", "worksheet.py"]
    assert evaluate(session, f"os.listdir('{course}')") == ["site-packages"]


def test_files_of_the_host_are_not_mounted(session):
    assert evaluate(session, "os.listdir('/etc')") == ["ld.so.cache"]
    assert evaluate(session, "sys.argv") == [""]
    found = evaluate(
        session,
        "[p for p in ('/root/.ssh', '/home', '/var', '/sys', '/run') "
        "if os.path.exists(p)]",
    )
    assert found == []


@pytest.mark.parametrize("kind", ["Inh", "Prm", "Eff", "Bnd", "Amb"])
def test_no_capability_is_left(interpreter, kind):
    assert int(status(interpreter)[f"Cap{kind}"], 16) == 0


def test_no_privilege_can_be_gained(interpreter):
    assert status(interpreter)["NoNewPrivs"] == "1"


def test_dropping_capabilities_sets_no_new_privileges():
    """Without bubblewrap, which does the same earlier."""
    source = """
from autograder.sandbox.guest.confine import drop_capabilities
drop_capabilities()
print(open("/proc/self/status").read())
"""
    done = subprocess.run(
        [sys.executable, "-c", source], cwd=ROOT, capture_output=True, text=True
    )
    assert "NoNewPrivs:\t1\n" in done.stdout
    assert f"CapEff:\t{0:016x}\n" in done.stdout


@pytest.mark.skipif(os.getuid() != 0, reason="only root becomes nobody")
@pytest.mark.parametrize("process", ["zygote", "interpreter"])
def test_root_becomes_nobody(request, process):
    seen = status(request.getfixturevalue(process))
    assert seen["Uid"].split() == ["65534"] * 4
    assert seen["Gid"].split() == ["65534"] * 4
    assert seen["Groups"] == ""


def test_every_interpreter_has_the_same_user_id_inside(session):
    assert evaluate(session, "(os.getresuid(), os.getresgid())") == ((1000,) * 3,) * 2


@pytest.mark.parametrize("name", RLIMITS)
def test_every_resource_is_limited(session, name):
    limit = evaluate(session, f"resource.getrlimit(resource.RLIMIT_{name})")
    assert limit == (RLIMITS[name], RLIMITS[name])


def test_all_limits_of_resources_are_tested():
    assert policy.rlimits(LIMITS) == RLIMITS
    assert policy.scratch(LIMITS) == SCRATCH


def test_system_calls_are_filtered(interpreter):
    assert status(interpreter)["Seccomp"] == "2"


def test_denied_system_calls_are_refused(engine):
    assert set(policy.DENIED) >= set(MUST_BE_DENIED)
    # fork comes last: without a filter, the first of the others ends the loop.
    names = sorted(policy.DENIED, key=lambda name: "fork" in name)
    source = f"""
import ctypes, errno, platform
from autograder.sandbox.guest.syscalls import NUMBERS, PROCESSORS
libc = ctypes.CDLL(None, use_errno=True)
column = PROCESSORS[platform.machine()][0]
outcome = "all refused"
for name in {names}:
    number = NUMBERS[name][column]
    if number is None:
        continue
    ctypes.set_errno(0)
    result = libc.syscall(number, -1, -1, -1, -1, -1, -1)
    if (result, ctypes.get_errno()) != (-1, errno.EPERM):
        outcome = name, result, ctypes.get_errno()
        break
"""
    with engine.open() as session:
        assert session.run_cell(source, "call").status == "ok"
        assert session.read("outcome").value == "all refused"


@pytest.mark.parametrize(
    "call",
    [
        "fcntl.lockf(open('/guest/autograder/__init__.py'), fcntl.LOCK_SH)",
        "fcntl.flock(open('/guest/autograder/__init__.py'), fcntl.LOCK_SH)",
        "fcntl.fcntl(os.open('/guest/autograder', os.O_RDONLY), fcntl.F_NOTIFY, 1)",
        "resource.setrlimit(resource.RLIMIT_CPU, (1, 1))",
        "resource.prlimit(0, resource.RLIMIT_CPU, (1, 1))",
        "ctypes.CDLL(None, use_errno=True).prctl(4, 1, 0, 0, 0) and 1 / 0",
    ],
)
def test_neither_locks_nor_watches_nor_limits_nor_core_dumps_can_be_set(engine, call):
    source = f"import ctypes, fcntl, os, resource\ntry:\n    {call}\n    done = True"
    with engine.open() as session:
        session.run_cell(f"{source}\nexcept Exception:\n    done = False", "call")
        assert session.read("done").value is False


WAITING = """
import ctypes, os, threading, time
FILE = "/guest/autograder/values/plain.py"
libc = ctypes.CDLL(None, use_errno=True)
libc.mmap.restype = ctypes.c_void_p
libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, *[ctypes.c_int] * 3]
libc.mmap.argtypes += [ctypes.c_long]
at = libc.mmap(None, 4096, 1, 1, os.open(FILE, os.O_RDONLY), 0)
number = {"x86_64": 202, "aarch64": 98}[os.uname().machine]
def call(operation, value, seconds=None):
    time_left = seconds and (ctypes.c_long * 2)(seconds, 0)
    return libc.syscall(number, ctypes.c_void_p(at), operation, value, time_left, None)
value = ctypes.c_uint32.from_address(at).value
"""


def test_threads_of_two_students_do_not_meet_at_a_file(engine):
    """A thread waits at a word of a file that both see; the other student wakes it."""
    waiting = "thread = threading.Thread(target=call, args=(0, value, 20), daemon=True)"
    with engine.open() as one, engine.open() as other:
        one.run_cell(f"{WAITING}\n{waiting}\nthread.start()\ntime.sleep(0.5)", "wait")
        other.run_cell(f"{WAITING}\nwoken = call(1, 10), call(10, 10)", "wake")
        assert other.read("woken").value == (-1, -1)


def test_no_core_is_dumped_even_to_a_program(session):
    source = "ctypes.CDLL(None).prctl(3, 0, 0, 0, 0)"  # PR_GET_DUMPABLE
    session.run_cell(f"import ctypes\ndumpable = {source}", "look")
    assert session.read("dumpable").value == 0


def test_threads_start_and_processes_do_not(engine):
    source = """
import os, threading
thread = threading.Thread(target=len, args=([],))
thread.start(); thread.join()
try:
    failed = os.fork()
except OSError as error:
    failed = error.errno
if failed == 0:
    os._exit(0)
"""
    with engine.open() as session:
        assert session.run_cell(source, "fork").status == "ok"
        assert session.read("failed").value == errno.EPERM


def test_only_the_connection_is_inherited(interpreter):
    folder = f"/proc/{interpreter}/fd"
    targets = [os.readlink(f"{folder}/{name}") for name in os.listdir(folder)]
    assert sorted(target.split(":")[0] for target in targets) == [
        *(["/dev/null"] * 3),
        "socket",
    ]


def test_an_interpreter_leads_its_own_session(session, zygote):
    assert evaluate(session, "(os.getsid(0), os.getpgid(0))") == (1, 1)
    assert os.getsid(zygote) != os.getsid(0)


def test_the_kernel_kills_an_interpreter_first_when_memory_is_short(interpreter):
    with open(f"/proc/{interpreter}/oom_score_adj") as adjusted:
        assert adjusted.read().strip() == "1000"


def test_neither_hostname_nor_environment_is_inherited(session):
    inherited = evaluate(session, "'SECRET_OF_THE_GRADER' in os.environ")
    assert (inherited, evaluate(session, "os.uname().nodename")) == (False, "worksheet")


FAILING = {
    "mount": lambda settings: {
        "scratch": {**settings["scratch"], "/nowhere": (4_096, 2)}
    },
    "rlimit": lambda settings: {"rlimits": {"NOFILE": 2**31}},
    "seccomp": lambda settings: {"denied": list(policy.DENIED) * 50},
}


@pytest.fixture(params=sorted(FAILING))
def failing(request, monkeypatch):
    """The settings ask for one step that the kernel refuses."""
    usual = jail.jailed_settings

    def settings(limits):
        made = usual(limits)
        return made | FAILING[request.param](made)

    monkeypatch.setattr(jail, "jailed_settings", settings)
    probe.cache_clear()
    yield
    probe.cache_clear()


def test_a_failed_confinement_step_starts_nothing(tmp_path, failing, monkeypatch):
    monkeypatch.setattr("autograder.sandbox.host.choose.probe", lambda: None)
    with (
        Engine(files=tmp_path, limits=Limits(losses=1)) as engine,
        engine.open() as session,
        pytest.raises(SandboxUnavailableError),
    ):
        session.run_cell("ran = True", "a")


def test_the_probe_finds_a_failed_confinement_step(failing):
    assert probe() is not None


COORDINATOR = """
import sys
from autograder.sandbox import Engine
with Engine(mode="auto", files=sys.argv[1]) as engine, engine.open() as session:
    session.run_cell("x = 1", "x")
    print(session._supervisor._current.pid, flush=True)
    sys.stdin.read()
"""


def test_a_stopped_zygote_dies_with_the_coordinator(tmp_path):
    """It cannot notice that its socket is closed: the kernel has to kill it."""
    command = [sys.executable, "-c", COORDINATOR, str(tmp_path)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, cwd=ROOT, **pipes) as started:
        interpreter = int(started.stdout.readline())
        family = below(started.pid)
        os.kill(parent(interpreter), signal.SIGSTOP)
        started.kill()
    try:
        deadline = time.monotonic() + 10
        while any(map(is_alive, family)) and time.monotonic() < deadline:
            time.sleep(0.02)
        assert [pid for pid in family if is_alive(pid)] == []
    finally:
        for pid in filter(is_alive, family):
            os.kill(pid, signal.SIGKILL)
