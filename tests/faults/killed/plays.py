"""What people do while the bot dies and is started again: three plays, each from a morning to its end."""

from collections.abc import Mapping
from datetime import timedelta

from domain import codes
from tests.faults.killed.ward import AN, FRIDAY, NEWCOMER, OPENING, SON, Play, Ward

ANSWERS = ("118/120", "99", "chưa xong", "xong", "Dùng trợ lý ảo soạn dự thảo văn bản tại 2 bộ phận.")


async def report(ward: Ward) -> None:
    """A month's report, from the prompt over a correction to the receipt, and the digest of the next morning."""
    await ward.go_to(OPENING)
    first, second, *others = ANSWERS
    prompt = ward.heard(AN)[0].id  # of several copies the first, whose id the bot may never have been told
    await ward.say(AN, first, to=prompt)
    await ward.say(AN, second)
    await ward.say(AN, "117/120", to=prompt)
    for line in (*others, "sửa 2", "98"):
        await ward.say(AN, line)
    offers = [one for one in ward.heard(AN) if one.buttons and "Đã đủ 5/5" in one.said]
    await ward.say(AN, "gửi")
    for copy in (offers[0], offers[-1]):  # of one card or of two: whoever is late sends nothing again
        await ward.tap(AN, copy, "Gửi")
    await ward.go_to(OPENING + timedelta(days=1))


async def visit(ward: Ward) -> None:
    """A team logs a visit, sends three photos of it and a pin."""
    await ward.say(SON, "vneid 5 người tổ 12, cài app 2")
    await ward.show(SON, "red", "green", "blue")
    await ward.pin(SON)


async def joining(ward: Ward) -> None:
    """Somebody joins by a code in the middle of a month, and sends the first figure in the same breath."""
    await ward.go_to(OPENING)
    await ward.say(NEWCOMER, f"LK {codes.counted(1)}", NEWCOMER, "đồng ý", "tiếp", ANSWERS[0])


PLAYS: Mapping[str, Play] = {
    "report": Play(FRIDAY, report, revisions=7),
    "visit": Play(FRIDAY, visit, visits=2, photos=3),
    "joining": Play(FRIDAY, joining, revisions=1),
}
