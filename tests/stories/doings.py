"""What people do with their phones besides typing and tapping, as a story writes it."""

import re
from collections.abc import Awaitable, Callable
from io import BytesIO

from PIL import Image
from python_calamine import CalamineWorkbook
from xlsxwriter import Workbook

from bot.demo.phone import Phone
from tests import files

_COOKIES: dict[int, dict[str, str]] = {}  # what the browser of each person's phone keeps
_LINK = re.compile(r"http://\S+/tep/\S+")  # to a file, where the messenger takes none of its kind


async def _photo(phone: Phone, caption: str) -> None:
    picture = BytesIO()
    Image.new("RGB", (8, 8), "white").save(picture, "PNG")
    await phone.upload("photo", "anh.png", picture.getvalue(), caption)


async def _coloured(phone: Phone, colour: str) -> None:
    await phone.upload("photo", "anh.png", files.photo(colour))


async def _album(phone: Phone, colours: str) -> None:
    """ "red | 15, green": the first photo has a caption."""
    for one in colours.split(", " if "|" in colours else None):
        colour, _, caption = one.partition(" | ")
        await phone.upload("photo", "anh.png", files.photo(colour), caption, album=f"album of {len(colours)}")


async def _photo_in_reply(phone: Phone, what: str) -> None:
    """ "1/5 → red | 15": a photo as a reply to the first message with "1/5" in it."""
    question, _, photo = what.partition(" → ")
    colour, _, caption = photo.partition(" | ")
    asked = [one for one in await phone.messages() if one["from"]["id"] == phone.bot and question in one["text"]]
    await phone.upload("photo", "anh.png", files.photo(colour), caption, reply_to=asked[0]["id"])


async def _real_file(phone: Phone, name: str) -> None:
    await phone.upload("document", name, files.NAMED[name]())


async def _document(phone: Phone, caption: str) -> None:
    await phone.upload("document", "bieu.xlsx", b"not opened by anybody", caption)


async def _contact(phone: Phone, number: str) -> None:
    await phone.post("contact", {"phone": number, "first_name": "Dân"})


async def _location(phone: Phone, _: str) -> None:
    await phone.post("location", {"latitude": 20.86, "longitude": 106.68})


async def _edit_last(phone: Phone, text: str) -> None:
    own = [one for one in await phone.messages() if one["from"]["id"] == phone.person]
    await phone.edit(own[-1]["id"], text)


async def _edit(phone: Phone, change: str) -> None:
    old, _, new = change.partition(" → ")
    own = [one for one in await phone.messages() if one["from"]["id"] == phone.person and one["text"] == old]
    await phone.edit(own[-1]["id"], new)


async def _reply(phone: Phone, what: str) -> None:
    question, _, text = what.partition(" → ")
    asked = [one for one in await phone.messages() if one["from"]["id"] == phone.bot and question in one["text"]]
    await phone.send(text, reply_to=asked[0]["id"])


async def _fill(phone: Phone, answers: str) -> None:
    """The newest file of the bot, filled in as "1 = 93,5; 2 = 91" says and sent back; a third part is the note."""
    name, original = await newest_file(phone)
    filled = {one.strip(): answer.strip() for one, _, answer in (part.partition("=") for part in answers.split(";"))}
    await phone.upload("document", name, fill(original, filled))


async def newest_file(phone: Phone) -> tuple[str, bytes]:
    """The name and the bytes of what the bot sent last, fetched by its link where the messenger takes no such file."""
    said = [one for one in await phone.messages() if one["from"]["id"] == phone.bot]
    sent = [one for one in said if one["file"] or _LINK.search(one["text"])][-1]
    link = _LINK.search(sent["text"])
    kept = _COOKIES.setdefault(phone.person, {})
    fetched = phone.http.post(link[0], cookies=kept) if link else phone.http.get(f"/phone/files/{sent['file']}")
    async with fetched as response:
        response.raise_for_status()
        kept.update({name: one.value for name, one in response.cookies.items()})
        named = response.content_disposition
        return sent["file_name"] or str(named and named.filename), await response.read()


def fill(original: bytes, answers: dict[str, str]) -> bytes:
    """A template with answers in it; "91 | đổi cách tính" writes the note, too."""
    rows = CalamineWorkbook.from_filelike(BytesIO(original)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    target = BytesIO()
    with Workbook(target, {"in_memory": True}) as book:
        page = book.add_worksheet("Số liệu")
        for at, row in enumerate(rows):
            cells = [str(cell) for cell in row]
            if cells[0] in answers:
                cells[5], _, note = answers[cells[0]].partition(" | ")
                cells[6] = note or cells[6]
            for column, cell in enumerate(cells):
                page.write_string(at, column, cell)
    return target.getvalue()


async def _start(phone: Phone, code: str) -> None:
    await phone.start(code)


async def _join(phone: Phone, code: str) -> None:
    await phone.join(code)


async def _come_back(phone: Phone, _: str) -> None:
    """After a block, with a word to the bot: opening it again, where that says one by itself."""
    if phone.has_links:
        await phone.start("")
        return
    await phone.post("unblock")
    await phone.send("việc")


def _simply(what: str) -> Callable[[Phone, str], Awaitable[None]]:
    async def do(phone: Phone, _: str) -> None:
        await phone.post(what)

    return do


DOINGS: dict[str, Callable[[Phone, str], Awaitable[None]]] = {
    "mở đường dẫn": _start,
    "dùng mã": _join,
    "mở lại bot": _come_back,
    "ảnh": _photo,
    "ảnh màu": _coloured,
    "album ảnh": _album,
    "đáp bằng ảnh": _photo_in_reply,
    "tệp thật": _real_file,
    "tệp": _document,
    "danh thiếp": _contact,
    "vị trí": _location,
    "sửa tin cuối": _edit_last,
    "sửa tin": _edit,
    "đáp tin": _reply,
    "điền tệp": _fill,
    "nhãn dán": _simply("sticker"),
    "giọng nói": _simply("voice"),
    "chặn bot": _simply("block"),
    "bỏ chặn bot": _simply("unblock"),
}
"""`(ảnh: chú thích)` is the name, then what goes with it; `(đáp tin: 1/5 → 95)` replies to the first "1/5 …"."""
