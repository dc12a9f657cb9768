"""`tzwatch mailer`: match events with subscriptions and send what is in the outbox."""

from __future__ import annotations

import logging

import click

from alerts.mailer import run_forever, run_once
from alerts.smtp import Sender
from cli.logs import log_to
from cli.opening import catalogue, connection, database, smtp_url
from cli.stopping import stop_on_signals
from config import load_settings


@click.command(help="只运行邮件：配对订阅并发信 match subscriptions and send mail")
@click.option("--once", is_flag=True, help="发完即止 send what is due, then end")
def command(once: bool) -> None:
    settings = load_settings()
    log_to(settings, "mailer", console=logging.WARNING if once else logging.INFO)
    sender = Sender(smtp_url(settings))
    names = {site.id: site.name for site in catalogue(settings).sites.values()}
    if once:
        with connection() as conn:
            sent = run_once(
                conn,
                sender,
                mail_from=settings.mail_from,
                site_names=names,
                contact=settings.contact_text,
                operator=settings.operator_address,
            )
        click.echo(f"已发送 sent {sent.sent} · 稍后再试 retried {sent.retried} · 退信 bounced {sent.bounced}")
        return
    stop = stop_on_signals()
    with database() as url:
        run_forever(
            url,
            sender,
            mail_from=settings.mail_from,
            site_names=names,
            stop=stop,
            contact=settings.contact_text,
            operator=settings.operator_address,
        )
