"""What a mail says, and that no title, name or body breaks out of its place."""

from __future__ import annotations

import email
import email.policy
import unicodedata
from dataclasses import replace
from datetime import datetime
from email.message import EmailMessage
from html.parser import HTMLParser

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from alerts.messages import compose, subject, with_subject
from news.article import Article, Moment
from news.dates import SHANGHAI
from news.matching import Match, News

NOW = datetime(2026, 11, 3, 9, 5, 7, tzinfo=SHANGHAI)
HEADERS = ["subject", "from", "to", "date", "message-id", "auto-submitted", "mime-version", "content-type"]
ARTICLE = Article(
    url="https://www.minmeng.example/1.html?a=1&b=2",
    title="民盟中央召开座谈会",
    body_text="\n".join(("第一段。", "第二段。", "长" * 500, "不应出现。")),
    original_title="原来的标题",
    published=Moment(datetime(2026, 11, 2, 8, 27, 1, tzinfo=SHANGHAI), "minute"),
    source="人民政协网",
)
MATCH = Match("reader@example.org", (3, 8), ("民盟", "座谈会"))


def written(
    article: Article = ARTICLE, match: Match = MATCH, *, site_name: str = "民盟网站", contact: str = ""
) -> EmailMessage:
    mail = compose(
        News(57, "minmeng", article),
        match,
        site_name=site_name,
        mail_from="tzwatch@example.org",
        contact=contact,
        salt=b"s",
        now=NOW,
    )
    read = email.message_from_bytes(mail.message, policy=email.policy.default)
    assert read["Message-ID"] == mail.message_id
    return read


def plain(message: EmailMessage) -> str:
    part = message.get_body(("plain",))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def html(message: EmailMessage) -> str:
    part = message.get_body(("html",))
    assert part is not None
    return str(part.get_content())


class Reader(HTMLParser):
    """Collects the elements of a mail, their attributes and the text a person sees."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []
        self.words: list[str] = []
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def test_a_mail_tells_what_where_when_why_and_how_to_stop_it() -> None:
    message = written()
    said = plain(message)
    assert message["Subject"] == "【新文】民盟中央召开座谈会"
    for words in ("民盟网站", "原来的标题", "2026-11-02 08:27", "人民政协网", ARTICLE.url, "第一段。", "民盟、座谈会"):
        assert words in said
    assert "取消订阅请回复本邮件 to unsubscribe, reply to this mail，写明订阅号 name subscription 3、8" in said
    assert "tzwatch alerts" not in said
    assert "不应出现" not in said
    assert 250 < said.count("长") <= 300


@pytest.mark.parametrize("contact", ["desk@example.org", "mailto:desk@example.org"])
def test_a_reader_who_wants_out_finds_the_operators_address_and_a_button(contact: str) -> None:
    message = written(contact=contact)
    assert "取消订阅请写信给 desk@example.org" in plain(message)
    assert message["List-Unsubscribe"] == "<mailto:desk@example.org?subject=unsubscribe%203%208>"


def test_a_reader_who_wants_out_finds_the_operators_page() -> None:
    message = written(contact="https://desk.example.org/about?a=1&b=2")
    assert "取消订阅请联系 https://desk.example.org/about?a=1&b=2" in plain(message)
    assert message["List-Unsubscribe"] is None


@pytest.mark.parametrize("contact", ["x\r\nBcc: y@example.org", "javascript:x", "a b", "a@b@c", "desk@"])
def test_a_contact_that_is_none_is_left_out(contact: str) -> None:
    message = written(contact=contact)
    assert [name.lower() for name in message.keys()] == HEADERS  # noqa: SIM118
    assert "取消订阅请回复本邮件" in plain(message)


def test_the_unsubscribe_header_is_one_short_line_however_long_address_and_numbers_are() -> None:
    contact = "&?%='#{|}*+" * 5 + "x@" + "long-" * 11 + "label." * 20 + "example.org"
    mail = compose(
        News(1, "s", ARTICLE),
        replace(MATCH, subscription_ids=tuple(range(10**17, 10**17 + 500))),
        site_name="站",
        mail_from="t@example.org",
        contact=contact,
        salt=b"s",
        now=NOW,
    )
    assert all(len(line) <= 998 for line in mail.message.split(b"\r\n"))
    head = email.message_from_bytes(mail.message, policy=email.policy.compat32)["List-Unsubscribe"]
    assert head.startswith("<mailto:%26%3F%25%3D%27")
    assert head.endswith(">")


def test_the_html_says_the_same_as_the_text() -> None:
    message = written()
    assert "".join("".join(Reader(html(message)).words).split()) == "".join(plain(message).replace("--\n", "").split())


def test_the_headers_are_these_and_no_others() -> None:
    message = written()
    assert [name.lower() for name in message.keys()] == HEADERS  # noqa: SIM118
    assert message["To"] == "reader@example.org"
    assert message["From"].addresses[0].addr_spec == "tzwatch@example.org"
    assert message["Date"].datetime == NOW
    assert message["Auto-Submitted"] == "auto-generated"


def test_every_line_of_the_mail_is_short_seven_bit_and_ends_in_crlf() -> None:
    mail = compose(News(1, "s", ARTICLE), MATCH, site_name="站", mail_from="t@example.org", salt=b"s", now=NOW)
    mail.message.decode("ascii")
    lines = mail.message.split(b"\r\n")
    assert all(len(line) <= 998 and b"\n" not in line and b"\r" not in line for line in lines)


@pytest.mark.parametrize(
    ("published", "shown"),
    [
        (Moment(datetime(2026, 11, 2, tzinfo=SHANGHAI), "day"), "2026-11-02\n"),
        (Moment(datetime(2026, 11, 2, 0, 0, tzinfo=SHANGHAI), "minute"), "2026-11-02 00:00\n"),
        (None, "页面未注明 not given\n"),
    ],
)
def test_a_time_is_shown_no_finer_than_the_page_printed_it(published: Moment | None, shown: str) -> None:
    assert f"时间 Time: {shown}" in plain(written(replace(ARTICLE, published=published, source=None)))


def test_the_message_id_is_the_mails_own_and_stays_the_same() -> None:
    def made(seq: int = 1, recipient: str = "a@example.org", salt: bytes = b"s", title: str = "题") -> str:
        article = replace(ARTICLE, title=title)
        return compose(
            News(seq, "s", article),
            replace(MATCH, recipient=recipient),
            site_name="站",
            mail_from="t@example.org",
            salt=salt,
            now=NOW,
        ).message_id

    assert made() == made(title="改过的题")
    assert len({made(), made(seq=2), made(recipient="b@example.org"), made(salt=b"t")}) == 4
    assert made().endswith("@example.org>")


HOSTILE = [
    "题\r\nBcc: victim@example.org",
    "题\n\n正文注入",
    "题\rX-Injected: 1",
    "=?utf-8?q?=0D=0ABcc:_victim@example.org?=",
    "=?utf-8?b?DQpCY2M6IHZpY3RpbUBleGFtcGxlLm9yZw==?=",
    "题\u2028Bcc: x\u2029y\x85z\x0b\x0c",
    "题\x00\x07\x1b[31m",
    "\ud800题\udfff",
    "长" * 10_000,
    "\u202e标题反转\u202c\u2066x\u2069",
    "零\u200b宽\u200d字\ufeff",
    "",
    "\r\n",
    "e\u0301" + "\u0301" * 5_000,
    "COVID 19 疫情 a b 民盟 Hello World 中 " * 3,
    "𠮷野家🀄\U0010ffff\ue000",
    "?= =?=?= ==??",
]


@given(st.text(max_size=300) | st.text("=?utf-8bqQB_\r\n :a中\u2028\t", max_size=60))
@example("x" * 2_000)
def test_any_title_gives_one_subject_and_no_other_header(title: str) -> None:
    message = written(replace(ARTICLE, title=title))
    assert [name.lower() for name in message.keys()] == HEADERS  # noqa: SIM118
    assert message["Subject"] == subject(title)
    assert message["To"] == "reader@example.org"


@pytest.mark.parametrize("title", HOSTILE)
def test_a_hostile_title_stays_a_title(title: str) -> None:
    message = written(replace(ARTICLE, title=title))
    made = str(message["Subject"])
    assert [name.lower() for name in message.keys()] == HEADERS  # noqa: SIM118
    assert made == subject(title)
    assert made.startswith("【新文】")
    assert len(made) <= 120
    assert "=?" not in made
    assert not {unicodedata.category(c) for c in made} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert "victim" not in str(message["To"])


@pytest.mark.parametrize("title", ["题\r\n Bcc: x@example.org", "a\nBcc: x", "x\r\n\r\nbody"])
def test_a_subject_that_does_not_read_back_as_itself_is_replaced_and_the_mail_goes_out(title: str) -> None:
    message = EmailMessage(policy=email.policy.SMTP)
    message["To"] = "reader@example.org"
    message.set_content("body")
    read = email.message_from_bytes(with_subject(message, title), policy=email.policy.default)
    assert read.keys() == ["Subject", *message.keys()]
    assert read["Subject"] == "【新文】（标题见正文 see the text）"
    assert read.get_content().strip() == "body"


MARKUP = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "<a href='javascript:alert(1)'>x</a>",
    "</title></body></html><iframe src=//evil.example>",
    "&lt;b&gt;",
    "<!--",
    "<style>@import url(//evil.example)</style>",
    "{{7*7}}${7*7}%s{0}",
]


@pytest.mark.parametrize("markup", MARKUP)
def test_markup_in_any_field_is_shown_and_does_nothing(markup: str) -> None:
    article = replace(ARTICLE, title=markup, original_title=markup, source=markup, body_text=markup)
    message = written(article, replace(MATCH, keywords=(markup,)), site_name=markup)
    page = Reader(html(message))
    assert page.tags == {"html", "head", "meta", "body", "h1", "p", "br", "a"}
    assert [value for name, value in page.attributes if name == "href"] == [ARTICLE.url]
    assert {name for name, _ in page.attributes} == {"lang", "charset", "href"}
    assert "".join(page.words).count(markup) == plain(message).count(markup) == 6


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "https://e.example/\r\nx"]
)
def test_only_a_web_address_becomes_a_link(url: str) -> None:
    message = written(replace(ARTICLE, url=url))
    assert "a" not in Reader(html(message)).tags
    assert url not in plain(message)
