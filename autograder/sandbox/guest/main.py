"""The first thing that runs inside: as a zygote, as one interpreter, or as a probe."""

from __future__ import annotations

import json
import os
import sys


def main(settings_text: str) -> None:
    """Start as the settings say. Does not return before the end."""
    settings = json.loads(settings_text)
    sys.argv = [""]
    sys.path.extend(settings["packages"])
    if "address" in settings:
        from autograder.sandbox.guest.unsandboxed import serve_alone

        serve_alone(settings)
        return
    from autograder.sandbox.guest import confine, zygote

    confine.become(settings["nobody"])
    confine.enter_namespaces(confine.CLONE_NEWPID | confine.CLONE_NEWNS)
    # Only a process that was born in the new process namespace owns it.
    child = os.fork()
    if child:
        _, status = os.waitpid(child, 0)
        os._exit(os.waitstatus_to_exitcode(status) & 0xFF)
    confine.mount_scratch(settings["scratch"], settings["at_start"])
    if settings.get("probe"):
        zygote.probe(settings)
    else:
        zygote.run(settings)
