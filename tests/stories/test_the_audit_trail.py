"""Every decision on a report leaves a row: who, from which account, what it was and is, why."""

import pytest

from tests.stories.town import Town

Row = tuple[str | None, ...]

# What is done, then what the trail says of it: who, what was done, to what, old, new, why.
APPROVED = ("Phạm Tiến Dũng", "approve", "report", "submitted:1", "approved:1", None)
RETURNED = ("Đỗ Thị Hạnh", "return", "report", "approved:1", "…", "Số chưa khớp hệ thống")
APPROVED_AGAIN = ("Phạm Tiến Dũng", "approve", "report", "submitted:2", "approved:2", None)
ACCEPTED = ("Đỗ Thị Hạnh", "accept", "report", "approved:2", "accepted:2", None)
ASKED = ("Nguyễn Văn An", "ask_unlock", "lock_exception", None, "…", "nhầm câu 1")
REFUSED = ("Đỗ Thị Hạnh", "refuse_unlock", "lock_exception", "waiting", "refused", "đã báo cáo lên trên")
ASKED_AGAIN = ("Nguyễn Văn An", "ask_unlock", "lock_exception", None, "…", "nhầm thật")
GRANTED = ("Đỗ Thị Hạnh", "grant_unlock", "lock_exception", "waiting", "…", "nhầm thật")
LAPSED = ("Nguyễn Văn An", "lapse", "report", "accepted:2", "submitted:2", None)
ENTERED_FOR = ("Đỗ Thị Hạnh", "enter_for", "report", None, "…", "điện thoại của anh Hùng")
AWAY = ("Nguyễn Văn An", "absence", "absence", None, "…", None)
BACK = ("Nguyễn Văn An", "end_absence", "absence", None, None, None)

DAY: list[tuple[str, list[str], list[Row]]] = [
    ("Dũng", ["duyệt", "duyệt"], [APPROVED]),
    ("Hạnh", ["tiếp nhận", "trả lại 2: 1"], [RETURNED]),
    ("An", ["86"], []),
    ("Dũng", ["duyệt", "duyệt"], [APPROVED_AGAIN]),
    ("Hạnh", ["tiếp nhận", "tiếp nhận"], [ACCEPTED]),
    ("An", ["xin mở khóa nhầm câu 1"], [ASKED]),
    ("Hạnh", ["từ chối 1: đã báo cáo lên trên"], [REFUSED]),
    ("An", ["xin mở khóa nhầm thật"], [ASKED_AGAIN]),
    ("Hạnh", ["cho mở 2"], [GRANTED]),
    ("An", ["sửa 1", "89"], [LAPSED]),
    ("Hạnh", ["nhập hộ CAP", "điện thoại của anh Hùng"], [ENTERED_FOR]),
    ("An", ["vắng từ 1/12 đến 5/12 thay bằng Kim"], [AWAY]),
    ("An", ["hết vắng"], [BACK]),
]

TRAIL = """
    select people.name, audit.action, audit.object, audit.old, audit.new, audit.why
    from audit
    join accounts on audit.actor = 'account:' || accounts.id
    join people on people.id = accounts.person_id
    where audit.id > :after and audit.action not in ('submit', 'join') order by audit.id
"""


@pytest.mark.buttons
async def test_each_decision_leaves_its_row(town: Town) -> None:
    await town.ask_for_approval(head=True, aggregator=True)
    await town.enrol("Kim", "Lê Kim", "VPHDND")
    await town.answer_all()
    for who, lines, told in DAY:
        [(after,)] = await town.rows("select max(id) from audit")
        for line in lines:
            await town.phones[who].send(line)
            await town.stage.settle()
        rows = [
            (name, action, what.partition(":")[0], old, new, why)
            for name, action, what, old, new, why in await town.rows(TRAIL, after=after)
        ]
        assert [_as_told(row, one) for row, one in zip(rows, told, strict=True)] == told, (who, lines)


def _as_told(row: Row, told: Row) -> Row:
    """The row, with "…" where the table says no more than that something stands there."""
    return tuple("…" if wanted == "…" and held else held for held, wanted in zip(row, told, strict=True))
