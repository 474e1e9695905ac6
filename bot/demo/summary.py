"""What the month came to: asked, answered, reminded, overdue, digests, counted from the rows."""

from zoneinfo import ZoneInfo

from rich.console import Console
from rich.table import Table
from sqlalchemy import func, select

from bot.demo.stage import Stage
from domain.lateness import Status, days_late, status_of
from locales import Speaker
from storage import days_off, outbox, reports
from storage.outbox import Kind
from storage.tables import Period, Reminder

KINDS = (Kind.PROMPT, Kind.REMINDER, Kind.WARNING, Kind.DIGEST, Kind.REPLY)
OPENING = "opening"
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


async def show(stage: Stage, console: Console, say: Speaker) -> None:
    """One row for each unit, then what was sent in all."""
    columns = ("unit", "asked", "answered", "reminded", "overdue", "status")
    table = Table(*(say(f"demo.column.{column}") for column in columns), title=say("demo.summary"))
    now = stage.clock.now()
    async with stage.database.sessions() as session:
        for period in (await session.execute(select(Period))).scalars():
            days = await days_off.around(session, period.organisation_id, now)
            for owed in await reports.of_period(session, period.id):
                said = select(func.count()).where(Reminder.report_id == owed.report.id, Reminder.stage != OPENING)
                reminded = (await session.execute(said)).scalar_one()
                status = status_of(owed.standing, now)
                late = days_late(owed.report.due_at, now, days, ZONE) if status is Status.OVERDUE else 0
                numbers = (str(number) for number in (owed.asked, owed.answered, reminded, late))
                table.add_row(owed.unit_name, *numbers, say(f"status.{status}"))
        sent = await outbox.counts(session, KINDS)
    console.print(table)
    console.print(say("demo.sent", **{kind: sent.get(kind, 0) for kind in KINDS}))
