"""`xóa dữ liệu`: what is erased and what stays is said first; then it is asked for, and somebody decides."""

from domain.chat import Button
from domain.data_requests import Kind
from domain.values import plain
from handlers import data_requests
from handlers.talk import Talk
from storage import data_requests as requests
from storage.privacy_tables import DataRequest

_SENDS = frozenset({"gui yeu cau xoa", "send the request"})


async def ask(talk: Talk, said: str = "") -> None:
    """`xóa dữ liệu` explains; `gửi yêu cầu xóa` asks for it."""
    known = await requests.open_of(talk.session, talk.known.person.id, Kind.ERASE)
    if known is not None:
        await talk.reply(talk.say("erase.asked_already", **_words(talk, known)))
    elif plain(talk.heard.text) in _SENDS:
        await _send(talk)
    else:
        await talk.reply(talk.say("erase.sure"), buttons=[[Button(talk.say("button.erase"), "erase:yes")]])


async def tapped(talk: Talk, yes: str) -> None:
    """The button under what is said first."""
    known = await requests.open_of(talk.session, talk.known.person.id, Kind.ERASE)
    if known is None:
        await _send(talk)
    else:
        await talk.reply(talk.say("erase.asked_already", **_words(talk, known)))


async def _send(talk: Talk) -> None:
    row = await data_requests.ask(talk, Kind.ERASE)
    await data_requests.tell_deciders(talk, row)
    await talk.reply(talk.say("erase.asked", **_words(talk, row)))


def _words(talk: Talk, row: DataRequest) -> dict[str, object]:
    zone = talk.known.zone
    reply, due = (talk.say.weekday_and_day(at.astimezone(zone).date()) for at in (row.reply_due_at, row.due_at))
    return {"number": row.id, "reply": reply, "due": due}
