"""One part of `tzwatch up`: runs the command of that name, and ends when `up` does, however `up` ended."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time

from cli.process import one_command

_GRACE_SECONDS = 30.0


def _end_with_up() -> None:
    """Wait on standard input, a pipe whose other end `up` alone holds: it closes with `up`, after kill -9 as well.

    Any Unix has that; a signal at the parent's death (PR_SET_PDEATHSIG) is Linux's own and follows a thread.
    """
    while os.read(sys.stdin.fileno(), 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(_GRACE_SECONDS)
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    threading.Thread(target=_end_with_up, daemon=True).start()
    sys.exit(one_command(sys.argv[1:]))
