"""`tzwatch db`: the database behind everything."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING

import click

from cli.opening import connection, database, database_url
from cli.prune import command as prune
from config import load_settings
from db import merging, search, stories
from db.connection import environment
from db.migrate import read_migrations
from db.server import EmbeddedServer
from news.errors import UsageError

if TYPE_CHECKING:
    from config import Settings


@click.group(name="db", help="数据库 the database")
def command() -> None:
    pass


@command.command(help="启动并保持运行 start the private server and keep it running")
def start() -> None:
    settings = load_settings()
    server = _own_server(settings)
    with database() as url:
        server.keep()
    click.echo(f"数据库已启动 the database runs: {url}")


@command.command(help="停止 stop the private server")
def stop() -> None:
    _own_server(load_settings()).stop()
    click.echo("数据库已停止 the database is stopped")


@command.command(help="更新表结构 apply the migrations")
def migrate() -> None:
    with connection() as conn:
        while count := search.backlog(conn):
            click.echo(f"{count} 篇旧文章可检索了 older articles can be searched now", err=True)
        while merging.merge(conn):
            click.echo("正在整理检索 tidying the search", err=True)
        while count := stories.backlog(conn):
            click.echo(f"{count} 篇旧文章已查转载 older articles were compared for reprints", err=True)
        click.echo(f"表结构是最新的（第 {read_migrations()[-1].number} 号迁移） the tables are up to date")


@command.command(help="连接字符串 the connection string")
def url() -> None:
    with database() as found:
        click.echo(found)


@command.command(help="打开 psql open psql")
def shell() -> int:
    psql = shutil.which("psql")
    if psql is None:
        raise UsageError("没有 psql，请安装 install it: apt-get install postgresql-client")
    with database() as found:
        return subprocess.run([psql], env=os.environ | environment(found), check=False).returncode


command.add_command(prune, "prune")


def _own_server(settings: Settings) -> EmbeddedServer:
    if database_url(settings):
        raise UsageError(
            "已设 TZWATCH_DATABASE_URL，数据库不归 tzwatch 启停 that database is not ours to start or stop"
        )
    return EmbeddedServer(settings.home / "postgres")
