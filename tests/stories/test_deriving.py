"""A quarter's figures come out of its months: shown with the way they were computed, confirmed once."""

import pytest

from tests.stories.test_bad_input import tap
from tests.stories.town import Town, reporting

QUARTERLY = reporting("month, quarter")
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


async def test_the_quarter_is_confirmed_at_once_figures_and_task_alike(town: Town) -> None:
    await to_the_quarter(town)
    await town.tell("""
        › việc
        ‹ Báo cáo Quý IV/2026 của Văn phòng HĐND & UBND phường: 0/5 câu đã có, …
          Báo cáo Quý IV/2026: em điền sẵn 5 câu từ các kỳ đơn vị đã nộp:
          1. CBCC có máy tính đạt yêu cầu và chữ ký số cá nhân: 98% (98/100) · lấy Tháng 12/2026
          2. Hồ sơ công việc xử lý điện tử và ký số: 93,5% (561/600) · tỷ số của tổng 561/600, thiếu Tháng 10/2026
          3. Hoàn thành kết nối, khai thác, chia sẻ dữ liệu: đã hoàn thành · lấy Tháng 12/2026
          4. Hoàn thành, khai thác các CSDL theo danh mục: chưa hoàn thành · lấy Tháng 12/2026
          5. Ứng dụng trí tuệ nhân tạo dựa trên dữ liệu lớn: đang làm 60% · lấy Tháng 12/2026
          Đúng cả thì gõ "đúng"; câu nào chưa đúng thì gõ lại, ví dụ "sửa 2: 89".
          [Đúng]
        › đúng
        ‹ Đã ghi 5 câu lấy từ các kỳ trước. Đã đủ 5/5: …
          2. Hồ sơ công việc xử lý điện tử và ký số: 93,5% (561/600) · tỷ số của tổng 561/600, thiếu Tháng 10/2026 …
          5. Ứng dụng trí tuệ nhân tạo dựa trên dữ liệu lớn: đang làm 60% · lấy Tháng 12/2026 …
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
        ‹ Đã ghi 91,97% (561/610). Báo cáo Quý IV/2026: em điền sẵn 4 câu từ các kỳ đơn vị đã nộp: 1. …
          [Đúng]
        › sửa 4
        ‹ 4/5 · Hoàn thành, khai thác các CSDL theo danh mục …
        › xong
        ‹ Đã ghi: đã hoàn thành. Báo cáo Quý IV/2026: em điền sẵn 3 câu từ các kỳ đơn vị đã nộp: …
        › sửa 5: xong, 12/BC-UBND
        ‹ Đã ghi: hoàn thành, sản phẩm 12/BC-UBND. Báo cáo Quý IV/2026: em điền sẵn 2 câu …
        › [Đúng]
        ‹ Đã ghi 2 câu lấy từ các kỳ trước. Đã đủ 5/5: …
        › sửa 1
        ‹ Đang ghi: 98% (98/100). 1/5 · …
        › 99
        ‹ Đã ghi 99%; trước: 98% (98/100). Đã đủ 5/5: …
    """)
    held = await town.rows(
        "select f.number, f.derived_how from figures f join reports r on r.id = f.report_id"
        " join periods p on p.id = r.period_id where p.key = '2026-Q4' and f.answered_at is not null order by position"
    )
    assert [how for _, how in held] == [None, None, "latest 2026-12", None, None]


async def test_what_is_not_understood_shows_the_proposal_again_and_skipping_asks_one_by_one(town: Town) -> None:
    await to_the_quarter(town)
    await town.tell("""
        › việc
        ‹ …
        › 95
        ‹ Các câu này đang chờ anh/chị xác nhận. Báo cáo Quý IV/2026: em điền sẵn 5 câu …
        › sửa 9: 3
        ‹ Muốn sửa câu nào, gõ số câu đó, từ 1 đến 5. …
        › dừng
        ‹ …
        › việc
        ‹ … em điền sẵn 5 câu …
        › bỏ qua
        ‹ Dạ, để câu 1 lại sau. 2/5 · Hồ sơ công việc xử lý điện tử và ký số (%) …
    """)


async def test_percentages_without_their_pairs_cannot_be_derived_and_are_asked(town: Town) -> None:
    await to_december(town, ("95", "93,5", "xong", "chưa xong", "xong", "gửi"))
    await answers(town, ("98", "94", "chưa xong"))
    await town.tell("""
        › gửi
        ‹ Đã nhận báo cáo Tháng 12/2026 …
        ‹ Tiếp theo là báo cáo Quý IV/2026 … em điền sẵn 2 câu …
          1. CBCC có máy tính đạt yêu cầu và chữ ký số cá nhân: 98% · lấy Tháng 12/2026
          3. … · lấy Tháng 12/2026 Xong bước này em chỉ hỏi thêm 1 câu. …
        › đúng
        ‹ Đã ghi 2 câu lấy từ các kỳ trước. 2/3 · Hồ sơ công việc xử lý điện tử và ký số (%) …
    """)


async def test_a_month_corrected_meanwhile_is_computed_anew_before_it_counts(town: Town) -> None:
    await town.enrol("Vy", "Lý Thị Vy", "VPHDND")
    await to_the_quarter(town)
    await town.tell_since_now("""
        An › việc
        An ‹ …
    """)
    await town.tell_since_now("""
        Vy › sửa 2 tháng 12: 475/500
        Vy ‹ Đã ghi 95% (475/500); trước: 93,5% (374/400). …
        Vy ‹ Tiếp theo là báo cáo Quý IV/2026 … 2. … 94,57% (662/700) …
        An › đúng
        An ‹ Số liệu vừa thay đổi nên em tính lại, xin anh/chị xem giúp. … 2. … 94,57% (662/700) …
        An › đúng
        An ‹ Đã ghi 5 câu lấy từ các kỳ trước. …
    """)


async def test_the_month_just_sent_is_corrected_by_its_name_and_the_quarter_shown_anew(town: Town) -> None:
    await to_the_quarter(town)
    await town.tell("""
        › sửa 2 Tháng 12/2026
        ‹ Đang ghi: 93,5% (374/400). 2/5 · Hồ sơ công việc xử lý điện tử và ký số (%) …
        › 475/500
        ‹ Đã ghi 95% (475/500); trước: 93,5% (374/400). …
        ‹ Tiếp theo là báo cáo Quý IV/2026 … 2. … 94,57% (662/700) …
          [Đúng]
        › [Đúng]
        ‹ Đã ghi 5 câu lấy từ các kỳ trước. …
    """)


async def test_a_task_is_asked_with_what_was_told_last_time_and_the_quarter_takes_the_newest(town: Town) -> None:
    await to_december(town)
    await answers(town, DECEMBER[:3])
    await town.tell("""
        › chưa xong
        ‹ Đã ghi: chưa hoàn thành. 5/5 · Ứng dụng trí tuệ nhân tạo dựa trên dữ liệu lớn Kỳ trước: đang làm 30% …
        › vướng: chưa có kinh phí
        ‹ …
        › gửi
        ‹ …
        ‹ … 5. Ứng dụng trí tuệ nhân tạo dựa trên dữ liệu lớn: vướng: chưa có kinh phí · lấy Tháng 12/2026 …
    """)


async def test_a_month_that_was_not_sent_is_named_as_missing(town: Town) -> None:
    await to_december(town)
    await town.tell_since_now("""
        › việc
        ‹ Anh/chị còn 2 báo cáo: …
        › 2
        ‹ Báo cáo Quý IV/2026 … 5. … đang làm 30% · lấy Tháng 11/2026, thiếu Tháng 12/2026 …
    """)


async def test_the_second_officer_is_told_who_confirmed(town: Town) -> None:
    await town.enrol("Vy", "Lý Thị Vy", "VPHDND")
    await to_the_quarter(town)
    await town.tell_since_now("""
        Vy › việc
        Vy ‹ … em điền sẵn 5 câu …
        An › việc
        An ‹ … em điền sẵn 5 câu …
        An › đúng
        An ‹ Đã ghi 5 câu lấy từ các kỳ trước. …
        Vy › đúng
        Vy ‹ Câu 1/5 · … đã có Nguyễn Văn An ghi 98% (98/100) …
    """)


@pytest.mark.buttons("the payload of another unit's button, and one tapped twice; typed: the next story")
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
        An ‹ Đã ghi 5 câu lấy từ các kỳ trước. Đã đủ 5/5: …
        An › [Đúng]
        An ‹ Nút này thuộc một tin cũ nên em không làm gì. …
    """)


async def test_a_yes_typed_twice_is_no_answer_to_the_next_question(town: Town) -> None:
    await to_the_quarter(town)
    await town.tell_since_now("""
        An › việc
        An ‹ … em điền sẵn 5 câu …
        An › đúng
        An ‹ … Đã đủ 5/5: …
        An › đúng
        An ‹ Dạ, báo cáo Quý IV/2026 đã đủ 5/5 câu, chưa gửi. …
        An › sửa 5
        An ‹ … 5/5 · …
        An › đúng
        An ‹ Xin viết ngắn một, hai câu về tiến độ. Câu 5/5 · Ứng dụng trí tuệ nhân tạo dựa trên dữ liệu lớn …
        An › ok
        An ‹ Xin viết ngắn một, hai câu về tiến độ. Câu 5/5 · …
        An › đúng tiến độ, đã tập huấn 3 lớp
        An ‹ Đã ghi đúng tiến độ, đã tập huấn 3 lớp; trước: đang làm 60%. Đã đủ 5/5: …
    """)


async def test_a_month_corrected_after_the_quarter_was_confirmed(town: Town) -> None:
    await town.enrol("Vy", "Lý Thị Vy", "VPHDND")
    await to_the_quarter(town)
    await town.tell_since_now("""
        An › đúng
        An ‹ … Đã đủ 5/5: …
        An › gửi
        An ‹ Đã nhận báo cáo Quý IV/2026 …
        Vy › sửa 2 tháng 12: 475/500
        Vy ‹ Đã ghi 95% (475/500); trước: 93,5% (374/400). …
        Vy ‹ Số kỳ trong Quý IV/2026 của Văn phòng HĐND & UBND phường vừa thay đổi, …
        An ‹ Số kỳ trong Quý IV/2026 của Văn phòng HĐND & UBND phường vừa thay đổi, nên số đã ghi ở Quý IV/2026
          không còn khớp:
          2. Hồ sơ công việc xử lý điện tử và ký số: đã ghi 93,5% (561/600), tính lại là 94,57% (662/700)
          Muốn lấy số mới, gõ "tính lại"; muốn ghi số khác, gõ "sửa 2 Quý IV/2026". …
          [Tính lại]
        An › [Tính lại]
        An ‹ Câu 2 tính lại: 94,57% (662/700); trước: 93,5% (561/600). Báo cáo BC-2026-Q4-VPHDND-1 đã được cập nhật, …
        Vy › tính lại
        Vy ‹ Dạ, các số lấy từ kỳ trước vẫn khớp, không có gì phải tính lại.
    """)


async def test_what_no_longer_matches_is_told_once_and_may_stay(town: Town) -> None:
    await to_the_quarter(town)
    await town.tell_since_now("""
        › đúng
        ‹ … Đã đủ 5/5: …
        › gửi
        ‹ Đã nhận báo cáo Quý IV/2026 …
        › sửa 2 tháng 12: 475/500
        ‹ Đã ghi 95% (475/500); trước: 93,5% (374/400). …
        ‹ Số kỳ trong Quý IV/2026 … 2. … tính lại là 94,57% (662/700) …
        › sửa 3 tháng 12: chưa xong
        ‹ Đã ghi chưa hoàn thành; trước: đã hoàn thành. …
        ‹ Số kỳ trong Quý IV/2026 … 3. … đã ghi đã hoàn thành, tính lại là chưa hoàn thành …
        › sửa 3 tháng 12: xong
        ‹ Đã ghi đã hoàn thành; trước: chưa hoàn thành. …
        › sửa 2 Quý IV/2026
        ‹ Đang ghi: 93,5% (561/600). 2/5 · …
        › 660/700
        ‹ Đã ghi 94,29% (660/700); trước: 93,5% (561/600). …
        › tính lại
        ‹ Dạ, các số lấy từ kỳ trước vẫn khớp, …
    """)
