"""The part that runs in the same process as student code. It holds no answers or tests.

`main` starts it, `zygote` keeps a warm interpreter and forks, `confine` and `syscalls`
confine a fork, `shell` runs cells, `capture` records their outputs, `server` answers
the host, `functions` passes functions by number and delays interrupts.
Students can read and change everything here, but only in their own interpreter.
"""
