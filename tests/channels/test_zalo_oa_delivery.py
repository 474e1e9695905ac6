"""What goes out through the OA API, seen on the other side: texts, buttons, files, groups, templates, windows."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from channels.zalo_oa import Template, ZaloOa
from channels.zalo_oa_delivery import MAX_FILE, MAX_PHOTO, without_mentions
from domain.chat import Blocked, Button, Later, Outgoing, Refused, Sent
from simulator import actions, zalo_ids
from simulator.model import Message
from storage.database import Database
from tests.channels.oa_side import OaSide, oa_side
from tests.channels.pictures import PNG

TEMPLATE = Template("5001", "viec")


@pytest.fixture
async def far(database: Database) -> AsyncIterator[OaSide]:
    async with oa_side(database) as far:
        actions.send(far.messenger, far.officer, far.bot.id, "chào")
        far.bot.oa.templates[TEMPLATE.template_id] = TEMPLATE.field
        yield far


@pytest.fixture
async def channel(far: OaSide) -> AsyncIterator[ZaloOa]:
    channel = far.channel()
    yield channel
    await channel.close()


def seen(far: OaSide) -> list[Message]:
    return actions.messages(far.messenger, far.officer, far.bot.id)[1:]


async def test_a_text_arrives_under_the_id_it_is_quoted_by(far: OaSide, channel: ZaloOa) -> None:
    outcome = await channel.deliver(Outgoing(far.chat, "Kỳ tháng 11 đã mở"))
    assert [message.said for message in seen(far)] == ["Kỳ tháng 11 đã mở"]
    assert outcome == Sent(zalo_ids.message(seen(far)[0]))


async def test_at_most_five_buttons_come_back_as_text(far: OaSide, channel: ZaloOa) -> None:
    offered = [Button(f"Chọn {n}", f"pick:{n}") for n in range(6)]
    link = Button("Hướng dẫn " + "x" * 100, "https://example.vn/huong-dan")
    await channel.deliver(Outgoing(far.chat, "Chọn:", ((link, *offered[:2]), tuple(offered[2:]))))
    shown = [button for row in seen(far)[0].buttons for button in row]
    assert shown == [
        {"text": link.label[:100], "url": link.payload},
        *({"text": one.label, "callback_data": f"#{one.payload}"} for one in offered[:4]),
    ]


async def test_words_are_counted_as_zalo_counts_them(far: OaSide, channel: ZaloOa) -> None:
    decomposed = "ố" * 2000  # three code points each, one when composed
    assert isinstance(await channel.deliver(Outgoing(far.chat, decomposed)), Sent)
    assert seen(far)[0].said == "ố" * 2000
    assert isinstance(await channel.deliver(Outgoing(far.chat, decomposed + "!")), Refused)


async def test_a_photo_carries_its_words(far: OaSide, channel: ZaloOa) -> None:
    await channel.deliver(Outgoing(far.chat, "Biểu đồ", photo=PNG))
    assert [(message.kind, message.said) for message in seen(far)] == [("photo", "Biểu đồ")]


async def test_a_file_follows_its_words(far: OaSide, channel: ZaloOa) -> None:
    outcome = await channel.deliver(Outgoing(far.chat, "Phụ lục", document=b"a;b", file_name="biểu.csv"))
    text, file = seen(far)
    assert (text.said, file.kind, file.file_name) == ("Phụ lục", "document", "biểu.csv")
    assert far.messenger.files.by_id[file.file_id].data == b"a;b"
    assert outcome == Sent(zalo_ids.message(text))


async def test_a_file_of_the_greatest_size_arrives_whole(far: OaSide, channel: ZaloOa) -> None:
    content = b"%PDF" + bytes(MAX_FILE - 4)
    assert isinstance(await channel.deliver(Outgoing(far.chat, "", document=content, file_name="a.pdf")), Sent)
    kept = far.messenger.files.by_id[seen(far)[-1].file_id].data
    assert (len(kept), hash(kept)) == (len(content), hash(content))


async def test_a_files_name_cannot_end_the_field_it_is_in(far: OaSide, channel: ZaloOa) -> None:
    name = 'a"; filename="b\r\nX: 1\\.csv'
    await channel.deliver(Outgoing(far.chat, "", document=b"a;b", file_name=name))
    assert seen(far)[-1].file_name == "a_; filename=_b__X: 1_.csv"


async def test_a_photo_with_buttons_goes_before_them(far: OaSide, channel: ZaloOa) -> None:
    await channel.deliver(Outgoing(far.chat, "Đúng chưa?", ((Button("Đúng", "yes:1"),),), photo=PNG))
    photo, text = seen(far)
    assert (photo.kind, photo.said, photo.buttons) == ("photo", "", [])
    assert (text.said, len(text.buttons)) == ("Đúng chưa?", 1)


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        (Outgoing("", "x", document=b"PK", file_name="bieu.xlsx"), "PDF"),
        (Outgoing("", "x", document=b"a", file_name="bieu"), "PDF"),
        (Outgoing("", "x", document=b"a" * (MAX_FILE + 1), file_name="a.PDF"), "5 MB"),
        (Outgoing("", "x", photo=b"GIF89a"), "PNG"),
        (Outgoing("", "x", photo=PNG + b"a" * MAX_PHOTO), "1 MB"),
        (Outgoing("", "x", edit="m1"), "edit"),
        (Outgoing("", " \n"), "empty"),
        (Outgoing("", "x\udc80"), "Unicode"),
        (Outgoing("", "x", ((Button("a", "b" * 65),),)), "payload too long"),
        (Outgoing("", "x", ((Button("a", ""),),)), "payload empty"),
        (Outgoing("", "x", ((Button("a", "b c"),),)), "space"),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
async def test_what_zalo_would_not_take_is_not_even_sent(
    far: OaSide, channel: ZaloOa, message: Outgoing, reason: str
) -> None:
    far.fault("server_error", "", times=0)  # whatever is asked goes wrong
    outcome = await channel.deliver(replace(message, chat=far.chat))
    assert isinstance(outcome, Refused)
    assert reason in outcome.reason


async def test_a_group_of_our_own_gets_texts_photos_and_files_at_any_time(far: OaSide, channel: ZaloOa) -> None:
    chat, address = far.own_group()
    far.clock.seconds += timedelta(days=30).total_seconds()
    await far.log_in()
    for message in (
        Outgoing(address, "Bản tin", outside_window=True),
        Outgoing(address, "Biểu đồ", photo=PNG),
        Outgoing(address, "", document=b"%PDF", file_name="a.pdf"),
    ):
        assert isinstance(await channel.deliver(message), Sent)
    shown = [message for message in chat.messages.values() if message.sender is far.bot and message.kind != "service"]
    assert [(one.kind, one.said) for one in shown] == [("text", "Bản tin"), ("photo", "Biểu đồ"), ("document", "")]


async def test_a_group_is_offered_no_buttons(far: OaSide, channel: ZaloOa) -> None:
    chat, address = far.own_group()
    await channel.deliver(Outgoing(address, "Bản tin", ((Button("Xem", "see:1"),),)))
    assert [message.buttons for message in chat.messages.values() if message.said == "Bản tin"] == [[]]


@pytest.mark.parametrize("trouble", ["disabled", "left"])
async def test_a_group_we_cannot_write_to_blocks_itself_only(far: OaSide, channel: ZaloOa, trouble: str) -> None:
    chat, address = far.own_group()
    if trouble == "disabled":
        far.bot.oa.disabled_groups.add(chat.id)
    else:
        chat.members[far.bot.id] = "left"
    assert isinstance(await channel.deliver(Outgoing(address, "Bản tin")), Blocked)
    assert isinstance(await channel.deliver(Outgoing(far.chat, "Nhắc")), Sent)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Gửi [@all] ngay", "Gửi  ngay"),
        ("[@246845883529197922]x", "x"),
        ("[[@a]@b] x", " x"),
        ("[@[@a]b]", "b]"),
        ("mở mà không đóng [@abc", "mở mà không đóng "),
        ("thư a@b.vn, [1], @Lan", "thư a@b.vn, [1], @Lan"),
    ],
)
def test_nobody_is_called_by_what_somebody_typed(text: str, left: str) -> None:
    assert without_mentions(text) == left


async def test_calls_by_name_are_taken_out_in_groups_only(far: OaSide, channel: ZaloOa) -> None:
    chat, address = far.own_group()
    await channel.deliver(Outgoing(address, "Vướng mắc: [@all] chậm"))
    await channel.deliver(Outgoing(far.chat, "Vướng mắc: [@all] chậm"))
    assert list(chat.messages.values())[-1].said == "Vướng mắc:  chậm"
    assert seen(far)[-1].said == "Vướng mắc: [@all] chậm"
    assert isinstance(await channel.deliver(Outgoing(address, "[@all]")), Refused)


@pytest.mark.parametrize(
    ("silent", "outcome", "free", "billed"),
    [
        (timedelta(hours=47), Sent, 1, 0),
        (timedelta(hours=49), Sent, 0, 1),
        (timedelta(days=6, hours=23), Sent, 0, 1),
        (timedelta(days=7), Blocked, 0, 0),
    ],
)
async def test_who_is_silent_costs_and_then_cannot_be_reached(
    far: OaSide, channel: ZaloOa, silent: timedelta, outcome: type[object], free: int, billed: int
) -> None:
    far.clock.seconds += silent.total_seconds()
    await far.log_in()
    assert isinstance(await channel.deliver(Outgoing(far.chat, "Nhắc")), outcome)
    assert (far.bot.oa.free, far.bot.oa.billed) == (free, billed)


async def test_outside_the_window_a_template_says_the_first_line(far: OaSide) -> None:
    channel = far.channel(TEMPLATE, path="/with-template")
    line = "Kỳ tháng 11 đã mở, hạn 17:00 Thứ Hai 16/11. " + "x" * 100
    outcome = await channel.deliver(Outgoing(far.chat, f"\n{line}\nCâu 1/6 …", outside_window=True))
    assert isinstance(outcome, Sent)
    assert [message.said for message in seen(far)] == [f"[ZBS 5001] {line[:100]}"]
    await channel.close()


async def test_outside_the_window_and_without_a_template_nothing_is_sent(far: OaSide, channel: ZaloOa) -> None:
    outcome = await channel.deliver(Outgoing(far.chat, "Nhắc", outside_window=True))
    assert outcome == Blocked("outside the 7-day window, and no template is set")
    assert seen(far) == []


async def test_a_template_zalo_does_not_know_is_refused(far: OaSide) -> None:
    channel = far.channel(Template("5002", "viec"), path="/with-template")
    assert isinstance(await channel.deliver(Outgoing(far.chat, "Nhắc", outside_window=True)), Refused)
    await channel.close()


async def test_who_unfollowed_is_out_of_reach_until_they_follow_again(far: OaSide, channel: ZaloOa) -> None:
    actions.block(far.messenger, far.officer, far.bot.id)
    assert isinstance(await channel.deliver(Outgoing(far.chat, "Nhắc")), Blocked)
    actions.unblock(far.messenger, far.officer, far.bot.id)
    assert isinstance(await channel.deliver(Outgoing(far.chat, "Nhắc")), Sent)


async def test_more_a_minute_than_zalo_allows_makes_the_whole_bot_wait(far: OaSide, channel: ZaloOa) -> None:
    far.bot.oa.a_minute = 2
    for _ in range(2):
        assert isinstance(await channel.deliver(Outgoing(far.chat, "Nhắc")), Sent)
    outcome = await channel.deliver(Outgoing(far.chat, "Nhắc"))
    assert isinstance(outcome, Later)
    assert (outcome.whole_bot, outcome.wait) == (True, timedelta(minutes=1))
    far.clock.seconds += 60
    assert isinstance(await channel.deliver(Outgoing(far.chat, "Nhắc")), Sent)


async def test_the_pace_is_so_many_a_minute_and_one_a_second_in_a_chat(far: OaSide) -> None:
    channel = far.channel(path="/paced", a_minute=2)
    _, group = far.own_group()
    assert channel.wait_for(far.chat) == 0.0
    await channel.deliver(Outgoing(far.chat, "một"))
    assert (channel.wait_for(far.chat), channel.wait_for(group)) == (1.0, 0.0)
    assert (channel.wait_for(group, 1), channel.wait_for(group, 2)) == (60.0, 60.0), "after others there is no place"
    far.clock.seconds += 1
    await channel.deliver(Outgoing(far.chat, "hai"))
    assert channel.wait_for(group) == 59.0, "until the first of the minute is past"
    far.clock.seconds += 59
    assert (channel.wait_for(group), channel.wait_for(far.chat)) == (0.0, 0.0)
    await channel.close()


async def test_a_closed_channel_sends_nothing(far: OaSide, channel: ZaloOa) -> None:
    await channel.close()
    assert isinstance(await channel.deliver(Outgoing(far.chat, "muộn")), Later)
