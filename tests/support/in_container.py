"""What `test_other_user.py` runs inside the container, as root: prints facts as JSON.

python in_container.py MODE facts|hostile|outlive|…
"""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from hostile_bank import load_hostile
from processes import below, is_alive, parent, status

from autograder.assignment.limits import Limits
from autograder.checks import judge_cell
from autograder.sandbox import Engine, choose, why_not
from autograder.sandbox.errors import SandboxUnavailableError
from autograder.sandbox.guest.syscalls import NUMBERS, PROCESSORS
from autograder.sandbox.host import policy, users

# Everybody could read the first one: Landlock alone hides it. File permissions hide
# the other: root alone can enter /box.
SECRETS = {"user": Path("/root/secret.txt"), "user-only": Path("/box/secret.txt")}
WORD = "SECRET" + "-WORD"
FILES = Path("/box/notebooks/backprop")
# None of these is a default, so a limit that is not passed along is noticed.
IMPORTS = "import resource"
DESCRIPTORS = """
import stat
def descriptors():
    found = []
    for number in range(1024):
        try:
            mode = os.fstat(number).st_mode
        except OSError:
            continue
        found.append("socket" if stat.S_ISSOCK(mode) else oct(stat.S_IFMT(mode)))
    return found
"""
LIMITS = Limits(
    notebook_seconds=200.0,
    clock_seconds=20.0,
    memory=900_001_792,
    threads=24,
    open_files=100,
    file_bytes=3_000_000,
    scratch_bytes=4_194_304,
    scratch_files=60,
)
HOSTILE = Limits(
    processor_seconds=0.5, clock_seconds=1.5, grace_seconds=0.15, notebook_seconds=550
)
HONEST = "import math, worksheet\ndef df(x):\n    return 2 * x * math.exp(0)\nkept = 7"


def evaluate(session, expression, before=""):
    run = session.run_cell(f"import os, sys\n{before}\nvalue = {expression}", "look")
    assert run.status == "ok", run.outputs
    return session.read("value").value


def attempt(session, code):
    """The name of the error that the code raises, or "done"."""
    tried = f"try:\n    {code}\n    value = 'done'\nexcept BaseException as error:\n"
    session.run_cell(f"import os, socket, threading\n{tried}    value = error", "try")
    named = "value if isinstance(value, str) else type(value).__name__"
    return evaluate(session, named)


def pid_of(session):
    session.run_cell("", "start")
    return session._supervisor._current.pid


def scratch_folders(engine):
    return sorted(os.listdir(engine._zygote._jail._folders.base / "scratch"))


def facts(mode):
    os.setgroups([4, 24])
    os.environ["SECRET_OF_THE_GRADER"] = "1"
    with Engine(files=FILES, mode=mode, limits=LIMITS) as engine:
        with engine.open() as session, engine.open() as other:
            found = _facts(engine, session, other)
            found["scratch_during"] = len(scratch_folders(engine))
            planted = subprocess.Popen(["sleep", "60"], user=found["user"])
        found["planted_ended"] = planted.wait(30)
        found["scratch_after"] = scratch_folders(engine)
        found["left"] = users.processes_of(engine._zygote._jail._users.ids)
    return found | {"base": os.path.exists(engine_base(engine, found))}


def engine_base(engine, found):
    return Path(found["guest"]).parents[0]


def _facts(engine, session, other):
    pid, beside = pid_of(session), pid_of(other)
    inherited = evaluate(session, "descriptors()", DESCRIPTORS)
    home = evaluate(session, "os.environ['HOME']")
    theirs = evaluate(other, "os.environ['HOME']")
    zygote = engine._zygote._process.pid
    folders = engine._zygote._jail._folders
    attempt(other, "open('planted.txt', 'w').write('x')")
    reading = [
        str(SECRETS[engine.mode]),
        "/box/solutions/__init__.py",
        "/box/notebooks/answers",
    ]
    reading += [f"{theirs}/planted.txt", str(folders.base / "settings.json")]
    writing = ["/tmp", "/var/tmp", "/dev/shm", str(folders.home), str(folders.guest)]
    writing += [theirs, "/box"]
    library = Path(resource.__file__)
    names = ("Uid", "Gid", "Groups", "NoNewPrivs", "Seccomp")
    capabilities = [f"Cap{kind}" for kind in ("Inh", "Prm", "Eff", "Bnd", "Amb")]
    seen = status(pid)
    return {
        "user": int(seen["Uid"].split()[0]),
        "beside": int(status(beside)["Uid"].split()[0]),
        "status": {name: seen[name] for name in names},
        "capabilities": [seen[name] for name in capabilities],
        "parent": (parent(pid), zygote),
        "reading": {path: attempt(session, f"open({path!r})") for path in reading},
        "listing": {
            path: attempt(session, f"os.listdir({path!r})")
            for path in ("/box", "/root", str(folders.base / "scratch"), theirs)
        },
        "public": {
            path: attempt(session, f"open({path!r}).close()")
            for path in ("/etc/passwd", "/proc/self/cmdline", f"/proc/{zygote}/cmdline")
        },
        "library": attempt(session, f"open({str(library)!r}, 'rb').close()"),
        "writing": {
            path: attempt(session, f"open({path + '/made.txt'!r}, 'w')")
            for path in writing
        },
        "own": attempt(session, "open('own.txt', 'w').write('x')"),
        "device": attempt(session, "open('/dev/null', 'w')"),
        "picture": attempt(
            session,
            "import matplotlib.pyplot as p; p.plot([1]); p.savefig('a.png')",
        ),
        "home": (evaluate(session, "os.getcwd()"), home),
        "home_mode": oct(os.stat(home).st_mode & 0o777),
        "guest": str(folders.guest),
        "inherited": evaluate(session, "'SECRET_OF_THE_GRADER' in os.environ"),
        "argv": evaluate(session, "sys.argv"),
        "limits": {
            name: evaluate(
                session, f"resource.getrlimit(resource.RLIMIT_{name})", IMPORTS
            )
            for name in policy.rlimits(LIMITS)
        },
        "descriptors": inherited,
        "session": evaluate(session, "os.getsid(0) == os.getpid()"),
        "oom": Path(f"/proc/{pid}/oom_score_adj").read_text().strip(),
        "dumpable": evaluate(
            session, "ctypes.CDLL(None).prctl(3, 0, 0, 0, 0)", "import ctypes"
        ),
        "socket": attempt(session, "socket.socket()"),
        "fork": attempt(session, "os.fork() or os._exit(0)"),
        "kill_other": attempt(session, f"os.kill({beside}, 0)"),
        "kill_self": attempt(session, "os.kill(os.getpid(), 0)"),
        "thread": attempt(session, "threading.Thread(target=len, args=([],)).start()"),
        "death": attempt(
            session,
            "import ctypes; ctypes.CDLL(None).prctl(1, 0, 0, 0, 0) and 1 / 0",
        ),
        "denied": _denied(session, mode=engine.mode),
    }


def _denied(session, mode):
    names = [*policy.DENIED, *policy.DENIED_WITHOUT_NAMESPACES]
    names += policy.DENIED_WITHOUT_LANDLOCK if mode == "user-only" else []
    column = PROCESSORS[os.uname().machine][0]
    numbers = {name: NUMBERS[name][column] for name in names}
    # fork comes last: without a filter, the first of the others ends the loop.
    ordered = sorted(numbers, key=lambda name: "fork" in name)
    source = f"""
import ctypes, errno
libc = ctypes.CDLL(None, use_errno=True)
value = "all refused"
for name, number in {[(n, numbers[n]) for n in ordered if numbers[n] is not None]}:
    ctypes.set_errno(0)
    result = libc.syscall(number, -1, -1, -1, -1, -1, -1)
    if (result, ctypes.get_errno()) != (-1, errno.EPERM):
        value = name
        break
"""
    session.run_cell(source, "calls")
    return session.read("value").value


def hostile(mode):
    """Run the whole bank; report what each cell printed and whether others are well."""
    found = {}
    with Engine(files=FILES, mode=mode, limits=HOSTILE) as engine:
        with engine.open() as beside:
            beside.run_cell(HONEST, "honest")
            for cell in load_hostile():
                found[f"{cell.kind}: {cell.name}"] = _hostile(engine, beside, cell)
        found["left"] = [
            users.processes_of(engine._zygote._jail._users.ids),
            scratch_folders(engine),
        ]
    return found


def _hostile(engine, beside, cell):
    with engine.open() as session:
        runs = [
            session.run_cell(cell.aimed(SECRETS[engine.mode], os.getpid()), "hostile")
        ]
        with session.graded("q1a"):
            verdict = judge_cell("q1a", session, points=2)
        runs.append(session.run_cell("print('still here')", "after"))
        well = [_is_well(beside)]
        size = _size(engine)
    with engine.open() as after:
        after.run_cell(HONEST, "honest")
        well.append(_is_well(after))
    seen = json.dumps([r.outputs for r in runs] + [session.notes, verdict.feedback])
    return {
        "score": verdict.score,
        "well": well,
        "leaked": WORD in seen,
        "raised": [output.get("ename") for output in runs[0].outputs],
        "length": len(seen),
        "size": size,
    }


def _size(engine):
    """The bytes in scratch folders and shared places after a cell."""
    base = engine._zygote._jail._folders.base
    places = [base / "scratch", Path("/dev/shm"), Path("/var/tmp")]
    files = [p for place in places for p in place.rglob("*") if p.is_file()]
    return sum(path.stat().st_size for path in files)


def _is_well(session):
    shown = session.run_cell("print(type(worksheet), 'PLANTED' in globals())", "look")
    with session.graded("q1a_parts"):
        value = session.call("df", 3.0).value
        kept = session.read("kept").value
    printed = shown.outputs[0]["text"]
    return (value, kept, session.notes) == (6.0, 7, []) and printed.endswith("False\n")


def smuggle(mode):
    """One interpreter of a student leaves a word; the other one looks for it."""
    engine = Engine(files=FILES, mode=mode, limits=LIMITS)
    with engine, engine.open() as session:
        session.run_cell(LEAVE, "leave")
        session.read("left")  # from now on outputs come from the second one
        shown = session.run_cell(LOOK, "look")
        left = session.read("left").value
    return {"left": left, "shown": json.dumps(shown.outputs)}


LEAVE = """
import os, glob, tempfile
pid = os.getpid()
left = []
def leave(word):
    for place in ("/tmp", "/var/tmp", "/dev/shm", os.getcwd(), "/dev/mqueue", "/run"):
        try:
            with open(f"{place}/left-{word}", "w") as file:
                os.chmod(file.name, 0o666)
                left.append(place)
        except OSError:
            pass
"""
LOOK = """
leave("here")
for place in ("/tmp", "/var/tmp", "/dev/shm", "/dev/mqueue", "/run"):
    try:
        print(place, [name for name in os.listdir(place) if "left-" in name])
    except OSError as error:
        print(place, type(error).__name__)
"""


def processor_ticks(pid):
    """The processor time of a process after its start, in ticks of 10 ms."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return int(fields[11])


def outlive(mode):
    """Kill the grader while its zygote is stopped and an interpreter calculates.

    Neither can notice that its connection is closed: the kernel has to kill them.
    """
    source = f"""
from autograder.sandbox import Engine
with Engine(files={str(FILES)!r}, mode={mode!r}) as engine, engine.open() as session:
    session.run_cell("x = 1", "x")
    print(session._supervisor._current.pid, flush=True)
    session.run_cell("while True: pass", "busy")
"""
    with subprocess.Popen(
        [sys.executable, "-c", source], stdout=subprocess.PIPE
    ) as started:
        interpreter = int(started.stdout.readline())
        family = below(started.pid)
        while processor_ticks(interpreter) < 20:
            time.sleep(0.02)
        os.kill(parent(interpreter), signal.SIGSTOP)
        started.kill()
    until = time.monotonic() + 20
    while any(map(is_alive, family)) and time.monotonic() < until:
        time.sleep(0.02)
    alive = [pid for pid in family if is_alive(pid)]
    before = [p for p in os.listdir(tempfile.gettempdir()) if "worksheet-user" in p]
    with Engine(files=FILES, mode=mode) as engine, engine.open() as session:
        session.run_cell("", "start")
        during = [p for p in os.listdir(tempfile.gettempdir()) if "worksheet-user" in p]
    return {
        "family": interpreter in family,
        "alive": alive,
        "folders": [len(before), len(during), before != during],
    }


FILLING = {
    "named": "for n in range(3): open(f'a{n}', 'wb').write(bytes(2_500_000))",
    "many": "for n in range(99): open(f'b{n}', 'w').close()",
    "removed": """
files = []
for n in range(30):
    files.append(open("f", "wb"))
    files[-1].write(bytes(2_000_000))
    files[-1].flush()
    os.unlink("f")
""",
    "honest": "open('a', 'w').write('x')",
}


def fill(mode):
    """Cells that write too much in one of three ways, and an honest one."""
    found = {}
    with Engine(files=FILES, mode=mode, limits=LIMITS) as engine:
        for name, code in FILLING.items():
            with engine.open() as session:
                source = f"import os, time\n{code}\ntime.sleep(3)"
                found[name] = session.run_cell(source, name).status
    return found


def taken(mode):
    """User ids that somebody uses are left alone; without a free one, no sandbox."""
    first = users.FIRST
    with subprocess.Popen(["sleep", "60"], user=first) as process:
        block = users.UserBlock()
        second = users.UserBlock()
        found = {"first": block.ids[0] - first, "second": second.ids[0] - first}
        second.close()
        users.LAST = first + users.BLOCK - 1
        try:
            users.UserBlock()
        except SandboxUnavailableError as error:
            found["refused"] = str(error)
        found["still"] = process.poll() is None
        process.kill()
        block.close()
    return found


def chosen(mode):
    """What `auto` means here, and why a mode is refused."""
    return {"auto": choose("auto"), "why_not": why_not(mode)}


if __name__ == "__main__":
    secret = SECRETS[sys.argv[1]]
    secret.write_text(WORD)
    secret.chmod(0o644)
    print(json.dumps(globals()[sys.argv[2]](sys.argv[1])))
