"""What reading a stored page again would change: each field as it is and as it would be, shortened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cli.rows import shown_time
from news.article import Moment

if TYPE_CHECKING:
    from crawler.rereading import Reread

_LONGEST = 60
# Of a long text, this much before the first character that differs.
_BEFORE = 12
# Says how a field was found, not what the page says.
_ABOUT = "provenance"


def kind_of(done: Reread) -> str:
    """Return what became of a version: "better" only where fields were filled and none was emptied."""
    if done.what != "better":
        return done.what
    kinds = {how for name, how in done.how.items() if name != _ABOUT}
    return "better" if "filled" in kinds and "emptied" not in kinds else "read otherwise"


def field_changes(done: Reread) -> dict[str, dict[str, Any]]:
    """Return {field: {how, old, new}} of a better reading, the texts cut to where they differ."""
    return {
        name: {"how": how, **_pair(as_text(getattr(done.old, name)), as_text(getattr(done.new, name)))}
        for name, how in done.how.items()
        if name != _ABOUT
    }


def as_text(value: Any) -> str:
    """Return a field's value as one line; '' for nothing."""
    match value:
        case None:
            return ""
        case Moment():
            return shown_time(value.at, value.precision)
        case tuple():
            return " | ".join(item if isinstance(item, str) else item.url for item in value)
        case _:
            return " ".join(str(value).split())


def _pair(old: str, new: str) -> dict[str, str]:
    """Return two texts cut to where they differ."""
    pairs = enumerate(zip(old, new, strict=False))
    same = next((place for place, (one, other) in pairs if one != other), min(len(old), len(new)))
    begin = max(0, same - _BEFORE) if max(len(old), len(new)) > _LONGEST else 0
    return {"old": _cut(old, begin), "new": _cut(new, begin)}


def _cut(text: str, begin: int) -> str:
    lead = "…" if begin and text else ""
    return f"{lead}{text[begin : begin + _LONGEST]}{'…' if len(text) > begin + _LONGEST else ''}"
