"""Answers to one question at a time, teams with few places or a short history, and gaps filled step by step."""

from dataclasses import replace
from datetime import date
from time import process_time

import pytest

from domain.activities import SHIPPED, Activity
from domain.visits import (
    LONGEST,
    MOST_PARTS,
    Class,
    Counted,
    Done,
    Doubt,
    Refusal,
    Refused,
    Unclear,
    Understood,
    judged,
    read_activity,
    read_number,
    read_on,
    read_place,
    read_visit,
)
from tests.domain.visits.terms import LAST, PLACES, SINCE, TODAY, read, told

PEOPLE = Counted.PEOPLE
YESTERDAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("5", (5, None)),
        ("5 người", (5, PEOPLE)),
        ("2 hộ ạ", (2, Counted.HOUSEHOLDS)),
        ("năm", (5, None)),
        ("nam nguoi", (5, PEOPLE)),
        ("nam", Doubt(Unclear.HOW_MANY, numbers=(5,))),
        ("5-6", Doubt(Unclear.HOW_MANY, numbers=(5, 6))),
        ("nhiều lắm", Doubt(Unclear.HOW_MANY)),
        ("5 chiếc", Doubt(Unclear.HOW_MANY, numbers=(5,))),
        ("0", Refused(Refusal.ZERO)),
        ("10000", Refused(Refusal.TOO_MANY)),
        ("0912345678", Refused(Refusal.PERSONAL)),
    ],
)
def test_a_number_is_read_by_itself(text: str, expected: object) -> None:
    assert read_number(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("tổ 12", "tổ 12"),
        ("to 12", "tổ 12"),
        ("ở ngõ 45/2 ạ", "ngõ 45/2"),
        ("na ban", "thôn Nà Bản"),
        ("nvh", "nhà văn hóa"),
        ("tổ 13", Doubt(Unclear.WHICH_PLACE, suggestions=("tổ 12", "tổ 14", "tổ 3"), said="tổ 13")),
        ("12", Doubt(Unclear.WHICH_PLACE, suggestions=("tổ 12",), said="12")),
        ("tổ 12, tổ 14", Doubt(Unclear.WHICH_PLACE, suggestions=("tổ 12", "tổ 14"), said="tổ 12, tổ 14")),
        ("nhà ông Tư", Refused(Refusal.PERSONAL)),
    ],
)
def test_a_place_is_read_by_itself(text: str, expected: object) -> None:
    assert read_place(text, PLACES) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("hôm qua", YESTERDAY),
        ("hom qua a", YESTERDAY),
        ("12/11", date(2026, 11, 12)),
        ("thứ hai", date(2026, 11, 16)),
        ("chủ nhật", Doubt(Unclear.WHEN, days=(TODAY, date(2026, 11, 15)))),
        ("hôm nào đó", Doubt(Unclear.WHEN)),
        ("12/11/2062", Refused(Refusal.FUTURE)),
        ("1/8", Refused(Refusal.BEFORE_TEAM)),
    ],
)
def test_a_day_is_read_by_itself(text: str, expected: object) -> None:
    assert read_on(text, TODAY, SINCE) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("dvc", "public_services"),
        ("so suc khoe", "health_record"),
        ("VNeID ạ", "vneid"),
        ("vneis", Doubt(Unclear.WHAT, suggestions=("vneid",), said="vneis")),
        ("vneid, dvc", Doubt(Unclear.WHAT, suggestions=("vneid", "public_services"), said="vneid, dvc")),
        ("làm thẻ bảo hiểm", Doubt(Unclear.WHAT, said="làm thẻ bảo hiểm")),
    ],
)
def test_an_activity_is_read_by_itself(text: str, expected: object) -> None:
    assert read_activity(text, SHIPPED) == expected


def test_the_only_place_of_a_team_goes_without_saying() -> None:
    assert told(read("vneid 5", places=["tổ 12"])) == "vneid 5 người @ tổ 12"


def test_a_team_without_places_names_none() -> None:
    assert told(read("vneid 5", places=[])) == "vneid 5 người @ None"
    assert told(read("vneid 5 tổ 12", places=[])) == "? which_place | vneid 5 người @ ? | said tổ 12"


def test_places_that_one_spelling_fits_are_asked_about() -> None:
    places = ["tổ 5", "TDP số 5"]
    assert told(read("vneid 2 tdp 5", places=places)).endswith("nearest tổ 5, TDP số 5")
    assert told(read("vneid 2 tổ 5", places=places)) == "vneid 2 người @ tổ 5"


def test_places_that_differ_in_their_marks_only_are_told_apart_by_them() -> None:
    places = ["thôn Bản Lầu", "thôn Bản Lau"]
    assert told(read("vneid 2 thôn Bản Lầu", places=places)) == "vneid 2 người @ thôn Bản Lầu"
    assert told(read("vneid 2 thon ban lau", places=places)).startswith("? which_place")


def test_the_house_of_culture_is_no_house_and_its_number_no_other() -> None:
    assert told(read("lớp AI nhà văn hóa 25 người")) == "lớp AI 25 @ nhà văn hóa"
    assert told(read("vneid 5 nhà văn hóa 3")).startswith("? ")


@pytest.mark.parametrize("text", ["như trước", "+3", "thêm 3 người"])
def test_there_is_nothing_to_repeat_or_add_to_at_first(text: str) -> None:
    reading = read(text, last=())
    assert isinstance(reading, Doubt)
    assert reading.kind is Unclear.NOTHING_LAST


def test_all_of_the_last_visit_is_repeated_elsewhere() -> None:
    last = (*LAST, Done("app_install", 2, PEOPLE, "tổ 12", TODAY), Class("AI", 20, "tổ 12", TODAY))
    assert told(read("như trước tổ 14", last=last)) == (
        "again: vneid 5 người @ tổ 14; app_install 2 người @ tổ 14; lớp AI 20 @ tổ 14"
    )


def test_adding_to_several_things_asks_to_which() -> None:
    last = (*LAST, Done("app_install", 2, PEOPLE, "tổ 12", TODAY))
    assert told(read("+3", last=last)) == "? more: what | ? 3 người @ tổ 12 | nearest vneid, app_install"


def test_adding_to_a_class_adds_participants() -> None:
    assert told(read("+3", last=[Class("AI", 20, "tổ 12", TODAY)])) == "more: lớp AI 3 @ tổ 12"


def test_adding_to_another_days_visit_asks_for_the_day() -> None:
    last = [replace(LAST[0], on=YESTERDAY)]
    assert told(read("+3", last=last)) == "? more: when | vneid 3 người @ tổ 12 on ? | days 22/11, 21/11"
    assert told(read("+3 hôm qua", last=last)) == "more: vneid 3 người @ tổ 12 on 21/11"


def test_yesterdays_visit_is_repeated_today() -> None:
    assert told(read("như hôm qua", last=[replace(LAST[0], on=YESTERDAY)])) == "again: vneid 5 người @ tổ 12"


def test_a_place_that_is_no_longer_in_the_list_is_asked_about() -> None:
    last = [replace(LAST[0], place="tổ 13")]
    assert told(read("như trước", last=last)).startswith("? again: which_place | vneid 5 người @ tổ 13 | nearest tổ 12")


def test_an_organisations_own_activities_and_names_are_read() -> None:
    own = [Activity("bhyt", "thẻ bảo hiểm y tế", ("bhyt",)), Activity("vneid", "định danh", ("dd",))]

    def said(text: str) -> str:
        return told(read_visit(text, activities=own, places=PLACES, last=(), today=TODAY, since=SINCE))

    assert said("bhyt 3 tổ 12") == "bhyt 3 người @ tổ 12"
    assert said("dd 2 tổ 12") == "vneid 2 người @ tổ 12"
    assert said("dvc 2 tổ 12").startswith("? what")


def test_a_name_of_two_activities_is_asked_about() -> None:
    own = [Activity("a", "thẻ y tế", ("thẻ",)), Activity("b", "thẻ ngân hàng", ("thẻ",))]
    reading = read_visit("thẻ 3 tổ 12", activities=own, places=PLACES, last=(), today=TODAY, since=SINCE)
    assert told(reading) == "? what | ? 3 người @ tổ 12 | nearest a, b"


def test_a_gap_that_is_filled_makes_it_a_visit() -> None:
    reading = read("thanh toán số 2 hộ")
    assert isinstance(reading, Doubt)
    filled = [replace(part, place="tổ 14") for part in reading.parts]
    done = judged(filled, places=PLACES, today=TODAY, since=SINCE)
    assert told(done) == "digital_payment 2 hộ @ tổ 14"


def test_what_is_confirmed_is_not_asked_again() -> None:
    reading = read("vneid 5, vneid 6 tổ 12")
    assert isinstance(reading, Doubt)
    done = judged(reading.parts, places=PLACES, today=TODAY, since=SINCE, confirmed=True)
    assert isinstance(done, Understood)
    assert [one.number for one in done.done if isinstance(one, Done)] == [5, 6]


def test_gaps_are_asked_for_in_the_order_of_the_line() -> None:
    reading = read("vneid")
    kinds = []
    while isinstance(reading, Doubt):
        kinds.append(reading.kind)
        value = {"number": 3} if reading.kind is Unclear.HOW_MANY else {"place": "tổ 12"}
        reading = judged([replace(part, **value) for part in reading.parts], places=PLACES, today=TODAY, since=SINCE)
    assert kinds == [Unclear.HOW_MANY, Unclear.WHERE]
    assert told(reading) == "vneid 3 người @ tổ 12"


def test_what_is_too_long_is_refused() -> None:
    assert read("vneid 5 tổ 12 " + "a" * LONGEST) == Refused(Refusal.TOO_LONG)
    many = "\n".join("vneid 5 tổ 12" for _ in range(MOST_PARTS + 1))
    assert read(many) == Refused(Refusal.TOO_LONG)
    assert read("x" * 1_000_000) == Refused(Refusal.TOO_LONG)


def test_a_citizens_number_is_refused_before_its_length() -> None:
    assert read("a " * LONGEST + "0912345678") == Refused(Refusal.PERSONAL)


@pytest.mark.parametrize("word", ["khoảng", "lớp", "tổ", "ba", "5", "12/11", "thôn nà", "VNeID", "nguyễn", "như trước"])
def test_no_message_keeps_the_reader_busy(word: str) -> None:
    text = " ".join([word] * LONGEST)[:LONGEST]
    begun = process_time()
    read(text)
    assert process_time() - begun < 2  # a hundred times what a line takes, on a slow machine
