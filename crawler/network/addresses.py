"""Which network addresses may be fetched: public ones, and those the operator named."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import urlsplit

# Not reachable from the public web although some versions of the standard library call them global.
_EXTRA = tuple(
    ipaddress.ip_network(net)
    for net in ("100.64.0.0/10", "192.0.0.0/24", "192.88.99.0/24", "198.18.0.0/15", "240.0.0.0/4", "fec0::/10")
)
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
# Names that no public registry hands out (RFC 6761, 6762 appendix G, 8375); what they lead to is close by.
_LOCAL = ("localhost", "local", "localdomain", "internal", "intranet", "private", "corp", "home", "lan", "home.arpa")
# User names are left out: no news page needs one, and not every program finds the host behind one.
_PLACE = re.compile(r"(\[[0-9a-f:.]+\]|[0-9a-z._-]{1,253})(:[0-9]{0,5})?", re.IGNORECASE | re.ASCII)


def is_public(address: str) -> bool:
    """Tell whether an address literal lies on the public web; wrapped IPv4 addresses are unwrapped first."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    inner = _inner_ipv4(ip)
    if inner is not None:
        return is_public(str(inner))
    return ip.is_global and not ip.is_multicast and not any(ip in net for net in _EXTRA if net.version == ip.version)


def _inner_ipv4(ip: ipaddress.IPv4Address | ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    if not isinstance(ip, ipaddress.IPv6Address):
        return None
    if ip.ipv4_mapped or ip.sixtofour:
        return ip.ipv4_mapped or ip.sixtofour
    if ip.teredo:
        return ip.teredo[1]
    if ip in _NAT64 or (int(ip) >> 32 == 0 and int(ip) > 1):
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return None


def is_literal(host: str) -> bool:
    """Tell whether a host is written as an address, in any spelling that a resolver would take for one."""
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        # Decimal, octal, hexadecimal, fewer than four parts: the last one tells, for no top-level domain is a number.
        last = host.rstrip(".").rpartition(".")[2].lower()
        return last.isdigit() or last.startswith("0x")
    return True


def is_local(name: str) -> bool:
    """Tell whether a name is meant for a small network: no public name ends so, or has one part only."""
    return "." not in name or any(name == end or name.endswith(f".{end}") for end in _LOCAL)


def host_of(url: str) -> str | None:
    """Return the host that an address names, spelled plainly; None: it names none that could be asked."""
    try:
        found = _PLACE.fullmatch(urlsplit(url).netloc)
    except ValueError:
        return None
    return plain(found[1]) or None if found else None


def plain(host: str) -> str:
    """Return a host in the one spelling that is compared: lower case, no dot at the end, an address without brackets
    and as the standard library writes it, one of IPv4 unwrapped.
    """
    name = host.strip("[]").rstrip(".").lower()
    try:
        ip = ipaddress.ip_address(name)
    except ValueError:
        return name
    return str(_inner_ipv4(ip) or ip)


def refusal(host: str, resolved: str | None, allowed: frozenset[str]) -> str | None:
    """Return why `host` is not fetched, or None. resolved: the address that its name led to; None: it was not looked
    up, and only an address or a local name can be told to be private.
    """
    name = plain(host)
    if name in allowed or (resolved and resolved in allowed):
        return None
    if is_literal(name):
        private = not is_public(resolved or name)
    else:
        private = is_local(name) or (resolved is not None and not is_public(resolved))
    return _refused(f"{host} → {resolved}" if resolved else host) if private else None


def refusal_of_proxy(host: str, allowed: frozenset[str], proxies: frozenset[str]) -> str | None:
    """Return why a page on a proxy's own host is not fetched: the connection to the proxy itself is no page's."""
    return _refused(f"{host}（代理 the proxy）") if host in proxies and host not in allowed else None


def _refused(what: str) -> str:
    return f"拒绝访问内网地址（如需要请设 TZWATCH_ALLOW_HOSTS） private address refused: {what}"
