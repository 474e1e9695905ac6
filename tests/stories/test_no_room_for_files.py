"""The bot's disk is nearly full: photos wait, and nothing else does."""

from tests.stories.test_evidence import asking_for, december, evidence
from tests.stories.town import Town
from tests.stories.visiting import SON, logged, teams_of


async def test_the_answer_counts_and_the_photo_is_sent_later(town: Town) -> None:
    await december(town, asking_for("[photo]"))
    town.stage.files.has_room = lambda: False
    await town.tell("""
        › (ảnh: 95)
        ‹ Hiện em tạm hết chỗ lưu nên chưa nhận được ảnh, tệp; phần đã trả lời vẫn giữ nguyên. Quản trị viên đã được
          báo, xin anh/chị gửi lại ảnh, tệp sau.
        ‹ Đã ghi 95%. Còn thiếu ảnh: …
        › (ảnh màu: red)
        ‹ Hiện em tạm hết chỗ lưu …
    """)
    assert await evidence(town) == []
    town.stage.files.has_room = lambda: True
    await town.tell("""
        › (ảnh màu: red)
        ‹ Đã nhận ảnh cho câu 1. 2/5 …
    """)
    assert len(await evidence(town)) == 1


async def test_a_visit_counts_without_its_photo(town: Town) -> None:
    await teams_of(town)
    town.stage.files.has_room = lambda: False
    await town.tell(
        """
        › vneid 5 tổ 12
        ‹ Đã ghi, …
        › (ảnh màu: red)
        ‹ Lượt vẫn được ghi; hiện em tạm hết chỗ lưu ảnh. Xin gửi lại ảnh sau.
        """,
        SON,
    )
    assert await town.rows("select 1 from visit_files") == []
    assert len(await logged(town)) == 1
