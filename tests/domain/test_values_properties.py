"""Whatever is typed: nothing raises, numbers written by a locale come back, and two readers never disagree."""

from decimal import Decimal

from babel.numbers import format_decimal
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from domain.indicators import Comparator, Indicator, Kind
from domain.values import Ask, Refused, Special, Value, plain, read_value
from tests.domain import spellings, values_oracle
from tests.drawn import drawn

LIGHT = settings(max_examples=drawn(250), deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
THOROUGH = settings(LIGHT, max_examples=drawn(2000))

PERCENT = Indicator(Kind.PERCENT, "%", Comparator.AT_LEAST, Decimal(95))
COUNT = Indicator(Kind.COUNT, "hồ sơ")
INDICATORS = st.sampled_from(
    [
        PERCENT,
        COUNT,
        Indicator(Kind.COUNT),
        Indicator(Kind.COUNT, "nghìn lượt", Comparator.AT_LEAST, Decimal(12)),
        Indicator(Kind.COUNT, "trạm"),
        Indicator(Kind.COUNT, "km"),
        Indicator(Kind.AMOUNT, "đồng"),
        Indicator(Kind.AMOUNT, "triệu đồng", Comparator.AT_LEAST, Decimal(2_000_000)),
        Indicator(Kind.AMOUNT, "tỷ đồng"),
        Indicator(Kind.AMOUNT),
        Indicator(Kind.RATIO),
    ]
)
ANY_INDICATOR = INDICATORS | st.sampled_from([Indicator(kind) for kind in Kind])
NUMERIC = (Kind.PERCENT, Kind.COUNT, Kind.RATIO, Kind.AMOUNT)

PIECES = (
    *("0", "1", "2", "5", "12", "15", "05", "187", "200", "300", "1.234", "12.500", "1,234", "3.5", "12,5", "0,95"),
    *("1 234", "1.234.567", "1,234.5", "15.000.000", "1.234,5", "0.5", "2tr5", "3k500", "2tr50", "500k", "95%", "0/0"),
    *("không", "một", "mốt", "hai", "ba", "bốn", "tư", "năm", "lăm", "nhăm", "sáu", "bảy", "tám", "chín", "mười"),
    *("mươi", "trăm", "chục", "linh", "lẻ", "nghìn", "ngàn", "triệu", "tỷ", "tỉ", "tr", "k", "rưỡi", "phần trăm"),
    *("muoi", "tram", "nghin", "trieu", "ty", "nam", "lam", "sau", "bon", "tam", "hai muoi", "mot tram"),
    *("%", "/", "-", ",", ".", "+", "trên", "trong", "trong tổng số", "khoảng", "gần", "hơn", "từ", "đến", "và"),
    *("đạt", "được", "là", "có", "tổng số", "dạ", "ạ", "hồ sơ", "ho so", "người", "hộ", "đồng", "đ", "vnđ", "lượt"),
    *("phẩy", "phay", "(", ")", "=", "bằng", "tương ứng", "187/200", "93,5%", "hai lăm", "lam", "ruoi", "trong số"),
    *("km", "trạm", "chưa", "phát sinh", "nghìn lượt", "triệu đồng"),
)
SOUP = st.lists(st.tuples(st.sampled_from(PIECES), st.sampled_from(["", " ", " ", " ", "  "])), max_size=7).map(
    lambda pieces: "".join(piece + gap for piece, gap in pieces)
)
BOOK = sorted({spelling for entries in spellings.spellings_to_999().values() for spelling, _ in entries})
DIGITS = st.from_regex(r"(0|[1-9][0-9]{0,2})([., ][0-9]{1,3}){0,2}", fullmatch=True)
COUNTS = DIGITS | st.sampled_from(BOOK) | st.sampled_from(["hai", "năm", "mười", "5", "12", "300", "0,95"])
SIZES = st.sampled_from([" nghìn", "k", " triệu", "tr", " tỷ", " nghin", " ty"])
NUMBERS = st.tuples(COUNTS, SIZES | st.just(""), st.sampled_from(["", "", " ", " linh "]), COUNTS | st.just("")).map(
    lambda parts: "".join(parts) if parts[1] else parts[0]
)
SENTENCES = st.tuples(
    st.sampled_from(["", "", "", "đạt ", "tổng số: ", "khoảng "]),
    NUMBERS,
    st.sampled_from(["", "", "", "/200", " trên 1.000", " triệu", " rưỡi"]),
    st.sampled_from(["", "", "", "%", " hồ sơ", " đồng", " lượt", " tram", " km"]),
).map("".join)
SHARES = st.sampled_from(["93,5%", "94%", "93,4%", "93.5%", "93,50 %", "0,935", "66,7%", "66,6%", "100%"])
PAIRS = st.sampled_from(["187/200", "187 trên 200 hồ sơ", "2/3", "15/15", "0/0", "1.234/2.000"])
AGAIN = st.sampled_from([" ({})", " = {}", ", đạt {}", " bằng {}", " tương ứng {}", " và {}", " {}"])
SAID_TWICE = st.tuples(PAIRS | SHARES | NUMBERS, AGAIN, PAIRS | SHARES | NUMBERS).map(
    lambda parts: parts[0] + parts[1].format(parts[2])
)
FIGURES = st.text("0123456789012345678.,. /%", min_size=1, max_size=14)


def offered(reading: Value | Special | Ask | Refused) -> tuple[Value | Special, ...]:
    if isinstance(reading, Ask):
        return reading.readings
    return () if isinstance(reading, Refused) else (reading,)


@st.composite
def numbers(draw: st.DrawFn, most: int, places: int) -> Decimal:
    size = 10 ** draw(st.integers(0, len(str(most)) - 1))  # every length alike, not only the longest
    return Decimal(draw(st.integers(0, min(most, size) * int(10**places)))).scaleb(-places)


@LIGHT
@given(number=numbers(10**12, 0))
def test_a_whole_number_in_vietnamese_spelling_is_read_back(number: Decimal) -> None:
    for indicator in (COUNT, Indicator(Kind.AMOUNT, "đồng")):
        text = format_decimal(number, locale="vi")
        reading = read_value(text, indicator)
        if indicator is COUNT or text.count(".") != 1:
            assert reading == Value(number)
        else:
            assert offered(reading) == (Value(number),)


@LIGHT
@given(number=numbers(100, 4))
def test_a_percentage_in_vietnamese_spelling_is_read_back(number: Decimal) -> None:
    text = format_decimal(number, locale="vi", format="#,##0.####")
    assert read_value(f"{text}%", PERCENT) == Value(number)
    reading = read_value(text, PERCENT)
    assert reading == Value(number) if number == 0 or number >= 1 else Value(number) in offered(reading)


@LIGHT
@given(number=numbers(10**9, 3))
def test_a_fraction_in_vietnamese_spelling_is_read_back_or_asked_where_english_reads_another(number: Decimal) -> None:
    text = format_decimal(number, locale="vi", format="#,##0.###")
    reading = read_value(text, Indicator(Kind.RATIO))
    english_too = text.replace(".", "").replace(",", "").isdecimal() and (text.count(".") + text.count(",") == 1)
    if english_too and len(text) > 4 and text[-4] in ".," and text[0] != "0":
        assert isinstance(reading, Ask)
        assert Value(number) in reading.readings
    else:
        assert reading == Value(number)


@LIGHT
@given(number=numbers(10**9, 3), indicator=INDICATORS)
def test_a_number_in_english_spelling_is_read_as_itself_or_offered(number: Decimal, indicator: Indicator) -> None:
    assume(indicator.kind is not Kind.COUNT or number % 1 == 0 or indicator.unit_of_measure == "km")
    assume(indicator.unit_of_measure != "đồng" or number % 1 == 0)
    assume(indicator.kind is not Kind.PERCENT or number <= 100)
    reading = read_value(format_decimal(number, locale="en", format="#,##0.###"), indicator)
    assert Value(number) in offered(reading)


@THOROUGH
@given(
    text=SENTENCES | SOUP | FIGURES | SAID_TWICE,
    indicator=INDICATORS,
    last=st.sampled_from([None, *map(Decimal, (3, 1200))]),
)
@example(text="187/200 (93,5%)", indicator=Indicator(Kind.RATIO), last=None)
def test_what_is_taken_has_no_second_reading(text: str, indicator: Indicator, last: Decimal | None) -> None:
    reading = read_value(text, indicator, None if last is None else Value(last))
    if isinstance(reading, Value):
        possible = values_oracle.answers(text, indicator, last or indicator.target)
        assert possible == {(reading.number, reading.numerator, reading.denominator)}


@LIGHT
@given(text=SENTENCES | SOUP, indicator=INDICATORS)
def test_what_is_offered_first_is_a_reading_the_second_reader_knows(text: str, indicator: Indicator) -> None:
    reading = read_value(text, indicator)
    if isinstance(reading, Ask) and reading.doubt in ("point_or_comma", "scale") and indicator.kind is not Kind.PERCENT:
        known = values_oracle.answers(text, indicator)
        for value in reading.readings:
            if isinstance(value, Value) and value.numerator is None:
                assert (value.number, None, None) in known


@LIGHT
@given(text=st.text(max_size=60) | st.text(st.characters(), max_size=30), indicator=ANY_INDICATOR)
def test_no_text_raises_and_what_is_read_is_sound(text: str, indicator: Indicator) -> None:
    reading = read_value(text, indicator, Value(Decimal(5)))
    for value in offered(reading):
        if isinstance(value, Value):
            assert value.number >= 0
            assert indicator.kind not in (Kind.YES_NO, Kind.MILESTONE) or value.number in (0, 1)


@LIGHT
@given(
    text=st.text(
        st.sampled_from("0123456789.,/%() -+đktrừ\u200b\u200f\u202e\ud800\x00\u0301\ufe0f٣²½😀\t\n"), max_size=40
    ),
    indicator=ANY_INDICATOR,
)
def test_no_broken_text_raises(text: str, indicator: Indicator) -> None:
    assert isinstance(read_value(text, indicator), Value | Special | Ask | Refused)


@LIGHT
@given(text=st.text(max_size=60))
def test_plain_text_stays_plain(text: str) -> None:
    assert plain(plain(text)) == plain(text)
    assert "đ" not in plain(text)
