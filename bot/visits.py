"""`dunghan visits export`: the teams' visits of a month as a file, Excel or CSV by its ending."""

import re
from datetime import date
from pathlib import Path

from bot.clock import RealClock
from bot.inviting import organisation_of
from bot.opened import opened
from bot.settings import Settings
from files import visit_tables
from handlers import visit_sheets
from locales import speak

_MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")


class CannotExportError(Exception):
    """The reason is a sentence of the catalogue: `key`, filled with `words`."""

    def __init__(self, key: str, **words: object) -> None:
        super().__init__(key)
        self.key = key
        self.words = words


async def export(settings: Settings, organisation: str, month: str, out: Path) -> tuple[bytes, int]:
    """The file's content and how many visits are in it. Raises CannotExportError, CannotInviteError (no such code)."""
    named = _MONTH.fullmatch(month)
    if named is None:
        raise CannotExportError("cli.visits_month", given=month)
    if out.suffix not in (".xlsx", ".csv"):
        raise CannotExportError("cli.score_ending", file=out)
    async with opened(settings) as database, database.sessions.begin() as session:
        of = await organisation_of(session, organisation)
        first = date(int(named[1]), int(named[2]), 1)
        pages = await visit_sheets.of_month(session, speak(of.locale), of, first)
    as_csv = out.suffix == ".csv"
    content = visit_tables.as_csv(pages[0]) if as_csv else visit_tables.as_workbook(pages, RealClock().now())
    return content, len(pages[0].rows)
