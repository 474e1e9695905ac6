"""`điểm thi đua`: the scores of the year, for leaders and the aggregating office of all, for officers of their unit."""

import re

from domain.roles import OVERSEEING
from domain.score import WEIGHTS
from files import scores as files
from handlers import refusing, scores
from handlers.pacing import SEEING_OWN
from handlers.talk import Talk
from storage import people

_YEAR = re.compile(r"\b(20\d{2})\b")


async def show(talk: Talk, said: str = "") -> None:
    """`điểm thi đua`, `điểm thi đua 2026 csv`: a table to read, and the file with the formula."""
    units = None
    if not await talk.holds(OVERSEEING):
        units = await people.units_of(talk.session, talk.known.person.id, SEEING_OWN, talk.now)
        if not units:
            await refusing.say(talk, "score.not_for_you", "score")
            return
    named = _YEAR.search(talk.heard.text)
    year = int(named[1]) if named else talk.now.astimezone(talk.known.zone).year
    organisation = talk.known.organisation
    unit_ids = None if units is None else [unit.id for unit in units]
    found = await scores.of_year(talk.session, organisation, year, talk.now, unit_ids)
    if not found:
        await talk.reply(talk.say("score.nothing", year=year))
        return
    lines = [talk.say("score.title", year=year, whose=organisation.short_name)]
    for number, one in enumerate(found, start=1):
        parts = ", ".join(
            f"{talk.say(f'score.part.{part}')} {scores.share(talk.say, one.score.shares[part])}" for part in WEIGHTS
        )
        name = one.unit.short_name
        words = {"number": number, "unit": name, "points": scores.points(talk.say, one.score), "parts": parts}
        lines.append(talk.say("score.line", **words))
    lines += ["", *scores.formula(talk.say)]
    table = scores.sheet(talk.say, organisation, year, found)
    as_csv = talk.heard.text.lower().endswith("csv")
    content = files.as_csv(table) if as_csv else await talk.beside(files.as_workbook, table, str(year), talk.now)
    file_name = f"diem-{year}.{'csv' if as_csv else 'xlsx'}"
    await talk.reply("\n".join(lines), document=content, file_name=file_name)
