"""What the reader of an evidence package finds first: what it holds and how to verify it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

    from news.citation import Origin

_BEGINNING = """证据包 Evidence package
=======================

这是 tzwatch（统战观察）为一篇文章做的证据包：网站发过什么、什么时候看到的、后来改了什么。
This package was made by tzwatch for one article: what the site published, when it was seen, what was changed later.

文件 Files
----------
manifest.json     清单：每个文件的 SHA-256 和大小，每个网页原件的来历、时间、SHA-256、在 WARC 中的位置
                  every file with its SHA-256 and size; every raw page: where it came from (origin), its time, SHA-256,
                  its place in the WARC file
sha256sums.txt    同样的校验和，sha256sum 可直接读取 the same digests, as sha256sum takes them
warc/             网页原件，WARC 1.1；记录照抄原文件，编号、时间、校验和不变；撤稿的，还有当时返回的页面
                  the raw pages, and what came in their place at a withdrawal; the records are copied byte for byte,
                  with their ids, dates and digests
text/vN.txt       第 N 版的正文 the text of version N
text/vN.html      第 N 版，便于阅读（不含脚本，不联网） version N to be read (no scripts, nothing is fetched)
text/vN.json      第 N 版的全部字段 every field of version N
diff/             相邻两版的差异 what differs between a version and the next
events.json       何时首次见到、改稿、撤稿、恢复 when it was first seen, changed, withdrawn, restored
citation.txt      引用格式（GB/T 7714—2015） how to cite it

核对 How to verify
------------------
1. 在解压后的文件夹里 in the unpacked folder:

       sha256sum -c sha256sums.txt          （macOS: shasum -a 256 -c sha256sums.txt）

2. WARC 记录自带校验和 the records carry digests of their own（pip install warcio）:

       warcio check -v warc/*.warc.gz

3. 网页的 SHA-256 the page's SHA-256 (manifest.json: page_sha256, warc_offset):

       warcio extract --payload warc/*.warc.gz OFFSET | sha256sum

4. 按原样浏览 to see the page as it was: pywb (wb-manager add …) 或 or replayweb.page。

说明 What it proves, and what not
---------------------------------
"""

_OF_ORIGINS: dict[Origin, str] = {
    "fetched": """抓取的网页 fetched（origin: fetched）：时间是抓取机器的时钟（UTC）。WARC 记录的是这台机器收到的内容。
Times are those of the fetching machine's clock (UTC). The records say what this machine received.
""",
    "imported": """导入的网页 imported（origin: imported）：从文件导入，不是这台机器从网站取得的；
imported_at 是导入的时间。文件从哪里来、网站当时是否这样发布，这个包证明不了。dated_at 是提供文件的人所说的时间。
These pages came from files, this machine did not get them from the site; imported_at is when they were imported. Where
the files came from, and whether the site published this, is not proved here. dated_at is what whoever gave them said.
""",
    "archive": """存档的网页 archive（origin: archive）：取自别人的存档文件，
archived_at 是存档记录自己的时间，imported_at 是导入的时间。它们只和那份存档一样可信。
These pages are out of an archive that others made: archived_at is its record's own date, imported_at is when it was
imported. They are worth as much as that archive.
""",
}

_END = """没有第三方的时间戳或签名。需要时，请把 sha256sums.txt 的 SHA-256 交给公证处或时间戳服务。
No third party has stamped or signed anything here. Where that is needed, have the SHA-256 of sha256sums.txt notarised
or time-stamped.

压缩过的网页按收到的样子保存；校验和 page_sha256 是解压之后的。没有原件的版本，清单里写明原因（missing）。
Pages that came compressed are kept so; page_sha256 is of the page after unpacking. Where a version has no raw page, the
manifest says why (missing).
"""


def readme(origins: Collection[Origin]) -> str:
    """Return the text; of where pages come from it explains those that are in the package."""
    return "\n".join([_BEGINNING.rstrip("\n"), *(said for name, said in _OF_ORIGINS.items() if name in origins), _END])
