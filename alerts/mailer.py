"""The mailer: writes a mail for every match into the outbox, and sends what is due there.

Promise: no mail is lost, and one that is repeated (a crash between the server's answer and our commit, an answer
that never came) is the same bytes under the same Message-ID. Exactly once does not exist over SMTP. A mail that was
handed over twice without a clear answer is left at that, for a person to see.
"""

from __future__ import annotations

import logging
import random
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from alerts.addresses import sender_address, valid_address
from alerts.messages import compose
from alerts.operator import tell_operator
from db import events, outbox, subscriptions
from db.connection import connect, database_errors
from news.dates import SHANGHAI
from news.diff.articles import compare
from news.errors import ConfigError, MailError, UsageError
from news.matching import match

if TYPE_CHECKING:
    from collections.abc import Mapping

    from psycopg import Connection

    from alerts.smtp import Outcome, Sender, Session
    from db.outbox import DueDelivery, Mark, NewDelivery
    from news.changes.change import EventKind
    from news.diff.articles import Difference
    from news.matching import Match, News, Subscription

logger = logging.getLogger(__name__)

POLL_SECONDS = 2.0
# While the server is down it is tried again this often at most. The mails' own waiting does not grow meanwhile:
# when it is back, all go out at once.
_LONGEST_POLL_SECONDS = 60.0
_FIRST_PAUSE, _LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=4)
# In one transaction, while `tzwatch alerts add` waits for the lock: a mail is rendered for each reader, 4 ms of
# processor time. 2026-11, a busy machine, 5,000 readers of one article: 38 s of waiting when all was one, 2 s in parts.
_NEWS_AT_A_TIME, _MAILS_AT_A_TIME = 20, 50
# What readers may be told of; the first alone while nobody asks for changes.
_KINDS: tuple[EventKind, ...] = ("new", "changed", "gone", "restored")
# After this the rendered bytes of a mail that went are let go.
_KEPT = timedelta(days=30)
_DROPPED_AT_A_TIME = 1000


@dataclass(slots=True)
class Counts:
    """What a round did: mails sent, put off for another try, refused for good, given up without a clear answer."""

    sent: int = 0
    retried: int = 0
    bounced: int = 0
    unclear: int = 0


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What all mails have in common: the sender's address, whom to ask (see `compose`), the sites' names by id; and
    whom a mail a day tells what is wrong with sites, '' for nobody.
    """

    mail_from: str
    contact: str
    site_names: Mapping[str, str]
    operator: str = ""


def run_once(
    conn: Connection,
    sender: Sender,
    *,
    mail_from: str,
    site_names: Mapping[str, str],
    contact: str = "",
    operator: str = "",
) -> Counts:
    """Match what is new and send what is due. Raise MailError when the mail server cannot be used.

    `conn` is in autocommit mode. Several mailers may do this at a time; each mail is taken by one of them.
    `contact`: see `compose`; `operator`: see `Letterhead`.
    """
    return _round(conn, sender, _letterhead(mail_from, contact, site_names, operator), threading.Event())


def run_forever(
    url: str,
    sender: Sender,
    *,
    mail_from: str,
    site_names: Mapping[str, str],
    stop: threading.Event,
    contact: str = "",
    operator: str = "",
) -> None:
    """Do rounds until `stop` is set, through outages of the mail server. Raise DatabaseError when Postgres is gone."""
    head = _letterhead(mail_from, contact, site_names, operator)
    outage, pause = "", POLL_SECONDS
    with connect(url) as conn:
        logger.info("邮件就绪 mailer ready")
        while not stop.is_set():
            wait = pause
            try:
                counts = _round(conn, sender, head, stop)
            except MailError as error:
                if str(error) != outage:
                    logger.warning("%s", error)
                outage, pause = str(error), min(pause * 2, _LONGEST_POLL_SECONDS)
            else:
                # A round without mail did not speak with the server and knows nothing of it.
                if outage and counts != Counts():
                    logger.info("邮件服务器已恢复 the mail server is back")
                    outage = ""
                wait = pause = POLL_SECONDS
            stop.wait(wait)


def pause_after(tries: int, jitter: float) -> timedelta:
    """Return how long a mail waits after `tries` tries before this one: 1 minute, doubling, 4 hours at most.

    `jitter` in 0..1 spreads mails that failed together over a quarter of the wait.
    """
    return min(_FIRST_PAUSE * (1 << min(tries, 10)) * (1 + jitter / 4), _LONGEST_PAUSE)


def enqueue(conn: Connection, head: Letterhead, now: datetime) -> bool:
    """Match some events and put the mails into the outbox, in one transaction with how far we are.

    Return whether there may be more. While another mailer matches there is nothing for us to do.
    """
    if not outbox.has_unmatched(conn):
        return False
    with conn.transaction():
        mark = outbox.lock_mark(conn)
        if mark is None:
            return False
        upto = events.last_seq(conn)
        wanted = subscriptions.listed(conn)
        kinds = _KINDS if any(s.changes != "none" for s in wanted) else _KINDS[:1]
        batch = outbox.news_between(conn, mark.seq, upto, _NEWS_AT_A_TIME, kinds)
        done = _write(conn, batch, wanted, mark, head, now)
        is_all = done == len(batch) < _NEWS_AT_A_TIME
        if is_all or done:
            outbox.advance(conn, upto if is_all else batch[done - 1].seq)
        return not is_all


def _write(
    conn: Connection, batch: list[News], wanted: list[Subscription], mark: Mark, head: Letterhead, now: datetime
) -> int:
    """Write the next mails about `batch`, no more than is good at a time; return how many of the news are done."""
    room = _MAILS_AT_A_TIME
    for done, news in enumerate(batch):
        missing = _unwritten(conn, news, wanted)
        # Once for all its readers.
        difference = compare(news.before, news.article) if missing and news.before else None
        outbox.add(conn, [_written(news, found, difference, mark, head, now) for found in missing[:room]])
        room -= len(missing)
        if room < 0:
            return done
    return len(batch)


def _unwritten(conn: Connection, news: News, wanted: list[Subscription]) -> list[Match]:
    matches = match(news, wanted)
    had = outbox.recipients_written(conn, news.seq) if matches else set()
    return [found for found in matches if found.recipient not in had]


def _letterhead(mail_from: str, contact: str, site_names: Mapping[str, str], operator: str) -> Letterhead:
    try:
        return Letterhead(sender_address(mail_from), contact, site_names, valid_address(operator) if operator else "")
    except UsageError as error:
        raise ConfigError(f"TZWATCH_OPERATOR 设置有误 is wrong: {error}") from error


def _round(conn: Connection, sender: Sender, head: Letterhead, stop: threading.Event) -> Counts:
    counts = Counts()
    with database_errors():
        while enqueue(conn, head, datetime.now(SHANGHAI)) and not stop.is_set():
            pass
        outbox.cancel_unwanted(conn)
        forget_sent(conn, datetime.now(SHANGHAI))
        try:
            with sender.session() as session:
                while not stop.is_set() and _send_next(conn, session, head.mail_from, counts):
                    pass
                if head.operator and not stop.is_set():
                    tell_operator(conn, session, head.operator, head.mail_from, head.site_names, datetime.now(SHANGHAI))
        finally:
            if counts != Counts():
                said = "已发送 sent %d · 稍后再试 retried %d · 退信 bounced %d · 答复不明 unclear %d"
                logger.info(said, counts.sent, counts.retried, counts.bounced, counts.unclear)
    return counts


def forget_sent(conn: Connection, now: datetime) -> int:
    """Let go the bytes of mails that went 30 days before `now` or earlier, some at a time; return how many."""
    return outbox.drop_messages(conn, now - _KEPT, _DROPPED_AT_A_TIME)


def _written(
    news: News, found: Match, difference: Difference | None, mark: Mark, head: Letterhead, now: datetime
) -> NewDelivery:
    mail = compose(
        news,
        found,
        site_name=head.site_names.get(news.site, news.site),
        mail_from=head.mail_from,
        contact=head.contact,
        salt=mark.salt,
        now=now,
        difference=difference,
    )
    return outbox.NewDelivery(found.subscription_ids, news.seq, found.recipient, mail.message_id, mail.message)


def _send_next(conn: Connection, session: Session, mail_from: str, counts: Counts) -> bool:
    """Send the mail that waits longest; False when none is due.

    Its row is locked from before the server hears of it until its outcome is committed: no second mailer takes it,
    and killed in between it is simply still pending.
    """
    with conn.transaction():
        delivery = outbox.take(conn)
        if delivery is None:
            return False
        outcome = session.send(mail_from, delivery.recipient, delivery.message)
        _record(conn, delivery, outcome, counts)
    return True


def _record(conn: Connection, delivery: DueDelivery, outcome: Outcome, counts: Counts) -> None:
    # The log names deliveries and subscriptions, not readers: who watches what is nobody else's business.
    if outcome.kind == "sent":
        outbox.mark_sent(conn, delivery.id)
        counts.sent += 1
    elif outcome.kind == "bounced":
        outbox.mark_bounced(conn, delivery.id, outcome.said)
        counts.bounced += 1
        for number in subscriptions.rest_bounced(conn, delivery.id):
            logger.warning("订阅 %d 连续退信，已停发，请核对地址 keeps bouncing and rests, check its address", number)
    elif outcome.kind == "retry":
        outbox.postpone(conn, delivery.id, outcome.said, pause_after(delivery.tries, random.random()))
        counts.retried += 1
    # A mail that may have arrived is repeated soon, and once.
    elif outbox.postpone_unanswered(conn, delivery.id, outcome.said, pause_after(0, random.random())):
        counts.retried += 1
    else:
        logger.warning("投递 %d 交出两次都没有明确答复，不再重发 never clearly answered, not repeated", delivery.id)
        counts.unclear += 1
