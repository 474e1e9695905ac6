"""The messages as a table for spreadsheets, in which no text can be taken for a formula."""

import csv
from io import StringIO

from bot.rehearsal import words
from bot.rehearsal.record import Message, Rehearsed
from files.cells import harmless
from locales import Speaker, figures

COLUMNS = ("day", "time", "organisation", "to", "unit", "kind", "stage", "period", "about", "text")


def table(say: Speaker, rehearsed: Rehearsed) -> str:
    """One row for each message, with a line that names the columns. Begins with a mark that Excel needs for UTF-8."""
    target = StringIO(newline="")
    writer = csv.writer(target, lineterminator="\r\n")
    writer.writerow([say(f"rehearse.column.{column}") for column in COLUMNS])
    for one in rehearsed.messages:
        writer.writerow([harmless(cell) for cell in _cells(say, rehearsed, one)])
    return "\ufeff" + target.getvalue()


def _cells(say: Speaker, rehearsed: Rehearsed, one: Message) -> list[str]:
    body = rehearsed.bodies[one.to.organisation]
    whys = one.whys
    return [
        body.day(one.at).isoformat(),
        say.time(one.at, body.zone),
        body.short_name,
        say(f"role.{one.to.role}"),
        one.to.unit,
        words.kind(say, one),
        "; ".join(dict.fromkeys(words.stage(say, why.stage) for why in whys)),
        "; ".join(dict.fromkeys(figures.period(say, why.period, why.frequency) for why in whys)),
        "; ".join(dict.fromkeys(why.unit for why in whys)),
        one.text,
    ]
