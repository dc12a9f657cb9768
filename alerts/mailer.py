"""The mailer: writes a mail for every match into the outbox, and sends what is due there.

Promise: no mail is lost, and one that is repeated (a crash between the server's answer and our commit, an answer
that never came) is the same bytes under the same Message-ID. Exactly once does not exist over SMTP.
"""

from __future__ import annotations

import logging
import random
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from alerts.addresses import sender_address
from alerts.messages import compose
from db import events, outbox, subscriptions
from db.connection import connect, database_errors
from news.dates import SHANGHAI
from news.errors import MailError
from news.matching import match

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from psycopg import Connection

    from alerts.smtp import Outcome, Sender, Session
    from db.outbox import DueDelivery, Mark, NewDelivery
    from news.matching import News, Subscription

logger = logging.getLogger(__name__)

POLL_SECONDS = 2.0
# While the server is down it is tried again this often at most. The mails' own waiting does not grow meanwhile:
# when it is back, all go out at once.
_LONGEST_POLL_SECONDS = 60.0
_FIRST_PAUSE, _LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=4)
# News matched in one transaction: few, because a mail is rendered for each reader (about 3 ms, 2026-11) while
# `tzwatch alerts add` waits for the lock.
_NEWS_AT_A_TIME = 5


@dataclass(slots=True)
class Counts:
    """What a round did: mails sent, put off for another try, refused for good."""

    sent: int = 0
    retried: int = 0
    bounced: int = 0


def run_once(conn: Connection, sender: Sender, *, mail_from: str, site_names: Mapping[str, str]) -> Counts:
    """Match what is new and send what is due. Raise MailError when the mail server cannot be used.

    `conn` is in autocommit mode. Several mailers may do this at a time; each mail is taken by one of them.
    """
    return _round(conn, sender, mail_from, site_names, threading.Event())


def run_forever(
    url: str, sender: Sender, *, mail_from: str, site_names: Mapping[str, str], stop: threading.Event
) -> None:
    """Do rounds until `stop` is set, through outages of the mail server. Raise DatabaseError when Postgres is gone."""
    outage, pause = "", POLL_SECONDS
    with connect(url) as conn:
        logger.info("邮件就绪 mailer ready")
        while not stop.is_set():
            wait = pause
            try:
                counts = _round(conn, sender, mail_from, site_names, stop)
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


def enqueue(conn: Connection, *, mail_from: str, site_names: Mapping[str, str], now: datetime) -> bool:
    """Match one batch of events and put the mails into the outbox, in one transaction with how far we are.

    Return whether there may be more. While another mailer matches there is nothing for us to do.
    """
    if not outbox.has_unmatched(conn):
        return False
    with conn.transaction():
        mark = outbox.lock_mark(conn)
        if mark is None:
            return False
        upto = events.last_seq(conn)
        batch = outbox.news_between(conn, mark.seq, upto, _NEWS_AT_A_TIME)
        wanted = subscriptions.listed(conn)
        for news in batch:
            outbox.add(conn, list(_written(news, wanted, mark, mail_from, site_names, now)))
        is_full = len(batch) == _NEWS_AT_A_TIME
        outbox.advance(conn, batch[-1].seq if is_full else upto)
        return is_full


def _round(
    conn: Connection, sender: Sender, mail_from: str, site_names: Mapping[str, str], stop: threading.Event
) -> Counts:
    own = sender_address(mail_from)
    counts = Counts()
    with database_errors():
        while enqueue(conn, mail_from=own, site_names=site_names, now=datetime.now(SHANGHAI)) and not stop.is_set():
            pass
        outbox.cancel_unwanted(conn)
        try:
            with sender.session() as session:
                while not stop.is_set() and _send_next(conn, session, own, counts):
                    pass
        finally:
            if counts != Counts():
                logger.info("已发送 sent %d · 稍后再试 retried %d · 退信 bounced %d", *_figures(counts))
    return counts


def _figures(counts: Counts) -> tuple[int, int, int]:
    return counts.sent, counts.retried, counts.bounced


def _written(
    news: News,
    wanted: list[Subscription],
    mark: Mark,
    mail_from: str,
    site_names: Mapping[str, str],
    now: datetime,
) -> Iterator[NewDelivery]:
    for found in match(news, wanted):
        mail = compose(
            news,
            found,
            site_name=site_names.get(news.site, news.site),
            mail_from=mail_from,
            salt=mark.salt,
            now=now,
        )
        yield outbox.NewDelivery(found.subscription_ids, news.seq, found.recipient, mail.message_id, mail.message)


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
    else:
        # A mail that may have arrived is repeated once soon, further copies are rare.
        is_repeat = outcome.kind == "unknown" and delivery.tries > 0
        wait = _LONGEST_PAUSE if is_repeat else pause_after(delivery.tries, random.random())
        outbox.postpone(conn, delivery.id, outcome.said, wait)
        counts.retried += 1
