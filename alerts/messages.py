"""Writing a mail: plain text first, the same in minimal HTML, and headers that no title can break out of."""

from __future__ import annotations

import email.policy
import hashlib
import hmac
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from email.utils import format_datetime, make_msgid
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import quote

from alerts.addresses import sender_address, valid_address
from alerts.telling import EVERYTHING, MARKS, paragraphs, rows
from news.dates import SHANGHAI
from news.errors import MailError, UsageError
from news.text import clean_text, cut

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from alerts.smtp import Sender
    from news.changes.change import EventKind
    from news.diff.articles import Difference
    from news.matching import Match, News

_SENDER_NAME = "统战观察 tzwatch"
_SUBJECT_LENGTH = 120
_FALLBACK_SUBJECT = "（标题见正文 see the text）"
# So that the header's line stays below 998 characters (RFC 5322).
_NUMBERS_IN_HEADER = 5


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail as it will be sent, at the first try and at every other."""

    message_id: str
    message: bytes


@dataclass(frozen=True, slots=True)
class _Text:
    """What a mail says, before it becomes plain text and HTML: paragraphs, and (label, value) rows."""

    heading: str
    rows: tuple[tuple[str, str], ...]
    link: str
    paragraphs: tuple[str, ...]
    footer: tuple[str, ...]


def compose(
    news: News,
    match: Match,
    *,
    site_name: str,
    mail_from: str,
    salt: bytes,
    now: datetime,
    contact: str = "",
    difference: Difference | None = None,
) -> Mail:
    """Write the mail that tells one reader of one new article or change; `now` becomes its Date.

    `contact` is whom a reader asks to be left alone: a mail address, a page, or '' for a reply to this mail.
    difference: what a change consists of.
    """
    sender = sender_address(mail_from)
    message_id = _stable_id(match.recipient, news.seq, salt, sender)
    text = _Text(
        heading=clean_text(news.article.title),
        rows=tuple(rows(news, clean_text(site_name), difference)),
        link=_link(news.article.url),
        paragraphs=tuple(paragraphs(news, difference)),
        footer=tuple(_footer(news.kind, match, contact)),
    )
    made = _render(subject(news.article.title, MARKS[news.kind]), text, sender, match.recipient, message_id, now)
    return Mail(message_id, _list_unsubscribe(match, contact) + made)


def send_test(sender: Sender, address: str, *, mail_from: str) -> None:
    """Send a short mail now. Raise MailError unless the mail server took it."""
    own = sender_address(mail_from)
    text = _Text(
        "邮件设置可用 mail works", (), "", ("这是 tzwatch 的测试邮件。 This is a test mail from tzwatch.",), ()
    )
    message_id = make_msgid(domain=own.partition("@")[2])
    message = _render("tzwatch 测试邮件 test mail", text, own, address, message_id, datetime.now(SHANGHAI))
    with sender.session() as session:
        outcome = session.send(own, address, message)
    if outcome.kind != "sent":
        raise MailError(f"测试邮件未被接受，请核对地址和发件人 the test mail was not taken: {outcome.said}")


def notice(
    title: str, paragraphs: Sequence[str], footer: Sequence[str], mail_from: str, recipient: str, now: datetime
) -> bytes:
    """Write a mail that is about no article: of the program itself, to whoever runs it."""
    own = sender_address(mail_from)
    shown = clean_text(title)
    text = _Text(shown, (), "", tuple(clean_text(one) for one in paragraphs), tuple(footer))
    return _render(shown, text, own, recipient, make_msgid(domain=own.partition("@")[2]), now)


def subject(title: str, mark: str = MARKS["new"]) -> str:
    """Return the subject for a title: one clean line of at most 120 characters that decodes to nothing else."""
    visible = "".join(c for c in clean_text(title) if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Zl", "Zp"))
    return cut(mark + visible.replace("=?", "= ?"), _SUBJECT_LENGTH)


def _stable_id(recipient: str, seq: int, salt: bytes, sender: str) -> str:
    """Return a Message-ID that every rendering of this mail from this database has, and no other mail.

    The salt is the database's own (see db/migrations/0001_store.sql), so that nobody else can tell from an id in a
    mail server's log who was told of what.
    """
    digest = hmac.new(salt, f"{recipient}\n{seq}".encode(), hashlib.sha256).hexdigest()
    return f"<{digest[:40]}@{sender.partition('@')[2]}>"


def _render(title: str, text: _Text, sender: str, recipient: str, message_id: str, now: datetime) -> bytes:
    message = EmailMessage(policy=email.policy.SMTP)
    message["From"] = Address(_SENDER_NAME, addr_spec=sender)
    message["To"] = Address(addr_spec=recipient)
    message["Date"] = format_datetime(now)
    message["Message-ID"] = message_id
    # Vacation replies and ticket systems must not answer a program (RFC 3834).
    message["Auto-Submitted"] = "auto-generated"
    # base64 passes every relay; 8bit needs a server that offers 8BITMIME.
    message.set_content(_as_plain(text), cte="base64")
    message.add_alternative(_as_html(text), subtype="html", cte="base64")
    return with_subject(message, title)


def with_subject(message: EmailMessage, title: str) -> bytes:
    """Return the mail with its subject on top; a safe one where what comes out would not read back as just that."""
    rest = message.as_bytes()
    made = _subject_line(title) + rest
    if _reads_back(made, title, message.keys()):
        return made
    mark = next((m for m in MARKS.values() if title.startswith(m)), MARKS["new"])
    return _subject_line(mark + _FALLBACK_SUBJECT) + rest


def _subject_line(title: str) -> bytes:
    # Not `message["Subject"] = title`: Python 3.11 loses spaces between encoded words in about 3 % of the titles
    # that mix Chinese and Latin words (measured 2026-11); the older Header class does not.
    encoded = Header(title, "utf-8", header_name="Subject").encode(linesep="\r\n")
    return f"Subject: {encoded}\r\n".encode("ascii")


def _reads_back(made: bytes, title: str, others: list[str]) -> bool:
    head = made.partition(b"\r\n\r\n")[0]
    read = BytesHeaderParser(policy=email.policy.default).parsebytes(head)
    return read.keys() == ["Subject", *others] and read["Subject"] == title


def _link(url: str) -> str:
    """Return `url` when a reader may follow it, otherwise nothing."""
    return url if url.startswith(("http://", "https://")) and url == "".join(clean_text(url).split()) else ""


def _footer(kind: EventKind, match: Match, contact: str) -> Iterator[str]:
    words = "、".join(clean_text(word) for word in match.keywords)
    yield f"匹配关键词 Matched: {words}" if words else f"匹配 Matched: {EVERYTHING[kind]}"
    numbers = "、".join(map(str, match.subscription_ids))
    yield f"取消订阅请{_way_out(contact)}，写明订阅号 name subscription {numbers}"


def _way_out(contact: str) -> str:
    """Say to whom a reader turns who wants no more mails."""
    address, page = _mailbox(contact), _link(contact)
    if address:
        return f"写信给 {address} to unsubscribe, write there"
    return f"联系 {page} to unsubscribe, ask there" if page else "回复本邮件 to unsubscribe, reply to this mail"


def _mailbox(contact: str) -> str:
    """Return the mail address that `contact` is, '' when it is none."""
    try:
        return valid_address(contact.removeprefix("mailto:"))
    except UsageError:
        return ""


def _list_unsubscribe(match: Match, contact: str) -> bytes:
    """Return the header behind a mail program's own button (RFC 2369), nothing without an address to write to."""
    address = _mailbox(contact)
    if not address:
        return b""
    said = quote("unsubscribe " + " ".join(map(str, match.subscription_ids[:_NUMBERS_IN_HEADER])))
    # By hand: EmailMessage makes encoded words of a long address.
    return f"List-Unsubscribe: <mailto:{quote(address, safe='@')}?subject={said}>\r\n".encode("ascii")


def _as_plain(text: _Text) -> str:
    rows = "\n".join(f"{label}: {value}" for label, value in text.rows)
    parts = [text.heading, rows, text.link, *text.paragraphs, "\n".join(("--", *text.footer)) if text.footer else ""]
    return "\n\n".join(part for part in parts if part) + "\n"


def _as_html(text: _Text) -> str:
    rows = "".join(f"<br>{escape(label)}: {escape(value)}" for label, value in text.rows).removeprefix("<br>")
    link = f'<a href="{escape(text.link)}">{escape(text.link)}</a>' if text.link else ""
    paragraphs = [escape(paragraph) for paragraph in text.paragraphs]
    footer = "<br>".join(escape(line) for line in text.footer)
    parts = "\n".join(f"<p>{part}</p>" for part in (rows, link, *paragraphs, footer) if part)
    return f"""<!DOCTYPE html>
<html lang="zh"><head><meta charset="utf-8"></head><body>
<h1>{escape(text.heading)}</h1>
{parts}
</body></html>
"""
