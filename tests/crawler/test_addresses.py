"""Which addresses lie on the public web, in every spelling."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.network.addresses import host_of, is_literal, is_local, is_public, plain, refusal, refusal_of_proxy

_PRIVATE = (
    *("127.0.0.1", "127.255.0.9", "0.0.0.0", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1"),
    *("169.254.169.254", "100.64.0.1", "100.127.255.255", "192.0.0.8", "192.88.99.1", "198.18.0.1"),
    *("224.0.0.1", "240.0.0.1", "255.255.255.255", "192.0.2.1", "203.0.113.7"),
    *("::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12:3456::1", "fec0::1", "ff02::1", "2001:db8::1"),
)
# The same machine on this side of the fence, wrapped in IPv6.
_WRAPPED = (
    *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1"),  # IPv4-mapped, IPv4-compatible
    *("2002:7f00:1::", "2002:a00:1::1"),  # 6to4
    *("64:ff9b::7f00:1", "64:ff9b::a00:1"),  # NAT64
    "2001:0:4136:e378:8000:63bf:80ff:fffe",  # Teredo, 127.0.0.1 inverted
)
_PUBLIC = ("1.1.1.1", "100.63.255.255", "100.128.0.1", "172.15.0.1", "172.32.0.1", "2606:4700::1111", "::ffff:1.1.1.1")


@pytest.mark.parametrize("address", [*_PRIVATE, *_WRAPPED])
def test_a_private_address_is_refused(address: str) -> None:
    assert not is_public(address)
    assert refusal(address, None, frozenset())
    assert refusal("www.example.cn", address, frozenset())


@pytest.mark.parametrize("address", _PUBLIC)
def test_a_public_address_is_fetched(address: str) -> None:
    assert is_public(address)
    assert refusal("www.example.cn", address, frozenset()) is None


@pytest.mark.parametrize(
    "spelling",
    [
        *("127.0.0.1", "127.1", "2130706433", "017700000001", "0x7f000001", "0x7F.0.0.1", "127.0.0.0x1", "0177.0.0.1"),
        *("127.0.0.1.", "[::1]", "::1", "[::ffff:127.0.0.1]", "１２７.0.0.1"),
    ],
)
def test_every_spelling_of_an_address_is_one_and_a_private_one_refused(spelling: str) -> None:
    assert is_literal(spelling)
    assert refusal(spelling, None, frozenset())


@pytest.mark.parametrize(
    "name", ["www.example.cn", "0x7f.example.cn", "127.0.0.1.example.cn", "0x.cn", "localhost", ""]
)
def test_a_name_is_no_address(name: str) -> None:
    assert not is_literal(name)


def test_what_the_operator_allows_is_fetched_by_its_name_or_its_address() -> None:
    allowed = frozenset({"127.0.0.1", "intranet.example.cn"})
    assert refusal("127.0.0.1", None, allowed) is None
    assert refusal("replica.example.cn", "127.0.0.1", allowed) is None
    assert refusal("Intranet.Example.cn", "10.0.0.1", allowed) is None
    assert refusal("127.0.0.2", None, allowed)
    assert refusal("other.example.cn", "10.0.0.1", allowed)


def test_a_refusal_names_the_host_and_the_setting_that_would_allow_it() -> None:
    why = refusal("www.example.cn", "10.0.0.1", frozenset())
    assert why
    assert "www.example.cn" in why
    assert "10.0.0.1" in why
    assert "TZWATCH_ALLOW_HOSTS" in why


@pytest.mark.parametrize(
    "name",
    [
        *("localhost", "a.localhost", "printer.local", "host.localdomain", "metadata.google.internal", "router.lan"),
        *("nas.home", "gw.home.arpa", "wiki.corp", "intranet", "db", "LOCALHOST", "localhost.", "x.Local."),
    ],
)
def test_a_local_name_is_refused_before_it_is_looked_up_and_wherever_it_leads(name: str) -> None:
    assert refusal(name, None, frozenset())
    assert refusal(name, "1.1.1.1", frozenset())
    assert refusal(name, None, frozenset({plain(name)})) is None
    assert refusal(name, "10.0.0.1", frozenset({"10.0.0.1"})) is None


@pytest.mark.parametrize(
    "name", ["www.example.cn", "local.example.cn", "mylocal.cn", "xn--fiq11y.cn", "internal.com.cn"]
)
def test_a_public_name_is_not_refused_before_it_is_looked_up(name: str) -> None:
    assert not is_local(name)
    assert refusal(name, None, frozenset()) is None


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("http://WWW.Example.CN.:8080/a?b#c", "www.example.cn"),
        ("https://under_score.example.cn/", "under_score.example.cn"),
        ("http://[::FFFF:127.0.0.1]:80/", "127.0.0.1"),
        ("http://[2606:4700:0:0::1111]/", "2606:4700::1111"),
        ("http://1.1.1.1./", "1.1.1.1"),
    ],
)
def test_a_host_has_one_spelling(url: str, host: str) -> None:
    assert host_of(url) == host


@pytest.mark.parametrize(
    "place",
    [
        *("", ".", "user@example.cn", "localhost:80@example.cn", "example.cn:80@localhost", "a:b@example.cn"),
        *("localhos%74", "%31%32%37.0.0.1", "example.cn:8o", "exa mple.cn", "[fe80::1%eth0]", "[::1", "a" * 254),
        *("１２７.0.0.1", "①.example.cn", "example.cn\\@localhost"),
    ],
)
def test_an_address_that_programs_read_differently_names_no_host(place: str) -> None:
    assert host_of(f"http://{place}/a.html") is None


@pytest.mark.parametrize("proxy", ["proxy.example.net", "8.8.8.8", "2606:4700::1111"])
def test_the_host_of_a_proxy_is_no_site_unless_the_operator_says_so(proxy: str) -> None:
    assert refusal_of_proxy(proxy, frozenset(), frozenset({proxy}))
    assert refusal_of_proxy(proxy, frozenset({proxy}), frozenset({proxy})) is None
    assert refusal_of_proxy("www.example.cn", frozenset(), frozenset({proxy})) is None


@given(st.integers(0, 2**32 - 1))
def test_an_ipv4_address_wrapped_in_ipv6_is_as_public_as_it_is_alone(number: int) -> None:
    inner = ipaddress.IPv4Address(number)
    mapped = ipaddress.IPv6Address((0xFFFF << 32) | number)
    six_to_four = ipaddress.IPv6Address((0x2002 << 112) | (number << 80) | 1)
    nat64 = ipaddress.IPv6Address((0x64FF9B << 96) | number)
    assert {is_public(str(form)) for form in (mapped, six_to_four, nat64)} == {is_public(str(inner))}


@given(st.text(max_size=30))
def test_no_text_breaks_the_check(text: str) -> None:
    is_literal(text)
    host_of(f"http://{text}/")
    refusal(text, None, frozenset())
    refusal("www.example.cn", text, frozenset())
