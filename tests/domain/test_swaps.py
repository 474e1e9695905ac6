"""Swaps as administrators write them, and those that are not taken."""

from datetime import date

import pytest

from domain.swaps import Refused, Swap, SwapFault, read, refused, settled
from domain.workdays import WorkingDays
from tests.domain.regimes import DAYS

TODAY = date(2026, 11, 9)


def _written(changes: dict[date, bool | None]) -> dict[str, bool | None]:
    return {f"{day:%d/%m/%Y}": is_worked for day, is_worked in changes.items()}


@pytest.mark.parametrize(
    ("said", "changes", "source"),
    [
        ("15/01/2027 thay 16/01/2027: CV 12", {"15/01/2027": False, "16/01/2027": True}, "CV 12"),
        ("15/1/2027 thay cho 16/1/2027: CV 12", {"15/01/2027": False, "16/01/2027": True}, "CV 12"),
        ("nghỉ 15/01/2027 thay 16/01/2027 : CV 12", {"15/01/2027": False, "16/01/2027": True}, "CV 12"),
        ("NGHI 15/01 thay 16/01: CV 12", {"15/01/2027": False, "16/01/2027": True}, "CV 12"),
        ("15/01/2027 for 16/01/2027: paper", {"15/01/2027": False, "16/01/2027": True}, "paper"),
        ("nghỉ 2027-01-15: bão số 9: sơ tán", {"15/01/2027": False}, "bão số 9: sơ tán"),
        ("thứ sáu 15/01/2027: bão", {"15/01/2027": False}, "bão"),
        ("ngày 15 tháng 1 năm 2027: bão", {"15/01/2027": False}, "bão"),
        ("làm bù 16/01/2027: CV 12", {"16/01/2027": True}, "CV 12"),
        ("lam bu 16/01/2027: CV 12", {"16/01/2027": True}, "CV 12"),
        ("worked 16/01/2027: paper", {"16/01/2027": True}, "paper"),
        ("bỏ 15/01/2027", {"15/01/2027": None}, ""),
        ("bo 15/01/2027: nhầm", {"15/01/2027": None}, "nhầm"),
        ("năm 2027 không hoán đổi: CV 12", {"01/01/2027": False}, "CV 12"),
        ("2027 không có lịch hoán đổi: CV 12", {"01/01/2027": False}, "CV 12"),
        ("year 2027 no swaps: paper", {"01/01/2027": False}, "paper"),
    ],
)
def test_what_is_understood(said: str, changes: dict[str, bool | None], source: str) -> None:
    swap = read(said, TODAY)
    assert isinstance(swap, Swap)
    assert (_written(dict(swap.changes)), swap.source) == (changes, source)


@pytest.mark.parametrize(
    "said",
    [
        "",
        "bão",
        "31/02/2027: bão",
        "15/01/2027 và 16/01/2027: bão",
        "thứ hai 15/01/2027: bão",  # it is a Friday
        "15/01/2027 thay 15/01/2027: bão",
        "15/01/2027 thay: bão",
        "15/01/2127: bão",
    ],
)
def test_what_is_asked_back(said: str) -> None:
    assert read(said, TODAY) == Refused(SwapFault.UNCLEAR)


FRIDAY, SATURDAY = date(2027, 1, 15), date(2027, 1, 16)
PAST, CULTURE_DAY = date(2026, 11, 6), date(2026, 11, 24)


@pytest.mark.parametrize(
    ("changes", "own", "answer"),
    [
        ({FRIDAY: False}, {}, None),
        ({FRIDAY: False, SATURDAY: True}, {}, None),
        ({TODAY: False}, {}, None),  # announced in the morning
        ({CULTURE_DAY: True}, {}, None),
        ({FRIDAY: None}, {FRIDAY: False}, None),
        (settled(2027), {}, None),
        (settled(2027), {date(2027, 1, 1): False}, Refused(SwapFault.OFF_ANYWAY, date(2027, 1, 1))),
        ({PAST: False}, {}, Refused(SwapFault.PAST, PAST)),
        ({PAST: None}, {PAST: False}, Refused(SwapFault.PAST, PAST)),
        ({SATURDAY: False}, {}, Refused(SwapFault.OFF_ANYWAY, SATURDAY)),
        ({CULTURE_DAY: False}, {}, Refused(SwapFault.OFF_ANYWAY, CULTURE_DAY)),
        ({FRIDAY: True}, {}, Refused(SwapFault.WORKED_ANYWAY, FRIDAY)),
        ({SATURDAY: False, FRIDAY: True}, {}, Refused(SwapFault.OFF_ANYWAY, SATURDAY)),  # the wrong way round
        ({FRIDAY: None}, {}, Refused(SwapFault.NOT_SWAPPED, FRIDAY)),
    ],
)
def test_what_changes_nothing_or_comes_too_late_is_refused(
    changes: dict[date, bool | None], own: dict[date, bool | None], answer: Refused | None
) -> None:
    assert refused(Swap(changes, "CV 12"), DAYS, own, TODAY) == answer


def test_stretches_of_days_off_leave_plain_weekends_out() -> None:
    assert DAYS.stretches_off(date(2026, 11, 9), date(2027, 2, 28)) == [
        (date(2026, 11, 24), date(2026, 11, 24)),
        (date(2027, 1, 1), date(2027, 1, 3)),
        (date(2027, 2, 4), date(2027, 2, 10)),
    ]
    assert WorkingDays().stretches_off(date(2026, 1, 1), date(2026, 12, 31)) == []


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("15/01/2027", Refused(SwapFault.NO_SOURCE, FRIDAY)),
        ("15/01/2027: 123", Refused(SwapFault.NO_SOURCE, FRIDAY)),
        ("15/01/2027 thay 16/01/2027:", Refused(SwapFault.NO_SOURCE, FRIDAY)),
        ("năm 2027 không hoán đổi", Refused(SwapFault.NO_SOURCE, date(2027, 1, 1))),
        ("15/01/2027: CV", None),
    ],
)
def test_a_swap_stands_on_somebodys_word(said: str, answer: Refused | None) -> None:
    swap = read(said, TODAY)
    assert isinstance(swap, Swap)
    assert refused(swap, DAYS, {}, TODAY) == answer
