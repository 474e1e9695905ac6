"""How a message is put for the messenger it goes to: what that cannot show is said in words."""

import asyncio
import re
from dataclasses import dataclass, replace
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from bot.links import LIFETIME, Links
from domain.charts import Chart
from domain.chat import Button, Capabilities, Outgoing, Photos
from locales import DEFAULT, Speaker, speak
from storage import people
from storage.outbox import SLASHED
from storage.tables import Outbox

# Buttons whose message does not say by itself what to type; the others' do (tests/stories/test_without_buttons.py).
# Words, not numbers: under these messages stands a question, and a number would be its answer.
TYPED = {
    "button.drop.photo": "typed.drop.photo",
    "button.drop.file": "typed.drop.file",
    "button.snooze_afternoon": "typed.snooze_afternoon",
    "button.snooze_tomorrow": "typed.snooze_tomorrow",
    "button.undo": "typed.undo",
}
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")  # of who belongs to no organisation
_SLASHED = re.compile(rf'{SLASHED}([^"\n]+)"')

Buttons = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class _Reader:
    say: Speaker
    zone: ZoneInfo
    is_person: bool


async def worded(session: AsyncSession, row: Outbox, can: Capabilities, links: Links) -> Outgoing:
    """The message as it goes out."""
    takes_document = row.document is not None and can.takes(row.file_name)
    text = row.text
    if can.mention_only and SLASHED in text:
        text = _called_by_name(await _reader(session, row), text)
    if row.document is not None and not takes_document:
        text = f"{text}\n{_instead(await _reader(session, row), row, links)}"
    buttons = _buttons(row)
    if buttons and not can.buttons:
        text = "\n".join([text, *_typed(await _reader(session, row), buttons)])
    return Outgoing(
        row.chat,
        text,
        buttons=buttons if can.buttons else (),
        photo=row.photo if can.photos is Photos.BYTES else None,
        photo_url=_photo_url(row, can, links),
        document=row.document if takes_document else None,
        file_name=row.file_name,
        edit=row.message or "",
    )


async def drawn(chart: dict[str, Any], message: Outgoing) -> Outgoing:
    """With the chart as its photo. Raises what reading the chart or drawing it raises."""
    from files import digest_chart  # a process that only sends has no other pictures to draw

    photo = await asyncio.to_thread(digest_chart.as_png, Chart.from_json(chart))
    return replace(message, photo=photo)


def _called_by_name(reader: _Reader, text: str) -> str:
    """In a group that the bot hears only when it is called, a slash is not enough."""
    if reader.is_person:
        return text
    return _SLASHED.sub(lambda command: reader.say("typed.by_name", words=command[1]), text)


def _typed(reader: _Reader, buttons: Buttons) -> list[str]:
    """What to type for the buttons of which the message itself says nothing."""
    labels = {button.label for line in buttons for button in line}
    words = [reader.say(typed) for label, typed in TYPED.items() if reader.say(label) in labels]
    return [reader.say("typed.also", words=", ".join(f'"{one}"' for one in words))] if words else []


def _instead(reader: _Reader, row: Outbox, links: Links) -> str:
    """Where the file is to be had, or that it is not."""
    if not links.can_be_made:
        return reader.say("links.no_file")
    expires_at = row.created_at + LIFETIME
    until = f"{reader.say.time(expires_at, reader.zone)} {reader.say.day(expires_at.astimezone(reader.zone).date())}"
    return reader.say("links.file", url=links.to(row.id, expires_at), until=until)


def _photo_url(row: Outbox, can: Capabilities, links: Links) -> str:
    if row.photo is None or can.photos is not Photos.URL or not links.can_be_made:
        return ""
    return links.to(row.id, row.created_at + LIFETIME)


def _buttons(row: Outbox) -> Buttons:
    lines = (row.buttons or {}).get("rows", [])
    return tuple(tuple(Button(label, payload) for label, payload in line) for line in lines)


async def _reader(session: AsyncSession, row: Outbox) -> _Reader:
    """In whose language and by whose clock."""
    account = await people.account_at(session, row.channel, row.chat)
    of = row.organisation_id or (account.organisation_id if account else None)
    if of is None:
        return _Reader(speak(DEFAULT), ZONE, is_person=False)
    organisation = await people.organisation(session, of)
    locale = (await people.person(session, account.person_id)).locale if account else organisation.locale
    return _Reader(speak(locale), ZoneInfo(organisation.zone), is_person=account is not None)
