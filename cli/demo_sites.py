"""The catalogue as the demo sees it: the sites that the replica plays, and no other."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sites.loader import BUILT_IN

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_ENABLED = re.compile(r"^enabled\s*=.*\n", re.MULTILINE)


def switch_off_others(folder: Path, played: Iterable[str]) -> Path:
    """Write definitions into `folder` that switch off every built-in site but those `played`; return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    kept = set(played)
    for file in BUILT_IN.glob("*.toml"):
        if file.stem not in kept:
            text = _ENABLED.sub("", file.read_text(encoding="utf-8"))
            (folder / file.name).write_text(f"enabled = false\n{text}", encoding="utf-8")
    return folder
