"""What officers type and what it is taken for, one line each."""

import unicodedata
from decimal import Decimal

import pytest

from domain.indicators import Comparator, Indicator, Kind
from domain.values import Ask, Doubt, Reading, Refusal, Refused, Special, Value, plain, read_value

PERCENT = Indicator(Kind.PERCENT, "%")
PERCENT_95 = Indicator(Kind.PERCENT, "%", Comparator.AT_LEAST, Decimal(95))
COUNT = Indicator(Kind.COUNT, "hồ sơ")
BARE_COUNT = Indicator(Kind.COUNT)
COUNT_15 = Indicator(Kind.COUNT, "lớp", Comparator.AT_LEAST, Decimal(15))
THOUSANDS = Indicator(Kind.COUNT, "nghìn lượt")
STATIONS = Indicator(Kind.COUNT, "trạm")
MODELS = Indicator(Kind.COUNT, "sáng kiến/mô hình")
PEOPLE = Indicator(Kind.COUNT, "lượt người")
ROAD = Indicator(Kind.COUNT, "km")
DONG = Indicator(Kind.AMOUNT, "đồng")
MILLIONS = Indicator(Kind.AMOUNT, "triệu đồng")
BILLIONS = Indicator(Kind.AMOUNT, "tỷ đồng")
RATIO = Indicator(Kind.RATIO)
YES_NO = Indicator(Kind.YES_NO)
MILESTONE = Indicator(Kind.MILESTONE)
PROGRESS = Indicator(Kind.PROGRESS)

ZERO, ONE = Value(Decimal(0)), Value(Decimal(1))
NOTHING, NOT_YET, NOT_APPLICABLE = Special.NOTHING_AROSE, Special.NO_FIGURE_YET, Special.NOT_APPLICABLE


def is_(number: str, numerator: str | None = None, denominator: str | None = None) -> Value:
    pair = [None if one is None else Decimal(one) for one in (numerator, denominator)]
    return Value(Decimal(number), *pair)


def ask(doubt: Doubt, *numbers: str) -> Ask:
    return Ask(doubt, tuple(is_(number) for number in numbers))


POINT = Doubt.POINT_OR_COMMA
NO_NUMBER = ask(Doubt.NOT_A_NUMBER)
NOTATION = Refused(Refusal.NOT_A_FIGURE_NOTATION)
NEGATIVE = Refused(Refusal.NEGATIVE)
PHONE = Refused(Refusal.PERSONAL_DATA_PHONE)
IDENTITY = Refused(Refusal.PERSONAL_DATA_IDENTITY)
SECRET = Refused(Refusal.SECRET)
TOO_LARGE = Refused(Refusal.TOO_LARGE)
NOTHING_OR_ZERO = Ask(Doubt.NOTHING_OR_ZERO, (NOTHING, ZERO))

Case = tuple[str, Indicator, Reading]

VIETNAMESE_SPELLING: list[Case] = [
    ("12", COUNT, is_("12")),
    ("0", COUNT, ZERO),
    ("05", COUNT, is_("5")),
    ("12,5", RATIO, is_("12.5")),
    ("12,50", RATIO, is_("12.5")),
    ("0,5", RATIO, is_("0.5")),
    ("0,125", RATIO, is_("0.125")),
    ("1.234,5", RATIO, is_("1234.5")),
    ("1.234.567", COUNT, is_("1234567")),
    ("1.234.567,8", RATIO, is_("1234567.8")),
    ("1.234", COUNT, is_("1234")),
    ("1.000", COUNT, is_("1000")),
    ("1 234", COUNT, is_("1234")),
    ("1 234 567", COUNT, is_("1234567")),
    ("1\u00a0234", COUNT, is_("1234")),
    ("1\u202f234\u202f567", COUNT, is_("1234567")),
    ("10\u2009000,5", RATIO, is_("10000.5")),
    ("  15  ", COUNT, is_("15")),
    ("15.", COUNT, is_("15")),
    ("15!", COUNT, is_("15")),
    ("\ufeff15\u200b", COUNT, is_("15")),
    ("1234567", COUNT, is_("1234567")),
    ("1234567890", COUNT, is_("1234567890")),
    ("12,5", ROAD, is_("12.5")),
    ("12,5", MILLIONS, is_("12.5")),
    ("1.500.000", DONG, is_("1500000")),
]

DOUBTFUL_SPELLING: list[Case] = [
    ("3.5", PERCENT, ask(POINT, "3.5", "35")),
    ("3.5", PERCENT_95, ask(POINT, "35", "3.5")),
    ("3.5", COUNT, ask(POINT, "35")),
    ("3.5", RATIO, ask(POINT, "3.5", "35")),
    ("3.5", MILLIONS, ask(POINT, "3.5", "35")),
    ("95.5", PERCENT, ask(POINT, "95.5")),
    ("12.34", RATIO, ask(POINT, "12.34", "1234")),
    ("1.00", RATIO, ask(POINT, "1", "100")),
    ("1,234.5", RATIO, ask(POINT, "1234.5")),
    ("1,234,567", COUNT, ask(POINT, "1234567")),
    ("1,234,567.5", MILLIONS, ask(POINT, "1234567.5")),
    ("1.234", RATIO, ask(POINT, "1234", "1.234")),
    ("1.234", PERCENT, ask(POINT, "1.234")),
    ("1.234", DONG, ask(POINT, "1234")),
    ("12.500", PERCENT, ask(POINT, "12.5")),
    ("12.500", RATIO, ask(POINT, "12500", "12.5")),
    ("12.500", MILLIONS, ask(POINT, "12500", "12.5")),
    ("12.500", DONG, ask(POINT, "12500")),
    ("12.500", COUNT_15, ask(POINT, "12500")),
    ("12.500", THOUSANDS, ask(POINT, "12500", "12.5")),
    ("1.000", COUNT_15, ask(POINT, "1000")),
    ("12,345", COUNT, ask(POINT, "12345")),
    ("12,345", RATIO, ask(POINT, "12.345", "12345")),
    ("12,345", PERCENT, is_("12.345")),
    ("12.500 đồng", DONG, is_("12500")),
    ("500.000đ", DONG, is_("500000")),
    ("1.5 triệu", DONG, ask(POINT, "1500000", "15000000")),
    ("1.200 tỷ", BILLIONS, ask(POINT, "1200", "1.2")),
    ("12 345.6", RATIO, ask(POINT, "12345.6")),
    ("0.5", RATIO, ask(POINT, "0.5")),
    ("12,5", COUNT, ask(Doubt.NOT_WHOLE)),
    ("12,5", DONG, ask(Doubt.NOT_WHOLE)),
    ("1.234,5", COUNT, ask(Doubt.NOT_WHOLE)),
    ("1.23.4", COUNT, NO_NUMBER),
    ("1.234.56", COUNT, NO_NUMBER),
    ("1.234 567", COUNT, NO_NUMBER),
    (",5", RATIO, NO_NUMBER),
    ("5,", RATIO, NO_NUMBER),
    ("0,1234567", RATIO, NO_NUMBER),
]

PERCENTAGES: list[Case] = [
    ("95", PERCENT, is_("95")),
    ("95%", PERCENT, is_("95")),
    ("95,5 %", PERCENT, is_("95.5")),
    ("95 phần trăm", PERCENT, is_("95")),
    ("95 phan tram", PERCENT, is_("95")),
    ("chín mươi lăm phần trăm", PERCENT, is_("95")),
    ("100", PERCENT, is_("100")),
    ("0%", PERCENT, ZERO),
    ("95% hồ sơ", PERCENT, is_("95")),
    ("187/200", PERCENT, is_("93.5", "187", "200")),
    ("187 / 200", PERCENT, is_("93.5", "187", "200")),
    ("187 trên 200", PERCENT, is_("93.5", "187", "200")),
    ("187 tren 200", PERCENT, is_("93.5", "187", "200")),
    ("187 trong tổng số 200", PERCENT, is_("93.5", "187", "200")),
    ("187 hồ sơ/200 hồ sơ", PERCENT, is_("93.5", "187", "200")),
    ("đạt 187/200 hồ sơ", PERCENT, is_("93.5", "187", "200")),
    ("1.234/2.000", PERCENT, is_("61.7", "1234", "2000")),
    ("1/3", PERCENT, is_("33.33", "1", "3")),
    ("2/3", PERCENT, is_("66.67", "2", "3")),
    ("1/16", PERCENT, is_("6.25", "1", "16")),
    ("1/800", PERCENT, is_("0.13", "1", "800")),
    ("0/15", PERCENT, is_("0", "0", "15")),
    ("1,2 tỷ/2 tỷ", PERCENT, is_("60", "1200000000", "2000000000")),
    ("0/0", PERCENT, NOTHING),
    ("0/0", RATIO, NOTHING),
    ("3/0", PERCENT, ask(Doubt.NUMERATOR_OVER_DENOMINATOR)),
    ("15/14", PERCENT, Ask(Doubt.NUMERATOR_OVER_DENOMINATOR, (is_("107.14", "15", "14"),))),
    ("1.5/2", PERCENT, Ask(POINT, (is_("75", "1.5", "2"),))),
    ("1,5/2 tỷ", PERCENT, Ask(Doubt.SCALE, (is_("0", "1.5", "2000000000"), is_("75", "1500000000", "2000000000")))),
    ("120", PERCENT, ask(Doubt.OVER_HUNDRED, "120")),
    ("100,5%", PERCENT, ask(Doubt.OVER_HUNDRED, "100.5")),
    ("0,95", PERCENT, ask(Doubt.FRACTION_OR_PERCENT, "0.95", "95")),
    ("0,95", PERCENT_95, ask(Doubt.FRACTION_OR_PERCENT, "95", "0.95")),
    ("0.95", PERCENT_95, ask(Doubt.FRACTION_OR_PERCENT, "95", "0.95")),
    ("0,95%", PERCENT_95, is_("0.95")),
    ("95%", RATIO, ask(Doubt.FRACTION_OR_PERCENT, "0.95", "95")),
    ("95%", COUNT, ask(Doubt.UNIT_DIFFERS, "95")),
    ("95 hồ sơ", PERCENT, ask(Doubt.UNIT_DIFFERS, "95")),
    ("15/20", RATIO, is_("0.75", "15", "20")),
    ("3/2", RATIO, is_("1.5", "3", "2")),
    ("12/15", COUNT, ask(Doubt.SEVERAL, "12", "15")),
    ("22/11/2026", PERCENT, ask(Doubt.SEVERAL, "22", "11", "2026")),
]

UNITS_AND_WORDS_AROUND: list[Case] = [
    ("15 hồ sơ", COUNT, is_("15")),
    ("15 ho so", COUNT, is_("15")),
    ("15 HỒ SƠ", COUNT, is_("15")),
    ("15hồ sơ", COUNT, is_("15")),
    ("0 hồ sơ", COUNT, ZERO),
    ("15 người", BARE_COUNT, is_("15")),
    ("15 lượt", PEOPLE, is_("15")),
    ("15 mô hình", MODELS, is_("15")),
    ("15 sáng kiến/mô hình", MODELS, is_("15")),
    ("15 người", COUNT, ask(Doubt.UNIT_DIFFERS, "15")),
    ("15 triệu đồng", COUNT, ask(Doubt.UNIT_DIFFERS, "15000000")),
    ("15 hô sơ", COUNT, NO_NUMBER),
    ("đạt 95%", PERCENT, is_("95")),
    ("dat 95", PERCENT, is_("95")),
    ("được 15", COUNT, is_("15")),
    ("là 15 hồ sơ", COUNT, is_("15")),
    ("tổng số 15", COUNT, is_("15")),
    ("tổng số: 15 hồ sơ ạ.", COUNT, is_("15")),
    ("dạ 15 ạ", COUNT, is_("15")),
    ("2 trạm", STATIONS, is_("2")),
    ("2 tram", STATIONS, ask(Doubt.SCALE, "200", "2")),
    ("2,5 km", ROAD, is_("2.5")),
    ("2.000.000 đ", DONG, is_("2000000")),
    ("2000000 VNĐ", DONG, is_("2000000")),
    ("1,5 triệu đồng", DONG, is_("1500000")),
    ("1,5 triệu đồng", MILLIONS, is_("1.5")),
    ("1,2 tỷ", MILLIONS, is_("1200")),
    ("2 nghìn tỷ đồng", BILLIONS, is_("2000")),
    ("500 nghìn đồng", MILLIONS, is_("0.5")),
    ("500k", MILLIONS, ask(Doubt.SCALE, "0.5", "500000")),
    ("15.000.000", MILLIONS, ask(Doubt.SCALE, "15", "15000000")),
    ("5 đồng", BILLIONS, ask(Doubt.SCALE, "5")),
    ("50 nghìn lượt", THOUSANDS, is_("50")),
    ("500 lượt", THOUSANDS, ask(Doubt.SCALE, "0.5", "500")),
]

HEDGED_OR_SEVERAL: list[Case] = [
    ("khoảng 15", COUNT, ask(Doubt.HEDGE, "15")),
    ("gần 200", COUNT, ask(Doubt.HEDGE, "200")),
    ("hơn 15 hồ sơ", COUNT, ask(Doubt.HEDGE, "15")),
    ("đạt trên 95%", PERCENT, ask(Doubt.HEDGE, "95")),
    ("95% trở lên", PERCENT, ask(Doubt.HEDGE, "95")),
    (">95", PERCENT, ask(Doubt.HEDGE, "95")),
    ("≥ 95%", PERCENT, ask(Doubt.HEDGE, "95")),
    ("~15", COUNT, ask(Doubt.HEDGE, "15")),
    ("15+", COUNT, ask(Doubt.HEDGE, "15")),
    ("15?", COUNT, ask(Doubt.HEDGE, "15")),
    ("15...", COUNT, ask(Doubt.HEDGE, "15")),
    ("vài chục", COUNT, NO_NUMBER),
    ("95-97", PERCENT, ask(Doubt.RANGE, "95", "97")),
    ("95 – 97%", PERCENT, ask(Doubt.RANGE, "95", "97")),
    ("từ 10 đến 15 hồ sơ", COUNT, ask(Doubt.RANGE, "10", "15")),
    ("15 người, 3 hộ", BARE_COUNT, ask(Doubt.SEVERAL, "15", "3")),
    ("15 và 3", COUNT, ask(Doubt.SEVERAL, "15", "3")),
    ("10\n11", COUNT, ask(Doubt.SEVERAL, "10", "11")),
    ("10\n110", COUNT, ask(Doubt.SEVERAL, "10", "110")),
    ("10\u2028110", COUNT, ask(Doubt.SEVERAL, "10", "110")),
    ("10\t110", COUNT, ask(Doubt.SEVERAL)),
    ("1  234", COUNT, ask(Doubt.SEVERAL)),
    ("12 34", COUNT, ask(Doubt.SEVERAL)),
    ("1'234", COUNT, ask(Doubt.SEVERAL)),
    ("12, 5", RATIO, ask(Doubt.SEVERAL, "12", "5")),
    ("1: 25; 2: 30", COUNT, ask(Doubt.SEVERAL, "1", "25", "2", "30")),
    ("15 + 3", COUNT, ask(Doubt.SEVERAL, "15", "3")),
]

INSTEAD_OF_A_FIGURE: list[Case] = [
    ("không phát sinh", COUNT, NOTHING),
    ("Không Phát Sinh.", PERCENT, NOTHING),
    ("khong phat sinh", COUNT, NOTHING),
    ("KPS", DONG, NOTHING),
    ("kps", YES_NO, NOTHING),
    ("0 phát sinh", COUNT, NOTHING),
    ("không có phát sinh ạ", COUNT, NOTHING),
    ("chưa", COUNT, NOT_YET),
    ("CHƯA", PERCENT, NOT_YET),
    ("chua co", COUNT, NOT_YET),
    ("chưa có số liệu", COUNT, NOT_YET),
    ("chưa có số liệu", YES_NO, NOT_YET),
    ("KAD", COUNT, NOT_APPLICABLE),
    ("không áp dụng", MILESTONE, NOT_APPLICABLE),
    ("khong ap dung", PERCENT, NOT_APPLICABLE),
    ("không", COUNT, NOTHING_OR_ZERO),
    ("khong", DONG, NOTHING_OR_ZERO),
    ("không có", PERCENT, NOTHING_OR_ZERO),
    ("không có hồ sơ nào", COUNT, NO_NUMBER),
    ("không có hồ sơ", COUNT, NOTHING_OR_ZERO),
    ("đạt", COUNT, NO_NUMBER),
    ("báo cáo sau", COUNT, NO_NUMBER),
]

YES_AND_NO: list[Case] = [
    *[
        (text, YES_NO, ONE)
        for text in ("có", "co", "rồi", "xong", "đã hoàn thành", "hoàn thành", "đạt", "yes", "OK", "1")
    ],
    *[(text, MILESTONE, ONE) for text in ("Đã xong ạ", "xong rồi", "da hoan thanh", "dạ rồi")],
    *[(text, YES_NO, ZERO) for text in ("không", "khong", "chưa", "no", "0", "không đạt")],
    *[(text, MILESTONE, ZERO) for text in ("chưa xong", "chưa hoàn thành", "CHUA", "chưa ạ")],
    ("chưa có", YES_NO, Ask(Doubt.NOTHING_OR_ZERO, (ZERO, NOT_YET))),
    ("có thể", YES_NO, NO_NUMBER),
    ("15", YES_NO, NO_NUMBER),
    ("95%", MILESTONE, NO_NUMBER),
]

REFUSED: list[Case] = [
    *[
        (text, COUNT, NOTATION)
        for text in ("NaN", "Infinity", "-inf", "1e3", "1E-3", "1e309", "1_000", "0x1f", "١٢", "１２", "१२")
    ],
    *[(text, COUNT, NEGATIVE) for text in ("-3", "−3", "- 3 hồ sơ", "(3)", "âm 3", "đạt -3")],
    *[
        (text, COUNT, PHONE)
        for text in ("0912345678", "0912 345 678", "0912.345.678", "09 12 34 56 78", "(028) 3822 1234")
    ],
    *[(text, PERCENT, PHONE) for text in ("+84912345678", "+84 912 345 678", "84912345678", "15, gọi 0912345678")],
    ("0912345678", DONG, PHONE),
    ("0912345678", PROGRESS, PHONE),
    *[(text, COUNT, IDENTITY) for text in ("123456789", "079203012345", "CCCD 123456789012", "15 hồ sơ 123456789")],
    ("079 203 012 345", COUNT, IDENTITY),
    ("079203012345", DONG, IDENTITY),
    ("079203012345 đồng", DONG, IDENTITY),
    ("Nguyễn Văn A 123456789", DONG, IDENTITY),
    ("ông A: 5 triệu, 123456789", DONG, IDENTITY),
    ("123456789", DONG, ask(Doubt.IDENTITY_OR_AMOUNT, "123456789")),
    ("123456789012", DONG, ask(Doubt.IDENTITY_OR_AMOUNT, "123456789012")),
    ("84912345678", DONG, ask(Doubt.IDENTITY_OR_AMOUNT, "84912345678")),
    ("123456789 đồng", DONG, is_("123456789")),
    ("123.456.789", DONG, is_("123456789")),
    ("1.234.567.890", DONG, is_("1234567890")),
    *[
        (text, COUNT, SECRET)
        for text in ("Mật", "TỐI MẬT", "tuyệt mật: 15", "toi mat", "toi mat 👍", "15 (Mật)", "Tài liệu mật số 5")
    ],
    ("văn bản Mật, đã xử lý", PROGRESS, SECRET),
    ("1.000.000.000.000.000", COUNT, TOO_LARGE),
    ("9" * 40, COUNT, TOO_LARGE),
    ("1.000.000 tỷ", DONG, TOO_LARGE),
]

UNREADABLE: list[Case] = [
    *[(text, COUNT, NO_NUMBER) for text in ("", "   ", "\n", "...", "abc", "👍", "<b>15</b>", "15 thùng", "10²", "½")],
    ("1" + "x" * 4095, COUNT, NO_NUMBER),
    ("15\u0000", COUNT, NO_NUMBER),
    ("1\u200b5", COUNT, NO_NUMBER),
    ("\u202e21\u202c", COUNT, NO_NUMBER),
    ("1\u0336" + "5", COUNT, NO_NUMBER),
    ("1\ufe0f\u20e3", COUNT, NO_NUMBER),
    ("\ud800", COUNT, NO_NUMBER),
    ("đã ban hành kế hoạch, bảo mật mật khẩu, mật độ 15", PROGRESS, NO_NUMBER),
    ("họp ngày 05.11.2026 15 người", PROGRESS, NO_NUMBER),
    ("giải ngân 150000000 đồng", PROGRESS, NO_NUMBER),
]

GROUPS = {
    "vietnamese": VIETNAMESE_SPELLING,
    "doubtful": DOUBTFUL_SPELLING,
    "percent": PERCENTAGES,
    "around": UNITS_AND_WORDS_AROUND,
    "hedged": HEDGED_OR_SEVERAL,
    "instead": INSTEAD_OF_A_FIGURE,
    "yes-no": YES_AND_NO,
    "refused": REFUSED,
    "unreadable": UNREADABLE,
}


@pytest.mark.parametrize(
    ("text", "indicator", "expected"),
    [
        pytest.param(*case, id=f"{group}-{at}-{case[0][:30].encode('unicode_escape').decode()}-{case[1].kind}")
        for group, cases in GROUPS.items()
        for at, case in enumerate(cases)
    ],
)
def test_an_answer_is_read_asked_back_or_refused(text: str, indicator: Indicator, expected: Reading) -> None:
    assert read_value(text, indicator) == expected
    assert read_value(unicodedata.normalize("NFD", text), indicator) == expected


@pytest.mark.parametrize(
    ("text", "indicator", "last", "expected"),
    [
        pytest.param("3.5", RATIO, "40", ask(POINT, "35", "3.5"), id="a point is rather lost when 40 was last"),
        pytest.param("3.5", RATIO, "4", ask(POINT, "3.5", "35"), id="a point is rather a comma when 4 was last"),
        pytest.param("1.234", RATIO, "1", ask(POINT, "1.234", "1234"), id="about one is expected"),
        pytest.param("12.500", COUNT, "12", ask(POINT, "12500"), id="twelve thousand where twelve was last"),
        pytest.param("12.500", COUNT, "11000", is_("12500"), id="twelve thousand where eleven thousand was last"),
        pytest.param("0,95", PERCENT, "94", ask(Doubt.FRACTION_OR_PERCENT, "95", "0.95"), id="94 % was last"),
        pytest.param("0,95", PERCENT_95, "1", ask(Doubt.FRACTION_OR_PERCENT, "0.95", "95"), id="last outweighs target"),
        pytest.param(
            "0,95", PERCENT_95, "0", ask(Doubt.FRACTION_OR_PERCENT, "95", "0.95"), id="a last of zero says nothing"
        ),
        pytest.param("15.000.000", MILLIONS, "14000000", is_("15000000"), id="millions of millions were last"),
        pytest.param("1.234/2.000", PERCENT, "50", is_("61.7", "1234", "2000"), id="a pair does not look back"),
    ],
)
def test_the_last_value_says_which_reading_is_likelier(
    text: str, indicator: Indicator, last: str, expected: Reading
) -> None:
    assert read_value(text, indicator, is_(last)) == expected


@pytest.mark.parametrize("text", ["187/200", "12,50", "100", "1,20 tỷ", "50/50"])
def test_a_number_keeps_no_idle_zeros_and_no_exponent(text: str) -> None:
    reading = read_value(text, PERCENT if "/" in text else RATIO)
    assert isinstance(reading, Value)
    shown = str(reading.number)
    assert "E" not in shown
    assert not ("." in shown and shown.endswith("0"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Việc", "viec"),
        ("  VIỆC\u00a0 ĐÃ\nlàm ", "viec da lam"),
        (unicodedata.normalize("NFD", "Trợ giúp"), "tro giup"),
        ("/việc", "/viec"),
        ("hoà hòa", "hoa hoa"),
        ("", ""),
        ("15 m²", "15 m²"),
    ],
)
def test_plain_text_has_no_marks(text: str, expected: str) -> None:
    assert plain(text) == expected
