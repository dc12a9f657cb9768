"""`tzwatch alerts`: who is told what."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import click

from alerts.addresses import valid_address
from alerts.messages import send_test
from alerts.smtp import Sender
from cli.later import not_yet
from cli.opening import catalogue, connection, smtp_url
from config import load_settings
from db import outbox, subscriptions
from news.errors import MailError, UsageError
from news.text import clean_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from click import Context, Parameter

    from news.matching import Changes, Subscription

_MOST_BOUNCES = 10
# Of a column of Postgres.
_LAST_NUMBER = 2**63 - 1
_CHANGES: dict[Changes, str] = {
    "none": "",
    "major": "，含重要改稿和撤稿 with major changes",
    "all": "，含全部改稿和撤稿 with every change",
}
_WAITS = re.compile("，邮件留在发件箱(?:，稍后再发)?|, mail waits in the outbox")


class _Number(click.ParamType[int]):
    """The number under which a subscription is listed."""

    name = "N"

    def convert(self, value: Any, param: Parameter | None, ctx: Context | None) -> int:
        text = str(value)
        # Python itself refuses to read a number of thousands of digits.
        is_number = text.isascii() and text.isdecimal() and len(text) <= len(str(_LAST_NUMBER))
        if not is_number or not 0 < int(text) <= _LAST_NUMBER:
            self.fail(
                f"应为订阅的编号 should be the number of a subscription（tzwatch alerts list 可看到 shows them）"
                f": {text[:40]}",
                param,
                ctx,
            )
        return int(text)


@click.group(name="alerts", help="邮件订阅 e-mail subscriptions")
def command() -> None:
    pass


@command.command(help="添加订阅 add a subscription")
@click.option("--to", "recipient", required=True, metavar="ADDRESS", help="收件人 the recipient")
@click.option("--keyword", "keywords", multiple=True, metavar="WORD", help="含任一词（可重复） any of these words")
@click.option("--site", "sites", multiple=True, metavar="S", help="只看这些站点（可重复） only these sites")
@click.option(
    "--changes",
    type=click.Choice(_CHANGES),
    help="另告改稿：none 不告（默认），major 重要改稿和撤稿、恢复，all 全部改稿 tell of changes, too; "
    "major: major ones, withdrawals and returns",
)
def add(recipient: str, keywords: tuple[str, ...], sites: tuple[str, ...], changes: Changes | None) -> None:
    address = valid_address(recipient)
    known = catalogue(load_settings())
    for site in sites:
        known.get(site)
    wanted = tuple(dict.fromkeys(clean_text(word) for word in keywords))
    if "" in wanted:
        raise UsageError("关键词不能为空 a keyword must not be empty")
    with connection() as conn, conn.transaction():
        same = _same(subscriptions.listed(conn), address, wanted, sites)
        if same and changes in (None, same.changes):
            made, done = same, "已有，没有重复添加 exists already, nothing added"
        else:
            made = subscriptions.add(conn, address, wanted, tuple(dict.fromkeys(sites)), changes)
            done = "已有，改稿设置已更新 exists already, now with these changes" if same else "已订阅 subscribed"
    click.echo(f"订阅 {made.id}：{_said(made)} {done}")
    _warn_without_server()


@command.command(name="list", help="所有订阅 every subscription")
@click.option("--json", "as_json", is_flag=True, help="JSON 数组 a JSON array")
def list_subscriptions(as_json: bool) -> None:
    with connection() as conn:
        found = subscriptions.listed(conn)
        waiting = outbox.counts(conn)
        bounces = outbox.latest_bounces(conn, _MOST_BOUNCES)
        unclear = outbox.latest_unclear(conn, _MOST_BOUNCES)
    if as_json:
        click.echo(json.dumps([_as_dict(s) for s in found], ensure_ascii=False, indent=1))
        return
    for subscription in found:
        rests = "  ⚠ 连续退信，已停发 rests: its mails bounced" if subscription.state == "bounced" else ""
        click.echo(f"{subscription.id:>4}  {_said(subscription)}{rests}")
    for bounce in bounces:
        click.echo(f"{'':>4}  ⚠ 退信 bounced: {bounce.recipient}: {bounce.said}")
    for mail in unclear:
        click.echo(f"{'':>4}  ⚠ 没有明确答复，不再重发 never clearly answered: {mail.recipient}: {mail.said}")
    click.echo(
        f"订阅 {len(found)} · 待发 pending {waiting.get('pending', 0)} · 已发 sent {waiting.get('sent', 0)}"
        f" · 退信 bounced {waiting.get('bounced', 0)} · 不明 unclear {waiting.get('unclear', 0)}"
    )
    _warn_without_server()


@command.command(help="取消订阅 remove a subscription")
@click.argument("number", type=_Number(), metavar="N")
def remove(number: int) -> None:
    with connection() as conn, conn.transaction():
        if not subscriptions.remove(conn, number):
            raise UsageError(f"没有订阅 no such subscription: {number}")
    click.echo(f"订阅 {number} 已取消 removed")


@command.command(help="发一封测试邮件 send a test mail")
@click.option("--to", "recipient", required=True, metavar="ADDRESS", help="收件人 the recipient")
def test(recipient: str) -> None:
    settings = load_settings()
    try:
        send_test(Sender(smtp_url(settings)), valid_address(recipient), mail_from=settings.mail_from)
    except MailError as error:
        # Of a mail server that is away the mailer says that mails wait. A test mail does not.
        said = _WAITS.sub("", str(error))
        raise MailError(f"测试邮件没有发出 the test mail was not sent: {said}") from error
    click.echo(f"测试邮件已交给邮件服务器 the test mail was handed over: {recipient}")


@command.command(context_settings={"ignore_unknown_options": True}, help="预览（后续版本） preview (later)")
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def preview(arguments: tuple[str, ...]) -> None:
    raise not_yet("alerts preview")


@command.command(context_settings={"ignore_unknown_options": True}, help="汇总（后续版本） digest (later)")
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def digest(arguments: tuple[str, ...]) -> None:
    raise not_yet("alerts digest")


def _warn_without_server() -> None:
    if load_settings().smtp_url is None:
        click.echo("未设 TZWATCH_SMTP_URL，不发邮件 not set: no mail is sent until it is", err=True)


def _same(
    found: Sequence[Subscription], address: str, keywords: Sequence[str], sites: Sequence[str]
) -> Subscription | None:
    """Return the subscription that asks for the very same already; one that rests does not count."""
    for subscription in found:
        asked = (subscription.recipient, {*subscription.keywords}, {*subscription.sites})
        if subscription.state == "active" and asked == (address, {*keywords}, {*sites}):
            return subscription
    return None


def _as_dict(subscription: Subscription) -> dict[str, object]:
    return {
        "id": subscription.id,
        "recipient": subscription.recipient,
        "keywords": list(subscription.keywords),
        "sites": list(subscription.sites),
        "changes": subscription.changes,
        "state": subscription.state,
    }


def _said(subscription: Subscription) -> str:
    words = "、".join(subscription.keywords) or "全部新文 every new article"
    where = "、".join(subscription.sites) or "所有站点 all sites"
    return f"{subscription.recipient} ← {words}（{where}）{_CHANGES[subscription.changes]}"
