"""The corpus of real pages beside the checkout: how near the reader comes to what people read off them."""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from extract.reader import read_article
from news.article import Article
from news.errors import ReadError
from news.text import letters

_GRAM = 4
_NEAR = 0.95


def _corpus() -> Path | None:
    """Return the folder of the corpus: `shared/corpus` beside the checkout or above it."""
    folders = (above / "shared" / "corpus" for above in Path(__file__).resolve().parents)
    return next((folder for folder in folders if (folder / "manifest.jsonl").is_file()), None)


pytestmark = pytest.mark.skipif(
    _corpus() is None, reason="语料不在检出目录旁 no shared/corpus beside the checkout: real pages are not checked"
)


@dataclass(frozen=True, slots=True)
class _Score:
    name: str
    title: bool
    body: float
    day: bool | None


@cache
def _scores() -> tuple[_Score, ...]:
    folder = _corpus()
    assert folder is not None
    lines = (folder / "manifest.jsonl").read_text("utf-8").splitlines()
    records = [json.loads(line) for line in lines]
    return tuple(_score(folder, record) for record in records if record["kind"] == "article")


def _score(folder: Path, record: dict[str, Any]) -> _Score:
    gold = record["gold"]
    article = _read((folder / record["html_path"]).read_bytes(), record["url"] or "")
    if article is None:
        return _Score(record["id"], title=False, body=0.0, day=False if gold.get("published_at") else None)
    printed = f"{article.published.at:%Y-%m-%d}" if article.published else ""
    return _Score(
        record["id"],
        title=letters(article.title) == letters(gold["title"]),
        body=_f1(_untitled(article.body_text, gold["title"]), _untitled(gold["body"], gold["title"])),
        day=printed == gold["published_at"][:10] if gold.get("published_at") else None,
    )


def _read(body: bytes, url: str) -> Article | None:
    try:
        reading = read_article(body, url)
    except ReadError:
        return None
    return reading if isinstance(reading, Article) else None


def _untitled(text: str, title: str) -> str:
    return "\n".join(line for line in text.split("\n") if letters(line) != letters(title))


def _f1(found: str, wanted: str) -> float:
    """Return the harmonic mean of precision and recall over the texts' bags of four characters."""
    mine, theirs = _grams(found), _grams(wanted)
    shared = (mine & theirs).total()
    return 2 * shared / (mine.total() + theirs.total()) if shared else 0.0


def _grams(text: str) -> Counter[str]:
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    return Counter(plain[i : i + _GRAM] for i in range(max(1, len(plain) - _GRAM + 1)))


def test_four_grams_tell_equal_from_other_texts() -> None:
    assert _f1("同心同德同向同行", "同心 同德\n同向同行") == 1.0
    assert _f1("同心同德同向同行", "各民主党派和无党派人士") == 0.0


def test_the_title_of_a_real_page_is_read() -> None:
    _assert_most({score.name: score.title for score in _scores()})


def test_the_body_of_a_real_page_is_read_whole_and_alone() -> None:
    _assert_most({score.name: score.body >= _NEAR for score in _scores()})


def test_the_day_of_a_real_page_is_read() -> None:
    _assert_most({score.name: score.day for score in _scores() if score.day is not None}, at_least=0.9)


def _assert_most(right: dict[str, bool], at_least: float = _NEAR) -> None:
    assert right
    wrong = sorted(name for name, is_right in right.items() if not is_right)
    assert len(wrong) <= (1 - at_least) * len(right), f"{len(wrong)} of {len(right)}: {', '.join(wrong)}"
