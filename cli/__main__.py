"""`python -m cli`: the tzwatch command."""

from __future__ import annotations

import sys

from cli.interrupts import leave_at_once


def _main() -> int:
    leave_at_once()
    from cli.process import one_command

    code = one_command(sys.argv[1:])
    leave_at_once()
    return code


sys.exit(_main())
