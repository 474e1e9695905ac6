"""Nothing raises, what was written from a visit is read back or asked about, and no number is made up."""

import re
from collections import Counter

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.visits import MOST, Class, Done, Doubt, Refused, Understood
from tests.domain import spellings
from tests.domain.visits import written
from tests.domain.visits.terms import PLACES, SINCE, TODAY, read
from tests.drawn import drawn

LIGHT = settings(max_examples=drawn(200), deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
THOROUGH = settings(LIGHT, max_examples=drawn(500))

PIECES = (
    *(
        "vneid",
        "VNeID",
        "dvc",
        "cài app",
        "thanh toán số",
        "kỹ năng số",
        "ssk",
        "khác",
        "lớp",
        "tập huấn",
        "sổ sức khỏe",
    ),
    *(
        "5",
        "12",
        "3",
        "45",
        "1.200",
        "2,5",
        "0",
        "300",
        "10000",
        "năm",
        "hai",
        "ba",
        "mười hai",
        "hai mươi",
        "chục",
        "k",
    ),
    *("người", "hộ", "nhà", "ng", "bà con", "hồ sơ", "tổ 12", "ngõ 45", "ngõ 45/2", "tổ", "thôn", "tdp 5", "Nà Bản"),
    *("hôm qua", "12/11", "12-11-2026", "thứ hai", "ngày 20", "20/11/2062", "9h30", "tuần trước", "nay", "tháng"),
    *(
        ",",
        ";",
        "\n",
        "-",
        "+",
        "/",
        ":",
        "(",
        ")",
        ".",
        "?",
        "và",
        "như trước",
        "thêm",
        "khoảng",
        "không",
        "hơn",
        "đến",
    ),
    *("ông", "chị", "Hoa", "Nguyễn", "văn", "a", "giúp", "zalo", "số", "x", "nam nguoi", "to 12", "nha", "co", "sau"),
)
SOUP = st.lists(st.tuples(st.sampled_from(PIECES), st.sampled_from([" ", " ", " ", ""])), max_size=10).map(
    lambda pieces: "".join(piece + gap for piece, gap in pieces)
)

# Digits that belong to a place, a day or an hour; behind "tổ" and "ngõ" the digits are the place's.
_NO_NUMBER = re.compile(
    r"(?:\b|(?<=[0-9]))(?:tổ|to|ngõ|tdp|thôn)\s*(?:[0-9]+(?:[.,/][0-9]+)*|mười hai|hai mươi|hai|ba|năm|mười)"
    r"|20/11/2062|12-11-2026|[0-9]+/[0-9]+|ngày [0-9]+|thứ hai|9h30"
)


@THOROUGH
@given(data=st.data(), done=written.visits())
def test_a_visit_written_down_is_read_back_or_asked_about_and_never_read_as_another(
    data: st.DataObject, done: list[Done]
) -> None:
    text = data.draw(written.lines(done))
    reading = read(text)
    assert not isinstance(reading, Refused)
    if isinstance(reading, Understood):
        assert Counter(reading.done) == Counter(done)


def test_most_of_what_is_written_down_is_read_without_a_question() -> None:
    fates: Counter[bool] = Counter()

    @LIGHT
    @given(data=st.data(), done=written.visits())
    def tally(data: st.DataObject, done: list[Done]) -> None:
        fates[isinstance(read(data.draw(written.lines(done))), Understood)] += 1

    tally()
    assert fates[True] > 0.8 * fates.total()


@THOROUGH
@given(text=SOUP)
def test_no_number_place_or_day_is_made_up(text: str) -> None:
    reading = read(text, last=())
    if isinstance(reading, Understood):
        for one in reading.done:
            number = one.participants if isinstance(one, Class) else one.number
            assert 1 <= number <= MOST
            assert one.place in PLACES
            assert SINCE <= one.on <= TODAY
            assert _is_said(number, text)
    if isinstance(reading, Doubt):
        assert len(reading.suggestions) <= 3


@LIGHT
@given(text=st.text(max_size=900) | st.text("0123456789 /-.,\n tổvneid", max_size=80) | SOUP)
def test_nothing_raises_and_the_same_text_is_read_the_same_way(text: str) -> None:
    assert read(text) == read(text)


@LIGHT
@given(number=st.integers(10**8, 10**12), text=SOUP)
def test_what_looks_like_a_citizens_number_is_never_taken(number: int, text: str) -> None:
    for line in (f"{text} 0{number % 10**9:09} vneid", f"vneid {number % 10**12:012} {text}"):
        assert isinstance(read(line), Refused)


@LIGHT
@given(
    title=st.sampled_from(["ông", "bà", "chị", "anh", "cô", "chú"]), name=st.sampled_from(["Lan", "Ba", "Hùng", "Tư"])
)
def test_a_name_behind_a_title_is_never_taken(title: str, name: str) -> None:
    lines = (f"vneid cho {title} {name} tổ 12", f"{title} {name} 1 vneid tổ 12", f"tổ 12, {title} {name}, cài app 1")
    assert all(isinstance(read(line), Refused) for line in lines)


def _is_said(number: int, text: str) -> bool:
    """Some figure or words beside the places, days and hours say the number; read by another reader."""
    rest = _NO_NUMBER.sub(" ; ", text.lower())
    figures = {int(figure.replace(".", "")) for figure in re.findall(r"[0-9]+(?:\.[0-9]{3})*", rest)}
    words = re.findall(r"[^\W_]+|[^\w\s]", re.sub(r"(?<=[0-9])(?=[^\W\d_])|(?<=[^\W\d_])(?=[0-9])", " ", rest))
    stretches = (" ".join(words[at : at + size]) for at in range(len(words)) for size in range(1, 5))
    spelt = {said for stretch in stretches for said in spellings.looked_up(stretch)}
    return number in figures | spelt
