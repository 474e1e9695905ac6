"""`dunghan score`: the units' scores of a year as a file, Excel or CSV by its ending."""

from pathlib import Path

from bot.clock import RealClock
from bot.opened import opened
from bot.settings import Settings
from files import scores as files
from handlers import scores
from locales import Speaker
from storage import plans


class CannotScoreError(Exception):
    """The reason is a sentence of the catalogue: `key`, filled with `words`."""

    def __init__(self, key: str, **words: object) -> None:
        super().__init__(key)
        self.key = key
        self.words = words


async def table(settings: Settings, say: Speaker, organisation: str, year: int, out: Path) -> tuple[bytes, int]:
    """The file's content and how many units are in it. Raises CannotScoreError for an unknown code or ending."""
    if out.suffix not in (".xlsx", ".csv"):
        raise CannotScoreError("cli.score_ending", file=out)
    now = RealClock().now()
    async with opened(settings) as database, database.sessions.begin() as session:
        of = await plans.organisation(session, organisation)
        if of is None:
            known = ", ".join(await plans.organisation_codes(session))
            raise CannotScoreError("cli.unknown_organisation", code=organisation, known=known)
        found = await scores.of_year(session, of, year, now)
        sheet = scores.sheet(say, of, year, found)
    content = files.as_csv(sheet) if out.suffix == ".csv" else files.as_workbook(sheet, str(year), now)
    return content, len(found)
