"""Which network addresses may be fetched: public ones, and those the operator named."""

from __future__ import annotations

import ipaddress

# Not reachable from the public web although some versions of the standard library call them global.
_EXTRA = tuple(
    ipaddress.ip_network(net)
    for net in ("100.64.0.0/10", "192.0.0.0/24", "192.88.99.0/24", "198.18.0.0/15", "240.0.0.0/4", "fec0::/10")
)
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


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


def refusal(host: str, resolved: str | None, allowed: frozenset[str]) -> str | None:
    """Return why `host` (resolved to the address `resolved`, None if not looked up) is not fetched, or None."""
    if host.lower() in allowed or (resolved and resolved in allowed):
        return None
    address = resolved or host.strip("[]")
    if is_public(address):
        return None
    return f"拒绝访问内网地址（如需要请设 TZWATCH_ALLOW_HOSTS） private address refused: {host} → {address}"
