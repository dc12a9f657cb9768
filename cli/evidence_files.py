"""The files of an evidence package, made from what is stored; the same article gives the same bytes."""

from __future__ import annotations

import hashlib
import json
from html import escape
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from cli import diff_html
from cli.article import LABELS
from cli.evidence_readme import readme
from cli.rows import as_cell, as_json_row, shown_time
from config import VERSION
from news.citation import ORIGIN_WORDS, citation
from news.dates import SHANGHAI
from news.diff.articles import compare

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from crawler.archive.evidence import Proof
    from db.history import Happened
    from db.versions import Version
    from news.citation import Origin

Files = dict[str, bytes]

MANIFEST, SUMS = "manifest.json", "sha256sums.txt"
_SHOWN = ("original_title", "subtitle", "published_at", "source", "author", "editor", "breadcrumb", "url", "site")
# Nothing is fetched and nothing runs, whatever a page brought along.
_PAGE = """<!DOCTYPE html>
<html lang="zh">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<title>{title}</title>
<style>body {{ max-width: 44em; margin: 2em auto; line-height: 1.7 }} th {{ text-align: left }}</style>
</head>
<body>
<h1>{title}</h1>
<table>
{rows}
</table>
{body}
</body>
</html>
"""


def version_files(row: Mapping[str, Any], versions: Sequence[Version], proofs: Sequence[Proof]) -> Files:
    """Return each version as text, as a page and as data. `row`: the article's current row."""
    files: Files = {}
    for version in versions:
        came = _came(version, proofs)
        known = dict(row) | _fields(version)
        name = f"text/v{version.version}"
        files[f"{name}.txt"] = _text(f"{version.article.title}\n\n{version.article.body_text}\n")
        files[f"{name}.html"] = _text(_page(known, version, came))
        files[f"{name}.json"] = _json(as_json_row(known) | {"seen_at": _time(version.seen_at), "origin": came[0]})
    return files


def diff_files(row: Mapping[str, Any], versions: Sequence[Version], proofs: Sequence[Proof]) -> Files:
    """Return what differs between each version and the one before, as pages."""
    files: Files = {}
    for old, new in pairwise(versions):
        labels = _label(old, _came(old, proofs)), _label(new, _came(new, proofs))
        page = diff_html.page(compare(old.article, new.article), row["url"], new.article.title, labels, "")
        files[f"diff/v{old.version}-v{new.version}.html"] = _text(page)
    return files


def _came(version: Version, proofs: Sequence[Proof]) -> tuple[Origin, datetime]:
    """Return where a version came from and when: by its first raw page, else it was fetched when it was seen."""
    first = next(iter(_pages_of(version, proofs)), None)
    return (first.origin, first.at) if first else ("fetched", version.seen_at)


def _label(version: Version, came: tuple[Origin, datetime]) -> str:
    origin, at = came
    how = "" if origin == "fetched" else f"{' '.join(ORIGIN_WORDS[origin])} "
    at = version.seen_at if origin == "fetched" else at
    return f"第 {version.version} 版 version {version.version}（{how}{shown_time(at)}）"


def _fields(version: Version) -> dict[str, Any]:
    """Return what a version says, under the public names."""
    article = version.article
    names = (
        "title",
        "original_title",
        "subtitle",
        "source",
        "source_url",
        "author",
        "editor",
        "body_text",
        "body_html",
    )
    return {name: getattr(article, name) for name in names} | {
        "published_at": article.published.at if article.published else None,
        "published_precision": article.published.precision if article.published else None,
        "breadcrumb": list(article.breadcrumb),
        "keywords": list(article.keywords),
        "images": [{"url": image.url, "caption": image.caption} for image in article.images],
        "attachments": [{"url": file.url, "title": file.title} for file in article.attachments],
        "version": version.version,
    }


def _page(row: Mapping[str, Any], version: Version, came: tuple[Origin, datetime]) -> str:
    origin, at = came
    said = {LABELS[name]: _shown(row, name) for name in _SHOWN} | {LABELS["version"]: str(version.version)}
    if origin == "fetched":
        said["见到 seen"] = shown_time(version.seen_at)
    else:
        said[" ".join(ORIGIN_WORDS[origin])] = shown_time(at)
    rows = "\n".join(
        f"<tr><th>{escape(label)}</th><td>{escape(text)}</td></tr>" for label, text in said.items() if text
    )
    return _PAGE.format(title=escape(version.article.title), rows=rows, body=version.article.body_html)


def _shown(row: Mapping[str, Any], name: str) -> str:
    if name == "published_at":
        return shown_time(row[name], row["published_precision"]) if row[name] else ""
    return as_cell(row[name])


def citation_file(site: str, versions: Sequence[Version], proofs: Sequence[Proof], gone_at: datetime | None) -> bytes:
    """Return how to cite the newest version, then each with its number, its time and SHA-256.

    gone_at: since when the site has withdrawn the article, which a note says below the citation.
    """
    lines: list[str] = []
    for version in reversed(versions):
        first = next((proof.page for proof in _pages_of(version, proofs)), None)
        origin, at = _came(version, proofs)
        cited = citation(version.article, site=site, at=at, origin=origin)
        digest = f"，SHA-256: {first.sha256.hex()}" if first else ""
        if not lines:
            lines = [cited, *([_withdrawal_note(gone_at)] if gone_at else []), ""]
        lines.append(f"{cited} 第 {version.version} 版，{ORIGIN_WORDS[origin][0]} {_time(at)}{digest}.")
    return _text("\n".join(lines) + "\n")


def _withdrawal_note(at: datetime) -> str:
    return (
        f"注 note：网站已撤下此文，{_time(at)} 确认，上面引的是撤下前最后一版 "
        f"the site has withdrawn this article, confirmed at that time; what is cited is its last version"
    )


def events_file(row: Mapping[str, Any], happened: Sequence[Happened]) -> bytes:
    """Return what happened to the article when."""
    seen = {name: _time(row[name]) for name in ("first_seen_at", "last_seen_at", "changed_at")}
    events = [
        {
            "seq": event.seq,
            "kind": event.kind,
            "at": _time(event.at),
            "version": event.version,
            "title": event.title,
            "fields": event.fields,
            "weight": event.weight,
            "classes": event.classes,
        }
        for event in happened
    ]
    return _json({"status": row["status"], **seen, "events": events})


def manifest_file(
    row: Mapping[str, Any], versions: Sequence[Version], proofs: Sequence[Proof], files: Files, made_at: datetime
) -> bytes:
    """Return the list of everything; with the time of making, the only thing that differs from package to package."""
    return _json(
        {
            "tool": f"tzwatch/{VERSION}",
            "made_at": _time(made_at),
            "article": {name: as_json_row(dict(row))[name] for name in ("site", "url", "title", "status", "version")},
            "versions": [
                {
                    "version": version.version,
                    "seen_at": _time(version.seen_at),
                    "title": version.article.title,
                    "pages": [_proof(proof) for proof in _pages_of(version, proofs)],
                    "missing": None if version.snapshot_id else "没有网页原件 no raw page was kept",
                }
                for version in versions
            ],
            # What came in the article's place when it was withdrawn; the numbers are those in events.json.
            "withdrawals": [{"seq": p.event_seq, **_proof(p)} for p in proofs if p.event_seq is not None],
            "files": [
                {"name": name, "size": len(files[name]), "sha256": hashlib.sha256(files[name]).hexdigest()}
                for name in sorted(files)
            ],
        }
    )


def _pages_of(version: Version, proofs: Sequence[Proof]) -> list[Proof]:
    return [proof for proof in proofs if proof.version == version.version and proof.event_seq is None]


def _proof(proof: Proof) -> dict[str, Any]:
    page = proof.page
    return {
        "url": page.url,
        "origin": proof.origin,
        **_when(proof),
        "content_type": page.content_type,
        "page_sha256": page.sha256.hex(),
        "intact": proof.is_intact if not proof.missing else None,
        "warc_record_id": proof.record_id or None,
        "warc_payload_digest": proof.payload_digest or None,
        "warc_offset": proof.offset,
        "warc_length": proof.length,
        "from_file": page.file,
        "missing": proof.missing or None,
    }


def _when(proof: Proof) -> dict[str, Any]:
    """Return a page's times by its origin, and the status that a server gave, if one did."""
    page = proof.page
    match proof.origin:
        case "fetched":
            return {"fetched_at": _time(page.fetched_at), "http_status": page.status}
        case "archive":
            times = {"archived_at": _time(proof.dated), "imported_at": _time(proof.imported_at)}
            return {**times, "http_status": page.status}
        case _:
            dated = {"dated_at": _time(proof.dated)} if proof.dated else {}
            return {"imported_at": _time(proof.imported_at), **dated}


def sums_file(files: Files) -> bytes:
    """Return what `sha256sum -c` reads."""
    return "".join(f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files)).encode()


def readme_file(proofs: Sequence[Proof]) -> bytes:
    return readme({proof.origin for proof in proofs}).encode()


def _time(at: datetime | None) -> str | None:
    return at.astimezone(SHANGHAI).isoformat(timespec="seconds") if at else None


def _json(value: object) -> bytes:
    return _text(json.dumps(value, ensure_ascii=False, indent=1) + "\n")


def _text(text: str) -> bytes:
    return text.encode("utf-8", "backslashreplace")
