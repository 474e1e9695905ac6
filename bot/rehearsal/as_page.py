"""The calendar as one page that needs nothing else: months with counts, each day's messages a tap away."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from html import escape
from importlib.resources import files

from bot.rehearsal import as_text, words
from bot.rehearsal.counts import counts
from bot.rehearsal.record import Message, Rehearsed
from bot.rehearsal.words import Line
from locales import Speaker
from storage.outbox import Kind

FEW, MORE = 5, 15  # messages a day up to which a cell is pale, then middling
COUNTED = ("who", "unasked", "days", "most", "median", "replies")
Days = dict[date, list[Message]]


def page(say: Speaker, rehearsed: Rehearsed) -> str:
    """The whole page."""
    title = escape(as_text.heading(say, rehearsed))
    style = (files(__package__) / "page.css").read_text(encoding="utf-8")
    days: Days = dict(as_text.by_day(rehearsed))
    parts = [
        f'<!doctype html>\n<html lang="{say.locale}">\n<head>\n<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{title}</title>\n<style>\n{style}</style>\n</head>\n<body>\n<h1>{title}</h1>",
        f'<p class="note">{escape(say("rehearse.page_note"))}</p>',
        f'<nav><a href="#odd">{escape(_odd_title(say, rehearsed))}</a>'
        f'<a href="#counts">{escape(say("rehearse.counts"))}</a></nav>',
        _legend(say),
        '<main><div class="months">',
        *(_month(say, rehearsed, days, year, month) for year, month in _months(rehearsed)),
        "</div>",
        *(_day(say, rehearsed, day, messages) for day, messages in days.items()),
        *_counts(say, rehearsed),
        *_odd(say, rehearsed),
        "</main>\n</body>\n</html>\n",
    ]
    return "\n".join(parts)


def _months(rehearsed: Rehearsed) -> Iterator[tuple[int, int]]:
    first, last = rehearsed.first, rehearsed.last
    for month in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
        yield month // 12, month % 12 + 1


def _legend(say: Speaker) -> str:
    shades = [("few", FEW), ("more", MORE)]
    spans = [f'<span class="{shade}">≤ {most}</span>' for shade, most in shades]
    spans += [f'<span class="many">&gt; {MORE}</span>', f'<span class="off">{escape(say("rehearse.day_off"))}</span>']
    return f'<p class="legend note">{escape(say("rehearse.legend"))} {"".join(spans)}</p>'


def _month(say: Speaker, rehearsed: Rehearsed, days: Days, year: int, month: int) -> str:
    number = sum(_unasked(of) for day, of in days.items() if (day.year, day.month) == (year, month))
    name, count = say.count("rehearse.month", number, month=month, year=year).split(": ", 1)
    cells = [f"<b>{escape(one)}</b>" for one in say("rehearse.weekdays").split()]
    cells += ["<span></span>"] * date(year, month, 1).weekday()
    cells += [_cell(rehearsed, days, date(year, month, day)) for day in range(1, monthrange(year, month)[1] + 1)]
    grid = "".join(cells)
    head = f"<h2>{escape(name)}<span>{escape(count)}</span></h2>"
    return f'<section class="month">{head}<div class="grid">{grid}</div></section>'


def _cell(rehearsed: Rehearsed, days: Days, day: date) -> str:
    number = _unasked(days.get(day, []))
    off = not any(body.days.is_working(day) for body in rehearsed.bodies.values())
    shade = "" if not number else "few" if number <= FEW else "more" if number <= MORE else "many"
    classes = " ".join(filter(None, ("day", "off" if off else "", shade)))
    if day not in days:
        return f'<span class="{classes}">{day.day}</span>'
    return f'<a class="{classes}" href="#d{day.isoformat()}">{day.day}<i>{number or "·"}</i></a>'


def _day(say: Speaker, rehearsed: Rehearsed, day: date, messages: list[Message]) -> str:
    parts = [f'<h3 id="d{day.isoformat()}">{escape(say.full_day(day))}</h3>']
    for code, body in rehearsed.bodies.items():
        own = [one for one in messages if one.to.organisation == code]
        if own and len(rehearsed.bodies) > 1:
            parts.append(f"<h4>{escape(body.short_name)}</h4>")
        parts += [_line(say, line) for line in words.lines(say, rehearsed, own)]
    return "\n".join(parts)


def _line(say: Speaker, line: Line) -> str:
    why = f' <span class="why">· {escape(line.why)}</span>' if line.why else ""
    told = f"<time>{line.time}</time>{escape(line.kind)} → {escape(line.to)}{why}"
    articles = "".join(
        f"<article><b>{escape(words.person(say, one.to))}</b>{escape(one.text)}</article>" for one in line.messages
    )
    shade = ' class="reply"' if line.messages[0].kind is Kind.REPLY else ""
    return f"<details{shade}><summary>{told}</summary>{articles}</details>"


def _counts(say: Speaker, rehearsed: Rehearsed) -> Iterator[str]:
    yield f'<h2 id="counts">{escape(say("rehearse.counts"))}</h2><div class="wide"><table><thead><tr>'
    yield "".join(f"<th>{escape(say(f'rehearse.counted.{column}'))}</th>" for column in COUNTED)
    yield "</tr></thead><tbody>"
    for one in counts(rehearsed):
        name = words.person(say, one.to)
        if len(rehearsed.bodies) > 1:
            name = f"{rehearsed.bodies[one.to.organisation].short_name} · {name}"
        day = f' (<a href="#d{one.most_on.isoformat()}">{say.day(one.most_on)}</a>)' if one.most_on else ""
        cells = (one.unasked, one.days, f"{one.most}{day}", say.number(one.median), one.replies)
        yield f"<tr><td>{escape(name)}</td>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"
    yield "</tbody></table></div>"


def _odd(say: Speaker, rehearsed: Rehearsed) -> Iterator[str]:
    yield f'<h2 id="odd">{escape(_odd_title(say, rehearsed))}</h2><ul class="odd">'
    yield from (f"<li>{escape(words.oddity(say, rehearsed, one))}</li>" for one in rehearsed.odd)
    yield "</ul>"


def _odd_title(say: Speaker, rehearsed: Rehearsed) -> str:
    return say.count("rehearse.odd", len(rehearsed.odd)).rstrip(":") if rehearsed.odd else say("rehearse.nothing_odd")


def _unasked(messages: list[Message]) -> int:
    return sum(one.is_unasked for one in messages)
