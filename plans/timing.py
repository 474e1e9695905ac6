"""The reporting regime as a plan file writes it: when periods open, close and are chased."""

from datetime import timedelta
from enum import StrEnum
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import Field

from domain import regimes
from domain.regimes import (
    CALENDAR,
    ND09,
    SUNDAY,
    Audience,
    CutOff,
    CutOffBeforeDue,
    CutOffOn,
    DueAfterCutOff,
    DueBefore,
    DueOn,
    Frequency,
    Regime,
    Shift,
    Stage,
    Upward,
)
from plans.fields import (
    Block,
    Code,
    DayOfMonth,
    DayOfYear,
    Name,
    StageName,
    Text,
    TimeOfDay,
    WholeNumber,
    YesNo,
)


class ChosenBy(StrEnum):
    """Who decided what the file says: the document itself, or an administrator where it is silent."""

    DOCUMENT = "document"
    ADMINISTRATOR = "administrator"


class RuleName(StrEnum):
    """How periods lie on the calendar: by decree, by calendar months, or by a cut-off of the administrator's own.

    `nd09`: Nghị định 09/2019/NĐ-CP, Điều 12, from the 15th of the month before to the 14th of the last month.
    """

    ND09 = "nd09"
    CALENDAR = "calendar"
    OWN = "own"


class CutOffRule(Block):
    """When figures are cut off, under the rule `own`: one of the three."""

    day: DayOfMonth | None = None
    weekday: Annotated[WholeNumber, Field(ge=1, le=7)] | None = None
    working_days_before_due: Annotated[WholeNumber, Field(ge=1, le=60)] | None = None


class Opening(Block):
    """When a period's questions are first asked, so many working days before the due day."""

    working_days_before_due: Annotated[WholeNumber, Field(ge=1, le=60)]
    time: TimeOfDay


class Due(Block):
    """When reports must be in: after the cut-off (Nghị định 09/2019/NĐ-CP, Điều 8), before a day, or on dates.

    `before_day` is a day of the period's last month, or of one `months_later`; `dates` are given period by period
    for each frequency. `shift` says where a date that is a day off goes.
    """

    working_days_after_cut_off: Annotated[WholeNumber, Field(ge=-60, le=60)] | None = None
    before_day: Annotated[WholeNumber, Field(ge=1, le=28)] | None = None
    months_later: Annotated[WholeNumber, Field(ge=0, le=12)] = 0
    inclusive: YesNo = False
    dates: dict[Frequency, tuple[DayOfYear, ...]] | None = None
    shift: Shift | None = None
    time: TimeOfDay

    def rule(self) -> regimes.Due:
        """The rule, once the checks have found that there is just one."""
        shift = self.shift or Shift.NONE
        if self.before_day is not None:
            return DueBefore(self.before_day, self.months_later, self.inclusive, shift)
        if self.dates is not None:
            return DueOn(self.dates, shift)
        return DueAfterCutOff(self.working_days_after_cut_off or 0)


class UpwardStage(Block):
    """The second stage: a unit of the organisation reports on to `to`, by its own deadline."""

    unit: Code
    to: Name
    due: Due


class Grace(Block):
    """How many working days after the due moment figures may still be entered; then the report is locked."""

    working_days: Annotated[WholeNumber, Field(ge=0, le=60)]


class LadderStage(Block):
    """One rung of the ladder; `working_days` counts from the due day, below zero before it."""

    stage: StageName
    working_days: Annotated[WholeNumber, Field(ge=-60, le=60)]
    time: TimeOfDay
    audience: Annotated[tuple[Audience, ...], Field(min_length=1)]


class DigestTimes(Block):
    """When leaders are told: every working day, and so many minutes after each deadline."""

    daily_time: TimeOfDay
    closing_minutes_after_due: Annotated[int, Field(strict=True, ge=0, le=1440)]


class QuietHours(Block):
    """From when until when nobody is written to; may pass midnight."""

    from_time: Annotated[TimeOfDay, Field(alias="from")]
    to_time: Annotated[TimeOfDay, Field(alias="to")]


class PlanRegime(Block):
    """A regime (chế độ báo cáo). Times of day are local to the organisation's zone."""

    code: Code
    name: Name
    rule: RuleName
    cut_off: CutOffRule | None = None
    frequencies: Annotated[tuple[Frequency, ...], Field(min_length=1)]
    opening: Opening
    due: Due
    grace: Grace
    ladder: Annotated[tuple[LadderStage, ...], Field(min_length=1)]
    digest: DigestTimes
    quiet_hours: QuietHours
    on_days_off: YesNo = False
    upward: UpwardStage | None = None
    chosen_by: ChosenBy
    note: Text | None = None

    def rules(self, zone: ZoneInfo) -> Regime:
        """The regime as the domain knows it."""
        upward = self.upward
        return Regime(
            cut_off=self._cut_off(),
            frequencies=self.frequencies,
            zone=zone,
            opening_days_before_due=self.opening.working_days_before_due,
            opening_time=self.opening.time,
            due=self.due.rule(),
            due_time=self.due.time,
            grace_days=self.grace.working_days,
            ladder=tuple(Stage(s.stage, s.working_days, s.time, s.audience) for s in self.ladder),
            digest_time=self.digest.daily_time,
            closing_delay=timedelta(minutes=self.digest.closing_minutes_after_due),
            quiet_from_time=self.quiet_hours.from_time,
            quiet_to_time=self.quiet_hours.to_time,
            on_days_off=self.on_days_off,
            upward=Upward(upward.unit, upward.to, upward.due.rule(), upward.due.time) if upward else None,
        )

    def _cut_off(self) -> CutOff:
        if self.cut_off is None:
            return CALENDAR if self.rule is RuleName.CALENDAR else ND09
        if self.cut_off.working_days_before_due is not None:
            return CutOffBeforeDue(self.cut_off.working_days_before_due)
        return CutOffOn(self.cut_off.day or None, self.cut_off.weekday or SUNDAY)
