"""A ward at the end of a line: a leadership group, and an administrator who hears what only a person can mend."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import update

from domain.chat import Heard, Inbound
from domain.roles import Role
from handlers.table import handle
from handlers.talk import Reach
from simulator import actions
from simulator.model import Chat, Person
from storage import people
from storage.files import EvidenceFiles
from storage.outbox import Kind
from storage.tables import Account, Group
from tests.faults.line import Line
from tests.rows import Town, build


@dataclass
class Ward:
    """An organisation whose leadership reads in one group and whose administrator reads in private."""

    line: Line
    town: Town
    group: Chat
    administrator: Person
    files: Path

    def in_group(self, group: Chat | None = None) -> list[str]:
        """What stands in the group, deleted messages left out."""
        said = (group or self.group).messages.values()
        return [one.said for one in said if one.kind == "text" and one.sender is self.line.far.bot and not one.deleted]

    def told(self) -> list[str]:
        """What the administrator was told."""
        said = actions.messages(self.line.far.messenger, self.administrator, self.line.far.bot.id)
        return [one.said for one in said if one.sender is self.line.far.bot]

    async def digest(self, text: str, **more: Any) -> None:
        """A digest for the group."""
        await self.line.queue(self.group, text, Kind.DIGEST, **more)

    async def row(self) -> Group:
        """The group, as the bot knows it."""
        async with self.line.database.sessions() as session:
            return await session.get_one(Group, self.town.group.id)

    async def hear(self, heard: Heard, moved_to: str = "") -> None:
        """What the messenger tells of the group is handled."""
        line, address = self.line, self.line.address(self.group)
        event = Inbound(line.channel.name, "1", address, heard, line.now, is_group=True, sender="1", moved_to=moved_to)
        via = Reach(line.channel.can, line.channel.deep_link, EvidenceFiles(self.files), (line.channel.name,))
        await line.database.transaction(lambda session: handle(session, event, line.now, via))


async def founded(line: Line, folder: Path) -> Ward:
    """The first of the line's people is the administrator."""
    group, administrator = line.far.group(), line.people[0]
    name = line.channel.name
    async with line.database.sessions.begin() as session:
        town = await build(session, "hong_bang")
        await people.join(session, town.officer, town.unit.id, Role.ADMINISTRATOR, line.now)
        who = {"channel": name, "address": line.address(administrator), "heard_at": line.now}
        await session.execute(update(Account).where(Account.id == town.officer.id).values(**who))
        where = {"channel": name, "address": line.address(group), "title": "Lãnh đạo"}
        await session.execute(update(Group).where(Group.id == town.group.id).values(**where))
    return Ward(line, town, group, administrator, folder)
