"""A difference as one web page that needs nothing else: no script, nothing from elsewhere, every text escaped."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from news.diff.words import FIELD_WORDS, class_words, paragraph_words, segments, weight_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from news.diff.articles import Difference, FieldChange, ParagraphChange, Piece
    from news.diff.classes import ChangeClass, Weight

# What went is struck through and what came is underlined: it reads in black and white.
_STYLE = """
body { margin: 0 auto; max-width: 48rem; padding: 2rem 1.25rem 4rem; color: #1c1c1c; background: #fff;
  font: 1.05rem/1.85 "Noto Serif CJK SC", "Source Han Serif SC", "Songti SC", SimSun, serif; }
header, footer, .note, h2 { font-family: "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif; }
h1 { margin: 0 0 .4rem; font-size: 1.5rem; line-height: 1.45; }
h2 { margin: 2.2rem 0 .8rem; padding-bottom: .25rem; border-bottom: 1px solid #ddd; font-size: 1rem; }
header p { margin: .1rem 0; font-size: .85rem; color: #555; overflow-wrap: anywhere; }
header .sum { margin-top: .6rem; color: #1c1c1c; }
.gone { color: #9a1a1a; font-weight: bold; }
a { color: inherit; }
p { margin: 0; overflow-wrap: anywhere; white-space: pre-line; }
.change { margin: .9rem 0; padding: .35rem .8rem .5rem; border-left: .25rem solid #bbb; background: #fafafa; }
.major { border-left-color: #b3261e; }
.same { margin: .7rem 0; padding: 0 1.05rem; color: #666; }
.note { display: block; font-size: .75rem; line-height: 1.7; color: #555; }
.major .weight { color: #b3261e; font-weight: bold; }
ins { color: #0b5d1e; background: #e3f4e6; text-decoration: underline; text-underline-offset: .2em; }
del { color: #8c1d18; background: #fbe6e4; text-decoration: line-through; }
footer { margin-top: 3rem; font-size: .75rem; color: #777; }
@media print {
  body { max-width: none; padding: 0; font-size: 11pt; }
  .change { break-inside: avoid; background: none; }
  ins, del { background: none; }
  .same { color: #444; }
}
"""


def page(difference: Difference, url: str, title: str, labels: tuple[str, str], gone: str) -> str:
    """Return the page: `labels` name the older and the newer version, `gone` says since when it is withdrawn, or ''."""
    parts = [*_head(difference, url, title, labels, gone)]
    if difference.fields:
        parts += ["<section><h2>字段 Fields</h2>", *map(_field, difference.fields), "</section>"]
    if difference.body:
        parts += ["<section><h2>正文 Text</h2>", *map(_paragraph, difference.body), "</section>"]
    inner = "\n".join(parts)
    return f"""<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)}</title><style>{_STYLE}</style></head><body>
{inner}
<footer><p>统战观察 tzwatch · <del>删去 went</del> <ins>新增 came</ins></p></footer>
</body></html>"""


def _head(difference: Difference, url: str, title: str, labels: tuple[str, str], gone: str) -> Iterator[str]:
    older, newer = labels
    yield f"<header><h1>{escape(title)}</h1>"
    yield f"<p>{_link(url)}</p>"
    if gone:
        yield f'<p class="gone">{escape(gone)}</p>'
    if not older:
        yield f"<p>{escape(newer)}</p><p>只有一个版本，没有可比的 there is one version only, nothing to compare</p>"
    else:
        yield f"<p>{escape(older)} → {escape(newer)}</p>"
        yield f'<p class="sum">{_sum(difference.classes, difference.weight)}</p>'
    yield "</header>"


def _sum(classes: Sequence[ChangeClass], weight: Weight | None) -> str:
    if weight is None:
        return "没有差别 nothing differs"
    return f'<span class="{weight}"><span class="weight">{weight_words(weight)}</span></span> · {class_words(classes)}'


def _link(url: str) -> str:
    shown = escape(url)
    return f'<a href="{shown}">{shown}</a>' if url.startswith(("http://", "https://")) else shown


def _field(field: FieldChange) -> str:
    is_prose = field.name in ("title", "original_title", "subtitle")
    text = _marked(field.pieces) if is_prose else _replaced(field.old, field.new)
    return _change(" ".join(FIELD_WORDS[field.name]), field.classes, field.weight, text)


def _replaced(old: str, new: str) -> str:
    went = f"<del>{escape(old)}</del>" if old else ""
    return went + (f"<ins>{escape(new)}</ins>" if new else "")


def _paragraph(change: ParagraphChange) -> str:
    if change.weight is None:
        return f'<p class="same">{_marked(change.pieces)}</p>'
    return _change(" ".join(paragraph_words(change)), change.classes, change.weight, _marked(change.pieces))


def _change(where: str, classes: Sequence[ChangeClass], weight: Weight, text: str) -> str:
    note = f'{where} · <span class="weight">{weight_words(weight)}</span> · {class_words(classes)}'
    return f'<div class="change {weight}"><span class="note">{note}</span><p>{text}</p></div>'


def _marked(pieces: Sequence[Piece]) -> str:
    forms = {"same": "{}", "removed": "<del>{}</del>", "added": "<ins>{}</ins>"}
    # A line feed that came or went alone would not be seen.
    return "".join(
        forms[kind].format(escape(text if kind == "same" else text.replace("\n", "↵\n")))
        for kind, text in segments(pieces)
    )
