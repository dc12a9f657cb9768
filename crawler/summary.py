"""What one crawl did, as lines for a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from news.run import Tally

_MOST_REASONS = 10


def summary(site: str, tally: Tally, seconds: float) -> str:
    """Return the counters and the first reasons of failure. What a first crawl finds is baseline 底稿, no news."""
    counts = [f"页 pages {tally.pages}", f"新 new {tally.new - tally.baseline}"]
    if tally.baseline:
        counts.append(f"底稿 baseline {tally.baseline}")
    counts += [
        f"改 changed {tally.changed}",
        f"撤 gone {tally.gone}",
        f"跳过 skipped {tally.skipped}",
        f"失败 failed {tally.failed}",
    ]
    line = f"{site:<14} {' · '.join(counts)}（{seconds:.1f} 秒 s）"
    if tally.restored:
        line += f" · 恢复 restored {tally.restored}"
    lines = [line, *(f"    {f.url}  {f.reason}" for f in tally.failures[:_MOST_REASONS])]
    if tally.failed > _MOST_REASONS:
        lines.append(f"    …… 另有 {tally.failed - _MOST_REASONS} 个 and more（--json 查看全部）")
    return "\n".join(lines)
