"""Only our own server's word counts (attack rows 24, 25; RFC 8601)."""

import pytest

from notifier.core.inbound.authentication import vouched
from notifier.core.inbound.bounds import bounded
from notifier.model.heard import Vouched

OURS = "mx.cdo.example"
OWN_RECEIVED = "Received: from x by mx.cdo.example (Postfix); Tue, 20 Oct 2020 10:00:00 +0300\n"
FOREIGN_RECEIVED = "Received: from y by mx.evil.example; Tue, 20 Oct 2020 09:59:00 +0300\n"
RESULTS = "Authentication-Results: "


def verdict(headers: str, *, authserv_id: str = OURS, sender: str = "anna@school1.example") -> Vouched:
    """What the headers say of the sender."""
    return vouched(bounded(f"{headers}\n\nx".encode()).headers, sender=sender, authserv_id=authserv_id, domain="cdo.example")


@pytest.mark.parametrize(("results", "expected"), [
    ("mx.cdo.example; dmarc=pass header.from=school1.example", Vouched.PASSED),
    ("mx.cdo.example 1; spf=pass smtp.mailfrom=x; dmarc=pass (p=none) header.from=school1.example", Vouched.PASSED),
    ("mx.cdo.example; dkim=pass header.d=school1.example header.s=s1", Vouched.PASSED),
    ("mx.cdo.example; dkim=pass header.i=@school1.example", Vouched.PASSED),
    ("mx.cdo.example; dkim=pass header.d=evil.example", Vouched.SILENT),
    ("mx.cdo.example; dkim=pass header.d=example", Vouched.SILENT),
    ("mx.cdo.example; dkim=pass header.d=1.example", Vouched.SILENT),
    ("mx.cdo.example; dkim=fail header.d=school1.example", Vouched.SILENT),
    ("mx.cdo.example; dkim=temperror header.d=school1.example; dkim=pass header.d=evil.example", Vouched.SILENT),
    ("mx.cdo.example; arc=pass header.d=school1.example", Vouched.SILENT),
    ("mx.cdo.example; dmarc=temperror header.from=school1.example", Vouched.SILENT),
    ("mx.cdo.example; spf=pass smtp.mailfrom=school1.example", Vouched.SILENT),
    ("mx.cdo.example; dmarc=fail header.from=school1.example", Vouched.FAILED),
    ("mx.cdo.example; dmarc=fail header.from=school1.example; dkim=pass header.d=school1.example", Vouched.FAILED),
    ("mx.cdo.example; dmarc=pass header.from=evil.example", Vouched.SILENT),
    ("mx.cdo.example; none", Vouched.SILENT),
    ("mx.cdo.example (; dmarc=pass header.from=school1.example); dmarc=none", Vouched.SILENT),
    ("mx.cdo.example; spf=pass (of x; dmarc=pass header.from=school1.example ; y) smtp.mailfrom=evil.example", Vouched.SILENT),
    ("mx.cdo.example; spf=pass (a (b) ; dkim=pass header.d=school1.example ; c) smtp.mailfrom=evil.example", Vouched.SILENT),
    (r"mx.cdo.example; spf=pass (a \) ; dkim=pass header.d=school1.example ; c) smtp.mailfrom=evil.example", Vouched.SILENT),
    ('mx.cdo.example; spf=pass (a " ; dkim=pass header.d=school1.example ; c) smtp.mailfrom=evil.example', Vouched.SILENT),
    ("mx.evil.example; dmarc=pass header.from=school1.example", Vouched.SILENT),
    ("mx.cdo.example.evil.example; dmarc=pass header.from=school1.example", Vouched.SILENT),
    ("", Vouched.SILENT),
])
def test_dmarc_or_an_aligned_signature_vouches(results: str, expected: Vouched) -> None:
    """dmarc=pass for the domain of From, or dkim=pass of that domain; dmarc=fail speaks against; the rest is silence."""
    assert verdict(OWN_RECEIVED + RESULTS + results) is expected


def test_without_a_configured_server_nothing_counts() -> None:
    """The provider adds no header: everybody is unverified."""
    assert verdict(RESULTS + "mx.cdo.example; dmarc=pass header.from=school1.example", authserv_id="") is Vouched.SILENT


def test_only_the_topmost_of_our_headers_counts() -> None:
    """A forged one below our own does not change what ours says."""
    headers = (f"{RESULTS}mx.cdo.example; dmarc=fail header.from=school1.example\n"
               f"{RESULTS}mx.cdo.example; dmarc=pass header.from=school1.example")
    assert verdict(headers) is Vouched.FAILED


def test_a_header_below_a_foreign_received_line_is_a_strangers() -> None:
    """What came with the mail from outside is not our server's word."""
    headers = f"{OWN_RECEIVED}{FOREIGN_RECEIVED}{RESULTS}mx.cdo.example; dmarc=pass header.from=school1.example"
    assert verdict(headers) is Vouched.SILENT


def test_a_provider_with_many_hosts_is_named_by_its_domain() -> None:
    """«.yandex.net» means every host below, and nothing else."""
    headers = f"{RESULTS}iva1-1.qloud-c.yandex.net; dkim=pass header.i=@school1.example"
    assert verdict(headers, authserv_id=".yandex.net") is Vouched.PASSED
    assert verdict(headers.replace("c.yandex.net", "c.evilyandex.net"), authserv_id=".yandex.net") is Vouched.SILENT


def test_a_sender_without_a_name_is_never_vouched_for() -> None:
    """No strict From, no trust."""
    assert verdict(RESULTS + "mx.cdo.example; dmarc=pass", sender="") is Vouched.SILENT


def test_a_quoted_bracket_is_no_comment_and_an_escaped_quote_ends_nothing() -> None:
    """RFC 8601 allows both in a reason."""
    for reason in ('reason="a (b"', r'reason="a \" (b"', r'reason="(" (a \) comment)'):
        assert verdict(f"{OWN_RECEIVED}{RESULTS}{OURS}; spf=pass {reason}; dmarc=pass header.from=school1.example") is Vouched.PASSED


@pytest.mark.parametrize("results", [
    'spf=pass smtp.mailfrom="x; dmarc=pass header.from=school1.example; y"@evil.example',
    'spf=pass smtp.mailfrom="x; dkim=pass header.d=school1.example; y"@evil.example; dkim=none',
    r'spf=pass smtp.mailfrom="\"; dkim=pass header.d=school1.example; \""@evil.example',
    'spf=pass smtp.mailfrom="; dmarc=pass header.from=school1.example; @evil.example',
    'dkim=pass header.d=evil.example header.i=x."y header.d=school1.example z"@evil.example',
    'dkim=pass header.d=evil.example header.i="y header.d=school1.example z"@evil.example'])
def test_what_the_sender_wrote_between_quotes_vouches_for_nobody(results: str) -> None:
    """The local part of an envelope sender may hold anything between quotes, and our server repeats it."""
    assert verdict(f"{OWN_RECEIVED}{RESULTS}{OURS}; {results}") is Vouched.SILENT


def test_a_quoted_value_is_a_value() -> None:
    """RFC 8601 allows quotes around any of them."""
    assert verdict(f'{OWN_RECEIVED}{RESULTS}{OURS}; dkim=pass header.d="school1.example"') is Vouched.PASSED


def test_a_received_line_without_a_host_is_a_strangers_and_a_local_one_is_ours() -> None:
    """What a filter on our own machine adds counts as ours; what names nobody does not."""
    vouching = f"{RESULTS}{OURS}; dmarc=pass header.from=school1.example"
    assert verdict(f"Received: from filter by localhost; Tue, 20 Oct 2020 10:00:00 +0300\n{vouching}") is Vouched.PASSED
    assert verdict(f"Received: somehow; Tue, 20 Oct 2020 10:00:00 +0300\n{vouching}") is Vouched.SILENT
