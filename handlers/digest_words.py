"""How a digest is put: everything by name where there is room, else fewer names and how to see the rest."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from domain.digest import Digest, Line
from domain.lateness import Status
from domain.texts import fits, split_text
from handlers import asking
from locales import Speaker
from storage.outbox import ONE_MESSAGE
from storage.tables import Organisation, Period

NAMES_AT_MOST = 40
ALL = 1_000_000  # more than any organisation has units


@dataclass(frozen=True, slots=True)
class Told:
    """One period of a digest; `sent_on`: where its report of the second stage stands."""

    period: Period
    of: Digest
    sent_on: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Writing:
    """What a digest is written from. `beside`: lines under all periods, such as what is off pace."""

    say: Speaker
    organisation: Organisation
    now: datetime
    head: str
    told: Sequence[Told]
    beside: Sequence[str]


def at_once(writing: Writing) -> str:
    """What one message holds: everything, or what there is room for and how to ask for the rest."""
    full = in_full(writing)
    longest = max(map(_longest, writing.told), default=0)
    if fits(full, ONE_MESSAGE) and longest <= NAMES_AT_MOST:
        return full
    how = writing.say("digest.how_in_full")
    any_less = max([longest, *map(_most_missing, writing.told)])  # where more names may be told, it reads the same
    for names in range(min(NAMES_AT_MOST, any_less), -1, -1):
        text = f"{_text(writing, names)}\n{how}"
        if fits(text, ONE_MESSAGE):
            return text
    # So many periods that not even their counts fit: the first of them do.
    return f"{split_text(text, ONE_MESSAGE - len(how) - 1)[0]}\n{how}"


def in_full(writing: Writing) -> str:
    """With every name, however long."""
    return _text(writing, ALL)


def _text(writing: Writing, names: int) -> str:
    parts = [_period(writing, told, names) for told in writing.told]
    return "\n\n".join([writing.head, *parts, *writing.beside])


def _longest(told: Told) -> int:
    return max([len(told.of.handed_in), *(len(lines) for _, lines in told.of.sections)])


def _most_missing(told: Told) -> int:
    return max((len(line.missing) for _, lines in told.of.sections for line in lines), default=0)


def _period(writing: Writing, told: Told, names: int) -> str:
    say, organisation, period, of, now = writing.say, writing.organisation, told.period, told.of, writing.now
    zone = ZoneInfo(organisation.zone)
    name = asking.name_of(say, period)
    lines = [say("digest.period", period=name, due=say.moment(period.due_at, zone))]
    handed_in = _names(say, of.handed_in, names) if of.handed_in and names else ""
    if now <= period.due_at:
        so_far = say("digest.so_far", handed_in=len(of.handed_in), expected=of.expected)
        lines.append(f"{so_far}: {handed_in}." if handed_in else f"{so_far}.")
    elif of.rate is not None:
        rate = {"on_time": of.on_time, "expected": of.expected, "rate": say.number(of.rate)}
        lines.append(say("digest.on_time", **rate) + _threshold(say, organisation))
    for status, section in of.sections:
        lines += ["", say(f"digest.section.{status}"), *_section(say, section, names)]
    if of.sections:
        lines.append("")
    if handed_in and now > period.due_at:
        lines.append(say("digest.handed_in", units=handed_in))
    lines += [say("digest.account", account=_account(say, of)), *_updated(say, organisation, of), *told.sent_on]
    return "\n".join(lines)


def _threshold(say: Speaker, organisation: Organisation) -> str:
    if organisation.on_time_threshold is None:
        return say("digest.stop")
    return say("digest.threshold", threshold=say.number(organisation.on_time_threshold))


def _updated(say: Speaker, organisation: Organisation, of: Digest) -> list[str]:
    """The share of indicators and tasks that are up to date, beside the plan's threshold where it has one."""
    if of.duties.rate is None:
        return []
    words = {"updated": of.duties.updated, "asked": of.duties.asked, "rate": say.number(of.duties.rate)}
    threshold = organisation.on_time_threshold
    if threshold is None:
        return [say("digest.updated", **words)]
    return [say("digest.updated_threshold", threshold=say.number(threshold), **words)]


def _section(say: Speaker, section: tuple[Line, ...], names: int) -> list[str]:
    shown = [_line(say, line, names) for line in section[:names]]
    left = len(section) - len(shown)
    return [*shown, say.count("digest.more_units", left)] if left else shown


def _line(say: Speaker, line: Line, names: int) -> str:
    if line.status is Status.OVERDUE:
        counted = {"unit": line.unit, "answered": line.answered, "asked": line.asked}
        if line.days:
            return say.count("digest.line.overdue", line.days, **counted)
        return say("digest.line.overdue_today", **counted)
    if line.status is Status.INCOMPLETE:
        return say("digest.line.incomplete", unit=line.unit, missing=_missing(say, line.missing, names))
    return say("digest.line.returned", unit=line.unit)


def _missing(say: Speaker, missing: tuple[str, ...], names: int) -> str:
    left = len(missing) - names
    shown = "; ".join(missing[:names])
    return f"{shown} {say.count('digest.and_more_missing', left)}" if left > 0 else shown


def _names(say: Speaker, units: tuple[str, ...], names: int) -> str:
    left = len(units) - names
    shown = ", ".join(units[:names])
    return f"{shown} {say.count('digest.and_more', left)}" if left > 0 else shown


def _account(say: Speaker, of: Digest) -> str:
    return " · ".join(
        say("digest.share", status=say(f"status.{status}"), number=number, share=of.shares[status])
        for status, number in of.counts.items()
    )
