"""How visits are put in words: "VNeID 5 người · cài ứng dụng 2 người", "tổ 12 hôm nay"."""

from collections.abc import Sequence
from datetime import date, timedelta

from domain.activities import OTHER
from domain.visit_sums import Sum
from domain.visits import Class, Counted, Done, Part
from handlers.visit_team import Team
from locales import Speaker
from storage import visits
from storage.visits import Logged


def done(say: Speaker, team: Team, of: Sequence[Done | Class]) -> str:
    """What was done, without where and when."""
    return " · ".join(
        _class(say, one.topic, one.participants)
        if isinstance(one, Class)
        else _helped(say, _name(say, team, one.activity, one.words), one.number, one.of)
        for one in of
    )


def logged(say: Speaker, team: Team, of: Sequence[Logged]) -> str:
    """The same of what is stored."""
    return " · ".join(one_logged(say, team, one) for one in of)


def one_logged(say: Speaker, team: Team, of: Logged) -> str:
    """ "VNeID 5 người"."""
    visit = of.visit
    if visit.kind == visits.CLASS:
        return _class(say, visit.words, visit.number)
    return _helped(say, _name(say, team, visit.activity, visit.words), visit.number, Counted(visit.counted))


def part(say: Speaker, team: Team, of: Part) -> str:
    """What is known of a part that has gaps; "" for nothing."""
    if of.is_class:
        if of.number is not None:
            return _class(say, of.words, of.number)
        return say("visit.words.class_of", topic=of.words) if of.words else say("visit.words.class_alone")
    name = _name(say, team, of.activity, of.words) if of.activity else ""
    if of.number is None:
        return name
    counted = say.count(f"visit.words.{of.of}", of.number)
    return f"{name} {counted}".strip()


def day(say: Speaker, on: date, today: date) -> str:
    """ "hôm nay", "hôm qua", "ngày 12/11"."""
    if on == today:
        return say("visit.words.today")
    if on == today - timedelta(days=1):
        return say("visit.words.yesterday")
    return say("visit.words.day", day=say.day(on))


def where_and_when(say: Speaker, place: str | None, on: date, today: date) -> str:
    """ "tổ 12 hôm nay"; the day alone where the team has no places."""
    return f"{place} {day(say, on, today)}" if place else day(say, on, today)


def iso_day(say: Speaker, iso: str) -> str:
    """A day that travels as text, as people read it."""
    return say.weekday_and_day(date.fromisoformat(iso))


def month(say: Speaker, key: str) -> str:
    """ "2026-11" as "11/2026"."""
    year, _, number = key.partition("-")
    return f"{number}/{year}"


def numbers(say: Speaker, of: Sum) -> str:
    """ "63 người", "63 người, 4 hộ": the two are never added together."""
    parts = [say.count("visit.words.people", of.people)] if of.people or not of.households else []
    parts += [say.count("visit.words.households", of.households)] if of.households else []
    return ", ".join(parts)


def _name(say: Speaker, team: Team, activity: str, words: str) -> str:
    name = team.activity_name(activity)
    return say("visit.words.other", name=name, words=words) if activity == OTHER and words else name


def _helped(say: Speaker, name: str, number: int, of: Counted) -> str:
    return f"{name} {say.count(f'visit.words.{of}', number)}"


def _class(say: Speaker, topic: str, number: int) -> str:
    return say.count("visit.words.class", number, topic=topic)
