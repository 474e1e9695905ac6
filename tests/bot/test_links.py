"""Links to files: ours open what they are about until they expire; anything else is the same plain page."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp import ClientSession
from sqlalchemy import select

from bot.clock import HeldClock
from bot.keys import KEY_BYTES, key_in
from bot.links import LIFETIME, Links
from channels.site import Site
from domain.roles import Role
from storage import outbox, people
from storage.database import Database
from storage.outbox import Kind, To
from storage.tables import Audit, Outbox
from tests.rows import NOW, build

PUBLIC = "https://baocao.example.gov.vn"
KEY = b"k" * KEY_BYTES
HOA = To("zalo_bot", "7001")


@pytest.fixture
async def rows(database: Database) -> dict[str, int]:
    """Three messages: with a document, with a picture, with neither."""
    async with database.sessions.begin() as session:
        name = 'biểu "tháng" 11/..\r\n.xlsx'
        await outbox.add(session, "tệp", Kind.REPLY, HOA, "Biểu", NOW, document=b"excel", file_name=name)
        await outbox.add(session, "hình", Kind.REPLY, HOA, "Hình", NOW, photo=b"png")
        await outbox.add(session, "chữ", Kind.REPLY, HOA, "Chữ", NOW)
        return dict((await session.execute(select(Outbox.key, Outbox.id))).all())


@pytest.mark.parametrize(
    ("passed", "is_open"),
    [(timedelta(0), True), (LIFETIME - timedelta(seconds=1), True), (LIFETIME, False), (2 * LIFETIME, False)],
)
def test_a_link_opens_its_row_for_seven_days(passed: timedelta, is_open: bool) -> None:
    links = Links(PUBLIC + "/", KEY)
    mark = links.to(12, NOW + LIFETIME).removeprefix(f"{PUBLIC}/tep/")
    assert links.row_id(mark, NOW + passed) == (12 if is_open else None)


def _changed() -> list[str]:
    mark = Links(PUBLIC, KEY).to(12, NOW + LIFETIME).rpartition("/")[2]
    row, expiry, signature = mark.split("-", 2)
    other = Links(PUBLIC, b"x" * KEY_BYTES).to(12, NOW + LIFETIME).rpartition("/")[2]
    return [
        "",
        "12",
        f"13-{expiry}-{signature}",
        f"12-{int(expiry) + 1}-{signature}",
        f"012-{expiry}-{signature}",
        f"{row}-{expiry}-{signature[:-1]}",
        f"{row}-{expiry}-{signature}=",
        f"{row}-{expiry}-{'A' * 43}",
        f"{row}-{'9' * 13}-{signature}",
        f"{row}-{expiry}-{'ế' * 43}",
        other,
    ]


@pytest.mark.parametrize("mark", _changed())
def test_no_changed_link_opens_anything(mark: str) -> None:
    assert Links(PUBLIC, KEY).row_id(mark, NOW) is None


def test_the_key_is_made_once_and_kept_from_others(tmp_path: Path) -> None:
    key = key_in(tmp_path, "links")
    assert len(key) == KEY_BYTES
    assert key_in(tmp_path, "links") == key
    kept = tmp_path / "links.key"
    kept.chmod(0o644)
    key_in(tmp_path, "links")
    assert kept.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("left", [b"", b"half"])
def test_a_key_a_crash_left_unfinished_is_made_anew(tmp_path: Path, left: bytes) -> None:
    (tmp_path / "links.key").write_bytes(left)
    assert len(key_in(tmp_path, "links")) == KEY_BYTES


def test_bots_that_start_at_once_on_one_folder_use_one_key(tmp_path: Path) -> None:
    together = threading.Barrier(8)

    def start(_: int) -> bytes:
        together.wait()
        return key_in(tmp_path, "links")

    with ThreadPoolExecutor(8) as bots:
        keys = set(bots.map(start, range(8)))
    assert len(keys) == 1
    assert [file.name for file in tmp_path.iterdir()] == ["links.key"], "nothing else stays"


@pytest.fixture
async def at(database: Database, clock: HeldClock, unused_tcp_port: int) -> object:
    """Where the site answers."""
    site = Site("127.0.0.1", unused_tcp_port)
    Links(PUBLIC, KEY).serve(site, database, clock.now)
    async with site:
        yield f"http://127.0.0.1:{unused_tcp_port}"


async def _get(url: str) -> tuple[int, dict[str, str], bytes]:
    async with ClientSession() as http, http.get(url) as answer:
        return answer.status, dict(answer.headers), await answer.read()


async def _post(url: str, cookies: dict[str, str] | None = None) -> tuple[int, dict[str, str], bytes, str]:
    async with ClientSession(cookies=cookies) as http, http.post(url) as answer:
        kept = answer.cookies.get("dunghan_tep")
        return answer.status, dict(answer.headers), await answer.read(), kept.value if kept else ""


async def _entries(database: Database) -> list[tuple[str, str, str | None]]:
    async with database.sessions() as session:
        found = select(Audit.action, Audit.object, Audit.why).order_by(Audit.id)
        return [(row.action, row.object, row.why) for row in await session.execute(found)]


async def test_a_preview_opens_nothing_a_tap_does_and_then_this_device_alone(
    at: str, rows: dict[str, int], database: Database
) -> None:
    link, what = Links(at, KEY).to(rows["tệp"], NOW + LIFETIME), f"outbox:{rows['tệp']}"
    for _ in range(2):
        status, _, page = await _get(link)
        assert (status, b"<form" in page, b"excel" in page) == (200, True, False)
    assert await _entries(database) == []
    status, _, content, device = await _post(link)
    assert (status, content) == (200, b"excel")
    async with ClientSession(cookies={"dunghan_tep": device}) as http, http.get(link) as again:
        assert (again.status, await again.read()) == (200, b"excel")
    for cookies in (None, {"dunghan_tep": "x" * 43}, {"dunghan_tep": "ế; a=b"}):
        status, _, content, _ = await _post(link, cookies)
        assert (status, b"excel" in content) == (403, False)
        assert "mở trên một máy khác" in content.decode()
    assert (await _get(link))[0] == 403
    assert await _entries(database) == [("open_link", what, None)] * 2 + [("refused", what, "links.elsewhere")] * 4


async def test_who_serves_no_more_opens_nothing(at: str, database: Database) -> None:
    async with database.sessions.begin() as session:
        town = await build(session, "mot")
        to = To("telegram", town.officer.address, town.organisation.id)
        await outbox.add(session, "tệp", Kind.REPLY, to, "Biểu", NOW, document=b"excel", file_name="a.xlsx")
        row_id = (await session.execute(select(Outbox.id))).scalar_one()
    link = Links(at, KEY).to(row_id, NOW + LIFETIME)
    assert (await _get(link))[0] == 200
    async with database.sessions.begin() as session:
        await people.leave(session, town.officer.person_id, town.unit.id, list(Role), NOW)
    status, _, content, _ = await _post(link)
    assert (status, b"excel" in content) == (404, False)
    assert await _entries(database) == [("refused", f"outbox:{row_id}", "the reader serves no more")]


async def test_the_file_is_given_to_be_saved(at: str, rows: dict[str, int]) -> None:
    link = Links(at, KEY).to(rows["tệp"], NOW + LIFETIME)
    status, headers, content, _ = await _post(link)
    assert (status, content) == (200, b"excel")
    told = headers["Content-Disposition"]
    assert told.startswith("attachment; filename*=UTF-8''bi%E1%BB%83u%20%22th%C3%A1ng%22%2011%2F..%0D%0A.xlsx")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"
    assert headers["Content-Type"].endswith("spreadsheetml.sheet")


async def test_a_picture_is_given_as_one(at: str, rows: dict[str, int]) -> None:
    status, headers, content = await _get(Links(at, KEY).to(rows["hình"], NOW + LIFETIME))
    assert (status, headers["Content-Type"], content) == (200, "image/png", b"png")


async def test_whatever_else_is_asked_for_is_one_and_the_same_page(
    at: str, rows: dict[str, int], clock: HeldClock
) -> None:
    links = Links(at, KEY)
    pages = set()
    for row_id in (rows["chữ"], 999_999):
        pages.add((await _get(links.to(row_id, NOW + LIFETIME)))[::2])
    pages.add((await _get(f"{at}/tep/1-2-3"))[::2])
    clock.move_to(NOW + LIFETIME)
    pages.add((await _get(links.to(rows["tệp"], NOW + LIFETIME)))[::2])
    assert len(pages) == 1
    status, page = pages.pop()
    assert status == 404
    assert "hết hạn hoặc không đúng" in page.decode()


@pytest.mark.parametrize("path", ["/", "/tep", "/tep/", "/tep/../dunghan.db", "/tep/a/b"])
async def test_there_is_nothing_to_look_through(at: str, path: str) -> None:
    status, _, content = await _get(f"{at}{path}")
    assert status == 404
    assert b"dunghan" not in content
