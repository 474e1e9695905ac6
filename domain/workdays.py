"""Which days are worked: weekends, public holidays and swapped days, counted in local dates."""

from dataclasses import dataclass
from datetime import date, timedelta

ONE_DAY = timedelta(days=1)
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """`days_off`: holidays on weekdays. `days_worked`: weekend days worked in exchange; they win."""

    days_off: frozenset[date] = frozenset()
    days_worked: frozenset[date] = frozenset()

    def is_working(self, day: date) -> bool:
        """Whether offices work on this day."""
        if day in self.days_worked:
            return True
        return day.weekday() < SATURDAY and day not in self.days_off

    def shift(self, day: date, days: int) -> date:
        """The n-th working day after (or, below zero, before) `day`; with 0 the day itself or the next worked."""
        if days == 0:
            return day if self.is_working(day) else self.shift(day, 1)
        step = ONE_DAY if days > 0 else -ONE_DAY
        left = abs(days)
        while left:
            day += step
            left -= self.is_working(day)
        return day

    def count(self, after: date, until: date) -> int:
        """How many working days lie after `after`, up to and with `until`."""
        span = (until - after).days
        return sum(self.is_working(after + n * ONE_DAY) for n in range(1, span + 1))

    def stretches_off(self, first_day: date, last_day: date) -> list[tuple[date, date]]:
        """The stretches of days nobody works, each with a holiday in it: plain weekends are left out."""
        found: list[tuple[date, date]] = []
        day = first_day
        while day <= last_day:
            begins = day
            while not self.is_working(day):
                day += ONE_DAY
            stretch = [begins + n * ONE_DAY for n in range((day - begins).days)]
            if any(one.weekday() < SATURDAY for one in stretch):
                found.append((begins, stretch[-1]))
            day += ONE_DAY
        return found
