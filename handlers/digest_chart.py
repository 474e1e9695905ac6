"""The chart beside a digest: the same periods and units, to be seen at a glance, and a caption that says it."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from domain.charts import MOST_BARS, MOST_ROWS, Bar, Chart, Row
from domain.digest import Line
from domain.lateness import Status
from handlers import asking
from handlers.digest_words import Told, Writing


def chart(writing: Writing) -> Chart | None:
    """What is drawn; None while there is nothing to see: nobody has begun, and nobody is behind."""
    bars = [_bar(writing, told) for told in _drawn(writing)]
    if all(set(bar.units) == {Status.NOT_STARTED} for bar in bars):
        return None
    there = {status for bar in bars for status in bar.units}
    legend = {status: writing.say(f"status.{status}") for status in Status if status in there}
    title, _, about = writing.head.partition(" · ")
    return Chart(title, about, bars, legend)


def title(writing: Writing) -> str:
    """What stands in the group until the chart does."""
    return writing.say("digest_chart.title", head=writing.head)


def caption(writing: Writing) -> str:
    """What the chart shows, for who cannot see it and for the list of chats."""
    return "\n".join([title(writing), *(_counted(writing, told) for told in _drawn(writing))])


def _drawn(writing: Writing) -> Sequence[Told]:
    """The periods there is room for."""
    return [told for told in writing.told if told.of.expected][:MOST_BARS]


def _counted(writing: Writing, told: Told) -> str:
    words = {"period": asking.name_of(writing.say, told.period), "expected": told.of.expected}
    if writing.now <= told.period.due_at:
        return writing.say("digest_chart.so_far", handed_in=len(told.of.handed_in), **words)
    return writing.say("digest_chart.on_time", on_time=told.of.on_time, **words)


def _bar(writing: Writing, told: Told) -> Bar:
    say, organisation = writing.say, writing.organisation
    due = say.moment(told.period.due_at, ZoneInfo(organisation.zone))
    name = say("digest.period", period=asking.name_of(say, told.period), due=due)
    units: dict[Status, int] = {
        status: number for status, number in told.of.counts.items() if status is not Status.EXCUSED
    }
    behind = [line for _, lines in told.of.sections for line in lines]
    left = len(behind) - MOST_ROWS
    more = say.count("digest.and_more", left) if left > 0 else ""
    return Bar(name, units, _target(writing), [_row(writing, line) for line in behind[:MOST_ROWS]], more)


def _target(writing: Writing) -> tuple[float, str] | None:
    threshold = writing.organisation.on_time_threshold
    if threshold is None:
        return None
    return float(threshold), writing.say("digest_chart.target", threshold=writing.say.number(threshold))


def _row(writing: Writing, line: Line) -> Row:
    return Row(line.unit, line.status, line.answered, line.asked, _note(writing, line))


def _note(writing: Writing, line: Line) -> str:
    """By how much it is late; of others their colour says enough."""
    if line.status is not Status.OVERDUE:
        return ""
    if line.days:
        return writing.say.count("digest_chart.days", line.days)
    return writing.say("digest_chart.today")
