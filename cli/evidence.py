"""`tzwatch evidence`: one article's raw pages, texts, edits and citation in a ZIP that others can verify."""

from __future__ import annotations

import re
import zipfile
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli import evidence_files as made
from cli.finding import stored_article
from cli.opening import catalogue, connection
from cli.writing import opened_bytes, opened_new
from config import load_settings
from crawler.archive.evidence import proofs
from crawler.archive.snapshots import Shelf
from db.history import history, withdrawn_at
from db.versions import versions_of
from news.dates import SHANGHAI
from news.errors import ReadError, UsageError
from news.text import letters

if TYPE_CHECKING:
    from collections.abc import Sequence

    from config import Settings
    from crawler.archive.evidence import Proof
    from db.versions import Version

_UNSAFE = re.compile(r"[^a-z0-9.-]+")
_LONGEST_SLUG = 40
# What `import` names the site of pages without an address.
_NO_SITE = "import"
# What a ZIP can say.
_EARLIEST, _LATEST = datetime(1980, 1, 1, tzinfo=UTC), datetime(2107, 1, 1, tzinfo=UTC)


@click.command(
    help="一篇文章的证据包：网页原件、各版正文、差异、引用、校验和 a package that proves what an article said"
)
@click.argument("url", metavar="URL")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="FILE.zip",
    help="写到文件；默认在当前文件夹，文件名带版本和时间，不覆盖 "
    "by default a file here, named by version and time, nothing is overwritten",
)
def command(url: str, out: Path | None) -> None:
    _check_ending(out)
    settings, made_at = load_settings(), datetime.now(UTC)
    with connection() as conn:
        article_id, row = stored_article(conn, url)
        versions = versions_of(conn, article_id)
        happened = history(conn, article_id)
        found, archive = proofs(conn, Shelf(settings.home, settings.pages_archive), versions, happened)
    files = made.version_files(row, versions, found) | made.diff_files(row, versions, found)
    cited = made.citation_file(_site_name(settings, row["site"]), versions, found, withdrawn_at(happened))
    files |= {
        "citation.txt": cited,
        "events.json": made.events_file(row, happened),
        "README.txt": made.readme_file(found),
    }
    if archive:
        files[f"warc/{_UNSAFE.sub('-', row['site'])}-{article_id}.warc.gz"] = archive
    files[made.MANIFEST] = made.manifest_file(row, versions, found, files, made_at)
    files[made.SUMS] = made.sums_file(files)
    package = zipped(files, max(version.seen_at for version in versions))
    target = _write(package, out, package_name(row, article_id, made_at))
    _say(target, versions, found)
    if all(proof.missing for proof in found):
        raise ReadError(
            f"网页原件一个也没有，证据包里只有文字 no raw page is there, the package has texts only: "
            f"{_advice(settings, found)}"
        )


def _check_ending(out: Path | None) -> None:
    """Raise UsageError for a file whose name says that it is something else; without an ending it says nothing."""
    if out and out.suffix and out.suffix.lower() != ".zip" and not out.is_dir():
        raise UsageError(f"证据包是 ZIP 文件，后缀应为 .zip a package is a ZIP file, name it .zip: {out}")


def package_name(row: dict[str, Any], article_id: int, made_at: datetime) -> str:
    """Return the package's own file name: the site, the article's number and version, when it was made (Beijing), and
    its title's letters for the eye.
    """
    title = letters(row["title"])[:_LONGEST_SLUG]
    site, stamp = _UNSAFE.sub("-", row["site"]), made_at.astimezone(SHANGHAI).strftime("%Y%m%d-%H%M%S")
    return f"tzwatch-{site}-{article_id}-v{row['version']}-{stamp}{f'-{title}' if title else ''}.zip"


def _write(package: bytes, out: Path | None, name: str) -> Path:
    """Write to the file that was named, else under a name of its own, which overwrites nothing; return the file."""
    if out and not out.is_dir():
        with opened_bytes(out) as file:
            file.write(package)
        return out
    with opened_new((out or Path()) / name) as (file, target):
        file.write(package)
    return target


def zipped(files: made.Files, at: datetime) -> bytes:
    """Return the files as a ZIP, in the order of their names and all of one time: equal files give equal bytes."""
    buffer = BytesIO()
    stamp = min(max(at.astimezone(UTC), _EARLIEST), _LATEST).timetuple()[:6]
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, stamp)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            # The system that it was made on is part of the bytes.
            entry.create_system = 3
            package.writestr(entry, files[name])
    return buffer.getvalue()


def _site_name(settings: Settings, site: str) -> str:
    """Return a site's name, its host when it has no definition, '' for pages without an address."""
    known = catalogue(settings).sites.get(site)
    return known.name if known else "" if site == _NO_SITE else site


def _advice(settings: Settings, found: Sequence[Proof]) -> str:
    """Say how the raw pages, which are all missing, may come back."""
    if not found:
        return "当时没有保存 none was kept"
    if all(proof.page.dropped_at for proof in found):
        return "已按保存期删除，只有备份里还有 given up by age, only a backup has them"
    if any(proof.page.moved_at for proof in found):
        folder = settings.pages_archive or "（未设 not set）"
        return f"请接上 TZWATCH_PAGES_ARCHIVE 再做一次 mount it and try again: {folder}"
    return f"请恢复这个文件夹再做一次 restore this folder and try again: {settings.home / 'warc'}"


def _say(target: Path, versions: Sequence[Version], found: Sequence[Proof]) -> None:
    kept = sum(not proof.missing for proof in found)
    click.echo(f"{target}：{len(versions)} 个版本 versions，{kept} 个网页原件 raw pages")
    for version in versions:
        if version.snapshot_id is None:
            click.echo(f"第 {version.version} 版没有网页原件 version has no raw page", err=True)
    for proof in found:
        if proof.missing or not proof.is_intact:
            why = proof.missing or "与当初记下的 SHA-256 不符 its SHA-256 is not what was noted when it was stored"
            click.echo(f"第 {proof.version} 版 version: {why}", err=True)
