"""Whatever its size, a digest is one message: what has no room is counted, and the reader is told how to see it."""

import re
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from domain import digest
from domain.digest import Line
from domain.lateness import Status
from domain.texts import fits
from handlers import digest_words
from handlers.digest_words import Told, Writing
from locales import speak
from storage.outbox import MAX_TEXT
from storage.tables import Organisation, Period

NOW = datetime(2026, 11, 18, 0, 30, tzinfo=UTC)
LONG = "Ban Chỉ đạo phát triển khoa học, công nghệ, đổi mới sáng tạo và chuyển đổi số khu dân cư số"
HOW = 'Đủ tên các đơn vị: gõ "/tonghop đủ".'
STATUSES = (Status.OVERDUE, Status.RETURNED, Status.INCOMPLETE, Status.ON_TIME)


def _writing(units: int, periods: int, missing: int, name: str, *, due_in: timedelta) -> Writing:
    lines = [
        Line(f"{name} {n}", STATUSES[n % 4], n % 9, 1, 85, tuple(f"{name}: thiếu ảnh {m}" for m in range(missing)))
        for n in range(units)
    ]
    of = digest.digest(lines)
    told = [
        Told(Period(key=f"2026-{n % 12 + 1:02}", frequency="month", title=None, due_at=NOW + due_in), of)
        for n in range(periods)
    ]
    organisation = Organisation(name="UBND xã An Phú", short_name="xã An Phú", zone="Asia/Ho_Chi_Minh")
    return Writing(speak("vi"), organisation, NOW, "XÃ AN PHÚ · Thứ Tư 18/11/2026", told, ["Diện cảnh báo: không có."])


@pytest.mark.parametrize(
    ("units", "periods", "missing", "name"),
    list(product((0, 1, 11, 40, 41, 200), (1, 3, 12), (0, 85), ("Công an xã", LONG))),
)
@pytest.mark.parametrize("due_in", [timedelta(days=2), timedelta(days=-2)], ids=["before", "after"])
def test_a_digest_of_any_size_is_one_message(
    units: int, periods: int, missing: int, name: str, due_in: timedelta
) -> None:
    writing = _writing(units, periods, missing, name, due_in=due_in)
    text = digest_words.at_once(writing)
    assert fits(text, MAX_TEXT)
    assert text.startswith(writing.head)
    if text != digest_words.in_full(writing):
        assert text.endswith(HOW)


def test_a_small_digest_names_everybody_and_says_nothing_of_more() -> None:
    writing = _writing(12, 1, 1, "Công an xã", due_in=timedelta(days=-1))
    assert digest_words.at_once(writing) == digest_words.in_full(writing)
    assert "khác" not in digest_words.at_once(writing)


def test_those_left_out_are_counted_and_add_up() -> None:
    text = digest_words.at_once(_writing(200, 1, 1, LONG, due_in=timedelta(days=-1)))
    for section in text.split("\n\n")[2:5]:
        named = section.count(f"• {LONG}")
        more = re.search(r"• và (\d+) đơn vị khác", section)
        assert more is not None
        assert named + int(more[1]) == 50
    assert len(text) > MAX_TEXT - 800, "as many names as there is room for"


def test_in_full_leaves_nobody_out() -> None:
    text = digest_words.in_full(_writing(200, 1, 85, LONG, due_in=timedelta(days=-1)))
    assert all(f"{LONG} {n}" in text for n in range(200))
    assert "khác" not in text
    assert HOW not in text
