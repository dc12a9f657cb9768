"""Deciding what a look means: the whole table, from what was known and what was seen."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news.article import Article, Attachment, Image, Moment, NoArticle, NoArticleKind
from news.change import RESTLESS_AFTER, Change, Known, decide, field_digests
from news.dates import SHANGHAI

_SEEN = datetime(2026, 11, 1, 8, 0, tzinfo=UTC)
_ARTICLE = Article(
    url="http://www.minmeng.org.cn/1.html",
    title="民盟中央召开会议",
    body_text="第一段。\n第二段，１２３。",
    subtitle="副题",
    published=Moment(datetime(2026, 11, 1, 9, 30, tzinfo=SHANGHAI), "minute"),
    source="新华社",
    author="张三",
    editor="李四",
    breadcrumb=("首页", "要闻"),
)
_MISSING = NoArticle(_ARTICLE.url, "missing", "404")


def _known(
    article: Article = _ARTICLE, *, gone: bool = False, missing_since: datetime | None = None, streak: int = 0
) -> Known:
    return Known(7, 1, gone, field_digests(article), missing_since, streak, _SEEN, None)


def test_an_article_never_seen_is_new() -> None:
    assert decide(None, _ARTICLE) == Change("new", "new")


def test_the_same_text_again_is_unchanged() -> None:
    assert decide(_known(), _ARTICLE) == Change("unchanged")


@pytest.mark.parametrize(
    ("edited", "field"),
    [
        (replace(_ARTICLE, title="民盟中央召开座谈会"), "title"),
        (replace(_ARTICLE, original_title="原题"), "original_title"),
        (replace(_ARTICLE, subtitle=None), "subtitle"),
        (replace(_ARTICLE, published=None), "published"),
        (replace(_ARTICLE, published=Moment(datetime(2026, 11, 1, 9, 31, tzinfo=SHANGHAI), "minute")), "published"),
        (replace(_ARTICLE, source="人民日报"), "source"),
        (replace(_ARTICLE, author=None), "author"),
        (replace(_ARTICLE, editor="王五"), "editor"),
        (replace(_ARTICLE, body_text="第一段。\n第二段，１２４。"), "body_text"),
    ],
)
def test_an_edited_field_is_named(edited: Article, field: str) -> None:
    assert decide(_known(), edited) == Change("changed", "changed", (field,), 1)


@pytest.mark.parametrize(
    "rearranged",
    [
        replace(_ARTICLE, title="民盟中央　召开会议 "),
        replace(_ARTICLE, body_text="第一段。 第二段，123。"),
        replace(_ARTICLE, breadcrumb=("首页", "时政")),
        replace(_ARTICLE, keywords=("民盟",)),
        replace(_ARTICLE, body_html="<p>第一段。</p>", images=(Image("http://a.cn/1.jpg"),)),
        replace(_ARTICLE, attachments=(Attachment("http://a.cn/1.doc"),)),
    ],
)
def test_what_a_redesign_moves_is_no_change(rearranged: Article) -> None:
    assert decide(_known(), rearranged).kind == "unchanged"


@pytest.mark.parametrize(
    ("streak", "verdict"),
    [(0, "changed"), (RESTLESS_AFTER - 2, "changed"), (RESTLESS_AFTER - 1, "restless"), (99, "restless")],
)
def test_a_page_that_never_rests_stops_being_news(streak: int, verdict: str) -> None:
    change = decide(_known(streak=streak), replace(_ARTICLE, title="又变了"))
    assert change.kind == verdict
    assert change.streak == streak + 1
    assert change.event == ("changed" if verdict == "changed" else None)


def test_one_missing_look_proves_nothing() -> None:
    assert decide(_known(), _MISSING) == Change("missing")


def test_the_second_missing_look_is_a_withdrawal() -> None:
    assert decide(_known(missing_since=_SEEN), _MISSING) == Change("gone", "gone")


def test_an_outage_of_the_site_withdraws_nothing() -> None:
    assert decide(_known(missing_since=_SEEN), _MISSING, site_healthy=False) == Change("unreadable")


def test_what_is_gone_stays_gone_quietly() -> None:
    assert decide(_known(gone=True), _MISSING) == Change("unchanged")


def test_a_withdrawn_article_that_is_back_is_restored() -> None:
    assert decide(_known(gone=True), _ARTICLE) == Change("restored", "restored")
    edited = replace(_ARTICLE, title="改过的题")
    assert decide(_known(gone=True), edited) == Change("restored", "restored", ("title",))


@pytest.mark.parametrize("kind", ["blocked", "empty", "gallery", "video"])
@pytest.mark.parametrize("known", [None, _known(), _known(gone=True), _known(missing_since=_SEEN)])
def test_a_blocked_or_empty_page_decides_nothing(known: Known | None, kind: NoArticleKind) -> None:
    assert decide(known, NoArticle(_ARTICLE.url, kind, "拦截页")) == Change("unreadable")


def test_a_missing_page_that_was_never_stored_is_unreadable() -> None:
    assert decide(None, _MISSING) == Change("unreadable")


_PARTLY = replace(_ARTICLE, body_text="第一段。", pages=("http://www.minmeng.org.cn/1_1.html",))


def test_an_article_that_lacks_a_page_it_had_keeps_its_text_whatever_else_changed() -> None:
    assert decide(_known(), _PARTLY) == Change("partial")
    assert decide(_known(), replace(_PARTLY, title="改过的题")) == Change("partial")
    assert decide(_known(gone=True), _PARTLY) == Change("partial")


def test_an_article_stored_without_a_page_is_compared_as_long_as_the_same_page_is_missing() -> None:
    known = _known(_PARTLY)
    assert decide(None, _PARTLY).kind == "new"
    assert decide(known, _PARTLY).kind == "unchanged"
    assert decide(known, replace(_PARTLY, title="改过的题")).fields == ("title",)
    assert decide(known, replace(_PARTLY, pages=("http://www.minmeng.org.cn/1_2.html",))).kind == "partial"
    assert decide(known, _ARTICLE).fields == ("body_text",)


def test_a_field_that_became_telling_later_is_no_edit() -> None:
    known = _known()
    older = replace(known, fields={name: value for name, value in known.fields.items() if name != "subtitle"})
    assert decide(older, _ARTICLE).kind == "unchanged"


@given(st.text(), st.text())
def test_two_texts_have_one_digest_only_when_they_say_the_same(one: str, other: str) -> None:
    first = field_digests(replace(_ARTICLE, title=one))["title"]
    assert first == field_digests(replace(_ARTICLE, title=f" {one}\n"))["title"]
    if one.isascii() and other.isascii() and "".join(one.split()) != "".join(other.split()):
        assert first != field_digests(replace(_ARTICLE, title=other))["title"]


@given(st.lists(st.sampled_from(["same", "edited", "missing", "blocked"]), max_size=20))
def test_over_any_history_an_article_goes_and_comes_back_in_turn(looks: list[str]) -> None:
    known, edits, told = _known(), 0, []
    for number, look in enumerate(looks):
        edits += look == "edited"
        article = replace(_ARTICLE, title=f"第{edits}稿")
        if number == 0:
            known = _known(article if look == "same" else _ARTICLE)
        page: Article | NoArticle = article
        if look in ("missing", "blocked"):
            page = NoArticle(_ARTICLE.url, "missing" if look == "missing" else "blocked", "")
        change = decide(known, page)
        known = _after(known, change, article)
        if change.event in ("gone", "restored"):
            told.append(change.event)
    assert told == ["gone", "restored"] * (len(told) // 2) + ["gone"] * (len(told) % 2)


def _after(known: Known, change: Change, article: Article) -> Known:
    """What the store holds after a change, as db/articles.py keeps it."""
    match change.kind:
        case "missing":
            return replace(known, missing_since=_SEEN + timedelta(hours=1))
        case "gone":
            return replace(known, gone=True)
        case "changed" | "restless" | "restored":
            return replace(
                known, gone=False, missing_since=None, change_streak=change.streak, fields=field_digests(article)
            )
        case "unchanged" if not known.gone:
            return replace(known, missing_since=None, change_streak=0)
        case _:
            return known
