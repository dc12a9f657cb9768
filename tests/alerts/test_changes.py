"""Readers who asked for changes are told of them; those who did not hear of new articles only."""

from __future__ import annotations

import email
import email.policy
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.mailer import Counts
from alerts.messages import compose
from db import outbox, subscriptions
from news.article import Article
from news.diff.articles import compare
from news.matching import Match, News
from tests.alerts.conftest import FROM, mailed, subscribe
from tests.alerts.test_messages import HEADERS, HOSTILE, NOW, Reader, html, plain
from tests.db.samples import MISSING, URL, look, sighting

if TYPE_CHECKING:
    from email.message import EmailMessage

    from psycopg import Connection

    from news.changes.change import EventKind
    from news.diff.classes import Weight
    from news.matching import Changes
    from tests.alerts.conftest import Mailbox

A, B = "a@example.org", "b@example.org"
OLD = Article(
    url=URL,
    title="民盟召开座谈会",
    body_text="会议由主席张三主持，同比增长5.2%。\n第二段说的是另外一件事情，没有改过一个字。",
)
SLIP = replace(OLD, body_text=OLD.body_text.replace("座谈", "座谭").replace("另外", "令外"))
EDITED = replace(OLD, body_text=OLD.body_text.replace("5.2%", "5.3%"))


def mails(mailbox: Mailbox, recipient: str = A) -> list[EmailMessage]:
    return [
        email.message_from_bytes(raw, policy=email.policy.default) for to, raw in mailbox.received if to == recipient
    ]


def subjects(mailbox: Mailbox, recipient: str = A) -> list[str]:
    return [str(message["Subject"]) for message in mails(mailbox, recipient)]


def withdrawn(conn: Connection) -> None:
    look(conn, MISSING)
    look(conn, MISSING)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ("none", ["【新文】民盟召开座谈会"]),
        (
            "major",
            ["【新文】民盟召开座谈会", "【改稿】民盟召开座谈会", "【撤稿】民盟召开座谈会", "【恢复】民盟召开座谈会"],
        ),
        (
            "all",
            [
                "【新文】民盟召开座谈会",
                "【改稿】民盟召开座谈会",
                "【改稿】民盟召开座谈会",
                "【撤稿】民盟召开座谈会",
                "【恢复】民盟召开座谈会",
            ],
        ),
    ],
)
def test_a_reader_hears_of_what_was_asked_for(
    conn: Connection, mailbox: Mailbox, changes: Changes, told: list[str]
) -> None:
    subscribe(conn, A, "民盟", changes=changes)
    subscribe(conn, B, "侨联", changes="all")
    look(conn, SLIP)
    look(conn, OLD)
    look(conn, EDITED)
    withdrawn(conn)
    look(conn, EDITED)
    assert mailed(conn, mailbox) == Counts(sent=len(told))
    assert subjects(mailbox) == told
    assert mailed(conn, mailbox) == Counts()


def test_a_mail_says_what_changed_how_heavy_and_of_what_kind(conn: Connection, mailbox: Mailbox) -> None:
    subscribe(conn, A, changes="major")
    look(conn, OLD, sighting(baseline=True))
    look(conn, EDITED)
    mailed(conn, mailbox)
    (message,) = mails(mailbox)
    said = plain(message)
    for words in (
        "改稿 Change: 重要 major · 数字/日期 number or date",
        "第 1 段改动 paragraph 1 edited",
        "同比增长〔-5.2%-〕〔+5.3%+〕。",
        "民盟网站",
        "http://minmeng.org.cn/1.html",
        "全部新文、改稿和撤稿 every new article, change and withdrawal",
        "取消订阅",
    ):
        assert words in said
    assert "另外一件事情" not in said


def test_a_word_that_was_taken_out_is_found_in_what_it_was_taken_from(conn: Connection, mailbox: Mailbox) -> None:
    subscribe(conn, A, "张三", changes="major")
    look(conn, OLD, sighting(baseline=True))
    look(conn, replace(OLD, body_text=OLD.body_text.replace("主席张三", "主席李四")))
    assert mailed(conn, mailbox) == Counts(sent=1)


def test_a_withdrawal_tells_when_and_what_the_last_version_said(conn: Connection, mailbox: Mailbox) -> None:
    subscribe(conn, A, changes="major")
    look(conn, OLD, sighting(baseline=True))
    withdrawn(conn)
    mailed(conn, mailbox)
    said = plain(mails(mailbox)[0])
    assert "撤稿 Withdrawn: 2026-11-01 16:00" in said
    assert "会议由主席张三主持" in said


def test_a_return_tells_what_differs_or_that_nothing_does(conn: Connection, mailbox: Mailbox) -> None:
    look(conn, OLD, sighting(baseline=True))
    withdrawn(conn)
    subscribe(conn, A, changes="major")
    look(conn, OLD)
    withdrawn(conn)
    look(conn, EDITED)
    mailed(conn, mailbox)
    same, _, other = (plain(message) for message in mails(mailbox))
    assert "与撤下前相同 the same as before" in same
    assert "同比增长〔-5.2%-〕〔+5.3%+〕。" in other


def test_what_changed_before_the_subscription_or_was_imported_is_not_mailed(conn: Connection, mailbox: Mailbox) -> None:
    look(conn, OLD)
    look(conn, EDITED)
    subscribe(conn, A, changes="all")
    look(conn, OLD, sighting(baseline=True))
    assert mailed(conn, mailbox) == Counts()


def test_asking_again_with_other_changes_alters_the_subscription(conn: Connection, mailbox: Mailbox) -> None:
    number = subscribe(conn, A, "民盟")
    look(conn, OLD)
    mailed(conn, mailbox)
    assert subscribe(conn, A, "民盟", changes="major") == number
    assert subscribe(conn, A, "民盟") == number
    assert [s.changes for s in subscriptions.listed(conn)] == ["major"]
    look(conn, EDITED)
    mailed(conn, mailbox)
    assert subscribe(conn, A, "民盟", changes="none") == number
    look(conn, OLD)
    mailed(conn, mailbox)
    assert subjects(mailbox) == ["【新文】民盟召开座谈会", "【改稿】民盟召开座谈会"]


def test_two_subscriptions_of_one_reader_are_one_mail_about_one_event(conn: Connection, mailbox: Mailbox) -> None:
    first = subscribe(conn, A, "民盟", changes="major")
    second = subscribe(conn, A, "张三", changes="all")
    subscribe(conn, A)
    look(conn, OLD, sighting(baseline=True))
    look(conn, EDITED)
    assert mailed(conn, mailbox) == Counts(sent=1)
    assert f"name subscription {first}、{second}" in plain(mails(mailbox)[0])
    assert outbox.counts(conn) == {"sent": 1}


def written(kind: EventKind, old: Article, new: Article, weight: Weight | None = "major") -> EmailMessage:
    news = News(57, "minmeng", new, kind, old, weight, datetime(2026, 11, 3, tzinfo=UTC))
    match = Match(A, (3,), ("民盟",))
    mail = compose(news, match, site_name="站", mail_from=FROM, salt=b"s", now=NOW, difference=compare(old, new))
    return email.message_from_bytes(mail.message, policy=email.policy.default)


@pytest.mark.parametrize("kind", ["changed", "gone", "restored"])
@pytest.mark.parametrize("title", HOSTILE)
def test_no_title_or_text_breaks_out_of_its_place(kind: EventKind, title: str) -> None:
    body = f"{title}\n<script>x</script>{title}\n第二段"
    message = written(kind, Article(URL, title, "旧文一段"), Article(URL, f"<b>{title}", body, source=title))
    assert [name.lower() for name in message.keys()] == HEADERS  # noqa: SIM118
    assert str(message["Subject"]).startswith(("【改稿】", "【撤稿】", "【恢复】"))
    assert Reader(html(message)).tags <= {"html", "head", "meta", "body", "h1", "p", "br", "a"}


@given(old=st.text(max_size=200), new=st.text(max_size=200))
def test_a_mail_about_any_change_is_short(old: str, new: str) -> None:
    said = plain(written("changed", Article(URL, "旧题", old * 30), Article(URL, "新题", new * 30)))
    assert len(said) < 6000
