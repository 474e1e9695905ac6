"""The reporting regime as a plan file writes it: when periods open, close and are chased."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from domain.periods import Audience, Frequency, Rule
from plans.fields import Block, Code, Name, StageName, Text, TimeOfDay, WholeNumber


class ChosenBy(StrEnum):
    """Who decided what the file says: the document itself, or an administrator where it is silent."""

    DOCUMENT = "document"
    ADMINISTRATOR = "administrator"


class Opening(Block):
    """When a period's questions are first asked, so many working days before the due day."""

    working_days_before_due: Annotated[WholeNumber, Field(ge=1, le=60)]
    time: TimeOfDay


class Due(Block):
    """When reports must be in, so many working days after the cut-off (Nghị định 09/2019/NĐ-CP, Điều 8)."""

    working_days_after_cut_off: Annotated[WholeNumber, Field(ge=-60, le=60)]
    time: TimeOfDay


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
    rule: Rule
    frequencies: Annotated[tuple[Frequency, ...], Field(min_length=1)]
    opening: Opening
    due: Due
    grace: Grace
    ladder: Annotated[tuple[LadderStage, ...], Field(min_length=1)]
    digest: DigestTimes
    quiet_hours: QuietHours
    chosen_by: ChosenBy
    note: Text | None = None
