"""Answers questions of `nbjudge doctor` and of the tests: runs source, sends back `result`."""

from __future__ import annotations

import json
import socket
from typing import Any


def main(trusted: socket.socket) -> None:
    """Answer until the other side hangs up."""
    with trusted.makefile("rb") as questions:
        for question in questions:
            scope: dict[str, Any] = {"__name__": "__main__"}
            try:
                exec(json.loads(question), scope)
                answer = str(scope.get("result"))
            except (Exception, KeyboardInterrupt) as error:
                answer = f"{type(error).__name__}: {error}"
            trusted.sendall(json.dumps(answer).encode() + b"\n")
