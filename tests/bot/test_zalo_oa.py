"""The Official Account from the command line and the settings: login, status, alarms, wiring."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from aiohttp import ClientSession
from pydantic import SecretStr
from sqlalchemy import select
from typer.testing import Result

from bot import zalo_oa, zalo_oa_login
from bot.clock import HeldClock
from bot.settings import Settings, ZaloOaSettings
from bot.token_seal import seal_in
from bot.zalo_oa_login import CannotLogInError, Consent, code_in, consent
from bot.zalo_tokens import OutboxAlarm
from channels.site import Site
from channels.zalo_oa_tokens import Trouble
from domain.roles import Role
from locales import speak
from simulator.messenger import Messenger
from simulator.model import Bot
from simulator.server import serve
from simulator.zalo_oa_oauth import s256
from storage import people, zalo_tokens
from storage.database import Database, open_database
from storage.tables import Account, Outbox
from tests.bot import calling
from tests.rows import NOW, Town, build

ASKED = Consent("https://zalo.example/consent", "challenge", "verifier", "state-1")
SECRET_SETTINGS = {"APP_SECRET": "app-secret-7", "OA_SECRET": "oa-secret-7"}


@pytest.fixture
def messenger() -> Messenger:
    return Messenger(lambda: datetime.now(UTC))  # noqa: TID251 - the command line is on the real clock


@pytest.fixture
def bot(messenger: Messenger) -> Bot:
    return messenger.add_bot("9001:oa", "UBND phường Hồng Bàng", "", kind="zalo_oa")


@pytest.fixture
async def url(messenger: Messenger) -> AsyncIterator[str]:
    async with serve(messenger) as url:
        yield url


def settings_of(bot: Bot, url: str, data: Path) -> Settings:
    return Settings(
        data=data,
        zalo_oa=ZaloOaSettings(
            app_id=bot.oa.app_id,
            app_secret=SecretStr(bot.oa.app_secret),
            oa_id=bot.oa.oa_id,
            oa_secret=SecretStr(bot.oa.secret),
            redirect_url="http://127.0.0.1:9/back",
            api_url=url,
            oauth_url=url,
        ),
    )


def call(data: Path, *words: str, settings: dict[str, str] | None = None, typed: str = "") -> Result:
    env = {f"DUNGHAN_ZALO_OA__{name}": value for name, value in (settings or {}).items()}
    return calling.call("zalo-oa", *words, "--data", data, env=env, typed=typed)


async def test_a_consent_leads_to_a_stored_pair(tmp_path: Path, bot: Bot, url: str) -> None:
    settings = settings_of(bot, url, tmp_path)
    asked = consent(settings.zalo_oa)
    async with ClientSession() as browser, browser.get(asked.page, allow_redirects=False) as answer:
        back = answer.headers["Location"]
    now = datetime.now(UTC)  # noqa: TID251 - as above
    pair = await zalo_oa_login.log_in(settings, code_in(back, asked, bot.oa.oa_id), asked, now)
    assert pair.access in bot.oa.access
    said, is_fine = await zalo_oa_login.status(settings, speak("vi"), now)
    assert is_fine
    assert bot.oa.oa_id in said
    assert zalo_oa_login.done(pair, speak("vi")).startswith("Xong.")


async def test_a_refresh_token_from_elsewhere_is_used_up_for_a_pair(tmp_path: Path, bot: Bot, url: str) -> None:
    settings = settings_of(bot, url, tmp_path)
    now = datetime.now(UTC)  # noqa: TID251 - as above
    _, refresh = bot.oa.grant(now)
    pair = await zalo_oa_login.log_in_with(settings, f" {refresh}\n", now)
    assert refresh in bot.oa.used
    database = open_database(settings.database())
    async with database.sessions() as session:
        row = await zalo_tokens.of(session, bot.oa.app_id)
    await database.close()
    assert row is not None
    assert [seal_in(tmp_path).opened(one) for one in (row.access_token, row.refresh_token)] == [
        pair.access,
        pair.refresh,
    ]
    assert row.oa_id == bot.oa.oa_id
    with pytest.raises(CannotLogInError) as refused:
        await zalo_oa_login.log_in_with(settings, refresh, now)
    assert refresh not in f"{refused.value.words}"


def test_a_consent_is_asked_with_a_challenge_of_its_own() -> None:
    oa = ZaloOaSettings(app_id="1", app_secret=SecretStr("s"), oa_id="2", redirect_url="https://a.vn/b?c=d")
    first, second = consent(oa), consent(oa)
    asked = parse_qs(urlsplit(first.page).query)
    assert asked["redirect_uri"] == ["https://a.vn/b?c=d"]
    assert asked["code_challenge"] == [s256(first.verifier)] == [first.challenge]
    assert len(first.verifier) == 43
    assert (first.verifier, first.state) != (second.verifier, second.state)
    assert first.verifier not in repr(first)
    assert first.verifier not in first.page


@pytest.mark.parametrize(
    ("pasted", "code"),
    [
        ("https://a.vn/b?code=C1&oa_id=2&state=state-1", "C1"),
        (" https://a.vn/b?oa_id=2&code=C1\n", "C1"),
        ("https://a.vn/b?code=C1&state=", "C1"),
        ("code=C1&oa_id=2", "C1"),
        ("C1", "C1"),
    ],
)
def test_a_code_is_found_in_what_is_pasted(pasted: str, code: str) -> None:
    assert code_in(pasted, ASKED, "2") == code


@pytest.mark.parametrize(
    ("pasted", "key"),
    [
        ("", "no_code"),
        ("https://a.vn/b?error=-14003", "no_code"),
        ("https://a.vn/b?code=C1&state=state-2", "other_state"),
        ("https://a.vn/b?code=C1&oa_id=3", "other_oa"),
    ],
)
def test_what_is_no_answer_to_us_is_refused(pasted: str, key: str) -> None:
    with pytest.raises(CannotLogInError) as refused:
        code_in(pasted, ASKED, "2")
    assert refused.value.key == f"zalo_oa.login.{key}"


SET = {"APP_ID": "1", "OA_ID": "2", "OAUTH_URL": "http://127.0.0.1:9", **SECRET_SETTINGS}


@pytest.mark.parametrize(
    ("words", "settings", "typed", "told"),
    [
        (("login",), {}, "", "DUNGHAN_ZALO_OA__APP_ID"),
        (("status",), {}, "", "DUNGHAN_ZALO_OA__APP_ID"),
        (("login",), SET, "", "DUNGHAN_ZALO_OA__REDIRECT_URL"),
        (("login",), {**SET, "REDIRECT_URL": "https://a.vn"}, "https://a.vn/?code=1&oa_id=9\n", "OA 9"),
        (("login",), {**SET, "REDIRECT_URL": "https://a.vn"}, "abc\n", "Zalo không cấp quyền"),
        (("login", "--refresh-token"), SET, "a-refresh-token-typed-in\n", "Zalo không cấp quyền"),
        (("status",), SET, "", "dunghan zalo-oa login"),
    ],
)
def test_a_mistake_gets_one_sentence(
    tmp_path: Path, words: tuple[str, ...], settings: dict[str, str], typed: str, told: str
) -> None:
    said = call(tmp_path, *words, settings=settings, typed=typed)
    assert said.exit_code == 2
    assert told in said.output
    assert "Traceback" not in said.output
    for secret in (*SECRET_SETTINGS.values(), "a-refresh-token-typed-in"):
        assert secret not in said.output


def test_login_says_which_page_to_open(tmp_path: Path) -> None:
    said = call(tmp_path, "login", settings={**SET, "REDIRECT_URL": "https://a.vn"}, typed="\n")
    assert "http://127.0.0.1:9/v4/oa/permission?app_id=1&redirect_uri=https%3A%2F%2Fa.vn" in said.output


@pytest.mark.parametrize(
    ("age", "is_lost", "key", "is_fine"),
    [
        (timedelta(hours=1), False, "zalo_oa.status.fine", True),
        (timedelta(days=90), False, "zalo_oa.status.too_old", False),
        (timedelta(hours=1), True, "zalo_oa.status.lost", False),
    ],
)
async def test_status_tells_how_long_the_tokens_live(
    tmp_path: Path, age: timedelta, *, is_lost: bool, key: str, is_fine: bool
) -> None:
    settings = Settings(data=tmp_path, zalo_oa=ZaloOaSettings(app_id="1", app_secret=SecretStr("s"), oa_id="2"))
    assert await zalo_oa_login.status(settings, speak("vi"), NOW) == (speak("vi")("zalo_oa.status.none"), False)
    database = open_database(settings.database())
    async with database.sessions.begin() as session:
        await zalo_tokens.log_in(session, "1", "2", "access", "refresh", NOW - age + timedelta(hours=25), NOW - age)
        if is_lost:
            await zalo_tokens.mark_lost(session, "1", "refresh", NOW)
    await database.close()
    said, well = await zalo_oa_login.status(settings, speak("vi"), NOW)
    beginning = speak("vi")(key, oa="2", refreshed="|", expires="|", until="|", since="|").partition("|")[0]
    assert (said.startswith(beginning), well) == (True, is_fine)


# Alarms


@pytest.fixture
async def town(database: Database) -> Town:
    async with database.sessions.begin() as session:
        return await build(session, "hong_bang")


async def administrator(database: Database, town: Town, *channels: str) -> None:
    async with database.sessions.begin() as session:
        first = await people.add_account(
            session, town.organisation.id, channels[0], f"{channels[0]}-1", "An", "vi", "1", NOW
        )
        for channel in channels[1:]:
            session.add(
                Account(
                    organisation_id=town.organisation.id,
                    person_id=first.person_id,
                    channel=channel,
                    address=f"{channel}-1",
                )
            )
        await people.join(session, first, town.unit.id, Role.ADMINISTRATOR, NOW)


async def alarms(database: Database) -> list[Outbox]:
    async with database.sessions() as session:
        return list((await session.execute(select(Outbox).order_by(Outbox.id))).scalars())


@pytest.mark.parametrize(
    ("channels", "to"),
    [(("zalo_oa", "telegram"), "telegram"), (("zalo_bot",), "zalo_bot"), (("zalo_oa",), "zalo_oa")],
)
async def test_an_alarm_goes_by_another_channel_where_there_is_one(
    database: Database, town: Town, channels: tuple[str, ...], to: str
) -> None:
    await administrator(database, town, *channels)
    await OutboxAlarm(database, "zalo_oa", HeldClock(NOW))(Trouble.LOGIN, "-14014 Invalid refresh token")
    told = await alarms(database)
    assert [(one.channel, one.chat) for one in told] == [(to, f"{to}-1")]
    assert "dunghan zalo-oa login" in told[0].text
    assert "-14014" in told[0].text


async def test_each_trouble_is_told_once_a_day(database: Database, town: Town) -> None:
    await administrator(database, town, "telegram")
    clock = HeldClock(NOW)
    alarm = OutboxAlarm(database, "zalo_oa", clock)
    for _ in range(3):
        await alarm(Trouble.CONSOLE, "-224 package")
    await alarm(Trouble.LOGIN, "-14014")
    clock.move_to(NOW + timedelta(days=1))
    await alarm(Trouble.CONSOLE, "-224 package")
    assert len(await alarms(database)) == 3


# Wiring


@pytest.fixture
def oa() -> ZaloOaSettings:
    return ZaloOaSettings(app_id="1", app_secret=SecretStr("app"), oa_id="2", oa_secret=SecretStr("oa"))


async def test_the_channel_is_made_from_the_settings(tmp_path: Path, database: Database, oa: ZaloOaSettings) -> None:
    channel = zalo_oa.channel(oa, database, Site("127.0.0.1", 0), HeldClock(NOW), seal_in(tmp_path))
    assert (channel.name, channel.can.window) == ("zalo_oa", timedelta(days=7))
    await channel.close()


@pytest.mark.parametrize(
    "changed",
    [
        {"app_id": ""},
        {"app_secret": SecretStr("")},
        {"oa_id": ""},
        {"template_id": "5"},
        {"template_field": "viec"},
        {"oa_secret": SecretStr(""), "signature_key": "oa"},
    ],
)
def test_a_missing_setting_is_named(
    tmp_path: Path, database: Database, oa: ZaloOaSettings, changed: dict[str, object]
) -> None:
    with pytest.raises(ValueError, match="zalo_oa"):
        zalo_oa.channel(
            oa.model_copy(update=changed), database, Site("127.0.0.1", 0), HeldClock(NOW), seal_in(tmp_path)
        )


def test_the_settings_narrow_the_signature_down(oa: ZaloOaSettings) -> None:
    every = zalo_oa.readings(oa)
    assert (set(every.secrets), set(every.ids), every.times) == ({"oa", "app"}, {"app", "oa"}, ("body", "header"))
    one = zalo_oa.readings(
        oa.model_copy(update={"signature_key": "oa", "signature_id": "app", "signature_time": "body"})
    )
    assert (set(one.secrets), set(one.ids), one.times) == ({"oa"}, {"app"}, ("body",))


def test_the_settings_show_no_secret(oa: ZaloOaSettings) -> None:
    secret = oa.model_copy(update={"app_secret": SecretStr("hush-1"), "oa_secret": SecretStr("hush-2")})
    assert "hush" not in f"{secret} {secret!r} {secret.model_dump_json()}"
