"""One mail a day to the operator while something is wrong with a site."""

from __future__ import annotations

import logging
from datetime import timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from alerts.messages import notice
from db import findings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from psycopg import Connection

    from alerts.smtp import Session
    from db.findings import OpenFinding

logger = logging.getLogger(__name__)

_A_DAY, _A_WHILE = timedelta(days=1), timedelta(hours=1)
# `doctor` shows all; a mail of thousands of lines is read by nobody.
_MOST_SITES = 100
_FOOTER = (
    "有异常时每天至多一封；恢复后自动消除 at most one such mail a day, findings clear themselves",
    "下一步 next: tzwatch sites check SITE · tzwatch doctor",
)


def tell_operator(
    conn: Connection, session: Session, operator: str, mail_from: str, site_names: Mapping[str, str], now: datetime
) -> bool:
    """Send the day's mail about open findings if it is due; tell whether one went. Raise MailError as `session` does.

    The turn is locked from before the server hears of it until the outcome is committed: two mailers send one mail.
    """
    if not findings.operator_is_due(conn):
        return False
    with conn.transaction():
        if not findings.take_operator_turn(conn):
            return False
        # A site whose definition is gone is nobody's concern.
        found = [one for one in findings.open_ones(conn) if one.site in site_names]
        if not found:
            return False
        sites = len({one.site for one in found})
        title = f"【异常】{sites} 个站点需要看一看 sites need a look"
        message = notice(title, [*_paragraphs(found, site_names)], _FOOTER, mail_from, operator, now)
        outcome = session.send(mail_from, operator, message)
        if outcome.kind in ("bounced", "retry"):
            logger.warning("给管理员的邮件没有发出 the operator's mail was not sent: %s", outcome.said)
        # After an answer that never came it may have arrived: not before tomorrow.
        findings.tell_operator_again(conn, _A_WHILE if outcome.kind == "retry" else _A_DAY)
    return outcome.kind == "sent"


def _paragraphs(found: Sequence[OpenFinding], site_names: Mapping[str, str]) -> Iterator[str]:
    groups = [(site, list(ones)) for site, ones in groupby(found, key=lambda one: one.site)]
    for site, ones in groups[:_MOST_SITES]:
        said = "；".join(f"{one.said}（自 since {one.first_seen_at:%Y-%m-%d}）" for one in ones)
        yield f"{site_names.get(site, site)}（{site}）：{said}"
    if len(groups) > _MOST_SITES:
        yield f"…… 共 {len(groups)} 个站点 sites in all"
