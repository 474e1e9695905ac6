"""`dunghan audit verify`, and the newest link of the chain written down outside the database now and then."""

from datetime import datetime, timedelta
from pathlib import Path

from bot.clock import Clock
from bot.keys import key_in
from bot.opened import opened
from bot.settings import Settings
from domain import seals as links
from locales import Speaker
from storage import seals
from storage.database import Database
from storage.seals import Verdict

FILE = "audit-heads.log"
EVERY = timedelta(hours=1)


class Heads:
    """The newest link of the chain, written down outside the database now and then: its end cannot be cut unseen."""

    def __init__(self, database: Database, folder: Path, clock: Clock) -> None:
        self._database = database
        self._file = folder / FILE
        self._clock = clock

    async def beat(self) -> None:
        """Add a line "moment number link", at most once an hour and only when there is a new one."""
        now, last = self._clock.now(), self._last()
        if last and now - datetime.fromisoformat(last[0]) < EVERY:
            return
        async with self._database.claims() as session:
            number, head = await seals.newest(session)
        if number and (not last or int(last[1]) != number):
            with self._file.open("a") as heads:
                heads.write(f"{now.isoformat()} {number} {head}\n")

    def _last(self) -> list[str]:
        return self._file.read_text().splitlines()[-1].split() if self._file.exists() else []


def written_down(folder: Path) -> dict[int, str]:
    """The links in the file of heads, by their number. Raises ValueError for a line that is none."""
    file = folder / FILE
    lines = file.read_text().splitlines() if file.exists() else []
    return {int(number): head for _, number, head in (line.split() for line in lines)}


async def verify(settings: Settings, say: Speaker) -> tuple[str, bool]:
    """Whether the trails are as they were sealed, in words, and whether all is well."""
    async with opened(settings) as database, database.sessions() as session:
        verdict = await seals.verify(session, key_in(settings.data, "audit"), written_down(settings.data))
    return told(verdict, say), verdict.fault is None


def told(verdict: Verdict, say: Speaker) -> str:
    """The verdict as one sentence, with what to do about it."""
    words = {"links": verdict.links, "head": links.shown(verdict.head), "row": verdict.row}
    return say(f"audit.{verdict.fault}" if verdict.fault else "audit.sound", **words)
