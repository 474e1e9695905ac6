"""Which bodies are Zalo's: every reading of the signature, and none but fresh ones."""

import hashlib
from datetime import UTC, datetime, timedelta

import pytest

from channels.zalo_oa_signature import Readings, is_fresh, moment_of

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
APP, OA = "3600000001", "3880000001"
OA_SECRET, APP_SECRET = "oa-secret", "app-secret"
RAW = '{"event_name":"user_send_text","message":{"text":"187/200 hồ sơ"}}'.encode()
EVERY = Readings({"oa": OA_SECRET, "app": APP_SECRET}, {"app": APP, "oa": OA}, ("body", "header"))


def at(moment: datetime) -> str:
    return str(int(moment.timestamp() * 1000))


def signed(first: str = APP, secret: str = OA_SECRET, timestamp: str = at(NOW), raw: bytes = RAW) -> str:
    return hashlib.sha256(first.encode() + raw + timestamp.encode() + secret.encode()).hexdigest()


@pytest.mark.parametrize("prefix", ["", "mac="])
@pytest.mark.parametrize(
    ("first", "secret", "where", "matched"),
    [
        (APP, OA_SECRET, "body", "oa/app/body"),
        (APP, APP_SECRET, "body", "app/app/body"),
        (OA, OA_SECRET, "body", "oa/oa/body"),
        (OA, APP_SECRET, "header", "app/oa/header"),
        (APP, OA_SECRET, "header", "oa/app/header"),
    ],
)
def test_every_reading_is_known_by_its_name(prefix: str, first: str, secret: str, where: str, matched: str) -> None:
    given = {"body": "", "header": "", where: at(NOW)}
    assert EVERY.matching(RAW, prefix + signed(first, secret), given, NOW) == matched


@pytest.mark.parametrize(
    "signature",
    [
        pytest.param("", id="none"),
        pytest.param("mac=", id="an empty one"),
        pytest.param(signed(secret="another"), id="with another's secret"),
        pytest.param(signed(secret=""), id="with no secret"),
        pytest.param(signed(first="1"), id="of another app"),
        pytest.param(signed(raw=RAW + b" "), id="of another body"),
        pytest.param(signed(timestamp=at(NOW + timedelta(seconds=1))), id="of another moment"),
        pytest.param(signed()[:-1], id="half of it"),
        pytest.param("chữ ký", id="of other letters than ASCII"),
        pytest.param("\udc80", id="of no letters at all"),
        pytest.param("mac=mac=" + signed(), id="with a prefix too many"),
    ],
)
def test_a_forged_signature_matches_nothing(signature: str) -> None:
    assert EVERY.matching(RAW, signature, {"body": at(NOW)}, NOW) == ""


def test_large_letters_are_as_good() -> None:
    assert EVERY.matching(RAW, signed().upper(), {"body": at(NOW)}, NOW)


@pytest.mark.parametrize(
    ("readings", "first", "secret", "where"),
    [
        (Readings({"oa": OA_SECRET}, {"app": APP}, ("body",)), APP, APP_SECRET, "body"),
        (Readings({"oa": OA_SECRET}, {"app": APP}, ("body",)), OA, OA_SECRET, "body"),
        (Readings({"oa": OA_SECRET}, {"app": APP}, ("body",)), APP, OA_SECRET, "header"),
        (Readings({"oa": ""}, {"app": APP}, ("body",)), APP, "", "body"),
        (Readings({"oa": OA_SECRET}, {"app": ""}, ("body",)), "", OA_SECRET, "body"),
    ],
    ids=["secret", "id", "place of the time", "an empty secret signs nothing", "an empty id neither"],
)
def test_a_reading_that_is_not_allowed_does_not_match(readings: Readings, first: str, secret: str, where: str) -> None:
    assert readings.matching(RAW, signed(first, secret), {where: at(NOW)}, NOW) == ""


@pytest.mark.parametrize(
    ("age", "fresh"),
    [
        (timedelta(0), True),
        (timedelta(hours=2), True),
        (timedelta(hours=2, seconds=1), False),
        (-timedelta(minutes=5), True),
        (-timedelta(hours=3), False),
    ],
)
def test_a_replay_is_good_for_two_hours(age: timedelta, fresh: bool) -> None:
    timestamp = at(NOW - age)
    assert is_fresh(timestamp, NOW) is fresh
    assert bool(EVERY.matching(RAW, signed(timestamp=timestamp), {"body": timestamp}, NOW)) is fresh


def test_a_fresh_header_does_not_freshen_an_old_body() -> None:
    old = at(NOW - timedelta(hours=3))
    assert EVERY.matching(RAW, signed(timestamp=old), {"body": old, "header": at(NOW)}, NOW) == ""


@pytest.mark.parametrize(
    ("told", "moment"),
    [
        ("1794358800000", datetime.fromtimestamp(1_794_358_800, UTC)),
        (1794358800000, datetime.fromtimestamp(1_794_358_800, UTC)),
        ("154390853474", datetime.fromtimestamp(154_390_853.474, UTC)),
        ("", None),
        ("soon", None),
        ("-1", None),
        ("1e12", None),
        ("١٢٣", None),
        ("9" * 15, None),
        (True, None),
        (1.5, None),
        (None, None),
        ({}, None),
    ],
)
def test_a_moment_is_milliseconds_as_text_or_number(told: object, moment: datetime | None) -> None:
    assert moment_of(told) == moment


def test_secrets_are_not_shown() -> None:
    assert OA_SECRET not in repr(EVERY)
    assert APP_SECRET not in repr(EVERY)
