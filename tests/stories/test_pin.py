"""Approving and administering with a PIN: set in private, asked after a while, closed after wrong ones."""

from tests.stories.town import Town


async def sets_a_pin(town: Town, name: str, digits: str) -> None:
    await town.tell_since_now(
        f"""
        {name} › mã pin
        {name} ‹ Anh/chị gõ 6 chữ số làm mã PIN, đừng dùng ngày sinh. …
        {name} › {digits}
        {name} ‹ Anh/chị gõ lại đúng mã đó một lần nữa để chắc chắn. …
        {name} › {digits}
        {name} ‹ Đã đặt mã PIN. Anh/chị xóa các tin có mã trên máy; em không giữ lại mã. …
    """
    )


async def nothing_of(town: Town, digits: str) -> bool:
    """Whether the digits stand nowhere the bot keeps anything."""
    kept = await town.rows(
        "select raw from inbox union all select text from outbox union all select coalesce(new, '') from audit"
        " union all select coalesce(why, '') from audit union all select coalesce(asks, '') from pins"
        " union all select coalesce(digest, '') from pins"
        " union all select said from revisions"
    )
    return not any(digits in str(text) for (text,) in kept)


async def test_who_has_a_pin_is_asked_before_accepting_and_the_work_goes_on_by_itself(town: Town) -> None:
    await town.ask_for_approval(head=False, aggregator=True)
    await sets_a_pin(town, "Hạnh", "480 271")
    await town.answer_all()
    await town.jump("09/11 10:00")
    await town.tell_since_now("""
        Hạnh › tiếp nhận
        Hạnh ‹ Báo cáo Tháng 11/2026 của Văn phòng HĐND & UBND phường, …
          [Tiếp nhận] [Trả lại]
        Hạnh › [Tiếp nhận]
        Hạnh ‹ Việc này cần mã PIN 6 chữ số của anh/chị. Gõ mã vào đây, em làm tiếp ngay. …
        Hạnh › 111111
        Hạnh ‹ Mã PIN chưa đúng, còn 4 lần. …
        Hạnh › 480271
        Hạnh ‹ Đúng mã, 15 phút tới em không hỏi lại. Anh/chị xóa tin có mã trên máy; …
        Hạnh ‹ Đã tiếp nhận báo cáo Tháng 11/2026 của Văn phòng HĐND & UBND phường. …
        Hạnh › nhập hộ CAP
        Hạnh ‹ Nhập hộ Công an phường, …
        Hạnh › khóa
        Hạnh ‹ Đã khóa. …
        Hạnh › nhập hộ TTPVHCC
        Hạnh ‹ Việc này cần mã PIN …
    """)
    assert await town.rows("select action from audit where action like 'pin%' order by id") == [("pin_set",)]
    assert await nothing_of(town, "480271")
    assert await nothing_of(town, "480 271")


async def test_wrong_ones_close_it_for_a_while_and_an_administrator_hears_of_it(town: Town) -> None:
    await sets_a_pin(town, "Hạnh", "480271")
    await town.jump("09/11 10:00")
    await town.tell_since_now("""
        Hạnh › nhập hộ CAP
        Hạnh ‹ Việc này cần mã PIN …
        Hạnh › 480272
        Hạnh ‹ … còn 4 lần. …
        Hạnh › 480273
        Hạnh ‹ … còn 3 lần. …
        Hạnh › 480274
        Hạnh ‹ … còn 2 lần. …
        Hạnh › 480275
        Hạnh ‹ … còn 1 lần. …
        Hạnh › 480276
        Hạnh ‹ Mã PIN sai nhiều lần nên em tạm dừng hỏi đến 10:15 … Việc vừa rồi chưa làm; …
        Quân ‹ Đỗ Thị Hạnh vừa gõ sai mã PIN 5 lần. … gõ "xóa PIN Đỗ Thị Hạnh".
        Hạnh › nhập hộ CAP
        Hạnh ‹ Mã PIN sai nhiều lần nên em tạm dừng hỏi đến 10:15 …
        Quân › xóa PIN Đỗ Thị Hạnh
        Quân ‹ Đã xóa mã PIN của Đỗ Thị Hạnh; …
        Hạnh ‹ Hoàng Minh Quân vừa xóa mã PIN của anh/chị. …
        Hạnh › nhập hộ CAP
        Hạnh ‹ Nhập hộ Công an phường, …
        Hạnh › xóa PIN Nguyễn Văn An
        Hạnh ‹ Xóa mã PIN của người khác là việc của quản trị viên. …
    """)
    told = await town.rows("select action, why from audit where action in ('pin_closed', 'pin_reset', 'refused')")
    assert told == [("pin_closed", None), ("pin_reset", None), ("refused", "pin.reset_not_yours")]


async def test_where_the_organisation_wants_one_it_is_set_on_the_way_and_a_figure_of_six_digits_stays_a_figure(
    town: Town,
) -> None:
    await town.change("update organisations set pin_required = true")
    await town.tell_since_now("""
        Quân › mời VHXH
        Quân ‹ Cơ quan yêu cầu mã PIN khi duyệt và quản trị. …
        Quân › 123456
        Quân ‹ Mã này dễ đoán …
        Quân › 480271
        Quân ‹ Anh/chị gõ lại đúng mã đó …
        Quân › 480217
        Quân ‹ Hai lần gõ chưa giống nhau nên em chưa đặt mã. …
        Quân › 480271
        Quân ‹ Anh/chị gõ lại …
        Quân › 480271
        Quân ‹ Đã đặt mã PIN. …
        Quân ‹ Mã mời cán bộ đầu mối của Phòng Văn hóa Xã hội: …
        An › 480271
        An ‹ … Có phải 480.271% không ạ? …
    """)
    assert await town.rows("select count(*) from invites where used_at is null") == [(1,)]


async def test_a_lent_phone_gives_no_address_away(town: Town) -> None:
    await sets_a_pin(town, "Hạnh", "480271")
    await town.jump("09/11 08:05")
    await town.tell_since_now("""
        Hạnh › kênh thêm
        Hạnh ‹ Việc này cần mã PIN …
        Hạnh › 480271
        Hạnh ‹ Đúng mã, …
        Hạnh ‹ … LK …
    """)
