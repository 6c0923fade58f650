"""A webhook call is Zalo's only if the hash over its raw body fits."""

from dataclasses import replace

import pytest
from django.test import RequestFactory

from connectors.zalo import signature
from tests.connectors.zalo import payloads
from tests.connectors.zalo.conftest import SETTINGS
from tests.support.fake_zalo import signed

STAMP = "1764400000000"


def headers(**values):
    return RequestFactory().post("/", headers=values).headers


def mac(body=payloads.TEXT, app="app", key="oa-key", stamp=STAMP):
    return signed(body, app, key, stamp)


def genuine(given, body=payloads.TEXT, zalo=SETTINGS, **more):
    return signature.is_genuine(zalo, body, headers(**{"X-ZEvent-Signature": given}, **more))


def test_what_zalo_signed_is_genuine():
    assert genuine(mac())


def test_the_prefix_may_be_left_out_and_the_case_does_not_matter():
    assert genuine(mac().removeprefix("mac="))
    assert genuine("mac=" + mac().removeprefix("mac=").upper())


@pytest.mark.parametrize(
    "given",
    [
        "",
        "mac=",
        "mac=00",
        mac(key="another key"),
        mac(app="another app"),
        mac(stamp="1764400000001"),
        "mac=é",
        mac()[:-1],
    ],
)
def test_anything_else_is_not(given):
    assert not genuine(given)


def test_one_changed_byte_breaks_the_signature():
    assert not genuine(mac(), body=payloads.TEXT.replace(b"khai", b"Khai"))


def test_the_same_document_written_otherwise_breaks_it():
    assert not genuine(mac(), body=payloads.TEXT.replace(b": ", b":"))


def test_the_signed_time_is_taken_from_the_header_where_the_setting_says_so():
    by_header = replace(SETTINGS, timestamp_from="header")
    given = mac(stamp="42")
    assert genuine(given, zalo=by_header, **{"X-ZEvent-Timestamp": "42"})
    assert not genuine(given, **{"X-ZEvent-Timestamp": "42"})


@pytest.mark.parametrize("body", [b"", b"[", b"[]", b"\xff", b"[" * 100_000, b'{"timestamp": {}}'])
def test_a_body_that_is_no_document_is_not_genuine(body):
    assert not genuine(mac(body=body), body=body)


def test_only_the_empty_document_is_the_trial_at_saving_the_address():
    assert signature.is_trial(b"{}")
    assert signature.is_trial(b" {}\n")
    assert not signature.is_trial(b"")
    assert not signature.is_trial(payloads.TEXT)
