"""Deciding what a look means: the whole table, from what was known and what was seen."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news.article import Article, Attachment, Image, Moment, NoArticle, NoArticleKind
from news.changes.change import Change, Known, decide
from news.changes.telling import field_digests, telling_texts
from news.dates import SHANGHAI

_SEEN = datetime(2026, 11, 1, 8, 0, tzinfo=UTC)
_ARTICLE = Article(
    url="http://www.minmeng.org.cn/1.html",
    title="民盟中央召开会议",
    body_text="第一段，民盟中央在北京召开专题会议，听取各省委会的意见和建议，并对下一阶段的工作作出安排部署。\n第二段，１２３。\n"
    "第三段，出席会议的有各专门委员会负责人，会议由秘书长主持，与会同志围绕议题作了交流发言。",
    subtitle="副题",
    published=Moment(datetime(2026, 11, 1, 9, 30, tzinfo=SHANGHAI), "minute"),
    source="新华社",
    author="张三",
    editor="李四",
    breadcrumb=("首页", "要闻"),
)
_MISSING = NoArticle(_ARTICLE.url, "missing", "404")


def _known(
    article: Article = _ARTICLE, *, gone: bool = False, missing_since: datetime | None = None, restorations: int = 0
) -> Known:
    digests, texts = field_digests(article), telling_texts(article)
    return Known(7, 1, gone, digests, missing_since, _SEEN, None, restorations=restorations, texts=texts)


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
        (replace(_ARTICLE, body_text=_ARTICLE.body_text.replace("１２３", "124")), "body_text"),
    ],
)
def test_an_edited_field_is_named(edited: Article, field: str) -> None:
    change = decide(_known(), edited)
    assert (change.kind, change.event, change.fields) == ("changed", "changed", (field,))


@pytest.mark.parametrize(
    "rearranged",
    [
        replace(_ARTICLE, title="民盟中央　召开会议 "),
        replace(_ARTICLE, body_text=_ARTICLE.body_text.replace("\n", " ").replace("１２３", "123")),
        replace(_ARTICLE, body_text=_ARTICLE.body_text + "\n浏览次数：12"),
        replace(_ARTICLE, source="新华社 点击：12"),
        replace(_ARTICLE, breadcrumb=("首页", "时政")),
        replace(_ARTICLE, keywords=("民盟",)),
        replace(_ARTICLE, body_html="<p>第一段。</p>", images=(Image("http://a.cn/1.jpg"),)),
        replace(_ARTICLE, attachments=(Attachment("http://a.cn/1.doc"),)),
    ],
)
def test_what_a_redesign_moves_is_no_change(rearranged: Article) -> None:
    assert decide(_known(), rearranged).kind == "unchanged"


def test_a_page_that_differs_from_itself_a_moment_later_is_no_edit() -> None:
    one, other = (replace(_ARTICLE, body_text=f"{_ARTICLE.body_text}\n{quote}") for quote in ("天行健。", "地势坤。"))
    assert decide(_known(), one, again=one).event == "changed"
    assert decide(_known(), one, again=other).kind == "restless"
    assert decide(_known(), one, again=_MISSING).event == "changed"


def test_what_was_stored_by_earlier_rules_is_compared_by_its_text() -> None:
    older = replace(_known(), fields={"title": "x", "body_text": "y"})
    assert decide(older, _ARTICLE).kind == "unchanged"
    assert decide(older, replace(_ARTICLE, title="改过的题")).fields == ("title",)


def test_nothing_new_said_by_the_server_is_a_look_at_rest() -> None:
    assert decide(_known(), None) == Change("unchanged")
    assert decide(None, None) == Change("unchanged")


def test_one_missing_look_proves_nothing() -> None:
    assert decide(_known(), _MISSING) == Change("missing")


def test_the_second_missing_look_is_a_withdrawal() -> None:
    assert decide(_known(missing_since=_SEEN), _MISSING) == Change("gone", "gone", depends=True)


def test_an_outage_of_the_site_withdraws_nothing() -> None:
    assert decide(_known(missing_since=_SEEN), _MISSING, site_healthy=False) == Change("unreadable")


def test_a_page_that_came_back_before_is_gone_only_after_a_longer_time() -> None:
    for restorations, days in ((1, 1), (2, 2), (3, 4)):
        known = _known(missing_since=_SEEN, restorations=restorations)
        assert decide(known, _MISSING, at=_SEEN + timedelta(days=days, seconds=-1)) == Change("missing")
        assert decide(known, _MISSING, at=_SEEN + timedelta(days=days)).event == "gone"


@pytest.mark.parametrize("left", ["", "首页", "分享到 打印 关闭", "版权所有 民盟中央"])
def test_an_article_of_which_the_text_was_taken_out_is_missing(left: str) -> None:
    emptied = replace(_ARTICLE, body_text=left)
    assert decide(_known(), emptied) == Change("missing")
    assert decide(_known(missing_since=_SEEN), emptied).event == "gone"
    assert decide(_known(missing_since=_SEEN), emptied, site_healthy=False) == Change("unreadable")


@pytest.mark.parametrize("left", ["第二段，123。", "本次会议取消。"])
def test_an_article_that_was_cut_down_to_a_sentence_is_changed(left: str) -> None:
    assert decide(_known(), replace(_ARTICLE, body_text=left)).event == "changed"


_OTHER = replace(
    _ARTICLE,
    title="系统升级公告",
    body_text="因机房搬迁，自即日起暂停对外提供查询，恢复时间另行通知，由此带来的不便敬请谅解。",
)


def test_a_page_that_shows_something_else_altogether_is_believed_at_the_second_look() -> None:
    assert decide(_known(), _OTHER) == Change("missing")
    change = decide(_known(missing_since=_SEEN), _OTHER)
    assert (change.event, change.depends, change.fields) == ("changed", True, ("title", "body_text"))
    assert decide(_known(missing_since=_SEEN), _OTHER, site_healthy=False) == Change("unreadable")


def test_what_is_gone_is_restored_by_another_text_only_while_the_site_is_well() -> None:
    assert decide(_known(gone=True), _OTHER).depends
    assert decide(_known(gone=True), _OTHER, site_healthy=False) == Change("unreadable")


def test_what_is_gone_stays_gone_quietly() -> None:
    assert decide(_known(gone=True), _MISSING) == Change("unchanged")


def test_a_withdrawn_article_that_is_back_is_restored() -> None:
    assert decide(_known(gone=True), _ARTICLE) == Change("restored", "restored")
    edited = replace(_ARTICLE, title="改过的题")
    assert decide(_known(gone=True), edited) == Change("restored", "restored", ("title",))


def test_a_page_without_its_text_is_missing_and_one_that_the_reader_failed_at_is_not() -> None:
    empty = NoArticle(_ARTICLE.url, "empty", "没有正文")
    assert decide(_known(), empty) == Change("missing")
    assert decide(_known(missing_since=_SEEN), empty).event == "gone"
    assert decide(_known(missing_since=_SEEN), replace(empty, is_fault=True)) == Change("unreadable")
    assert decide(None, empty) == Change("unreadable")


@pytest.mark.parametrize("kind", ["blocked", "gallery", "video"])
@pytest.mark.parametrize("known", [None, _known(), _known(gone=True), _known(missing_since=_SEEN)])
def test_a_blocked_page_or_one_of_pictures_decides_nothing(known: Known | None, kind: NoArticleKind) -> None:
    assert decide(known, NoArticle(_ARTICLE.url, kind, "拦截页")) == Change("unreadable")


def test_a_missing_page_that_was_never_stored_is_unreadable() -> None:
    assert decide(None, _MISSING) == Change("unreadable")


_PARTLY = replace(
    _ARTICLE, body_text=_ARTICLE.body_text.partition("\n")[0], pages=("http://www.minmeng.org.cn/1_1.html",)
)


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


@given(st.text(), st.text())
def test_two_texts_have_one_digest_only_when_they_say_the_same(one: str, other: str) -> None:
    first = field_digests(replace(_ARTICLE, title=one))
    assert first == field_digests(replace(_ARTICLE, title=f" {one}\n"))
    if one.isascii() and other.isascii() and "".join(one.split()) != "".join(other.split()):
        assert first != field_digests(replace(_ARTICLE, title=other))


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
        case "changed" | "restored":
            fields, texts = field_digests(article), telling_texts(article)
            known = replace(known, gone=False, missing_since=None, fields=fields, texts=texts)
            return replace(known, unrest=change.unrest)
        case "unchanged" | "restless" if not known.gone:
            return replace(known, missing_since=None, unrest=change.unrest)
        case _:
            return known
