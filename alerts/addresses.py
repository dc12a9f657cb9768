"""Mail addresses as people type them: one plain address, or an error that says what is wrong with it."""

from __future__ import annotations

import re

from news.errors import ConfigError, UsageError

# A local part without quotes (RFC 5322 dot-atom) and a host name. Anything wider (quoted local parts, comments,
# display names, address literals) is legal and is how headers are injected; no reader of ours has such an address.
_LOCAL = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*", re.IGNORECASE)
_DOMAIN = re.compile(
    r"((?!-)[a-z0-9-]{1,63}(?<!-)\.)+(?!-)(?=[a-z0-9-]*[a-z])[a-z0-9-]{2,63}(?<!-)|localhost", re.IGNORECASE
)
_MAX_LOCAL, _MAX_ADDRESS = 64, 254


def valid_address(text: str) -> str:
    """Return the address with its domain in lower case. Raise UsageError for all but one plain address."""
    address = text.strip(" ")
    local, at, domain = address.partition("@")
    if not at or "@" in domain:
        raise _refused(text, "应为一个 name@example.org expected one such address")
    if not address.isascii():
        raise _refused(text, "含非 ASCII 字符，中文域名请写 xn-- 形式 write an international domain in its xn-- form")
    if len(local) > _MAX_LOCAL or len(address) > _MAX_ADDRESS:
        raise _refused(text, "过长 too long")
    if not _LOCAL.fullmatch(local) or not _DOMAIN.fullmatch(domain):
        raise _refused(
            text, "含不允许的字符，或域名不完整 has characters that are not allowed, or an incomplete domain"
        )
    return f"{local}@{domain.lower()}"


def sender_address(mail_from: str) -> str:
    """Return the operator's own address. Raise ConfigError when it is none: nothing could be sent in its name."""
    try:
        return valid_address(mail_from)
    except UsageError as error:
        raise ConfigError(f"TZWATCH_MAIL_FROM 设置有误 is wrong: {error}") from error


def _refused(text: str, why: str) -> UsageError:
    return UsageError(f"邮件地址无效 no usable mail address: {text[:100]!r}：{why}")
