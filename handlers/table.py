"""Everything the bot does when spoken to: one table, and how a message finds its row in it."""

import re
import unicodedata
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy.ext.asyncio import AsyncSession

from domain.attachments import Attachment, Wanted
from domain.chat import Heard, Inbound
from domain.several import read_correction
from domain.values import plain
from handlers import (
    absence,
    answer,
    channels,
    checking,
    consenting,
    correct,
    data_requests,
    deciding,
    difficulties,
    digest,
    erasing,
    group,
    guide,
    invite,
    join,
    leaving,
    moving,
    on_behalf,
    own_data,
    pacing,
    pin,
    pin_reset,
    quarterly,
    reach,
    recomputing,
    returning,
    review,
    rollup,
    rounds,
    ruling,
    scoring,
    secrecy,
    seeing,
    serving,
    several,
    snooze,
    swapping,
    taps,
    team_group,
    template,
    todo,
    unkeeping,
    unlocking,
    unreached,
    visit_answering,
    visit_aside,
    visit_coverage,
    visit_exporting,
    visit_fixing,
    visit_month,
    visit_monthly,
    visit_photos,
    visiting,
    wanting,
    warned,
)
from handlers.beside import Made
from handlers.talk import Reach, Talk, begin
from storage.conversations import Step

Handler = Callable[[Talk, str], Awaitable[None]]
Event = Callable[[Talk], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Command:
    """A row: the name a messenger lists, what people type (without a slash), and what is done.

    `typed` is matched against the whole message. Each word may come with its marks or without any, but not with
    others: "dung" is dừng, "đúng" is not.
    """

    name: str
    typed: str
    run: Handler
    private: bool = True
    groups: bool = False
    strangers: bool = False


# What names a moment: without it "nhắc lại …" may be an answer in words.
_WHEN = r"(?:\d|sáng|trưa|chiều|tối|mai|kia|thứ|nữa)"

COMMANDS = (
    Command("start", r"(?:start|lk):?(?: .+)?", join.with_code, strangers=True),
    Command("lk", r"lk:? .+", group.bind, private=False, groups=True, strangers=True),
    Command("viec", r"việc|việc của tôi|báo cáo", todo.show),
    Command("tiep", r"tiếp|tiếp tục", todo.go_on),
    Command("gui", r"gửi|gửi báo cáo|nộp|send", review.send),
    Command("sua", r"(?:sửa|fix)(?: (?:câu )?\d+)?", visit_fixing.fix_any),
    Command("boqua", r"bỏ ?qua|skip", moving.skip),
    Command("lui", r"lùi|quay lại|back", moving.back),
    Command("dung", r"dừng|thôi|để sau|stop", moving.stop),
    Command("huy", r"hủy|huỷ|hủy bỏ|huỷ bỏ|cancel", moving.cancel),
    Command("duyet", r"duyệt|phê duyệt|approve", checking.approve),
    Command("tiepnhan", r"tiếp ?nhận|xem báo cáo|accept", checking.accept),
    Command("tralai", r"(?:trả ?lại|return)(?:[ :]+(?:(?:câu|mục) ?)?\d.*)?", returning.give_back),
    Command("xinmokhoa", r"(?:xin ?mở ?khóa|xin ?mở ?khoá|unlock)(?:[ :].*)?", unlocking.request),
    Command("chomo", r"(?:cho ?mở|grant)(?: +(?:\d|đến ).*)?", deciding.grant),
    Command("tuchoi", r"(?:từ ?chối|refuse)(?:[ :]+\d.*)?", deciding.refuse),
    Command("nhapho", r"(?:nhập ?hộ|enter for)(?: (?!khẩu|nghèo|kinh doanh|gia đình).+)?", on_behalf.begin),
    Command("vang", r"(?:vắng|vắng mặt|absent)(?: .*(?:\d|mai|kia|nay|qua|thứ|thay).*)?", absence.away),
    Command("hetvang", r"hết ?vắng|back at work", absence.back),
    Command("ngaynghi", r"(?:ngày ?nghỉ|days ?off)(?: .*\d.*)?", swapping.show),
    Command(
        "nhaclai",
        rf"(?:nhắc ?lại|nhắc (?:tôi|em|mình)|snooze)(?: .*{_WHEN}.*)?|để .*{_WHEN}.* nhắc(?: .+)?",
        snooze.typed,
    ),
    Command("matlienlac", r"mất ?liên ?lạc|ai (?:không nhận được tin|mất liên lạc)|unreachable", unreached.show),
    Command("vuongmac", r"(?:vướng ?mắc|khó ?khăn|kiến ?nghị)(?:[ ,:.].+)?", difficulties.tell),
    Command(
        "xoatep",
        r"xóa ?(?:ảnh|tệp|minh ?chứng)(?: (?:ở )?(?:câu )?\d{1,3})?|drop (?:photo|file)(?: \d{1,3})?",
        unkeeping.drop,
    ),
    Command("tinhlai", r"tính ?lại|recompute", recomputing.recompute),
    Command("xem", r"xem|see", seeing.see),
    Command("dotxuat", r"(?:báo cáo )?đột ?xuất(?: ?:.+)?|dotxuat(?: .+)?|ad ?hoc(?: ?:.+)?", rounds.begin),
    Command(
        "soket",
        r"(?:sơ|tổng) ?kết (?:(?:6|sáu|9|chín) tháng(?: (?:đầu|cuối) năm)?|quý (?:iv|i{1,3}|[1-4])|tháng \d{1,2}"
        r"|(?:cả )?năm)(?:(?: năm)?[ /]20\d\d)?(?: ?[;:].*)?|soket(?: .*)?",
        rounds.begin_phase,
    ),
    Command("mau", r"mẫu|biểu mẫu|excel", template.send),
    Command("tonghop", r"tổng ?hợp(?: (?:đủ|đầy đủ|full))?", digest.on_request, groups=True),
    Command("canhbao", r"(?:diện )?cảnh ?báo(?: .+)?|warnings(?: .+)?", warned.show, groups=True),
    Command("capduoi", r"cấp ?dưới|so ?sánh(?: cấp ?dưới)?|compare", rollup.show, groups=True),
    Command("coquan", r"(?:đổi )?cơ ?quan(?: \d{1,2})?|organi[sz]ation(?: \d{1,2})?", serving.show),
    Command("tiendo", r"tiến ?độ|pace", pacing.show),
    Command(
        "rasoat",
        r"(?:rà ?soát|review)(?: (?:quý|quarter|q) ?(?:\d|i{1,3}|iv)(?:[/ ]+\d{4})?| (?:mục |item )?\d{1,4}"
        r"(?: (?:tiếp tục|điều chỉnh|gia hạn|dừng|thay|go on|adjust|extend|stop|replace).*)?)?",
        quarterly.command,
    ),
    Command("diem", r"(?:điểm|điểm thi đua|score)(?: 20\d\d)?(?: (?:excel|csv))?", scoring.show),
    Command("moi", r"mời(?: .+)?", invite.in_chat),
    Command("kenh", r"(?:kênh|channel)(?: \S+){0,2}", channels.show),
    Command("ghiluot", r"(?:ghi ?lượt|lượt mới|log visit)(?:[ :].+)?", visiting.begin, groups=True),
    Command("hoantac", r"bỏ|hoàn ?tác|undo", visit_fixing.undo, groups=True),
    Command("sualuot", r"(?:(?:sửa|xóa|xoá) ?lượt|(?:fix|delete) visit)(?:[ :].+)?", visit_fixing.fix),
    Command("doi", r"đội(?: tháng \d{1,2}(?:/\d{4})?)?|our team", visit_month.show, groups=True),
    Command(
        "chotthang", r"(?:chốt|xác nhận) ?tháng(?: \d{1,2}(?:/\d{4})?)?|confirm month(?: .+)?", visit_month.confirm
    ),
    Command("xemluot", r"(?:xem ?lượt|visits) .+", visit_aside.show),
    Command("derieng", r"(?:để ?riêng|tính ?lượt|set aside|count visit)(?: .+)?", visit_aside.aside),
    Command("mothang", r"(?:mở ?tháng|reopen month)(?: .+)?", visit_aside.reopen),
    Command("luotthang", r"(?:lượt ?tháng|visit table)(?: \d{1,2}(?: ?/ ?\d{4})?)?", visit_monthly.show),
    Command("dophu", r"(?:độ ?phủ|coverage)(?: .+)?", visit_coverage.show, groups=True),
    Command(
        "xuatluot",
        r"(?:xuất ?lượt|export visits)(?: tháng)?(?: \d{1,2}(?: ?/ ?\d{4})?)?(?: \.?(?:csv|xlsx|excel))?",
        visit_exporting.export,
    ),
    Command("nhomto", r"(?:nhóm ?tổ|team group)(?: .+)?", team_group.bind, private=False, groups=True),
    Command("roito", r"(?:rời ?tổ|leave team)(?: .+)?", leaving.leave),
    Command("mapin", r"mã ?pin(?: .*)?|đổi ?(?:mã )?pin|pin", pin.set_up),
    Command("khoa", r"khóa|khoá|lock", pin.lock),
    Command("xoapin", r"(?:xóa|xoá) ?(?:mã )?pin(?: .+)?|reset pin(?: .+)?", pin_reset.reset),
    Command("dulieucuatoi", r"(?:xem )?dữ ?liệu ?(?:của ?)?(?:tôi|em|mình)|my data", own_data.send),
    Command("suadulieu", r"sửa ?dữ ?liệu(?: .+)?|correct my name(?: .+)?", own_data.rename),
    Command(
        "xoadulieu",
        r"(?:xóa|xoá) ?dữ ?liệu(?: của)?(?: (?:tôi|em|mình))?|gửi yêu cầu xóa|erase my data|send the request",
        erasing.ask,
    ),
    Command("dongy", r"đồng ?ý thông báo|agree to the notice", consenting.agree),
    Command("rutdongy", r"rút ?(?:lại )?đồng ?ý|withdraw consent", consenting.withdraw),
    Command("yeucaudulieu", r"yêu ?cầu ?dữ ?liệu|data requests", data_requests.show),
    Command("thuchien", r"(?:thực ?hiện|carry out)(?: (?:yêu cầu|request))? \d{1,9}", data_requests.carry_out),
    Command("tuchoiyeucau", r"(?:từ ?chối ?yêu ?cầu|refuse request)(?: dữ liệu)?[ :]*\d{1,9}.*", data_requests.refuse),
    Command("ngonngu", r"(?:ngôn ?ngữ|language)(?: .+)?", guide.language),
    Command("trogiup", r"trợ ?giúp|help|hướng dẫn", guide.help_, groups=True),
)

# What plain words are taken for while something else than a report's question is in hand.
ASIDE: dict[str, Event] = {
    Step.CHECK: checking.heard,
    Step.RETURN: returning.heard,
    Step.UNLOCK: unlocking.heard,
    Step.SOURCE: on_behalf.heard,
    Step.SUBSTITUTE: absence.heard,
    Step.SWAP: swapping.heard,
    Step.DECIDE: ruling.heard,
    Step.ROUND: rounds.heard,
    Step.VISIT: visit_answering.heard,
}

# Commands that take something else in hand: a list of answers that waits is confirmed or dropped first.
TAKES_OVER = frozenset(
    {"start", "duyet", "tiepnhan", "tralai", "xinmokhoa", "chomo", "tuchoi", "nhapho", "vang", "ngaynghi", "rasoat"}
    | {"dotxuat", "soket", "ghiluot", "sualuot"}
)

# What somebody who took their consent back may still say.
OPEN_TO_WITHDRAWN = frozenset({"dulieucuatoi", "xoadulieu", "dongy", "rutdongy", "ngonngu"})

# What happens in a messenger without anybody speaking to us.
EVENTS: dict[Heard, Event] = {
    Heard.JOINED: group.joined,
    Heard.LEFT: group.left,
    Heard.MIGRATED: group.moved,
    Heard.BLOCKED: reach.blocked,
    Heard.UNBLOCKED: reach.unblocked,
}


async def wanted(session: AsyncSession, heard: Inbound, now: datetime, via: Reach) -> Wanted | None:
    """What the file of an event may be for; None: it is not fetched. Nothing that is written meanwhile must stay."""
    talk = await begin(session, heard, now, via)
    found = None if heard.is_group else await wanting.wanted(session, heard, now, via)
    if not await visit_photos.wanted(talk):
        return found
    return Wanted(workbook=found is not None and found.workbook, evidence=True)


async def handle(
    session: AsyncSession,
    heard: Inbound,
    now: datetime,
    via: Reach,
    attachment: Attachment | None = None,
    made: Sequence[Made] | None = None,
) -> bool:
    """Do what one event asks for. Everything is written in the session; the caller commits.

    `made`: what was made beside for it; with it (also empty) NotMadeError is raised where something is still to be.

    True: the event's text must not stay stored: it looks secret, is a PIN, looks like somebody's own data, or who said
    it does not agree to its being kept.
    """
    if heard.heard is Heard.IGNORED or heard.sender_is_bot:
        return False
    talk = await begin(session, heard, now, via)
    talk.attachment, talk.made = attachment, made
    talk.refusal = secrecy.refusal(heard)
    await _do(talk, heard)
    return talk.is_secret or talk.refusal is not None or consenting.is_withdrawn(talk)


async def _do(talk: Talk, heard: Inbound) -> None:
    if heard.heard in EVENTS:
        await EVENTS[heard.heard](talk)
    elif consenting.is_withdrawn(talk):
        await _withdrawn(talk)
    elif heard.is_group:
        await _in_group(talk)
    elif talk.by is None:
        await _stranger(talk)
    else:
        await _from_member(talk)
        await consenting.ask_if_new(talk)


async def _from_member(talk: Talk) -> None:
    if (taken := await pin.taken(talk)) is not pin.Taken.NOT:
        if taken is pin.Taken.GO_ON:
            await _from_member(talk)
    elif talk.heard.heard is Heard.BUTTON:
        await taps.tapped(talk)
    elif talk.heard.heard is Heard.EDIT:
        await correct.edited(talk)
    else:
        await _known(talk)


async def _withdrawn(talk: Talk) -> None:
    """Nothing they say is kept; what is kept they may still see, have erased, or agree to again."""
    if talk.heard.is_group:
        return
    command, said = find(talk.heard.text)
    if talk.heard.heard is Heard.BUTTON and talk.heard.text.startswith(consenting.BUTTONS):
        await taps.tapped(talk)
    elif talk.heard.heard is Heard.TEXT and command and command.name in OPEN_TO_WITHDRAWN:
        await command.run(talk, said)
    else:
        await consenting.say_withdrawn(talk)


async def _stranger(talk: Talk) -> None:
    command, said = find(talk.heard.text)
    if command and command.strangers and command.private and said:
        await command.run(talk, said)
    else:
        await join.newcomer(talk)


async def _known(talk: Talk) -> None:
    command, said = find(talk.heard.text)
    if await visit_photos.taken(talk) or await visit_photos.located(talk) or await template.returned(talk):
        return
    if answer.is_awaited(talk) or talk.heard.heard is not Heard.TEXT:
        await answer.heard(talk)
    elif (correction := read_correction(talk.heard.text)) and not talk.refusal:
        await correct.in_one_step(talk, *correction)
    elif command and command.name in TAKES_OVER and await several.say_waits(talk):
        return
    elif command and command.private:
        await command.run(talk, said)
    elif await correct.replied(talk):
        return
    elif talk.heard.text.startswith("/") and not talk.refusal:
        await guide.unknown(talk, talk.heard.text)
    elif talk.known.conversation.step not in ASIDE and await visiting.taken(talk):
        return
    else:
        await ASIDE.get(talk.known.conversation.step, answer.heard)(talk)


async def _in_group(talk: Talk) -> None:
    await group.heard(talk)
    command, said = find(talk.heard.text, groups=True)
    if talk.heard.heard is Heard.BUTTON:
        if talk.by is not None and talk.heard.text.startswith(taps.IN_GROUPS):
            await taps.tapped(talk)
        return
    if await visit_photos.taken(talk):
        return
    if command and (talk.heard.mentions_bot or talk.heard.text.startswith("/") or command.strangers):
        await command.run(talk, said)
    elif not (talk.heard.mentions_bot and await visiting.in_group(talk)):
        await group.answer_in_group(talk)


def find(text: str, *, groups: bool = False) -> tuple[Command | None, str]:
    """The command a message is, and what was said after its first word, as it was written."""
    typed = " ".join(unicodedata.normalize("NFC", text.lower()).split()).removeprefix("/")
    for command in COMMANDS:
        if (command.groups if groups else command.private) and _pattern(command.typed).fullmatch(typed):
            return command, text.strip().partition(" ")[2].strip()
    return None, ""


@cache
def _pattern(typed: str) -> re.Pattern[str]:
    """Each word of a row's pattern with its marks, or without any."""
    return re.compile(re.sub(r"(?<!\\)[^\W\d_]+", lambda word: f"(?:{word[0]}|{plain(word[0])})", typed))
