"""Vietnam's lunar calendar computed from new moons and the sun, independently of any library: the tests' judge.

After Hồ Ngọc Đức, "Thuật toán tính âm lịch" (www.informatik.uni-leipzig.de/~duc/amlich/): a month begins on the day
of the new moon and the eleventh month holds the winter solstice, both as the clock in Hà Nội (UTC+7) shows them.
Beijing's clock (UTC+8) makes the Chinese calendar, which is why the two differ in some years.
"""

from datetime import date, timedelta
from math import floor, pi, sin

HANOI, BEIJING = 7.0, 8.0
_JULIAN_DAY_ZERO = 1721425  # the day before 1/1 of the year 1
_MONTH = 29.530588853


def tet(year: int, zone: float = HANOI) -> date:
    """The first day of the lunar year that begins in this year."""
    return lunar_day(1, 1, year, zone)


def lunar_day(day: int, month: int, year: int, zone: float = HANOI) -> date:
    """A day of the lunar year that begins in this year, of an ordinary month; the day may lie in the next year."""
    before, after = _eleventh(year - 1, zone), _eleventh(year, zone)
    if month >= 11:
        before, after = after, _eleventh(year + 1, zone)
    offset = month - 11 if month >= 11 else month + 1
    if after - before > 365:
        leap = _leap_offset(before, zone)
        if offset >= leap:
            offset += 1
    k = floor(0.5 + (before - 2415021.076998695) / _MONTH)
    start = _new_moon_day(k + offset, zone)
    return date.fromordinal(start - _JULIAN_DAY_ZERO) + timedelta(days=day - 1)


def _new_moon_day(k: int, zone: float) -> int:
    """The Julian day on which the k-th new moon since 1/1/1900 falls by the local clock."""
    t = k / 1236.85
    t2, t3, rad = t * t, t * t * t, pi / 180
    moon = 2415020.75933 + 29.53058868 * k + 0.0001178 * t2 - 0.000000155 * t3
    moon += 0.00033 * sin((166.56 + 132.87 * t - 0.009173 * t2) * rad)
    sun = 359.2242 + 29.10535608 * k - 0.0000333 * t2 - 0.00000347 * t3
    own = 306.0253 + 385.81691806 * k + 0.0107306 * t2 + 0.00001236 * t3
    node = 21.2964 + 390.67050646 * k - 0.0016528 * t2 - 0.00000239 * t3
    c = (0.1734 - 0.000393 * t) * sin(sun * rad) + 0.0021 * sin(2 * rad * sun)
    c += -0.4068 * sin(own * rad) + 0.0161 * sin(rad * 2 * own) - 0.0004 * sin(rad * 3 * own)
    c += 0.0104 * sin(rad * 2 * node) - 0.0051 * sin(rad * (sun + own)) - 0.0074 * sin(rad * (sun - own))
    c += 0.0004 * sin(rad * (2 * node + sun)) - 0.0004 * sin(rad * (2 * node - sun))
    c += -0.0006 * sin(rad * (2 * node + own)) + 0.0010 * sin(rad * (2 * node - own))
    c += 0.0005 * sin(rad * (2 * own + sun))
    delta = -0.000278 + 0.000265 * t + 0.000262 * t2
    return floor(moon + c - delta + 0.5 + zone / 24)


def _sun_sector(day: int, zone: float) -> int:
    """Which twelfth of its circle the sun is in when a local day begins; 0 from the spring equinox on."""
    t = (day - 2451545.5 - zone / 24) / 36525
    rad = pi / 180
    m = 357.52910 + 35999.05030 * t - 0.0001559 * t * t - 0.00000048 * t * t * t
    mean = 280.46645 + 36000.76983 * t + 0.0003032 * t * t
    equation = (1.914600 - 0.004817 * t - 0.000014 * t * t) * sin(rad * m)
    equation += (0.019993 - 0.000101 * t) * sin(rad * 2 * m) + 0.000290 * sin(rad * 3 * m)
    longitude = (mean + equation) * rad
    return floor((longitude - pi * 2 * floor(longitude / (pi * 2))) / pi * 6)


def _eleventh(year: int, zone: float) -> int:
    """The Julian day on which the eleventh month, the one of the winter solstice, begins."""
    last = date(year, 12, 31).toordinal() + _JULIAN_DAY_ZERO
    k = floor((last - 2415021) / _MONTH)
    begins = _new_moon_day(k, zone)
    return _new_moon_day(k - 1, zone) if _sun_sector(begins, zone) >= 9 else begins


def _leap_offset(eleventh: int, zone: float) -> int:
    """Which month after the eleventh is the leap month: the first in which the sun enters no new twelfth."""
    k = floor((eleventh - 2415021.076998695) / _MONTH + 0.5)
    sectors = [_sun_sector(_new_moon_day(k + n, zone), zone) for n in range(15)]
    return next(n for n in range(1, 14) if sectors[n] == sectors[n + 1])
