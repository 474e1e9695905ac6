"""What every channel promises, told over real HTTP; one messenger at a time is the far side."""

import pytest

from channels.channel import Channel
from domain.chat import Blocked, Button, Heard, Later, Outgoing, Refused, Sent
from simulator import actions
from tests.channels.conftest import FarSide, Inbox, receiving

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8cfc0000003"
    "0101009a60e1d50000000049454e44ae426082"
)


async def test_what_a_person_says_is_heard(far: FarSide, channel: Channel, inbox: Inbox) -> None:
    async with receiving(channel, inbox.accept):
        said = actions.send(far.messenger, far.officer, far.bot.id, "Báo cáo: 187/200")
        heard = await inbox.next()
    assert heard.heard is Heard.TEXT
    assert heard.text == "Báo cáo: 187/200"
    assert (heard.channel, heard.chat, heard.sender) == (channel.name, str(far.officer.id), str(far.officer.id))
    assert (heard.sender_name, heard.is_group, heard.sender_is_bot) == ("Lê Thị Hoa", False, False)
    assert (heard.message, heard.sent_at) == (str(said.id), far.clock.now())


async def test_the_store_knows_key_and_chat_before_reading(far: FarSide, channel: Channel, inbox: Inbox) -> None:
    async with receiving(channel, inbox.accept):
        actions.send(far.messenger, far.officer, far.bot.id, "12,5")
        update = await inbox.next_update()
    heard = channel.read(update.raw)
    assert (update.event_key, update.chat) == (heard.event_key, heard.chat)


async def test_an_update_that_was_not_stored_comes_again(far: FarSide, channel: Channel, inbox: Inbox) -> None:
    inbox.broken = 2
    async with receiving(channel, inbox.accept):
        actions.send(far.messenger, far.officer, far.bot.id, "12,5")
        heard = await inbox.next()
    assert heard.text == "12,5"
    assert inbox.broken == 0


async def test_a_stop_confirms_what_was_stored(far: FarSide, channel: Channel, inbox: Inbox) -> None:
    async with receiving(channel, inbox.accept):
        actions.send(far.messenger, far.officer, far.bot.id, "12,5")
        await inbox.next()
    assert far.messenger.pending_updates(far.bot.token) == 0
    assert inbox.came.empty()


@pytest.mark.parametrize("raw", ["", "null", "[]", "{}", "12", '{"update_id":"7"}', '{"update_id":true}', "{"])
async def test_what_is_not_an_update_is_an_error(channel: Channel, raw: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        channel.read(raw)


async def test_a_message_arrives_with_its_buttons(far: FarSide, channel: Channel, inbox: Inbox) -> None:
    actions.start(far.messenger, far.officer, far.bot.id)
    buttons = ((Button("Gửi", "send:12"), Button("Hướng dẫn", "https://example.vn/huong-dan")),)
    outcome = await channel.deliver(Outgoing(str(far.officer.id), "Kỳ báo cáo tháng 11", buttons))
    message = actions.messages(far.messenger, far.officer, far.bot.id)[-1]
    assert outcome == Sent(str(message.id))
    assert message.said == "Kỳ báo cáo tháng 11"
    assert message.buttons == [
        [
            {"text": "Gửi", "callback_data": "send:12"},
            {"text": "Hướng dẫn", "url": "https://example.vn/huong-dan"},
        ]
    ]


async def test_a_tap_is_heard_and_answered(far: FarSide, channel: Channel, inbox: Inbox) -> None:
    async with receiving(channel, inbox.accept):
        actions.start(far.messenger, far.officer, far.bot.id)
        await inbox.next()
        sent = await channel.deliver(Outgoing(str(far.officer.id), "Gửi?", ((Button("Gửi", "send:12"),),)))
        assert isinstance(sent, Sent)
        tap = actions.tap(far.messenger, far.officer, far.bot.id, int(sent.message), "send:12")
        heard = await inbox.next()
        await tap.answered.wait()
    assert (heard.heard, heard.text, heard.message) == (Heard.BUTTON, "send:12", sent.message)
    assert (heard.chat, heard.sender) == (str(far.officer.id), str(far.officer.id))


async def test_a_message_can_be_edited_twice_to_the_same(far: FarSide, channel: Channel, inbox: Inbox) -> None:
    actions.start(far.messenger, far.officer, far.bot.id)
    chat = str(far.officer.id)
    sent = await channel.deliver(Outgoing(chat, "Bản tin"))
    assert isinstance(sent, Sent)
    for _ in range(2):
        assert await channel.deliver(Outgoing(chat, "Bản tin: 12 đơn vị", edit=sent.message)) == sent
    assert actions.messages(far.messenger, far.officer, far.bot.id)[-1].said == "Bản tin: 12 đơn vị"


async def test_a_photo_and_a_document_arrive_with_caption(far: FarSide, channel: Channel) -> None:
    actions.start(far.messenger, far.officer, far.bot.id)
    chat = str(far.officer.id)
    photo = await channel.deliver(Outgoing(chat, "Biểu đồ", photo=PNG))
    document = await channel.deliver(Outgoing(chat, "Phụ lục", document=b"a;b", file_name="bieu.csv"))
    assert isinstance(photo, Sent)
    assert isinstance(document, Sent)
    seen = actions.messages(far.messenger, far.officer, far.bot.id)[-2:]
    assert [(message.kind, message.said) for message in seen] == [("photo", "Biểu đồ"), ("document", "Phụ lục")]
    assert seen[1].file_name == "bieu.csv"


async def test_a_file_a_person_sent_can_be_fetched(far: FarSide, channel: Channel, inbox: Inbox) -> None:
    async with receiving(channel, inbox.accept):
        actions.upload(far.messenger, far.officer, far.bot.id, "document", b"1;2;3", "so.csv", caption="số")
        heard = await inbox.next()
    assert (heard.heard, heard.text) == (Heard.DOCUMENT, "số")
    assert await channel.download(heard.files[0], limit=5) == b"1;2;3"
    with pytest.raises(ValueError, match="4"):
        await channel.download(heard.files[0], limit=4)


async def test_a_person_who_blocked_the_bot_cannot_be_reached(far: FarSide, channel: Channel, inbox: Inbox) -> None:
    async with receiving(channel, inbox.accept):
        actions.start(far.messenger, far.officer, far.bot.id)
        await inbox.next()
        actions.block(far.messenger, far.officer, far.bot.id)
        assert (await inbox.next()).heard is Heard.BLOCKED
        assert isinstance(await channel.deliver(Outgoing(str(far.officer.id), "Nhắc")), Blocked)
        actions.unblock(far.messenger, far.officer, far.bot.id)
        assert (await inbox.next()).heard is Heard.UNBLOCKED


async def test_what_is_longer_than_the_messenger_allows_is_refused(far: FarSide, channel: Channel) -> None:
    text = "ố" * channel.can.max_text
    actions.start(far.messenger, far.officer, far.bot.id)
    assert isinstance(await channel.deliver(Outgoing(str(far.officer.id), text)), Sent)
    assert isinstance(await channel.deliver(Outgoing(str(far.officer.id), text + "!")), Refused)


async def test_after_a_message_the_chat_waits_and_no_other(far: FarSide, channel: Channel) -> None:
    actions.start(far.messenger, far.officer, far.bot.id)
    assert channel.wait_for(str(far.officer.id)) == 0.0
    await channel.deliver(Outgoing(str(far.officer.id), "một"))
    assert channel.wait_for(str(far.officer.id)) > 0.0
    assert channel.wait_for("999") == 0.0


async def test_a_closed_channel_sends_nothing(far: FarSide, channel: Channel) -> None:
    await channel.close()
    assert isinstance(await channel.deliver(Outgoing(str(far.officer.id), "muộn")), Later)
