"""The half that runs beside student code. It knows nothing of answers.

`begin` starts it, `zygote` keeps a warm interpreter and forks, `confine` and `filter`
lock a fork in, `warm` makes the shell, `recording` keeps what cells show, `answering`
does what the trusted side asks, `functions` are what crosses by number.
Whatever is here a student may read and change: only in that student's own interpreter.
"""
