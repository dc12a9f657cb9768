"""What counts as a mail address."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.addresses import sender_address, valid_address
from news.errors import ConfigError, UsageError


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("reader@example.org", "reader@example.org"),
        ("  reader@example.org ", "reader@example.org"),
        ("Li.Ming+news@Mail.Example.ORG", "Li.Ming+news@mail.example.org"),
        ("o'brien_%x@sub-domain.example.cn", "o'brien_%x@sub-domain.example.cn"),
        ("12345@qq.com", "12345@qq.com"),
        ("tzwatch@localhost", "tzwatch@localhost"),
        ("a@xn--fiq228c.xn--fiqs8s", "a@xn--fiq228c.xn--fiqs8s"),
        (f"{'a' * 64}@example.org", f"{'a' * 64}@example.org"),
    ],
)
def test_a_plain_address_is_taken(typed: str, address: str) -> None:
    assert valid_address(typed) == address


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "reader",
        "@example.org",
        "reader@",
        "reader@gmail",
        "a@b@example.org",
        "a@example.org,b@example.org",
        "a@example.org;b@example.org",
        "a@example.org b@example.org",
        "Reader <reader@example.org>",
        "<reader@example.org>",
        '"reader"@example.org',
        "reader(comment)@example.org",
        "reader@[127.0.0.1]",
        "reader@127.0.0.1",
        "reader@example.org\n",
        "reader@example.org\r\nBcc: other@example.org",
        "reader\r\nRCPT TO:<x@example.org>@example.org",
        "reader\t@example.org",
        "reader\x00@example.org",
        "reader@example.org\u2028",
        "读者@example.org",
        "reader@例子.中国",
        "reader@examp\u200ble.org",
        "reader\u202e@example.org",
        "\udcffreader@example.org",
        ".reader@example.org",
        "reader.@example.org",
        "re..ader@example.org",
        "reader@-example.org",
        "reader@example-.org",
        "reader@example..org",
        "reader@.example.org",
        "reader@example.org.",
        "reader\\@example.org",
        f"{'a' * 65}@example.org",
        f"a@{'b' * 64}.org",
        f"a@{'b.' * 130}org",
    ],
)
def test_anything_else_is_refused_in_one_line(typed: str) -> None:
    with pytest.raises(UsageError) as refused:
        valid_address(typed)
    assert len(str(refused.value).splitlines()) == 1
    str(refused.value).encode()


@given(st.text(max_size=80) | st.text("abc@.<>\"'\r\n\t ,;:=?-", max_size=30))
def test_no_text_becomes_an_address_that_could_carry_a_header(typed: str) -> None:
    try:
        address = valid_address(typed)
    except UsageError:
        return
    assert address.isascii()
    assert address.isprintable()
    assert not set(address) & set(' <>",;:()[]\\')
    assert address.count("@") == 1


def test_a_wrong_sender_address_is_the_operators_to_correct() -> None:
    with pytest.raises(ConfigError, match="TZWATCH_MAIL_FROM"):
        sender_address("统战观察 <a@example.org>")
