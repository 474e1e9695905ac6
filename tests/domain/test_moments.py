"""Until when somebody wants to be left in peace, as people type it."""

from datetime import datetime

import pytest

from domain.moments import read_moment
from tests.domain.regimes import VIETNAM

MONDAY = datetime(2026, 11, 16, 9, 12, tzinfo=VIETNAM)


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("15h", "16/11 15:00"),
        ("15h30", "16/11 15:30"),
        ("15:30", "16/11 15:30"),
        ("15 giờ", "16/11 15:00"),
        ("lúc 15h nhé", "16/11 15:00"),
        ("3h chiều", "16/11 15:00"),
        ("3h chiều nay", "16/11 15:00"),
        ("3h chiều mai", "17/11 15:00"),
        ("7h tối nay", "16/11 19:00"),
        ("8h", "16/11 08:00"),  # it has passed: that is for the caller to say
        ("8h mai", "17/11 08:00"),
        ("8h sáng mai", "17/11 08:00"),
        ("mai 8h", "17/11 08:00"),
        ("sáng mai", "17/11 08:00"),
        ("mai", "17/11 08:00"),
        ("chiều nay", "16/11 15:00"),
        ("chiều", "16/11 15:00"),
        ("chieu nhac", "16/11 15:00"),
        ("chiều nhắc lại nhé", "16/11 15:00"),
        ("trưa nay", "16/11 11:30"),
        ("thứ sáu", "20/11 08:00"),
        ("sáng thứ sáu", "20/11 08:00"),
        ("14h 18/11", "18/11 14:00"),
        ("14h ngày 18/11", "18/11 14:00"),
        ("18/11", "18/11 08:00"),
        ("sau 2 tiếng", "16/11 11:12"),
        ("2 tiếng nữa", "16/11 11:12"),
        ("30 phút nữa", "16/11 09:42"),
        ("", None),
        ("sau", None),
        ("25h", None),
        ("15h70", None),
        ("8h 9h", None),
        ("khi nào rảnh", None),
        ("31/2", None),
    ],
)
def test_the_moment_that_is_meant(said: str, read: str | None) -> None:
    moment = read_moment(said, MONDAY)
    assert (moment.strftime("%d/%m %H:%M") if moment else None) == read
