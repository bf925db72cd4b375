"""Interrupt Python code: after some seconds, or after some instructions.

Seconds are measured by an alarm where the system has one, and otherwise (Windows, the
browser) by a look at the clock at every step of the code. Only an alarm interrupts
`time.sleep`; nothing interrupts a long computation inside a library.
"""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections.abc import Callable
from types import CodeType, FrameType
from typing import Any

AGAIN = 0.2  # seconds until the alarm repeats, if code caught the exception
SOON = 1e-6  # seconds; then it repeats after 1, 2, … 50 times this
NAME = "worksheet"  # among the tools that monitor Python code


class InterruptError(BaseException):
    """Code was interrupted. Not an `Exception`, so `except Exception` passes."""


class TimeIsUpError(InterruptError):
    """Code used up its time."""


class WorkLimitError(InterruptError):
    """Code used up its number of instructions."""


def after_seconds(call: Callable[[], Any], seconds: float) -> Any:
    """Call a function, and raise `TimeIsUpError` in it when its time is up."""
    in_main_thread = threading.current_thread() is threading.main_thread()
    if has_alarm() and in_main_thread:
        return _with_alarm(call, seconds)
    end = time.perf_counter() + seconds

    def check() -> None:
        if time.perf_counter() > end:
            raise TimeIsUpError

    if not _can_monitor() and sys.gettrace() is not None:
        return call()  # a debugger: the student may wait as long as needed
    return _at_each_step(call, check)


def after_instructions(call: Callable[[], Any], instructions: int) -> Any:
    """Call a function, and raise `WorkLimitError` in it after some instructions.

    The number is of the interpreter, so it is the same on slow and fast machines.
    """
    left = instructions

    def check() -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise WorkLimitError

    return _at_each_step(call, check, every_instruction=True)


def has_alarm() -> bool:
    """Whether this system can interrupt code by an alarm."""
    # In the browser the functions exist, but no signal arrives.
    return hasattr(signal, "setitimer") and sys.platform not in ("emscripten", "wasi")


def _with_alarm(call: Callable[[], Any], seconds: float) -> Any:
    active, rings = True, 0

    def ring(_: int, frame: FrameType | None) -> None:
        nonlocal rings
        while frame is not None and frame.f_code is ring.__code__:
            frame = frame.f_back
        if not active or (frame and frame.f_code is _with_alarm.__code__):
            return
        rings += 1
        if rings > 1:  # a bare `except` caught the last one: ring while it is handled
            signal.setitimer(signal.ITIMER_REAL, SOON * (1 + rings % 50), AGAIN)
        raise TimeIsUpError

    before = signal.signal(signal.SIGALRM, ring)
    try:
        signal.setitimer(signal.ITIMER_REAL, seconds, AGAIN)
        return call()
    finally:
        active = False  # first: an alarm that rings from here on must not raise
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _at_each_step(
    call: Callable[[], Any], check: Callable[[], None], every_instruction: bool = False
) -> Any:
    """Call a function, and `check`, which may raise, at each step of its code."""
    if _can_monitor():
        return _monitored(call, check, every_instruction)
    return _traced(call, check)


def _can_monitor() -> bool:
    """Whether Python has `sys.monitoring`, with room for one more tool."""
    return sys.version_info >= (3, 12) and _free_tool() is not None


def _free_tool() -> int | None:
    if sys.version_info < (3, 12):
        return None
    get_tool = sys.monitoring.get_tool
    return next((number for number in (3, 4) if get_tool(number) is None), None)


def _monitored(
    call: Callable[[], Any], check: Callable[[], None], every_instruction: bool
) -> Any:
    """As `_at_each_step`; from a limit on, every step raises, so no `except` helps."""
    if sys.version_info < (3, 12):
        raise NotImplementedError
    monitoring, tool = sys.monitoring, _free_tool()
    assert tool is not None  # `_can_monitor` was asked
    thread, possible = threading.get_ident(), monitoring.events
    events = [possible.LINE, possible.JUMP, possible.PY_START]
    if every_instruction:
        events = [possible.INSTRUCTION]

    def step(code: CodeType, *_: Any) -> None:
        if code is not _monitored.__code__ and threading.get_ident() == thread:
            check()

    monitoring.use_tool_id(tool, NAME)
    try:
        for event in events:
            monitoring.register_callback(tool, event, step)
        monitoring.set_events(tool, sum(events))
        return call()
    finally:
        monitoring.set_events(tool, 0)
        for event in events:
            monitoring.register_callback(tool, event, None)
        monitoring.free_tool_id(tool)


def _traced(call: Callable[[], Any], check: Callable[[], None]) -> Any:
    """As `_at_each_step`; Python ends a trace that raised, even if that is caught."""

    def watch(frame: FrameType, *_: Any) -> Any:
        check()
        frame.f_trace_opcodes = True  # `while True: pass` never reaches another line
        return watch

    before = sys.gettrace()
    sys.settrace(watch)
    try:
        return call()
    finally:
        sys.settrace(before)
