"""What every channel promises, told over real HTTP; what a messenger cannot do is told as its opposite."""

import io
from collections.abc import AsyncIterator

import pytest
from PIL import Image

from channels.channel import Channel, UnauthorizedError
from domain.chat import Blocked, Button, Heard, Later, Outcome, Outgoing, Photos, Refused, Sent
from simulator import actions
from simulator.errors import RefusalError
from storage.database import Database
from tests.channels.conftest import FAR_SIDES, FarSide, Inbox, receiving
from tests.channels.oa_side import served_oa_side


@pytest.fixture(params=[*FAR_SIDES, "zalo_oa"])
async def far(request: pytest.FixtureRequest, database: Database) -> AsyncIterator[FarSide]:
    side = FAR_SIDES[request.param]() if request.param in FAR_SIDES else served_oa_side(database)
    async with side as opened:
        yield opened


@pytest.fixture
async def channel(far: FarSide) -> AsyncIterator[Channel]:
    connected = far.connect()
    yield connected
    await connected.close()


def picture() -> bytes:
    kept = io.BytesIO()
    Image.new("RGB", (60, 30), "teal").save(kept, "PNG")
    return kept.getvalue()


async def test_what_a_person_says_is_heard(far: FarSide, channel: Channel, inbox: Inbox) -> None:
    async with receiving(channel, inbox.accept):
        said = actions.send(far.messenger, far.officer, far.bot.id, "Báo cáo: 187/200")
        heard = await inbox.next()
    who = far.address(far.officer)
    assert heard.heard is Heard.TEXT
    assert heard.text == "Báo cáo: 187/200"
    assert (heard.channel, heard.chat, heard.sender) == (channel.name, who, who)
    assert (heard.sender_name, heard.is_group) == ("Lê Thị Hoa" if far.tells_names else "", False)
    assert not heard.sender_is_bot
    assert (heard.message, heard.sent_at) == (far.number(said), said.at)


async def test_the_store_knows_key_and_chat_before_reading(far: FarSide, channel: Channel, inbox: Inbox) -> None:
    async with receiving(channel, inbox.accept):
        actions.send(far.messenger, far.officer, far.bot.id, "12,5")
        update = await inbox.next_update()
    heard = channel.read(update.raw)
    assert (update.event_key, update.chat) == (heard.event_key, heard.chat)
    assert update.raw.isascii()


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


async def test_an_update_that_comes_twice_has_the_same_key(far: FarSide, channel: Channel, inbox: Inbox) -> None:
    far.fault("duplicate_update", "")
    async with receiving(channel, inbox.accept):
        actions.send(far.messenger, far.officer, far.bot.id, "một")
        first, second = await inbox.next_update(), await inbox.next_update()
    assert first == second


@pytest.mark.parametrize("raw", ["", "null", "[]", "{}", "12", '{"update_id":"7"}', '{"update_id":true}', "{"])
async def test_what_is_not_an_update_is_an_error(channel: Channel, raw: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        channel.read(raw)


async def test_a_refused_token_is_an_error_of_its_own(far: FarSide) -> None:
    stranger = far.stranger()
    with pytest.raises(UnauthorizedError):
        await stranger.receive(Inbox(stranger).accept)
    await stranger.close()


async def test_a_group_is_heard_when_it_calls_the_bot(far: FarSide, channel: Channel, inbox: Inbox) -> None:
    assert channel.can.groups
    async with receiving(channel, inbox.accept):
        group = far.group()
        actions.send(far.messenger, far.officer, group.id, "chuyện riêng")
        actions.send(far.messenger, far.officer, group.id, f"{far.mention} tonghop")
        said = [await inbox.next()]
        while said[-1].text != "tonghop":
            said.append(await inbox.next())
        sent = await channel.deliver(Outgoing(said[-1].chat, "Bản tin"))
    unasked = [(one.text, one.mentions_bot) for one in said[:-1] if one.heard is Heard.TEXT]
    assert unasked == ([("chuyện riêng", False)] if far.hears_all else [])
    assert (said[-1].heard, said[-1].is_group, said[-1].mentions_bot) == (Heard.TEXT, True, True)
    assert said[-1].chat != far.address(far.officer)
    assert isinstance(sent, Sent)
    assert actions.messages(far.messenger, far.officer, group.id)[-1].said == "Bản tin"


async def test_a_message_arrives_with_its_buttons(far: FarSide, channel: Channel, inbox: Inbox) -> None:
    far.greet(far.officer)
    buttons = ((Button("Gửi", "send:12"), Button("Hướng dẫn", "https://example.vn/huong-dan")),)
    outcome = await channel.deliver(Outgoing(far.address(far.officer), "Kỳ báo cáo tháng 11", buttons))
    message = far.seen()[-1]
    shown = [
        {"text": "Gửi", "callback_data": f"{far.typed}send:12"},
        {"text": "Hướng dẫn", "url": "https://example.vn/huong-dan"},
    ]
    assert outcome == Sent(far.number(message))
    assert message.said == "Kỳ báo cáo tháng 11"
    assert [one for row in message.buttons for one in row] == (shown if channel.can.buttons else [])


async def test_a_tap_is_heard_and_answered(far: FarSide, channel: Channel, inbox: Inbox) -> None:
    async with receiving(channel, inbox.accept):
        far.greet(far.officer)
        await inbox.next()
        await channel.deliver(Outgoing(far.address(far.officer), "Gửi?", ((Button("Gửi", "send:12"),),)))
        asked = far.seen()[-1]
        if not channel.can.buttons:
            with pytest.raises(RefusalError, match="no such button"):
                actions.tap(far.messenger, far.officer, far.bot.id, asked.id, "send:12")
            return
        tap = actions.tap(far.messenger, far.officer, far.bot.id, asked.id, f"{far.typed}send:12")
        heard = await inbox.next()
        await tap.answered.wait()
    assert (heard.heard, heard.text) == (Heard.BUTTON, "send:12")
    assert heard.message == (far.number(asked) if far.tells_tapped else "")
    assert (heard.chat, heard.sender) == (far.address(far.officer), far.address(far.officer))


async def test_a_message_can_be_edited_twice_to_the_same(far: FarSide, channel: Channel, inbox: Inbox) -> None:
    far.greet(far.officer)
    chat = far.address(far.officer)
    sent = await channel.deliver(Outgoing(chat, "Bản tin"))
    assert isinstance(sent, Sent)
    outcomes = [await channel.deliver(Outgoing(chat, "Bản tin: 12 đơn vị", edit=sent.message)) for _ in range(2)]
    if channel.can.edit:
        assert outcomes == [sent, sent]
        assert far.seen()[-1].said == "Bản tin: 12 đơn vị"
    else:
        assert all(isinstance(one, Refused) for one in outcomes)
        assert far.seen()[-1].said == "Bản tin"


async def test_a_photo_arrives_with_its_caption(far: FarSide, channel: Channel) -> None:
    far.greet(far.officer)
    chat, count = far.address(far.officer), len(far.seen())
    by_bytes = await channel.deliver(Outgoing(chat, "Biểu đồ", photo=picture()))
    if channel.can.photos is Photos.URL:
        assert isinstance(by_bytes, Refused)
        assert len(far.seen()) == count
        address = far.messenger.files.url(far.messenger.files.add(picture(), "bieu.png").id)
        assert isinstance(await channel.deliver(Outgoing(chat, "Biểu đồ", photo_url=address)), Sent)
    else:
        assert isinstance(by_bytes, Sent)
    assert (far.seen()[-1].kind, far.seen()[-1].said) == ("photo", "Biểu đồ")


async def test_a_text_can_be_edited_into_a_photo_twice_the_same(far: FarSide, channel: Channel) -> None:
    far.greet(far.officer)
    chat = far.address(far.officer)
    sent = await channel.deliver(Outgoing(chat, "Biểu đồ đang vẽ"))
    assert isinstance(sent, Sent)
    drawn = Outgoing(chat, "Biểu đồ", photo=picture(), edit=sent.message)
    outcomes = [await channel.deliver(drawn) for _ in range(2)]
    if channel.can.edit:
        assert outcomes == [sent, sent]
        assert (far.seen()[-1].kind, far.seen()[-1].said) == ("photo", "Biểu đồ")
    else:
        assert all(isinstance(one, Refused) for one in outcomes)
        assert (far.seen()[-1].kind, far.seen()[-1].said) == ("text", "Biểu đồ đang vẽ")


async def test_a_document_arrives_with_its_caption(far: FarSide, channel: Channel) -> None:
    far.greet(far.officer)
    outcome = await channel.deliver(
        Outgoing(far.address(far.officer), "Phụ lục", document=b"a;b", file_name="bieu.csv")
    )
    last = far.seen()[-1]
    if channel.can.files:
        assert isinstance(outcome, Sent)
        assert (last.kind, last.file_name) == ("document", "bieu.csv")
        assert "Phụ lục" in {last.said, far.seen()[-2].said}, "with it, or just before where a file has no words"
    else:
        assert isinstance(outcome, Refused)
        assert last.sender is far.officer


async def test_a_photo_a_person_sent_can_be_fetched(far: FarSide, channel: Channel, inbox: Inbox) -> None:
    async with receiving(channel, inbox.accept):
        actions.upload(far.messenger, far.officer, far.bot.id, "photo", picture(), "anh.png", caption="nhà văn hóa")
        heard = await inbox.next()
    assert (heard.heard, heard.text) == (Heard.PHOTO, "nhà văn hóa")
    content = await channel.download(heard.files[0], limit=100_000)
    assert Image.open(io.BytesIO(content)).size == (60, 30)
    assert await channel.download(heard.files[0], limit=len(content)) == content
    with pytest.raises(ValueError, match=str(len(content) - 1)):
        await channel.download(heard.files[0], limit=len(content) - 1)


async def test_a_document_a_person_sent_can_be_fetched(far: FarSide, channel: Channel, inbox: Inbox) -> None:
    async with receiving(channel, inbox.accept):
        actions.upload(far.messenger, far.officer, far.bot.id, "document", b"1;2;3", "so.csv", caption="số")
        heard = await inbox.next()
    if not channel.can.files:
        assert (heard.heard, heard.text, heard.files) == (Heard.OTHER_CONTENT, "", ())
        return
    assert (heard.heard, heard.text) == (Heard.DOCUMENT, "số")
    assert await channel.download(heard.files[0], limit=5) == b"1;2;3"
    with pytest.raises(ValueError, match="4"):
        await channel.download(heard.files[0], limit=4)


async def test_a_sticker_is_heard_as_something_we_cannot_read(far: FarSide, channel: Channel, inbox: Inbox) -> None:
    async with receiving(channel, inbox.accept):
        actions.sticker(far.messenger, far.officer, far.bot.id)
        actions.voice(far.messenger, far.officer, far.bot.id)
        assert [(await inbox.next()).heard for _ in range(2)] == [Heard.OTHER_CONTENT] * 2


async def test_a_person_who_blocked_the_bot_is_found_out_at_last(far: FarSide, channel: Channel, inbox: Inbox) -> None:
    """At once where the messenger says so; else when this chat alone is refused again and again."""
    other = far.messenger.add_person("Vũ Đức Long", network=far.officer.network)
    far.greet(far.officer)
    far.greet(other)
    actions.block(far.messenger, far.officer, far.bot.id)
    ended: list[Outcome] = []
    while not ended or isinstance(ended[-1], Later):
        ended.append(await channel.deliver(Outgoing(far.address(far.officer), "Nhắc")))
        await channel.deliver(Outgoing(far.address(other), "Nhắc"))
    assert isinstance(ended[-1], Blocked)
    assert (len(ended) == 1) is far.tells_of_blocks


async def test_a_block_is_heard_where_the_messenger_tells_of_it(far: FarSide, channel: Channel, inbox: Inbox) -> None:
    async with receiving(channel, inbox.accept):
        far.greet(far.officer)
        await inbox.next()
        actions.block(far.messenger, far.officer, far.bot.id)
        actions.unblock(far.messenger, far.officer, far.bot.id)
        actions.send(far.messenger, far.officer, far.bot.id, "em đây")
        heard = [(await inbox.next()).heard]
        while heard[-1] is not Heard.TEXT:
            heard.append((await inbox.next()).heard)
    assert heard[:-1] == ([Heard.BLOCKED, Heard.UNBLOCKED] if far.tells_of_blocks else [])


async def test_what_is_longer_than_the_messenger_allows_is_refused(far: FarSide, channel: Channel) -> None:
    text = "ố" * channel.can.max_text
    far.greet(far.officer)
    assert isinstance(await channel.deliver(Outgoing(far.address(far.officer), text)), Sent)
    assert isinstance(await channel.deliver(Outgoing(far.address(far.officer), text + "!")), Refused)


async def test_after_a_message_the_chat_waits_and_no_other(far: FarSide, channel: Channel) -> None:
    far.greet(far.officer)
    assert channel.wait_for(far.address(far.officer)) == 0.0
    await channel.deliver(Outgoing(far.address(far.officer), "một"))
    assert channel.wait_for(far.address(far.officer)) > 0.0
    assert channel.wait_for("999") == 0.0


async def test_what_went_to_a_chat_before_us_counts(far: FarSide, channel: Channel) -> None:
    channel.recall(far.address(far.officer), 100.0)
    assert channel.wait_for(far.address(far.officer)) == 0.0
    channel.recall(far.address(far.officer), 0.0)
    assert channel.wait_for(far.address(far.officer)) > 0.0
    assert channel.wait_for("999") == 0.0


async def test_a_link_opens_the_chat_where_there_are_such_links(far: FarSide, channel: Channel) -> None:
    await channel.start()
    assert ("7F3K9Q" in channel.deep_link("7F3K9Q")) is channel.can.deep_link


async def test_a_closed_channel_sends_nothing(far: FarSide, channel: Channel) -> None:
    await channel.close()
    assert isinstance(await channel.deliver(Outgoing(far.address(far.officer), "muộn")), Later)
