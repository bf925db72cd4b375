"""One question to a zygote and its answer, on the trusted side."""

from __future__ import annotations

import json
import socket
from collections.abc import Sequence
from typing import Any


def ask(
    control: socket.socket, question: dict[str, Any], descriptors: Sequence[int] = ()
) -> dict[str, Any]:
    """The zygote's answer.

    Raises:
        OSError: the zygote is gone.
        ValueError: what came is no answer.
    """
    socket.send_fds(control, [json.dumps(question).encode()], list(descriptors))
    answer = json.loads(control.recv(4096))
    if type(answer) is not dict:
        raise ValueError("the zygote sent no object")
    return answer
