"""`python -m demo`: the lines to paste, and what becomes of what is made with them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path


def test_the_banner_says_that_everything_goes_at_the_end_and_it_does(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "demo"],
        cwd=Path(__file__).parents[2],
        env=os.environ | {"TMPDIR": str(tmp_path), "PYTHONUNBUFFERED": "1"},
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    with process:
        assert process.stdout is not None
        banner = []
        for line in process.stdout:
            banner.append(line)
            if "sites to add" in line:
                break
        (folder,) = tmp_path.iterdir()
        told = [line for line in banner if line.startswith("#") and "会删除" in line]
        assert len(told) == 1
        assert str(folder) in told[0]
        assert "is removed" in told[0]
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)
    assert not folder.exists()
