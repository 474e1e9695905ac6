"""A visit that is understood: questioned where it looks odd, logged, and said back in one line with an undo."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from domain import visit_doubts, visit_sums
from domain.chat import Button
from domain.visits import Class, Counted, Done
from handlers import visit_asking, visit_draft, visit_month_sums, visit_team, visit_words
from handlers.talk import Talk
from handlers.visit_draft import Also, Draft, Option
from handlers.visit_team import Team
from storage import places, visits
from storage.visits import Entry, Logged

Parts = Sequence[Done | Class]


async def take(talk: Talk, team: Team, done: Parts, draft: Draft) -> None:
    """Log it, unless its month is closed or it looks odd and has not had its yes yet."""
    locked = [one.on for one in done if await is_locked(talk, team, one.on)]
    if locked:
        await visit_draft.let_go(talk)
        month = visit_words.month(talk.say, f"{locked[0]:%Y-%m}")
        await talk.reply(talk.say("visit.month_closed", month=month))
    elif Also.TWICE not in draft.agreed and (before := await _logged_before(talk, team, done)):
        await _ask_twice(talk, team, draft, before)
    elif Also.UNUSUAL not in draft.agreed and (day := await _unusual_day(talk, team, done)):
        await _ask_unusual(talk, team, draft, *day)
    else:
        await _store(talk, team, done, draft)


async def is_locked(talk: Talk, team: Team, on: date) -> bool:
    """Whether the month of a day is confirmed."""
    row = await visits.confirmed(talk.session, team.organisation.id, team.unit.id, f"{on:%Y-%m}")
    return row is not None


async def _store(talk: Talk, team: Team, done: Parts, draft: Draft) -> None:
    heard = talk.heard
    entry = Entry(
        organisation_id=team.organisation.id,
        unit_id=team.unit.id,
        account=talk.known.account,
        key=f"{heard.channel}:{heard.event_key}",
        channel=heard.channel,
        chat=heard.chat,
        message=draft.message or heard.message,
        album=draft.album or heard.album,
    )
    night = visit_doubts.is_night(talk.now.astimezone(team.zone))
    for position, one in enumerate(done, start=1):
        place_id = team.place_id(one.place)
        await visits.add(
            talk.session, entry, position, talk.now, **_values(one), place_id=place_id, on=one.on, is_night=night
        )
        if place_id is not None:
            await places.use(talk.session, team.organisation.id, place_id, talk.now)
    await visit_draft.let_go(talk)
    logged = await visits.of_entry(talk.session, team.organisation.id, entry.key)
    if logged:
        await _receipt(talk, team, logged, draft)


def _values(one: Done | Class) -> dict[str, object]:
    if isinstance(one, Class):
        who = Counted.PEOPLE
        return {
            "kind": visits.CLASS, "activity": "", "words": one.topic, "number": one.participants, "counted": who,
        }  # fmt: skip
    return {
        "kind": visits.VISIT, "activity": one.activity, "words": one.words, "number": one.number, "counted": one.of,
    }  # fmt: skip


async def _receipt(talk: Talk, team: Team, logged: Sequence[Logged], draft: Draft) -> None:
    """ "Đã ghi, tổ 12 hôm nay: VNeID 5 người. Tháng này của tổ: 63 người. [Hoàn tác]"."""
    first = logged[0]
    month = f"{first.visit.on:%Y-%m}"
    sums = await visit_month_sums.of_month(talk.session, team, month)
    this_month = month == f"{team.today:%Y-%m}"
    text = talk.say(
        "visit.stored_more" if draft.adds else "visit.stored",
        where=_where(talk, team, logged),
        done=visit_words.logged(talk.say, team, logged),
        month=talk.say(
            "visit.this_month" if this_month else "visit.that_month", month=visit_words.month(talk.say, month)
        ),
        sum=visit_words.numbers(talk.say, sums.of),
    )
    text = f"{text} {talk.say('visit.at_night')}" if first.visit.is_night else text
    if talk.heard.is_group or await _of_several(talk):
        text = f"{team.unit.short_name}: {text[:1].lower()}{text[1:]}"
    await talk.reply(text, buttons=[[Button(talk.say("button.undo"), f"undo:{first.visit.id}")]])


async def _of_several(talk: Talk) -> bool:
    return len(await visit_team.units(talk)) > 1


def _where(talk: Talk, team: Team, logged: Sequence[Logged]) -> str:
    """One place and day for all, or each of them in turn."""
    at = dict.fromkeys((one.place or None, one.visit.on) for one in logged)
    return ", ".join(visit_words.where_and_when(talk.say, place, on, team.today) for place, on in at)


async def _logged_before(talk: Talk, team: Team, done: Parts) -> Logged | None:
    """Something logged within ten minutes, where all that is new says again what was."""
    since = talk.now - visit_doubts.TWICE_WITHIN
    rows = await visits.logged_since(talk.session, team.organisation.id, team.unit.id, since)
    earlier = [(visit_month_sums.row(one), one.visit.at) for one in rows]
    new = [visit_month_sums.row_to_be(team, talk.known.person.id, one) for one in done]
    found = [visit_doubts.logged_twice(one, talk.now, earlier) for one in new]
    if None in found:
        return None
    return next((one for one in rows if visit_month_sums.row(one) == found[0]), None)


async def _unusual_day(talk: Talk, team: Team, done: Parts) -> tuple[int, int] | None:
    """How many people the new ones are, and how many a day usually has; None where that is nothing odd."""
    last = max(one.on for one in done)
    before = await visit_month_sums.counted(talk.session, team, last - visit_month_sums.LOOKED_BACK, last)
    new = [visit_month_sums.row_to_be(team, talk.known.person.id, one) for one in done]
    usual = visit_doubts.more_than_usual(before, new)
    if usual is None:
        return None
    return visit_sums.summed(new).people, usual


async def _ask_twice(talk: Talk, team: Team, draft: Draft, before: Logged) -> None:
    options = (
        Option(talk.say("visit.option.once_more"), f"agree:{Also.TWICE}"),
        Option(talk.say("visit.option.same_one"), "no:"),
    )
    text = talk.say(
        "visit.ask.twice",
        done=visit_words.one_logged(talk.say, team, before),
        place=before.place,
        time=talk.say.time(before.visit.at, team.zone),
        who=before.person,
    )
    await visit_asking.offer(talk, replace(draft, asked=Also.TWICE, options=options), text)


async def _ask_unusual(talk: Talk, team: Team, draft: Draft, people: int, usual: int) -> None:
    options = (
        Option(talk.say("visit.option.right"), f"agree:{Also.UNUSUAL}"),
        Option(talk.say("visit.option.drop"), "no:"),
    )
    text = talk.say.count("visit.ask.unusual", people, usual=talk.say.number(Decimal(usual)))
    await visit_asking.offer(talk, replace(draft, asked=Also.UNUSUAL, options=options), text)
