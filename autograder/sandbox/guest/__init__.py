"""The half that runs beside student code. It knows nothing of answers.

`main` starts it, `zygote` keeps a warm interpreter and forks, `confine` and `syscalls`
lock a fork in, `shell` runs its cells, `capture` keeps what they show, `server` answers
the trusted side, `functions` are what crosses by number.
Whatever is here a student may read and change: only in that student's own interpreter.
"""
