"""A figure that fits nothing the unit ever gave is asked once more; the reason stays with it, to the last reader."""

from decimal import Decimal

import pytest
from sqlalchemy import select, update

from storage.tables import Figure, Indicator, Period, Report, Target, Unit, Wording
from tests.rows import add_period, add_report
from tests.stories.town import Town


async def dossiers(town: Town, nature: str, target: int, *earlier: int) -> None:
    """An's first question counts dossiers, and the months up to October were these."""
    await town.ask_for_approval(head=False, aggregator=True)
    town.is_made_up = True
    async with town.stage.database.sessions.begin() as session:
        asked = (
            await session.execute(
                select(Figure, Report, Period, Indicator)
                .join(Report, Report.id == Figure.report_id)
                .join(Period, Period.id == Report.period_id)
                .join(Unit, Unit.id == Report.unit_id)
                .join(Indicator, Indicator.id == Figure.indicator_id)
                .where(Unit.code == "VPHDND", Figure.position == 1)
            )
        ).one()
        figure, report, period, indicator = asked
        counted = {"kind": "count", "unit_of_measure": "hồ sơ", "nature": nature}
        await session.execute(update(Indicator).where(Indicator.id == indicator.id).values(**counted))
        await session.execute(update(Wording).where(Wording.indicator_id == indicator.id).values(**counted))
        held_against = update(Target).where(Target.indicator_id == indicator.id)
        await session.execute(held_against.values(number=Decimal(target), comparator=">="))
        for month, number in enumerate(earlier, start=11 - len(earlier)):
            of = period.organisation_id
            past = await add_period(session, of, period.regime_id, period.plan_id, f"2026-{month:02}")
            done = await add_report(session, past, report.unit_id)
            done.state, done.next_remind_at = "accepted", None
            of_month = {"organisation_id": of, "report_id": done.id, "indicator_id": figure.indicator_id}
            session.add(Figure(**of_month, position=1, version=1, number=Decimal(number), answered_at=period.opened_at))
    await town.skip("An", "Hạnh")


async def the_rest(town: Town) -> None:
    """The other four answers, sent; the aggregating office is told."""
    for line in ("90", "xong", "chưa xong", "đang làm", "gửi"):
        await town.phones["An"].send(line)
        await town.stage.settle()
    await town.skip("An", "Hạnh")


async def test_a_running_total_that_falls(town: Town) -> None:
    await dossiers(town, "cumulative", 1000, 120, 240)
    await town.tell("""
        An › 180
        An ‹ Số lũy kế mà thấp hơn kỳ trước: kỳ trước 240 hồ sơ, kỳ này 180 hồ sơ. Đúng thì gõ "đúng 180" kèm lý do
          ngắn; chưa đúng thì gõ lại số.
        An › đúng 180 vì rà soát, bỏ 60 hồ sơ trùng
        An ‹ Đã ghi 180 hồ sơ, giảm 60 hồ sơ. 2/5 …
    """)
    await the_rest(town)
    await town.tell("""
        Hạnh › tiếp nhận
        Hạnh ‹ … 1. CBCC có máy tính đạt yêu cầu và chữ ký số cá nhân: 180 hồ sơ …
          Đơn vị giải thích: rà soát, bỏ 60 hồ sơ trùng …
    """)


async def test_far_above_the_target(town: Town) -> None:
    await dossiers(town, "in_period", 100)
    await town.tell("""
        An › 620
        An ‹ 620 hồ sơ cao gấp nhiều lần mục tiêu … 100 hồ sơ. Đúng thì gõ "đúng 620" kèm lý do ngắn; …
        An › đúng
        An ‹ Vâng, 620 hồ sơ. Xin cho em một lý do ngắn để ghi kèm, …
        An › tổng rà soát cả năm
        An ‹ Đã ghi 620 hồ sơ. 2/5 …
    """)
    await the_rest(town)
    await town.tell("""
        Hạnh › tiếp nhận
        Hạnh ‹ … 620 hồ sơ … Đơn vị giải thích: tổng rà soát cả năm …
    """)


async def test_unlike_every_month_there_was(town: Town) -> None:
    await dossiers(town, "in_period", 1000, 100, 104, 98, 102)
    await town.tell("""
        An › 150
        An ‹ Đã ghi 150 hồ sơ, tăng 48 hồ sơ. 2/5 …
        An › sửa 1
        An ‹ Đang ghi: 150 hồ sơ. 1/5 …
        An › 190
        An ‹ 190 hồ sơ khác hẳn mọi kỳ; kỳ trước 102 hồ sơ. Đúng thì gõ "đúng 190" kèm lý do ngắn; …
        An › đúng 190, do <b>chiến dịch</b> *30 ngày*
        An ‹ Đã ghi 190 hồ sơ; trước: 150 hồ sơ. 2/5 …
    """)
    await the_rest(town)
    await town.tell("""
        Hạnh › tiếp nhận
        Hạnh ‹ … 190 hồ sơ … Đơn vị giải thích: <b>chiến dịch</b> *30 ngày* …
    """)


@pytest.mark.parametrize(("nature", "said"), [("in_period", "600"), ("cumulative", "241")])
async def test_what_is_usual_is_written_at_once(town: Town, nature: str, said: str) -> None:
    await dossiers(town, nature, 1000, 120, 240)
    await town.tell(f"""
        An › {said}
        An ‹ Đã ghi {said} hồ sơ, tăng … hồ sơ. 2/5 …
    """)
