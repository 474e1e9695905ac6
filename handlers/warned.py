"""`cảnh báo`: who stands in diện cảnh báo, why and since when, and who has left it; each sees what is theirs to see."""

import re
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from domain.duties import Duty, Gap
from domain.roles import ANSWERING, OVERSEEING
from domain.texts import fits
from domain.values import plain
from domain.warnings import Lack
from domain.workdays import WorkingDays
from handlers import answer, hand, meant, refusing
from handlers.talk import Talk
from locales import Speaker, figures
from storage import days_off, duties, people, warnings
from storage.outbox import ONE_MESSAGE
from storage.tables import Organisation, Period, Unit
from storage.warnings import Told

LINES_AT_MOST = 60
_WORDS = re.compile(r"/?(?:(?:dien )?canh ?bao|warnings)(?:@\w+)?")
_PAST = re.compile(r"\b(?:da qua|lich su|past)\b")


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose entries are wanted. `unit_ids` None: everybody's. `is_of_unit`: a unit was named, or they are own."""

    organisation: Organisation
    unit_ids: list[int] | None
    is_of_unit: bool


@dataclass(frozen=True, slots=True)
class Writing:
    """What a line needs to be written: words, working days, where the reader is, and how far each report has come."""

    say: Speaker
    days: WorkingDays
    zone: ZoneInfo
    talk: Talk
    of_reports: dict[int, tuple[Duty, ...]]


async def show(talk: Talk, said: str = "") -> None:
    """`cảnh báo`, `cảnh báo Công an phường`, `cảnh báo đã qua`."""
    wanted = _WORDS.sub("", plain(talk.heard.text), count=1).strip(" .?!:")
    is_past = bool(_PAST.search(wanted))
    named = _PAST.sub("", wanted).strip()
    organisation = await meant.organisation(talk)
    if organisation is None:
        await talk.reply(talk.say("group.how_to_bind"))
        return
    units = await people.units_like(talk.session, organisation.id, named) if named else []
    if named and not units:
        await _unknown_unit(talk, named)
        return
    asked = await _asked(talk, organisation, units)
    if asked is not None:
        await talk.reply(await (_past if is_past else _standing)(talk, asked))


async def _unknown_unit(talk: Talk, named: str) -> None:
    """No unit is called this: it may well be the answer to a question that is asked in words."""
    if not talk.heard.is_group and await hand.is_busy(talk.session, talk.known.conversation, talk.now):
        await answer.heard(talk)
    else:
        await talk.reply(talk.say("warned.unknown_unit", name=named))


async def _asked(talk: Talk, organisation: Organisation, units: list[Unit]) -> Asked | None:
    """What this person may see of it. None: that it is nothing was said."""
    named = [unit.id for unit in units]
    if talk.heard.is_group or await talk.holds(OVERSEEING):
        return Asked(organisation, named or None, bool(named))
    own = [unit.id for unit in await people.units_of(talk.session, talk.known.person.id, ANSWERING, talk.now)]
    seen = [unit_id for unit_id in own if not named or unit_id in named]
    if not seen:
        await refusing.say(talk, "warned.own_only" if own else "warned.not_for_you", "warnings")
        return None
    return Asked(organisation, seen, is_of_unit=True)


async def _standing(talk: Talk, asked: Asked) -> str:
    say, organisation = talk.say, asked.organisation
    told = await warnings.standing(talk.session, organisation.id, asked.unit_ids)
    head = say("warned.head", organisation=organisation.short_name.upper(), day=_today(talk, organisation))
    if not told:
        return f"{head}\n{say('warned.none_of_unit' if asked.is_of_unit else 'warned.none')}"
    units = [one for one in told if one.duty_name is None]
    of_units = [one for one in told if one.duty_name is not None]
    late = {one.unit.id for one in units if one.row.reason == Lack.LATE}
    # Nothing came of a late report: that each of its questions waits is said with the unit.
    shown = of_units if asked.is_of_unit else [one for one in of_units if one.unit.id not in late]
    writing = await _writing(talk, organisation, units)
    sections = [
        (say("warned.section.units"), [_unit_line(writing, one) for one in units]),
        (say("warned.section.duties"), [_duty_line(writing, one) for one in shown]),
    ]
    counted = say("warned.counted", units=len(units), duties=len(of_units))
    how = say("warned.how_own" if asked.is_of_unit else "warned.how")
    return _fitting(say, f"{head}\n{counted}", sections, how)


async def _past(talk: Talk, asked: Asked) -> str:
    say, organisation = talk.say, asked.organisation
    told = await warnings.history(talk.session, organisation.id, asked.unit_ids)
    head = say("warned.head_past", organisation=organisation.short_name.upper(), day=_today(talk, organisation))
    if not told:
        return f"{head}\n{say('warned.none_past')}"
    zone = ZoneInfo(organisation.zone)
    sections = [
        (say("warned.section.units"), [_past_line(say, zone, one) for one in told if one.duty_name is None]),
        (say("warned.section.duties"), [_past_line(say, zone, one) for one in told if one.duty_name is not None]),
    ]
    return _fitting(say, head, sections, say("warned.how_past_own" if asked.is_of_unit else "warned.how_past"))


async def _writing(talk: Talk, organisation: Organisation, units: list[Told]) -> Writing:
    days = await days_off.around(talk.session, organisation.id, talk.now)
    of_reports = await duties.of_reports(talk.session, [one.row.report_id for one in units])
    return Writing(talk.say, days, ZoneInfo(organisation.zone), talk, of_reports)


def _unit_line(writing: Writing, told: Told) -> str:
    say, asked = writing.say, writing.of_reports.get(told.row.report_id, ())
    words = {"unit": told.unit.name, "period": _period(say, told.period), **_since(writing, told)}
    if told.row.reason == Lack.LATE:
        return say("warned.line.late", answered=sum(one.is_answered for one in asked), asked=len(asked), **words)
    return say.count("warned.line.insufficient", sum(one.gap is not None for one in asked), **words)


def _duty_line(writing: Writing, told: Told) -> str:
    say = writing.say
    why = say(f"warned.reason.{told.row.reason}")
    if told.row.reason == Gap.NO_FIGURE and told.expected_on is not None:
        why = say("value.no_figure_until", day=say.day(told.expected_on))
    words = {"name": told.duty_name, "unit": told.unit.short_name, "why": why}
    return say("warned.line.duty", **words, **_since(writing, told))


def _since(writing: Writing, told: Told) -> dict[str, object]:
    """How long it has stood, as the line says it: "từ 16/11, 3 ngày làm việc", and its level."""
    first, today = (at.astimezone(writing.zone).date() for at in (told.row.entered_at, writing.talk.now))
    number = writing.days.count(first, today)
    day = writing.say.day(first)
    since = writing.say.count("warned.since", number, day=day) if number else writing.say("warned.since_day", day=day)
    return {"since": since, "level": told.row.level}


def _past_line(say: Speaker, zone: ZoneInfo, told: Told) -> str:
    first, last = (at.astimezone(zone).date() for at in (told.row.entered_at, told.row.left_at or told.row.entered_at))
    what = say("warned.duty", name=told.duty_name, unit=told.unit.short_name) if told.duty_name else told.unit.name
    return say(
        "warned.line.past",
        what=what,
        period=_period(say, told.period),
        why=say(f"warned.reason.{told.row.reason}"),
        first=say.day(first),
        last=say.day(last),
        level=told.row.level,
    )


def _fitting(say: Speaker, head: str, sections: list[tuple[str, list[str]]], how: str) -> str:
    """As many lines as can be read at once, units first; how many more there are is said."""
    total = sum(len(lines) for _, lines in sections)
    for most in range(min(total, LINES_AT_MOST), -1, -1):
        parts, left = [head], most
        for title, lines in sections:
            if lines[:left]:
                parts += ["", title, *lines[:left]]
            left -= len(lines[:left])
        more = [say.count("warned.more", total - most)] if total > most else []
        text = "\n".join([*parts, *more, "", how])
        if fits(text, ONE_MESSAGE):
            break
    return text


def _today(talk: Talk, organisation: Organisation) -> str:
    return talk.say.full_day(talk.now.astimezone(ZoneInfo(organisation.zone)).date())


def _period(say: Speaker, period: Period) -> str:
    return period.title or figures.period(say, period.key, period.frequency)
