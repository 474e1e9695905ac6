"""`dữ liệu của tôi`: everything that is kept about who asks, for them alone; and their name put right."""

import re
from datetime import date, datetime, time
from decimal import Decimal

from domain.data_requests import Kind, State
from domain.roles import Role
from files import visit_tables
from files.visit_tables import Cell, Page
from handlers import data_requests, join, passing_on, trail
from handlers.talk import Talk
from storage import data_requests as requests
from storage import own_data

MOST_A_DAY = 3
_COUNTED = ("answers", "visits", "files", "difficulties", "said", "told", "trail")
FILE_NAME = "du-lieu-cua-toi.xlsx"
_LEAD = re.compile(r"^/?\s*(?:s[uử]a ?d[uữ] ?li[eệ]u|correct my name)[ :]*", re.IGNORECASE)
_MOST_IN_A_CELL = 30_000  # Excel holds 32,767


async def send(talk: Talk, said: str = "") -> None:
    """What is kept, as a message and as a file; at most so many times a day."""
    person, account = talk.known.person, talk.known.account
    midnight = datetime.combine(talk.today, time(), talk.known.zone)
    if await requests.number_since(talk.session, person.id, Kind.VIEW, midnight) >= MOST_A_DAY:
        await talk.reply(talk.say("own_data.enough", most=MOST_A_DAY))
        return
    row = await data_requests.ask(talk, Kind.VIEW)
    requests.close(row, State.DONE, account, talk.now)
    await trail.note(talk, person.organisation_id, "own_data", f"person:{person.id}", new=f"data_request:{row.id}")
    lists = await own_data.everything(talk.session, person)
    text = _summary(talk, lists)
    if not talk.reach.can.takes(FILE_NAME) and not talk.reach.has_links:
        await talk.reply("\n".join([text, talk.say("own_data.no_files")]))
        return
    content = await talk.beside(visit_tables.as_workbook, _pages(talk, lists), talk.now)
    await talk.reply("\n".join([text, talk.say("own_data.in_file")]), document=content, file_name=FILE_NAME)


async def rename(talk: Talk, said: str = "") -> None:
    """`sửa dữ liệu Trần Thị Mai`: the name as it should be written; who decides on data hears of it."""
    person = talk.known.person
    name = _named(talk.heard.text)
    if not join.is_name(name):
        await talk.reply(talk.say("own_data.rename_how", name=person.name))
        return
    row = await data_requests.ask(talk, Kind.CORRECT)
    requests.close(row, State.DONE, talk.known.account, talk.now)
    old, person.name = person.name, name
    await trail.note(talk, person.organisation_id, "rename", f"person:{person.id}", new=f"data_request:{row.id}")
    await talk.reply(talk.say("own_data.renamed", name=name))
    told = (Role.ADMINISTRATOR,)
    await passing_on.tell_all(talk, "renamed", told, lambda say: say("own_data.told_renamed", old=old, new=name))


def _named(text: str) -> str:
    return " ".join(_LEAD.sub("", " ".join(text.split())).split())


def _summary(talk: Talk, lists: dict[str, list[own_data.Row]]) -> str:
    person = talk.known.person
    lines = [talk.say("own_data.head", name=person.name)]
    lines += [_address(talk, row) for row in lists["addresses"]]
    held = [row for row in lists["roles"] if row[3] is None or row[3] > talk.now]
    lines += [talk.say("own_data.role", unit=unit, role=talk.say(f"role.{role}")) for unit, role, *_ in held]
    consented = talk.say.moment(person.consented_at, talk.known.zone)
    lines.append(talk.say("own_data.consent", version=person.consent, at=consented))
    lines.append(talk.say("own_data.counts", **{name: len(lists[name]) for name in _COUNTED}))
    return "\n".join(lines)


def _address(talk: Talk, row: own_data.Row) -> str:
    channel, address, *_ = row
    return talk.say("own_data.address", channel=talk.say(f"channel.{channel}"), address=address)


def _pages(talk: Talk, lists: dict[str, list[own_data.Row]]) -> list[Page]:
    return [
        Page(
            name=talk.say(f"own_data.list.{name}"),
            title=talk.say(f"own_data.list.{name}"),
            heads=[talk.say(f"own_data.head.{head}") for head in own_data.HEADS[name]],
            rows=[[_cell(talk, value) for value in row] for row in rows],
        )
        for name, rows in lists.items()
    ]


def _cell(talk: Talk, value: object) -> Cell:
    match value:
        case None:
            return ""
        case datetime():
            return value.astimezone(talk.known.zone).strftime("%d/%m/%Y %H:%M")
        case date() | int():
            return value
        case list():
            return ", ".join(map(str, value))
        case Decimal():
            return talk.say.number(value)
        case _:
            return str(value)[:_MOST_IN_A_CELL]
