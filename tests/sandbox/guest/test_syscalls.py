"""The seccomp filter, evaluated as the kernel does: which calls fail, which pass."""

import errno
import struct

import pytest

from autograder.sandbox.guest.syscalls import (
    ALLOW,
    CONDITIONAL,
    FAIL,
    KILL,
    NUMBERS,
    OPENING,
    program,
)
from autograder.sandbox.host.policy import (
    DENIED,
    DENIED_WITHOUT_LANDLOCK,
    DENIED_WITHOUT_NAMESPACES,
)

ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
COLUMN = {"x86_64": 0, "aarch64": 1}
NO_PERMISSION = FAIL | errno.EPERM


def verdict(filter_program, arch, number, *arguments):
    """Return the program's verdict on one call: a machine of five instructions."""
    seen = {0: number, 4: arch}
    for place, argument in enumerate([*arguments, 0, 0, 0][:3]):
        seen[16 + 8 * place] = argument & 0xFFFFFFFF
        seen[20 + 8 * place] = argument >> 32
    lines = list(struct.iter_unpack("<HBBI", filter_program))
    loaded = place = 0
    while True:
        code, yes, no, value = lines[place]
        place += 1
        if code == 0x20:
            loaded = seen[value]
        elif code == 0x06:
            return value
        else:
            true = {0x15: loaded == value, 0x35: loaded >= value}
            true[0x45] = bool(loaded & value)
            place += yes if true[code] else no


@pytest.fixture(params=sorted(ARCH))
def processor(request):
    return request.param


@pytest.mark.parametrize(
    "name", [*DENIED, *DENIED_WITHOUT_NAMESPACES, *DENIED_WITHOUT_LANDLOCK]
)
def test_every_denied_call_fails(processor, name):
    number = NUMBERS[name][COLUMN[processor]]
    if number is not None:
        made = program([name], processor)
        assert verdict(made, ARCH[processor], number) == NO_PERMISSION


@pytest.mark.parametrize("number", [0, 1, 3, 9, 11, 63, 64, 98, 222, 228, 262])
def test_other_calls_pass(processor, number):
    denied = {NUMBERS[name][COLUMN[processor]] for name in (*DENIED, "clone")}
    if number not in denied:
        assert verdict(program(DENIED, processor), ARCH[processor], number) == ALLOW


@pytest.mark.parametrize(
    ("flags", "passes"),
    [(0, True), (0o2000000, True), (1, False), (2, False), (0o100, False)],
    ids=["O_RDONLY", "O_CLOEXEC", "O_WRONLY", "O_RDWR", "O_CREAT"],
)
def test_files_open_only_for_reading_if_the_filter_says_so(processor, flags, passes):
    arch = ARCH[processor]
    for _, place, numbers in OPENING:
        number = numbers[COLUMN[processor]]
        if number is None:
            continue
        arguments = [3] * place + [flags]
        strict = program(DENIED, processor, read_only=True)
        expected = ALLOW if passes else NO_PERMISSION
        assert verdict(strict, arch, number, *arguments) == expected
        usual = program(DENIED, processor)
        assert verdict(usual, arch, number, *arguments) == ALLOW


def test_clone_makes_threads_and_no_processes(processor):
    made, arch = program(DENIED, processor), ARCH[processor]
    clone = NUMBERS["clone"][COLUMN[processor]]
    assert verdict(made, arch, clone, 0x3D0F00) == ALLOW  # pthread_create
    assert verdict(made, arch, clone, 0x1200011) == NO_PERMISSION  # fork
    clone3 = NUMBERS["clone3"][COLUMN[processor]]
    assert verdict(made, arch, clone3) == FAIL | errno.ENOSYS


def test_calls_by_foreign_numbers_kill_the_process(processor):
    made = program(DENIED, processor)
    assert verdict(made, 0x40000003, 2) == KILL  # 32-bit
    if processor == "x86_64":
        assert verdict(made, ARCH[processor], 0x40000000 + 57) == KILL


def test_no_two_calls_share_a_number(processor):
    pairs = [*NUMBERS.values(), *CONDITIONAL.values()]
    numbers = [pair[COLUMN[processor]] for pair in pairs]
    known = [number for number in numbers if number is not None]
    assert len(known) == len(set(known))


@pytest.mark.parametrize(
    ("name", "arguments", "passes"),
    [
        ("fcntl", (3, 1), True),  # F_GETFD
        ("fcntl", (3, 6), False),  # F_SETLK
        ("fcntl", (3, 5), False),  # F_GETLK
        ("fcntl", (3, 38), False),  # F_OFD_SETLKW
        ("fcntl", (3, 1026), False),  # F_NOTIFY
        ("fcntl", (3, 1036), False),  # F_SET_RW_HINT
        ("futex", (0, 0), True),  # FUTEX_WAIT: a thread waits for the end of another
        ("futex", (0, 1), False),  # FUTEX_WAKE
        ("futex", (0, 129), True),  # FUTEX_WAKE, private
        ("futex", (0, 10), False),  # FUTEX_WAKE_BITSET
        ("fcntl", (6, 3), True),
        ("prctl", (15, 4), True),  # PR_SET_NAME
        ("prctl", (4, 1), False),  # PR_SET_DUMPABLE
        ("prctl", (1, 0), False),  # PR_SET_PDEATHSIG
        ("prlimit64", (0, 7, 0), True),  # reads a limit
        ("prlimit64", (0, 7, 0x1000), False),
        ("prlimit64", (0, 7, 1 << 32), False),
    ],
)
def test_some_calls_fail_with_some_arguments(processor, name, arguments, passes):
    number = CONDITIONAL[name][COLUMN[processor]]
    expected = ALLOW if passes else NO_PERMISSION
    made = program(DENIED, processor)
    assert verdict(made, ARCH[processor], number, *arguments) == expected
