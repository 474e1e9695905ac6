"""Writes structured visits down the way people do, for the reader to read back."""

import unicodedata
from datetime import date, timedelta

from hypothesis import strategies as st

from domain.activities import OTHER, SHIPPED
from domain.visits import Counted, Done
from tests.domain import spellings
from tests.domain.visits.terms import PLACES, TODAY

_NAMES = [(one.code, name) for one in SHIPPED if one.code != OTHER for name in (one.name, *one.synonyms)]
_NOUNS = {
    Counted.PEOPLE: ("", " người", " ng", "ng", " bà con", " lượt", " bác", " người dân", " trường hợp"),
    Counted.HOUSEHOLDS: (" hộ", " hộ dân", " hộ gia đình", " nhà", " gia đình"),
}
_KINDS = {"tổ": ("tổ", "tdp", "tổ dân phố", "Tổ", "tổ số"), "TDP số": ("tdp", "TDP số", "tổ", "tổ dân phố số")}
_BOOK = {number: spelling for entries in spellings.spellings_to_999().values() for spelling, number in entries}
_JOINS = st.sampled_from([" ", ", ", "; ", "\n", " - ", ": ", " + ", " và "])
_AROUND = st.sampled_from(["", "", "", "em báo cáo ", "Dạ ", "giúp ", "hướng dẫn ", "tổ công nghệ số hỗ trợ "])
_AFTER = st.sampled_from(["", "", "", " ạ", ".", " nhé", " 👍", " xong rồi"])

numbers = st.integers(1, 40) | st.integers(1, 9_999)
days = st.integers(0, 60).map(lambda ago: TODAY - timedelta(days=ago))


@st.composite
def visits(draw: st.DrawFn, most: int = 3) -> list[Done]:
    """Up to `most` activities, each named once, sharing place and day."""
    codes = draw(
        st.lists(st.sampled_from(sorted({code for code, _ in _NAMES})), min_size=1, max_size=most, unique=True)
    )
    place, on = draw(st.sampled_from(PLACES)), draw(st.just(TODAY) | days)
    return [Done(code, draw(numbers), draw(st.sampled_from(Counted)), place, on) for code in codes]


@st.composite
def lines(draw: st.DrawFn, done: list[Done]) -> str:
    """The visit in one message, in some order, with or without marks."""
    ahead = draw(st.booleans())
    parts = [draw(_activity(one, ahead=ahead)) for one in done]
    shared = [draw(_place(done[0].place or "")), draw(_day(done[0].on))]
    join = draw(_JOINS)
    body = join.join(parts)
    pieces = draw(st.permutations([body, *(one for one in shared if one)]))
    text = draw(_AROUND) + draw(_JOINS).join(pieces) + draw(_AFTER)
    return draw(st.sampled_from([text, text, text.upper(), bare(text), unicodedata.normalize("NFD", text)]))


def bare(text: str) -> str:
    """Without marks."""
    letters = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


@st.composite
def _activity(draw: st.DrawFn, one: Done, *, ahead: bool) -> str:
    name = draw(st.sampled_from([name for code, name in _NAMES if code == one.activity]))
    number, noun = draw(_number(one.number)), draw(st.sampled_from(_NOUNS[one.of]))
    number += noun if number[-1].isdecimal() else f" {noun.strip()}".rstrip()
    return draw(st.sampled_from([f"{number} {name}"] if ahead else [f"{name} {number}", f"{name}: {number}"]))


@st.composite
def _number(draw: st.DrawFn, number: int) -> str:
    ways = [str(number), str(number)] + ([_BOOK[number]] if number in _BOOK else [])
    return draw(st.sampled_from([*ways, f"{number:,}".replace(",", ".")]))


@st.composite
def _place(draw: st.DrawFn, name: str) -> str:
    kind, _, number = name.rpartition(" ")
    written = [name, name, name.upper(), f"ở {name}", f"tại {name}"]
    written += [f"{other} {number}" for other in _KINDS.get(kind, ())]
    if number.isdecimal() and kind in _KINDS:
        written.append(f"tổ {_BOOK[int(number)]}")
    return draw(st.sampled_from(written))


@st.composite
def _day(draw: st.DrawFn, on: date) -> str:
    ago = (TODAY - on).days
    near = {0: ["", "", "hôm nay"], 1: ["hôm qua", "chiều qua", "tối hôm qua"], 2: ["hôm kia"]}.get(ago, [])
    exact = [f"{on:%d/%m/%Y}", f"{on.day}/{on.month}", f"ngày {on.day}/{on.month}", f"{on:%d-%m-%Y}"]
    return draw(st.sampled_from(near or exact))
