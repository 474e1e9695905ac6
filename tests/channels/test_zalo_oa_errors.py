"""Every error number of the OA API and what becomes of the message; every way a request can end without an answer."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from channels.zalo_oa import ZaloOa
from channels.zalo_oa_errors import MEANS, until_morning
from channels.zalo_oa_tokens import Trouble
from domain.chat import Ambiguous, Blocked, Later, Outcome, Outgoing, Refused, Sent
from simulator import actions
from storage.database import Database
from tests.channels.oa_side import OaSide, oa_side

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
FIRST = timedelta(seconds=5)
NIGHT = timedelta(hours=22)  # the clock stands at 08:00 in Vietnam

CODES: dict[int, tuple[type[Outcome], timedelta | None, bool]] = {
    **dict.fromkeys(
        (-204, -205, -209, -212, -219, -221, -223, -224, -235, -240, -242, -320, -321), (Later, HOUR, True)
    ),
    -32: (Later, MINUTE, True),
    **dict.fromkeys((-211, -311), (Later, HOUR, True)),
    **dict.fromkeys((-200, -100), (Later, FIRST, False)),
    **dict.fromkeys((-213, -217, -218, -227, -230, -232, -244, -305), (Blocked, None, False)),
    **dict.fromkeys((-237, -238, -241, -403), (Blocked, None, False)),
    **dict.fromkeys((-201, -210, -233, -248, -249), (Refused, None, False)),
    -234: (Later, NIGHT, False),
    -99999: (Later, FIRST, False),  # nobody documents it
}


@pytest.fixture
async def far(database: Database) -> AsyncIterator[OaSide]:
    async with oa_side(database) as far:
        actions.send(far.messenger, far.officer, far.bot.id, "chào")
        yield far


@pytest.fixture
async def channel(far: OaSide) -> AsyncIterator[ZaloOa]:
    channel = far.channel()
    yield channel
    await channel.close()


def test_the_table_leaves_no_number_out() -> None:
    assert set(MEANS) - set(CODES) == {-216, -220}, "of tokens, see the test below"


@pytest.mark.parametrize("code", CODES)
async def test_each_number_becomes_one_of_our_outcomes(far: OaSide, channel: ZaloOa, code: int) -> None:
    kind, wait, whole_bot = CODES[code]
    far.fault("zalo_error", "message/cs", code=code)
    outcome = await channel.deliver(Outgoing(far.chat, "Nhắc"))
    assert type(outcome) is kind
    assert str(code) in getattr(outcome, "reason", "")
    if isinstance(outcome, Later):
        assert (outcome.wait, outcome.whole_bot) == (wait, whole_bot)


@pytest.mark.parametrize("code", [-204, -224, -321])
async def test_what_only_a_person_can_mend_is_told_to_one(far: OaSide, channel: ZaloOa, code: int) -> None:
    far.fault("zalo_error", "message/cs", code=code)
    await channel.deliver(Outgoing(far.chat, "Nhắc"))
    assert far.alarms.heard == [(Trouble.CONSOLE, f"{code} armed")]


@pytest.mark.parametrize("code", [-216, -220])
async def test_a_token_refused_while_sending_is_renewed_once_and_the_message_goes(
    far: OaSide, channel: ZaloOa, code: int
) -> None:
    far.fault("zalo_error", "message/cs", code=code)
    assert isinstance(await channel.deliver(Outgoing(far.chat, "Nhắc")), Sent)
    assert far.bot.oa.refreshes == 1
    assert actions.messages(far.messenger, far.officer, far.bot.id)[-1].said == "Nhắc"


async def test_a_fresh_token_that_is_refused_too_waits_for_a_person(far: OaSide, channel: ZaloOa) -> None:
    far.fault("zalo_error", "message/cs", times=2, code=-216)
    assert await channel.deliver(Outgoing(far.chat, "Nhắc")) == Later(HOUR, "-216 armed", whole_bot=True)
    assert far.bot.oa.refreshes == 1
    assert far.alarms.heard == [(Trouble.CONSOLE, "-216 armed")]


async def test_what_nobody_understands_is_tried_less_and_less_often(far: OaSide, channel: ZaloOa) -> None:
    far.fault("zalo_error", "message/cs", times=12, code=-200)
    waits = [await channel.deliver(Outgoing(far.chat, "Nhắc")) for _ in range(12)]
    seconds = [one.wait.total_seconds() for one in waits if isinstance(one, Later)]
    assert seconds == [5, 10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600]
    assert isinstance(await channel.deliver(Outgoing(far.chat, "Nhắc")), Sent)
    far.fault("zalo_error", "message/cs", code=-200)
    assert await channel.deliver(Outgoing(far.chat, "Nhắc")) == Later(FIRST, "-200 armed"), "counted anew"


@pytest.mark.parametrize(
    ("local", "hours"),
    [("22:00", 8), ("23:30", 6.5), ("00:00", 6), ("05:59", 1 / 60), ("06:00", 24)],
)
def test_the_night_ends_at_six_in_vietnam(local: str, hours: float) -> None:
    hour, minute = map(int, local.split(":"))
    now = datetime(2026, 11, 23, hour, minute, tzinfo=UTC) - timedelta(hours=7)
    assert until_morning(now) == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        ("server_error", Ambiguous),
        ("drop_reply", Ambiguous),
        ("truncate", Ambiguous),
        ("refuse_connection", Ambiguous),  # cut after it was taken: nobody can tell
        ("too_many", Later),
        ("forbidden", Blocked),
    ],
)
async def test_a_request_that_got_no_answer(far: OaSide, channel: ZaloOa, fault: str, outcome: type[Outcome]) -> None:
    far.fault(fault, "message/cs")
    assert isinstance(await channel.deliver(Outgoing(far.chat, "Nhắc")), outcome)


async def test_a_server_that_is_not_there_has_got_nothing(far: OaSide) -> None:
    await far.log_in()
    far.url = "http://127.0.0.1:9"
    channel = far.channel(path="/elsewhere")
    outcome = await channel.deliver(Outgoing(far.chat, "Nhắc"))
    assert outcome == Later(FIRST, "ClientConnectorError", whole_bot=True)
    await channel.close()


async def test_an_upload_that_failed_has_sent_nothing(far: OaSide, channel: ZaloOa) -> None:
    far.fault("drop_reply", "upload/file")
    outcome = await channel.deliver(Outgoing(far.chat, "Phụ lục", document=b"a;b", file_name="bieu.csv"))
    assert isinstance(outcome, Later)
    assert len(actions.messages(far.messenger, far.officer, far.bot.id)) == 1


async def test_no_outcome_shows_a_secret(far: OaSide, channel: ZaloOa, caplog: pytest.LogCaptureFixture) -> None:
    pair = await far.log_in()
    shown = []
    for fault in ("server_error", "drop_reply", "truncate", "unauthorized"):
        far.fault(fault, "message/cs", times=2)
        shown.append(str(await channel.deliver(Outgoing(far.chat, "Chuyện riêng"))))
        far.messenger.faults.clear()
    text = " ".join([*shown, caplog.text])
    for secret in (pair.access, pair.refresh, far.bot.oa.app_secret, "Chuyện riêng"):
        assert secret not in text
