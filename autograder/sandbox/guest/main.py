"""Entry point of the guest: as a zygote, as one interpreter, or as a probe."""

from __future__ import annotations

import json
import os
import sys


def main(settings_text: str) -> None:
    """Start what the settings ask for; return when it has ended."""
    settings = json.loads(settings_text)
    sys.argv = [""]
    sys.path.extend(settings["packages"])
    if "address" in settings:
        from autograder.sandbox.guest.unsandboxed import run

        run(settings)
        return
    from autograder.sandbox.guest import confine, zygote

    confine.become(settings["nobody"])
    confine.enter_namespaces(confine.CLONE_NEWPID | confine.CLONE_NEWNS)
    # Only a process that was forked into the new process namespace owns it.
    child = os.fork()
    if child:
        _, status = os.waitpid(child, 0)
        os._exit(os.waitstatus_to_exitcode(status) & 0xFF)
    confine.mount_scratch(settings["scratch"], settings["zygote_scratch"])
    if settings.get("probe"):
        zygote.probe(settings)
    else:
        zygote.run(settings)
