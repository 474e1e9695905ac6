"""The words that work everywhere, at each step of a conversation: what An hears then, and where An is after it."""

import pytest

from tests.stories.town import Town

STEPS = {
    "a question": ["90"],
    "a doubtful figure": ["90", "0,95"],
    "the day expected": ["90", "chưa có"],
    "a reason": ["90", "210/200", "đúng 105"],
    "a list": ["2: 90; 3: xong"],
    "everything answered": ["90", "90", "xong", "xong", "xong"],
    "resting": ["90", "dừng"],
    "sent": ["90", "90", "xong", "xong", "xong", "gửi"],
}
HELP = "Gõ (có dấu hay không đều được): …"
HELD_1 = "Đang ghi: 90%. 1/5 …"
HELD_4 = "Đang ghi: đã hoàn thành. 4/5 …"
LATER = "Dạ, để câu 2 lại sau. 3/5 …"
ONE_KEPT = 'Dạ vâng, 1 câu đã trả lời vẫn được lưu. Khi tiện, gõ "việc" để làm tiếp.'
NOT_CONFIRMED = "Con số vừa rồi chưa xác nhận nên em chưa ghi. Dạ vâng, 1 câu đã trả lời vẫn được lưu. …"
ALL_KEPT = 'Dạ vâng, 5 câu đã trả lời vẫn được lưu. Khi tiện, gõ "việc" để làm tiếp.'
FOUR_OPEN = "Còn 4 câu chưa trả lời (câu 2, 3, 4, 5) nên chưa gửi được. 2/5 …"
NOT_WRITTEN = "Dạ, em chưa ghi gì. 2/5 …"
LIST_WAITS = "Em đang giữ danh sách này, chưa ghi: …"
LIST_KEPT = "Dạ vâng, em giữ nguyên danh sách, những câu còn chờ chưa ghi. …"
LIST_NOT_ALL = "Đã ghi 2 câu trả lời. Còn 3 câu chưa trả lời (câu 1, 4, 5) nên chưa gửi được. 1/5 …"
NOTHING_WAITS = "Dạ, hiện anh/chị không còn việc nào chờ. …"

# fmt: off
TABLE = {
    "lùi": {"a question": HELD_1, "a doubtful figure": HELD_1, "the day expected": HELD_1, "a reason": HELD_1,
            "a list": LIST_WAITS, "everything answered": HELD_4, "resting": HELD_1, "sent": HELD_4},
    "bỏ qua": {"a question": LATER, "a doubtful figure": LATER, "a reason": LATER, "resting": LATER,
               "the day expected": "Đã ghi: chưa có số liệu. 3/5 …", "a list": LIST_WAITS,
               "everything answered": "Đã đủ 5/5: …",
               "sent": "Dạ, báo cáo BC-2026-11-VPHDND-1 giữ nguyên như đã gửi. …"},
    "dừng": {"a question": ONE_KEPT, "a doubtful figure": NOT_CONFIRMED, "a reason": NOT_CONFIRMED,
             "resting": ONE_KEPT,
             "the day expected": "Dạ vâng, 2 câu đã trả lời vẫn được lưu. …", "a list": LIST_KEPT,
             "everything answered": ALL_KEPT, "sent": NOTHING_WAITS},
    "sửa 1": {"a question": HELD_1, "a doubtful figure": HELD_1, "the day expected": HELD_1, "a reason": HELD_1,
              "a list": "Em vẫn giữ danh sách, chưa ghi. 1/5 …", "everything answered": HELD_1, "resting": HELD_1,
              "sent": HELD_1},
    "gửi": {"a question": FOUR_OPEN, "a doubtful figure": FOUR_OPEN, "a reason": FOUR_OPEN, "resting": FOUR_OPEN,
            "the day expected": "Còn 3 câu chưa trả lời (câu 3, 4, 5) nên chưa gửi được. 3/5 …",
            "a list": LIST_NOT_ALL, "everything answered": "Đã nhận báo cáo Tháng 11/2026 …",
            "sent": "Báo cáo này đã gửi rồi, mã BC-2026-11-VPHDND-1. …"},
    "hủy": {"a question": ONE_KEPT, "a doubtful figure": NOT_WRITTEN, "a reason": NOT_WRITTEN,
            "the day expected": "Đang ghi: chưa có số liệu. 2/5 …", "a list": "Dạ, em chưa ghi gì. 1/5 …",
            "everything answered": ALL_KEPT, "resting": "Dạ, anh/chị đang có 1 việc: …", "sent": NOTHING_WAITS},
    "trợ giúp": dict.fromkeys(STEPS, HELP),
}
# fmt: on


def test_the_table_is_full() -> None:
    assert {word: set(steps) for word, steps in TABLE.items()} == {word: set(STEPS) for word in TABLE}


@pytest.mark.parametrize("word", TABLE)
@pytest.mark.parametrize("step", STEPS)
async def test_a_word_at_a_step(town: Town, step: str, word: str) -> None:
    for line in STEPS[step]:
        await town.phones["An"].send(line)
        await town.stage.settle()
    await town.skip("An")
    await town.tell(f"""
        › {word}
        ‹ {TABLE[word][step]}
    """)
