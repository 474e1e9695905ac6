"""The kinds of value a plan file holds: tidy text, codes, days, times of day, numbers."""

import re
import unicodedata
from datetime import date, time
from decimal import Decimal
from typing import Annotated
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from plans.nearest import nearest


class Block(BaseModel):
    """A block of a plan file: no key but the documented ones, and never changed once read."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _tidy(value: object) -> object:
    """One line, single spaces, composed letters: texts typed on different machines then compare equal."""
    return " ".join(unicodedata.normalize("NFC", value).split()) if isinstance(value, str) else value


def _day(value: object) -> date:
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise PydanticCustomError("plan.bad_date", "not a day", {"given": str(value)})


def _time_of_day(value: object) -> time:
    if isinstance(value, str) and re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value):
        return time.fromisoformat(value)
    raise PydanticCustomError("plan.bad_time", "not a time of day", {"given": str(value)})


def _day_of_month(value: object) -> int:
    """A day every month has; 0 stands for the last one."""
    if value == "last":
        return 0
    if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 28:
        return value
    raise PydanticCustomError("plan.bad_day_of_month", "not a day of every month", {"given": str(value)})


def _day_of_year(value: object) -> tuple[int, int]:
    """ "14/3" as (month, day): a date of every year."""
    found = re.fullmatch(r"(\d{1,2})/(\d{1,2})", value) if isinstance(value, str) else None
    if found:
        day, month = int(found[1]), int(found[2])
        try:
            date(2026, month, day)  # a year without 29 February
        except ValueError:
            pass
        else:
            return month, day
    raise PydanticCustomError("plan.bad_day_of_year", "not a day of every year", {"given": str(value)})


def _yes_no(value: object) -> bool:
    if isinstance(value, bool):
        return value
    raise PydanticCustomError("plan.not_yes_no", "neither true nor false", {"given": str(value)})


def _number(value: object) -> Decimal:
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return Decimal(value)
    raise PydanticCustomError("plan.bad_number", "not a number", {"given": str(value)})


def _zone(value: str) -> str:
    zones = available_timezones()
    if value in zones:
        return value
    meant = nearest(value, sorted(zones))
    params = {"given": value, "nearest": meant if meant in zones else "Asia/Ho_Chi_Minh"}
    raise PydanticCustomError("plan.unknown_zone", "no such zone", params)


Text = Annotated[str, StringConstraints(min_length=1, max_length=4000), BeforeValidator(_tidy)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=120), BeforeValidator(_tidy)]
ShortName = Annotated[str, StringConstraints(min_length=1, max_length=32), BeforeValidator(_tidy)]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$")]
StageName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z+][A-Za-z0-9_+-]{0,15}$")]
Day = Annotated[date, BeforeValidator(_day)]
TimeOfDay = Annotated[time, BeforeValidator(_time_of_day)]
DayOfMonth = Annotated[int, BeforeValidator(_day_of_month)]
DayOfYear = Annotated[tuple[int, int], BeforeValidator(_day_of_year)]
YesNo = Annotated[bool, BeforeValidator(_yes_no)]
Number = Annotated[Decimal, BeforeValidator(_number)]
Percentage = Annotated[Decimal, Field(ge=0, le=100), BeforeValidator(_number)]
WholeNumber = Annotated[int, Field(strict=True)]
Zone = Annotated[str, AfterValidator(_zone)]
