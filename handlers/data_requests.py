"""What people ask of their own data, for who decides on it: told at once, listed, carried out or refused, reminded."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from domain import data_requests as rules
from domain.data_requests import Kind, State
from domain.roles import Role
from handlers import awake, passing_on, pin, trail
from handlers.talk import Talk
from locales import Speaker, speak
from storage import data_requests, days_off, erasing, outbox, people
from storage.data_requests import Asked
from storage.outbox import To
from storage.privacy_tables import DataRequest
from storage.tables import Account, Organisation, Person

_REFUSAL = re.compile(r"^\D*(\d{1,9})[ :.,]*(.*)$", re.DOTALL)


async def ask(talk: Talk, kind: Kind) -> DataRequest:
    """Write down what somebody asks, with its due dates by the working days of their organisation."""
    account = talk.known.account
    organisation = await people.organisation(talk.session, account.organisation_id)
    zone = ZoneInfo(organisation.zone)
    working = await days_off.around(talk.session, organisation.id, talk.now)
    reply_by = rules.reply_due_at(talk.now, zone, working)
    due = rules.due_at(kind, talk.now, zone, working)
    return await data_requests.add(talk.session, account, kind, talk.now, reply_by, due)


async def tell_deciders(talk: Talk, row: DataRequest) -> None:
    """Who decides hears of it at once, and is reminded until it is decided."""
    organisation = await people.organisation(talk.session, row.organisation_id)
    asked = Asked(row, talk.known.person)
    for account, person in await _deciders(talk.session, organisation.id, talk.now):
        say = speak(person.locale)
        if person.id == talk.known.person.id:
            continue
        text = "\n".join([say("data_requests.told"), _line(say, organisation, asked), say("data_requests.how")])
        await passing_on.tell(talk, "data_request", account, text)
    row.next_remind_at = await _next_reminder(talk.session, organisation, row, talk.now)


async def show(talk: Talk, said: str = "") -> None:
    """`yêu cầu dữ liệu`: what is to be decided, the most urgent first."""
    if not await _may_decide(talk):
        await talk.reply(talk.say("data_requests.not_yours"))
        return
    asked = await data_requests.opened(talk.session, talk.known.organisation.id)
    if not asked:
        await talk.reply(talk.say("data_requests.none"))
        return
    lines = [_line(talk.say, talk.known.organisation, one) for one in asked]
    await talk.reply("\n".join([talk.say("data_requests.list"), *lines, talk.say("data_requests.how")]))


async def carry_out(talk: Talk, said: str = "") -> None:
    """`thực hiện 3`: what was asked is done now; what is erased does not come back."""
    asked = await _open(talk)
    if asked is None or await pin.is_asked(talk, afresh=True):
        return
    row, person = asked.request, asked.person
    asked_from = await talk.session.get_one(Account, row.account_id)
    to = To(asked_from.channel, asked_from.address, row.organisation_id)
    locale = person.locale
    data_requests.close(row, State.DONE, talk.known.account, talk.now)
    await erasing.erase(talk.session, person, _nameless(talk.known.organisation, person), talk.now)
    await trail.note(talk, row.organisation_id, "erase", f"person:{person.id}", new=f"data_request:{row.id}")
    await _say_goodbye(talk.session, row, to, locale, talk.now)
    if person.id != talk.known.person.id:
        await talk.reply(talk.say("data_requests.carried_out", number=row.id, name=person.name))


async def refuse(talk: Talk, said: str = "") -> None:
    """`từ chối yêu cầu 3: lý do`: the person hears why."""
    found = _REFUSAL.match(talk.heard.text)
    why = found[2].strip() if found else ""
    asked = await _open(talk)
    if asked is None:
        return
    row = asked.request
    if not why:
        await talk.reply(talk.say("data_requests.why", number=row.id))
        return
    data_requests.close(row, State.REFUSED, talk.known.account, talk.now, why)
    await trail.note(talk, row.organisation_id, "refuse_data_request", f"data_request:{row.id}")
    account = await talk.session.get_one(Account, row.account_id)
    text = speak(asked.person.locale)("data_requests.told_refused", number=row.id, why=why)
    await passing_on.tell(talk, "data_request_refused", account, text)
    await talk.reply(talk.say("data_requests.refused", number=row.id, name=asked.person.name))


async def remind_next(session: AsyncSession, now: datetime) -> bool:
    """Remind who decides of one request, on the mornings that domain/data_requests.py names. False: of none."""
    asked = await data_requests.to_remind(session, now)
    if asked is None:
        return False
    row = asked.request
    organisation = await people.organisation(session, row.organisation_id)
    for account, person in await _deciders(session, organisation.id, now):
        say = speak(person.locale)
        lines = [say("data_requests.remind"), _line(say, organisation, asked), say("data_requests.how")]
        await outbox.add(
            session,
            f"data_request:{row.id}:{account.id}:{now:%Y-%m-%d}",
            outbox.Kind.REMINDER,
            To(account.channel, account.address, organisation.id),
            "\n".join(lines),
            now,
            due_at=await awake.at(session, organisation.id, now),
        )
    row.next_remind_at = await _next_reminder(session, organisation, row, now)
    return True


async def put_off(session: AsyncSession, now: datetime, until: datetime) -> str | None:
    """Have the reminder that could not be written tried again later. None: there is none."""
    asked = await data_requests.to_remind(session, now)
    if asked is None:
        return None
    asked.request.next_remind_at = until
    return f"data request {asked.request.id}"


async def _open(talk: Talk) -> Asked | None:
    """The request that is named, where it may be decided by who speaks; otherwise the reason is said."""
    if not await _may_decide(talk):
        await talk.reply(talk.say("data_requests.not_yours"))
        return None
    found = _REFUSAL.match(talk.heard.text)
    number = int(found[1]) if found else 0
    asked = await data_requests.get(talk.session, talk.known.organisation.id, number)
    if asked is None or asked.request.state != State.OPEN:
        await talk.reply(talk.say("data_requests.no_such", number=number))
        return None
    return asked


async def _may_decide(talk: Talk) -> bool:
    deciders = await _deciders(talk.session, talk.known.organisation.id, talk.now)
    if any(person.id == talk.known.person.id for _, person in deciders):
        return True
    return await talk.holds([Role.ADMINISTRATOR])


async def _deciders(session: AsyncSession, organisation_id: int, now: datetime) -> list[tuple[Account, Person]]:
    """The administrators; where none can be reached, the aggregating office."""
    found = await people.holders(session, organisation_id, [Role.ADMINISTRATOR], now)
    return found or await people.holders(session, organisation_id, [Role.AGGREGATOR], now)


async def _next_reminder(
    session: AsyncSession, organisation: Organisation, row: DataRequest, now: datetime
) -> datetime:
    working = await days_off.around(session, organisation.id, now)
    return rules.next_reminder(now, row.reply_due_at, row.due_at, ZoneInfo(organisation.zone), working)


def _line(say: Speaker, organisation: Organisation, asked: Asked) -> str:
    row, zone = asked.request, ZoneInfo(organisation.zone)
    reply, due = (say.weekday_and_day(at.astimezone(zone).date()) for at in (row.reply_due_at, row.due_at))
    kind = say(f"data_requests.kind.{row.kind}")
    return say("data_requests.line", number=row.id, name=asked.person.name, kind=kind, reply=reply, due=due)


def _nameless(organisation: Organisation, person: Person) -> str:
    return speak(organisation.locale)("erase.nameless", number=person.id)


async def _say_goodbye(session: AsyncSession, row: DataRequest, to: To, locale: str, now: datetime) -> None:
    """The last message: its address goes with the next run that clears away (storage/retention.py)."""
    text = speak(locale)("erase.done", number=row.id)
    await outbox.add(session, f"{erasing.GOODBYE}request:{row.id}", outbox.Kind.REPLY, to, text, now)
