"""`python -m cli`: the tzwatch command."""

from __future__ import annotations

import sys

from cli.main import run

sys.exit(run(sys.argv[1:]))
