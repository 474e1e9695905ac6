"""What came of a soak: counted beside the bot, from what the people typed and what their phones show."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from simulator.messenger import Messenger
from simulator.model import Bot, Chat
from storage.database import Database
from storage.outbox import AT_MOST_ONCE, Kind
from storage.tables import Account, Figure, Inbox, Outbox, Revision
from storage.visit_tables import Visit
from tests.faults.killed.crowd import Crowd, Typed


@dataclass(slots=True)
class Tally:
    """`lost`: typed and not stored. `repeated`: stored twice, or typed by nobody. `astray`: stored where not meant.

    `digests`: digests and warnings posted; `doubled` more than once, `missing` not at all, `late` not because the day
    was over. `orphans`: placeholders that a death left. `copies`: of other messages, beyond the first. `gap`: the
    longest silence of the bot in seconds. `said_instead`: what the bot said after what was lost, unsent or missing, and
    how often.
    """

    clock: Callable[[], float]
    lives: int = 0
    idle_lives: int = 0
    updates: int = 0
    answers: int = 0
    visits: int = 0
    lost: int = 0
    repeated: int = 0
    astray: int = 0
    digests: int = 0
    doubled: int = 0
    missing: int = 0
    late: int = 0
    orphans: int = 0
    messages: int = 0
    copies: int = 0
    unsent: int = 0
    dead: int = 0
    gap: float = 0.0
    said_instead: Counter[str] = field(default_factory=Counter)
    _spoke_at: float = field(default=0.0)

    def heard(self, event: str, about: Any) -> None:
        """A listener of the messenger: whenever the bot says something the silence is over."""
        if event == "message" and about["message"]["from"]["is_bot"]:
            now = self.clock()
            self.gap = max(self.gap, now - (self._spoke_at or now))
            self._spoke_at = now

    def is_perfect(self) -> bool:
        """Whether nothing was lost or stored twice, no digest posted twice or never, and every life worked."""
        wrong = (self.lost, self.repeated, self.astray, self.doubled, self.missing, self.unsent, self.dead)
        return not any(wrong) and not self.idle_lives and self.lives > 1 and bool(self.answers and self.digests)

    def line(self) -> Sequence[tuple[str, str]]:
        """Column and figure, in the order of the table."""
        counted = (
            ("lives", self.lives),
            ("updates", self.updates),
            ("answers", self.answers),
            ("visits", self.visits),
            ("lost", self.lost),
            ("repeated", self.repeated),
            ("astray", self.astray),
            ("messages", self.messages),
            ("copies", self.copies),
            ("unsent", self.unsent),
            ("digests", self.digests),
            ("doubled", self.doubled),
            ("missing", self.missing),
            ("late", self.late),
            ("orphans", self.orphans),
        )
        return [*((name, str(value)) for name, value in counted), ("max gap s", f"{self.gap:.1f}")]

    async def take(self, crowd: Crowd, database: Database) -> None:
        """Hold what is stored against what was typed, and what the phones show against what was to be said."""
        async with database.sessions() as session:
            answers = select(Account.address, Revision.message, Revision.said, Figure.position)
            answers = answers.join(Revision, Revision.account_id == Account.id)
            answers = answers.join(Figure, Figure.id == Revision.figure_id)
            stored = list(await session.execute(answers))
            visits = select(Account.address, Visit.message).join(Visit, Visit.account_id == Account.id)
            logged = list(await session.execute(visits))
            states = list((await session.execute(select(Inbox.state))).scalars())
            rows = list((await session.execute(select(Outbox))).scalars())
        self.updates, self.dead = len(states), sum(state != "done" for state in states)
        self.answers, self.visits = len(crowd.answers), len(crowd.visits)
        self.astray = sum(position != 1 for *_, position in stored)
        self._hold(crowd, crowd.answers, [Typed(int(who), int(message or 0), said) for who, message, said, _ in stored])
        self._hold(
            crowd,
            [Typed(one.person, one.message, "") for one in crowd.visits],
            [Typed(int(who), int(message), "") for who, message in logged],
        )
        self._look(crowd.messenger, crowd.bot, rows)

    def _hold(self, crowd: Crowd, typed: list[Typed], stored: list[Typed]) -> None:
        wanted, found = Counter(typed), Counter(stored)
        lost = wanted - found
        self.lost += lost.total()
        self.repeated += (found - wanted).total()
        for one in lost:
            self.said_instead[f"{one.text} › {_next_said(crowd, one)}"] += 1

    def _look(self, messenger: Messenger, bot: Bot, rows: list[Outbox]) -> None:
        chats: dict[str, Chat] = {
            str(chat.id): chat for chat in (*messenger.private.values(), *messenger.groups.values())
        }
        shown = {
            where: Counter(one.said for one in chat.messages.values() if one.sender is bot)
            for where, chat in chats.items()
        }
        wanted: dict[str, Counter[str]] = {where: Counter() for where in chats}
        for row in rows:
            wanted[row.chat][row.text] += 1
            if row.state == "expired":  # its day was over before it could be posted, and a person was told
                self.late += 1
                continue
            if row.state != "sent":
                self.unsent += 1
                self.said_instead[f"{row.key}: {row.state}: {row.error}"] += 1
            if Kind(row.kind) in AT_MOST_ONCE:
                self.digests += 1
                self.doubled += shown[row.chat][row.text] > 1
                self.missing += not shown[row.chat][row.text]
        titles = {row.title for row in rows if row.title}
        for where, said in shown.items():
            self.messages += wanted[where].total()
            self.orphans += sum(number for text, number in said.items() if text in titles)
            self.copies += sum(max(said[text] - number, 0) for text, number in wanted[where].items())


def _next_said(crowd: Crowd, lost: Typed) -> str:
    """What the bot said next in that chat."""
    chat = crowd.messenger.private_chat(crowd.bot, crowd.messenger.people[lost.person])
    later = (one for one in chat.messages.values() if one.id > lost.message and one.sender is crowd.bot)
    return next((one.said for one in later), "nothing")
