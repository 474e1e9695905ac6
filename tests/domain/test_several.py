"""Several figures in one message: numbered, in a table, or one for every open question; and what is left alone."""

import unicodedata
from collections.abc import Sequence
from decimal import Decimal

import pytest
from babel.numbers import format_decimal
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from domain.indicators import Indicator, Kind
from domain.progress import Progress, TaskState
from domain.several import Problem, Several, is_one_figure, read_correction, read_several
from domain.values import Ask, Doubt, Refusal, Refused, Special, Value, read_value
from tests.drawn import drawn

PERCENT = Indicator(Kind.PERCENT, "%")
COUNT = Indicator(Kind.COUNT, "hồ sơ")
PEOPLE, HOUSEHOLDS = Indicator(Kind.COUNT, "người"), Indicator(Kind.COUNT, "hộ")
MONEY = Indicator(Kind.AMOUNT, "đồng")
MILLIONS = Indicator(Kind.AMOUNT, "triệu đồng")
YES_NO = Indicator(Kind.YES_NO)
TASK = Indicator(Kind.PROGRESS)

Questions = list[tuple[int, Indicator, Value | None]]


def asking(*indicators: Indicator, first: int = 1) -> Questions:
    return [(number, indicator, None) for number, indicator in enumerate(indicators, start=first)]


SIX = asking(*[PERCENT] * 6)
THREE = asking(PERCENT, COUNT, COUNT)
TWO = asking(COUNT, COUNT)

# what is typed, what is open: number=figure of each item as read, and the lines left over
READ: list[tuple[str, Questions, str]] = [
    ("1: 187/200; 2: 91; 3: 90,2; 4: 100; 5: 100; 6: KPS", SIX, "1=93.5 2=91 3=90.2 4=100 5=100 6=nothing_arose"),
    ("1: 25; 2: 30,5; 3: KPS", asking(COUNT, PERCENT, COUNT), "1=25 2=30.5 3=nothing_arose"),
    ("1: 25, 2: 30,5, 3: KPS", asking(COUNT, PERCENT, COUNT), "1=25 2=30.5 3=nothing_arose"),
    ("1:25 2:30 3:15", THREE, "1=25 2=30 3=15"),
    ("2: 30; 3: 1.234", THREE, "2=30 3=1234"),
    ("2: 30,5; 1: 1 234", asking(COUNT, PERCENT), "2=30.5 1=1234"),
    ("1. 25\n2. 30", TWO, "1=25 2=30"),
    ("1) 25\n2) 30", TWO, "1=25 2=30"),
    ("1 = 25\n2=30", TWO, "1=25 2=30"),
    ("1 - 25\n2 - 30", TWO, "1=25 2=30"),
    ("Câu 1: 25\ncâu 2: 30", TWO, "1=25 2=30"),
    ("- 1: 25\n- 2: 30", TWO, "1=25 2=30"),
    ("mục 1 : 2 tỷ 300 triệu; mục 2 : 15 hồ sơ", asking(MONEY, COUNT), "1=2300000000 2=15"),
    ("1\t25\n2\t30,5", asking(COUNT, PERCENT), "1=25 2=30.5"),
    ("1    25\n2    30", TWO, "1=25 2=30"),
    ("1 | 25\n2 | 1.234", TWO, "1=25 2=1234"),
    ("| 1 | 25 |\r\n| 2 | 1.234 |\r\n", TWO, "1=25 2=1234"),
    ("STT\tSố liệu\n1\t25\n2\t30", TWO, "1=25 2=30 +1"),
    ("1\tTỷ lệ số hóa\t93,5\n2\tHồ sơ trễ\t30", asking(PERCENT, COUNT), "1=93.5 2=30"),
    ("1 | 25 | 30\n2 | 12", TWO, "1=?several 2=12"),
    ("3: 25", THREE, "3=25"),
    ("3: chưa có số liệu", THREE, "3=no_figure_yet"),
    ("Em gửi số liệu ạ\n1: 25\n2: 30", TWO, "1=25 2=30 +1"),
    ("1: 25\n2:", TWO, "1=25 2=?not_a_number"),
    ("1: khoảng 25; 2: 30", TWO, "1=?hedge 2=30"),
    ("1: 25; 2: 12,5", TWO, "1=25 2=?not_whole"),
    ("1: 25; 2: -3", TWO, "1=25 2=!negative"),
    ("1: 25; 7: 30", TWO, "1=25 7#unknown_number"),
    ("1: 25; 1: 30", TWO, "1#number_twice 1#number_twice"),
    ("1: 187; 2: đang làm 60%", asking(COUNT, TASK), "1=187 2=in_progress"),
    ("187/200 91 90,2 100 100 KPS", SIX, "1=93.5 2=91 3=90.2 4=100 5=100 6=nothing_arose"),
    ("25; 30", TWO, "1=25 2=30"),
    ("25\n30", TWO, "1=25 2=30"),
    ("15 người\n3 hộ", asking(PEOPLE, HOUSEHOLDS), "1=15 2=3"),
    ("25 30", TWO, "1=25 2=30"),
    ("95,5 % 30", asking(PERCENT, COUNT), "1=95.5 2=30"),
    ("91, 90,2, 100", asking(PERCENT, PERCENT, PERCENT), "1=91 2=90.2 3=100"),
    ("12, 5, 6", asking(COUNT, COUNT, COUNT), "1=12 2=5 3=6"),
    ("12 không phát sinh 6", asking(COUNT, COUNT, COUNT), "1=12 2=nothing_arose 3=6"),
    ("100 100", asking(PERCENT, PERCENT), "1=100 2=100"),
    ("12 có", asking(COUNT, YES_NO), "1=12 2=1"),
    ("25 30", asking(COUNT, COUNT, first=4), "4=25 5=30"),
    ("0,95 12", asking(PERCENT, COUNT), "1=?fraction_or_percent 2=12"),
    ("0 100 100 100 5", asking(*[PERCENT] * 5), "1=0 2=100 3=100 4=100 5=5"),
    ("0 95 100 98 5", asking(*[PERCENT] * 5), "1=0 2=95 3=100 4=98 5=5"),
    ("0 90 90 90 90 90 90", asking(*[PERCENT] * 7), "1=0 2=90 3=90 4=90 5=90 6=90 7=90"),
    ("0 0 0 0 0 0 0 0 0 0", asking(*[COUNT] * 10), " ".join(f"{n}=0" for n in range(1, 11))),
    ("5 0 100 100 100 5", asking(*[PERCENT] * 6), "1=5 2=0 3=100 4=100 5=100 6=5"),
    ("0\n95\n100\n98\n50", asking(*[PERCENT] * 5), "1=0 2=95 3=100 4=98 5=50"),
    ("1: 0; 2: 912; 3: 345; 4: 678", asking(*[COUNT] * 4), "1=0 2=912 3=345 4=678"),
    ("1 234", TWO, "1=1 2=234 or one"),
    ("1 234 567", asking(COUNT, COUNT, COUNT), "1=1 2=234 3=567 or one"),
    ("100 100", TWO, "1=100 2=100 or one"),
    ("100 100", asking(PERCENT, COUNT), "1=100 2=100 or one"),
    ("12 345", asking(COUNT, COUNT), "1=12 2=345 or one"),
    ("1\u00a0234 5", TWO, "1=1234 2=5"),
    ("1\u00a0: 25\n2\u00a0: 30", TWO, "1=25 2=30"),
    ("1:\u00a025\u00a0; 2:\u00a01\u00a0234\u00a0", TWO, "1=25 2=1234"),
    ("\u200f1: 25\n\u200f2: 30\u200e", TWO, "1=25 2=30"),
    ("\u202b1: 25\u202c\n2: 30", TWO, "1=25 2=30"),
    ("1：25；2：30", TWO, "1=25 2=30"),
    ("1: 25; 2) 30\n3 = 35, 4. 40", asking(*[COUNT] * 3), "1=25 2=30 3=?several"),
    ("1: 25 2) 30\n3 - 35", asking(*[COUNT] * 3), "1=25 2=30 3=35"),
    ("1: 5; 1: 5; 2: 6", TWO, "1=5 2=6"),
    ("0: 5; 1: 6", TWO, "0#unknown_number 1=6"),
    ("99: 5; 1: 6", TWO, "99#unknown_number 1=6"),
    ("9: 5; 10: 6", TWO, "9#unknown_number 10#unknown_number"),
    ("9: 5; 10: 6", asking(COUNT, TASK), "9#unknown_number 10#unknown_number"),
    ("1:; 2: 30", TWO, "1=?not_a_number 2=30"),
    ("1: xong gần hết; 2: 90", asking(TASK, PERCENT), "1=?done_or_partly 2=90"),
    (
        "\n".join(f"{n}: {n * 3}" for n in range(1, 31)),
        asking(*[COUNT] * 30),
        " ".join(f"{n}={n * 3}" for n in range(1, 31)),
    ),
    (
        "\n".join(f"{n}: {'không rõ ' * 14}" for n in range(1, 30)) + "\n30: 7",
        asking(*[COUNT] * 30),
        " ".join([*(f"{n}=?not_a_number" for n in range(1, 30)), "30=7"]),
    ),
]

LEFT_ALONE: list[tuple[str, Questions]] = [
    ("có 12", asking(YES_NO, COUNT)),
    ("1. Đã họp các phòng\n2. Đang soạn kế hoạch", TWO),
    ("1\u00a0234", TWO),
    ("12\u202f345\u00a0678", asking(COUNT, COUNT, COUNT)),
    ("1 234", asking(COUNT, COUNT, COUNT)),
    ("9:30; 14:00", TWO),
    ("0 912 345 678", asking(COUNT, COUNT, COUNT, COUNT)),
    ("0 912 345 678 5", asking(*[COUNT] * 5)),
    ("0 95 100 98 50", asking(*[PERCENT] * 5)),
    ("0 24 3825 1234", asking(*[COUNT] * 4)),
    ("0912 345 678", THREE),
    ("+84 912 345 678", asking(*[COUNT] * 4)),
    ("0 9 1 2 3 4 5 6 7 8", asking(*[COUNT] * 10)),
    ("5 0 912 345 678", asking(*[COUNT] * 5)),
    ("001 234 567 890", asking(*[COUNT] * 4)),
    ("12 345", asking(PERCENT, PERCENT)),
    ("2 tỷ 300 triệu", TWO),
    ("2 tỷ 300 triệu", asking(MONEY, MONEY, MONEY, MONEY)),
    ("2 tỷ 300", asking(MONEY, MONEY, MONEY)),
    ("15 người, 3 hộ", asking(PEOPLE, HOUSEHOLDS)),
    ("15 người, 3 hộ", TWO),
    ("12, 5", TWO),
    ("12,5", TWO),
    ("25", TWO),
    ("25", asking(COUNT)),
    ("25 30", THREE),
    ("25 30 35", TWO),
    ("hai mươi", TWO),
    ("hai ba", TWO),
    ("95 - 97", asking(COUNT, COUNT, COUNT)),
    ("1 - 25", TWO),
    ("1. 25", TWO),
    ("1.234", TWO),
    ("1-25", TWO),
    ("17:00", TWO),
    ("9: 25", TWO),
    ("1:25", asking(Indicator(Kind.RATIO), COUNT)),
    ("Tổ 1: 15 hộ, tổ 2: 20 hộ", TWO),
    ("Tổ 1: 15 hộ\nTổ 2: 20 hộ", TWO),
    ("chưa làm", TWO),
    ("187 trên 200", asking(COUNT, COUNT, COUNT)),
    ("091 234 5678", asking(COUNT, COUNT, COUNT)),
    ("1: 25; 2: 0912345678", TWO),
    ("Tối mật\n1: 25\n2: 30", TWO),
    ("alo em ơi", asking(COUNT, COUNT, COUNT)),
    ("", TWO),
    ("1: 25; 2: 30", []),
    ("; ; ;", TWO),
    ("|", TWO),
    ("1: 25 " * 200, TWO),
]


def shown(found: Several) -> str:
    items = []
    for item in found.items:
        match item.reading:
            case _ if item.problem:
                told = f"#{item.problem}"
            case Value(number):
                told = f"={number}"
            case Special() as special:
                told = f"={special}"
            case Progress(state):
                told = f"={state}"
            case Refused(reason):
                told = f"=!{reason}"
            case other:
                told = f"=?{other.doubt if other else None}"
        items.append(f"{item.number}{told}")
    return " ".join(
        [*items, *([f"+{len(found.unread)}"] if found.unread else []), *(["or one"] if found.may_be_one else [])]
    )


@pytest.mark.parametrize(("text", "questions", "expected"), READ, ids=[repr(text) for text, *_ in READ])
def test_several_figures_are_read(text: str, questions: Questions, expected: str) -> None:
    for typed in (text, unicodedata.normalize("NFD", text)):
        found = read_several(typed, questions)
        assert found is not None
        assert shown(found) == expected


@pytest.mark.parametrize(("text", "questions"), LEFT_ALONE, ids=[repr(text[:40]) for text, _ in LEFT_ALONE])
def test_what_may_be_a_single_answer_is_left_alone(text: str, questions: Questions) -> None:
    assert read_several(text, questions) is None


def test_what_was_written_is_kept() -> None:
    found = read_several("Chào em\n1: 187/200 \n2:  đang làm 60%, chờ ký", asking(PERCENT, TASK))
    assert found is not None
    assert [item.raw for item in found.items] == ["187/200", "đang làm 60%, chờ ký"]
    assert found.items[1].reading == Progress(TaskState.IN_PROGRESS, Decimal(60), "", "đang làm 60%, chờ ký")
    assert found.unread == ("Chào em",)


def test_a_problem_goes_with_its_item() -> None:
    found = read_several("1: 25; 9: 30; 1: 26", TWO)
    assert found is not None
    assert [item.problem for item in found.items] == [
        Problem.NUMBER_TWICE,
        Problem.UNKNOWN_NUMBER,
        Problem.NUMBER_TWICE,
    ]
    assert [item.reading for item in found.items] == [Value(Decimal(25)), None, Value(Decimal(26))]


def test_an_identity_number_in_one_item_is_refused_there() -> None:
    found = read_several("1: 25; 2: 123456789", TWO)
    assert found is not None
    assert found.items[1].reading == Refused(Refusal.PERSONAL_DATA_IDENTITY)


def test_the_last_value_says_which_reading_is_likelier() -> None:
    found = read_several("1: 0,95; 2: 5", [(1, PERCENT, Value(Decimal(94))), (2, COUNT, None)])
    assert found is not None
    assert found.items[0].reading == Ask(Doubt.FRACTION_OR_PERCENT, (Value(Decimal(95)), Value(Decimal("0.95"))))


CORRECTIONS = [
    ("sửa 2: 89", (2, "89")),
    ("sua 2: 89", (2, "89")),
    ("SỬA 2:89", (2, "89")),
    ("/sua 2: 89", (2, "89")),
    ("/sua@dunghan_bot 2: 89", (2, "89")),
    ("sửa 2 = 1.234", (2, "1.234")),
    ("sửa 2 89", (2, "89")),
    ("sửa 2 - 89", (2, "89")),
    ("sửa câu 2 thành 187/200", (2, "187/200")),
    ("sửa 12 là 5", (12, "5")),
    ("sửa 2: không phát sinh", (2, "không phát sinh")),
    ("sửa 2: 2 tỷ 300 triệu", (2, "2 tỷ 300 triệu")),
    ("sửa 2", None),
    ("sửa", None),
    ("sửa 125", None),
    ("sửa 2.89", None),
    ("sửa hai: 89", None),
    ("em sửa 2: 89", None),
    ("2: 89", None),
    ("", None),
]


@pytest.mark.parametrize(("text", "expected"), CORRECTIONS, ids=[repr(text) for text, _ in CORRECTIONS])
def test_a_correction_names_its_question(text: str, expected: tuple[int, str] | None) -> None:
    assert read_correction(text) == expected
    assert read_correction(unicodedata.normalize("NFD", text)) == expected


LIGHT = settings(max_examples=drawn(200), deadline=None, derandomize=True)
TENTHS = st.integers(10, 1000).map(lambda tenths: Decimal(tenths).scaleb(-1))
FIGURES = st.lists(TENTHS, min_size=2, max_size=8)


def vietnamese(number: Decimal) -> str:
    return format_decimal(number, locale="vi")


@LIGHT
@given(figures=FIGURES, form=st.sampled_from(["{}: {}", "{}) {}", "{}. {}", "{}\t{}", "{}   {}", "| {} | {} |"]))
def test_every_list_of_figures_is_read_back(figures: Sequence[Decimal], form: str) -> None:
    lines = [form.format(at, vietnamese(number)) for at, number in enumerate(figures, start=1)]
    found = read_several("\n".join(lines), asking(*[PERCENT] * len(figures)))
    assert found is not None
    assert [item.reading for item in found.items] == [read_value(vietnamese(number), PERCENT) for number in figures]
    assert [item.reading for item in found.items] == [Value(number.normalize() + 0) for number in figures]


@LIGHT
@given(figures=FIGURES, between=st.sampled_from([" ", "; ", "\n", "  "]))
def test_as_many_figures_as_questions_are_read_in_their_order(figures: Sequence[Decimal], between: str) -> None:
    found = read_several(between.join(map(vietnamese, figures)), asking(*[PERCENT] * len(figures)))
    assert found is not None
    assert [item.reading for item in found.items] == [Value(number.normalize() + 0) for number in figures]
    assert [item.number for item in found.items] == list(range(1, len(figures) + 1))


KINDS = st.sampled_from([PERCENT, COUNT, PEOPLE, MONEY, MILLIONS, YES_NO])


@LIGHT
@given(
    number=st.integers(0, 10**12).map(Decimal),
    space=st.sampled_from([".", " ", "\u00a0", ","]),
    kinds=st.lists(st.sampled_from([COUNT, PEOPLE, MONEY, MILLIONS]), min_size=1, max_size=6),
)
def test_no_single_number_is_taken_apart_without_asking(number: Decimal, space: str, kinds: list[Indicator]) -> None:
    text = f"{number:,}".replace(",", space)
    assume(not isinstance(read_value(text, kinds[0]), Refused))
    found = read_several(text, asking(*kinds))
    assert found is None or (space == " " and found.may_be_one)


PIECES = st.sampled_from(
    [
        *("1", "2", "3", "12", "100", "1.234", "30,5", "187/200", "KPS", "không", "phát sinh", "chưa", "95%", "tỷ"),
        *(":", ": ", ";", "; ", "\n", "\t", " ", "  ", "|", ")", "=", ". ", ", ", "-", "câu ", "sửa ", "người"),
    ]
)


PIECED = st.lists(PIECES, max_size=14).map("".join)


@LIGHT
@given(text=PIECED | st.from_regex(r"\s*[0-9.,/%ktr\u00a0]{1,9}\s*", fullmatch=True), kinds=st.lists(KINDS, max_size=5))
def test_a_figure_and_nothing_else_is_one_answer_whatever_is_asked(text: str, kinds: list[Indicator]) -> None:
    assert not is_one_figure(text) or read_several(text, asking(*kinds)) is None


@LIGHT
@given(
    text=PIECED | st.text(max_size=60) | st.text(st.characters(), max_size=30),
    kinds=st.lists(KINDS | st.just(TASK), max_size=5),
)
def test_no_text_raises_and_no_answer_goes_to_a_question_that_is_not_open(text: str, kinds: list[Indicator]) -> None:
    read_correction(text)
    found = read_several(text, asking(*kinds))
    for item in found.items if found else ():
        assert (item.reading is None) == (item.number not in range(1, len(kinds) + 1))
        assert "".join(item.raw.split()) in "".join(unicodedata.normalize("NFC", text).split())
