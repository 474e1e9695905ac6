"""What people do with their phones besides typing and tapping, as a story writes it."""

from collections.abc import Awaitable, Callable
from io import BytesIO

from PIL import Image

from bot.demo.phone import Phone


async def _photo(phone: Phone, caption: str) -> None:
    picture = BytesIO()
    Image.new("RGB", (8, 8), "white").save(picture, "PNG")
    await phone.upload("photo", "anh.png", picture.getvalue(), caption)


async def _document(phone: Phone, caption: str) -> None:
    await phone.upload("document", "bieu.xlsx", b"not opened by anybody", caption)


async def _contact(phone: Phone, number: str) -> None:
    await phone.post("contact", {"phone": number, "first_name": "Dân"})


async def _location(phone: Phone, _: str) -> None:
    await phone.post("location", {"latitude": 20.86, "longitude": 106.68})


async def _edit_last(phone: Phone, text: str) -> None:
    own = [one for one in await phone.messages() if one["from"]["id"] == phone.person]
    await phone.edit(own[-1]["id"], text)


async def _start(phone: Phone, code: str) -> None:
    await phone.start(code)


def _simply(what: str) -> Callable[[Phone, str], Awaitable[None]]:
    async def do(phone: Phone, _: str) -> None:
        await phone.post(what)

    return do


DOINGS: dict[str, Callable[[Phone, str], Awaitable[None]]] = {
    "mở đường dẫn": _start,
    "ảnh": _photo,
    "tệp": _document,
    "danh thiếp": _contact,
    "vị trí": _location,
    "sửa tin cuối": _edit_last,
    "nhãn dán": _simply("sticker"),
    "giọng nói": _simply("voice"),
    "chặn bot": _simply("block"),
    "bỏ chặn bot": _simply("unblock"),
}
"""`(ảnh: chú thích)` is the name, then what goes with it."""
