"""A quarter's figures come out of its months: shown with the way they were computed, confirmed once."""

import pytest

import plans
from tests.stories.test_bad_input import tap
from tests.stories.town import Town

TEXT = plans.shipped()["hong_bang"].read_text(encoding="utf-8")
QUARTERLY = TEXT.replace("frequencies: [month]", "frequencies: [month, quarter]", 1)
NOVEMBER = ("95/100", "187/200", "chưa xong", "chưa xong", "30%", "gửi")
DECEMBER = ("98/100", "374/400", "xong", "chưa xong", "60%", "gửi")


async def answers(town: Town, lines: tuple[str, ...]) -> None:
    for line in lines:
        await town.phones["An"].send(line)
        await town.stage.settle()
    await town.skip("An")


async def to_december(town: Town, november: tuple[str, ...] = NOVEMBER) -> None:
    """November is handed in, December and the fourth quarter have opened."""
    await town.stage.load_plan(QUARTERLY, "hong_bang.yaml")
    await answers(town, november)
    await town.jump("08/12 08:00")


async def to_the_quarter(town: Town) -> None:
    await to_december(town)
    await answers(town, DECEMBER)


async def test_a_month_and_a_quarter_open_together_and_the_month_is_asked_first(town: Town) -> None:
    await town.skip("An")
    await town.stage.load_plan(QUARTERLY, "hong_bang.yaml")
    await answers(town, NOVEMBER)
    await town.jump("07/12 08:00")
    await town.tell_since_now("""
        — 08/12 08:00 —
        ‹ Kỳ Tháng 12/2026 đã mở … 1/5 · CBCC có máy tính …
        ‹ Kỳ Quý IV/2026 đã mở (số liệu 15/09–14/12), … Xong báo cáo đang làm, gõ "việc" để chọn báo cáo này.
    """)


async def test_the_quarter_is_confirmed_at_once_and_only_the_task_is_asked(town: Town) -> None:
    await to_the_quarter(town)
    await town.tell("""
        › việc
        ‹ Báo cáo Quý IV/2026 của Văn phòng HĐND & UBND phường: 0/5 câu đã có, …
          Báo cáo Quý IV/2026: em tính sẵn 4 số từ các kỳ đơn vị đã nộp:
          1. CBCC có máy tính đạt yêu cầu và chữ ký số cá nhân: 98% (98/100) · lấy Tháng 12/2026
          2. Hồ sơ công việc xử lý điện tử và ký số: 93,5% (561/600) · tỷ số của tổng 561/600, thiếu Tháng 10/2026
          3. Hoàn thành kết nối, khai thác, chia sẻ dữ liệu: đã hoàn thành · lấy Tháng 12/2026
          4. Hoàn thành, khai thác các CSDL theo danh mục: chưa hoàn thành · lấy Tháng 12/2026
          Xong bước này em chỉ hỏi thêm 1 câu.
          Đúng cả thì gõ "đúng"; số nào chưa đúng thì gõ lại, ví dụ "sửa 4: 89".
          [Đúng]
        › đúng
        ‹ Đã ghi 4 số tính từ các kỳ trước.
          5/5 · Ứng dụng trí tuệ nhân tạo dựa trên dữ liệu lớn …
        › 60%
        ‹ Đã ghi: đang làm 60%. Đã đủ 5/5: …
          2. Hồ sơ công việc xử lý điện tử và ký số: 93,5% (561/600) · tỷ số của tổng 561/600, thiếu Tháng 10/2026 …
        › gửi
        ‹ Đã nhận báo cáo Quý IV/2026 …
    """)
    kept = await town.rows("select derived_how from figures where derived_how is not null order by position")
    assert kept[1] == ("ratio_of_sums 2026-11 2026-12 missing 2026-10",)
    why = await town.rows("select why from revisions where why is not null")
    assert sorted(why) == sorted(kept)


async def test_one_derived_figure_is_corrected_and_the_rest_confirmed(town: Town) -> None:
    await to_the_quarter(town)
    await town.tell("""
        › việc
        ‹ …
        › sửa 2: 561/610
        ‹ Đã ghi 91,97% (561/610). Báo cáo Quý IV/2026: em tính sẵn 3 số từ các kỳ đơn vị đã nộp: 1. …
          [Đúng]
        › sửa 4
        ‹ 4/5 · Hoàn thành, khai thác các CSDL theo danh mục …
        › xong
        ‹ Đã ghi: đã hoàn thành. Báo cáo Quý IV/2026: em tính sẵn 2 số từ các kỳ đơn vị đã nộp: …
        › [Đúng]
        ‹ Đã ghi 2 số tính từ các kỳ trước. 5/5 · …
        › sửa 1
        ‹ Đang ghi: 98% (98/100). 1/5 · …
        › 99
        ‹ Đã ghi 99%; trước: 98% (98/100). 5/5 · …
    """)
    held = await town.rows(
        "select f.number, f.derived_how from figures f join reports r on r.id = f.report_id"
        " join periods p on p.id = r.period_id where p.key = '2026-Q4' and f.answered_at is not null order by position"
    )
    assert [how for _, how in held] == [None, None, "latest 2026-12", None]


async def test_what_is_not_understood_shows_the_proposal_again_and_skipping_asks_one_by_one(town: Town) -> None:
    await to_the_quarter(town)
    await town.tell("""
        › việc
        ‹ …
        › 95
        ‹ Các số này đang chờ anh/chị xác nhận. Báo cáo Quý IV/2026: em tính sẵn 4 số …
        › sửa 9: 3
        ‹ Muốn sửa câu nào, gõ số câu đó, từ 1 đến 5. …
        › dừng
        ‹ …
        › việc
        ‹ … em tính sẵn 4 số …
        › bỏ qua
        ‹ Dạ, để câu 1 lại sau. 2/5 · Hồ sơ công việc xử lý điện tử và ký số (%) …
    """)


async def test_percentages_without_their_pairs_cannot_be_derived_and_are_asked(town: Town) -> None:
    await to_december(town, ("95", "93,5", "xong", "chưa xong", "xong", "gửi"))
    await answers(town, ("98", "94", "chưa xong", "gửi"))
    await town.tell("""
        › việc
        ‹ … em tính sẵn 2 số …
          1. CBCC có máy tính đạt yêu cầu và chữ ký số cá nhân: 98% · lấy Tháng 12/2026
          3. … · lấy Tháng 12/2026 Xong bước này em chỉ hỏi thêm 1 câu. …
        › đúng
        ‹ Đã ghi 2 số tính từ các kỳ trước. 2/3 · Hồ sơ công việc xử lý điện tử và ký số (%) …
    """)


async def test_a_month_corrected_meanwhile_is_computed_anew_before_it_counts(town: Town) -> None:
    await town.enrol("Vy", "Lý Thị Vy", "VPHDND")
    await to_the_quarter(town)
    await town.tell_since_now("""
        An › việc
        An ‹ …
    """)
    async with town.stage.database.engine.begin() as rows:
        await rows.exec_driver_sql(
            "update figures set denominator = '500', numerator = '475', number = '95' where denominator = '400'"
        )
    await town.tell("""
        An › đúng
        An ‹ Số liệu vừa thay đổi nên em tính lại, xin anh/chị xem giúp. … 2. … 94,57% (662/700) …
        An › đúng
        An ‹ Đã ghi 4 số tính từ các kỳ trước. …
    """)


async def test_the_second_officer_is_told_who_confirmed(town: Town) -> None:
    await town.enrol("Vy", "Lý Thị Vy", "VPHDND")
    await to_the_quarter(town)
    await town.tell_since_now("""
        Vy › việc
        Vy ‹ … em tính sẵn 4 số …
        An › việc
        An ‹ … em tính sẵn 4 số …
        An › đúng
        An ‹ Đã ghi 4 số tính từ các kỳ trước. …
        Vy › đúng
        Vy ‹ Câu 1/5 · … đã có Nguyễn Văn An ghi 98% (98/100) …
    """)


@pytest.mark.buttons
async def test_the_button_counts_while_the_list_is_in_hand_and_for_who_may_answer(town: Town) -> None:
    await to_the_quarter(town)
    report = (
        await town.rows(
            "select r.id from reports r join periods p on p.id = r.period_id join units u on u.id = r.unit_id"
            " where p.key = '2026-Q4' and u.code = 'VPHDND'"
        )
    )[0][0]
    await town.tell("""
        › việc
        ‹ …
    """)
    await town.skip("Mai")
    await town.inject(tap(town, "Mai", f"derived:{report}"))
    await town.tell("""
        Mai ‹ Nút này thuộc một tin cũ nên em không làm gì. …
        An › [Đúng]
        An ‹ Đã ghi 4 số tính từ các kỳ trước. 5/5 · …
        An › [Đúng]
        An ‹ Nút này thuộc một tin cũ nên em không làm gì. …
    """)
