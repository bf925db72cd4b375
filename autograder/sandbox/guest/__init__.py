"""The part that runs beside student code. It holds no answers and no tests.

`main` starts it, `zygote` keeps a warm interpreter and forks, `confine` and `syscalls`
confine a fork, `shell` runs cells, `capture` records their outputs, `server` answers
the host, `functions` passes functions by number and delays interrupts.
A student can read and change everything here, in their own interpreter only.
"""
