"""On which day figures are expected: one day for all that were asked, a day for each, or none."""

from datetime import date

import pytest

from domain.expected_days import read_appointment, read_days

TODAY = date(2026, 11, 9)
THE_20TH, THE_25TH = date(2026, 11, 20), date(2026, 11, 25)

READ = [
    ("20/11", {2: THE_20TH, 4: THE_20TH}),
    ("khoảng 20/11 ạ", {2: THE_20TH, 4: THE_20TH}),
    ("chưa rõ", {2: None, 4: None}),
    ("Không rõ.", {2: None, 4: None}),
    ("bỏ qua", {2: None, 4: None}),
    ("2: 20/11; 4: 25/11", {2: THE_20TH, 4: THE_25TH}),
    ("4: 25/11\n2: 20/11", {2: THE_20TH, 4: THE_25TH}),
    ("2: 20/11; 4: chưa rõ", {2: THE_20TH, 4: None}),
    ("4: 25/11", {4: THE_25TH}),
    ("2: 20/11; 4: 95", None),  # 95 is rather a figure
    ("2: 20/11; 5: 25/11", None),  # 5 was not asked
    ("2: 20/11; 2: 25/11", None),
    ("20/11, 25/11", None),
    ("01/11", None),  # gone by
    ("187/200", None),
    ("tuần sau", None),
    ("2: 95", None),
    ("", None),
]


@pytest.mark.parametrize(("text", "expected"), READ, ids=[repr(text) for text, _ in READ])
def test_days_are_read(text: str, expected: dict[int, date | None] | None) -> None:
    assert read_days(text, [2, 4], TODAY) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("chưa có, hẹn 20/11", ("chưa có", THE_20TH)),
        ("chưa có số liệu (dự kiến 25/11)", ("chưa có số liệu", THE_25TH)),
        ("chua co, hen ngay 20/11.", ("chua co", THE_20TH)),
        ("chưa có, sẽ có vào 25/11/2026", ("chưa có", THE_25TH)),
        ("chưa có, hẹn 01/11", None),  # gone by
        ("chưa có, hẹn tuần sau", None),
        ("chưa có", None),
        ("12, hẹn 20/11", None),
        ("20/11", None),
    ],
)
def test_a_day_named_beside_the_answer(text: str, expected: tuple[str, date] | None) -> None:
    assert read_appointment(text, TODAY) == expected
