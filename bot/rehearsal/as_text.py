"""The calendar as text: months, days, one line for the messages of a moment; then counts and oddities."""

from collections.abc import Iterator
from datetime import date
from itertools import groupby

from bot.rehearsal import words
from bot.rehearsal.counts import Count, counts
from bot.rehearsal.record import Message, Rehearsed
from locales import Speaker


def text(say: Speaker, rehearsed: Rehearsed) -> str:
    """The whole calendar, ending in a line break."""
    parts = [heading(say, rehearsed), ""]
    for (year, month), days in groupby(by_day(rehearsed), key=lambda pair: (pair[0].year, pair[0].month)):
        parts += list(_month(say, rehearsed, year, month, list(days)))
    return "\n".join([*parts, *ending(say, rehearsed)]) + "\n"


def heading(say: Speaker, rehearsed: Rehearsed) -> str:
    """What was rehearsed, and which days."""
    names = ", ".join(body.name for body in rehearsed.bodies.values())
    first, last = (f"{say.day(day)}/{day.year}" for day in (rehearsed.first, rehearsed.last))
    return say("rehearse.title", organisation=names, first=first, last=last)


def by_day(rehearsed: Rehearsed) -> Iterator[tuple[date, list[Message]]]:
    """The days with messages, in order, where their organisation is."""
    own_day = [(rehearsed.bodies[one.to.organisation].day(one.at), one) for one in rehearsed.messages]
    for day, of_day in groupby(sorted(own_day, key=lambda pair: pair[0]), key=lambda pair: pair[0]):
        yield day, [one for _, one in of_day]


def ending(say: Speaker, rehearsed: Rehearsed) -> Iterator[str]:
    """Counts per person, then what is odd."""
    yield say("rehearse.counts")
    every = counts(rehearsed)
    width = max((len(_who(say, rehearsed, one)) for one in every), default=0)
    for one in every:
        yield f"  {_who(say, rehearsed, one).ljust(width)}  {count_line(say, one)}"
    yield ""
    if not rehearsed.odd:
        yield say("rehearse.nothing_odd")
        return
    yield say.count("rehearse.odd", len(rehearsed.odd))
    yield from (f"  - {words.oddity(say, rehearsed, one)}" for one in rehearsed.odd)


def count_line(say: Speaker, count: Count) -> str:
    """What one person gets."""
    if count.most_on is None:
        return say("rehearse.count_none")
    return say(
        "rehearse.count",
        unasked=count.unasked,
        days=count.days,
        most=count.most,
        day=say.day(count.most_on),
        median=say.number(count.median),
        replies=count.replies,
    )


def _month(
    say: Speaker, rehearsed: Rehearsed, year: int, month: int, days: list[tuple[date, list[Message]]]
) -> Iterator[str]:
    number = sum(one.is_unasked for _, messages in days for one in messages)
    yield say.count("rehearse.month", number, month=month, year=year)
    for day, messages in days:
        yield f"  {say.weekday_and_day(day)}"
        for code, body in rehearsed.bodies.items():
            own = [one for one in messages if one.to.organisation == code]
            indent = "    "
            if own and len(rehearsed.bodies) > 1:
                yield f"    {body.short_name}"
                indent = "      "
            for line in words.lines(say, rehearsed, own):
                why = f" · {line.why}" if line.why else ""
                yield f"{indent}{line.time}  {line.kind} → {line.to}{why}"
    yield ""


def _who(say: Speaker, rehearsed: Rehearsed, count: Count) -> str:
    name = words.person(say, count.to)
    several = len(rehearsed.bodies) > 1
    return f"{rehearsed.bodies[count.to.organisation].short_name} · {name}" if several else name
