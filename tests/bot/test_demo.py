"""The headless demo: one whole month, the same every time."""

import subprocess
import sys
from pathlib import Path

import pytest

from bot.demo.play import at
from storage.database import open_database
from tests.databases import address
from tests.soundness import assert_sound


def play(folder: Path, channel: str = "telegram") -> str:
    """What `dunghan demo --headless` prints, run as a program in an empty folder."""
    done = subprocess.run(
        [sys.executable, "-m", "bot", "demo", "--headless", "--channel", channel, "--data", folder / "data"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
    return done.stdout


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the month is played."""
    return tmp_path_factory.mktemp("month")


@pytest.fixture(scope="module")
def month(folder: Path) -> str:
    """The month, played once for all tests here."""
    return play(folder)


def test_the_month_reads_the_same_every_time(month: str, tmp_path: Path) -> None:
    assert play(tmp_path) == month


@pytest.mark.parametrize(
    "told",
    [
        pytest.param("/start AAAAAAAAAB", id="joining by a link"),
        pytest.param("Kỳ Tháng 11/2026 đã mở", id="the opening"),
        pytest.param("Còn 3 ngày làm việc", id="T-3"),
        pytest.param("Hôm nay đến hạn", id="the due day"),
        pytest.param("HẾT HẠN NỘP", id="the closing digest"),
        pytest.param("Đã quá hạn 1 ngày làm việc", id="+1"),
        pytest.param("Báo cáo quá hạn", id="+3 in the group"),
        pytest.param("trước hạn 7 ngày", id="an early report"),
        pytest.param("sau hạn 1 ngày làm việc", id="a late report"),
        pytest.param("(3/6 câu)", id="half a report"),
        pytest.param("Công an phường: 5 ngày (0/7 câu)", id="none at all"),
    ],
)
def test_the_month_shows(month: str, told: str) -> None:
    assert told in month


@pytest.mark.usefixtures("month")
async def test_at_the_end_of_the_month_every_invariant_holds(folder: Path) -> None:
    database = open_database(address(folder / "data" / "dunghan.db"))
    await assert_sound(database, at(23, 9))
    await database.close()


def test_the_month_ends_with_its_sum(month: str) -> None:
    assert summed(month) == [
        ["Phòng Văn hóa Xã hội", "19", "19", "1", "0", "đúng hạn"],
        ["Văn phòng HĐND & UBND phường", "5", "5", "5", "0", "nộp muộn"],
        ["Trung tâm Phục vụ Hành chính công", "11", "11", "0", "0", "đúng hạn"],
        ["Phòng Kinh tế, Hạ tầng và Đô thị", "6", "3", "7", "5", "quá hạn"],
        ["Công an phường", "7", "0", "7", "5", "quá hạn"],
    ]


def test_the_month_on_zalo_tells_the_same_answers(month: str, tmp_path: Path) -> None:
    """Typed where Telegram taps, a code typed where a link carries it; the figures and the sum are the same."""
    on_zalo = play(tmp_path, "zalo")
    assert "› LK " in on_zalo
    assert "› /start" not in on_zalo
    assert "[Gửi]" not in on_zalo
    assert told(on_zalo) == told(month) != []
    assert summed(on_zalo) == summed(month)


def told(month: str) -> list[str]:
    """What the bot says it has put down or taken in."""
    return [line for line in month.splitlines() if line.startswith(("  ‹ Đã ghi", "  ‹ Đã gửi", "  ‹ Đã nhận"))]


def summed(month: str) -> list[list[str]]:
    """The table at the end: unit, questions, answers, reminders, days late, how it ended."""
    return [[cell.strip() for cell in line.strip("│ \n").split("│")] for line in month.splitlines() if "│" in line]
