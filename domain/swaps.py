"""Swapped days as an administrator writes them: which days are off or worked from now on, and on whose word."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.dates import read_day
from domain.folding import plain
from domain.workdays import WorkingDays

_SWAP = re.compile(r"(?:nghi |off )?(?P<off>.+?) (?:thay cho|thay|doi|for|instead of) (?P<worked>.+)")
_HALF_A_SWAP = re.compile(r"\b(?:thay|doi|for|instead)\b")
_WORKED = re.compile(r"(?:lam bu|lam viec|di lam|worked|work) (?P<day>.+)")
_REMOVED = re.compile(r"(?:bo|xoa|remove|undo) (?P<day>.+)")
_OFF = re.compile(r"(?:(?:nghi|off) )?(?P<day>.+)")
_NO_SWAPS = re.compile(r"(?:nam |year )?(?P<year>20[0-9]{2}) (?:khong (?:co )?(?:lich )?hoan doi|no swaps)")


class SwapFault(StrEnum):
    """Why a swap is not taken."""

    UNCLEAR = "unclear"
    NO_SOURCE = "no_source"
    PAST = "past"
    OFF_ANYWAY = "off_anyway"
    WORKED_ANYWAY = "worked_anyway"
    NOT_SWAPPED = "not_swapped"


@dataclass(frozen=True, slots=True)
class Swap:
    """Days that become worked (True), off (False), or again what they are in the whole country (None)."""

    changes: Mapping[date, bool | None]
    source: str


@dataclass(frozen=True, slots=True)
class Refused:
    """A swap that is not taken, with the day it is about."""

    fault: SwapFault
    day: date | None = None


def settled(year: int) -> Mapping[date, bool | None]:
    """A year that has no swaps is written down as its New Year's Day, which is off in any case."""
    return {date(year, 1, 1): False}


def read(text: str, today: date) -> Swap | Refused:
    """ "02/01/2027 thay 09/01/2027: công văn", "nghỉ …: …", "làm bù …: …", "bỏ …", "năm 2027 không hoán đổi: …"."""
    days, _, source = text.partition(":")
    said, source = plain(days), " ".join(source.split())
    if found := _NO_SWAPS.fullmatch(said):
        return Swap(settled(int(found["year"])), source)
    if found := _SWAP.fullmatch(said):
        off, worked = (read_day(found[name], today, past=True) for name in ("off", "worked"))
        if off is None or worked is None or off == worked:
            return Refused(SwapFault.UNCLEAR)
        return Swap({off: False, worked: True}, source)
    if _HALF_A_SWAP.search(said):
        return Refused(SwapFault.UNCLEAR)
    for pattern, is_worked in ((_WORKED, True), (_REMOVED, None), (_OFF, False)):
        found = pattern.fullmatch(said)
        if found and (day := read_day(found["day"], today, past=True)):
            return Swap({day: is_worked}, source)
    return Refused(SwapFault.UNCLEAR)


def refused(swap: Swap, known: WorkingDays, own: Mapping[date, bool | None], today: date) -> Refused | None:
    """Why a swap changes nothing, comes too late, or on nobody's word. `own`: what was said of single days before."""
    for day, is_worked in swap.changes.items():
        if day < today:
            return Refused(SwapFault.PAST, day)
        if is_worked is None and day not in own:
            return Refused(SwapFault.NOT_SWAPPED, day)
        if is_worked and known.is_working(day):
            return Refused(SwapFault.WORKED_ANYWAY, day)
        is_new_year = swap.changes == settled(day.year) and day not in own
        if is_worked is False and not known.is_working(day) and not is_new_year:
            return Refused(SwapFault.OFF_ANYWAY, day)
    forgotten = all(is_worked is None for is_worked in swap.changes.values())
    if not forgotten and not any(sign.isalpha() for sign in swap.source):
        return Refused(SwapFault.NO_SOURCE, min(swap.changes))
    return None
