"""A loop that never ends, for tests of time limits."""


def catches_everything(*_):
    """Never return; ignore every exception, interrupts too."""
    while True:
        try:
            while True:
                pass
        except:  # noqa: E722
            pass
