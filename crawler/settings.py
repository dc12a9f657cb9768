"""Scrapy's settings for every site. A value that differs from Scrapy's default says why."""

from __future__ import annotations

import sys

from config import load_settings
from news.errors import ConfigError

try:
    _operator = load_settings()
except ConfigError as error:
    # Scrapy's own command shows what this import raises as a traceback (2026-11). The tzwatch command asked before.
    print(error, file=sys.stderr)
    sys.exit(error.exit_code)

BOT_NAME = "tzwatch"
COMMANDS_MODULE = "crawler.commands"
SPIDER_LOADER_CLASS = "crawler.loader.SiteSpiderLoader"
ITEM_PIPELINES = {"crawler.pipelines.StorePipeline": 100}
EXTENSIONS = {
    "crawler.lifecycle.Lifecycle": 0,
    "scrapy.extensions.telnet.TelnetConsole": None,
    "scrapy.extensions.corestats.CoreStats": None,
    "scrapy.extensions.logstats.LogStats": None,
}
# Ports that nobody asked for stay closed.
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False

USER_AGENT = _operator.user_agent
# The gate keeps one request in flight a host and the pace between them, and the handler behind it bounds what a
# hostile server is given; robots rules are checked before it.
DOWNLOAD_HANDLERS = {
    "http": "crawler.handler.SiteHandler",
    "https": "crawler.handler.SiteHandler",
    "file": None,
    "data": None,
    "ftp": None,
    "s3": None,
}
TWISTED_DNS_RESOLVER = "crawler.network.gate.GateResolver"
TZWATCH_ALLOWED = _operator.allow_hosts
TZWATCH_DELAY = _operator.delay
DOWNLOADER_MIDDLEWARES = {
    # Ours also waits when robots.txt cannot be read, keeps its crawl-delay and remembers it between crawls.
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "crawler.network.robots.RobotsMiddleware": 100,
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "crawler.network.outage.OutageMiddleware": 90,
    "crawler.browser.choice.BrowserMiddleware": 95,
    "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": None,
    "crawler.network.limits.RefreshMiddleware": 580,
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
    "crawler.network.limits.CompressionMiddleware": 590,
}
ROBOTSTXT_OBEY = True
CONCURRENT_REQUESTS = 8
DOWNLOAD_DELAY = 0
CONCURRENT_REQUESTS_PER_DOMAIN = 8
DOWNLOAD_TIMEOUT = 30
# A page of 8 MiB is no article.
DOWNLOAD_MAXSIZE = 8 * 1024 * 1024
DOWNLOAD_WARNSIZE = 0
# Certificates are checked: what was published must have come from the publisher.
DOWNLOAD_VERIFY_CERTIFICATES = True
REDIRECT_MAX_TIMES = 10
# Statuses are read by the spider, which says what each means for the site.
HTTPERROR_ALLOW_ALL = True
RETRY_TIMES = 1
# Scrapy's list without timeouts: who kept us waiting for half a minute is not asked again at once (2026-11).
RETRY_EXCEPTIONS = [
    "scrapy.exceptions.CannotResolveHostError",
    "scrapy.exceptions.DownloadConnectionRefusedError",
    "scrapy.exceptions.DownloadFailedError",
    "scrapy.exceptions.ResponseDataLossError",
    "twisted.internet.error.ConnectError",
    "twisted.internet.error.ConnectionClosed",
    OSError,
    "scrapy.core.downloader.handlers.http11.TunnelError",
]
# 429 and 503 ask for patience: the next crawl tries again, not the next second.
RETRY_HTTP_CODES = [500, 502, 504, 522, 524, 408]
REFERRER_POLICY = "no-referrer"
# Scrapy's default sends Accept-Language: en, and some sites answer it with their English page.
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,*/*;q=0.8",
    "Accept-Language": "zh-CN,zh;q=0.9,en;q=0.5",
}
STATS_DUMP = False
LOG_LEVEL = "WARNING"
