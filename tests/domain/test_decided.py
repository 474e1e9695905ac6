"""Decisions of a review as people write them; what was left out is asked for."""

from datetime import date

import pytest

from domain.decided import Decided, Ruling, read_details, read_ruling

TODAY = date(2026, 10, 5)
YEAR_END = date(2026, 12, 31)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("gia hạn 31/12/2026: chờ kinh phí", Ruling(Decided.EXTEND, "", YEAR_END, "chờ kinh phí")),
        ("Gia hạn đến hết ngày 31/12: chờ kinh phí", Ruling(Decided.EXTEND, "", YEAR_END, "chờ kinh phí")),
        ("gia han toi 31/12/2026 vi cho kinh phi", Ruling(Decided.EXTEND, "", YEAR_END, "cho kinh phi")),
        ("gia hạn: chờ kinh phí", Ruling(Decided.EXTEND, reason="chờ kinh phí")),
        ("gia hạn sớm: chờ kinh phí", Ruling(Decided.EXTEND, reason="chờ kinh phí")),
        ("gia hạn", Ruling(Decided.EXTEND)),
        ("dừng: thành phố làm tập trung", Ruling(Decided.STOP, reason="thành phố làm tập trung")),
        ("dung thuc hien", Ruling(Decided.STOP)),
        ("dừng thành phố làm tập trung", Ruling(Decided.STOP, reason="thành phố làm tập trung")),
        ("tiếp tục: đang làm tốt", Ruling(Decided.GO_ON, reason="đang làm tốt")),
        ("tiếp tục thực hiện: đang làm tốt", Ruling(Decided.GO_ON, reason="đang làm tốt")),
        ("điều chỉnh còn 5 lớp: ghép tổ", Ruling(Decided.ADJUST, "còn 5 lớp", None, "ghép tổ")),
        ("điều chỉnh", Ruling(Decided.ADJUST)),
        ("thay thế bằng lớp trực tuyến: thiếu chỗ", Ruling(Decided.REPLACE, "lớp trực tuyến", None, "thiếu chỗ")),
        ("thay bằng lớp trực tuyến vì thiếu chỗ", Ruling(Decided.REPLACE, "lớp trực tuyến", None, "thiếu chỗ")),
        ("extend until 31/12/2026: no funds", Ruling(Decided.EXTEND, "", YEAR_END, "no funds")),
        ("replace by an online class because of space", Ruling(Decided.REPLACE, "an online class", None, "of space")),
        ("để xem đã", None),
        ("dừngg", None),
        ("", None),
    ],
)
def test_reading(text: str, read: Ruling | None) -> None:
    assert read_ruling(text, TODAY) == read


@pytest.mark.parametrize(
    ("ruling", "lacks"),
    [
        (Ruling(Decided.EXTEND), "day"),
        (Ruling(Decided.EXTEND, new_due_on=YEAR_END), "reason"),
        (Ruling(Decided.ADJUST), "words"),
        (Ruling(Decided.REPLACE, "lớp trực tuyến"), "reason"),
        (Ruling(Decided.STOP), "reason"),
        (Ruling(Decided.STOP, reason="thôi"), ""),
    ],
)
def test_what_is_still_to_be_asked(ruling: Ruling, lacks: str) -> None:
    assert ruling.lacks == lacks


def test_details_on_their_own() -> None:
    assert read_details(Decided.EXTEND, "31/12/2026: chờ", TODAY) == Ruling(Decided.EXTEND, "", YEAR_END, "chờ")
    assert read_details(Decided.STOP, "lý do: chờ", TODAY).reason == "lý do: chờ"
